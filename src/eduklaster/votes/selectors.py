"""Reading votes: the frozen composition and rules, how many have voted, what is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from eduklaster.charter.calendar import add_period
from eduklaster.charter.keys import KEYS
from eduklaster.charter.resolver import Origin, Resolved, Rulebook, Scope
from eduklaster.charter.voting import Correspondence
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of
from eduklaster.governance.enums import SeatState
from eduklaster.governance.models import Seat, SeatHolding
from eduklaster.governance.selectors import SeatNow

from .enums import Method, VoteState
from .models import OneTimeCard, OpenChoice, Slip, Vote, VoteRight
from .proof import FORMAT, counts_of

FROZEN = tuple(key for key in KEYS if key.startswith(("voting.", "quorum.")))
"""Rules that a vote keeps as they were when it was opened."""
BEFORE = (
    "voting.method",
    "voting.threshold",
    "voting.base",
    "quorum.threshold",
    "voting.election",
    "voting.secret_least",
)
"""Of these rules those that are shown before a vote is opened."""


def votes_of(cluster: Cluster) -> QuerySet[Vote]:
    """Return the votes of a cluster, newest first."""
    return Vote.objects.filter(cluster=cluster).select_related("cluster").order_by("-opened_at", "-pk")


def votes_open(cluster: Cluster, organ: str | None = None) -> QuerySet[Vote]:
    """Return the votes that are under way."""
    rows = votes_of(cluster).filter(state=VoteState.OPEN)
    return rows.filter(organ=organ) if organ else rows


def vote_light(cluster: Cluster, pk: int) -> Vote | None:
    """Return a vote without its roll and its rules, which are long: for pages that many open at once."""
    found = Vote.objects.filter(cluster=cluster, pk=pk).defer("roll", "rule").first()
    if found is not None:
        found.cluster = cluster
    return found


def rights_of(vote_id: int, person_id: int | None) -> list[VoteRight]:
    """Return the rights that somebody has in a vote: for the own seat first, then those by proxy."""
    if person_id is None:
        return []
    rows = VoteRight.objects.filter(vote_id=vote_id, person_id=person_id).select_related("seat")
    return sorted(rows, key=lambda right: (right.standing == "proxy", right.pk))


def votes_waiting_for(cluster: Cluster, person_id: int) -> QuerySet[Vote]:
    """Return the open votes in which somebody has not voted yet."""
    waiting = VoteRight.objects.filter(person_id=person_id, is_used=False).values("vote_id")
    return votes_open(cluster).filter(pk__in=waiting)


def scope_of(vote: Vote) -> Scope:
    """Return what the rules of a vote are asked about."""
    return Scope(organ=vote.organ, matter=vote.case.matter if vote.case else None, step=vote.step or None)


def until_of(vote: Vote) -> datetime | None:
    """Return the moment until which a vote by correspondence takes answers; None for a vote in a session."""
    until = vote.circumstances.get("until")
    return datetime.fromisoformat(until) if until else None


def correspondence_of(circumstances: Mapping[str, Any], cluster: Cluster) -> Correspondence | None:
    """Return how a vote without a session is held, as the charter language asks: sent when, answered until which day.

    One that is closed earlier because everybody has answered shortens nobody's time: the promised day stands.
    """
    if not circumstances.get("until"):
        return None
    last = datetime.fromisoformat(circumstances["until"]).astimezone(ZoneInfo(cluster.time_zone)).date()
    return Correspondence(
        sent_on=date.fromisoformat(circumstances["sent_on"]),
        closed_on=last,
        is_procedural=bool(circumstances["is_procedural"]),
    )


def objecting_until(vote: Vote) -> date | None:
    """Return the last day on which a member may demand a meeting instead; None for a vote in a session."""
    sent = vote.circumstances.get("sent_on")
    if not sent:
        return None
    return add_period(
        date.fromisoformat(sent), frozen_rules(vote)["voting.objection_period"].value, calendar_of(vote.cluster)
    )


def rules_before(book: Rulebook, scope: Scope, on: date) -> dict[str, Resolved]:
    """Return the rules that a vote would freeze, as far as they are shown before it is opened."""
    rules = {key: book.ask(key, on=on, scope=scope) for key in BEFORE}
    if rules["voting.method"].value == Method.OPEN:
        del rules["voting.secret_least"]
    return rules


def voters_among(seats: Sequence[SeatNow]) -> list[SeatNow]:
    """Return the seats for which somebody can come to a vote outside of sessions: filled, with a vote."""
    return [now for now in seats if now.counts and now.holding is not None]


def asks_chair(vote: Vote) -> bool:
    """Say whether the chair is asked at closing how to break a tie: where the charter wants it and nobody can see how."""
    return vote.method != Method.OPEN and frozen_rules(vote)["voting.tie"].value == "chair_decides"


def frozen_rules(vote: Vote) -> dict[str, Resolved]:
    """Return the rules as they were at opening."""
    found = {}
    for row in vote.rule:
        value = KEYS[row["key"]].parse(row["value"])
        found[row["key"]] = Resolved(
            row["key"], value, Origin(row["origin"]), scope_of(vote), row["clause"], row["act"], row["default"]
        )
    return found


def tells_classes(values: Mapping[str, Any]) -> bool:
    """Say whether rules tell classes of seats apart when votes are counted."""
    by_groups = "groups" in {values["voting.base"], values["voting.also_base"]}
    return bool(values["voting.weight_by_class"] or values["voting.classes"] or by_groups)


def needs_classes(vote: Vote) -> bool:
    """Say whether the frozen rules tell classes of seats apart; else no slip names a class."""
    return bool(vote.circumstances["by_class"])


def frozen_seats(vote: Vote) -> list[SeatNow]:
    """Return the composition as it was at opening."""
    seats = Seat.objects.select_related("participant__organisation", "component").in_bulk(
        [row["seat"] for row in vote.roll]
    )
    holdings = SeatHolding.objects.select_related("person", "alternate").in_bulk(
        [row["holding"] for row in vote.roll if row["holding"]]
    )
    return [
        SeatNow(seats[row["seat"]], holdings.get(row["holding"]), SeatState(row["state"]), row["is_chair"])
        for row in vote.roll
    ]


def rights_by_seat(vote: Vote) -> dict[int, Fraction]:
    """Return the exact rights of the seats, where votes are weighed by them."""
    return {row["seat"]: Fraction(row["rights"]) for row in vote.roll if row.get("rights")}


def next_round_of(vote: Vote) -> Vote | None:
    """Return the round that follows; an annulled one leaves its place free."""
    return next((after for after in vote.rounds_after.all() if after.state != VoteState.ANNULLED), None)


def runoff_of(vote: Vote) -> list[int]:
    """Return the numbers between whom another round is to be held; nobody where none is needed or one is there already.

    A later round without a quorum is held once more between the same.
    """
    if vote.state != VoteState.CLOSED or next_round_of(vote) is not None:
        return []
    if vote.round > 1 and vote.verdict.get("code") == "vote.no_quorum":
        return [one.number for one in vote.candidates.all()]
    return list(vote.result.get("runoff", []))


def elected_before(vote: Vote) -> list[int]:
    """Return the persons whom the earlier rounds of an election have chosen, best first."""
    found: list[int] = []
    while vote.follows is not None:
        vote = vote.follows
        known = {one.number: one.person_id for one in vote.candidates.all()}
        found = [*(known[number] or 0 for number in vote.result.get("elected", [])), *found]
    return found


def round_waiting(case_id: int, step: str) -> Vote | None:
    """Return the last vote on a step of a case if another round of it has to be held."""
    last = Vote.objects.filter(case=case_id, step=step, state=VoteState.CLOSED).order_by("-pk").first()
    return last if last is not None and runoff_of(last) else None


def entitled_count(vote: Vote) -> int:
    """Return how many may vote."""
    if vote.method == Method.ANONYMOUS:
        return OneTimeCard.objects.filter(vote=vote).count()
    return VoteRight.objects.filter(vote=vote).count()


def voted_count(vote: Vote) -> int:
    """Return how many have voted."""
    if vote.method == Method.ANONYMOUS:
        return OneTimeCard.objects.filter(vote=vote, is_used=True).count()
    return VoteRight.objects.filter(vote=vote, is_used=True).count()


def counts_now(vote: Vote) -> dict[str, int]:
    """Return the votes by answer; of a vote that is not open nothing is told before it is closed."""
    if vote.method != Method.OPEN and vote.state != VoteState.CLOSED:
        return {}
    rows = OpenChoice.objects if vote.method == Method.OPEN else Slip.objects
    said = rows.filter(vote=vote).values_list("said", flat=True)
    return dict(Counter(answer for one in said for answer in one.split(",")))


def slips_published(vote: Vote) -> dict[str, Any]:
    """Return the list that everybody can check (`proof`), of a closed vote that was not open."""
    slips = [
        {"tracker": slip.tracker, "said": slip.said, "class": slip.seat_class}
        for slip in Slip.objects.filter(vote=vote).order_by("tracker")
    ]
    return {
        "format": FORMAT,
        "question": str(vote.question),
        "day": vote.on.isoformat(),
        "organ": vote.organ,
        "answers": dict(answers_of(vote)),
        "slips": slips,
        "counts": counts_of(slips),
        "root": vote.root,
    }


def answers_of(vote: Vote) -> Mapping[str, str]:
    """Return what can be said and what it means: candidates by number, then for, against, abstain."""
    if vote.kind == "election":
        named = {str(one.number): one.name for one in vote.candidates.all()}
        return {**named, "against": "against", "abstain": "abstain"}
    return {"for": "for", "against": "against", "abstain": "abstain"}
