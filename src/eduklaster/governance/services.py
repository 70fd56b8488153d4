"""Seats follow the charter's rules; votes are recorded by roll call and computed exactly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import chains, voting
from eduklaster.charter.messages import say
from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.charter.schema import SeatRule
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Component, Participant
from eduklaster.membership.selectors import components_on, participants_on
from eduklaster.people.models import Person
from eduklaster.procedures.enums import StepState
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.parties import Doer, best_party, standing_for
from eduklaster.procedures.selectors import case_now, rulebook_for
from eduklaster.procedures.services import StepInput, step_do, step_lose
from eduklaster.procedures.services.cases import refusal

from .enums import Choice, SeatState
from .models import Ballot, RollCall, Seat, SeatHolding
from .selectors import SeatNow, composition_on

DEFAULT_RULE = "one_per_participant"
_BY_PARTICIPANT = {"per_participant", "per_founder", "template"}


# ─── seats ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@transaction.atomic
def seats_sync(*, cluster: Cluster, on: date, actor: Actor) -> int:
    """Make the seats that the charter's rules give on a day and that do not exist yet; returns how many were made.

    A seat that an act has to fill is pending; others are vacant until somebody is named.
    """
    cluster_lock(cluster)
    rulebook = rulebook_of(cluster, on)
    made = 0
    for organ_id, organ in rulebook.charter.organs.items():
        if organ.is_organisation:
            continue
        for rule in organ.seats:
            made += _sync_rule(cluster, rulebook, organ_id, rule, on, actor)
        default = rulebook.ask("seats.composition", on=on, scope=Scope(organ=organ_id))
        if not organ.seats and default.value == DEFAULT_RULE and organ_id == rulebook.charter.roles.main_organ:
            for participant in participants_on(cluster, on).order_by("number"):
                if _has_vote(rulebook, participant):
                    made += _make(cluster, organ_id, DEFAULT_RULE, on, actor, participant=participant)
    return made


def _has_vote(rulebook: Rulebook, participant: Participant) -> bool:
    category = next((c for c in rulebook.charter.participants.categories if c.id == participant.category), None)
    return category is None or category.tier == "voting"


def _sync_rule(cluster: Cluster, rulebook: Rulebook, organ: str, rule: SeatRule, on: date, actor: Actor) -> int:
    needs_act = bool(rule.takes_effect_by or rulebook.charter.organs[organ].composed_by)
    state = SeatState.PENDING if needs_act else SeatState.VACANT
    common: dict[str, Any] = {"state": state, "seat_class": rule.seat_class or "", "votes": rule.votes}
    if rule.kind in _BY_PARTICIPANT:
        made = 0
        for participant in participants_on(cluster, on).order_by("number"):
            wanted = participant.category in rule.categories if rule.categories else _has_vote(rulebook, participant)
            if rule.kind == "per_founder":
                wanted = hasattr(participant, "founder_row")
            if wanted:
                made += _make(cluster, organ, rule.id, on, actor, participant=participant, **common)
        return made
    if rule.kind == "per_component":
        named = {c.id for c in rulebook.charter.participants.components if c.seats_head_in == organ}
        rows = components_on(cluster, on).order_by("pk")
        return sum(
            _make(cluster, organ, rule.id, on, actor, component=row, **common)
            for row in rows
            if row.code in named or not row.is_founding
        )
    count = (rule.count or len(rule.holders) or 1) * rule.each if rule.kind != "host_rules" else (rule.count or 0)
    existing = (
        Seat.objects.filter(cluster=cluster, organ=organ, rule=rule.id).exclude(state=SeatState.ABOLISHED).count()
    )
    made = 0
    for position in range(existing, count):
        label = rule.holders[position] if position < len(rule.holders) else rule.label
        _create(
            cluster,
            organ,
            rule.id,
            on,
            actor,
            label=Localized(label.model_dump()),
            order=position,
            office=rule.office or "",
            **common,
        )
        made += 1
    return made


def _make(
    cluster: Cluster,
    organ: str,
    rule: str,
    on: date,
    actor: Actor,
    *,
    participant: Participant | None = None,
    component: Component | None = None,
    state: SeatState = SeatState.VACANT,
    seat_class: str = "",
    votes: bool = True,
) -> int:
    standing = Seat.objects.filter(cluster=cluster, organ=organ, rule=rule).exclude(state=SeatState.ABOLISHED)
    standing = standing.filter(participant=participant) if participant else standing.filter(component=component)
    if standing.exists():
        return 0
    label = Localized.same(str(participant)) if participant else Localized(component.name if component else {})
    _create(
        cluster,
        organ,
        rule,
        on,
        actor,
        label=label,
        state=state,
        seat_class=seat_class,
        votes=votes,
        participant=participant,
        component=component,
        order=participant.number if participant else 0,
    )
    return 1


def _create(cluster: Cluster, organ: str, rule: str, on: date, actor: Actor, **fields: Any) -> Seat:
    seat = Seat.objects.create(cluster=cluster, organ=organ, rule=rule, created_on=on, **fields)
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="seat.created",
        subject=seat,
        on=on,
        rule=f"{organ}.{rule}",
        facts={"organ": organ, "state": seat.state},
    )
    return seat


@transaction.atomic
def seat_fill(
    *,
    seat: Seat,
    person: Person,
    on: date,
    actor: Actor,
    act: Act | None = None,
    note: str = "",
    alternate: Person | None = None,
) -> SeatHolding:
    """Seat a person from a day; the holder before ends the same day.

    Raises:
        StateError: The seat is abolished.
        InputError: The seat has a later holder already.
    """
    cluster_lock(seat.cluster_id)
    seat.refresh_from_db()
    if seat.state == SeatState.ABOLISHED:
        raise StateError("seat.abolished", _("This seat no longer exists."))
    if SeatHolding.objects.filter(seat=seat, valid_from__gt=on).exists():
        raise InputError("seat.later_holder", _("The seat has a holder from a later day."), field="on")
    SeatHolding.objects.filter(seat=seat, valid_from=on, valid_until__isnull=True).delete()
    SeatHolding.objects.filter(seat=seat, valid_until__isnull=True).update(valid_until=on)
    holding = SeatHolding.objects.create(
        seat=seat, person=person, alternate=alternate, valid_from=on, basis_act=act, basis_note=note
    )
    before, seat.state = seat.state, SeatState.FILLED
    seat.save(update_fields=["state"])
    journal_write(
        chain=seat.cluster.code,
        actor=actor,
        action="seat.filled",
        subject=seat,
        on=on,
        citations=act.citations if act else [],
        changes={"state": [before, seat.state]},
        facts={"person": person.pk, "act": act.pk if act else None},
    )
    return holding


@transaction.atomic
def seat_vacate(*, seat: Seat, on: date, actor: Actor) -> Seat:
    """End the holding of a seat; the next holder needs whatever the rule asks for."""
    cluster_lock(seat.cluster_id)
    seat.refresh_from_db()
    _end_holdings(seat, on)
    before, seat.state = seat.state, SeatState.VACANT
    seat.save(update_fields=["state"])
    journal_write(
        chain=seat.cluster.code,
        actor=actor,
        action="seat.vacated",
        subject=seat,
        on=on,
        changes={"state": [before, seat.state]},
    )
    return seat


@transaction.atomic
def seat_abolish(*, seat: Seat, on: date, actor: Actor) -> Seat:
    """Abolish a seat from a day, because what it stood for is gone."""
    cluster_lock(seat.cluster_id)
    seat.refresh_from_db()
    if seat.state == SeatState.ABOLISHED:
        return seat
    _end_holdings(seat, on)
    before, seat.state, seat.abolished_on = seat.state, SeatState.ABOLISHED, on
    seat.save(update_fields=["state", "abolished_on"])
    journal_write(
        chain=seat.cluster.code,
        actor=actor,
        action="seat.abolished",
        subject=seat,
        on=on,
        changes={"state": [before, seat.state]},
    )
    return seat


def _end_holdings(seat: Seat, on: date) -> None:
    SeatHolding.objects.filter(seat=seat, valid_until__isnull=True, valid_from__gt=on - timedelta(days=1)).update(
        valid_until=on + timedelta(days=1)
    )
    SeatHolding.objects.filter(seat=seat, valid_until__isnull=True).update(valid_until=on)


# ─── votes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class RollCallInput:
    """What the seats said. Seats that are not named are absent. `by_alternate` names seats whose alternate came."""

    choices: Mapping[int, Choice]
    by_alternate: frozenset[int] = frozenset()
    method: str = "open"


def roll_and_tally(
    seats: Sequence[SeatNow], given: RollCallInput, concerned: frozenset[int]
) -> tuple[voting.Roll, voting.Tally]:
    """Return the roll and the tally of a roll call, by class where the organ has classes."""
    classes = {now.seat.seat_class for now in seats if now.seat.votes}
    by_class = len(classes) > 1

    def heads(rows: Sequence[SeatNow]) -> Any:
        if not by_class:
            return len(rows)
        return {name: sum(1 for now in rows if now.seat.seat_class == name) for name in classes}

    voters = [now for now in seats if now.seat.votes]
    filled = [now for now in voters if now.state == SeatState.FILLED]

    def said(now: SeatNow) -> Choice:
        return given.choices.get(now.seat.pk, Choice.ABSENT)

    present = [now for now in filled if said(now) != Choice.ABSENT]
    recused = [now for now in present if now.seat.pk in concerned or said(now) == Choice.RECUSED]
    away = [now for now in filled if now.seat.pk in concerned and said(now) == Choice.ABSENT]
    roll = voting.Roll(
        seats=heads(voters),
        present=heads(present),
        vacant=heads([now for now in voters if now.state == SeatState.VACANT]),
        pending=heads([now for now in voters if now.state == SeatState.PENDING]),
        suspended=heads([now for now in voters if now.state == SeatState.SUSPENDED]),
        recused=heads(recused),
        recused_absent=heads(away),
    )

    def ballots(name: str | None) -> voting.Ballots:
        rows = [now for now in present if name is None or now.seat.seat_class == name]
        return voting.Ballots(
            *(sum(1 for n in rows if said(n) == c) for c in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN))
        )

    chair = next((now for now in present if now.seat.is_chair), None)
    chair_said = said(chair) if chair else None
    tally = voting.Tally(
        votes={name: ballots(name) for name in classes} if by_class else ballots(None),
        method=given.method,
        chair_vote="for" if chair_said == Choice.FOR else "against" if chair_said == Choice.AGAINST else None,
    )
    return roll, tally


def seats_concerned(cases: Sequence[Case], seats: Sequence[SeatNow]) -> frozenset[int]:
    """Return the seats whose holder a matter concerns: those of the participant, or the person, the case is about."""
    participants = {c.subject_id for c in cases if c.subject_type == "membership.participant" and c.kind == "exclude"}
    persons = {c.payload.get("person_id") for c in cases if c.kind == "award"} - {None}
    return frozenset(
        now.seat.pk
        for now in seats
        if str(now.seat.participant_id) in participants or (now.holding and now.holding.person_id in persons)
    )


@dataclass(frozen=True, slots=True)
class BallotResult:
    """A recorded vote with its verdict."""

    ballot: Ballot
    verdict: Verdict


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
    """Record a vote by roll call on a step of one or several cases, with quorum and majority computed.

    Carried: the step is done and its act registered. Not carried: the cases end. Without a quorum the vote is on record
    and the cases wait. Rule and roll are frozen in the ballot.

    Raises:
        ChainRefused: The step is not open, or the organ is not the one that decides.
        InputError: A seat that cannot vote is counted, or the member concerned votes.
    """
    cluster_lock(cluster)
    cases = list(
        Case.objects.filter(cluster=cluster, pk__in=case_ids).select_related("cluster", "version").order_by("pk")
    )
    if not cases:
        raise InputError("ballot.cases", _("Choose at least one case."))
    for case in cases:
        _may_vote(case, step, doer, on, len(cases))
    seats = composition_on(cluster, organ, on)
    _check_choices(seats, given)
    rulebook = rulebook_for(cases[0], on)
    concerned = seats_concerned(cases, seats)
    scope = Scope(organ=organ, matter=cases[0].matter, step=step)
    recusal = rulebook.ask("voting.recusal", on=on, scope=scope)
    if recusal.value != "none":
        voted = [pk for pk in concerned if given.choices.get(pk) in {Choice.FOR, Choice.AGAINST, Choice.ABSTAIN}]
        if voted:
            raise InputError(
                "ballot.concerned",
                _("The member whom the matter concerns is heard but does not vote (%(source)s)."),
                source=recusal.clause or recusal.act or recusal.default,
            )
    else:
        concerned = frozenset()
    roll, tally = roll_and_tally(seats, given, concerned)
    verdict = voting.count(rulebook, organ, roll, tally, on=on, scope=scope, calendar=calendar_of(cluster))
    ballot = Ballot.objects.create(
        cluster=cluster,
        organ=organ,
        on=on,
        question=cases[0].title if len(cases) == 1 else Localized(cases[0].title),
        method=given.method,
        rule=verdict.as_json()["values"],
        roll=[{"seat": now.seat.pk, "state": now.state.value, "class": now.seat.seat_class} for now in seats],
        verdict=verdict.as_json(),
        is_carried=verdict.allowed,
        recorded_by_id=doer.actor.user_id,
    )
    ballot.cases.set(cases)
    RollCall.objects.bulk_create(
        RollCall(
            ballot=ballot,
            seat=now.seat,
            person_id=(now.holding.alternate_id if now.seat.pk in given.by_alternate else now.holding.person_id)
            if now.holding
            else None,
            by_alternate=now.seat.pk in given.by_alternate,
            choice=Choice.RECUSED
            if now.seat.pk in concerned and given.choices.get(now.seat.pk, Choice.ABSENT) != Choice.ABSENT
            else given.choices.get(now.seat.pk, Choice.ABSENT),
        )
        for now in seats
        if now.state in {SeatState.FILLED, SeatState.SUSPENDED}
    )
    facts = verdict.as_json()["facts"]
    data = {"ballot": ballot.pk, "tally": facts, "code": verdict.code}
    journal_write(
        chain=cluster.code,
        actor=doer.actor,
        action="ballot.recorded",
        subject=ballot,
        on=on,
        rule=f"{cases[0].matter}.{step}",
        citations=[c.as_json() for c in verdict.citations],
        facts={"organ": organ, "code": verdict.code, **facts},
    )
    if verdict.allowed:
        text = say(verdict, cluster.language)
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
    elif verdict.code == "vote.lost":
        step_lose(cluster=cluster, case_ids=[c.pk for c in cases], step=step, doer=doer, on=on, data=data)
    return BallotResult(ballot, verdict)


def _may_vote(case: Case, step: str, doer: Doer, on: date, number: int) -> None:
    """Refuse a vote that the chain does not allow yet, or that the doer may not record; a vote without quorum included."""
    now = case_now(case, on)
    wanted = now.chain.step(step)
    standing = standing_for(case, wanted, doer)
    verdict = chains.may(
        now.chain,
        now.progress,
        step,
        by=standing.party if standing else best_party(doer),
        on=on,
        cites={name for name in wanted.basis if name in now.steps and now.steps[name].state == StepState.DONE},
        calendar=calendar_of(case.cluster),
        cases=number,
    )
    if not verdict.allowed:
        raise refusal(verdict, doer, cluster=case.cluster, case=case, step=step)


def _check_choices(seats: Sequence[SeatNow], given: RollCallInput) -> None:
    by_id = {now.seat.pk: now for now in seats}
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
        if not now.seat.votes and choice in {Choice.FOR, Choice.AGAINST, Choice.ABSTAIN}:
            raise InputError(
                "ballot.no_vote", _("The seat «%(seat)s» has a voice but no vote."), seat=str(now.seat.label)
            )
