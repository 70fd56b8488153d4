"""Organs as pages show them: seats with holders, rules with their origin, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduklaster.charter import voting
from eduklaster.charter.keys import KEYS
from eduklaster.charter.matters import chain_of, matters_in
from eduklaster.charter.messages import origin_words, value_words
from eduklaster.charter.resolver import Resolved, Rulebook, Scope
from eduklaster.charter.schema import Charter, Organ
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.people.access import Viewer
from eduklaster.people.models import OfficeHolding, Person
from eduklaster.people.selectors import names_shown_to, valid_on
from eduklaster.procedures.access import cases_visible_to
from eduklaster.procedures.presenters import language
from eduklaster.procedures.selectors import Adopted, adopted_not_approved
from eduklaster.ui.components import Action, ClauseMark, HistoryEntry, Seats, State
from eduklaster.ui.typography import local_date

from ..access import chair_title, organ_name
from ..enums import Choice, SeatState
from ..models import Designation, SeatHolding
from ..selectors import SeatNow, TermsOfMembers, compositions_on, designations_on
from ..services import RollCallInput, host_rule, roll_and_tally
from .seats import seat_rule_words
from .turns import TurnWords
from .words import SEAT_SHAPES, RuleLine, kind_words, seat_label, seat_state

RULES = (
    "quorum.threshold",
    "quorum.base",
    "voting.threshold",
    "voting.base",
    "voting.method",
    "voting.tie",
    "voting.recusal",
    "voting.delegation",
    "notice.ordinary",
)
"""Rules of an organ that its card tells; those that the language does not know are left out."""


@dataclass(frozen=True, slots=True)
class SeatRow:
    """A seat on a card of an organ."""

    label: str
    state: State
    is_pending: bool
    is_chair: bool
    holder: str
    since: date | None
    basis: str
    votes: bool
    holder_url: str = ""
    documents_url: str = ""
    alternate: str = ""
    term: str = ""
    """Until when the holder sits, or that the term is over; empty where none is set."""
    is_over: bool = False
    turn: str = ""
    """Whose turn the seat is, until when, and who is next; empty where nobody takes turns."""


@dataclass(frozen=True, slots=True)
class OrganRow:
    """An organ in the list."""

    id: str
    name: str
    url: str
    kinds: str
    mark: ClauseMark | None
    seats: Seats | None
    summary: str
    chair: str
    company: str


class Room:
    """The organs of a cluster on a day, read once."""

    def __init__(self, cluster: Cluster, viewer: Viewer, on: date) -> None:
        self.cluster, self.viewer, self.on = cluster, viewer, on
        self.rulebook: Rulebook = rulebook_of(cluster, on)
        self.charter: Charter = self.rulebook.charter

    @cached_property
    def compositions(self) -> dict[str, list[SeatNow]]:
        """Seats by organ."""
        return compositions_on(self.cluster, self.on)

    @cached_property
    def designations(self) -> list[Designation]:
        """Organisations that are organs or hold a role."""
        return list(designations_on(self.cluster, self.on))

    @cached_property
    def office_holders(self) -> dict[str, OfficeHolding]:
        """Who holds the offices on the day."""
        rows = OfficeHolding.objects.filter(valid_on(self.on), cluster=self.cluster).select_related("person")
        return {row.office: row for row in rows.order_by("-is_acting")}

    @cached_property
    def named(self) -> set[int]:
        """Persons whose names the reader sees."""
        ids = {
            now.holding.person_id for seats in self.compositions.values() for now in seats if now.holding is not None
        }
        ids |= {
            now.holding.alternate_id
            for seats in self.compositions.values()
            for now in seats
            if now.holding is not None and now.holding.alternate_id is not None
        }
        ids |= {row.person_id for row in self.office_holders.values()}
        return names_shown_to(self.viewer, ids)

    def mark(self, source: Any) -> ClauseMark | None:
        """Return the mark of a part of the charter or of a resolved rule."""
        return mark_of(Citation.of(source), self.cluster, self.charter)

    def name_of(self, person: Person | None) -> str:
        """Return a person's name, or nothing where the reader may not see it."""
        return person.full_name if person is not None and person.pk in self.named else ""

    # ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────

    def organs(self) -> list[OrganRow]:
        """Return every organ of the charter with its composition."""
        return [self.organ_row(name, organ) for name, organ in self.charter.organs.items()]

    def organ_row(self, name: str, organ: Organ) -> OrganRow:
        """Return an organ as the list shows it."""
        seats = self.compositions.get(name, [])
        return OrganRow(
            id=name,
            name=str(organ_name(organ)),
            url=reverse("governance:organ", args=[self.cluster.code, name]),
            kinds=", ".join(kind_words(kind) for kind in organ.kinds),
            mark=self.mark(organ),
            seats=self.seats_shown(name, seats) if seats else None,
            summary=self.summary(name, organ, seats),
            chair=self.chair_words(name, organ, seats),
            company=self.company_words(name) if organ.is_organisation else "",
        )

    def summary(self, name: str, organ: Organ, seats: Sequence[SeatNow]) -> str:
        """Return in words how many seats there are and how many are filled."""
        if organ.is_organisation:
            return _("The organ is one organisation.")
        if not seats:
            return _("The text leaves the number of seats open; none is entered yet.")
        filled = sum(now.state == SeatState.FILLED for now in seats)
        return ngettext(
            "%(filled)s of %(count)s seat is filled.", "%(filled)s of %(count)s seats are filled.", len(seats)
        ) % {"filled": filled, "count": len(seats)}

    def chair_words(self, name: str, organ: Organ, seats: Sequence[SeatNow]) -> str:
        """Return who presides: the title, with the name where it may be shown."""
        chair = organ.chair
        if chair is None or chair.by == "none":
            return ""
        title = str(chair_title(organ))
        holding = self.office_holders.get(chair.office or "")
        person = holding.person if holding else None
        if person is None:
            seat = next((now for now in seats if now.is_chair and now.holding), None)
            person = seat.holding.person if seat and seat.holding else None
        if person is None:
            return _("%(title)s: vacant") % {"title": title}
        known = self.name_of(person)
        return f"{title}: {known}" if known else title

    def company_words(self, name: str) -> str:
        """Return which organisation is an organ, or that none has been designated."""
        row = next((row for row in self.designations if row.organ == name), None)
        if row is None:
            return _("No organisation has been designated yet.")
        return _("%(name)s, since %(day)s") % {
            "name": row.organisation.short_name,
            "day": local_date(row.valid_from),
        }

    def quorum_of(self, name: str, seats: Sequence[SeatNow]) -> tuple[int | None, int | None]:
        """Return (needed, base) of the quorum for the composition of the day."""
        everyone = {now.seat.pk: Choice.PRESENT for now in seats if now.state == SeatState.FILLED}
        roll, _tally = roll_and_tally(seats, RollCallInput(everyone), frozenset())
        facts = voting.quorum(self.rulebook, name, roll, on=self.on, scope=Scope(organ=name)).facts
        needed, base = facts.get("quorum_needed"), facts.get("quorum_base")
        return (int(needed) if needed is not None else None), (int(base) if base is not None else None)

    def seats_shown(self, name: str, seats: Sequence[SeatNow]) -> Seats:
        """Return the row of seats with the quorum line through it."""
        ordered = sorted(seats, key=lambda now: list(SEAT_SHAPES).index(now.state))
        needed, base = self.quorum_of(name, seats)
        label = _("quorum: %(needed)s of %(base)s") % {"needed": needed, "base": base} if needed else ""
        line = float(needed) if needed else None
        return Seats([SEAT_SHAPES[now.state].value for now in ordered], line, label)

    # ── the card ───────────────────────────────────────────────────────────────────────────────────────────────────

    def seat_rows(self, name: str) -> list[SeatRow]:
        """Return the seats of an organ with their states and, where they may be shown, their holders."""
        return [self.seat_row(now) for now in self.compositions.get(name, [])]

    def seat_row(self, now: SeatNow) -> SeatRow:
        """Return one seat."""
        seat, holding = now.seat, now.holding
        shown = bool(holding and holding.person_id in self.named)
        insider = self.viewer.is_secretary or self.viewer.is_organ_member
        term, is_over = self.term_words(now) if holding else ("", False)
        return SeatRow(
            label=seat_label(seat, shown or insider),
            state=seat_state(now.state),
            is_pending=now.state == SeatState.PENDING,
            is_chair=now.is_chair,
            holder=self.name_of(holding.person) if holding else "",
            since=holding.valid_from if holding else None,
            basis=holding.basis_note if holding and shown else "",
            votes=seat.votes,
            holder_url=reverse("people:person", args=[self.cluster.code, holding.person_id])
            if holding and insider
            else "",
            documents_url=reverse("documents:of", args=[self.cluster.code, "governance.seatholding", holding.pk])
            if holding and insider
            else "",
            alternate=self.name_of(holding.alternate) if holding and holding.alternate else "",
            term=term,
            is_over=is_over,
            turn=self.turns.of_seat(now),
        )

    def term_words(self, now: SeatNow) -> tuple[str, bool]:
        """Return until when a member sits, by the act that seated them or by the charter, and whether that is over."""
        holding = now.holding
        assert holding is not None  # noqa: S101 -- asked for filled seats alone
        if holding.valid_until is not None:
            return _("until %(day)s") % {"day": local_date(holding.valid_until - timedelta(days=1))}, False
        verdict = self._terms.of(now, self.on)
        if verdict is None:
            return "", False
        ends = verdict.facts["ends"]
        if ends is None:
            return "", False
        last = local_date(ends - timedelta(days=1))
        if verdict.code == "term.holding_over":
            return _("term over since %(day)s, sits until a successor comes") % {"day": last}, True
        if not verdict.allowed:
            return _("term over since %(day)s") % {"day": last}, True
        return _("until %(day)s") % {"day": last}, False

    @cached_property
    def _terms(self) -> TermsOfMembers:
        return TermsOfMembers(self.cluster, self.rulebook)

    def rules(self, name: str) -> list[RuleLine]:
        """Return quorum, majority and ballot of an organ in words, each with its origin."""
        scope = Scope(organ=name)
        return [self.rule_line(self.rulebook.ask(key, on=self.on, scope=scope)) for key in RULES if key in KEYS]

    def rule_line(self, rule: Resolved) -> RuleLine:
        """Return one rule in words."""
        return RuleLine(
            title=rule.spec.title.in_(language()),
            words=value_words(rule.key, rule.value, language()),
            origin=origin_words(rule, language(), self.charter),
            mark=self.mark(rule),
        )

    def seat_rules(self, name: str, organ: Organ) -> list[RuleLine]:
        """Return in words how the seats come about."""
        return [
            RuleLine(
                rule.label.in_(language()),
                seat_rule_words(rule, self.charter, self.turns.of_rule(name, rule)),
                "",
                self.mark(rule),
            )
            for rule in organ.seats
        ]

    @cached_property
    def turns(self) -> TurnWords:
        """Whose turn it is, and who comes next."""
        return TurnWords(self.cluster, self.viewer, self.rulebook, self.compositions, self.on)

    def adopted(self, name: str) -> list[Adopted]:
        """Return what the organ has adopted and another act has not approved yet."""
        cases = cases_visible_to(self.cluster, self.viewer).filter(steps__act__issuer=f"organ:{name}").distinct()
        return [one for one in adopted_not_approved(cases) if one.act.issuer == f"organ:{name}"]

    def history(self, name: str) -> list[HistoryEntry]:
        """Return what happened to the seats of an organ, the newest first; names only where they may be shown."""
        rows = (
            SeatHolding.objects.filter(seat__cluster=self.cluster, seat__organ=name)
            .select_related("seat__participant__organisation", "seat__participant__person", "person", "basis_act")
            .order_by("-valid_from", "-pk")[:40]
        )
        listed = list(rows)
        shown = names_shown_to(self.viewer, {row.person_id for row in listed})
        found = []
        for row in listed:
            known = row.person_id in shown
            label = seat_label(row.seat, known)
            who = row.person.full_name if known else ""
            act = [ClauseMark("act", _("act № %(number)s") % {"number": f"{row.basis_act.number}/{row.basis_act.year}"},
                              reverse("procedures:act", args=[self.cluster.code, row.basis_act_id]))] if row.basis_act else []  # fmt: skip
            found.append(
                HistoryEntry(
                    row.valid_from, _("%(seat)s: seat filled") % {"seat": label}, who, "", "user-check", "ok", act
                )
            )
            if row.valid_until and row.valid_until <= self.on:
                found.append(
                    HistoryEntry(
                        row.valid_until, _("%(seat)s: end of the term") % {"seat": label}, who, "", "user-minus"
                    )
                )
        return sorted(found, key=lambda entry: entry.when, reverse=True)

    def actions(self, name: str, organ: Organ) -> list[Action]:
        """Return the matters about an organ that the reader may open."""
        if not self.viewer.capacities or self.on != self.viewer.on:
            return []
        found: list[Action] = []
        wanted = {"compose_organ": ("compose", _("Propose the composition"), "users-group"),
                  "elect_chair": ("elect", _("Elect the chair"), "user-check"),
                  "designate": ("designate", _("Designate the organisation"), "building-bank")}  # fmt: skip
        for matter_id in matters_in(self.charter):
            matter = chain_of(self.charter, matter_id).matter
            if matter.kind not in wanted or (matter.organ or self.charter.roles.main_organ) != name:
                continue
            if organ.is_organisation != (matter.kind == "designate"):
                continue
            page, label, icon = wanted[matter.kind]
            url = reverse(f"governance:{page}", args=[self.cluster.code]) + f"?matter={matter_id}"
            found.append(Action(label, url, "ink" if not found else "quiet", icon))
        if self.viewer.is_secretary and host_rule(organ) is not None:
            url = reverse("governance:members", args=[self.cluster.code, name])
            found.insert(0, Action(_("Enter the members"), url, "ink", "users-group"))
        return found
