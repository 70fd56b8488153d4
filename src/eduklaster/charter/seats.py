"""Seats of an organ, computed from its seat rules: how many, which wait for an act, how long terms last."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from .calendar import WorkingCalendar, add_period, country_calendar, subtract_period
from .resolver import Resolved, Rulebook, Scope
from .schema import Charter, Organ, Party, SeatRule
from .values import Period
from .verdicts import Citation, Verdict


@dataclass(frozen=True, slots=True)
class Members:
    """What seats are computed from.

    `participants` are active participants by category, `founders` those who have signed, `components` units whose heads
    may have a seat (None: those the charter names for the organ). `member_organisations` serve seats by template.
    """

    participants: Mapping[str, int] = field(default_factory=dict)
    founders: int | None = None
    components: int | None = None
    member_organisations: int | None = None


@dataclass(frozen=True, slots=True)
class SeatGroup:
    """The seats that one rule gives."""

    rule: SeatRule | None
    seats: int
    needs_act: bool

    @property
    def votes(self) -> bool:
        """Whether the seats of the group vote."""
        return self.rule is None or self.rule.votes


@dataclass(frozen=True, slots=True)
class Composition:
    """The seats of an organ on a day."""

    organ: str
    groups: tuple[SeatGroup, ...]
    source: Resolved | None = None

    @property
    def seats(self) -> int:
        """All seats, with or without a vote."""
        return sum(group.seats for group in self.groups)

    @property
    def voting(self) -> int:
        """Seats with a vote."""
        return sum(group.seats for group in self.groups if group.votes)

    @property
    def needing_act(self) -> int:
        """Seats that count only after an act has filled them."""
        return sum(group.seats for group in self.groups if group.needs_act)

    def by_class(self) -> dict[str, int]:
        """Return the voting seats by class; seats without a class stand under an empty name."""
        found: dict[str, int] = {}
        for group in self.groups:
            if group.votes:
                name = (group.rule.seat_class if group.rule else None) or ""
                found[name] = found.get(name, 0) + group.seats
        return found


def _organ(charter: Charter, organ: str) -> Organ:
    if organ not in charter.organs:
        raise KeyError(f"There is no organ «{organ}». Known: {', '.join(charter.organs)}.")
    return charter.organs[organ]


def _voting_participants(charter: Charter, members: Members, categories: Collection[str]) -> int:
    voting = {c.id for c in charter.participants.categories if c.tier == "voting"}
    wanted = set(categories) or voting
    return sum(number for category, number in members.participants.items() if category in wanted)


def _seats_of(charter: Charter, organ: str, rule: SeatRule, members: Members) -> int:
    match rule.kind:
        case "per_participant":
            found = _voting_participants(charter, members, rule.categories) * rule.each
        case "template":
            number = members.member_organisations
            if number is None:
                number = _voting_participants(charter, members, rule.categories)
            found = number * (rule.count or len(rule.holders) or rule.each)
        case "per_founder":
            found = (len(charter.participants.founders) if members.founders is None else members.founders) * rule.each
        case "per_component":
            named = [c for c in charter.participants.components if c.seats_head_in == organ]
            found = (len(named) if members.components is None else members.components) * rule.each
        case "host_rules":
            found = (rule.count or 0) * rule.each
        case "rotating" | "ranked":
            found = rule.count or 1
        case _:
            found = (rule.count or len(rule.holders) or 1) * rule.each
    return found


def composition(rulebook: Rulebook, organ: str, members: Members, *, on: date) -> Composition:
    """Return the seats of an organ as its rules give them on a day.

    An organ without seat rules has one seat for each voting participant, or is left to its host (`seats.composition`).

    Raises:
        KeyError: The charter has no such organ.
    """
    charter = rulebook.charter
    wanted = _organ(charter, organ)
    if not wanted.seats:
        rule = rulebook.ask("seats.composition", on=on, scope=Scope(organ=organ))
        number = _voting_participants(charter, members, ()) if rule.value == "one_per_participant" else 0
        return Composition(organ, (SeatGroup(None, number, needs_act=bool(wanted.composed_by)),), rule)
    return Composition(
        organ,
        tuple(
            SeatGroup(
                seat,
                _seats_of(charter, organ, seat, members),
                needs_act=bool(seat.takes_effect_by or wanted.composed_by),
            )
            for seat in wanted.seats
        ),
    )


def seats_verdict(
    rulebook: Rulebook, organ: str, members: Members, *, on: date, confirmed: int | None = None
) -> Verdict:
    """Say how many seats an organ has, how many are filled and how many still wait for an act.

    `confirmed` counts the seats that an act has filled. Code: `seats.counted`; facts: `seats`, `voting`, `filled`,
    `pending`, `by_class`.

    Raises:
        KeyError: The charter has no such organ.
    """
    found = composition(rulebook, organ, members, on=on)
    pending = max(0, found.needing_act - (confirmed or 0))
    sources: list[Any] = [found.source] if found.source else [g.rule for g in found.groups]
    citations = tuple(dict.fromkeys(c for s in sources if (c := Citation.of(s))))
    facts = {
        "organ": organ,
        "seats": found.seats,
        "voting": found.voting,
        "filled": found.seats - pending,
        "pending": pending,
        "by_class": found.by_class(),
    }
    return Verdict(True, "seats.counted", citations, facts, (found.source,) if found.source else ())


# ─── terms ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _seat(charter: Charter, organ: str, seat: str | None) -> SeatRule | None:
    if seat is None:
        return None
    for rule in _organ(charter, organ).seats:
        if rule.id == seat:
            return rule
    names = ", ".join(r.id for r in charter.organs[organ].seats) or "none"
    raise KeyError(f"{organ} has no seat «{seat}». Known: {names}.")


def term_verdict(
    rulebook: Rulebook,
    organ: str,
    seat: str | None,
    *,
    on: date,
    started: date,
    terms_served: int = 0,
    successor_on: date | None = None,
    predecessor_started: date | None = None,
    cohort: int | None = None,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Say whether a member, or with the seat `chair` whoever presides, is in office on a day.

    `terms_served` are full consecutive terms before this one; `successor_on` is the day a successor came;
    `predecessor_started` is the first day of the member whose vacancy was filled: the rest of that term is served.
    `cohort` (1, 2, …) is that of a first member of a staggered group, whose first term is shorter.

    Codes: `term.in_office`, `term.ended`, `term.holding_over`, `term.refused` (too many consecutive terms). Facts:
    `started`, `ends` (first day out of office; None without a term), `terms_served`, `limit`.

    Raises:
        KeyError: The charter has no such organ or seat.
    """
    is_chair = seat == "chair" and all(s.id != seat for s in _organ(rulebook.charter, organ).seats)
    rule = None if is_chair else _seat(rulebook.charter, organ, seat)
    scope = Scope(organ=organ)
    length = rulebook.ask("chair.term" if is_chair else "term.length", on=on, scope=scope)
    limit_rule = rulebook.ask("term.consecutive", on=on, scope=scope)
    holding = rulebook.ask("term.holding_over", on=on, scope=scope)
    vacancy = rulebook.ask("term.vacancy", on=on, scope=scope)
    values = (length, limit_rule, holding, vacancy)
    period: Period = rule.term if rule and rule.term else length.value
    limit: int = rule.consecutive_terms if rule and rule.consecutive_terms else limit_rule.value
    term_source: Any = rule if rule and rule.term else length
    limit_source: Any = rule if rule and rule.consecutive_terms else limit_rule

    def answer(allowed: bool, code: str, *sources: Any, ends: date | None) -> Verdict:
        citations = tuple(dict.fromkeys(c for s in sources if (c := Citation.of(s))))
        facts = {"organ": organ, "seat": seat, "started": started, "ends": ends, "terms_served": terms_served,
                 "limit": limit, "period": str(period)}  # fmt: skip
        return Verdict(allowed, code, citations, facts, values)

    days = calendar or country_calendar(rulebook.charter.identity.calendar)
    first = predecessor_started if predecessor_started and vacancy.value == "rest_of_term" else started
    ends = add_period(first, period, days) if period.count else None
    if cohort is not None and rule is not None:
        ends = cohort_ends(rule, first, cohort, days)[cohort - 1]
    if limit and terms_served >= limit:
        return answer(False, "term.refused", limit_source, ends=ends)
    if successor_on is not None and successor_on <= on:
        return answer(False, "term.ended", term_source, ends=min(ends, successor_on) if ends else successor_on)
    if ends is None or on < ends:
        sources = (vacancy, term_source) if first != started else (term_source,)
        return answer(True, "term.in_office", *sources, ends=ends)
    if holding.value:
        return answer(True, "term.holding_over", holding, term_source, ends=ends)
    return answer(False, "term.ended", term_source, holding, ends=ends)


def cohort_ends(rule: SeatRule, started: date, seats: int, calendar: WorkingCalendar) -> list[date]:
    """Return the first day out of office of each seat of a staggered group, in the order of seats.

    The first members of a group in k cohorts over a term of n years leave after n/k, 2n/k, … years; each successor
    serves a whole term.

    Raises:
        ValueError: The seats have no term in whole months or years, or no cohorts.
    """
    if not rule.term or not rule.staggered_in or rule.term.unit not in {"month", "year"}:
        raise ValueError(f"The seats «{rule.id}» have no staggered term.")
    months = rule.term.count * (12 if rule.term.unit == "year" else 1)
    cohorts = rule.staggered_in
    return [
        add_period(started, Period.parse(f"{months * (index % cohorts + 1) // cohorts} months"), calendar)
        for index in range(seats)
    ]


def rotating_holder(
    rule: SeatRule, order: Sequence[str], started: date, on: date, calendar: WorkingCalendar
) -> str | None:
    """Return whose turn a rotating seat is on a day; None before the first turn or where nobody is in the order.

    Raises:
        ValueError: The seat does not rotate.
    """
    days = turn_days(rule, started, on, calendar)
    return order[(len(days) - 1) % len(order)] if order and days else None


def turn_days(rule: SeatRule, started: date, on: date, calendar: WorkingCalendar) -> list[date]:
    """Return the first days of all turns of a rotating seat until a day, the running one last; none before the first.

    Raises:
        ValueError: The seat does not rotate.
    """
    if not rule.rotates_every or not rule.rotates_every.count:
        raise ValueError(f"The seat «{rule.id}» does not rotate.")
    found: list[date] = []
    day = started
    while day <= on:
        found.append(day)
        day = turn_ends(rule, started, len(found), calendar)
    return found


def turn_ends(rule: SeatRule, started: date, turn: int, calendar: WorkingCalendar) -> date:
    """Return the first day after a turn (1, 2, …) of a rotating seat; counted from the first, so months never drift.

    Raises:
        ValueError: The seat does not rotate.
    """
    if not rule.rotates_every or not rule.rotates_every.count:
        raise ValueError(f"The seat «{rule.id}» does not rotate.")
    return add_period(started, Period(turn * rule.rotates_every.count, rule.rotates_every.unit), calendar)


def next_in_turn(places: Collection[int], former: int | None) -> list[int]:
    """Return the places of an order as they are next: those behind the former one, then round again, the former last.

    Places are numbers that nobody else ever gets, so whoever joins is the last of the order and whoever has left is
    passed over, without a turn of the others being moved.
    """
    ordered = sorted(places)
    if former is None:
        return ordered
    return [p for p in ordered if p > former] + [p for p in ordered if p <= former]


def ranked_holder(ranking: Sequence[str], available: Collection[str]) -> str | None:
    """Return who holds a seat of ranked succession: the first of the ranking who is available."""
    return next((name for name in ranking if name in available), None)


def seat_holder(
    rulebook: Rulebook,
    organ: str,
    seat: str,
    order: Sequence[str],
    *,
    on: date,
    started: date | None = None,
    available: Collection[str] | None = None,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Say who holds a rotating seat, or one of ranked succession.

    `order` is the order of turns or the ranking, `started` the first day of the first turn, `available` those who can
    take the seat (all, where it is left out). Code: `seats.holder`; facts: `holder` (None for nobody), `seat`.

    Raises:
        KeyError: The charter has no such organ or seat.
        ValueError: The seat is held in another way, or the first day of the first turn is not known.
    """
    rule = _seat(rulebook.charter, organ, seat)
    if rule is None or rule.kind not in {"rotating", "ranked"}:
        raise ValueError(f"The seat «{seat}» is neither rotating nor ranked.")
    if rule.kind == "ranked":
        holder = ranked_holder(order, order if available is None else available)
    elif started is None:
        raise ValueError(f"The first day of the first turn of «{seat}» is not known.")
    else:
        days = calendar or country_calendar(rulebook.charter.identity.calendar)
        holder = rotating_holder(rule, order, started, on, days)
    return holder_verdict(organ, rule, holder)


def holder_verdict(organ: str, rule: SeatRule, holder: str | None) -> Verdict:
    """Say by which clause somebody sits on a seat in turn or by rank. Code and facts as of `seat_holder`."""
    citation = Citation.of(rule)
    facts = {"organ": organ, "seat": rule.id, "holder": holder}
    return Verdict(holder is not None, "seats.holder", (citation,) if citation else (), facts)


def member_standing(
    rulebook: Rulebook,
    organ: str,
    *,
    on: date,
    absences: int = 0,
    trained_on: date | None = None,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Say whether a member counts, has lapsed by absence or is inactive for want of training.

    Codes: `seats.member_active`, `seats.member_lapsed` (facts `absences`, `limit`), `seats.member_untrained` (facts
    `period`, `valid_until`). Whether such members stay in the base of the quorum is said by `quorum.leave_out`.
    """
    scope = Scope(organ=organ)
    lapse = rulebook.ask("seats.lapse_after_absences", on=on, scope=scope)
    training = rulebook.ask("seats.training_every", on=on, scope=scope)
    days = calendar or country_calendar(rulebook.charter.identity.calendar)
    period: Period = training.value
    valid = add_period(trained_on, period, days) if period.count and trained_on else None
    facts = {"organ": organ, "absences": absences, "limit": lapse.value, "period": str(period), "valid_until": valid}

    def answer(allowed: bool, code: str, *rules: Resolved) -> Verdict:
        return Verdict(allowed, code, tuple(dict.fromkeys(c for r in rules if (c := Citation.of(r)))), facts, rules)

    if lapse.value and absences >= lapse.value:
        return answer(False, "seats.member_lapsed", lapse)
    if period.count and (valid is None or on >= valid):
        return answer(False, "seats.member_untrained", training)
    return answer(True, "seats.member_active", lapse, training)


def chosen_with(rule: SeatRule) -> tuple[Party | None, tuple[Party, ...]]:
    """Return who fills a seat, and with whose agreement."""
    return rule.chosen_by, tuple(rule.in_agreement_with)


# ─── electorates ───────────────────────────────────────────────────────────────────────────────────────────────────


def electorate(
    rulebook: Rulebook,
    members: Iterable[tuple[str, date | Collection[date] | None]],
    *,
    on: date,
    organ: str | None = None,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Say who elects: members on record who were active often enough within the window before a day.

    `members` are pairs of id and the day, or the days, on which the member was active. Code: `electorate.computed`; facts:
    `entitled`, `left_out`, `since`, `times`.
    """
    scope = Scope(organ=organ)
    rule, often = (rulebook.ask(f"electorate.{k}", on=on, scope=scope) for k in ("active_within", "least_times"))
    window: Period = rule.value
    listed = [(m, [days] if isinstance(days, date) else list(days or ())) for m, days in members]
    since: date | None = None
    if window.count:
        since = subtract_period(on, window, calendar or country_calendar(rulebook.charter.identity.calendar))
    entitled = [m for m, days in listed if since is None or sum(since <= d <= on for d in days) >= often.value]
    left_out = [m for m, _ in listed if m not in entitled]
    citations = tuple(dict.fromkeys(c for r in (rule, often) if (c := Citation.of(r))))
    facts = {"entitled": entitled, "left_out": left_out, "since": since, "period": str(window), "times": often.value}
    return Verdict(True, "electorate.computed", citations, facts, (rule, often))
