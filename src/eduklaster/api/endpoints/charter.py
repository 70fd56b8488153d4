"""The living charter: its places, and how each matter is decided."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.charter.explain import ExplainedRow, explain_rows
from eduklaster.charter.matters import chain_of, matters_in, undecided
from eduklaster.charter.messages import matter_words
from eduklaster.charter.schema import Clause
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import ClauseText
from eduklaster.clusters.presenters.reading import Reading, reading_of
from eduklaster.clusters.presenters.states import standings_of
from eduklaster.kernel.errors import NotFound

from ..contract import operation
from ..inputs import ClauseId, Code, MatterId
from ..paging import Page, Paging, page_of
from ..problems import Cited, citation_shown
from .common import Out, at, example

router = Router(tags=["charter"])
_CITED = {"kind": "clause", "ref": "4.3", "words": "п. 4.3", "page": "/c/luhova/charter/4.3/"}


class CharterOut(Out):
    """The charter by which the cluster works today."""

    model_config = example(
        title="Положення про освітній кластер «Лугова»", word="положення", version=2, state="in_force",
        effective_from="2025-09-01", clauses_count=84, checksum="9f86d081884c7d65" * 4, page="/c/luhova/charter/",
    )  # fmt: skip

    title: str
    """Its title."""
    word: str
    """What the cluster calls its charter."""
    version: int
    """Number of the version."""
    state: str
    """`in_force`, or `draft` before the founding."""
    effective_from: date | None
    """First day on which it is in force."""
    clauses_count: int
    """How many places it has."""
    checksum: str
    """SHA-256 of the file."""
    page: str
    """Where it can be read; the file lies under `download/`."""


class ClauseOut(Out):
    """A place of the charter."""

    model_config = example(
        id="4.3", gist="Рада складається з керівників закладів.", parent="4", depth=1, standing="Працює за положенням"
    )

    id: str
    """As it is cited."""
    gist: str
    """What it says, in one sentence of the platform."""
    parent: str | None
    """The place under which it stands."""
    depth: int
    """How deep it stands; 0 is the top."""
    standing: str
    """How the platform serves it, in words."""


class ClauseCard(ClauseOut):
    """A place of the charter with its own words."""

    model_config = example(
        id="4.3", gist="Рада складається з керівників закладів.", parent="4", depth=1,
        standing="Працює за положенням", text="До складу ради входять керівники закладів.", matters=["compose"],
        citation=_CITED,
    )  # fmt: skip

    text: str | None
    """Its words, where the cluster has entered them."""
    matters: list[str]
    """Matters that rest on it."""
    citation: Cited
    """How it is cited."""


class MatterOut(Out):
    """Something that can be decided."""

    model_config = example(
        id="admit", kind="admit", name="Вступ учасника", is_decided_here=True, steps_count=3, citation=_CITED
    )

    id: str
    """Its id in the charter or the defaults."""
    kind: str
    """Kind, which names the effect."""
    name: str
    """What the cluster calls it."""
    is_decided_here: bool
    """False where the charter rules it out."""
    steps_count: int
    """How many steps its chain has."""
    citation: Cited | None
    """Where it stands."""


class ExplainedOut(Out):
    """A part of the explanation."""

    kind: str
    """`intro`, `opening`, `ground`, `step` or `effect`."""
    title: str
    """Name of the step or ground."""
    text: str
    """In words: who, by which majority, resting on what, within which term."""
    step: str | None
    """Id of the step."""
    number: int | None
    """Its place in the chain."""
    gives_effect: bool
    """Whether the effect happens with this step."""
    citation: Cited | None
    """Where it stands: clause, or the default where the charter is silent."""


class MatterCard(MatterOut):
    """How a matter is decided, step by step, as it holds today."""

    model_config = example(
        id="admit", kind="admit", name="Вступ учасника", is_decided_here=True, steps_count=1, citation=_CITED,
        on="2026-03-02",
        explained=[
            {"kind": "step", "title": "Наказ", "text": "Ректор підписує наказ.", "step": "order", "number": 1,
             "gives_effect": True, "citation": _CITED}
        ],
    )  # fmt: skip

    on: date
    """The day for which it is told."""
    explained: list[ExplainedOut]
    """In the order of the chain."""


def _cited(reading: Reading, citation: Citation | None) -> Cited | None:
    return citation_shown(citation, reading.cluster, reading.charter) if citation else None


@operation(router, "get", "/clusters/{cluster}/charter", CharterOut, anyone=True)
def get_charter(request: HttpRequest, cluster: Code) -> CharterOut:
    """The charter by which the cluster works today."""
    found, _viewer = at(request, cluster)
    reading = reading_of(found)
    return CharterOut(
        title=reading.charter.identity.title.in_(reading.language),
        word=str(found.charter_word),
        version=reading.version.number,
        state=reading.version.state,
        effective_from=reading.version.effective_from,
        clauses_count=len(reading.places),
        checksum=reading.version.checksum,
        page=reading.url("charter"),
    )


def _clause(reading: Reading, standings: dict[str, Any], depth: int, clause: Clause, parent: Clause | None) -> Any:
    return {
        "id": clause.id,
        "gist": clause.gist.in_(reading.language),
        "parent": parent.id if parent else None,
        "depth": depth,
        "standing": str(standings[clause.id].chip.label),
    }


@operation(router, "get", "/clusters/{cluster}/charter/clauses", Page[ClauseOut], anyone=True)
def list_clauses(request: HttpRequest, cluster: Code, paging: Query[Paging]) -> Page[ClauseOut]:
    """The places of the charter in printed order."""
    found, _viewer = at(request, cluster)
    reading = reading_of(found)
    standings = standings_of(reading)

    def show(rows: Iterable[tuple[int, Clause, Clause | None]]) -> list[ClauseOut]:
        return [ClauseOut(**_clause(reading, standings, *row)) for row in rows]

    return page_of(reading.places, paging, show)


@operation(router, "get", "/clusters/{cluster}/charter/clauses/{clause}", ClauseCard, anyone=True)
def get_clause(request: HttpRequest, cluster: Code, clause: ClauseId) -> ClauseCard:
    """A place of the charter: what it says, how the platform serves it, which matters rest on it."""
    found, _viewer = at(request, cluster)
    reading = reading_of(found)
    place = next((row for row in reading.places if row[1].id == clause), None)
    if place is None:
        raise NotFound
    text = ClauseText.objects.filter(version=reading.version, clause=clause).values_list("text", flat=True).first()
    matters = [name for name in matters_in(reading.charter) if clause in _clauses_of(reading, name)]
    return ClauseCard(
        **_clause(reading, standings_of(reading), *place),
        text=text,
        matters=matters,
        citation=citation_shown(Citation("clause", clause), found, reading.charter),
    )


def _clauses_of(reading: Reading, matter: str) -> set[str]:
    chain = chain_of(reading.charter, matter)
    return {one for one in (chain.matter.clause, *(step.clause for step in chain.steps)) if one}


def _matter(reading: Reading, name: str) -> dict[str, Any]:
    chain = chain_of(reading.charter, name)
    without = undecided(reading.charter, name)
    first = Citation("clause", chain.matter.clause) if chain.matter.clause else None
    first = first or next((one for step in chain.steps if (one := Citation.of(step))), None)
    return {
        "id": name,
        "kind": chain.matter.kind,
        "name": matter_words(reading.charter, name, reading.language),
        "is_decided_here": without is None,
        "steps_count": len(chain.steps),
        "citation": _cited(reading, Citation.of(without) if without else first),
    }


@operation(router, "get", "/clusters/{cluster}/charter/matters", Page[MatterOut], anyone=True)
def list_matters(request: HttpRequest, cluster: Code, paging: Query[Paging]) -> Page[MatterOut]:
    """Everything that can be decided in the cluster, and what it does not decide."""
    found, _viewer = at(request, cluster)
    reading = reading_of(found)
    names = [*matters_in(reading.charter), *reading.charter.without_matters]
    return page_of(names, paging, lambda rows: [MatterOut(**_matter(reading, name)) for name in rows])


@operation(router, "get", "/clusters/{cluster}/charter/matters/{matter}", MatterCard, anyone=True)
def get_matter(request: HttpRequest, cluster: Code, matter: MatterId) -> MatterCard:
    """How a matter is decided: who opens it, each step, the majority with an example, when it takes effect.

    Everything that is said names its clause, or the default that speaks where the charter is silent.
    """
    found, _viewer = at(request, cluster)
    reading = reading_of(found)
    try:
        rows = explain_rows(reading.rulebook, matter, on=reading.on, language=reading.language)
        told = _matter(reading, matter)
    except KeyError:
        raise NotFound from None
    return MatterCard(**told, on=reading.on, explained=[_explained(reading, row) for row in rows])


def _explained(reading: Reading, row: ExplainedRow) -> ExplainedOut:
    return ExplainedOut(
        kind=row.kind,
        title=row.title,
        text=row.text,
        step=row.step,
        number=row.number,
        gives_effect=row.is_effect,
        citation=_cited(reading, row.citation),
    )
