"""Elections on a step of a case: who stands, how they are counted, and how the elected become whom the case is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from eduklaster.charter import voting
from eduklaster.charter.calendar import WorkingCalendar
from eduklaster.charter.matters import Chain
from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Verdict
from eduklaster.journal.services import Actor, journal_write
from eduklaster.people.models import Person
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services.standing import refusal

from ..selectors import nominees_of
from .tallies import Contest


def election_check(case: Case, chain: Chain, step: Step, doer: Doer, *, as_election: bool) -> None:
    """Refuse an election where the step is a vote on a motion, and a motion where several stand.

    Raises:
        ChainRefused: The verdict names the source of the step.
    """
    standing = len(nominees_of(case)) if step.elects else 0
    verdict = voting.election_verdict(chain, step, candidates=standing, as_election=as_election)
    if not verdict.allowed:
        raise refusal(verdict, doer, cluster=case.cluster, case=case, step=step.id)


def contest_count(
    rulebook: Rulebook,
    organ: str,
    roll: voting.Roll,
    tally: voting.Tally,
    contest: Contest,
    *,
    on: date,
    scope: Scope,
    calendar: WorkingCalendar | None,
) -> voting.Outcome:
    """Return who is elected in a round, by the rules given."""
    return voting.elect(
        rulebook,
        organ,
        roll,
        tally,
        contest.votes,
        places=contest.places,
        in_round=contest.in_round,
        on=on,
        scope=scope,
        calendar=calendar,
    )


def elected_record(case: Case, persons: Sequence[int], *, step: str, actor: Actor, on: date) -> None:
    """Make those who are elected the ones whom the case is about, so that later steps and the effect follow from it.

    `persons` are ids, best first. An elected chair comes with the seat; members take the seats that were put up, in order.
    """
    seats = {nominee.person_id: nominee.seat_id for nominee in nominees_of(case)}
    found: dict[str, Any] = {"elected": list(persons)}
    if case.payload.get("vacant_seats"):
        places: Sequence[int] = case.payload["vacant_seats"]
        found["seats"] = [{"seat_id": seat, "person_id": person} for seat, person in zip(places, persons, strict=False)]
    else:
        found["person_id"] = persons[0]
        if seats.get(persons[0]):
            found["seat_id"] = seats[persons[0]]
    case.payload = {**case.payload, **found}
    case.save(update_fields=["payload"])
    journal_write(
        chain=case.cluster.code,
        actor=actor,
        action="case.elected",
        subject=case,
        on=on,
        rule=f"{case.matter}.{step}",
        facts={"step": step, "elected_count": len(persons)},
    )


def elected_words(persons: Sequence[int], language: str) -> str:
    """Return a line that names those who are elected, for the act."""
    known = Person.objects.in_bulk(list(persons))
    with override(language):
        return _("Elected: %(names)s.") % {"names": ", ".join(known[person].full_name for person in persons)}


def by_persons(verdict: Verdict, contest: Contest) -> Verdict:
    """Return a verdict whose ranking names persons by their ids: numbers on a ballot change from round to round."""
    ranking = [[contest.persons[number], votes] for number, votes in verdict.facts.get("ranking", [])]
    return replace(verdict, facts={**verdict.facts, "ranking": ranking}) if ranking else verdict


def persons_of(contest: Contest, numbers: Sequence[int]) -> list[int]:
    """Return the persons who stand under these numbers."""
    known: Mapping[int, int] = contest.persons
    return [known[number] for number in numbers if number in known]
