"""From what the seats said to the roll and the tally that the charter's rules count."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from eduklaster.charter import voting
from eduklaster.charter.resolver import Resolved
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.kernel.errors import RuleRefusal

from ..enums import Choice, SeatState
from ..selectors import SeatNow


@dataclass(frozen=True, slots=True)
class Contest:
    """One round of an election on a case: votes by candidate's number, and who stands under it.

    `elected_before` are those whom earlier rounds of the same election have chosen, best first.
    """

    votes: Mapping[int, voting.Ballots | Mapping[str, voting.Ballots]]
    persons: Mapping[int, int]
    places: int = 1
    in_round: int = 1
    elected_before: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class RollCallInput:
    """What the seats said. Seats that are not named are absent. `by_alternate` names seats whose alternate came.

    In a ballot that is not open, `choices` say only who took part (`voted`, `present`), and `counted` holds the votes by
    class of seats, or together under an empty name. `proxies` names seats that were represented, with the person who voted for them; `advance` the absent
    seats whose written vote came before the session. `seats` is the composition as it was frozen at opening, `frozen` the
    rules as they were read then; where they are left out, those of the day are asked.
    """

    choices: Mapping[int, Choice]
    by_alternate: frozenset[int] = frozenset()
    method: str = "open"
    counted: Mapping[str, voting.Ballots] | None = None
    proxies: Mapping[int, int] = field(default_factory=dict)
    advance: frozenset[int] = frozenset()
    remote: int = 0
    chair_vote: Literal["for", "against"] | None = None
    consensus: Literal["reached", "failed"] | None = None
    meetings: Sequence[date] = ()
    correspondence: voting.Correspondence | None = None
    rights: Mapping[int, Fraction] = field(default_factory=dict)
    is_reconvened: bool = False
    seats: Sequence[SeatNow] | None = None
    frozen: Mapping[str, Resolved] = field(default_factory=dict)
    contest: Contest | None = None


def alternates_check(rule: Resolved) -> None:
    """Refuse that alternates come for members where the charter knows no delegation; `rule` is `voting.delegation`.

    Raises:
        RuleRefusal: The rule says `none` (`attendance.alternate`).
    """
    if rule.value == "none":
        citation = Citation.of(rule)
        refused = Verdict(False, "attendance.alternate", (citation,) if citation else (), {}, (rule,))
        raise RuleRefusal(refused, _("Members take part themselves: no alternate comes for them here."))


def roll_and_tally(
    seats: Sequence[SeatNow], given: RollCallInput, concerned: frozenset[int]
) -> tuple[voting.Roll, voting.Tally]:
    """Return the roll and the tally of a roll call, by class where the organ has classes."""
    classes = list(dict.fromkeys(now.seat.seat_class for now in seats if now.seat.votes))
    by_class = len(classes) > 1

    def heads(rows: Sequence[SeatNow]) -> Any:
        if not by_class:
            return len(rows)
        return {name: sum(1 for now in rows if now.seat.seat_class == name) for name in classes}

    voters = [now for now in seats if now.seat.votes]
    filled = [now for now in voters if now.state == SeatState.FILLED]

    def said(now: SeatNow) -> Choice:
        return given.choices.get(now.seat.pk, Choice.ABSENT)

    here = [now for now in filled if said(now) != Choice.ABSENT and now.seat.pk not in given.advance]
    represented = [now for now in here if now.seat.pk in given.proxies]
    present = [now for now in here if now.seat.pk not in given.proxies]
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
        represented=heads(represented) if represented else 0,
        remote=given.remote,
        rights_total=sum((given.rights.get(now.seat.pk, Fraction(0)) for now in filled), Fraction(0)),
        rights_present=sum((given.rights.get(now.seat.pk, Fraction(0)) for now in here), Fraction(0)),
        is_reconvened=given.is_reconvened,
        voters=_persons([now for now in here if now not in recused], given, classes if by_class else []),
    )

    def ballots(rows: Sequence[SeatNow], name: str | None) -> voting.Ballots:
        """Count what was said by seat, or take the sealed count."""
        if given.counted is not None:
            whole = list(given.counted.values()) if name is None else [given.counted.get(name, voting.Ballots())]
            return sum(whole, voting.Ballots())
        own = [now for now in rows if name is None or now.seat.seat_class == name]
        return voting.Ballots(
            *(sum(1 for n in own if said(n) == c) for c in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN))
        )

    split = by_class and (given.counted is None or any(given.counted))
    chair = next((now for now in present if now.is_chair), None)
    chair_said = said(chair) if chair else None
    early = [now for now in filled if now.seat.pk in given.advance]
    hands = [person for seat, person in given.proxies.items() if any(now.seat.pk == seat for now in represented)]
    tally = voting.Tally(
        votes={name: ballots(here, name) for name in classes} if split else ballots(here, None),
        rights=_rights(here, given, said) if given.rights else None,
        advance=voting.Ballots(
            *(sum(1 for n in early if said(n) == c) for c in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN))
        ),
        proxies=[hands.count(person) for person in dict.fromkeys(hands)],
        method=given.method,
        chair_vote=given.chair_vote
        or ("for" if chair_said == Choice.FOR else "against" if chair_said == Choice.AGAINST else None),
        consensus=given.consensus,
        meetings=given.meetings,
        correspondence=given.correspondence,
    )
    return roll, tally


def _persons(
    voting_now: Sequence[SeatNow], given: RollCallInput, classes: Sequence[str]
) -> Mapping[str, frozenset[int]] | None:
    """Return who votes, by class; None where a seat does not tell its person."""
    found: dict[str, set[int]] = {name: set() for name in classes or [""]}
    for now in voting_now:
        person = given.proxies.get(now.seat.pk)
        if person is None and now.holding is not None:
            by_alternate = now.seat.pk in given.by_alternate
            person = now.holding.alternate_id if by_alternate else now.holding.person_id
        if person is None:
            return None
        found[now.seat.seat_class if classes else ""].add(person)
    return {name: frozenset(who) for name, who in found.items()}


def _rights(here: Sequence[SeatNow], given: RollCallInput, said: Callable[[SeatNow], Choice]) -> voting.RightsCast:
    sums = [
        sum((given.rights.get(now.seat.pk, Fraction(0)) for now in here if said(now) == choice), Fraction(0))
        for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
    ]
    return voting.RightsCast(*sums)
