"""Organs, votes and their results as pages show them: words, clause marks, rows of seats."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduklaster.charter import voting
from eduklaster.charter.keys import KEYS
from eduklaster.charter.matters import Chain, chain_of, matters_in, parties_of
from eduklaster.charter.messages import (
    matter_words,
    origin_words,
    party_words,
    period_words,
    sentence_of,
    step_words,
    value_words,
)
from eduklaster.charter.resolver import Resolved, Rulebook, Scope
from eduklaster.charter.schema import Charter, Organ, SeatRule, Step
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of, marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Viewer
from eduklaster.people.models import OfficeHolding, Person
from eduklaster.people.selectors import names_shown_to, valid_on
from eduklaster.procedures.models import Case
from eduklaster.procedures.presenters import language, verdict_of
from eduklaster.procedures.selectors import chain_for, rulebook_for
from eduklaster.ui.components import Action, ClauseMark, Fact, HistoryEntry, Seats, State, VoteResult
from eduklaster.ui.components import Seat as SeatShape
from eduklaster.ui.typography import local_date

from .access import chair_title, organ_name
from .enums import Choice, SeatState
from .models import Ballot, Designation, RollCall, Seat, SeatHolding
from .selectors import SeatNow, compositions_on, designations_on
from .services import RollCallInput, roll_and_tally, seats_concerned

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

_SHAPES = {
    SeatState.FILLED: SeatShape.FILLED,
    SeatState.PENDING: SeatShape.PENDING,
    SeatState.VACANT: SeatShape.VACANT,
    SeatState.SUSPENDED: SeatShape.ABSENT,
}
_TONES = {
    SeatState.FILLED: ("ok", "circle-check"),
    SeatState.PENDING: ("", "circle-dashed"),
    SeatState.VACANT: ("warn", "circle-dotted"),
    SeatState.SUSPENDED: ("warn", "hand-stop"),
    SeatState.ABOLISHED: ("", "circle-minus"),
}
_CHOICE_SHAPES = {
    Choice.FOR: SeatShape.FOR,
    Choice.AGAINST: SeatShape.AGAINST,
    Choice.ABSTAIN: SeatShape.ABSTAINED,
    Choice.PRESENT: SeatShape.PRESENT,
    Choice.RECUSED: SeatShape.RECUSED,
    Choice.ABSENT: SeatShape.ABSENT,
}
_CHOICE_TONES = {
    Choice.FOR: ("ok", "check"),
    Choice.AGAINST: ("no", "x"),
    Choice.ABSTAIN: ("", "minus"),
    Choice.PRESENT: ("", "user-check"),
    Choice.RECUSED: ("plum", "hand-stop"),
    Choice.ABSENT: ("", "user-minus"),
}


def said_words(choice: Choice) -> str:
    """Return what a member said, short enough for a button or a chip."""
    short = {Choice.PRESENT: _("present"), Choice.RECUSED: _("concerned")}
    return short.get(choice) or str(choice.label)


def seat_state(state: SeatState) -> State:
    """Return the chip of a seat's state."""
    tone, icon = _TONES[state]
    return State(state.label, tone, icon)


def seat_label(seat: Seat, shown: bool) -> str:
    """Return what a seat stands for; a participant that is a person is named only where names are shown."""
    if seat.participant is not None and seat.participant.kind == "person" and not shown:
        return _("Participant № %(number)s") % {"number": seat.participant.number}
    return str(seat.label)


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


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule in words: what it is about, what it says, where that comes from."""

    title: str
    words: str
    origin: str
    mark: ClauseMark | None

    @property
    def note(self) -> str:
        """The origin in words where the mark alone does not say it: an act, an interpretation."""
        return self.origin if self.mark is not None and self.mark.kind not in {"charter", "default"} else ""


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
            seat = next((now for now in seats if now.seat.is_chair and now.holding), None)
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
        ordered = sorted(seats, key=lambda now: list(_SHAPES).index(now.state))
        needed, base = self.quorum_of(name, seats)
        label = _("quorum: %(needed)s of %(base)s") % {"needed": needed, "base": base} if needed else ""
        line = float(needed) if needed else None
        return Seats([_SHAPES[now.state].value for now in ordered], line, label)

    # ── the card ───────────────────────────────────────────────────────────────────────────────────────────────────

    def seat_rows(self, name: str) -> list[SeatRow]:
        """Return the seats of an organ with their states and, where they may be shown, their holders."""
        return [self.seat_row(now) for now in self.compositions.get(name, [])]

    def seat_row(self, now: SeatNow) -> SeatRow:
        """Return one seat."""
        seat, holding = now.seat, now.holding
        shown = bool(holding and holding.person_id in self.named)
        insider = self.viewer.is_secretary or self.viewer.is_organ_member
        return SeatRow(
            label=seat_label(seat, shown or insider),
            state=seat_state(now.state),
            is_pending=now.state == SeatState.PENDING,
            is_chair=seat.is_chair,
            holder=self.name_of(holding.person) if holding else "",
            since=holding.valid_from if holding else None,
            basis=holding.basis_note if holding and shown else "",
            votes=seat.votes,
            holder_url=reverse("people:person", args=[self.cluster.code, holding.person_id])
            if holding and insider
            else "",
        )

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

    def seat_rules(self, organ: Organ) -> list[RuleLine]:
        """Return in words how the seats come about."""
        return [
            RuleLine(rule.label.in_(language()), self.seat_rule_words(rule), "", self.mark(rule))
            for rule in organ.seats
        ]

    def seat_rule_words(self, rule: SeatRule) -> str:
        """Return one rule of seats in a sentence or two."""
        count = (rule.count or len(rule.holders) or 1) * rule.each
        words = {
            "ex_officio": _("The holder of the post sits by office."),
            "per_participant": _("One seat for each participant with a vote."),
            "per_founder": _("One seat for each founder."),
            "per_component": _("The head of each unit or project has a seat."),
            "named_body": _("A seat for each body that the text names."),
            "elected": _("Elected members: %(count)s.") % {"count": count},
            "appointed": _("Appointed members: %(count)s.") % {"count": count},
            "appointed_in_agreement": _("Appointed in agreement: %(count)s.") % {"count": count},
            "template": _("Seats by a template of the charter."),
            "rotating": _("The seat passes in turn."),
            "ranked": _("The first of a ranking who is available sits here."),
            "host_rules": _("The host organisation composes it by its own rules."),
        }[rule.kind]
        parts = [words]
        if rule.each > 1 and rule.kind.startswith("per_"):
            parts.append(_("Seats for each: %(count)s.") % {"count": rule.each})
        if rule.chosen_by:
            parts.append(_("Chosen by: %(who)s.") % {"who": party_words(rule.chosen_by, language(), self.charter)})
        if rule.term:
            parts.append(_("Term: %(period)s.") % {"period": period_words(rule.term, language())})
        if not rule.votes:
            parts.append(_("A voice without a vote."))
        if rule.takes_effect_by:
            parts.append(
                _("The seat is filled by an act: %(matter)s.")
                % {"matter": matter_words(self.charter, rule.takes_effect_by, language())}
            )
        return " ".join(parts)

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
        return found


def kind_words(kind: str) -> str:
    """Return what an organ is for."""
    return {
        "constituent": _("constituent"),
        "approving": _("approves acts"),
        "governing": _("governs"),
        "advisory": _("advises"),
        "executive": _("executes"),
        "working": _("works out"),
    }[kind]


# ─── votes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def organ_of(step: Step) -> str | None:
    """Return the organ that votes in a step."""
    return next((p.partition(":")[2] for p in parties_of(step) if p.startswith("organ:")), None)


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
        return seats_concerned(self.cases, self.seats) if self.recusal.value != "none" else frozenset()

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

    def rules(self) -> list[RuleLine]:
        """Return the rules of this vote in words, with where they come from."""
        found = []
        for key in (
            "quorum.threshold",
            "quorum.base",
            "voting.threshold",
            "voting.base",
            "voting.method",
            "voting.tie",
        ):
            rule = self.rulebook.ask(key, on=self.on, scope=self.scope)
            found.append(
                RuleLine(
                    rule.spec.title.in_(language()),
                    value_words(key, rule.value, language()),
                    origin_words(rule, language(), self.charter),
                    mark_of(Citation.of(rule), self.cluster, self.charter),
                )
            )
        return found

    def marks(self) -> list[ClauseMark]:
        """Return the sources of the rules, each once."""
        found: dict[str, ClauseMark] = {}
        for rule in self.rules():
            if rule.mark:
                found.setdefault(str(rule.mark.text), rule.mark)
        return list(found.values())

    def count(self, choices: dict[int, Choice]) -> Count:
        """Return how the choices would be counted."""
        roll, tally = roll_and_tally(self.seats, RollCallInput(choices, method=self.method), self.concerned)
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
            roll, tally = roll_and_tally(self.seats, RollCallInput(choices, method=self.method), self.concerned)
            verdict = voting.count(self.rulebook, self.organ, roll, tally, on=self.on, scope=self.scope, calendar=None)
            if "needed" in verdict.facts:
                found.append(Needed(present, int(verdict.facts["needed"]), int(verdict.facts["base"])))
        return found

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


@dataclass(frozen=True, slots=True)
class CallRow:
    """What one seat said, in the roll call of a recorded vote."""

    label: str
    holder: str
    state: State
    by_alternate: bool


@dataclass(frozen=True, slots=True)
class BallotPage:
    """A recorded vote as its page shows it."""

    ballot: Ballot
    question: str
    organ: str
    organ_url: str
    sentence: str
    state: State
    marks: list[ClauseMark]
    result: VoteResult | None
    seats: Seats
    calls: list[CallRow]
    is_roll_shown: bool
    rules: list[RuleLine]
    facts: list[Fact]
    has_quorum: bool
    next_words: str


def ballot_state(ballot: Ballot) -> State:
    """Return the chip of a vote's outcome."""
    code = ballot.verdict.get("code", "")
    if ballot.is_carried:
        return State(_("carried"), "ok")
    if code == "vote.no_quorum":
        return State(_("no quorum"), "warn", "users")
    return State(_("not carried"), "no", "x") if code == "vote.lost" else State(_("not valid"), "no", "ban")


def _count(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def ballot_page(ballot: Ballot, cases: Sequence[Case], viewer: Viewer) -> BallotPage:
    """Return a recorded vote with the rule that applied then, as it was frozen."""
    cluster = ballot.cluster
    charter = (rulebook_for(cases[0], ballot.on) if cases else rulebook_of(cluster, ballot.on)).charter
    verdict = verdict_of(ballot.verdict)
    facts = ballot.verdict.get("facts", {})
    calls = list(
        ballot.roll_calls.select_related(
            "seat__participant__person", "seat__participant__organisation", "person"
        ).order_by("seat__order", "seat_id")
    )
    insider = viewer.is_secretary or viewer.is_organ_member
    organ = charter.organs.get(ballot.organ)
    has_quorum = verdict.code != "vote.no_quorum"
    needed, base = _count(facts.get("needed")), _count(facts.get("base"))
    return BallotPage(
        ballot=ballot,
        question=str(ballot.question),
        organ=str(organ_name(organ)) if organ else ballot.organ,
        organ_url=reverse("governance:organ", args=[cluster.code, ballot.organ]) if organ else "",
        sentence=sentence_of(verdict, language(), charter),
        state=ballot_state(ballot),
        marks=marks_of(verdict.citations, cluster, charter),
        result=_result(facts, needed, base) if has_quorum and base else None,
        seats=Seats([_shape(call).value for call in sorted(calls, key=_call_order)]),
        calls=_calls(calls, viewer) if insider and ballot.method == "open" else [],
        is_roll_shown=insider and ballot.method == "open",
        rules=list(_frozen(ballot, cluster, charter)),
        facts=_ballot_facts(facts, has_quorum),
        has_quorum=has_quorum,
        next_words=_next_words(ballot, verdict.code),
    )


def _shape(call: RollCall) -> SeatShape:
    return _CHOICE_SHAPES[Choice(call.choice)]


def _call_order(call: RollCall) -> int:
    return list(_CHOICE_SHAPES).index(Choice(call.choice))


def _calls(calls: Iterable[RollCall], viewer: Viewer) -> list[CallRow]:
    rows = list(calls)
    named = names_shown_to(viewer, {call.person_id for call in rows if call.person_id})
    found = []
    for call in rows:
        tone, icon = _CHOICE_TONES[Choice(call.choice)]
        holder = call.person.full_name if call.person and call.person_id in named else ""
        found.append(
            CallRow(
                seat_label(call.seat, True),
                holder,
                State(said_words(Choice(call.choice)), tone, icon),
                call.by_alternate,
            )
        )
    return found


def _result(facts: dict[str, Any], needed: int, base: int) -> VoteResult:
    return VoteResult(
        votes_for=_count(facts.get("for_")),
        votes_against=_count(facts.get("against")),
        votes_abstained=_count(facts.get("abstain")),
        threshold=float(needed),
        threshold_label=_("needed: %(needed)s of %(base)s") % {"needed": needed, "base": base},
        base=base,
    )


def _frozen(ballot: Ballot, cluster: Cluster, charter: Charter) -> Iterable[RuleLine]:
    """Yield the rules as they were read when the vote was recorded."""
    verdict = verdict_of(ballot.verdict)
    shown = ("quorum.threshold", "quorum.base", "voting.threshold", "voting.base", "voting.method", "voting.recusal")
    for rule in verdict.values:
        if rule.key not in shown:
            continue
        try:
            words = value_words(rule.key, KEYS[rule.key].parse(rule.value), language())
        except (KeyError, ValueError):
            words = str(rule.value)
        yield RuleLine(
            rule.spec.title.in_(language()),
            words,
            origin_words(rule, language(), charter),
            mark_of(Citation.of(rule), cluster, charter),
        )


def _ballot_facts(facts: dict[str, Any], has_quorum: bool) -> list[Fact]:
    found = [
        Fact(_("Present"), facts.get("present", "")),
        Fact(_("Quorum"), _("%(needed)s of %(base)s") % {"needed": facts.get("quorum_needed", ""), "base": facts.get("quorum_base", "")}),
    ]  # fmt: skip
    if has_quorum and "needed" in facts:
        found.append(
            Fact(_("Needed"), _("%(needed)s of %(base)s") % {"needed": facts["needed"], "base": facts["base"]})
        )
    if facts.get("recused"):
        found.append(Fact(_("Concerned, did not vote"), facts["recused"]))
    return [fact for fact in found if fact.value != ""]


def _next_words(ballot: Ballot, code: str) -> str:
    if ballot.is_carried:
        return _("The step is done and its act is registered. The case goes on by its chain.")
    if code == "vote.lost":
        return _("The motion is not carried and the case ends here. It may be opened anew.")
    if code == "vote.no_quorum":
        return _("Nothing has been decided. The case stays open, and the organ votes when enough members are present.")
    return _("The vote does not count. The case stays open.")


def chain_title(chain: Chain, charter: Charter) -> str:
    """Return the name of a matter."""
    return matter_words(charter, chain.id, language())


def localized_title(title: dict[str, str], detail: str = "") -> Localized:
    """Return a title with a detail that reads the same in all languages."""
    return Localized({code: f"{text}: {detail}" if detail else text for code, text in title.items()})


def case_chain(case: Case) -> Chain:
    """Return the chain of a case."""
    return chain_for(case)
