"""What an amendment changes, place by place and rule by rule."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.charter.compare import redline_runs
from eduklaster.charter.messages import (
    citation_words,
)
from eduklaster.charter.places import PlaceChange
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.enums import VersionState
from eduklaster.clusters.presenters.comparison import ComparedSection, Sides, comparison_page
from eduklaster.clusters.presenters.reading import language, reading_of
from eduklaster.clusters.selectors import charter_of
from eduklaster.clusters.versions import version_changes
from eduklaster.ui.components import State

from ..models import Amendment
from ..selectors import rules_compared
from .words import change_state


@dataclass(frozen=True, slots=True)
class RedlineRow:
    """One place of the text with its change. `runs` are (same, out or in; text) in the order of reading."""

    key: str
    name: str
    old_name: str
    state: State
    runs: list[tuple[str, str]]
    old_url: str
    new_url: str


class RedlinePage:
    """What an amendment changes: the text place by place, the rules in plain words."""

    def __init__(self, row: Amendment, *, shows_all: bool) -> None:
        """Keep the amendment; unchanged places are shown on request."""
        self.row, self.shows_all = row, shows_all

    @cached_property
    def rows(self) -> list[RedlineRow]:
        """The places in the order of the new text."""
        changes = version_changes(self.row.base, self.row.version)
        return [self._row(change) for change in changes if self.shows_all or change.change != "same"]

    def _row(self, change: PlaceChange) -> RedlineRow:
        code = self.row.cluster.code
        old, new = charter_of(self.row.base).charter, charter_of(self.row.version).charter

        def name(clause: str | None, charter: Charter) -> str:
            return citation_words(Citation("clause", clause), language(), charter) if clause else ""

        was, now = name(change.before, old), name(change.after, new)
        is_readable = self.row.version.state in {VersionState.IN_FORCE, VersionState.SUPERSEDED}
        return RedlineRow(
            change.after or change.before or "",
            now or was,
            was if was and now and was != now else "",
            change_state(change),
            redline_runs(change.old_text, change.new_text),
            reverse("clusters:clause", args=[code, change.before]) + f"?version={self.row.base.number}"
            if change.before
            else "",
            reverse("clusters:clause", args=[code, change.after]) + f"?version={self.row.version.number}"
            if change.after and is_readable
            else "",
        )

    @cached_property
    def sections(self) -> list[ComparedSection]:
        """The rules that change, subject by subject, in words."""
        sides = Sides(self.row.base, self.row.version, [], [], [])
        page = comparison_page(
            reading_of(self.row.cluster, self.row.base), rules_compared(self.row), sides, shows_all=False
        )
        return [section for section in page.sections if section.name != "clauses"]

    @property
    def first_name(self) -> str:
        """The old version."""
        return _("Version %(number)s") % {"number": self.row.base.number}

    @property
    def second_name(self) -> str:
        """The new version."""
        return _("Version %(number)s") % {"number": self.row.version.number}
