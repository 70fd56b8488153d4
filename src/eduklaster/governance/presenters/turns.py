"""Whose turn a seat is, until when, who is next; a ranking and who of it can sit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from itertools import islice

from django.utils.translation import gettext as _

from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.schema import SeatRule
from eduklaster.clusters.models import Cluster
from eduklaster.people.access import Viewer, office_name
from eduklaster.procedures.presenters import language
from eduklaster.ui.typography import local_date

from ..models import Turn
from ..selectors import SeatNow, is_seated_by_rule, turns_on
from ..turns import InOrder, Order


class TurnWords:
    """Turns and rankings of a cluster on a day; persons are never named here, save participants to insiders."""

    def __init__(
        self,
        cluster: Cluster,
        viewer: Viewer,
        rulebook: Rulebook,
        compositions: Mapping[str, list[SeatNow]],
        on: date,
    ) -> None:
        """Keep what is asked about."""
        self.cluster, self.viewer, self.rulebook, self.on = cluster, viewer, rulebook, on
        self.compositions = compositions
        self._orders: dict[tuple[str, str], Order] = {}
        self._next: dict[tuple[str, str], list[InOrder]] = {}

    @cached_property
    def _turns(self) -> dict[int, Turn]:
        return {turn.seat_id: turn for turn in turns_on(self.cluster, self.on)}

    def _order(self, organ: str, rule: SeatRule) -> Order:
        key = (organ, rule.id)
        if key not in self._orders:
            self._orders[key] = Order(self.cluster, organ, rule, self.rulebook, self.on)
        return self._orders[key]

    def name(self, one: InOrder | Turn) -> str:
        """Return how a participant or an office in the order is called; a person who takes part is a number to guests."""
        if one.participant is None:
            return office_name(self.cluster, one.office, self.on).in_(language())
        if self.viewer.is_secretary or self.viewer.is_organ_member:
            return str(one.participant)
        if one.participant.kind == "person":
            return _("Participant № %(number)s") % {"number": one.participant.number}
        return one.participant.public_name.in_(language())

    def of_seat(self, now: SeatNow) -> str:
        """Return whose turn a seat is, until when and who is next, or by which office of a ranking it is held."""
        organ = self.rulebook.charter.organs.get(now.seat.organ)
        rule = next((one for one in organ.seats if one.id == now.seat.rule), None) if organ else None
        if rule is None or not is_seated_by_rule(rule):
            return ""
        order = self._order(now.seat.organ, rule)
        if rule.kind != "rotating":
            return self._by_rank(order, now)
        return self._in_turn(order, now) if rule.rotates_every and rule.rotates_every.count else ""

    def _by_rank(self, order: Order, now: SeatNow) -> str:
        if now.holding is None:
            return ""
        for one in order.on(self.on):
            person = order.person(one, self.on)
            if person is not None and person.pk == now.holding.person_id:
                words = _("by rank: %(office)s") if order.rule.kind == "ranked" else _("by office: %(office)s")
                return words % {"office": self.name(one)}
        return ""

    def _in_turn(self, order: Order, now: SeatNow) -> str:
        turn = self._turns.get(now.seat.pk)
        if turn is None:
            begins = order.counted_from
            return _("turns begin on %(day)s") % {"day": local_date(begins)} if begins > self.on else ""
        ends = turn.valid_until or order.ends(self.on)
        words = [
            _("turn of: %(who)s, until %(day)s") % {"who": self.name(turn), "day": local_date(ends - timedelta(days=1))}
        ]
        coming = self._coming(order, now)
        if coming is not None and self.on == self.viewer.on:
            words.append(_("next: %(who)s") % {"who": self.name(coming)})
        return " · ".join(words)

    def _coming(self, order: Order, now: SeatNow) -> InOrder | None:
        """Return who is next on a seat, by what is known today; None where nobody else is in the order."""
        key = (now.seat.organ, order.rule.id)
        if key not in self._next:
            self._next[key] = list(islice(order.ahead(self.on, ()), len(order.seats)))
        place = next((index for index, seat in enumerate(order.seats) if seat.pk == now.seat.pk), None)
        coming = self._next[key][place : place + 1] if place is not None else []
        turn = self._turns.get(now.seat.pk)
        now_theirs = order.whose(turn) if turn is not None else None
        if not coming or (now_theirs is not None and coming[0].place == now_theirs.place):
            return None
        return coming[0]

    def of_rule(self, organ: str, rule: SeatRule) -> str:
        """Return in words who takes turns, or a ranking with who of it can sit; empty for other seats."""
        if rule.kind == "rotating":
            return self._who_takes_turns(rule)
        if rule.kind != "ranked" or not rule.offices:
            return ""
        order = self._order(organ, rule)
        sitting = {
            now.holding.person_id
            for now in self.compositions.get(organ, [])
            if now.seat.rule == rule.id and now.holding is not None
        }
        ranking = []
        for one in order.on(self.on):
            person = order.person(one, self.on)
            if person is None:
                state = _("no holder")
            elif person.pk in sitting:
                state = _("sits here")
            else:
                state = _("can sit") if order.can_take(one, self.on) else _("has another seat in the organ")
            ranking.append(f"{self.name(one)} ({state})")
        return _("Ranking: %(offices)s.") % {"offices": ", ".join(ranking)}

    def _who_takes_turns(self, rule: SeatRule) -> str:
        if rule.offices:
            names = ", ".join(office_name(self.cluster, one, self.on).in_(language()) for one in rule.offices)
            return _("In turn: %(who)s.") % {"who": names}
        labels = {c.id: c.label.in_(language()) for c in self.rulebook.charter.participants.categories}
        if rule.categories:
            names = ", ".join(labels.get(one, one) for one in rule.categories)
            return _("In turn, as they stand in the register: %(who)s.") % {"who": names}
        return _("All participants take turns, as they stand in the register.")
