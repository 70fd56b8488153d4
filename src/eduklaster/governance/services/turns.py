"""Some seats are filled by the platform itself: the next in turn, the first of a ranking who can, the holder of an office."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from eduklaster.charter.messages import citation_words
from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.schema import Charter, SeatRule
from eduklaster.charter.seats import holder_verdict
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import SYSTEM, Actor, journal_write
from eduklaster.people.models import Person
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.services import case_stop

from ..enums import SeatState
from ..models import Seat, SeatHolding, Turn
from ..selectors import holdings_on
from ..turns import InOrder, Order
from .drafts import seating_prepare
from .seats import seat_fill, seat_vacate


@transaction.atomic
def turns_follow(*, cluster: Cluster, on: date, actor: Actor = SYSTEM) -> int:
    """Seat until a day whoever the charter seats in turn, by rank or by office; returns how many holders changed. Safe to repeat.

    What was missed is made up for in its order, each change on its own day. Whoever sat before leaves that day. A seat
    that an act has to fill is only vacated, and the matter that fills it is opened. Where the records know of something
    later for a seat, it stays as it is; so does a seat that is suspended.
    """
    cluster_lock(cluster)
    rulebook = rulebook_of(cluster, on)
    changed = 0
    rotating: set[tuple[str, str]] = set()
    for name, organ in rulebook.charter.organs.items():
        for rule in organ.seats:
            if rule.kind == "rotating" and rule.rotates_every and rule.rotates_every.count:
                rotating.add((name, rule.id))
                changed += _Rotation(cluster, name, rule, rulebook, on, actor).follow()
            elif (rule.kind == "ranked" and rule.offices) or (rule.kind == "ex_officio" and rule.office):
                changed += _Ranking(cluster, name, rule, rulebook, on, actor).follow()
    for turn in Turn.objects.filter(seat__cluster=cluster, valid_until__isnull=True).select_related("seat__cluster"):
        if turn.seat.state == SeatState.ABOLISHED or (turn.seat.organ, turn.seat.rule) not in rotating:
            its = rulebook.charter.organs.get(turn.seat.organ)
            known = next((rule for rule in its.seats if rule.id == turn.seat.rule), None) if its else None
            _turn_close(turn, max(turn.valid_from, turn.seat.abolished_on or on), actor, known)
    return changed


def _turn_close(turn: Turn, on: date, actor: Actor, rule: SeatRule | None) -> None:
    turn.valid_until = on
    turn.save(update_fields=["valid_until"])
    source = Citation.of(rule)
    _journal(turn, "seat.turn_over", on, actor, (source,) if source else ())


def _journal(turn: Turn, action: str, on: date, actor: Actor, citations: tuple[Citation, ...] = ()) -> None:
    whose = {"participant": turn.participant_id} if turn.participant_id else {"office": turn.office}
    journal_write(
        chain=turn.seat.cluster.code,
        actor=actor,
        action=action,
        subject=turn.seat,
        on=on,
        rule=f"{turn.seat.organ}.{turn.seat.rule}",
        citations=[c.as_json() for c in citations],
        facts={"organ": turn.seat.organ, **whose},
    )


class _Seated:
    """The seats of one rule, filled day by day."""

    def __init__(
        self, cluster: Cluster, organ: str, rule: SeatRule, rulebook: Rulebook, on: date, actor: Actor
    ) -> None:
        self.cluster, self.charter, self.until, self.actor = cluster, rulebook.charter, on, actor
        self.order = Order(cluster, organ, rule, rulebook, on)
        self.changed = 0
        self._waiting: dict[int, tuple[Seat, Person, date]] = {}

    def follow(self) -> int:
        """Bring the seats up to the day."""
        if self.order.seats:
            self.walk()
            for seat, person, since in self._waiting.values():
                self._prepare(seat, person, since)
        return self.changed

    def walk(self) -> None:
        """Go through the days on which something changed."""
        raise NotImplementedError

    def holdings(self) -> list[SeatHolding]:
        """Return who has held these seats on any day, the latest last."""
        rows = SeatHolding.objects.filter(seat__in=self.order.seats).exclude(valid_until=F("valid_from"))
        return list(rows.order_by("valid_from", "pk"))

    def sit(self, seat: Seat, person: Person, day: date, since: date) -> None:
        """Seat somebody whose turn began on a day (`since`); where an act has to, vacate and ask for the act."""
        if self.is_settled(seat, day):
            return
        if seat.needs_act:
            self.leave(seat, day)
            self._waiting[seat.pk] = (seat, person, since)
            return
        verdict = holder_verdict(seat.organ, self.order.rule, str(person.pk))
        note = _note(self.cluster, self.charter, self.order.rule)
        seat_fill(seat=seat, person=person, on=day, actor=self.actor, note=note, because=verdict)
        self.changed += 1

    def leave(self, seat: Seat, day: date) -> None:
        """End what somebody holds whose time is over."""
        self._waiting.pop(seat.pk, None)
        if self.is_settled(seat, day) or not holdings_on(day).filter(seat=seat).exists():
            return
        verdict = holder_verdict(seat.organ, self.order.rule, None)
        seat_vacate(seat=seat, on=day, actor=self.actor, because=verdict, rule=f"{seat.organ}.{seat.rule}")
        self.changed += 1

    @staticmethod
    def is_settled(seat: Seat, day: date) -> bool:
        """Whether the records know something later or stronger than an order."""
        if Seat.objects.filter(pk=seat.pk, state=SeatState.SUSPENDED).exists():
            return True
        return SeatHolding.objects.filter(seat=seat, valid_from__gt=day).exclude(valid_until=F("valid_from")).exists()

    def _prepare(self, seat: Seat, person: Person, since: date) -> None:
        """Open the matter that seats somebody, once; what was to seat another is moot."""
        entry = {"seat_id": seat.pk, "person_id": person.pk}
        asked = Case.objects.filter(cluster=self.cluster, kind="compose_organ")
        others = asked.filter(state=CaseState.OPEN, subject_type="governance.seat", subject_id=str(seat.pk))
        for case in others.exclude(payload__seats__contains=[entry]):
            with override(self.cluster.language):
                reason = _("The seat has passed to another.")
            case_stop(case=case, reason=reason, actor=self.actor, on=self.until)
        if not asked.filter(payload__seats__contains=[entry], opened_on__gte=since).exists():
            seat.refresh_from_db()
            seating_prepare(
                cluster=self.cluster, seats=[seat], on=self.until, actor=self.actor, named={seat.pk: person}
            )


def _note(cluster: Cluster, charter: Charter, rule: SeatRule) -> str:
    """Return what a holding says of its ground, in the language of the cluster."""
    source = Citation.of(rule)
    with override(cluster.language):
        words = {"rotating": _("in turn"), "ranked": _("by rank"), "ex_officio": _("by office")}[rule.kind]
    return f"{words}, {citation_words(source, cluster.language, charter)}"[:300] if source else words


class _Rotation(_Seated):
    """Seats that pass in turn."""

    def walk(self) -> None:
        starts = set(self._starts())
        if self.order.turns:
            latest = self.order.turns[-1].valid_from
            days = self.order.days_of_change(latest, self.until) | {self.until} if latest <= self.until else set()
        else:
            days = self.order.days_of_change(min(starts), self.until) | {self.until} if starts else set()
        for day in sorted(starts | days):
            self._step(day, day in starts)

    def _starts(self) -> list[date]:
        """Return the days on which turns begin that are not there yet.

        Whoever was seated before there was any turn sits until the next one begins.
        """
        first_days = self.order.first_days(self.until)
        if self.order.turns:
            return [day for day in first_days if day > self.order.turns[-1].valid_from]
        seated = self.holdings()
        if seated:
            return [day for day in first_days if day > seated[-1].valid_from]
        born = max(self.order.counted_from, min(seat.created_on for seat in self.order.seats))
        return [born, *(day for day in first_days if day > born)] if born <= self.until else []

    def _step(self, day: date, is_start: bool) -> None:
        order = self.order
        running: dict[int, tuple[Turn, InOrder]] = {}
        left = set()
        for turn in order.turns:
            if turn.valid_from > day or (turn.valid_until is not None and turn.valid_until <= day):
                continue
            whose = order.whose(turn)
            if whose is None or (is_start and turn.valid_from < day) or not order.can_keep(whose, day):
                _turn_close(turn, day, self.actor, order.rule)
                left.add(turn.seat_id)
            else:
                running[turn.seat_id] = (turn, whose)
        free = [seat for seat in order.seats if seat.pk not in running and (is_start or self._may_pass(seat, day))]
        ahead = order.ahead(day, [whose for _turn, whose in running.values()])
        for seat, whose in zip(free, list(ahead), strict=False):
            running[seat.pk] = (self._begin(seat, whose, day), whose)
        for seat in order.seats:
            if seat.pk in running:
                self._seat(seat, *running[seat.pk], day)
            elif seat.pk in left:
                self.leave(seat, day)

    def _may_pass(self, seat: Seat, day: date) -> bool:
        """Whether a seat that fell free in the middle of a turn passes to the next at once."""
        began = max(self.order.first_days(day), default=day)
        return self.order.next_sits or not any(
            turn.seat_id == seat.pk and turn.valid_from >= began for turn in self.order.turns
        )

    def _begin(self, seat: Seat, whose: InOrder, day: date) -> Turn:
        turn = Turn.objects.create(seat=seat, participant=whose.participant, office=whose.office, valid_from=day)
        self.order.turns.append(turn)
        _journal(turn, "seat.turn", day, self.actor, holder_verdict(seat.organ, self.order.rule, None).citations)
        return turn

    def _seat(self, seat: Seat, turn: Turn, whose: InOrder, day: date) -> None:
        """Let somebody sit for whoever has the turn; whom an act or the participant has sent, or who has left, stays so.

        A new holder of the office or a new head of the participant follows the former one, nobody else.
        """
        person = self.order.person(whose, day)
        in_it = SeatHolding.objects.filter(seat=seat, valid_from__gte=turn.valid_from).exclude(
            valid_until=F("valid_from")
        )
        last = in_it.order_by("-valid_from", "-pk").first()
        if last is None:
            if person is None:
                self.leave(seat, day)
            else:
                self.sit(seat, person, day, turn.valid_from)
        elif person is not None and person.pk != last.person_id and last.basis_act_id is None:
            former = self.order.person(whose, last.valid_from)
            if whose.office or (former is not None and former.pk == last.person_id):
                self.sit(seat, person, day, turn.valid_from)


class _Ranking(_Seated):
    """Seats of ranked succession, and seats by office."""

    def walk(self) -> None:
        seated = self.holdings()
        if seated:
            first, days = seated[-1].valid_from, set()
        else:
            first = min(seat.created_on for seat in self.order.seats)
            days = {first}
        if first > self.until:
            return
        for day in sorted(days | self.order.days_of_change(first, self.until) | {self.until}):
            self._step(day)

    def _step(self, day: date) -> None:
        ranking = [one for one in self.order.on(day) if self.order.can_take(one, day)]
        persons = {p.pk: p for one in ranking if (p := self.order.person(one, day)) is not None}
        sitting = {row.seat_id: row for row in holdings_on(day).filter(seat__in=self.order.seats)}
        before = {row.seat_id: row.valid_until or row.valid_from for row in self.holdings()}
        for seat, person in zip(self.order.seats, [*persons.values(), *[None] * len(self.order.seats)], strict=False):
            now = sitting.get(seat.pk)
            if person is None:
                self.leave(seat, day)
            elif now is None or now.person_id != person.pk:
                self.sit(seat, person, day, now.valid_from if now else before.get(seat.pk, seat.created_on))
