"""Amendments of the charter: the list, one, its text, what it changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.amendments.access import amendment_visible, amendments_visible_to
from eduklaster.amendments.models import Amendment
from eduklaster.amendments.presenters.words import place_words
from eduklaster.amendments.selectors import consultation_on, rules_compared
from eduklaster.charter.compare import redline_runs
from eduklaster.charter.compare.table import Cell
from eduklaster.charter.places import places_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import charter_of
from eduklaster.clusters.versions import readable_texts, version_changes
from eduklaster.people.access import Viewer

from ..contract import operation
from ..inputs import Code, In, PathId, Words
from ..paging import Page, Paging, page_of
from ..problems import Cited
from .common import Out, at, cited, example, language

router = Router(tags=["amendments"])
State = Literal["draft", "consultation", "put_to_vote", "adopted", "in_force", "superseded", "rejected", "withdrawn"]
_SHORT = {
    "id": 3, "number": 3, "title": "Друга мета", "state": "consultation", "filed_on": "2026-03-02", "case": 8, "base": 1,
    "version": 2, "recommendations_count": 2, "unanswered_count": 1, "page": "/c/luhova/amendments/3/",
}  # fmt: skip


class AmendmentFilter(In):
    """Which amendments are wanted."""

    state: State | None = None
    """State."""
    q: Words | None = None
    """Words of the title or of what it is for."""


class AmendmentOut(Out):
    """A new version of the charter on its way."""

    model_config = example(**_SHORT)

    id: int
    """Its number in addresses."""
    number: int
    """Number within the cluster."""
    title: str
    """Heading."""
    state: str
    """`draft`, `consultation`, `put_to_vote`, `adopted`, `in_force`, `superseded`, `rejected`, `withdrawn`."""
    filed_on: date
    """Day of filing."""
    case: int
    """The case that decides on it."""
    base: int
    """Number of the version that it amends."""
    version: int
    """Number of the version that it becomes."""
    recommendations_count: int
    """How many recommendations there are."""
    unanswered_count: int
    """How many of them have no answer."""
    page: str
    """Its page."""


class ConsultationOut(Out):
    """The time in which recommendations are taken."""

    first: date | None
    """First day; empty before it is opened."""
    last: date | None
    """Last day; empty where it lasts until the amendment is decided."""
    is_open: bool
    """Whether recommendations are taken today."""
    citation: Cited | None
    """Where the charter asks for it."""


class AmendmentCard(AmendmentOut):
    """An amendment with its consultation."""

    model_config = example(
        **_SHORT, why="Її бракує.", filed_as="Секретар",
        consultation={"first": "2026-03-03", "last": "2026-04-02", "is_open": True, "citation": None},
    )  # fmt: skip

    why: str
    """What the change is for."""
    filed_as: str
    """Capacity in which it was filed."""
    consultation: ConsultationOut | None
    """The consultation; empty where the charter has none."""


class PlaceOut(Out):
    """A place of the charter."""

    clause: str
    """As it is cited: 4.3."""
    words: str
    """How people cite it, in the asked language."""
    text: str
    """Its text, in the language of the cluster."""


class CharterTextOut(Out):
    """The charter as an amendment would have it."""

    model_config = example(
        language="uk", places=[{"clause": "1.2", "words": "п. 1.2", "text": "Мета кластера — зміцнити школи."}]
    )

    language: str
    """Language of the text."""
    places: list[PlaceOut]
    """The places in printed order."""


class RunOut(Out):
    """A piece of a text with what became of it."""

    how: Literal["same", "out", "in"]
    """It stays, it goes, or it is new."""
    text: str
    """The piece."""


class ChangeOut(Out):
    """A place of the text that changes."""

    before: str | None
    """As the old version cites it; empty where it is new."""
    after: str | None
    """As the new version cites it; empty where it is taken out."""
    words: str
    """How people cite it, in the asked language."""
    change: Literal["changed", "new", "gone", "moved"]
    """What became of it."""
    runs: list[RunOut]
    """Its text piece by piece: without what is new it is the old one, without what goes the new one."""


class RuleChangeOut(Out):
    """A rule that changes."""

    section: str
    """Part of the rules to which it belongs."""
    subject: str
    """What it is about, in words."""
    before: str | None
    """What it was; empty where there was none."""
    before_citation: Cited | None
    """Where that came from."""
    after: str | None
    """What it becomes; empty where it falls away."""
    after_citation: Cited | None
    """Where that comes from."""


class RedlineOut(Out):
    """What an amendment changes, place by place and rule by rule."""

    model_config = example(
        places=[
            {
                "before": "1.2", "after": "1.2", "words": "п. 1.2", "change": "changed",
                "runs": [{"how": "same", "text": "Мета кластера — "}, {"how": "out", "text": "об'єднати"}, {"how": "in", "text": "зміцнити"}, {"how": "same", "text": " школи."}],
            }
        ],
        rules=[
            {
                "section": "voting", "subject": "Більшість", "before": "більше половини", "before_citation": None,
                "after": "дві третини", "after_citation": None,
            }
        ],
    )  # fmt: skip

    places: list[ChangeOut]
    """Places of the text that change, in the order of the new one."""
    rules: list[RuleChangeOut]
    """Rules that change, in words."""


def _plain(row: Amendment, cluster: Cluster) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "title": row.title.in_(language()),
        "state": row.version.state,
        "filed_on": row.filed_on,
        "case": row.case_id,
        "base": row.base.number,
        "version": row.version.number,
        "recommendations_count": row.recommendation_count,  # type: ignore[attr-defined]
        "unanswered_count": row.waiting_count,  # type: ignore[attr-defined]
        "page": f"/c/{cluster.code}/amendments/{row.pk}/",
    }


def card(row: Amendment, found: Cluster, viewer: Viewer) -> AmendmentCard:
    """Return an amendment with its consultation."""
    consultation = consultation_on(row.case, viewer.on)
    return AmendmentCard(
        **_plain(row, found),
        why=row.why,
        filed_as=row.case.opened_as,
        consultation=ConsultationOut(
            first=consultation.first,
            last=consultation.last,
            is_open=consultation.is_open_on(viewer.on),
            citation=cited(consultation.step, found, charter_of(row.case.version).charter),
        )
        if consultation
        else None,
    )


@operation(router, "get", "/clusters/{cluster}/amendments", Page[AmendmentOut], anyone=True)
def list_amendments(
    request: HttpRequest, cluster: Code, asked: Query[AmendmentFilter], paging: Query[Paging]
) -> Page[AmendmentOut]:
    """The amendments of the charter, the newest first."""
    found, viewer = at(request, cluster)
    rows = amendments_visible_to(found, viewer)
    if asked.state:
        rows = rows.filter(version__state=asked.state)
    if asked.q:
        titles = (Q(**{f"title__{code}__icontains": asked.q}) for code in ("uk", "ru", "en"))
        words = Q(why__icontains=asked.q)
        for title in titles:
            words |= title
        rows = rows.filter(words)

    def show(page: Iterable[Amendment]) -> list[AmendmentOut]:
        return [AmendmentOut(**_plain(row, found)) for row in page]

    return page_of(rows, paging, show)


@operation(router, "get", "/clusters/{cluster}/amendments/{amendment}", AmendmentCard, anyone=True)
def get_amendment(request: HttpRequest, cluster: Code, amendment: PathId) -> AmendmentCard:
    """An amendment with its consultation; its case tells who decides and how far it is."""
    found, viewer = at(request, cluster)
    row = amendment_visible(found, viewer, amendment)
    return card(row, found, viewer)


@operation(router, "get", "/clusters/{cluster}/amendments/{amendment}/text", CharterTextOut, anyone=True)
def get_amended_text(request: HttpRequest, cluster: Code, amendment: PathId) -> CharterTextOut:
    """The whole charter as the amendment would have it, place by place."""
    found, viewer = at(request, cluster)
    row = amendment_visible(found, viewer, amendment)
    texts = readable_texts(row.version, found.language)
    return CharterTextOut(
        language=found.language,
        places=[
            PlaceOut(clause=clause, words=place_words(row, clause), text=texts[clause])
            for clause in places_of(charter_of(row.version).charter)
        ],
    )


@operation(router, "get", "/clusters/{cluster}/amendments/{amendment}/redline", RedlineOut, anyone=True)
def get_redline(request: HttpRequest, cluster: Code, amendment: PathId) -> RedlineOut:
    """What the amendment changes: the text place by place, the rules in words."""
    found, viewer = at(request, cluster)
    row = amendment_visible(found, viewer, amendment)
    return RedlineOut(places=_places(row), rules=_rules(row, found))


def _places(row: Amendment) -> list[ChangeOut]:
    return [
        ChangeOut(
            before=one.before,
            after=one.after,
            words=place_words(row, one.after or one.before or ""),
            change=one.change,
            runs=[RunOut(how=how, text=text) for how, text in redline_runs(one.old_text, one.new_text)],
        )
        for one in version_changes(row.base, row.version)
        if one.change != "same"
    ]


def _rules(row: Amendment, cluster: Cluster) -> list[RuleChangeOut]:
    old, new = charter_of(row.base).charter, charter_of(row.version).charter

    def source(cell: Cell | None, charter: Any) -> Cited | None:
        return cited(cell.citation, cluster, charter) if cell and cell.citation else None

    return [
        RuleChangeOut(
            section=one.section,
            subject=one.subject,
            before=one.first.text if one.first else None,
            before_citation=source(one.first, old),
            after=one.second.text if one.second else None,
            after_citation=source(one.second, new),
        )
        for one in rules_compared(row).rows(language(), only_differences=True)
        if one.section != "clauses"
    ]
