"""The list of entries: columns, filters, exports."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

import django_filters
import django_tables2
from django import forms
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from eduklaster.clusters.models import Cluster
from eduklaster.journal.models import Entry
from eduklaster.journal.words import ActionWord
from eduklaster.people.access import Viewer
from eduklaster.ui.listing import DayColumn, ListFilter, ListTable
from eduklaster.ui.typography import local_date

from .presenters import Line, Reader


def _hidden(label: StrOrPromise) -> Any:
    return django_tables2.Column(verbose_name=label, visible=False, orderable=False, empty_values=(), accessor="pk")


class EntryTable(ListTable):
    """Entries in words. What a cell of the page draws together stands in columns of its own in an export."""

    on = DayColumn(verbose_name=_("Day"), order_by=("on", "pk"))
    action = django_tables2.Column(verbose_name=_("What happened"), orderable=False)
    capacity = django_tables2.Column(verbose_name=_("Who, in which capacity"), orderable=False)
    basis = django_tables2.Column(verbose_name=_("By what"), orderable=False, empty_values=(), accessor="rule")
    number = django_tables2.Column(verbose_name=_("Entry"), orderable=False, attrs={"td": {"class": "num"}})
    thing = _hidden(_("Of what"))
    details = _hidden(_("Facts and changes"))
    recorded = _hidden(_("Recorded at"))
    chain = _hidden(_("Chain"))
    digest = _hidden(_("Hash"))

    class Meta(ListTable.Meta):
        sequence = (
            "on", "action", "capacity", "basis", "number", "thing", "details", "recorded", "chain", "digest",
        )  # fmt: skip

    def __init__(self, *args: Any, cluster: Cluster, viewer: Viewer, names_things: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cluster, self._viewer, self._names_things = cluster, viewer, names_things

    @cached_property
    def _reader(self) -> Reader:
        rows: Iterable[Any] = self.paginated_rows if hasattr(self, "page") else self.rows
        return Reader(self._cluster, self._viewer, [row.record for row in rows])

    def _line(self, entry: Entry) -> Line:
        lines: dict[int, Line] = self.__dict__.setdefault("_lines", {})
        if entry.pk not in lines:
            lines[entry.pk] = self._reader.line(entry)
        return lines[entry.pk]

    def render_on(self, value: datetime.date, record: Entry) -> str:
        """The day of the action, and below it when it was written down where that is another day."""
        recorded = self._line(record).recorded_at
        context = {
            "on": value,
            "recorded_at": f"{recorded:%H:%M}",
            "recorded_on": "" if recorded.date() == value else local_date(recorded.date(), "short"),
        }
        return render_to_string("history/day.html", context)

    def value_on(self, value: datetime.date) -> datetime.date:
        """The day."""
        return value

    def render_action(self, record: Entry) -> str:
        """What happened, to what, with which facts."""
        context = {"line": self._line(record), "names_things": self._names_things}
        return render_to_string("history/action.html", context)

    def value_action(self, record: Entry) -> str:
        """What happened."""
        return self._line(record).title

    def render_capacity(self, record: Entry) -> str:
        """The capacity, with the person where the reader may know who it was."""
        return render_to_string("history/who.html", {"line": self._line(record)})

    def value_capacity(self, record: Entry) -> str:
        """Capacity and person."""
        line = self._line(record)
        return " · ".join(part for part in (line.capacity, line.person) if part)

    def render_basis(self, record: Entry) -> str:
        """The rule in words, and the marks of the clauses."""
        return render_to_string("history/basis.html", {"line": self._line(record)})

    def value_basis(self, record: Entry) -> str:
        """Rule and clauses."""
        line = self._line(record)
        return " · ".join(part for part in (line.rule, *(str(mark.text) for mark in line.marks)) if part)

    def render_number(self, record: Entry) -> str:
        """Number and the beginning of the hash."""
        return render_to_string(
            "history/number.html", {"line": self._line(record), "is_own": record.chain == self._cluster.code}
        )

    def value_number(self, value: int) -> int:
        """The number in its chain."""
        return value

    def value_thing(self, record: Entry) -> str:
        """The object and what it is."""
        line = self._line(record)
        return f"{line.kind}: {line.thing.text}" if line.thing.text else line.kind

    def value_details(self, record: Entry) -> str:
        """Facts and changes, each in words."""
        return "; ".join(detail.words for detail in self._line(record).details)

    def value_recorded(self, record: Entry) -> str:
        """The moment in the cluster's time zone."""
        return self._line(record).recorded_at.strftime("%Y-%m-%d %H:%M %z")

    def value_chain(self, record: Entry) -> str:
        """The chain that the number counts in."""
        return record.chain

    def value_digest(self, record: Entry) -> str:
        """The whole hash."""
        return record.hash


def _day_input() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class EntryFilter(ListFilter):
    """Filters by kind of change and by period."""

    action = django_filters.ChoiceFilter(label=_("What happened"))
    since = django_filters.DateFilter(field_name="on", lookup_expr="gte", label=_("From the day"), widget=_day_input())
    until = django_filters.DateFilter(field_name="on", lookup_expr="lte", label=_("Until the day"), widget=_day_input())

    class Meta:
        model = Entry
        fields = ()


class JournalFilter(EntryFilter):
    """Filters of the journal, with a search."""

    q = django_filters.CharFilter(method="search", label=_("Words, clause, number or hash"))
    words: Mapping[str, str] = {}

    class Meta(EntryFilter.Meta):
        pass

    def search(self, rows: QuerySet[Entry], name: str, value: str) -> QuerySet[Entry]:
        """Find by what happened, by capacity, by a cited clause, by the number of the entry, by the beginning of its hash."""
        text = " ".join(value.split())
        actions = [code for code, label in self.words.items() if text.casefold() in label.casefold()]
        condition = Q(action__in=actions) | Q(capacity__icontains=text) | Q(rule__icontains=text)
        condition |= Q(citations__contains=[{"ref": text}]) | Q(hash__startswith=text.lower())
        number = text.removeprefix("№").strip()
        if number.isascii() and number.isdecimal() and len(number) < 19:
            condition |= Q(number=int(number))
        return rows.filter(condition)


def filter_of(base: type[EntryFilter], known: Mapping[str, ActionWord]) -> type[EntryFilter]:
    """Return the filters with the kinds of change that can be chosen, in the order of the alphabet."""
    words = {code: str(word.label) for code, word in known.items()}
    choices = sorted(words.items(), key=lambda pair: pair[1].casefold())
    action = django_filters.ChoiceFilter(label=_("What happened"), choices=choices, empty_label=_("everything"))
    return type(base.__name__, (base,), {"action": action, "words": words})
