"""Days by which the charter obliges somebody: sessions a year, reports, plans, terms of seats and offices, the charter's own term."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import reporting
from eduklaster.charter.calendar import add_period
from eduklaster.charter.lifetime import standing
from eduklaster.charter.matters import default_matters
from eduklaster.charter.messages import matter_words, party_words
from eduklaster.charter.resolver import Resolved, Scope
from eduklaster.charter.schema import Organ, SeatRule
from eduklaster.charter.seats import turn_days, turn_ends
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, version_in_force
from eduklaster.governance.models import Chairing, SeatHolding
from eduklaster.governance.selectors import chairings_on, is_seated_by_rule
from eduklaster.people.models import OfficeHolding
from eduklaster.people.selectors import valid_on
from eduklaster.procedures.parties import Doer
from eduklaster.sessions.enums import SessionState
from eduklaster.sessions.models import Session

from ..access import parties_with_seats, speaks_for
from ..enums import DutyKind
from .days import Days, said, source
from .obligations import Obligation
from .session_days import SessionDays

_DAY = timedelta(days=1)
_COUNTED = (SessionState.NOTICED, SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED, SessionState.PLANNED)


def charter_duties(cluster: Cluster, on: date, since: date, until: date) -> list[Obligation]:
    """Return what the charter as it stands on a day obliges somebody to from one day until another."""
    days = _Days(cluster, on, since, until)
    found = [*days.meetings(), *days.reports(), *days.plans(), *days.terms(), *days.charter_terms()]
    found += SessionDays(cluster, on, since, until, read=days).all()
    return [row for row in found if since <= row.when <= until]


def charter_duties_of(cluster: Cluster, doer: Doer, on: date, until: date) -> list[Obligation]:
    """Return what the charter obliges somebody to, from a day until another: as themselves, or for an organ that they speak for."""
    parties = parties_with_seats(cluster, doer, on)
    if not parties or version_in_force(cluster, on) is None:
        return []
    charter = rulebook_of(cluster, on).charter
    return [
        row
        for row in charter_duties(cluster, on, on, until)
        if any(party in parties or speaks_for(charter, party, doer) for party in row.parties)
    ]


class _Days(Days):
    """What the charter alone obliges to."""

    def _organs(self) -> Iterator[tuple[str, Organ]]:
        for name, organ in self.charter.organs.items():
            if not organ.is_organisation and organ.belongs_to == "cluster" and set(organ.kinds) != {"constituent"}:
                yield name, organ

    def meetings(self) -> Iterator[Obligation]:
        """Yield, for each organ and year, the sessions that are still missing; they are due by the end of the year."""
        years = range(self.since.year, self.until.year + 1)
        counted: dict[tuple[str, int], int] = {}
        rows = Session.objects.filter(cluster=self.cluster, state__in=_COUNTED, starts_at__year__in=list(years))
        for of_organ, in_year in rows.values_list("organ", "starts_at__year"):
            counted[of_organ, in_year] = counted.get((of_organ, in_year), 0) + 1
        for name, organ in self._organs():
            rule = self.rulebook.ask("sessions.per_year", on=self.on, scope=Scope(organ=name))
            for year in years:
                held = counted.get((name, year), 0)
                if held >= rule.value:
                    continue
                words = said(
                    _("%(organ)s: sessions of the year, %(held)s of %(count)s held or planned"),
                    organ=lambda code, o=organ: o.name.in_(code),  # type: ignore[misc]
                    held=lambda _code, n=held: n,  # type: ignore[misc]
                    count=lambda _code, n=rule.value: n,  # type: ignore[misc]
                )
                parties = (organ.convened_by or f"chair:{name}",)
                url = reverse("sessions:plan", args=[self.cluster.code]) + f"?organ={name}"
                key = f"meeting:{name}:{year}"
                yield self.duty(key, date(year, 12, 31), DutyKind.MEETING, words, url, parties, source(rule))

    def reports(self) -> Iterator[Obligation]:
        """Yield the days on which reports are due."""
        own = [name for name, matter in self.charter.matters.items() if matter.kind == "report"]
        fallback = [n for n, m in default_matters().items() if m.kind == "report"]
        silent = [] if own else [n for n in fallback if n not in self.charter.without_matters]
        for name in own or silent:
            day = self.since
            while day <= self.until:
                verdict = reporting.report_due(self.rulebook, name, on=day)
                due: date = verdict.facts["due"]
                if due > self.until:
                    break
                words = said("%(matter)s", matter=lambda code, n=name: matter_words(self.charter, n, code))  # type: ignore[misc]
                url = reverse("procedures:open", args=[self.cluster.code, name])
                parties = tuple(verdict.facts["by"])
                yield self.duty(f"report:{name}:{due}", due, DutyKind.REPORT, words, url, parties, verdict.citations)
                day = due + _DAY

    def plans(self) -> Iterator[Obligation]:
        """Yield the last day before each new period of the plan: by then the plan stands approved."""
        rule = self.rulebook.ask("plan.period", on=self.on)
        plan = self.charter.plan
        month, day = (8, 31) if rule.value == "school_year" else (12, 31)
        matter = plan.matter if plan else "approve_plan"
        if matter in self.charter.without_matters:
            return
        words = said(_("Approve the plan of the next period"))
        url = reverse("procedures:open", args=[self.cluster.code, matter])
        for year in range(self.since.year, self.until.year + 1):
            when = date(year, month, day)
            parties = (f"organ:{self.charter.roles.main_organ}",)
            sources = source(*([plan] if plan else []), rule)
            yield self.duty(f"plan:{year}", when, DutyKind.PLAN, words, url, parties, sources)

    def terms(self) -> Iterator[Obligation]:
        """Yield the last days of seats, chairs and offices whose term is known."""
        seats = SeatHolding.objects.filter(valid_on(self.on), seat__cluster=self.cluster).select_related("seat")
        rules: dict[str, Resolved] = {}
        for held in seats:
            organ = held.seat.organ
            if organ not in self.charter.organs:
                continue
            if organ not in rules:
                rules[organ] = self.rulebook.ask("term.length", on=self.on, scope=Scope(organ=organ))
            rule = next((r for r in self.charter.organs[organ].seats if r.id == held.seat.rule), None)
            own = rule if rule and (rule.term or is_seated_by_rule(rule)) else None
            if own is not None and is_seated_by_rule(own):
                ends = self._turn_ends(own, held)
            else:
                ends = self._ends(held.valid_from, held.valid_until, own.term if own else rules[organ].value)
            if ends is not None:
                label = held.seat.label
                words = said(
                    _("The term of a seat ends: %(organ)s, %(seat)s"),
                    organ=lambda code, o=organ: party_words(f"organ:{o}", code, self.charter),  # type: ignore[misc]
                    seat=lambda code, text=label: text.in_(code),  # type: ignore[misc]
                )
                url = reverse("governance:organ", args=[self.cluster.code, organ])
                cited = source(own or rules[organ])
                yield self.duty(f"seat:{held.pk}", ends, DutyKind.TERM, words, url, (f"chair:{organ}",), cited)
        yield from self._chairs()
        yield from self._offices()

    def _ends(self, start: date, until: date | None, period: object) -> date | None:
        """Return the last day of a term: the one that is entered, else the one that the charter gives."""
        if until is not None:
            return until - _DAY
        count = getattr(period, "count", 0)
        return add_period(start, period, self.calendar) if count else None  # type: ignore[arg-type]

    def _turn_ends(self, rule: SeatRule, held: SeatHolding) -> date | None:
        """Return the last day of the turn in which somebody sits; a ranking has none."""
        if held.valid_until is not None:
            return held.valid_until - _DAY
        if rule.kind != "rotating" or not (rule.rotates_every and rule.rotates_every.count):
            return None
        first = rule.turns_from or held.seat.created_on
        turn = len(turn_days(rule, first, self.on, self.calendar))
        return turn_ends(rule, first, turn, self.calendar) - _DAY if turn else None

    def _chairs(self) -> Iterator[Obligation]:
        rows: list[Chairing] = list(chairings_on(self.on).filter(cluster=self.cluster))
        for row in rows:
            if row.organ not in self.charter.organs:
                continue
            rule = self.rulebook.ask("chair.term", on=self.on, scope=Scope(organ=row.organ))
            ends = self._ends(row.valid_from, row.valid_until, rule.value)
            if ends is not None:
                words = said(
                    _("The term of the chair ends: %(organ)s"),
                    organ=lambda code, o=row.organ: party_words(f"organ:{o}", code, self.charter),  # type: ignore[misc]
                )
                url = reverse("governance:organ", args=[self.cluster.code, row.organ])
                parties = (f"chair:{row.organ}",)
                yield self.duty(f"chair:{row.pk}", ends, DutyKind.TERM, words, url, parties, source(rule))

    def _offices(self) -> Iterator[Obligation]:
        for row in OfficeHolding.objects.filter(valid_on(self.on), cluster=self.cluster):
            office = self.charter.offices.get(row.office)
            if office is None:
                continue
            ends = self._ends(row.valid_from, row.valid_until, office.term)
            if ends is not None:
                words = said(
                    _("The term of an office ends: %(office)s"),
                    office=lambda code, name=row.office: party_words(f"office:{name}", code, self.charter),  # type: ignore[misc]
                )
                url = reverse("people:office", args=[self.cluster.code, row.office])
                parties = (f"office:{row.office}",)
                yield self.duty(f"office:{row.pk}", ends, DutyKind.TERM, words, url, parties, source(office))

    def charter_terms(self) -> Iterator[Obligation]:
        """Yield the end of the cluster's term, the day without a charter, the review, and the term to confirm its reading."""
        verdict = standing(self.rulebook, on=self.on, calendar=self.calendar)
        titles = {
            "ends": _("The term of the cluster ends"),
            "lapses": _("The charter lapses unless it is approved anew"),
            "review": _("Review the charter"),
        }
        url = reverse("clusters:charter", args=[self.cluster.code])
        parties = (f"organ:{self.charter.roles.main_organ}",)
        for name, title in titles.items():
            when = verdict.facts.get(name)
            if isinstance(when, date):
                cited = verdict.citations
                yield self.duty(f"charter:{name}", when, DutyKind.CHARTER, said(title), url, parties, cited)
        version = version_in_force(self.cluster, self.on)
        if version is not None and version.effective_from is not None:
            rule = self.rulebook.ask("acknowledgement.within", on=self.on)
            when = add_period(version.effective_from, rule.value, self.calendar)
            words = said(_("Participants confirm that they have read the charter"))
            url = reverse("membership:acknowledge", args=[self.cluster.code])
            yield self.duty("charter:read", when, DutyKind.CHARTER, words, url, ("participants",), source(rule))
