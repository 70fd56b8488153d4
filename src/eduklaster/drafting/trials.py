"""Trying a draft's rules: one vote as entered, and the votes on which its rules turn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from eduklaster.charter.casebook import BadCase, Case, ask_case
from eduklaster.charter.loader import Loaded
from eduklaster.charter.messages import say
from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.charter.verdicts import Verdict
from eduklaster.charter.voting import Ballots, Roll, Tally, count

_SEATS = 9


@dataclass(frozen=True, slots=True)
class Trial:
    """A vote with its verdict."""

    title: str
    carried: bool
    sentence: str


def vote(rulebook: Rulebook, organ: str, numbers: tuple[int, int, int, int, int], on: date) -> Verdict:
    """Return the verdict on a vote: seats, present, for, against, abstain."""
    seats, present, for_, against, abstain = numbers
    return count(
        rulebook, organ, Roll(seats=seats, present=present), Tally(votes=Ballots(for_, against, abstain)), on=on
    )


def generated(rulebook: Rulebook, organ: str, on: date, language: str) -> list[Trial]:
    """Return the votes on which the rules of an organ of nine turn: quorum, majority, a tie, abstentions, all."""
    present = next(
        (n for n in range(_SEATS + 1) if vote(rulebook, organ, (_SEATS, n, n, 0, 0), on).code != "vote.no_quorum"),
        _SEATS,
    )
    full = _SEATS
    least = next((n for n in range(full + 1) if vote(rulebook, organ, (full, full, n, full - n, 0), on).allowed), full)
    cases = [
        (_("One short of a quorum"), (full, max(present - 1, 0), max(present - 1, 0), 0, 0)),
        (_("A quorum, all of them for"), (full, present, present, 0, 0)),
        (_("All present, one vote short"), (full, full, max(least - 1, 0), full - max(least - 1, 0), 0)),
        (_("All present, just enough votes"), (full, full, least, full - least, 0)),
        (_("A tie"), (full, full - 1, (full - 1) // 2, (full - 1) // 2, 0)),
        (_("Few for, most abstain"), (full, full, 3, 1, full - 4)),
        (_("Nobody against"), (full, full, full, 0, 0)),
    ]
    return [trial(rulebook, organ, title, numbers, on, language) for title, numbers in cases]


def trial(
    rulebook: Rulebook, organ: str, title: str, numbers: tuple[int, int, int, int, int], on: date, language: str
) -> Trial:
    """Return one vote with its verdict in words."""
    verdict = vote(rulebook, organ, numbers, on)
    seats, present, for_, against, abstain = numbers
    words = _("%(title)s: seats %(seats)s, present %(present)s, for %(for)s, against %(against)s, abstain %(abstain)s") % {
        "title": title, "seats": seats, "present": present, "for": for_, "against": against, "abstain": abstain,
    }  # fmt: skip
    return Trial(words, verdict.allowed, say(verdict, language, rulebook.charter))


@dataclass(frozen=True, slots=True)
class Answered:
    """A situation with what the charter answers: the word, whether it says yes, and the sentence with its clause."""

    answer: str
    allowed: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Ran:
    """A kept case that was run: what the text demands, what the charter answers."""

    name: str
    ask: str
    expected: str
    answered: Answered

    @property
    def passed(self) -> bool:
        """Whether the charter answers what the text demands."""
        return self.expected == self.answered.answer


def answer(situation: dict[str, Any], loaded: Loaded, on: date, language: str) -> Answered:
    """Return what a charter answers to a situation.

    A situation that names something the charter no longer has is answered by saying so.
    """
    given = {name: _day(value) for name, value in situation["given"].items()}
    case = Case("", 0, situation.get("name", ""), on, situation["ask"], given, {}, Scope(organ=situation.get("organ")))
    try:
        outcome = ask_case(case, loaded)
    except (BadCase, KeyError) as error:
        return Answered("", False, _("This cannot be asked of the charter any more: %(why)s") % {"why": error})
    return Answered(outcome.answer, outcome.verdict.allowed, say(outcome.verdict, language, loaded.charter))


def _day(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else value
    except ValueError:
        return value


def run(cases: list[dict[str, Any]], loaded: Loaded, language: str) -> list[Ran]:
    """Return every kept case with the charter's answer."""
    return [
        Ran(
            case["name"], case["ask"], case["expect"]["answer"],
            answer(case, loaded, date.fromisoformat(case["on"]), language),
        )
        for case in cases
    ]  # fmt: skip
