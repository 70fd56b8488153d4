"""The charter as a document: its whole text, and what one version changed in the one before."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.compare import redline_runs
from eduklaster.charter.schema import Charter, Clause
from eduklaster.clusters.enums import VersionState
from eduklaster.clusters.models import CharterVersion, ClauseText, Cluster
from eduklaster.clusters.selectors import charter_of, today_in
from eduklaster.people.access import Viewer

from .content import Block, Content
from .enums import Standing
from .naming import digits, written
from .registry import DocumentKind, Frame, register_document

_SKIPPED = {"gap"}
_DEEPEST = 3


def _visible(cluster: Cluster, viewer: Viewer) -> QuerySet[CharterVersion]:
    """Return the versions that somebody may read: drafts only inside the cluster."""
    rows = CharterVersion.objects.filter(cluster=cluster).select_related("cluster")
    if viewer.capacities:
        return rows
    return rows.filter(state__in=[VersionState.IN_FORCE, VersionState.SUPERSEDED])


def _day(version: CharterVersion) -> date:
    return version.effective_from or today_in(version.cluster)


def _texts(version: CharterVersion) -> Mapping[str, str]:
    return dict(ClauseText.objects.filter(version=version).values_list("clause", "text"))


def _standing(version: CharterVersion) -> Standing:
    return Standing.SUPERSEDED if version.state == VersionState.SUPERSEDED else Standing.VALID


def _version_words(version: CharterVersion, frame: Frame) -> str:
    if version.effective_from is None:
        return frame.words["version_draft"] % version.number
    return frame.words["version"] % (version.number, written(version.effective_from, frame.language))


def _approval(version: CharterVersion, charter: Charter, frame: Frame) -> list[str]:
    """Return the mark of approval: what was recorded when the version came into force, else what the charter tells.

    A version that is not in force says that it is a draft: nobody approved it yet.
    """
    if version.state not in {VersionState.IN_FORCE, VersionState.SUPERSEDED}:
        return [frame.words["draft"]]
    if version.approved_by:
        return [frame.words["approved"], version.approved_by]
    if version.adopted_by:
        return [frame.words["adopted"], version.adopted_by]
    told = charter.identity.approval
    if told is None:
        return []
    dated = f"{digits(told.on)} {frame.words['number']} {told.number}" if told.on and told.number else ""
    return [frame.words["approved"], frame.text(told.by), " ".join(p for p in (frame.text(told.act), dated) if p)]


def _heading(title: str, term: str) -> str:
    """Return the title without the word that already stands above it in capitals."""
    rest = title[len(term) :].strip() if title.casefold().startswith(term.casefold()) else title
    return rest or title


def charter_content(version: CharterVersion, frame: Frame) -> Content:
    """Return the whole text of a version; places whose text was not entered give their gist, and the note says so."""
    charter = charter_of(version).charter
    texts = _texts(version)
    body = [Block("paragraph", _version_words(version, frame))]
    is_gist = False
    for depth, clause, _parent in charter.clause_walk():
        if clause.kind in _SKIPPED or (clause.id == charter.identity.clause and not clause.number):
            continue
        text = texts.get(clause.id, "")
        is_gist = is_gist or not text
        body += _place(clause, depth, text or clause.gist.in_(frame.language))
    term = frame.term("charter")
    return Content(
        kind="charter",
        variant="",
        **frame.masthead,
        name=term.upper(),
        on=frame.on.isoformat(),
        number=str(version.number),
        heading=_heading(charter.identity.title.in_(frame.language), term),
        approval=_approval(version, charter, frame),
        body=body,
        note=frame.words["no_text"] if is_gist else "",
    )


def _place(clause: Clause, depth: int, text: str) -> list[Block]:
    number = clause.number or ""
    if clause.kind in {"section", "annex"}:
        return [Block("heading", f"{number} {text}".strip(), level=2)]
    parts = [part.strip() for part in text.splitlines() if part.strip()] or [text]
    level = min(max(depth - 1, 0), _DEEPEST)
    return [Block("clause", part, number=number if i == 0 else "", level=level) for i, part in enumerate(parts)]


def _before(version: CharterVersion) -> CharterVersion | None:
    """Return the version that a version amends: a draft that came to nothing was never the text."""
    return (
        CharterVersion.objects.filter(cluster=version.cluster_id, number__lt=version.number)
        .filter(state__in=[VersionState.IN_FORCE, VersionState.SUPERSEDED])
        .order_by("-number")
        .first()
    )


def redline_content(version: CharterVersion, frame: Frame) -> Content:
    """Return what a version changed in the one before, place by place."""
    earlier = _before(version)
    old = _readable(earlier, frame) if earlier else {}
    new = _readable(version, frame)
    body: list[Block] = []
    for key in [*new, *(key for key in old if key not in new)]:
        before, after = old.get(key, ""), new.get(key, "")
        if before == after:
            continue
        mark = frame.words["new_place"] if not before else frame.words["gone_place"] if not after else ""
        body += [Block("heading", f"{key} {mark}".strip(), level=2), Block("redline", rows=redline_runs(before, after))]
    title = charter_of(version).charter.identity.title.in_(frame.language)
    heading = frame.words["redline_heading"] % (title, version.number, earlier.number if earlier else "—")
    return Content(
        kind="redline",
        variant="",
        **frame.masthead,
        name=frame.words["redline"],
        on=frame.on.isoformat(),
        number=str(version.number),
        heading=heading,
        body=body or [Block("paragraph", frame.words["nothing_changed"])],
    )


def _readable(version: CharterVersion, frame: Frame) -> dict[str, str]:
    """Return the text of each place by how it is cited, in printed order."""
    texts = _texts(version)
    found: dict[str, str] = {}
    for _depth, clause, _parent in charter_of(version).charter.clause_walk():
        if clause.kind not in _SKIPPED:
            found[clause.number or clause.id] = texts.get(clause.id) or clause.gist.in_(frame.language)
    return found


def _page(version: CharterVersion, cluster: Cluster) -> str:
    return reverse("clusters:charter", args=[cluster.code])


def register() -> None:
    """Offer the documents of charters; called once when the room starts."""
    common = {
        "subject": "clusters.charterversion",
        "model": CharterVersion,
        "visible": _visible,
        "on": _day,
        "page": _page,
        "standing": _standing,
    }
    register_document(DocumentKind(key="charter", title=_("Text of the charter"), build=charter_content, **common))  # type: ignore[arg-type]
    register_document(
        DocumentKind(
            key="redline",
            title=_("What the version changed"),
            build=redline_content,
            applies=lambda version: _before(version) is not None,
            **common,  # type: ignore[arg-type]
        )
    )
