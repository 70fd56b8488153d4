"""Closing a vote: the box is opened, the count computed by the frozen rule, the list published; or the vote is annulled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import voting
from eduklaster.charter.messages import sentence_of
from eduklaster.charter.resolver import FrozenRulebook, Resolved
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.governance.enums import Choice
from eduklaster.governance.services import Contest, RollCallInput, ballot_record, contest_count, roll_and_tally
from eduklaster.journal.services import journal_write
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.procedures.parties import Doer

from ..access import require_conductor
from ..enums import ABSTAIN, Method, Standing, VoteKind, VoteState
from ..events import VoteAnnulled, VoteClosed
from ..models import OneTimeCard, OpenChoice, SealedSlip, Slip, Vote, VoteRight
from ..proof import line_of, root_of
from ..sealing import Unreadable, unseal
from ..selectors import (
    asks_chair,
    correspondence_of,
    elected_before,
    frozen_rules,
    frozen_seats,
    needs_classes,
    rights_by_seat,
    scope_of,
    until_of,
)

ChairVote = Literal["for", "against"] | None
_CHOICES = {"for": Choice.FOR, "against": Choice.AGAINST, "abstain": Choice.ABSTAIN}


@dataclass(frozen=True, slots=True)
class Said:
    """One vote as it was cast; `seat` is empty where nobody may know."""

    said: str
    seat_class: str
    seat: int | None = None


@transaction.atomic
def vote_close(*, cluster: Cluster, vote_id: int, doer: Doer, chair_vote: ChairVote = None) -> Vote:
    """Close a vote and count it by the rule that was frozen. A vote on a case is recorded as a ballot, with its act.

    `chair_vote` is the chair's casting vote in a vote that is not open, asked only where the charter knows one.

    Raises:
        AccessError: Somebody who does not conduct votes of the organ.
        InputError: The chair votes where nobody asks for that.
        RuleRefusal: So few have voted secretly that opening the box would tell who voted how.
        StateError: The vote is over already, its time to answer runs and somebody has not answered, or its slips were
            sealed with a secret key that is gone.
        ChainRefused: The step of the case cannot be done any more.
    """
    vote = _locked(cluster, vote_id, doer)
    if chair_vote is not None and not asks_chair(vote):
        raise InputError("vote.chair", _("In this vote the chair breaks no tie."), field="chair_vote")
    _answered(vote)
    _secret(vote)
    said = _said_openly(vote) if vote.method == Method.OPEN else _open_the_box(vote)
    given = _input(vote, said, chair_vote, frozen_rules(vote))
    vote.result = {"counts": _counts(said)}
    if vote.case is not None:
        result = ballot_record(
            cluster=cluster, organ=vote.organ, case_ids=[vote.case.pk], step=vote.step, given=given, doer=doer, on=vote.on
        )  # fmt: skip
        vote.ballot, verdict = result.ballot, result.verdict
        if given.contest is not None:
            vote.result |= {"elected": list(result.elected), "runoff": list(result.runoff)}
    else:
        verdict = _count(cluster, vote, given)
    vote.verdict = verdict.as_json()
    vote.is_carried = verdict.allowed
    vote.state, vote.closed_at = VoteState.CLOSED, clock.now()
    vote.save(update_fields=["result", "ballot", "verdict", "is_carried", "state", "closed_at", "root"])
    facts: dict[str, Any] = {"organ": vote.organ, "code": verdict.code, "method": vote.method, **vote.result}
    if vote.method != Method.OPEN:
        facts |= {
            "root": vote.root,
            "slips": [f"{s.tracker} {s.said} {s.seat_class}".strip() for s in vote.slips.order_by("tracker")],
        }
    journal_write(
        chain=cluster.code,
        actor=doer.actor,
        action="vote.closed",
        subject=vote,
        on=vote.on,
        rule=f"{vote.case.matter}.{vote.step}" if vote.case else "",
        citations=[c.as_json() for c in verdict.citations],
        facts=facts,
    )
    bus.publish(VoteClosed(vote.pk))
    return vote


@transaction.atomic
def vote_annul(*, cluster: Cluster, vote_id: int, reason: str, doer: Doer) -> Vote:
    """Stop a vote that went wrong, with a reason. Nothing is counted; sealed slips are destroyed unread.

    Raises:
        AccessError: Somebody who does not conduct votes of the organ.
        InputError: No reason.
        StateError: The vote is over already.
    """
    vote = _locked(cluster, vote_id, doer)
    if not reason.strip():
        raise InputError("vote.reason", _("Say why the vote is annulled."), field="reason")
    SealedSlip.objects.filter(vote=vote).delete()
    vote.state, vote.closed_at, vote.reason = VoteState.ANNULLED, clock.now(), reason.strip()
    vote.save(update_fields=["state", "closed_at", "reason"])
    journal_write(
        chain=cluster.code,
        actor=doer.actor,
        action="vote.annulled",
        subject=vote,
        on=vote.on,
        facts={"organ": vote.organ, "reason": vote.reason},
    )
    bus.publish(VoteAnnulled(vote.pk))
    return vote


def _answered(vote: Vote) -> None:
    """Refuse to close a vote by correspondence before its time, unless everybody has answered."""
    until = until_of(vote)
    if until is None or clock.now() > until:
        return
    waiting = VoteRight.objects.filter(vote=vote, is_used=False).count()
    if waiting:
        day = until.astimezone(ZoneInfo(vote.cluster.time_zone))
        raise StateError(
            "vote.period_runs",
            _("Answers are taken until %(day)s; not answered yet: %(count)s."),
            day=f"{day:%d.%m.%Y, %H:%M}",
            count=waiting,
        )


def _secret(vote: Vote) -> None:
    """Leave the box shut while so few persons voted, or of a class that slips name, that they would tell who cast them."""
    if vote.method == Method.OPEN:
        return
    rule = frozen_rules(vote).get("voting.secret_least")
    if rule is None:  # opened before there was such a rule
        return
    verdict = voting.box_verdict(rule, _cards_drawn(vote) if vote.method == Method.ANONYMOUS else _persons(vote))
    if verdict is not None:
        raise RuleRefusal(verdict, sentence_of(verdict, get_language() or vote.cluster.language))


def _persons(vote: Vote) -> dict[str, int]:
    """Return how many persons voted, by the class that their slips name."""
    found: dict[str, set[int]] = {}
    for name, person in VoteRight.objects.filter(vote=vote, is_used=True).values_list("seat_class", "person_id"):
        found.setdefault(name if needs_classes(vote) else "", set()).add(person)
    return {name: len(who) for name, who in found.items()}


def _cards_drawn(vote: Vote) -> dict[str, int]:
    """Return how few persons may have used the cards, by class: nobody knows who did, so those with several count first."""
    is_told = needs_classes(vote)
    rows = OneTimeCard.objects.filter(vote=vote, is_used=True).values_list("seat_class", flat=True)
    used = Counter(name if is_told else "" for name in rows)
    held: dict[str, Counter[int]] = {}
    for row in vote.roll:
        if row["standing"] and row["votes"] and not row["is_recused"]:
            held.setdefault(row["class"] if is_told else "", Counter())[row["person"]] += 1
    return {
        name: voting.fewest_persons(number, list(held.get(name, Counter()).values())) for name, number in used.items()
    }


def _locked(cluster: Cluster, vote_id: int, doer: Doer) -> Vote:
    """Lock the cluster and then the vote; every vote that is being cast is waited for."""
    cluster_lock(cluster)
    vote = (
        Vote.objects.select_for_update(of=("self",))
        .select_related("case__version", "case__cluster")
        .filter(pk=vote_id, cluster=cluster)
        .first()
    )
    if vote is None:
        raise InputError("vote.missing", _("This vote is not there."))
    vote.cluster = cluster
    require_conductor(rulebook_of(cluster, vote.on).charter, vote.organ, doer)
    if vote.state != VoteState.OPEN:
        raise StateError("vote.over", _("The vote is over."))
    return vote


def _said_openly(vote: Vote) -> list[Said]:
    classes = {row["seat"]: row["class"] for row in vote.roll}
    rows = OpenChoice.objects.filter(vote=vote).order_by("seat_id").values_list("said", "seat_id")
    return [Said(said, classes[seat], seat) for said, seat in rows]


def _open_the_box(vote: Vote) -> list[Said]:
    """Read all slips, write them anew in the order of their random trackers, and destroy the sealed ones.

    All of it and a rewrite of every right happen in one transaction, so that neither places in the tables nor numbers of
    transactions tell which slip came with which right.
    """
    try:
        contents = sorted(
            (unseal(vote.token, bytes(row.sealed)) for row in SealedSlip.objects.filter(vote=vote)),
            key=lambda content: content.tracker,
        )
    except Unreadable:
        raise StateError(
            "vote.key",
            _("The slips were sealed with another secret key. Add the former key to the fallbacks; nothing is lost."),
        ) from None
    Slip.objects.bulk_create(
        Slip(vote=vote, tracker=one.tracker, said=one.said, seat_class=one.seat_class) for one in contents
    )
    SealedSlip.objects.filter(vote=vote).delete()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE votes_voteright SET is_used = is_used WHERE vote_id = %s", [vote.pk])
        cursor.execute("UPDATE votes_onetimecard SET is_used = is_used WHERE vote_id = %s", [vote.pk])
    vote.root = root_of([line_of(one.tracker, one.said, one.seat_class) for one in contents])
    return [Said(one.said, one.seat_class) for one in contents]


def _input(vote: Vote, said: Sequence[Said], chair_vote: ChairVote, frozen: Mapping[str, Resolved]) -> RollCallInput:
    is_counted_by_seat = vote.method == Method.OPEN and vote.kind == VoteKind.MOTION
    return RollCallInput(
        choices=_choices(vote, said),
        by_alternate=frozenset(_seats_by(vote, Standing.ALTERNATE)),
        method=vote.method,
        counted=None if is_counted_by_seat else _ballots(vote, said, "for"),
        proxies={row["seat"]: row["person"] for row in vote.roll if row["standing"] == Standing.PROXY},
        advance=frozenset(_seats_by(vote, Standing.ADVANCE)),
        remote=vote.circumstances["remote"],
        chair_vote=chair_vote if vote.method != Method.OPEN else None,
        consensus=vote.circumstances["consensus"],
        meetings=tuple(date.fromisoformat(day) for day in vote.circumstances["meetings"]),
        correspondence=correspondence_of(vote.circumstances, vote.cluster),
        rights=rights_by_seat(vote),
        is_reconvened=vote.circumstances["is_reconvened"],
        seats=frozen_seats(vote),
        frozen=frozen,
        contest=_contest(vote, said) if vote.kind == VoteKind.ELECTION else None,
    )


def _contest(vote: Vote, said: Sequence[Said]) -> Contest:
    """Return the votes of a round by candidate, by class where the rules tell classes apart."""
    votes: dict[int, voting.Ballots | Mapping[str, voting.Ballots]] = {}
    persons = {}
    for one in vote.candidates.all():
        counted = _ballots(vote, said, str(one.number))
        votes[one.number] = counted if needs_classes(vote) else sum(counted.values(), voting.Ballots())
        if one.person_id is not None:
            persons[one.number] = one.person_id
    return Contest(votes, persons, vote.places, vote.round, elected_before(vote))


def input_again(vote: Vote) -> RollCallInput:
    """Return what was said in a closed vote, to be counted again by the rules as they are read now.

    The casting vote of a chair in a vote that was not open is taken from its verdict: nothing else tells it.
    """
    slips = Slip.objects.filter(vote=vote).order_by("tracker")
    said = _said_openly(vote) if vote.method == Method.OPEN else [Said(one.said, one.seat_class) for one in slips]
    casting = vote.verdict.get("facts", {}).get("casting")
    return _input(vote, said, casting if casting in ("for", "against") else None, {})


def _seats_by(vote: Vote, standing: Standing) -> list[int]:
    return [row["seat"] for row in vote.roll if row["standing"] == standing]


def _choices(vote: Vote, said: Sequence[Said]) -> dict[int, Choice]:
    """Return what a ballot may say of each seat: the words in an open motion, else only that it took part."""
    found = {}
    for row in vote.roll:
        if row["standing"] and until_of(vote) is None:  # by correspondence only those who answered took part
            found[row["seat"]] = Choice.RECUSED if row["is_recused"] else Choice.PRESENT
    if vote.method == Method.OPEN:
        for one in said:
            if one.seat is not None:
                found[one.seat] = _CHOICES.get(one.said, Choice.VOTED) if vote.kind == VoteKind.MOTION else Choice.VOTED
    elif vote.method == Method.SECRET:
        for seat in VoteRight.objects.filter(vote=vote, is_used=True).values_list("seat_id", flat=True):
            found[seat] = Choice.VOTED
    return found


def _ballots(vote: Vote, said: Sequence[Said], wanted: str) -> dict[str, voting.Ballots]:
    """Count how many said `wanted`, something else, or abstained: by class where the rules ask for classes, else together."""
    classes = {row["class"] for row in vote.roll if row["votes"]} if needs_classes(vote) else {""}
    found = {name: voting.Ballots() for name in classes}
    for one in said:
        answers = one.said.split(",")
        for_ = wanted in answers
        abstain = not for_ and answers == [ABSTAIN]
        name = one.seat_class if needs_classes(vote) else ""
        found[name] = found.get(name, voting.Ballots()) + voting.Ballots(
            int(for_), int(not for_ and not abstain), int(abstain)
        )
    return found


def _counts(said: Sequence[Said]) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in said:
        for answer in one.said.split(","):
            found[answer] = found.get(answer, 0) + 1
    return found


def _count(cluster: Cluster, vote: Vote, given: RollCallInput) -> Verdict:
    """Count a vote that is not about a case."""
    concerned = frozenset(row["seat"] for row in vote.roll if row["is_recused"])
    roll, tally = roll_and_tally(given.seats or [], given, concerned)
    asked = rulebook_of(cluster, vote.on)
    rulebook = FrozenRulebook(asked.charter, asked.overrides, given.frozen)
    calendar = calendar_of(cluster)
    if vote.kind == VoteKind.MOTION:
        return voting.count(rulebook, vote.organ, roll, tally, on=vote.on, scope=scope_of(vote), calendar=calendar)
    assert given.contest is not None  # noqa: S101  # an election has one
    outcome = contest_count(
        rulebook, vote.organ, roll, tally, given.contest, on=vote.on, scope=scope_of(vote), calendar=calendar
    )
    vote.result |= {"elected": list(outcome.elected), "runoff": list(outcome.runoff)}
    return outcome.verdict
