"""Non-breaking spaces and dates."""

from __future__ import annotations

import datetime

import pytest
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from eduklaster.kernel.text import Localized
from eduklaster.ui.typography import local_date, nb, own_language, own_words, tile_words, time_element

N = "\u00a0"


@pytest.mark.parametrize(
    ("text", "tied"),
    [
        ("рада з усіх", f"рада з{N}усіх"),
        ("і в школі", f"і{N}в{N}школі"),
        ("п. 4.3 Положення", f"п.{N}4.3 Положення"),
        ("розд. VI", f"розд.{N}VI"),
        ("наказ № 41", f"наказ №{N}41"),
        ("§ 4", f"§{N}4"),
        ("за 6 год", f"за{N}6{N}год"),
        ("94 %", f"94{N}%"),
        ("1 284 особи", f"1{N}284 особи"),
        ("2 березня 2026", f"2{N}березня 2026"),
        ("2 марта", f"2{N}марта"),
        ("2 March", f"2{N}March"),
        ("срок — 3 апреля", f"срок{N}— 3{N}апреля"),
        ("І. П. Бойко", f"І.{N}П.{N}Бойко"),
        ("если бы не он", f"если{N}бы не{N}он"),
        ("an order of the head", f"an{N}order of{N}the head"),
        ("з’їзд рада", "з’їзд рада"),
        ("«з нами»", f"«з{N}нами»"),
        ("Гнатів Марія", "Гнатів Марія"),
        ("", ""),
    ],
)
def test_a_line_does_not_break_after_small_words_and_signs(text: str, tied: str) -> None:
    assert nb(text) == tied


def test_tags_of_marked_up_text_stay_whole() -> None:
    source = mark_safe('<a class="a b" href="/x y">п. 4</a>')
    assert nb(source) == f'<a class="a b" href="/x y">п.{N}4</a>'
    assert isinstance(nb(source), SafeString)


def test_plain_text_is_not_declared_safe() -> None:
    assert not isinstance(nb("<b> в школі"), SafeString)


DAY = datetime.date(2026, 3, 2)


@pytest.mark.parametrize(
    ("language", "style", "words"),
    [
        ("uk", "long", "2 березня 2026"),
        ("ru", "long", "2 марта 2026"),
        ("en", "long", "2 March 2026"),
        ("uk", "short", "02.03.2026"),
        ("ru", "short", "02.03.2026"),
        ("en", "short", "2 Mar 2026"),
        ("uk", "weekday", "пн, 2 березня"),
        ("ru", "weekday", "пн, 2 марта"),
        ("en", "weekday", "Mon, 2 March"),
        ("uk", "month", "березень 2026"),
        ("ru", "day", "2 марта"),
    ],
)
def test_dates_are_written_as_the_reader_writes_them(language: str, style: str, words: str) -> None:
    with translation.override(language):
        assert local_date(DAY, style).replace(N, " ") == words


def test_a_moment_is_told_in_local_time(settings: object) -> None:
    moment = datetime.datetime(2026, 3, 2, 8, 42, tzinfo=datetime.UTC)
    with translation.override("uk"):
        assert local_date(moment, "moment").replace(N, " ") == "2 березня 2026, 10:42"
        assert local_date(moment, "time") == "10:42"


def test_nothing_is_written_for_nothing() -> None:
    assert local_date(None) == ""
    assert time_element(None) == ""


def test_a_machine_can_read_the_date_too() -> None:
    assert 'datetime="2026-03-02"' in time_element(DAY)


@pytest.mark.parametrize(("language", "words"), [("uk", "бер, пн"), ("ru", "мар, пн"), ("en", "Mar, Mon")])
def test_a_tile_has_a_short_month_and_a_weekday(language: str, words: str) -> None:
    with translation.override(language):
        assert tile_words(DAY) == ("2", words)


@pytest.mark.parametrize(
    ("text", "reader", "language"),
    [
        ("Про план", "uk", ""),
        ("Про план", "ru", "uk"),
        (Localized.same("Про план"), "en", "uk"),
        (Localized({"uk": "Про план", "en": "On the plan"}), "en", ""),
        (Localized({"uk": "Про план", "en": "On the plan"}), "ru", "uk"),
        ("", "en", ""),
    ],
)
def test_a_document_s_own_text_is_marked_where_the_reader_s_language_is_another(
    text: str | Localized, reader: str, language: str
) -> None:
    with translation.override(reader):
        assert own_language(text, "uk") == language
        assert ('lang="uk"' in own_words(text, "uk")) is bool(language)


def test_a_marked_text_stays_text() -> None:
    assert own_words("<b>Про</b> план", "uk", "en") == '<span lang="uk">&lt;b&gt;Про&lt;/b&gt; план</span>'
