"""How a first charter comes into force: how far it is, its case opened, or declared by acts that were made before."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from eduklaster.amendments.forms import DeclareForm
from eduklaster.amendments.presenters import AdoptionPage
from eduklaster.amendments.presenters.adoption import Way
from eduklaster.amendments.services import acts_to_declare, adoption_declare, adoption_open, way_to_declare
from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import act_kind_words, parties_words, step_words
from eduklaster.clusters.presenters.reading import reading_of
from eduklaster.people.access import require_secretary, require_signed_in
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.models import Case

from ..contract import operation
from ..inputs import ActNumber, Code, Day, In, MatterId
from ..problems import Cited, citation_shown
from .cases import CaseCard, card, visible
from .common import Out, at, cleaned, example, examples, language, renamed

router = Router(tags=["amendments"])
_A = "/clusters/{cluster}/adoption"
_CITED = {"kind": "clause", "ref": "4.2", "words": "п. 4.2", "page": "/c/luhova/charter/4.2/"}


class WayStep(Out):
    """A step by which the charter comes into force."""

    id: str
    """Its id in the charter."""
    title: str
    """In words."""
    who: str
    """Whose step it is."""
    act: str | None
    """Kind of the act by which the step is declared; empty where its act is not asked for."""


class WayOut(Out):
    """A chain by which the charter comes into force."""

    matter: str
    """Id of the matter in the charter."""
    title: str
    """What the cluster calls it."""
    what: str
    """What comes into force: the charter alone, or with it the cluster."""
    citation: Cited | None
    """Where the charter says so."""
    steps: list[WayStep]
    """Its steps in order."""
    is_by_meeting: bool
    """Whether founders sign at a meeting, which has a page of its own."""
    may_open: bool
    """Whether the caller may try to open its case now."""
    may_declare: bool
    """Whether the caller may enter acts that were made before."""


class FormerCase(Out):
    """A case about the charter that is over, or the one that decides now."""

    id: int
    """Its number in addresses."""
    title: str
    """What it was called."""
    state: str
    """`open`, `effective`, `declined`, `lost`, `stopped`."""
    closed_on: date | None
    """Day on which it ended."""


class AdoptionOut(Out):
    """How the first charter comes into force, and how far it is."""

    model_config = example(
        version=1, state="draft", in_force_from=None, cluster_state="forming", adopted_by="", approved_by="",
        under_way=None, cases=[], empty_organs=["academic_council"],
        ways=[
            {
                "matter": "adopt_charter", "title": "Затвердження положення", "what": "Чинності набуває саме положення.",
                "citation": _CITED, "is_by_meeting": False, "may_open": True, "may_declare": True,
                "steps": [{"id": "order", "title": "Наказ", "who": "Ректор", "act": "наказ"}],
            }
        ],
    )  # fmt: skip

    version: int
    """Number of the text."""
    state: str
    """State of the text: `draft`, `open_for_signature`, `put_to_vote`, `adopted`, `in_force`, `superseded`, `rejected`, `withdrawn`."""
    in_force_from: date | None
    """Since when it is in force."""
    cluster_state: str
    """State of the cluster."""
    adopted_by: str
    """The act by which it was adopted, in words."""
    approved_by: str
    """The act by which it was approved, in words."""
    under_way: int | None
    """The case that decides now."""
    cases: list[FormerCase]
    """Cases about it that the caller may see, the newest first."""
    ways: list[WayOut]
    """Chains that are still to be gone; none where the charter is in force and the cluster founded."""
    empty_organs: list[str]
    """Ids of the organs that are to vote and in which nobody is entered yet."""


class DeclaredActIn(In):
    """An act that was made on paper before."""

    step: Code
    """Id of the step that it was."""
    number: ActNumber
    """Its number."""
    on: Day
    """Its day."""


class DeclarationIn(In):
    """The acts by which the charter came into force before the cluster came here."""

    model_config = examples(
        acts=[
            {"step": "adoption", "number": "7", "on": "2025-11-21"},
            {"step": "order", "number": "12", "on": "2025-12-02"},
        ],
        in_force_from="2025-12-02",
    )

    acts: Annotated[list[DeclaredActIn], Field(max_length=20)]
    """Every act of the chain that brings the charter into force."""
    in_force_from: Day
    """The day of the last act, or a later one that it names."""


_FIELDS = {"number": "acts", "on": "acts"}
"""What the API calls the boxes of the form."""


def _way(way: Way, page: AdoptionPage) -> WayOut:
    charter, chain = page.reading.charter, way.chain
    asked = {step.id for step in acts_to_declare(chain)}
    return WayOut(
        matter=chain.id,
        title=way.title,
        what=way.what,
        citation=citation_shown(way.source, page.cluster, charter) if way.source else None,
        steps=[
            WayStep(
                id=step.id,
                title=step_words(step, language()),
                who=parties_words(parties_of(step), language(), charter),
                act=act_kind_words(step.produces, language(), charter) if step.id in asked else None,
            )
            for step in chain.steps
        ],
        is_by_meeting=not way.is_post,
        may_open=bool(way.open_url) and way.is_post,
        may_declare=bool(way.declare_url),
    )


def _case(row: Case) -> FormerCase:
    return FormerCase(id=row.pk, title=row.title.in_(language()), state=row.state, closed_on=row.closed_on)


def _shown(request: HttpRequest, code: str) -> AdoptionOut:
    found, viewer = at(request, code)
    page = AdoptionPage(found, viewer)
    row = page.version
    return AdoptionOut(
        version=row.number,
        state=row.state,
        in_force_from=row.effective_from,
        cluster_state=found.state,
        adopted_by=row.adopted_by,
        approved_by=row.approved_by,
        under_way=page.under_way.case.pk if page.under_way else None,
        cases=[_case(one) for one in page.cases],
        ways=[_way(one, page) for one in page.ways],
        empty_organs=page.empty,
    )


@operation(router, "get", _A, AdoptionOut, anyone=True)
def get_adoption(request: HttpRequest, cluster: Code) -> AdoptionOut:
    """How the first charter comes into force, and how far it is."""
    return _shown(request, cluster)


@operation(router, "post", f"{_A}/{{matter}}/case", CaseCard, status=201)
def open_adoption(request: HttpRequest, cluster: Code, matter: MatterId) -> CaseCard:
    """Put the first charter to the chain by which it says itself that it comes into force.

    A text that was rejected or withdrawn is put anew as a version of its own.
    """
    found, viewer = at(request, cluster)
    require_signed_in(viewer)
    row = adoption_open(cluster=found, matter=matter, doer=doer_of(viewer), on=viewer.on)
    return card(visible(found, viewer, row.pk), viewer)


@operation(router, "post", f"{_A}/{{matter}}/declaration", AdoptionOut)
def declare_adoption(request: HttpRequest, cluster: Code, matter: MatterId, body: DeclarationIn) -> AdoptionOut:
    """Enter the acts by which the charter came into force on paper; the journal keeps that they were declared."""
    found, viewer = at(request, cluster)
    require_secretary(viewer)
    reading = reading_of(found)
    chain = way_to_declare(found, reading.version, matter)
    given = {f"number_{act.step}": act.number for act in body.acts}
    given |= {f"on_{act.step}": act.on.isoformat() for act in body.acts}
    given["in_force_from"] = body.in_force_from.isoformat()
    form = cleaned(DeclareForm(given, chain=chain, charter=reading.charter), _FIELDS)
    with renamed(_FIELDS):
        adoption_declare(
            cluster=found,
            matter=matter,
            acts=form.acts,
            in_force_from=form.cleaned_data["in_force_from"],
            actor=viewer.actor(),
            on=viewer.on,
        )
    found.refresh_from_db()
    return _shown(request, cluster)
