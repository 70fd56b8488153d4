"""The list itself: what the address asks for, and the page or the file that answers."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from eduklaster.ui.components import Action, EmptyState, QuickFilter

from .exports import XLSX_LIMIT, csv_lines, workbook
from .filters import ListFilter, Quick
from .rows import ManyRows, Rows
from .tables import ListTable

PAGE_SIZES = (25, 50, 100)


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
            data = (ManyRows if self._is_long else Rows)(rows, self._count_by_quick)
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
            response = StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{stem}-{today}.{kind}"'
        return response


def _grouped(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")
