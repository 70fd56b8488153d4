"""What an amendment would change in the running cluster, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.charter.keys import KEYS
from eduklaster.charter.messages import (
    step_words,
)
from eduklaster.clusters.presenters.reading import language
from eduklaster.clusters.selectors import charter_of
from eduklaster.governance.access import organ_name
from eduklaster.people.access import Viewer, office_name
from eduklaster.procedures.access import cases_visible_to
from eduklaster.sessions.presenters import session_title
from eduklaster.ui.typography import local_date

from ..impact import CaseImpact, Impact


@dataclass(frozen=True, slots=True)
class ImpactLine:
    """One thing that would change: what, how it is, how it would be."""

    what: str
    url: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class ImpactGroup:
    """Things of one kind."""

    title: str
    lines: Sequence[ImpactLine]
    note: str = ""


class ImpactPage:
    """What an amendment would change, group by group, for a reader: cases that they may not see are only counted."""

    def __init__(self, impact: Impact, viewer: Viewer) -> None:
        """Keep what was computed and its reader."""
        self.impact, self.viewer = impact, viewer
        self.cluster = impact.amendment.cluster
        self._new = charter_of(impact.amendment.version).charter
        self._old = charter_of(impact.amendment.base).charter

    @cached_property
    def _seen(self) -> set[int]:
        ids = {*(row.case.pk for row in self.impact.cases), *(row.case.pk for row in self.impact.terms)}
        return set(cases_visible_to(self.cluster, self.viewer).filter(pk__in=ids).values_list("pk", flat=True))

    @cached_property
    def groups(self) -> list[ImpactGroup]:
        """The groups that have something to tell."""
        found = [self._cases(), self._terms(), self._sessions(), self._seats(), self._offices(), self._others()]
        return [group for group in found if group.lines]

    def _case_url(self, pk: int) -> str:
        return reverse("procedures:case", args=[self.cluster.code, pk])

    def _cases(self) -> ImpactGroup:
        shown = [row for row in self.impact.cases if row.case.pk in self._seen]
        lines = [
            ImpactLine(
                f"№ {row.case.reference} · {row.case.title}",
                self._case_url(row.case.pk),
                self._stays(row),
                self._then(row),
            )
            for row in shown
        ]
        note = _(
            "A case that runs is finished by the version under which it was opened; what is named here holds for such a matter opened later."
        )
        return ImpactGroup(_("Running cases whose matter is decided otherwise"), lines, note)

    def _stays(self, row: CaseImpact) -> str:
        return _("goes on by version %(number)s") % {"number": row.case.version.number}

    def _then(self, row: CaseImpact) -> str:
        if row.then is None:
            return _("the new text knows no such matter")
        parts = []
        for words, ids, chain in (
            (_("without: %(steps)s"), row.gone, row.now),
            (_("besides: %(steps)s"), row.added, row.then),
            (_("by others or in another time: %(steps)s"), row.other, row.then),
        ):
            if ids:
                parts.append(words % {"steps": ", ".join(step_words(chain.step(i), language()) for i in ids)})
        return "; ".join(parts)

    def _terms(self) -> ImpactGroup:
        none = _("no term")
        lines = [
            ImpactLine(
                f"№ {row.case.reference} · {step_words(row.chain.step(row.step.step), language())}",
                self._case_url(row.case.pk),
                local_date(row.due_now) if row.due_now else none,
                local_date(row.due_then) if row.due_then else none,
            )
            for row in self.impact.terms
            if row.case.pk in self._seen
        ]
        return ImpactGroup(
            _("Terms that run now"),
            lines,
            _("The term of a running case stays; the other day is what it would be under the new text."),
        )

    def _sessions(self) -> ImpactGroup:
        lines = [
            ImpactLine(
                session_title(row.session, self._new),
                reverse("sessions:session", args=[self.cluster.code, row.session.pk]),
                _("announced today, not before %(day)s") % {"day": local_date(row.earliest_now)},
                _("announced today, not before %(day)s") % {"day": local_date(row.earliest_then)},
            )
            for row in self.impact.sessions
        ]
        return ImpactGroup(_("Planned sessions"), lines)

    def _organ(self, organ: str) -> str:
        found = self._new.organs.get(organ) or self._old.organs.get(organ)
        return str(organ_name(found)) if found else organ

    def _seats(self) -> ImpactGroup:
        made = [
            ImpactLine(
                f"{self._organ(seat.organ)}: {seat.label}", reverse("governance:organ", args=[self.cluster.code, seat.organ]) if seat.organ in self._old.organs else "",
                "—", _("a new seat, %(state)s") % {"state": seat.get_state_display()},
            )
            for seat in self.impact.seats_made
        ]  # fmt: skip
        lost = [
            ImpactLine(
                f"{self._organ(row.seat.organ)}: {row.seat.label}",
                reverse("governance:organ", args=[self.cluster.code, row.seat.organ]),
                row.seat.get_state_display(),
                _("one too many: an act says who goes") if row.needs_act else _("the seat is abolished"),
            )
            for row in self.impact.seats_unfounded
        ]
        return ImpactGroup(_("Seats"), [*made, *lost])

    def _offices(self) -> ImpactGroup:
        gone = [
            ImpactLine(
                str(office_name(self.cluster, row.office, self.impact.on)),
                reverse("people:office", args=[self.cluster.code, row.office]),
                _("held since %(day)s") % {"day": local_date(row.valid_from)},
                _("the text no longer has this office"),
            )
            for row in self.impact.offices_gone
        ]
        new = [
            ImpactLine(self._new.offices[name].name.in_(language()), "", "—", _("a new office without a holder"))
            for name in self.impact.offices_new
        ]
        return ImpactGroup(_("Offices"), [*gone, *new])

    def _others(self) -> ImpactGroup:
        adrift = [
            ImpactLine(
                str(row.public_name), reverse("membership:participant", args=[self.cluster.code, row.pk]),
                _("a participant"), _("the text no longer has this category"),
            )
            for row in self.impact.participants_adrift
        ]  # fmt: skip
        overruled = [
            ImpactLine(
                sentence, reverse("procedures:act", args=[self.cluster.code, row.act_id]) if row.act_id else "",
                _("set by %(act)s") % {"act": row.act}, _("the text itself says it"),
            )
            for row in self.impact.overrides_overruled
            if (sentence := _rule_title(row.key))
        ]  # fmt: skip
        return ImpactGroup(_("Participants and rules set by acts"), [*adrift, *overruled])

    @property
    def hidden(self) -> int:
        """How many cases would change that the reader may not see."""
        return len(
            {*(row.case.pk for row in self.impact.cases), *(row.case.pk for row in self.impact.terms)} - self._seen
        )


def _rule_title(key: str) -> str:
    return KEYS[key].title.in_(language()) if key in KEYS else key
