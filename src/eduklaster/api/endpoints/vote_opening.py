"""A vote is opened: at an item of a session under way, its next round, or an election on a step of a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from fractions import Fraction
from typing import Literal

from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Router

from eduklaster.charter.resolver import Scope
from eduklaster.clusters.models import Cluster
from eduklaster.governance.presenters import seat_label
from eduklaster.governance.selectors import composition_on
from eduklaster.kernel.errors import InputError, NotFound, StateError
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.selectors import rulebook_for
from eduklaster.sessions.enums import SessionKind, SessionState
from eduklaster.sessions.models import AgendaItem
from eduklaster.sessions.presenters import ItemRules, SessionRoom
from eduklaster.sessions.selectors import (
    asked_now,
    item_rulebook,
    item_scope,
    meetings_before,
    quorum_of_item,
    vote_asks,
)
from eduklaster.sessions.services import Ask, item_round_open, item_vote_open
from eduklaster.votes.access import election_step
from eduklaster.votes.enums import Came, VoteKind
from eduklaster.votes.presenters import VotePage
from eduklaster.votes.selectors import round_waiting, rules_before, voters_among
from eduklaster.votes.services import OpenedVote, election_open

from ..contract import operation
from ..inputs import BodyId, Code, Day, Flag, Heading, In, Line, PathId, Places, Share
from .common import Out, at, example, local
from .session_shapes import QUORUM, QuorumOut, quorum_told, room_of
from .vote_shapes import RULE, FrozenRule, VoteCard, card_of, rules_shown

router = Router(tags=["votes"])
_I = "/clusters/{cluster}/sessions/{session}/agenda/{item}"
_E = "/clusters/{cluster}/cases/{case}/steps/{step}/election"
_VOTER = {"seat": 12, "label": "Директор ліцею № 5", "holder": "Лугова Анна Іванівна", "is_here": True}
_ELECTOR = {"seat": 12, "label": "Директор ліцею № 5", "holder": "Лугова Анна Іванівна", "alternate": ""}


class VoterOut(Out):
    """A seat with a vote."""

    seat: int
    """Number of the seat."""
    label: str
    """What it stands for."""
    holder: str
    """Who sits on it."""
    is_here: bool
    """Whether somebody would vote for it now, unless the question concerns them; by correspondence everybody would."""


class ItemVoting(Out):
    """What a vote at an item would be held by."""

    model_config = example(
        item=31, title="Вступ ліцею № 5", case=8, step="vote", rules=[RULE], quorum=QUORUM, seats=[_VOTER], asks=["proxies"],
        meetings=[], waits_for_consensus=False, answers_until=None, round_of=None, candidates=[],
    )  # fmt: skip

    item: int
    """The item."""
    title: str
    """Its heading; a vote without a question of its own asks this."""
    case: int | None
    """The case that would be decided; it says what is asked."""
    step: str
    """The step of the case."""
    rules: list[FrozenRule]
    """The main rules that would be frozen."""
    quorum: QuorumOut | None
    """Whether those who are here may decide this item; nothing by correspondence."""
    seats: list[VoterOut]
    """The seats with a vote that somebody holds."""
    asks: list[Literal["advance", "earlier", "procedural", "proxies", "rights"]]
    """What the charter lets be entered at opening; the fields of the body have these names."""
    meetings: list[date]
    """Days of sessions that considered the item before."""
    waits_for_consensus: bool
    """Whether the charter wants it said first whether all agree."""
    answers_until: datetime | None
    """Until when answers by correspondence would be taken."""
    round_of: int | None
    """The round of an election on the case after which this would be the next one."""
    candidates: list[str]
    """Who stands, where the case is an election."""


class ProxyIn(In):
    """Somebody who votes for a member who is away."""

    seat: BodyId
    """Number of the seat whose holder is away."""
    by: BodyId
    """Number of the seat whose holder is here and votes for it."""


class AdvanceIn(In):
    """What an absent member wrote before the session."""

    seat: BodyId
    """Number of the seat."""
    said: Literal["for", "against", "abstain"]
    """What was written."""


class RightsIn(In):
    """The exact rights of a seat, where votes are weighed by them."""

    seat: BodyId
    """Number of the seat."""
    rights: Share
    """A whole number, a decimal or a fraction: `7`, `0.25`, `1/3`."""


class VotingIn(In):
    """What is put to the vote. On a case the case says what is asked."""

    model_config = In.model_config | {
        "json_schema_extra": {"examples": [{"question": "Провести день відкритих дверей?", "is_public": True}]}
    }

    kind: Literal["motion", "election"] = "motion"
    """A motion, or an election between candidates."""
    question: Heading | None = None
    """What is asked; left out, it is the heading of the item."""
    candidates: list[Line] = []
    """Who stands in an election."""
    places: Places = 1
    """How many are to be elected."""
    is_public: Flag = False
    """Shows the result to everybody, without names."""
    earlier: Day | None = None
    """Day of the first meeting, if it was held before sessions were kept here."""
    procedural: Flag = False
    """Says that the question is one of procedure, where only such are decided by correspondence."""
    proxies: list[ProxyIn] = []
    """Who votes for whom."""
    advance: list[AdvanceIn] = []
    """Votes in writing of those who are away."""
    rights: list[RightsIn] = []
    """Exact rights of seats."""


class ElectorOut(Out):
    """A seat for which somebody can come."""

    seat: int
    """Number of the seat."""
    label: str
    """What it stands for."""
    holder: str
    """Who sits on it."""
    alternate: str
    """The alternate; empty where none is named."""


class ElectionOut(Out):
    """What an election on a step of a case would be held by."""

    model_config = example(
        case=9, step="election", organ="council", rules=[RULE], candidates=["Лугова Анна Іванівна"], seats=[_ELECTOR],
        round_of=None,
    )  # fmt: skip

    case: int
    """The case."""
    step: str
    """Its step."""
    organ: str
    """The organ that elects."""
    rules: list[FrozenRule]
    """The main rules that would be frozen."""
    candidates: list[str]
    """Who stands, in the next round those between whom it is held."""
    seats: list[ElectorOut]
    """Who can come."""
    round_of: int | None
    """The round after which this would be the next one."""


class CameIn(In):
    """How somebody came to a vote outside of sessions."""

    seat: BodyId
    """Number of the seat."""
    how: Literal["here", "remote", "alternate", "absent"]
    """In which way."""


class ElectionIn(In):
    """Who has come; seats that are not named are absent."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"seats": [{"seat": 12, "how": "here"}]}]}}

    seats: list[CameIn]
    """Seats with how they came; the last word on a seat counts."""


def _item(request: HttpRequest, cluster: str, session: int, item: int) -> tuple[SessionRoom, AgendaItem]:
    """Return an item of a session under way, for its keeper."""
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=True)
    row = room.session.items.select_related("case__version", "case__cluster").filter(pk=item).first()
    if row is None or room.session.state != SessionState.OPEN:
        raise NotFound
    row.session = room.session
    return room, row


def _opened(cluster: Cluster, viewer: Viewer, service: Callable[[], OpenedVote]) -> VoteCard:
    """Open a vote and return it.

    Raises:
        StateError: It is anonymous: its one-time cards are shown once, on the page, and kept nowhere.
    """
    with transaction.atomic():
        opened = service()
        if opened.cards:
            raise StateError(
                "vote.cards_page", _("An anonymous vote is opened on its page, where its cards are printed.")
            )
    return card_of(cluster, viewer, opened.vote.pk)


@operation(router, "get", f"{_I}/voting", ItemVoting)
def get_item_voting(request: HttpRequest, cluster: Code, session: PathId, item: PathId) -> ItemVoting:
    """What a vote at an item would be held by, before it is opened.

    The main rules that would be frozen, who is here and has a vote, the quorum for this item, what may be entered.
    """
    room, row = _item(request, cluster, session, item)
    voters = {line.now.seat.pk for line in asked_now(room.session, room.rows)}
    before = round_waiting(row.case_id, row.step) if row.case_id else None
    is_letter = room.session.kind == SessionKind.CORRESPONDENCE
    return ItemVoting(
        item=row.pk,
        title=row.title,
        case=row.case_id,
        step=row.step,
        rules=rules_shown(rules_before(item_rulebook(row), item_scope(row), room.day), room.cluster, room.charter),
        quorum=None if is_letter else quorum_told(quorum_of_item(row, room.rows), room),
        seats=[
            VoterOut(seat=line.seat_id, label=line.label, holder=line.holder, is_here=line.seat_id in voters)
            for line, seat in zip(room.roll, room.rows, strict=True)
            if seat.now.seat.votes and seat.now.holding is not None
        ],
        asks=sorted(vote_asks(row)),
        meetings=meetings_before(row),
        waits_for_consensus=ItemRules(room, row).waits_for_consensus,
        answers_until=local(room.session.ends_at, room.cluster) if is_letter else None,
        round_of=before.pk if before else None,
        candidates=VotePage.standing_of(row.case, before, room.viewer) if row.case else [],
    )


def _ask(room: SessionRoom, row: AgendaItem, body: VotingIn) -> Ask:
    """Return what is asked, with proxies as the persons who are here."""
    here = {line.now.seat.pk: line.attendance.person_id for line in room.rows if line.is_here and line.attendance}
    proxies = {one.seat: here.get(one.by) for one in body.proxies}
    if None in proxies.values():
        raise InputError("agenda.proxy", _("A proxy has to be here."), field="proxies")
    kind = VoteKind(body.kind)
    return Ask(
        question=body.question or ("" if row.case_id else row.title),
        kind=kind,
        candidates=tuple(body.candidates),
        places=body.places if kind == VoteKind.ELECTION else 1,
        is_public=body.is_public,
        meetings=(body.earlier,) if body.earlier else (),
        proxies={seat: person for seat, person in proxies.items() if person is not None},
        advance={one.seat: one.said for one in body.advance},
        rights={one.seat: Fraction(one.rights) for one in body.rights},
        is_procedural=body.procedural,
    )


@operation(router, "post", f"{_I}/votes", VoteCard, status=201)
def open_item_vote(request: HttpRequest, cluster: Code, session: PathId, item: PathId, body: VotingIn) -> VoteCard:
    """Open a vote at an item with those who are here; rule and list of voters cannot change from then on.

    Without a quorum, or where the charter does not let the vote be held so, it is refused with the clause or the default.
    An anonymous vote is opened on its page, where its cards are printed. Where an election on the case waits for its next
    round, that is opened.
    """
    room, row = _item(request, cluster, session, item)
    ask, doer = _ask(room, row, body), doer_of(room.viewer)
    return _opened(
        room.cluster,
        room.viewer,
        lambda: item_vote_open(cluster=room.cluster, item_id=row.pk, ask=ask, doer=doer),
    )


@operation(router, "post", f"{_I}/votes/{{vote}}/round", VoteCard, status=201)
def open_next_round(request: HttpRequest, cluster: Code, session: PathId, item: PathId, vote: PathId) -> VoteCard:
    """Open the next round of an election at an item, between those who go on, with those who are here."""
    room, row = _item(request, cluster, session, item)
    doer = doer_of(room.viewer)
    return _opened(
        room.cluster,
        room.viewer,
        lambda: item_round_open(cluster=room.cluster, item_id=row.pk, vote_id=vote, doer=doer),
    )


@operation(router, "get", _E, ElectionOut)
def get_election(request: HttpRequest, cluster: Code, case: PathId, step: Code) -> ElectionOut:
    """What an election on a step of a case would be held by outside of sessions: who stands, the rules, who can come."""
    found, viewer = at(request, cluster)
    place = election_step(found, viewer, case, step)
    before = round_waiting(place.case.pk, step)
    book = rulebook_for(place.case, viewer.on)
    scope = Scope(organ=place.organ, matter=place.case.matter, step=step)
    electors = [
        (now, now.holding) for now in voters_among(composition_on(found, place.organ, viewer.on)) if now.holding
    ]
    return ElectionOut(
        case=place.case.pk,
        step=step,
        organ=place.organ,
        rules=rules_shown(rules_before(book, scope, viewer.on), found, book.charter),
        candidates=VotePage.standing_of(place.case, before, viewer),
        seats=[
            ElectorOut(
                seat=now.seat.pk,
                label=seat_label(now.seat, True),
                holder=holding.person.full_name,
                alternate=holding.alternate.full_name if holding.alternate else "",
            )
            for now, holding in electors
        ],
        round_of=before.pk if before else None,
    )


@operation(router, "post", _E, VoteCard, status=201)
def open_election(request: HttpRequest, cluster: Code, case: PathId, step: Code, body: ElectionIn) -> VoteCard:
    """Open an election on a step of a case outside of sessions, or its next round, with those who have come.

    Without a quorum it is refused with the clause or the default. An anonymous one is opened on its page.
    """
    found, viewer = at(request, cluster)
    place = election_step(found, viewer, case, step)
    came = {one.seat: Came(one.how) for one in body.seats}
    doer = doer_of(viewer)
    return _opened(found, viewer, lambda: election_open(cluster=found, place=place, came=came, doer=doer, on=viewer.on))
