"""Live votes with the rule frozen at opening, the result, the published slips; casting an open vote."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from eduklaster.charter.messages import origin_words, value_words
from eduklaster.clusters.models import Cluster
from eduklaster.journal.services import Actor
from eduklaster.kernel.errors import NotFound, StateError
from eduklaster.procedures.access import is_insider
from eduklaster.votes.access import vote_visible, votes_visible_to
from eduklaster.votes.enums import Method, VoteState
from eduklaster.votes.models import Slip, Vote
from eduklaster.votes.presenters import VotePage
from eduklaster.votes.selectors import frozen_rules, rights_of, vote_light
from eduklaster.votes.services import vote_cast

from ..access import caller_of
from ..contract import operation
from ..inputs import BodyId, Code, In, PathId, Words
from ..paging import Page, Paging, page_of
from ..problems import Cited, citations_shown
from .common import Out, at, cited, example, language, local

router = Router(tags=["votes"])
_SHORT = {
    "id": 4, "number": 4, "question": "Вступ ліцею № 5", "organ": "council", "on": "2026-03-20", "kind": "motion",
    "method": "open", "round": 1, "state": "closed", "is_carried": True, "case": 8, "opened_at": "2026-03-20T12:40:00+02:00",
    "closed_at": "2026-03-20T12:45:00+02:00", "page": "/c/luhova/votes/4/",
}  # fmt: skip
_RULE = {
    "key": "voting.threshold", "title": "Потрібна більшість", "value": ">= 2/3", "words": "не менше ніж дві третини",
    "origin": "п. 4.6", "citation": {"kind": "clause", "ref": "4.6", "words": "п. 4.6", "page": "/c/luhova/charter/4.6/"},
}  # fmt: skip


class VoteFilter(In):
    """Which votes are wanted."""

    state: Literal["open", "closed", "annulled"] | None = None
    """State."""
    organ: Code | None = None
    """Id of the organ in the charter."""
    q: Words | None = None
    """Words of the question."""


class VoteOut(Out):
    """A live vote."""

    model_config = example(**_SHORT)

    id: int
    """Its number in addresses."""
    number: int
    """Number within cluster and year."""
    question: str
    """What is asked."""
    organ: str
    """Id of the organ in the charter."""
    on: date
    """The day whose rules and composition apply."""
    kind: str
    """`motion` or `election`."""
    method: str
    """`open`, `secret` or `anonymous`."""
    round: int
    """Round of an election."""
    state: str
    """`open`, `closed` or `annulled`."""
    is_carried: bool | None
    """Whether it was carried; nothing while it is under way."""
    case: int | None
    """The case that it decides."""
    opened_at: datetime
    """When it was opened."""
    closed_at: datetime | None
    """When it was closed."""
    page: str
    """Its page."""


class FrozenRule(Out):
    """A rule as it was at opening."""

    model_config = example(**_RULE)

    key: str
    """Its key in the language of charters."""
    title: str
    """What it is about."""
    value: Any
    """What it says, as the charter writes it; shares are exact: `>= 2/3`."""
    words: str
    """The same in words."""
    origin: str
    """Where it comes from, in words."""
    citation: Cited | None
    """Clause, default or act."""


class AnswerOut(Out):
    """An answer and its votes."""

    code: str
    """What is sent to choose it: `for`, `against`, `abstain`, or the number of a candidate."""
    label: str
    """In words."""
    votes: int | None
    """How many; nothing while the numbers may not be seen."""
    is_elected: bool
    """Whether the candidate is elected."""


class SeatVoteOut(Out):
    """A seat in the roll."""

    seat: int
    """Number of the seat."""
    label: str
    """What it stands for."""
    holder: str
    """Who sits on it."""
    state: str
    """How it voted in an open vote, or whether it has voted, in words."""


class VoteCard(VoteOut):
    """A vote with its rule and its result."""

    model_config = example(
        **_SHORT, voted=7, entitled=8, verdict="vote.carried", facts={"for_": 6, "needed": 6, "base": 9},
        citations=[_RULE["citation"]], rules=[_RULE],
        answers=[{"code": "for", "label": "За", "votes": 6, "is_elected": False}], roll=[], root="", reason="",
    )  # fmt: skip

    voted: int
    """How many have voted."""
    entitled: int
    """How many may vote."""
    verdict: str
    """Code of the result: `vote.carried`, `vote.lost`, `election.elected`; empty while it is under way."""
    facts: dict[str, Any]
    """Numbers of the result; fractions are exact."""
    citations: list[Cited]
    """What the result rests on."""
    rules: list[FrozenRule]
    """Every rule on votes and quorum as it was at opening."""
    answers: list[AnswerOut]
    """What can be said, with its votes."""
    roll: list[SeatVoteOut]
    """The seats by name; only for those who sit in organs, hold an office or keep the records."""
    root: str
    """Root of the Merkle tree over the slips of a vote that was not open."""
    reason: str
    """Why it was annulled."""


class SlipOut(Out):
    """A slip as it was counted."""

    model_config = example(tracker="7H2K-9QWM-3XTR", said="for")

    tracker: str
    """The receipt that only the voter knows."""
    said: str
    """What was said."""


class BallotIn(In):
    """An open vote that is cast."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"said": "for"}]}}

    said: Words
    """`for`, `against`, `abstain`, or numbers of candidates joined by commas."""
    seat: BodyId | None = None
    """Number of the seat, where somebody votes for more than one; without it the own seat."""


class CastOut(Out):
    """An acknowledged vote: it is stored and counted once."""

    model_config = example(vote=4, seat=12, said="for")

    vote: int
    """The vote."""
    seat: int
    """The seat for which was voted."""
    said: str
    """What was said."""


def _plain(row: Vote, cluster: Cluster) -> dict[str, Any]:
    return {
        "id": row.pk,
        "number": row.number,
        "question": str(row.question),
        "organ": row.organ,
        "on": row.on,
        "kind": row.kind,
        "method": row.method,
        "round": row.round,
        "state": row.state,
        "is_carried": row.is_carried,
        "case": row.case_id,
        "opened_at": local(row.opened_at, cluster),
        "closed_at": local(row.closed_at, cluster),
        "page": f"/c/{cluster.code}/votes/{row.pk}/",
    }


def _rules(page: VotePage) -> list[FrozenRule]:
    written = {row["key"]: row["value"] for row in page.vote.rule}
    return [
        FrozenRule(
            key=key,
            title=rule.spec.title.in_(language()),
            value=written[key],
            words=value_words(key, rule.value, language()),
            origin=origin_words(rule, language(), page.charter),
            citation=cited(rule, page.cluster, page.charter),
        )
        for key, rule in frozen_rules(page.vote).items()
    ]


@operation(router, "get", "/clusters/{cluster}/votes", Page[VoteOut], anyone=True)
def list_votes(request: HttpRequest, cluster: Code, asked: Query[VoteFilter], paging: Query[Paging]) -> Page[VoteOut]:
    """The live votes that the caller may see, the newest first."""
    found, viewer = at(request, cluster)
    rows = votes_visible_to(found, viewer).defer("roll", "rule")
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.organ:
        rows = rows.filter(organ=asked.organ)
    if asked.q:
        words = Q(question__uk__icontains=asked.q) | Q(question__ru__icontains=asked.q)
        rows = rows.filter(words | Q(question__en__icontains=asked.q))

    def show(page: Iterable[Vote]) -> list[VoteOut]:
        return [VoteOut(**_plain(row, found)) for row in page]

    return page_of(rows, paging, show)


@operation(router, "get", "/clusters/{cluster}/votes/{vote}", VoteCard, anyone=True)
def get_vote(request: HttpRequest, cluster: Code, vote: PathId) -> VoteCard:
    """A vote with its rule and its result.

    Of a vote that is not open nobody is told how somebody voted, and no number before it is closed.
    """
    found, viewer = at(request, cluster)
    row = vote_visible(found, viewer, vote)
    page = VotePage(row, viewer)
    told = row.verdict or {}
    return VoteCard(
        **_plain(row, found),
        voted=page.voted,
        entitled=page.entitled,
        verdict=told.get("code", ""),
        facts=told.get("facts", {}),
        citations=citations_shown(told.get("citations", []), found, page.charter),
        rules=_rules(page),
        answers=[
            AnswerOut(
                code=one.code,
                label=one.label,
                votes=one.count if page.shows_counts else None,
                is_elected=one.is_elected,
            )
            for one in page.answers
        ],
        roll=[
            SeatVoteOut(seat=line.seat_id, label=line.label, holder=line.holder, state=str(line.state.label))
            for line in (page.roll if is_insider(viewer) and row.method != Method.ANONYMOUS else [])
        ],
        root=row.root,
        reason=row.reason,
    )


@operation(router, "get", "/clusters/{cluster}/votes/{vote}/slips", Page[SlipOut], anyone=True)
def list_slips(request: HttpRequest, cluster: Code, vote: PathId, paging: Query[Paging]) -> Page[SlipOut]:
    """The slips of a closed vote that was not open, in the order of their receipts: anybody can count them."""
    found, viewer = at(request, cluster)
    row = vote_visible(found, viewer, vote)
    if row.state != VoteState.CLOSED or row.method == Method.OPEN:
        raise NotFound
    rows = Slip.objects.filter(vote=row).order_by("tracker")
    return page_of(rows, paging, lambda page: [SlipOut(tracker=one.tracker, said=one.said) for one in page])


@operation(router, "post", "/clusters/{cluster}/votes/{vote}/ballots", CastOut, status=201)
def cast_vote(request: HttpRequest, cluster: Code, vote: PathId, body: BallotIn) -> CastOut:
    """Cast an open vote for one's own seat.

    A secret vote is cast on its page, where the receipt is shown before: a program would learn what nobody may know.
    """
    found, _viewer = at(request, cluster)
    user = caller_of(request).account
    rights = rights_of(vote, user.person_id)
    light = vote_light(found, vote)
    if not rights or light is None:
        raise NotFound
    if light.method != Method.OPEN:
        raise StateError("vote.secret", _("In this vote members vote themselves."))
    free = [one for one in rights if one.seat_id == body.seat] or [one for one in rights if not one.is_used]
    right = (free or rights)[0]
    actor = Actor(user.pk, "member", user.person_id)
    result = vote_cast(cluster=found, vote_id=vote, seat_id=body.seat or right.seat_id, said=body.said, actor=actor)
    return CastOut(vote=vote, seat=body.seat or right.seat_id, said=result.said)
