"""Lists: the address holds everything, exports are safe, the count of queries is constant."""

from __future__ import annotations

import datetime
import io
from typing import Any

import django_filters
import django_tables2
import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.html import format_html
from python_calamine import CalamineWorkbook

from eduklaster.ui import listing
from eduklaster.ui.components import Action, EmptyState
from eduklaster.ui.listing import ListFilter, ListPage, ListTable, Quick, safe_cell, workbook


class GroupTable(ListTable):
    name = django_tables2.Column(verbose_name="Name")
    number = django_tables2.Column(verbose_name="Number", accessor="pk", attrs={"td": {"class": "r"}})
    link = django_tables2.Column(verbose_name="Link", accessor="name", orderable=False)

    def render_link(self, value: str) -> str:
        return format_html('<a href="/x/">{}</a>', value)


class GroupFilter(ListFilter):
    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label="Name")
    name = django_filters.CharFilter(field_name="name", label="Exactly")


def list_at(address: str, **more: Any) -> ListPage:
    request = RequestFactory().get(f"/groups/{address}")
    return ListPage(request, Group.objects.order_by("name"), GroupTable, GroupFilter, title="Учасники", **more)


def names_on(page: ListPage) -> list[str]:
    return [row.record.name for row in page.table.paginated_rows]


def body(answer: Any) -> bytes:
    content = answer.streaming_content if isinstance(answer, StreamingHttpResponse) else [answer.content]
    return b"".join(content)


@pytest.fixture
def groups(db: None) -> list[Group]:
    return Group.objects.bulk_create(Group(name=f"ліцей {number:03}") for number in range(60))


def test_search_sorting_and_page_come_from_the_address(groups: list[Group]) -> None:
    page = list_at("?q=ліцей 00&sort=-name&page=1")
    assert names_on(page) == [f"ліцей {number:03}" for number in range(9, -1, -1)]


@pytest.mark.parametrize(
    ("number", "first"), [("2", "ліцей 025"), ("99", "ліцей 050"), ("x", "ліцей 000"), ("-1", "ліцей 000")]
)
def test_a_page_that_does_not_exist_gives_the_nearest(groups: list[Group], number: str, first: str) -> None:
    assert names_on(list_at(f"?page={number}"))[0] == first


def test_a_strange_sorting_or_size_is_ignored(groups: list[Group]) -> None:
    assert len(names_on(list_at("?sort=password&size=9999"))) == 25
    assert len(names_on(list_at("?size=50"))) == 50


@pytest.mark.parametrize("count", [1, 30])
def test_a_page_costs_the_same_queries_for_1_and_for_30_rows(db: None, count: int) -> None:
    Group.objects.bulk_create(Group(name=f"g{number}") for number in range(count))
    quick = Quick("name", [("g0", "First")])
    with CaptureQueriesContext(connection) as queries:
        list_at("", quick=quick).response()
    assert len(queries) == 2  # counts of the quick selections, which make up the whole, and rows


def test_links_keep_the_filters_and_leave_the_page(groups: list[Group]) -> None:
    page = list_at("?q=ліцей&page=2&sort=-name")
    html = body(page.response()).decode()
    assert "page=3" in html
    assert 'aria-sort="descending"' in html
    exports = page.export_links
    assert all("page=" not in url and "sort=-name" in url for _, url in exports)


def test_quick_selections_count_under_the_other_filters(groups: list[Group]) -> None:
    page = list_at("?q=00&name=ліцей 001", quick=Quick("name", [("ліцей 001", "One"), ("nobody", "Nobody")]))
    counts = [(item.label, item.count, item.is_current) for item in page.quick_filters]
    assert [entry[1:] for entry in counts] == [(10, False), (1, True), (0, False)]


def test_an_empty_list_says_what_to_do(db: None) -> None:
    empty = EmptyState("Нікого ще немає", "", Action("Запросити", "/invite/"))
    html = body(list_at("", empty=empty).response()).decode()
    assert "Нікого ще немає".replace(" ", "\u00a0") in html.replace(" ", "\u00a0")
    assert "/invite/" in html


def test_a_search_that_finds_nothing_offers_to_show_everything(groups: list[Group]) -> None:
    page = list_at("?q=zzz")
    assert page.is_filtered
    assert page.empty_state.action is not None
    assert page.empty_state.action.url == "/groups/"


@pytest.mark.parametrize("text", ["=1+1", "+380", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_a_text_is_never_a_formula(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", ["ліцей", "п. 4.3", 5, -5, None, datetime.date(2026, 3, 2)])
def test_other_values_stay_as_they_are(value: object) -> None:
    assert safe_cell(value) == value


def test_an_excel_file_holds_what_is_seen(groups: list[Group]) -> None:
    Group.objects.create(name="=HYPERLINK(1)")
    answer = list_at("?q=HYPER&export=xlsx", export_name="members").response()
    assert "members-" in answer["Content-Disposition"]
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body(answer))).get_sheet_by_index(0).to_python()
    assert rows[0] == ["Name", "Number", "Link"]
    assert rows[1][0] == rows[1][2] == "'=HYPERLINK(1)"
    assert isinstance(rows[1][1], (int, float))
    assert len(rows) == 2


def test_an_export_holds_all_pages(groups: list[Group]) -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(body(list_at("?page=2&export=xlsx").response())))
    assert len(rows.get_sheet_by_index(0).to_python()) == 61


def test_a_list_too_long_for_excel_offers_csv_and_says_why(groups: list[Group], monkeypatch: Any) -> None:
    monkeypatch.setattr(listing.page, "XLSX_LIMIT", 59)
    answer = list_at("?export=xlsx").response()
    assert answer.status_code == 422
    page = body(answer).decode()
    assert "CSV" in page
    assert [url for _, url in list_at("?export=xlsx").export_links] == ["?export=csv"]
    assert len(body(list_at("?export=csv").response()).splitlines()) == 61
    assert list_at("?q=ліцей 001&export=xlsx").response().status_code == 200


@pytest.mark.parametrize(("language", "sign"), [("uk", ";"), ("ru", ";"), ("en", ",")])
def test_a_csv_opens_in_excel_of_the_reader(groups: list[Group], language: str, sign: str) -> None:
    with translation.override(language):
        text = body(list_at("?q=ліцей 001&export=csv").response()).decode()
    assert text.startswith("\ufeffName" + sign)
    assert text.splitlines()[1].startswith("ліцей 001" + sign)


def test_an_unknown_export_is_just_the_page(groups: list[Group]) -> None:
    assert list_at("?export=exe").response()["Content-Type"].startswith("text/html")


def test_dates_and_moments_stay_dates_in_excel() -> None:
    moment = datetime.datetime(2026, 3, 2, 8, 42, tzinfo=datetime.UTC)
    rows = [["day", "moment", "nothing"], [datetime.date(2026, 3, 2), moment, None]]
    read = CalamineWorkbook.from_filelike(io.BytesIO(workbook(rows, "a/b: [c]"))).get_sheet_by_index(0).to_python()
    assert read[1][0] == datetime.date(2026, 3, 2)
    assert read[1][1] == datetime.datetime(2026, 3, 2, 10, 42)  # noqa: DTZ001  # local to the cluster
    assert read[1][2:] in ([], [""])


def test_a_table_becomes_cards_with_the_names_of_columns(groups: list[Group]) -> None:
    html = body(list_at("").response()).decode()
    assert '<th scope="row" role="rowheader">' in html
    assert 'data-l="Number"' in html
