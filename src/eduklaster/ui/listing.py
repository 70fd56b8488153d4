"""A list page: search, filters, sorting and paging live in the address; what is seen can be exported.

Built on django-filter and django-tables2. The page costs the same number of queries for 3 rows and for
300 000: one count, or the counts of the quick selections which make it up, and one page of rows.
"""

import csv
import datetime
import html
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import django_filters
import django_tables2
import xlsxwriter
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import strip_tags
from django.utils.safestring import SafeData
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise
from django_tables2.data import TableQuerysetData

from eduklaster.ui.components import Action, EmptyState, QuickFilter
from eduklaster.ui.typography import local_date

PAGE_SIZES = (25, 50, 100)
XLSX_LIMIT = 20_000
"""Rows of one Excel file. CSV has no limit.

A workbook can be sent only when it is complete, and making it takes about half a millisecond for a row: a hundred thousand
rows would let the reader look at a still page for a minute and hold a worker meanwhile. A CSV goes out line by line in
constant memory, begins at once, and Excel opens it. So a longer list offers CSV alone and says so, which needs neither a
job in the background nor a second visit to fetch a file.
"""

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


class ListTable(django_tables2.Table):  # type: ignore[misc]  # django-tables2 ships no types
    """Base of every table: our markup; the first column names the row and becomes the head of a card."""

    class Meta:
        template_name = "ui/table.html"
        attrs = {"class": "tbl cards"}


class NumberColumn(django_tables2.Column):  # type: ignore[misc]
    """Numbers stand on the right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "r"}, "th": {"class": "r"}})
        super().__init__(*args, **kwargs)


class DayColumn(django_tables2.Column):  # type: ignore[misc]
    """A date or a moment in the reader's short format; exports keep the date itself."""

    def __init__(self, *args: Any, style: str = "short", **kwargs: Any) -> None:
        kwargs.setdefault("attrs", {"td": {"class": "num"}})
        super().__init__(*args, **kwargs)
        self.style = style

    def render(self, value: datetime.date) -> str:
        """The words of the date."""
        return local_date(value, self.style)

    def value(self, value: datetime.date) -> datetime.date:
        """The date itself."""
        return value


class ListFilter(django_filters.FilterSet):  # type: ignore[misc]  # django-filter ships no types
    """Base of every set of filters; give each filter a ``label`` of your own."""


@dataclass(frozen=True, slots=True)
class Quick:
    """Quick selections by one field, with counts."""

    field: str
    """Field of the model and name of the parameter; the filter set must have a filter of this name."""
    choices: Sequence[tuple[str, StrOrPromise]]


def safe_cell(value: object) -> object:
    """A text that no spreadsheet takes for a formula: ``= + - @``, tab and return get an apostrophe."""
    if isinstance(value, str) and value.startswith(_FORMULA_SIGNS):
        return f"'{value}"
    return value


class ListPage:
    """A list with its filters, sorting, pages and exports.

    :param queryset: bounded by what the viewer may see; join what the columns need with ``select_related``.
    :param table_class: a subclass of :class:`ListTable`.
    :param filterset_class: a subclass of :class:`ListFilter`, or None for a list without filters.
    :param empty: shown when nothing exists at all; a search that finds nothing has its own words.
    :param quick: quick selections with counts; costs one query.
    :param export_name: beginning of the file's name.
    :param is_long: the list may have 100 000 rows: the page's rows are chosen by key first, so that the database sorts
        narrow rows. It asks the conditions twice, so it is for lists with plain conditions.
    """

    def __init__(
        self,
        request: HttpRequest,
        queryset: QuerySet[Any],
        table_class: type[ListTable],
        filterset_class: type[ListFilter] | None = None,
        *,
        title: StrOrPromise,
        lead: StrOrPromise = "",
        empty: EmptyState | None = None,
        quick: Quick | None = None,
        actions: Sequence[Action] = (),
        exports: Sequence[str] = ("xlsx", "csv"),
        export_name: str = "",
        page_size: int = PAGE_SIZES[0],
        table_kwargs: dict[str, Any] | None = None,
        is_long: bool = False,
    ) -> None:
        self.request = request
        self.title = title
        self.lead = lead
        self.actions = actions
        self.exports = tuple(exports)
        self._queryset = queryset
        self._table_class = table_class
        self._filterset_class = filterset_class
        self._empty = empty
        self._quick = quick
        self._export_name = export_name
        self._page_size = page_size
        self._table_kwargs = table_kwargs or {}
        self._is_long = is_long

    # Parts ------------------------------------------------------------------------------------------

    @cached_property
    def filterset(self) -> Any:
        """The bound filters, or None."""
        if self._filterset_class is None:
            return None
        return self._filterset_class(self.request.GET or None, queryset=self._queryset, request=self.request)

    @cached_property
    def rows(self) -> QuerySet[Any]:
        """Rows left by the filters; filters that make no sense leave nothing out."""
        if self.filterset is None:
            return self._queryset
        rows: QuerySet[Any] = self.filterset.qs
        return rows

    @cached_property
    def table(self) -> Any:
        """The sorted table of one page."""
        table = self._whole_table
        table.paginate(page=self._page_number, per_page=self.page_size)
        return table

    @cached_property
    def _whole_table(self) -> Any:
        return self._sorted_table()

    def _sorted_table(self) -> Any:
        rows = self.rows
        data: Any = rows
        if isinstance(rows, QuerySet):
            data = (_ManyRows if self._is_long else _Rows)(rows, self._count_by_quick)
            data.everything = self._queryset
        table = self._table_class(data, request=self.request, **self._table_kwargs)
        sort = self.request.GET.getlist(table.order_by_field)
        if sort:
            table.order_by = [name for value in sort for name in value.split(",")]
        rows = table.data.data
        if isinstance(rows, QuerySet):
            # Equal rows keep their order from page to page.
            order = list(rows.query.order_by) or list(rows.model._meta.ordering)
            if not {"pk", "-pk", "id", "-id"} & {str(name) for name in order}:
                table.data.data = rows.order_by(*order, "pk")
        return table

    @property
    def _page_number(self) -> int:
        try:
            number = int(self.request.GET.get("page", 1))
        except ValueError:
            return 1
        if number <= 1:
            return 1
        pages = max(1, -(-self.count // self.page_size))
        return min(number, pages)

    @cached_property
    def page_size(self) -> int:
        """Rows of a page: the reader may ask for one of :data:`PAGE_SIZES`."""
        wanted = self.request.GET.get("size", "")
        return int(wanted) if wanted in {str(size) for size in PAGE_SIZES} else self._page_size

    @cached_property
    def count(self) -> int:
        """Rows left by the filters."""
        return len(self._whole_table.data)  # asks the database once and remembers

    @property
    def _count_by_quick(self) -> Callable[[], int] | None:
        """Where none of the quick selections is chosen, their counts add up to the whole."""
        if self._quick is None or self._filterset_class is None or self.request.GET.get(self._quick.field):
            return None
        return lambda: sum(self._quick_counts.values())

    @cached_property
    def is_filtered(self) -> bool:
        """Whether any filter is in the address."""
        if self.filterset is None:
            return False
        names = set(self.filterset.form.fields)
        return any(self.request.GET.getlist(name) not in ([], [""]) for name in self._parameters(names))

    def _parameters(self, names: set[str]) -> Iterator[str]:
        """Parameters of the address that belong to the named filters, ranges included."""
        for key in self.request.GET:
            if key in names or any(key.startswith(f"{name}_") for name in names):
                yield key

    def address(self, **changes: str | int | None) -> str:
        """This address with other parameters; None takes one away. A change goes back to the first page."""
        params: QueryDict = self.request.GET.copy()
        params.pop("page", None)
        params.pop("export", None)
        for name, value in changes.items():
            params.pop(name, None)
            if value is not None:
                params[name] = str(value)
        return f"?{params.urlencode()}" if params else self.request.path

    @cached_property
    def _quick_counts(self) -> dict[str, int]:
        if self._quick is None or self._filterset_class is None:
            return {}
        others = self.request.GET.copy()
        others.pop(self._quick.field, None)
        rows = self._filterset_class(others or None, queryset=self._queryset, request=self.request).qs
        return {
            str(value): number
            for value, number in rows.order_by().values_list(self._quick.field).annotate(number=Count("pk"))
        }

    @cached_property
    def quick_filters(self) -> list[QuickFilter]:
        """Quick selections with the counts under all the other filters."""
        if self._quick is None or self._filterset_class is None:
            return []
        counts, chosen = self._quick_counts, self.request.GET.get(self._quick.field, "")
        everything = QuickFilter(
            _("All"),
            self.address(**{self._quick.field: None}),
            is_current=not chosen,
            count=sum(counts.values()),
        )
        return [everything] + [
            QuickFilter(
                label,
                self.address(**{self._quick.field: value}),
                is_current=chosen == value,
                count=counts.get(value, 0),
            )
            for value, label in self._quick.choices
        ]

    @cached_property
    def empty_state(self) -> EmptyState:
        """Words for a list without rows."""
        if self.is_filtered:
            return EmptyState(
                _("Nothing fits these filters"),
                _("Take one of them away or search in other words."),
                Action(_("Show everything"), self.request.path, "quiet", "x"),
                icon="search",
            )
        return self._empty or EmptyState(_("Nothing here yet"))

    @cached_property
    def sort_choices(self) -> list[QuickFilter]:
        """Sorting for a phone, where the heads of columns are not seen."""
        choices = []
        for column in self.table.columns:
            if column.orderable:
                choices.append(
                    QuickFilter(
                        str(column.header),
                        self.address(sort=str(column.order_by_alias.next)),
                        is_current=bool(column.is_ordered),
                    )
                )
        return choices

    @cached_property
    def export_links(self) -> list[tuple[str, str]]:
        """Links to the exports of what is seen."""
        labels = {"xlsx": _("Excel with what I see"), "csv": _("CSV with what I see")}
        return [
            (labels[kind], self.address(export=kind))
            for kind in self.exports
            if kind != "xlsx" or self.count <= XLSX_LIMIT
        ]

    @property
    def refusal(self) -> str:
        """Why the wanted Excel file is not made; empty where it was not asked for or can be made."""
        if self.request.GET.get("export") != "xlsx" or self.count <= XLSX_LIMIT:
            return ""
        return _(
            "An Excel file is made of up to %(limit)s rows, and this list has %(count)s. Take the CSV, which has no limit and "
            "opens in Excel too, or narrow the list with the filters."
        ) % {"limit": _grouped(XLSX_LIMIT), "count": _grouped(self.count)}

    @property
    def context(self) -> dict[str, Any]:
        """What ``ui/list.html`` needs."""
        return {"list": self, "table": self.table, "filter": self.filterset}

    # Answers ----------------------------------------------------------------------------------------

    def response(self, template: str = "ui/list.html", context: dict[str, Any] | None = None) -> HttpResponse | Any:
        """The page, or the export that the address asks for; 422 and the page for an Excel file that is too long."""
        wanted = self.request.GET.get("export", "")
        refused = "xlsx" in self.exports and bool(self.refusal)
        if wanted in self.exports and not refused:
            return self.export(wanted)
        return render(self.request, template, {**self.context, **(context or {})}, status=422 if refused else 200)

    def export(self, kind: str) -> HttpResponse | StreamingHttpResponse:
        """A file with every row left by the filters, in the order seen."""
        rows = self._sorted_table().as_values()
        today = timezone.localdate().isoformat()
        stem = slugify(self._export_name) or slugify(str(self.title)) or "list"
        if kind == "xlsx":
            response: HttpResponse | StreamingHttpResponse = HttpResponse(
                workbook(rows, str(self.title)),
                content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            )
        else:
            response = StreamingHttpResponse(_csv_lines(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{stem}-{today}.{kind}"'
        return response


class _Rows(TableQuerysetData):  # type: ignore[misc]
    """Rows that are counted once, by the database or by whoever knows, even before the table has pages."""

    def __init__(self, rows: QuerySet[Any], count: Callable[[], int] | None = None) -> None:
        super().__init__(rows)
        self._counted = count

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Any]:
        """All rows, as exports want them: a few thousand in memory at a time."""
        return self.data.iterator(chunk_size=2000)  # type: ignore[no-any-return]

    @cached_property
    def _number(self) -> int:
        number: int = self._counted() if self._counted else self.data.count()
        return number


class _ManyRows(_Rows):
    """Rows of which a page is found by key: narrow keys are sorted and cut in a subquery, then the rows are read."""

    everything: QuerySet[Any]
    """The rows without what the reader asked for: to read by key, the filters need not be asked again."""

    def __getitem__(self, key: int | slice) -> Any:
        if isinstance(key, slice):
            return self.everything.order_by(*self.data.query.order_by).filter(pk__in=self.data.values("pk")[key])
        return self.data[key]


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


def _plain(value: object) -> object:
    """A value that a spreadsheet keeps: local moments without a zone, numbers, dates, safe text."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).replace(tzinfo=None) if timezone.is_aware(value) else value
    if isinstance(value, (datetime.date, int, float)):
        return value
    if isinstance(value, SafeData):
        # A column that draws markup gives its words.
        return safe_cell(" ".join(html.unescape(strip_tags(str(value))).split()))
    return safe_cell(str(value))


def workbook(rows: Iterable[Sequence[object]], title: str) -> bytes:
    """An XLSX file: a frozen head, widths that follow the text, dates and numbers kept as such.

    Rows go to a temporary file as they come, so that many of them do not fill the memory.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("".join(char for char in title if char not in "[]:*?/\\'")[:31] or "1")
    head = book.add_format({"bold": True, "bg_color": "#E5EBE4", "bottom": 2, "text_wrap": True, "valign": "top"})
    body = book.add_format({"valign": "top", "text_wrap": True})
    day = book.add_format({"valign": "top", "num_format": "dd.mm.yyyy"})
    moment = book.add_format({"valign": "top", "num_format": "dd.mm.yyyy hh:mm"})
    widths: list[int] = []
    last = 0
    for number, row in enumerate(rows):
        last = number
        for column, raw in enumerate(row):
            value = _plain(raw)
            if column >= len(widths):
                widths.append(8)
            if isinstance(value, datetime.datetime):
                sheet.write_datetime(number, column, value, moment)
                widths[column] = max(widths[column], 16)
            elif isinstance(value, datetime.date):
                sheet.write_datetime(number, column, datetime.datetime.combine(value, datetime.time()), day)
                widths[column] = max(widths[column], 11)
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(number, column, value, body)
            else:
                text = str(value)
                sheet.write_string(number, column, text, head if number == 0 else body)
                widths[column] = max(widths[column], min(60, max(map(len, text.split("\n"))) + 2))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 1)
    if widths and last:
        sheet.autofilter(0, 0, last, len(widths) - 1)
    book.close()
    return buffer.getvalue()


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def _csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Lines with a byte order mark, so that Excel reads Cyrillic; parted by the sign its locale expects."""
    delimiter = "," if (get_language() or "en").startswith("en") else ";"
    writer = csv.writer(_Echo(), delimiter=delimiter)
    yield "\ufeff"
    for row in rows:
        cells = [_plain(value) for value in row]
        yield writer.writerow(
            [value.isoformat(" ") if isinstance(value, datetime.datetime) else value for value in cells]
        )


__all__ = [
    "PAGE_SIZES",
    "XLSX_LIMIT",
    "DayColumn",
    "ListFilter",
    "ListPage",
    "ListTable",
    "NumberColumn",
    "Quick",
    "safe_cell",
    "workbook",
]
