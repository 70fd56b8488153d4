"""Every component draws its documented inputs in three languages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

import eduklaster.ui
from eduklaster.ui import drawings
from eduklaster.ui.components import ClauseMark, ClauseState, Seats, State, Tone, VoteResult
from eduklaster.ui.icons import ICONS
from eduklaster.ui.kit import kit_context

ROOM = Path(eduklaster.ui.__file__).parent

TAGS = {
    "state": "{% for item in states %}{% state item %}{% endfor %}{% state 'ok' 'fine' %}",
    "clause_mark": "{% for mark in mark_list %}{% clause_mark mark %}{% clause_mark mark True %}{% endfor %}",
    "clause_marks": "{% clause_marks mark_list %}",
    "action": "{% action empty.action %}",
    "date_tile": "{% date_tile day %}",
    "card": "{% card title='T' %}x{% endcard %}",
    "notice": "{% notice tone='bad' title='T' mark=marks.charter %}x{% endnotice %}",
    "sheet_line": "{% sheet_line mark=marks.default note='why' %}x{% endsheet_line %}",
    "next_band": "{% next_band is_solo=True %}{% path path %}{% endnext_band %}",
    "path": "{% path path True %}",
    "keys": "{% keys keys %}",
    "chain": "{% chain chain %}",
    "refusal": "{% refusal chain.0.refusals.0 %}",
    "history": "{% history history %}",
    "clause_tree": "{% clause_tree tree %}",
    "clause_strip": "{% clause_strip strip %}",
    "silences": "{% silences silences %}",
    "records": "{% records records %}",
    "queue": "{% queue queue %}",
    "seats": "{% seats seats %}",
    "vote_result": "{% vote_result vote %}",
    "legend": "{% legend legend %}",
    "figures": "{% figures figures %}",
    "progress": "{% progress 3 7 'answers' %}",
    "facts": "{% facts facts %}",
    "crumbs": "{% crumbs crumbs %}",
    "tabs": "{% tabs ptabs %}",
    "quick_filters": "{% quick_filters quick %}",
    "search_form": "{% search_form url 'q' %}",
    "pagination": "{% pagination page_of_list %}",
    "empty": "{% empty empty %}",
    "error_summary": "{% error_summary bad_form %}",
    "confirm": "{% confirm confirmation %}",
}
BY_PYTHON = {"clause_tree_item", "history_link", "list", "onward"}  # drawn by neighbours, by name, or from other rooms


def draw(source: str, **more: Any) -> str:
    request = RequestFactory().get("/ui/kit/?a=1&page=3")
    return Template("{% load ui %}" + source).render(Context({"request": request, **kit_context(request), **more}))


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
@pytest.mark.parametrize("name", sorted(TAGS))
def test_a_component_draws_its_inputs(name: str, language: str) -> None:
    with translation.override(language):
        drawn = draw(TAGS[name])
    assert drawn.strip()
    assert "style=" not in drawn


def test_no_component_is_left_out() -> None:
    files = {path.stem for path in (ROOM / "templates/ui/components").glob("*.html")}
    assert files == set(TAGS) | BY_PYTHON


def test_every_icon_named_in_templates_and_code_is_in_the_list() -> None:
    text = "".join(path.read_text() for path in (ROOM / "templates").rglob("*.html"))
    assert set(re.findall(r'\{% icon "([\w-]+)"', text)) <= ICONS
    assert {tone.icon for tone in Tone} | {state.icon for state in ClauseState} <= ICONS


@pytest.mark.parametrize(
    ("kind", "css"), [("charter", "cl"), ("default", "cl def"), ("act", "cl act"), ("law", "cl law"), ("gap", "cl gap")]
)
def test_a_mark_looks_like_its_kind_and_says_it_aloud(kind: str, css: str) -> None:
    drawn = draw("{% clause_mark mark %}", mark=ClauseMark(kind, "п. 4.3", "/c/"))
    assert f'class="{css}"' in drawn
    assert "visually-hidden" in drawn


def test_a_mark_without_an_address_is_no_link() -> None:
    assert "<a" not in draw("{% clause_mark mark %}", mark=ClauseMark("charter", "п. 4.3"))


def test_an_unknown_kind_of_mark_is_an_error() -> None:
    with pytest.raises(ValueError, match="rumour"):
        draw("{% clause_mark mark %}", mark=ClauseMark("rumour", "п. 4.3"))


def test_text_of_a_person_is_escaped_in_components() -> None:
    bad = "<script>alert(1)</script>"
    drawn = draw("{% state item %}{% clause_mark mark %}", item=State(bad, "ok"), mark=ClauseMark("charter", bad, "/"))
    drawn += draw("{% card title=bad %}{{ bad }}{% endcard %}", bad=bad)
    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_a_state_never_speaks_by_colour_alone() -> None:
    drawn = draw("{% state 'no' 'refused' %}")
    assert "<svg" in drawn
    assert "refused" in drawn


def test_pages_keep_the_other_parameters_of_the_address() -> None:
    drawn = draw("{% pagination page_of_list %}")
    assert "?a=1&amp;page=4" in drawn


@pytest.mark.parametrize(
    ("votes", "spans"),
    [((8, 4, 3), [7, 3, 2]), ((100, 1, 0), [8, 2, 2]), ((0, 0, 0), [4, 4, 4]), ((0, 0, 9), [2, 2, 8])],
)
def test_every_number_of_votes_has_room_for_its_words(votes: tuple[int, int, int], spans: list[int]) -> None:
    columns = drawings.vote_columns(VoteResult(*votes, 1.0, "", max(1, sum(votes))))
    found = [column.span for column in columns]
    assert sum(found) == 12
    assert found == spans


def test_a_row_of_seats_counts_itself_aloud() -> None:
    with translation.override("en"):
        assert Seats(["for", "for", "absent"], line_label="quorum: 2").words == "for: 2; absent: 1; quorum: 2"


def test_many_seats_stand_in_rows() -> None:
    drawn = drawings.seats(Seats(["present"] * 50, line=26))
    assert drawn.count("<rect") == 50
    assert 'viewBox="0 0 672 126"' in drawn


def test_numbers_of_a_drawing_do_not_depend_on_the_locale() -> None:
    with translation.override("uk"):
        assert "," not in drawings.progress(1, 3)
