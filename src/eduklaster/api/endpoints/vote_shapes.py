"""What is answered of a vote: its card, the rule that is frozen, the seats in its roll."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from eduklaster.charter.messages import origin_words, value_words
from eduklaster.charter.resolver import Resolved
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import is_insider
from eduklaster.votes.access import vote_visible
from eduklaster.votes.enums import Method, VoteState
from eduklaster.votes.models import Vote
from eduklaster.votes.presenters import VotePage
from eduklaster.votes.selectors import asks_chair, frozen_rules, next_round_of, objecting_until, runoff_of, until_of

from ..problems import Cited, citations_shown
from .common import Out, cited, example, language, local

SHORT = {
    "id": 4, "number": 4, "question": "Вступ ліцею № 5", "organ": "council", "on": "2026-03-20", "kind": "motion",
    "method": "open", "round": 1, "state": "closed", "is_carried": True, "case": 8, "opened_at": "2026-03-20T12:40:00+02:00",
    "closed_at": "2026-03-20T12:45:00+02:00", "page": "/c/luhova/votes/4/",
}  # fmt: skip
RULE = {
    "key": "voting.threshold", "title": "Потрібна більшість", "value": ">= 2/3", "words": "не менше ніж дві третини",
    "origin": "п. 4.6", "citation": {"kind": "clause", "ref": "4.6", "words": "п. 4.6", "page": "/c/luhova/charter/4.6/"},
}  # fmt: skip


class VoteOut(Out):
    """A live vote."""

    model_config = example(**SHORT)

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
    """A rule as it was at opening; before opening, as it would be frozen."""

    model_config = example(**RULE)

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
    can_record: bool
    """Whether whoever conducts the vote can record what is said aloud for this seat."""


class ObjectionOut(Out):
    """A demand for a meeting instead of a vote by correspondence."""

    seat: int
    """Number of the seat."""
    label: str
    """What it stands for."""
    reason: str
    """Why a meeting is needed."""
    on: date
    """The day."""


class VoteCard(VoteOut):
    """A vote with its rule and its result."""

    model_config = example(
        **SHORT, voted=7, entitled=8, verdict="vote.carried", facts={"for_": 6, "needed": 6, "base": 9},
        citations=[RULE["citation"]], rules=[RULE],
        answers=[{"code": "for", "label": "За", "votes": 6, "is_elected": False}], roll=[], root="", reason="",
        answers_until=None, objecting_until=None, objections=[], follows=None, next_round=None, runoff=[], asks_chair=False,
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
    answers_until: datetime | None
    """Until when a vote by correspondence takes answers."""
    objecting_until: date | None
    """The last day on which a member may demand a meeting instead of a vote by correspondence."""
    objections: list[ObjectionOut]
    """Such demands; only for those who see the roll."""
    follows: int | None
    """The round before, of an election."""
    next_round: int | None
    """The round after."""
    runoff: list[str]
    """Between whom another round has to be held, as codes of answers; empty where none is needed or one is there already."""
    asks_chair: bool
    """Whether the chair says at closing how to break a tie."""


def plain(row: Vote, cluster: Cluster) -> dict[str, Any]:
    """Return what lists and cards tell of a vote."""
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


def rules_shown(rules: Mapping[str, Resolved], cluster: Cluster, charter: Charter) -> list[FrozenRule]:
    """Return rules with their values, in words, and with where they come from."""
    written = Verdict(True, "", (), {}, tuple(rules.values())).as_json()["values"]
    return [
        FrozenRule(
            key=key,
            title=rule.spec.title.in_(language()),
            value=row["value"],
            words=value_words(key, rule.value, language()),
            origin=origin_words(rule, language(), charter),
            citation=cited(rule, cluster, charter),
        )
        for (key, rule), row in zip(rules.items(), written, strict=True)
    ]


def card_of(cluster: Cluster, viewer: Viewer, vote: int) -> VoteCard:
    """Return a vote that the caller may see, with its rule and its result."""
    row = vote_visible(cluster, viewer, vote)
    page = VotePage(row, viewer)
    told = row.verdict or {}
    after = next_round_of(row)
    shows_roll = is_insider(viewer)
    return VoteCard(
        **plain(row, cluster),
        voted=page.voted,
        entitled=page.entitled,
        verdict=told.get("code", ""),
        facts=told.get("facts", {}),
        citations=citations_shown(told.get("citations", []), cluster, page.charter),
        rules=rules_shown(frozen_rules(row), cluster, page.charter),
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
            SeatVoteOut(
                seat=line.seat_id,
                label=line.label,
                holder=line.holder,
                state=str(line.state.label),
                can_record=line.can_record,
            )
            for line in (page.roll if shows_roll and row.method != Method.ANONYMOUS else [])
        ],
        root=row.root,
        reason=row.reason,
        answers_until=local(until_of(row), cluster),
        objecting_until=objecting_until(row),
        objections=[
            ObjectionOut(seat=one.seat_id, label=str(one.seat.label), reason=one.reason, on=one.on)
            for one in (row.objections.select_related("seat") if shows_roll else [])
        ],
        follows=row.follows_id,
        next_round=after.pk if after else None,
        runoff=[str(number) for number in runoff_of(row)],
        asks_chair=row.state == VoteState.OPEN and asks_chair(row),
    )
