"""What a decision on one item needs: a quorum of its own, consensus sought first, several sessions with an interval."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from django.utils.translation import gettext as _

from eduklaster.charter.calendar import add_period
from eduklaster.charter.messages import period_words
from eduklaster.charter.resolver import Resolved
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.selectors import calendar_of
from eduklaster.procedures.presenters import language
from eduklaster.ui.components import ClauseMark
from eduklaster.ui.typography import local_date

from ..enums import Consensus, ItemKind, ItemState, SessionKind, SessionState
from ..models import AgendaItem
from ..selectors import item_rule, meetings_before, quorum_of_item
from .rooms import SessionRoom


class ItemRules:
    """The rules of one item as its page tells them."""

    def __init__(self, room: SessionRoom, item: AgendaItem) -> None:
        """Keep the session and the item; each rule is asked when it is shown."""
        self.room, self.item = room, item

    def _marks(self, *rules: Resolved) -> list[ClauseMark]:
        citations = [found for rule in rules if (found := Citation.of(rule)) is not None]
        return marks_of(list(dict.fromkeys(citations)), self.room.cluster, self.room.charter)

    @cached_property
    def is_undecided(self) -> bool:
        """Whether the item can still be decided in this session."""
        item = self.item
        return item.kind != ItemKind.EXECUTION and item.state in {ItemState.OPEN, ItemState.DISCUSSED}

    @cached_property
    def quorum(self) -> tuple[bool, str, list[ClauseMark]] | None:
        """Whether those who are here may decide this item, those whom it concerns left out as the charter says."""
        session = self.room.session
        if not self.is_undecided or session.kind == SessionKind.CORRESPONDENCE or session.state != SessionState.OPEN:
            return None
        verdict = quorum_of_item(self.item, self.room.rows)
        facts = verdict.facts
        words = _("%(present)s present; the quorum is %(needed)s of %(base)s.") % {
            "present": facts.get("present", 0),
            "needed": facts.get("quorum_needed", "—"),
            "base": facts.get("quorum_base", "—"),
        }
        return verdict.allowed, words, marks_of(verdict.citations, self.room.cluster, self.room.charter)

    @cached_property
    def wants_consensus(self) -> bool:
        """Whether the charter wants consensus sought before a vote on this item."""
        return bool(self._consensus.value)

    @cached_property
    def _consensus(self) -> Resolved:
        return item_rule(self.item, "voting.consensus_first")

    @property
    def consensus_marks(self) -> list[ClauseMark]:
        """By which clause."""
        return self._marks(self._consensus)

    @property
    def waits_for_consensus(self) -> bool:
        """Whether it has to be said now whether all agree."""
        return self.item.consensus == "" and self.is_undecided and self.wants_consensus

    @property
    def has_failed_consensus(self) -> bool:
        """Whether it is on record that not all agreed."""
        return self.item.consensus == Consensus.FAILED

    @cached_property
    def _meetings(self) -> Resolved:
        return item_rule(self.item, "voting.meetings")

    @cached_property
    def _interval(self) -> Resolved:
        return item_rule(self.item, "voting.meetings_interval")

    @property
    def wants_meetings(self) -> int:
        """On how many sessions the item has to be considered; 0 where one is enough."""
        return int(self._meetings.value) if self._meetings.value > 1 else 0

    @cached_property
    def meetings(self) -> list[date]:
        """The days of the sessions that considered it before this one."""
        return meetings_before(self.item)

    @property
    def meetings_words(self) -> list[str]:
        """How many sessions, how far apart, which were held, from which day the vote is possible."""
        wanted, period = self.wants_meetings, self._interval.value
        interval = period_words(period, language())
        lines = [
            _("It is considered at %(count)s sessions; between them there pass %(interval)s.")
            % {"count": wanted, "interval": interval}
        ]
        if self.meetings:
            days = ", ".join(local_date(day) for day in self.meetings)
            lines.append(_("Considered before: %(days)s.") % {"days": days})
        elif self.is_undecided:
            lines.append(_("This is the first session that considers it: write its minutes and postpone it."))
        if self.is_undecided and len(self.meetings) < wanted:
            last = self.meetings[-1] if self.meetings else self.room.day
            earliest = add_period(last, period, calendar_of(self.room.cluster))
            lines.append(_("The next session may be held from %(day)s.") % {"day": local_date(earliest)})
        return lines

    @property
    def meetings_marks(self) -> list[ClauseMark]:
        """By which clauses."""
        return self._marks(self._meetings, self._interval)
