"""Who could decide, who is there and how the votes fell, as plain exact data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from typing import Any, Literal

Number = int | Fraction
Heads = int | Mapping[str, int]


def total(heads: Heads) -> int:
    """Return all heads, of whatever class."""
    return heads if isinstance(heads, int) else sum(heads.values())


def classes_in(*parts: Heads) -> list[str]:
    """Return the classes that are told apart, in the order given."""
    names: list[str] = []
    for part in parts:
        if not isinstance(part, int):
            names += [name for name in part if name not in names]
    return names


def heads_of(heads: Heads, classes: Sequence[str]) -> int:
    """Return how many belong to the named classes; an undivided number belongs to all of them."""
    return heads if isinstance(heads, int) else sum(number for name, number in heads.items() if name in classes)


@dataclass(frozen=True, slots=True)
class Roll:
    """Who could decide and who is there. Each field is a count, or a count by class of seats.

    `seats` are all voting seats that the rules foresee, `pending` those of them still waiting for an act (they
    neither vote nor count), `vacant` those without a holder. `suspended`, `untrained` and `lapsed` are holders.
    `present` are holders who take part, `recused` those present whom the matter concerns, `recused_absent` those
    concerned and absent. `represented` are holders whose proxy is present: they take part beside those `present`.
    `appointed` and `listed` default to the filled seats. Rights are exact shares or amounts. `voters` are the persons who
    vote by class (or together under an empty name), whoever holds several seats or proxies once; None where it is not told.
    """

    seats: Heads
    present: Heads = 0
    vacant: Heads = 0
    pending: Heads = 0
    suspended: Heads = 0
    untrained: Heads = 0
    lapsed: Heads = 0
    recused: Heads = 0
    recused_absent: Heads = 0
    represented: Heads = 0
    remote: int = 0
    appointed: int | None = None
    listed: int | None = None
    rights_total: Fraction = Fraction(0)
    rights_present: Fraction = Fraction(0)
    is_reconvened: bool = False
    voters: Mapping[str, frozenset[int]] | None = None

    @property
    def persons(self) -> int | None:
        """How many different persons vote; None where it is not told who they are."""
        return None if self.voters is None else len(frozenset().union(*self.voters.values()))

    @property
    def filled(self) -> int:
        """Voting seats that have a holder and wait for no act."""
        return total(self.seats) - total(self.vacant) - total(self.pending)

    @property
    def taking_part(self) -> int:
        """Members present or represented."""
        return total(self.present) + total(self.represented)

    @property
    def class_names(self) -> list[str]:
        """Classes of seats that the roll tells apart, in the order given."""
        return classes_in(self.seats, self.present, self.represented)

    def narrowed(self, classes: Sequence[str]) -> Roll:
        """Return the roll of the named classes only."""
        counted = ("seats", "present", "vacant", "pending", "suspended", "untrained", "lapsed", "recused",
                   "recused_absent", "represented")  # fmt: skip
        changes: dict[str, Any] = {name: heads_of(getattr(self, name), classes) for name in counted}
        if self.voters is not None:
            changes["voters"] = {name: who for name, who in self.voters.items() if name in classes or not name}
        return replace(self, **changes, appointed=None, listed=None)


@dataclass(frozen=True, slots=True)
class Ballots:
    """Votes of one class, or of all."""

    for_: int = 0
    against: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        """How many voted in any way."""
        return self.for_ + self.against + self.abstain

    def __add__(self, other: Ballots) -> Ballots:
        """Return both together."""
        return Ballots(self.for_ + other.for_, self.against + other.against, self.abstain + other.abstain)


@dataclass(frozen=True, slots=True)
class RightsCast:
    """Votes in exact rights (shares, amounts)."""

    for_: Fraction = Fraction(0)
    against: Fraction = Fraction(0)
    abstain: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Correspondence:
    """How a decision without a session was taken.

    `objections` came in time; `objected_on` are the days of objections, of which the late ones do not count.
    """

    sent_on: date | None = None
    closed_on: date | None = None
    objections: int = 0
    objected_on: Sequence[date] = ()
    is_procedural: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How the votes fell, and how the vote was held.

    `votes` are heads, together or by class of seats; `advance` are written votes received before the session, of
    members who are not present; `proxies` says how many proxies each holder of proxies brought (the members they
    stand for are `represented` in the roll). `chair` holds what is true of the chair: `elected`, `member`. `groups`
    are whole groups that vote as one, where they were counted apart.
    """

    votes: Ballots | Mapping[str, Ballots] = field(default_factory=Ballots)
    rights: RightsCast | None = None
    groups: Mapping[str, Literal["for", "against", "abstain"]] | None = None
    advance: Ballots = field(default_factory=Ballots)
    proxies: Sequence[int] = ()
    chair_vote: Literal["for", "against"] | None = None
    chair: frozenset[str] = frozenset({"elected", "member"})
    method: str | None = None
    meetings: Sequence[date] = ()
    correspondence: Correspondence | None = None
    consensus: Literal["reached", "failed"] | None = None

    @property
    def heads(self) -> Ballots:
        """All votes together, those given in advance included."""
        if isinstance(self.votes, Ballots):
            return self.votes + self.advance
        return sum(self.votes.values(), Ballots()) + self.advance
