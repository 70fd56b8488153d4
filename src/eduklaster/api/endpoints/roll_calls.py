"""A vote on a step of a case is recorded by roll call: read what it is held by, count it, record it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from eduklaster.clusters.models import Cluster
from eduklaster.governance.access import cases_together, require_recorder
from eduklaster.governance.enums import Choice
from eduklaster.governance.presenters import VoteSheet, heard, step_voted_on
from eduklaster.governance.registry import Circumstances
from eduklaster.governance.selectors import composition_on, nominees_of
from eduklaster.governance.services import ballot_record
from eduklaster.people.access import Viewer, require_signed_in
from eduklaster.procedures.access import doer_of

from ..contract import operation
from ..inputs import BodyId, Code, Day, Flag, In, Note, PathId
from ..problems import Cited
from .ballots import BallotCard, card_of
from .common import Out, at, cited, example
from .vote_shapes import RULE, FrozenRule, rules_shown

router = Router(tags=["votes"])
_R = "/clusters/{cluster}/cases/{case}/steps/{step}/roll-call"
_SEAT = {
    "seat": 12, "label": "Директор ліцею № 5", "holder": "Лугова Анна Іванівна", "alternate": "", "state": "зайняте",
    "can_vote": True, "counts": True, "is_concerned": False,
}  # fmt: skip
_BODY: dict[str, Any] = {"on": "2026-03-20", "calls": [{"seat": 12, "said": "for"}], "note": "Протокол № 3."}


class RollCallDay(In):
    """For which day the roll call is wanted."""

    on: Day | None = None
    """Day of the vote; without it today in the cluster."""


class RollSeatOut(Out):
    """A seat in a roll call."""

    seat: int
    """Number of the seat."""
    label: str
    """What it stands for."""
    holder: str
    """Who sits on it."""
    alternate: str
    """The alternate; empty where none is named."""
    state: str
    """Whether it is filled, in words."""
    can_vote: bool
    """Whether something can be said for it."""
    counts: bool
    """Whether it has a vote and counts; one that does not is present or absent."""
    is_concerned: bool
    """Whether the matter concerns its holder, who is heard but does not vote."""


class NeededOut(Out):
    """How many votes are needed for a number of members present."""

    present: int
    """So many are present."""
    needed: int
    """So many votes are needed."""
    base: int
    """Of so many."""


class RollCallOut(Out):
    """What a vote by roll call on a step is held by."""

    model_config = example(
        case=8, step="vote", organ="council", on="2026-03-20", method="open", rules=[RULE], recusal=RULE["citation"],
        seats=[_SEAT], needed=[{"present": 9, "needed": 6, "base": 9}], asks=[], is_election=False,
    )  # fmt: skip

    case: int
    """The case."""
    step: str
    """Its step."""
    organ: str
    """The organ that votes."""
    on: date
    """The day whose composition is shown."""
    method: str
    """How the organ votes on this matter: `open`, `secret` or `anonymous`."""
    rules: list[FrozenRule]
    """The main rules of this vote."""
    recusal: Cited | None
    """By what a member whom the matter concerns does not vote."""
    seats: list[RollSeatOut]
    """The seats of the day."""
    needed: list[NeededOut]
    """How many votes are needed, for every number present from the quorum on."""
    asks: list[Literal["consensus", "earlier"]]
    """What the charter wants entered and no session under way tells; the fields of the body have these names."""
    is_election: bool
    """Whether candidates stand: then the election is opened instead, and a roll call is refused."""


class SaidIn(In):
    """What one seat said."""

    seat: BodyId
    """Number of the seat."""
    said: Literal["for", "against", "abstain", "present", "absent"]
    """What was said; whoever is concerned or has no vote is `present` or `absent`."""
    by_alternate: Flag = False
    """Whether the alternate came."""


class RollCallIn(In):
    """A roll call; seats that are not named are absent."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [_BODY]}}

    calls: Annotated[list[SaidIn], Field(max_length=500)]
    """What the seats said; the last word on a seat counts."""
    on: Day | None = None
    """Day of the vote; without it today in the cluster."""
    also: Annotated[list[BodyId], Field(max_length=100)] = []
    """Other cases of the same matter that the same vote decides."""
    consensus: Flag = False
    """Says that consensus was sought and not reached."""
    earlier: Day | None = None
    """Day of the first meeting."""
    note: Note = ""
    """A note that will be seen in the history of the case: which minutes, who kept them."""


class RollCount(Out):
    """How a roll call would be counted; nothing is recorded."""

    model_config = example(
        present=9, votes_for=6, is_carried=True, has_quorum=True, sentence="Рішення ухвалено: 6 голосів з 9."
    )

    present: int
    """How many take part."""
    votes_for: int
    """How many are for it."""
    is_carried: bool
    """Whether it would be carried."""
    has_quorum: bool
    """Whether there is a quorum."""
    sentence: str
    """The same in words."""


def _sheet(
    cluster: Cluster, viewer: Viewer, case: int, step: str, on: date | None, also: Collection[int] = ()
) -> VoteSheet:
    """Return the roll call of a step for somebody who may record it."""
    require_signed_in(viewer)
    cases = cases_together(cluster, viewer, case, also)
    wanted, organ = step_voted_on(cases[0], step)
    require_recorder(cases[0], wanted, doer_of(viewer))
    day = on or viewer.on
    return VoteSheet(cases, wanted, viewer, day, composition_on(cluster, organ, day))


def _said(sheet: VoteSheet, body: RollCallIn) -> tuple[dict[int, Choice], Circumstances]:
    choices = heard(sheet.rows(), {one.seat: Choice(one.said) for one in body.calls})
    return choices, sheet.entered(is_consensus_failed=body.consensus, earlier=body.earlier)


@operation(router, "get", _R, RollCallOut)
def get_roll_call(
    request: HttpRequest, cluster: Code, case: PathId, step: Code, asked: Query[RollCallDay]
) -> RollCallOut:
    """What a vote by roll call on a step of a case is held by: seats of the day, rules, how many votes are needed."""
    found, viewer = at(request, cluster)
    sheet = _sheet(found, viewer, case, step, asked.on)
    return RollCallOut(
        case=sheet.case.pk,
        step=step,
        organ=sheet.organ,
        on=sheet.on,
        method=sheet.method,
        rules=rules_shown({rule.key: rule for rule in sheet.resolved}, found, sheet.charter),
        recusal=cited(sheet.recusal, found, sheet.charter),
        seats=[
            RollSeatOut(
                seat=row.seat_id,
                label=row.label,
                holder=row.holder,
                alternate=row.alternate,
                state=str(row.state.label),
                can_vote=row.can_vote,
                counts=row.counts,
                is_concerned=row.is_concerned,
            )
            for row in sheet.rows()
        ],
        needed=[NeededOut(present=one.present, needed=one.needed, base=one.base) for one in sheet.needed_by_presence()],
        asks=sorted("earlier" if name == "meetings" else "consensus" for name in sheet.asks),
        is_election=bool(sheet.step.elects and nominees_of(sheet.case)),
    )


@operation(router, "post", f"{_R}/count", RollCount)
def count_roll_call(request: HttpRequest, cluster: Code, case: PathId, step: Code, body: RollCallIn) -> RollCount:
    """Count a roll call without recording it."""
    found, viewer = at(request, cluster)
    sheet = _sheet(found, viewer, case, step, body.on, body.also)
    told = sheet.count(*_said(sheet, body))
    return RollCount(
        present=told.present,
        votes_for=told.votes_for,
        is_carried=told.is_carried,
        has_quorum=told.has_quorum,
        sentence=told.sentence,
    )


@operation(router, "post", _R, BallotCard, status=201)
def record_roll_call(request: HttpRequest, cluster: Code, case: PathId, step: Code, body: RollCallIn) -> BallotCard:
    """Record a vote on a step of a case by roll call; quorum and majority are computed.

    Carried, it does the step with its act; lost, the case ends; without a quorum it is on record and the case waits. Who is
    concerned does not vote, by clause or default. What the chain does not allow is refused and stays in its history.
    """
    found, viewer = at(request, cluster)
    sheet = _sheet(found, viewer, case, step, body.on, body.also)
    choices, entered = _said(sheet, body)
    alternates = frozenset(seat for seat, came in {one.seat: one.by_alternate for one in body.calls}.items() if came)
    result = ballot_record(
        cluster=found,
        organ=sheet.organ,
        case_ids=[row.pk for row in sheet.cases],
        step=step,
        given=sheet.given(choices, entered, by_alternate=alternates),
        doer=doer_of(viewer),
        on=sheet.on,
        note=body.note,
    )
    return card_of(found, viewer, result.ballot.pk)
