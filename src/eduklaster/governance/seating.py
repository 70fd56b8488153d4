"""Which seats a charter gives, compared with those that are there: what is missing, what has lost its ground."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.charter.schema import Organ, SeatRule
from eduklaster.clusters.models import Cluster
from eduklaster.kernel.text import LANGUAGES, Localized
from eduklaster.membership.models import Component, Participant
from eduklaster.membership.selectors import components_on, participants_on

from .enums import SeatState
from .models import Seat
from .selectors import BY_ORDER

DEFAULT_RULE = "one_per_participant"
_BY_PARTICIPANT = {"per_participant", "per_founder", "template"}


@dataclass(frozen=True, slots=True)
class Unfounded:
    """A seat that a charter no longer gives. `needs_act`: it is filled and only their number shrinks, so an act says who goes."""

    seat: Seat
    needs_act: bool = False


class _Seating:
    """The seats of a cluster beside what a charter gives on a day; everything is read once."""

    def __init__(self, cluster: Cluster, rulebook: Rulebook, on: date) -> None:
        self.cluster, self.rulebook, self.on = cluster, rulebook, on
        rows = Seat.objects.filter(cluster=cluster).exclude(state=SeatState.ABOLISHED)
        self.standing = list(rows.order_by("organ", "rule", "order", "pk"))
        found = participants_on(cluster, on).select_related("organisation", "person", "founder_row")
        self.participants = list(found.order_by("number"))
        self.components = list(components_on(cluster, on).order_by("pk"))

    def organs(self) -> Iterator[tuple[str, Organ]]:
        for name, organ in self.rulebook.charter.organs.items():
            if not organ.is_organisation:
                yield name, organ

    def has_default(self, name: str, organ: Organ) -> bool:
        """Whether an organ without seat rules has one seat for each participant."""
        if organ.seats or name != self.rulebook.charter.roles.main_organ:
            return False
        return bool(self.rulebook.ask("seats.composition", on=self.on, scope=Scope(organ=name)).value == DEFAULT_RULE)

    def has_vote(self, participant: Participant) -> bool:
        categories = self.rulebook.charter.participants.categories
        category = next((c for c in categories if c.id == participant.category), None)
        return category is None or category.tier == "voting"

    def behind(self, organ: str, rule: SeatRule) -> Sequence[Participant | Component] | None:
        """Return whom the seats of a rule stand for; None where the rule gives a number of seats."""
        if rule.kind in _BY_PARTICIPANT:
            rows = [
                p for p in self.participants if (p.category in rule.categories if rule.categories else self.has_vote(p))
            ]
            return [p for p in rows if rule.kind != "per_founder" or hasattr(p, "founder_row")]
        if rule.kind == "per_component":
            named = {c.id for c in self.rulebook.charter.participants.components if c.seats_head_in == organ}
            return [row for row in self.components if row.code in named or not row.is_founding]
        return None

    @staticmethod
    def number(rule: SeatRule) -> int:
        """Return how many seats a rule gives that stands for nobody in particular."""
        if rule.kind == "host_rules":
            return rule.count or 0
        if rule.kind in BY_ORDER:
            return rule.count or 1
        return (rule.count or len(rule.holders) or 1) * rule.each

    def of_rule(self, organ: str, rule: str) -> list[Seat]:
        return [seat for seat in self.standing if (seat.organ, seat.rule) == (organ, rule)]


def per_whom(rule: SeatRule) -> int:
    """Return how many seats a rule gives for each one it stands for: a template lists them, other rules say a number."""
    if rule.kind == "template":
        return rule.count or len(rule.holders) or rule.each
    return rule.each


def _is_of(seat: Seat, whom: Participant | Component) -> bool:
    if isinstance(whom, Participant):
        return seat.participant_id == whom.pk
    return seat.component_id == whom.pk


def _has(seats: Sequence[Seat], whom: Participant | Component) -> bool:
    return any(_is_of(seat, whom) for seat in seats)


def _places_free(seats: Sequence[Seat], whom: Participant | Component, number: int) -> list[int]:
    taken = {seat.place for seat in seats if _is_of(seat, whom)}
    return [place for place in range(number) if place not in taken]


def seats_missing(cluster: Cluster, rulebook: Rulebook, on: date) -> list[Seat]:
    """Return the seats that a charter's rules give on a day and that do not exist yet, unsaved.

    One that an act has to fill is pending; others are vacant until somebody is named.
    """
    now = _Seating(cluster, rulebook, on)
    found: list[Seat] = []
    for name, organ in now.organs():
        for rule in organ.seats:
            state = SeatState.PENDING if rule.takes_effect_by or organ.composed_by else SeatState.VACANT
            standing = now.of_rule(name, rule.id)
            behind = now.behind(name, rule)
            if behind is not None:
                rows = [
                    _for(cluster, name, rule.id, whom, place, rule)
                    for whom in behind
                    for place in _places_free(standing, whom, per_whom(rule))
                ]
            else:
                rows = [_numbered(cluster, name, rule, place) for place in range(len(standing), now.number(rule))]
            for seat in rows:
                seat.state, seat.seat_class, seat.votes = state, rule.seat_class or "", rule.votes
                found.append(seat)
        if now.has_default(name, organ):
            standing = now.of_rule(name, DEFAULT_RULE)
            for participant in now.participants:
                if now.has_vote(participant) and not _has(standing, participant):
                    seat = _for(cluster, name, DEFAULT_RULE, participant)
                    seat.state = SeatState.VACANT
                    found.append(seat)
    return found


def _for(
    cluster: Cluster, organ: str, rule: str, whom: Participant | Component, place: int = 0, of: SeatRule | None = None
) -> Seat:
    name = whom.public_name if isinstance(whom, Participant) else Localized(whom.name)
    if of is not None and place < len(of.holders):  # a template names the posts
        post = Localized(of.holders[place].model_dump())
        name = Localized({code: f"{name.in_(code)}: {post.in_(code)}" for code in LANGUAGES})
    seat = Seat(cluster=cluster, organ=organ, rule=rule, label=name, place=place)
    if isinstance(whom, Participant):
        seat.participant, seat.order = whom, whom.number
    else:
        seat.component = whom
    return seat


def _numbered(cluster: Cluster, organ: str, rule: SeatRule, place: int) -> Seat:
    label = rule.holders[place] if place < len(rule.holders) else rule.label
    words = Localized(label.model_dump())
    return Seat(cluster=cluster, organ=organ, rule=rule.id, label=words, order=place, office=rule.office or "")


def seats_unfounded(cluster: Cluster, rulebook: Rulebook, on: date) -> list[Unfounded]:
    """Return the seats that a charter does not give on a day: their organ or rule is gone, whom they stand for is none of
    those it names, or they are more than its number."""
    now = _Seating(cluster, rulebook, on)
    organs = dict(now.organs())
    found: list[Unfounded] = []
    surplus: dict[tuple[str, str], list[Seat]] = {}
    for seat in now.standing:
        organ = organs.get(seat.organ)
        if organ is not None and seat.rule == DEFAULT_RULE and now.has_default(seat.organ, organ):
            if seat.participant_id not in {p.pk for p in now.participants if now.has_vote(p)}:
                found.append(Unfounded(seat))
            continue
        rule = next((r for r in organ.seats if r.id == seat.rule), None) if organ else None
        if rule is None:
            found.append(Unfounded(seat))
            continue
        behind = now.behind(seat.organ, rule)
        if behind is None:
            if rule.kind == "host_rules" or not (rule.count or rule.holders):
                continue  # the text gives no number that could be exceeded
            surplus.setdefault((seat.organ, rule.id), []).append(seat)
        elif not any(_is_of(seat, whom) for whom in behind):
            found.append(Unfounded(seat))
        elif seat.place >= per_whom(rule):
            found.append(Unfounded(seat, seat.state == SeatState.FILLED))
    for (organ_id, rule_id), seats in surplus.items():
        rule = next(r for r in organs[organ_id].seats if r.id == rule_id)
        spare = max(0, len(seats) - now.number(rule))
        last_first = sorted(seats, key=lambda s: (s.state == SeatState.FILLED, -s.order))
        found += [Unfounded(seat, seat.state == SeatState.FILLED) for seat in last_first[:spare]]
    return found
