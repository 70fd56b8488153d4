"""How well names and posts decline, measured against tables read by hand."""

from collections.abc import Callable

import pytest
from tests.language.gold_tables import Try, name_tries, post_tries

TABLES = [
    pytest.param(name_tries, "uk", id="names in Ukrainian"),
    pytest.param(name_tries, "ru", id="names in Russian"),
    pytest.param(post_tries, "uk", id="posts in Ukrainian"),
    pytest.param(post_tries, "ru", id="posts in Russian"),
]


@pytest.mark.parametrize(("tries_in", "language"), TABLES)
def test_each_table_has_forty_rows_or_more(tries_in: Callable[[str], list[Try]], language: str):
    assert len({t.asked for t in tries_in(language)}) >= 40


@pytest.mark.parametrize(("tries_in", "language"), TABLES)
def test_a_form_that_is_called_sure_is_right(tries_in: Callable[[str], list[Try]], language: str):
    assert [(t.expected, t.form.text) for t in tries_in(language) if t.form.is_sure and not t.is_hit] == []


@pytest.mark.parametrize(("tries_in", "language"), TABLES)
def test_four_forms_in_five_are_sure_and_nineteen_in_twenty_right(tries_in: Callable[[str], list[Try]], language: str):
    tries = tries_in(language)

    assert sum(t.form.is_sure for t in tries) / len(tries) >= 0.80
    assert sum(t.is_hit for t in tries) / len(tries) >= 0.95
