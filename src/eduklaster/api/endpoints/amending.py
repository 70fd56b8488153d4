"""How the charter is changed by programs: its file, an amendment filed and revised, what it means for the cluster."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from eduklaster.amendments.access import amendment_visible
from eduklaster.amendments.impact import impact_of
from eduklaster.amendments.presenters import ImpactPage
from eduklaster.amendments.services import AmendmentDraft, amendment_file, amendment_revise
from eduklaster.charter.places import places_of
from eduklaster.clusters.models import CharterVersion
from eduklaster.clusters.presenters.reading import reading_of
from eduklaster.clusters.selectors import charter_of, version_in_force
from eduklaster.kernel.errors import InputError
from eduklaster.kernel.text import Localized
from eduklaster.people.access import require_signed_in
from eduklaster.procedures.access import doer_of

from ..contract import operation
from ..inputs import CharterFile, ClauseId, Code, In, PathId, Prose, Reason, Title
from .amendments import AmendmentCard, card, router
from .common import Out, at, example

_A = "/clusters/{cluster}/amendments/{amendment}"
_FILE = "charter: 1\nidentity:\n  code: luhova\n"


class CharterFileOut(Out):
    """A version of the charter as one file, with the cluster's own words by place."""

    model_config = example(
        version=2, checksum="9f86d081884c7d65" * 4, source=_FILE, texts={"1.2": "Мета кластера — зміцнити школи."}
    )

    version: int
    """Number of the version."""
    checksum: str
    """SHA-256 of the file."""
    source: str
    """The rules as one file in the charter language (YAML)."""
    texts: dict[str, str]
    """The cluster's own words by place; a place without an entry reads as the rules say it."""


class AmendmentTextIn(In):
    """A charter as it is to be."""

    model_config = In.model_config | {
        "json_schema_extra": {"examples": [{"source": _FILE, "texts": {"1.2": "Мета кластера — зміцнити школи."}}]}
    }

    source: CharterFile
    """The rules as one file in the charter language (YAML); what it lacks is told by line."""
    texts: dict[ClauseId, Prose] | None = None
    """The cluster's own words by place, all of them; left out, they stay as they are."""


class AmendmentIn(AmendmentTextIn):
    """An amendment that is filed."""

    model_config = In.model_config | {
        "json_schema_extra": {
            "examples": [
                {
                    "title": "Друга мета",
                    "why": "Її бракує.",
                    "source": _FILE,
                    "texts": {"1.2": "Мета кластера — зміцнити школи."},
                }
            ]
        }
    }

    title: Title
    """What the amendment is called."""
    why: Reason
    """What the change is for."""


class ImpactLineOut(Out):
    """One thing that would change."""

    what: str
    """What."""
    page: str | None
    """Its page; empty where it has none yet."""
    now: str
    """How it is."""
    then: str
    """How it would be."""


class ImpactGroupOut(Out):
    """Things of one kind that would change."""

    title: str
    """Kind."""
    note: str
    """What has to be known about it."""
    lines: list[ImpactLineOut]
    """The things."""


class ImpactOut(Out):
    """What an amendment would change in the running cluster, computed from the records of the day."""

    model_config = example(
        on="2026-03-02", open_cases_count=4, hidden_cases_count=0,
        groups=[
            {
                "title": "Посади", "note": "",
                "lines": [{"what": "Координатор", "page": None, "now": "—", "then": "нова посада без особи"}],
            }
        ],
    )  # fmt: skip

    on: date
    """The day on which it was computed."""
    open_cases_count: int
    """How many other cases run; each is finished by the version under which it was opened."""
    hidden_cases_count: int
    """How many cases would be decided otherwise that the caller may not see."""
    groups: list[ImpactGroupOut]
    """What would change; empty where nothing does."""


def _file(version: CharterVersion) -> CharterFileOut:
    return CharterFileOut(
        version=version.number,
        checksum=version.checksum,
        source=version.source,
        texts=dict(version.texts.order_by("pk").values_list("clause", "text")),
    )


@operation(router, "get", "/clusters/{cluster}/charter/file", CharterFileOut, anyone=True)
def get_charter_file(request: HttpRequest, cluster: Code) -> CharterFileOut:
    """The charter by which the cluster works as one file: what an amendment begins with."""
    found, _viewer = at(request, cluster)
    return _file(reading_of(found).version)


@operation(router, "get", f"{_A}/file", CharterFileOut, anyone=True)
def get_amendment_file(request: HttpRequest, cluster: Code, amendment: PathId) -> CharterFileOut:
    """The charter as the amendment would have it, as one file."""
    found, viewer = at(request, cluster)
    return _file(amendment_visible(found, viewer, amendment).version)


def _known(version: CharterVersion, texts: dict[str, str] | None) -> None:
    """Refuse words at a place that the new text does not have."""
    unknown = sorted(set(texts or {}) - set(places_of(charter_of(version).charter)))
    if unknown:
        raise InputError(
            "amendment.place", _("The new text has no place %(place)s."), field="texts", place=", ".join(unknown[:5])
        )


@operation(router, "post", "/clusters/{cluster}/amendments", AmendmentCard, status=201)
def file_amendment(request: HttpRequest, cluster: Code, body: AmendmentIn) -> AmendmentCard:
    """File an amendment: a new version of the charter, and the case by which the charter lets itself be amended.

    Whom the charter does not let propose is refused with the clause. The situations on which the charter was tried go along.
    """
    found, viewer = at(request, cluster)
    require_signed_in(viewer)
    base = version_in_force(found, viewer.on)
    draft = AmendmentDraft(
        Localized.same(body.title), body.why, body.source, body.texts, base.casebook if base is not None else ""
    )
    with transaction.atomic():  # nothing is filed where a place is not there
        row = amendment_file(cluster=found, draft=draft, doer=doer_of(viewer), on=viewer.on)
        _known(row.version, body.texts)
    return card(amendment_visible(found, viewer, row.pk), found, viewer)


@operation(router, "put", f"{_A}/file", AmendmentCard)
def revise_amendment(request: HttpRequest, cluster: Code, amendment: PathId, body: AmendmentTextIn) -> AmendmentCard:
    """Change text and rules of an amendment on which nobody has decided, as recommendations ask for.

    Whoever filed it does so, or the secretary.
    """
    found, viewer = at(request, cluster)
    row = amendment_visible(found, viewer, amendment)
    draft = AmendmentDraft(row.title, row.why, body.source, body.texts, row.version.casebook)
    with transaction.atomic():
        revised = amendment_revise(amendment=row, draft=draft, doer=doer_of(viewer), on=viewer.on)
        _known(revised.version, body.texts)
    return card(amendment_visible(found, viewer, row.pk), found, viewer)


@operation(router, "get", f"{_A}/impact", ImpactOut)
def get_impact(request: HttpRequest, cluster: Code, amendment: PathId) -> ImpactOut:
    """What an amendment would change in the running cluster: cases, terms, sessions, seats, offices, participants.

    It is computed from the records of today by the rules that would apply; cases that the caller may not see are counted.
    """
    found, viewer = at(request, cluster)
    row = amendment_visible(found, viewer, amendment)
    require_signed_in(viewer)
    page = ImpactPage(impact_of(row, viewer.on), viewer)
    return ImpactOut(
        on=page.impact.on,
        open_cases_count=page.impact.open_cases,
        hidden_cases_count=page.hidden,
        groups=[
            ImpactGroupOut(
                title=group.title,
                note=group.note,
                lines=[
                    ImpactLineOut(what=one.what, page=one.url or None, now=str(one.now), then=str(one.then))
                    for one in group.lines
                ],
            )
            for group in page.groups
        ],
    )
