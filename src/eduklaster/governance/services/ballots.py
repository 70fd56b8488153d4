"""A vote on a case is recorded with the rule and the roll that applied, and computed exactly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import voting
from eduklaster.charter.messages import say, sentence_of
from eduklaster.charter.resolver import FrozenRulebook, Rulebook, Scope
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import InputError, RuleRefusal
from eduklaster.procedures.enums import StepState
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.selectors import case_now, rulebook_for
from eduklaster.procedures.services import StepInput, step_do, step_lose
from eduklaster.procedures.services.cases import batch_title
from eduklaster.procedures.services.standing import permitted

from ..enums import VOTING, Choice, SeatState
from ..events import BallotRecorded
from ..models import Ballot, RollCall
from ..selectors import SeatNow, composition_on, nominees_of
from .elections import by_persons, contest_count, elected_record, elected_words, election_check, persons_of
from .tallies import RollCallInput, alternates_check, roll_and_tally

TOO_EARLY = frozenset({"vote.refused.consensus", "vote.refused.meetings", "vote.refused.interval"})
"""Such a vote could not be held at all: nothing is put on record."""


def seats_concerned(
    cases: Sequence[Case], seats: Sequence[SeatNow], *, rulebook: Rulebook, scope: Scope, on: date
) -> frozenset[int]:
    """Return the seats whose holder a matter concerns, as the rule `voting.concerned` of each matter says.

    A seat is concerned as the seat of the participant or applicant that the case is about, or because its holder is
    the person the case is about, or opened it.
    """
    participants: set[str] = set()
    organisations: set[int | None] = set()
    persons: set[int | None] = set()
    own: set[int | None] = set()
    for case in cases:
        rule = rulebook.ask("voting.concerned", on=on, scope=replace(scope, matter=case.matter))
        if {"participant", "applicant"} & set(rule.value):
            if case.subject_type == "membership.participant":
                participants.add(case.subject_id)
            organisations.add(case.payload.get("participant", {}).get("organisation_id"))
        if "person" in rule.value:
            persons.add(case.payload.get("person_id"))
            persons.update(nominee.person_id for nominee in nominees_of(case))
            own.add(case.payload.get("seat_id"))
        if "author" in rule.value and case.opened_by:
            persons.add(case.opened_by.person_id)
    organisations.discard(None)
    return frozenset(
        now.seat.pk
        for now in seats
        if now.seat.pk in own
        or (now.holding and now.holding.person_id in persons)
        or (
            now.seat.participant
            and (str(now.seat.participant_id) in participants or now.seat.participant.organisation_id in organisations)
        )
    )


ELECTION_OVER = frozenset({"election.elected", "election.none"})
"""Verdicts after which an election has no further round."""


@dataclass(frozen=True, slots=True)
class BallotResult:
    """A recorded vote with its verdict; of an election also who is elected in this round and who goes on, by number."""

    ballot: Ballot
    verdict: Verdict
    elected: tuple[int, ...] = ()
    runoff: tuple[int, ...] = ()


@transaction.atomic
def ballot_record(
    *,
    cluster: Cluster,
    organ: str,
    case_ids: Sequence[int],
    step: str,
    given: RollCallInput,
    doer: Doer,
    on: date,
    note: str = "",
) -> BallotResult:
    """Record a vote on a step of one or several cases, by roll call or by a sealed count, with quorum and majority computed.

    Carried: the step is done and its act registered. Not carried: the cases end. Without a quorum the vote is on record
    and the cases wait. Rule and roll are frozen in the ballot. An election (`contest`) does the step with whoever is
    elected once no further round is needed; until then each round is on record and the case waits.

    Raises:
        ChainRefused: The step is not open, or the organ is not the one that decides.
        InputError: A seat that cannot vote is counted, or the member concerned votes.
        RuleRefusal: Consensus was not sought first, the charter wants another meeting before the vote, or knows no
            alternates.
    """
    cluster_lock(cluster)
    cases = list(
        Case.objects.filter(cluster=cluster, pk__in=case_ids).select_related("cluster", "version").order_by("pk")
    )
    if not cases:
        raise InputError("ballot.cases", _("Choose at least one case."))
    for case in cases:
        vote_check(case, step, doer, on, len(cases), as_election=given.contest is not None)
    seats = given.seats if given.seats is not None else composition_on(cluster, organ, on)
    _check_choices(seats, given)
    rulebook = rulebook_for(cases[0], on)
    if given.frozen:
        rulebook = FrozenRulebook(rulebook.charter, rulebook.overrides, given.frozen)
    scope = Scope(organ=organ, matter=cases[0].matter, step=step)
    concerned = seats_concerned(cases, seats, rulebook=rulebook, scope=scope, on=on)
    if given.by_alternate:
        alternates_check(rulebook.ask("voting.delegation", on=on, scope=scope))
    recusal = rulebook.ask("voting.recusal", on=on, scope=scope)
    if recusal.value != "none":
        voted = [pk for pk in concerned if given.choices.get(pk) in VOTING]
        if voted:
            raise InputError(
                "ballot.concerned",
                _("The member whom the matter concerns is heard but does not vote (%(source)s)."),
                source=recusal.clause or recusal.act or recusal.default,
            )
    else:
        concerned = frozenset()
    roll, tally = roll_and_tally(seats, given, concerned)
    asked: dict[str, Any] = {"on": on, "scope": scope, "calendar": calendar_of(cluster)}
    elected: list[int] = []
    outcome = None
    if given.contest is None:
        verdict = voting.count(rulebook, organ, roll, tally, **asked)
        is_done = verdict.allowed
    else:
        outcome = contest_count(rulebook, organ, roll, tally, given.contest, **asked)
        verdict = by_persons(outcome.verdict, given.contest)
        elected = [*given.contest.elected_before, *persons_of(given.contest, outcome.elected)]
        is_done = verdict.code in ELECTION_OVER and bool(elected)
    if verdict.code in TOO_EARLY:
        raise RuleRefusal(verdict, sentence_of(verdict, cluster.language, rulebook.charter))
    ballot = Ballot.objects.create(
        cluster=cluster,
        organ=organ,
        on=on,
        question=batch_title(cases),
        method=given.method,
        rule=verdict.as_json()["values"],
        roll=[{"seat": now.seat.pk, "state": now.state.value, "class": now.seat.seat_class} for now in seats],
        verdict=verdict.as_json(),
        is_carried=is_done,
        recorded_by_id=doer.actor.user_id,
    )
    ballot.cases.set(cases)
    RollCall.objects.bulk_create(
        RollCall(
            ballot=ballot,
            seat=now.seat,
            person_id=_who_said(now, given),
            by_alternate=now.seat.pk in given.by_alternate,
            choice=Choice.RECUSED
            if now.seat.pk in concerned and given.choices.get(now.seat.pk, Choice.ABSENT) != Choice.ABSENT
            else given.choices.get(now.seat.pk, Choice.ABSENT),
        )
        for now in seats
        if now.state in {SeatState.FILLED, SeatState.SUSPENDED}
    )
    facts = verdict.as_json()["facts"]
    votes = {str(seat): choice for seat, choice in ballot.roll_calls.values_list("seat_id", "choice")}
    data = {"ballot": ballot.pk, "tally": facts, "code": verdict.code}
    journal_write(
        chain=cluster.code,
        actor=doer.actor,
        action="ballot.recorded",
        subject=ballot,
        on=on,
        rule=f"{cases[0].matter}.{step}",
        citations=[c.as_json() for c in verdict.citations],
        facts={"organ": organ, "code": verdict.code, "cases": [case.pk for case in cases], "roll": votes, **facts},
    )
    if is_done:
        text = say(verdict, cluster.language, rulebook.charter)
        if given.contest is not None:
            elected_record(cases[0], elected, step=step, actor=doer.actor, on=on)
            text = f"{elected_words(elected, cluster.language)} {text}"
            data["elected"] = elected
        done = step_do(
            cluster=cluster,
            case_ids=[c.pk for c in cases],
            step=step,
            doer=doer,
            on=on,
            given=StepInput(note=note, data=data, act_text=text),
        )
        row = done[0].steps.select_related("act").get(step=step)
        ballot.act = row.act
        ballot.save(update_fields=["act"])
    elif verdict.code in {"vote.lost", "election.none"}:
        step_lose(cluster=cluster, case_ids=[c.pk for c in cases], step=step, doer=doer, on=on, data=data)
    bus.publish(BallotRecorded(ballot.pk, step))
    return BallotResult(ballot, verdict, outcome.elected, outcome.runoff) if outcome else BallotResult(ballot, verdict)


def _who_said(now: SeatNow, given: RollCallInput) -> int | None:
    if now.seat.pk in given.proxies:
        return given.proxies[now.seat.pk]
    if now.holding is None:
        return None
    return now.holding.alternate_id if now.seat.pk in given.by_alternate else now.holding.person_id


def vote_check(case: Case, step: str, doer: Doer, on: date, number: int, *, as_election: bool = False) -> None:
    """Refuse a vote that the chain does not allow yet or not so, or that the doer may not record; without quorum as well."""
    now = case_now(case, on)
    wanted = now.chain.step(step)
    cites = {name for name in wanted.basis if name in now.steps and now.steps[name].state == StepState.DONE}
    permitted(case, now, wanted, doer, on, cites=cites, cases=number)
    election_check(case, now.chain, wanted, doer, as_election=as_election)


def _check_choices(seats: Sequence[SeatNow], given: RollCallInput) -> None:
    by_id = {now.seat.pk: now for now in seats}
    for seat_id in given.by_alternate:
        now = by_id.get(seat_id)
        if now is None or now.holding is None or now.holding.alternate_id is None:
            label = str(now.seat.label) if now else str(seat_id)
            raise InputError("ballot.alternate", _("No alternate is named for «%(seat)s»."), seat=label)
    for seat_id, choice in given.choices.items():
        now = by_id.get(seat_id)
        if now is None:
            raise InputError("ballot.seat", _("One of the seats does not belong to this organ on that day."))
        if choice in {Choice.ABSENT}:
            continue
        if now.state != SeatState.FILLED:
            raise InputError(
                "ballot.seat_state",
                _("The seat «%(seat)s» is %(state)s: it neither votes nor counts."),
                seat=str(now.seat.label),
                state=now.state.label,
            )
        if not now.seat.votes and choice in VOTING:
            raise InputError(
                "ballot.no_vote", _("The seat «%(seat)s» has a voice but no vote."), seat=str(now.seat.label)
            )
