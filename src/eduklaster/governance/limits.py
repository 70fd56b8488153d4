"""How many full terms in a row somebody has served, and the refusal of one more than the charter allows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q

from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.seats import term_verdict
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.selectors import calendar_of
from eduklaster.procedures.models import Case
from eduklaster.procedures.selectors import rulebook_for

from .models import Chairing, Seat, SeatHolding
from .selectors import is_seated_by_rule, nominees_of

_CHAIR = "chair"


@dataclass(frozen=True, slots=True)
class Served:
    """Time somebody served: from a day to the first day out of office; None where it goes on."""

    begun: date
    until: date | None


class Terms:
    """The terms of one seat rule of an organ, or with the rule `chair` of presiding over it."""

    def __init__(self, rulebook: Rulebook, organ: str, rule: str, case: Case) -> None:
        self.rulebook, self.organ, self.rule, self.cluster = rulebook, organ, rule, case.cluster

    def verdict(self, on: date, begun: date, **more: Any) -> Verdict:
        """Say what the charter says of a term that began on a day."""
        calendar = calendar_of(self.cluster)
        return term_verdict(self.rulebook, self.organ, self.rule, on=on, started=begun, calendar=calendar, **more)

    def ends(self, begun: date) -> date | None:
        """Return the first day after a term that began on a day; None where it knows no end."""
        found: date | None = self.verdict(begun, begun).facts["ends"]
        return found

    def served(self, person: int, on: date) -> int:
        """Return how many full terms in a row somebody has served up to a day.

        Terms are in a row where no day lies between them on which another served in their place. Who came in for the
        rest of a term has not served it in full.
        """
        row: list[Served] = []
        for time in self._times(person, on):
            if row and self._was_another(person, row[-1].until, time.begun):
                row = []
            row.append(time)
        if not row or (row[-1].until is not None and self._was_another(person, row[-1].until, on)):
            return 0
        begun, count = self._first_own(person, row[0].begun), 0
        last = row[-1].until or on
        while (ends := self.ends(begun)) is not None and ends <= min(last, on):
            begun, count = ends, count + 1
        return count

    def _times(self, person: int, on: date) -> Iterator[Served]:
        if self.rule == _CHAIR:
            rows: Any = Chairing.objects.filter(cluster=self.cluster, organ=self.organ).filter(
                Q(seat__holdings__valid_until__isnull=True) | Q(seat__holdings__valid_until__gt=F("valid_from")),
                seat__holdings__person=person,
                seat__holdings__valid_from__lte=F("valid_from"),
            )
        else:
            rows = self._holdings().filter(person=person)
        found = rows.filter(valid_from__lt=on).exclude(valid_until=F("valid_from")).distinct()
        for begun, until in found.order_by("valid_from").values_list("valid_from", "valid_until"):
            yield Served(begun, until)

    def _holdings(self) -> Any:
        return SeatHolding.objects.filter(seat__cluster=self.cluster, seat__organ=self.organ, seat__rule=self.rule)

    def _was_another(self, person: int, after: date | None, before: date) -> bool:
        """Whether somebody else served between two days, wherever the person stood aside."""
        if after is None or after >= before:
            return False
        if self.rule == _CHAIR:
            others: Any = Chairing.objects.filter(cluster=self.cluster, organ=self.organ)
            others = others.exclude(seat__holdings__person=person)
        else:
            seats = self._holdings().filter(person=person).values("seat")
            others = self._holdings().filter(seat__in=seats).exclude(person=person)
        still = Q(valid_until__isnull=True) | Q(valid_until__gt=after)
        return bool(others.filter(still, valid_from__lt=before).exclude(valid_until=F("valid_from")).exists())

    def _first_own(self, person: int, begun: date) -> date:
        """Return the day on which a whole term of theirs began: after the rest of a term that another had begun."""
        if self.rule == _CHAIR:
            return begun
        seat = self._holdings().filter(person=person, valid_from=begun).values_list("seat", flat=True).first()
        first: date | None = None
        starts = SeatHolding.objects.filter(seat=seat, valid_from__lte=begun).exclude(valid_until=F("valid_from"))
        for start in starts.order_by("valid_from").values_list("valid_from", flat=True):
            ends = self.ends(first) if first else None
            if first is None or (ends is not None and start >= ends):
                first = start
        if first is None or first == begun:
            return begun
        rest = self.verdict(begun, begun, predecessor_started=first).facts["ends"]
        return rest or begun


def limit_gate(case: Case, step: str, on: date) -> Verdict | None:
    """Refuse a case that would give somebody one more term in a row than the charter allows (`term.consecutive`).

    Whoever is named while their term still runs begins no new one.
    """
    del step
    rulebook = rulebook_for(case, on)
    for organ, rule, person in _proposed(case, rulebook):
        terms = Terms(rulebook, organ, rule, case)
        if not terms.verdict(on, on).facts["limit"]:
            continue
        verdict = terms.verdict(on, on, terms_served=terms.served(person, on))
        if verdict.code == "term.refused":
            return verdict
    return None


def _proposed(case: Case, rulebook: Rulebook) -> Iterator[tuple[str, str, int]]:
    """Yield the organ, the seat rule (`chair` for presiding) and the person, for everybody a case would seat."""
    entries: Sequence[dict[str, Any]] = case.payload.get("seats") or []
    named = [(entry["seat_id"], entry["person_id"]) for entry in entries]
    if case.kind == "elect_chair":
        named = [(row.seat_id, row.person_id) for row in nominees_of(case)]
        named = named or [(case.payload.get("seat_id"), case.payload.get("person_id"))]
    elif not named and (vacant := case.payload.get("vacant_seats")):
        named = [(vacant[0], row.person_id) for row in nominees_of(case)]
    seats = Seat.objects.filter(cluster=case.cluster).in_bulk([seat for seat, _person in named if seat])
    for seat_id, person in named:
        seat = seats.get(seat_id)
        if seat is None or not person or seat.organ not in rulebook.charter.organs:
            continue
        rules = rulebook.charter.organs[seat.organ].seats
        rule = next((rule for rule in rules if rule.id == seat.rule), None)
        if case.kind == "elect_chair":
            yield seat.organ, _CHAIR, person
        elif rule is not None and not is_seated_by_rule(rule):
            yield seat.organ, rule.id, person
