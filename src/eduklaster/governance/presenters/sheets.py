"""The form of a roll call: who may vote, what is needed, how the count stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from eduklaster.charter import voting
from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import (
    origin_words,
    sentence_of,
    step_words,
    value_words,
)
from eduklaster.charter.resolver import Resolved, Scope
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of
from eduklaster.clusters.selectors import calendar_of
from eduklaster.kernel.errors import InputError, NotFound
from eduklaster.people.access import Viewer
from eduklaster.people.selectors import names_shown_to
from eduklaster.procedures.models import Case
from eduklaster.procedures.presenters import language
from eduklaster.procedures.selectors import chain_for, rulebook_for
from eduklaster.ui.components import ClauseMark, State

from ..access import organ_name
from ..enums import Choice, SeatState
from ..registry import Circumstances, circumstances_of
from ..selectors import SeatNow
from ..services import RollCallInput, roll_and_tally, seats_concerned
from .words import RuleLine, seat_label, seat_state

_RULES = ("quorum.threshold", "quorum.base", "voting.threshold", "voting.base", "voting.method", "voting.tie")


def organ_of(step: Step) -> str | None:
    """Return the organ that votes in a step."""
    return next((p.partition(":")[2] for p in parties_of(step) if p.startswith("organ:")), None)


def step_voted_on(case: Case, step: str) -> tuple[Step, str]:
    """Return a step of a case that is a vote, with the organ that votes.

    Raises:
        NotFound: There is no such step, or it is no vote.
    """
    found = next((one for one in chain_for(case).steps if one.id == step and one.kind == "vote"), None)
    organ = organ_of(found) if found is not None else None
    if found is None or organ is None:
        raise NotFound
    return found, organ


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A seat in the form of a roll call."""

    seat_id: int
    field: str
    label: str
    holder: str
    alternate: str
    state: State
    is_concerned: bool
    can_vote: bool
    counts: bool


def heard(rows: Sequence[SheetRow], said: Mapping[int, Choice]) -> dict[int, Choice]:
    """Return what was said with every seat that can vote: absent where nothing is said, set aside whom it concerns."""
    concerned = {row.seat_id for row in rows if row.is_concerned}
    found = {row.seat_id: Choice.ABSENT for row in rows if row.can_vote} | dict(said)
    return {
        seat: Choice.RECUSED if seat in concerned and choice == Choice.PRESENT else choice
        for seat, choice in found.items()
    }


@dataclass(frozen=True, slots=True)
class Needed:
    """How many votes are needed for a number of members present."""

    present: int
    needed: int
    base: int


@dataclass(frozen=True, slots=True)
class Count:
    """The votes as they stand in the form, counted without recording."""

    present: int
    votes_for: int
    sentence: str
    is_carried: bool
    has_quorum: bool


class VoteSheet:
    """Everything the form of a roll call shows and computes."""

    def __init__(self, cases: Sequence[Case], step: Step, viewer: Viewer, on: date, seats: list[SeatNow]) -> None:
        self.cases, self.step, self.viewer, self.on, self.seats = cases, step, viewer, on, seats
        self.case = cases[0]
        self.cluster = self.case.cluster
        self.rulebook = rulebook_for(self.case, on)
        self.charter = self.rulebook.charter
        self.organ = organ_of(step) or self.charter.roles.main_organ
        self.scope = Scope(organ=self.organ, matter=self.case.matter, step=step.id)
        self.known = circumstances_of(self.case, step.id)
        self.named = names_shown_to(viewer, {now.holding.person_id for now in seats if now.holding})

    @property
    def title(self) -> str:
        """Words of the step."""
        return step_words(self.step, language())

    @property
    def organ_name(self) -> str:
        """Name of the organ that votes."""
        organ = self.charter.organs.get(self.organ)
        return str(organ_name(organ)) if organ else self.organ

    @cached_property
    def recusal(self) -> Resolved:
        """The rule for members whom the matter concerns."""
        return self.rulebook.ask("voting.recusal", on=self.on, scope=self.scope)

    @cached_property
    def concerned(self) -> frozenset[int]:
        """Seats that do not vote because the matter concerns them."""
        if self.recusal.value == "none":
            return frozenset()
        declared = self.known.recused if self.known else frozenset()
        return declared | seats_concerned(self.cases, self.seats, rulebook=self.rulebook, scope=self.scope, on=self.on)

    @cached_property
    def asks(self) -> frozenset[str]:
        """What has to be entered because the charter wants it and no session under way tells it: `consensus`, `meetings`."""
        wants = {
            "consensus": bool(self.rulebook.ask("voting.consensus_first", on=self.on, scope=self.scope).value),
            "meetings": self.rulebook.ask("voting.meetings", on=self.on, scope=self.scope).value > 1,
        }
        return frozenset() if self.known else frozenset(name for name, wanted in wants.items() if wanted)

    def given(self, choices: dict[int, Choice], entered: Circumstances, **more: Any) -> RollCallInput:
        """Return a roll call with what a session under way knows of the vote, else with what was entered."""
        about = self.known or entered
        days = (*about.meetings, self.on) if about.meetings or self.known else ()
        return RollCallInput(choices, method=self.method, consensus=about.consensus, meetings=days, **more)

    def entered(self, *, is_consensus_failed: bool, earlier: date | None) -> Circumstances:
        """Return what was entered of how the vote came about.

        Raises:
            InputError: The charter does not ask for it, or a session under way tells it.
        """
        given = {"consensus": is_consensus_failed, "earlier": earlier is not None}
        names = {"consensus": "consensus", "earlier": "meetings"}
        for name, is_given in given.items():
            if is_given and names[name] not in self.asks:
                words = _("The charter does not ask for this here, or the records tell it.")
                raise InputError("ballot.not_asked", words, field=name)
        return Circumstances("failed" if is_consensus_failed else None, (earlier,) if earlier else ())

    @property
    def recusal_mark(self) -> ClauseMark | None:
        """The clause by which the member concerned does not vote."""
        return mark_of(Citation.of(self.recusal), self.cluster, self.charter)

    @property
    def recusal_words(self) -> str:
        """The same rule in words."""
        return value_words("voting.recusal", self.recusal.value, language())

    @property
    def method(self) -> str:
        """How the organ votes on this matter."""
        return str(self.rulebook.ask("voting.method", on=self.on, scope=self.scope).value)

    def rows(self) -> list[SheetRow]:
        """Return the seats, each with what can be said for it."""
        return [self._row(now) for now in self.seats]

    def _row(self, now: SeatNow) -> SheetRow:
        holding = now.holding
        shown = holding is not None and holding.person_id in self.named
        return SheetRow(
            seat_id=now.seat.pk,
            field=f"seat_{now.seat.pk}",
            label=seat_label(now.seat, True),
            holder=holding.person.full_name if holding and shown else "",
            alternate=holding.alternate.full_name if holding and holding.alternate and shown else "",
            state=seat_state(now.state),
            is_concerned=now.seat.pk in self.concerned,
            can_vote=now.state == SeatState.FILLED,
            counts=now.counts,
        )

    @property
    def resolved(self) -> list[Resolved]:
        """The main rules of this vote."""
        return [self.rulebook.ask(key, on=self.on, scope=self.scope) for key in _RULES]

    def rules(self) -> list[RuleLine]:
        """Return the rules of this vote in words, with where they come from."""
        return [
            RuleLine(
                rule.spec.title.in_(language()),
                value_words(rule.key, rule.value, language()),
                origin_words(rule, language(), self.charter),
                mark_of(Citation.of(rule), self.cluster, self.charter),
            )
            for rule in self.resolved
        ]

    def marks(self) -> list[ClauseMark]:
        """Return the sources of the rules, each once."""
        found: dict[str, ClauseMark] = {}
        for rule in self.rules():
            if rule.mark:
                found.setdefault(str(rule.mark.text), rule.mark)
        return list(found.values())

    def count(self, choices: dict[int, Choice], entered: Circumstances) -> Count:
        """Return how the choices would be counted."""
        roll, tally = roll_and_tally(self.seats, self.given(choices, entered), self.concerned)
        verdict = voting.count(
            self.rulebook, self.organ, roll, tally, on=self.on, scope=self.scope, calendar=calendar_of(self.cluster)
        )
        return Count(
            present=roll.taking_part,
            votes_for=tally.heads.for_,
            sentence=sentence_of(verdict, language(), self.charter),
            is_carried=verdict.allowed,
            has_quorum=verdict.code != "vote.no_quorum",
        )

    @cached_property
    def voters(self) -> list[SeatNow]:
        """Seats that can vote: filled, with a vote, not concerned."""
        return [now for now in self.seats if now.counts and now.seat.pk not in self.concerned]

    def needed_by_presence(self) -> list[Needed]:
        """Return for every number of members present, from the quorum on, how many votes are needed."""
        found: list[Needed] = []
        for present in range(1, len(self.voters) + 1):
            choices = {now.seat.pk: Choice.FOR for now in self.voters[:present]}
            roll, tally = roll_and_tally(self.seats, self._late(choices), self.concerned)
            verdict = voting.count(self.rulebook, self.organ, roll, tally, on=self.on, scope=self.scope, calendar=None)
            if "needed" in verdict.facts:
                found.append(Needed(present, int(verdict.facts["needed"]), int(verdict.facts["base"])))
        return found

    def _late(self, choices: dict[int, Choice]) -> RollCallInput:
        """Return a roll call as if consensus had been sought and every earlier session held long ago."""
        wanted = int(self.rulebook.ask("voting.meetings", on=self.on, scope=self.scope).value)
        days = [date(self.on.year - back, 1, 1) for back in range(wanted, 0, -1)]
        return RollCallInput(choices, method=self.method, consensus="failed", meetings=[*days, self.on])

    def needed_words(self) -> str:
        """Return how many votes are needed if every member comes."""
        listed = self.needed_by_presence()
        if not listed:
            return _("The composition of today gives no quorum: the vote cannot be held.")
        last = listed[-1]
        return _("If all %(present)s come: at least %(needed)s votes of %(base)s.") % {
            "present": last.present,
            "needed": last.needed,
            "base": last.base,
        }

    def quorum_words(self) -> str:
        """Return how many have to be there."""
        everyone = {now.seat.pk: Choice.PRESENT for now in self.seats if now.state == SeatState.FILLED}
        roll, _tally = roll_and_tally(self.seats, RollCallInput(everyone), self.concerned)
        facts = voting.quorum(self.rulebook, self.organ, roll, on=self.on, scope=self.scope).facts
        if "quorum_needed" not in facts:
            return ""
        return _("Quorum: %(needed)s of %(base)s.") % {
            "needed": facts["quorum_needed"],
            "base": facts["quorum_base"],
        }
