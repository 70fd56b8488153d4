"""Search by word forms, asked of a real PostgreSQL."""

import pytest
from django.db import connection

from eduklaster.language.search import lemmas, query_of, tsvector_of

UKRAINIAN = "Про створення об'єднання закладів освіти та затвердження наказу директора ліцею № 12"
RUSSIAN = "О включении школ в состав совета и об утверждении приказов председателя"


def found(text: str, words: str, *, written: tuple[str, ...] = ("uk",), asked: tuple[str, ...] = ("uk", "ru")) -> bool:
    with connection.cursor() as cursor:
        vector, query = tsvector_of(text, *written), query_of(words, *asked)
        cursor.execute("SELECT %s::tsvector @@ %s::tsquery", [vector, query])
        return bool(cursor.fetchone()[0])


@pytest.mark.django_db
@pytest.mark.parametrize(
    "words",
    [
        "накази",
        "об’єднаннями",
        "ОБʼЄДНАННЯ закладу",
        "директору ліцеїв",
        "«заклад освіти»",
        "затвердження «наказ директора»",
        "наказ -статут",
        "12",
        "наказ та ліцей",
    ],
)
def test_other_forms_of_the_words_find_a_ukrainian_text(words: str):
    assert found(UKRAINIAN, words)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["приказ", "школам", "«состава советов»", "утверждение приказа председателем"])
def test_other_forms_of_the_words_find_a_russian_text(words: str):
    assert found(RUSSIAN, words, written=("ru",))


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["статут", "наказ -директор", "«освіти закладів»", "наказ статут"])
def test_what_is_not_there_is_not_found(words: str):
    assert not found(UKRAINIAN, words)


@pytest.mark.django_db
@pytest.mark.parametrize("words", ["о'ніл \\ ' & | ! ( :* <->", "'':A", "a:b*c", '"', "«", "--", "% _"])
def test_nothing_that_is_typed_breaks_the_query(words: str):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s::tsquery, %s::tsvector", [query_of(words, "uk", "ru"), tsvector_of(words, "uk", "ru")]
        )


@pytest.mark.django_db
def test_a_word_that_no_dictionary_knows_is_found_in_another_form():
    assert found("Угода з Ґрумівкою", "Ґрумівка")


def test_all_readings_of_a_word_stand_at_one_place():
    assert next(lemmas("мати школи", "uk")) >= {"мати"}
    assert tsvector_of("школи", "uk") == "'школа':1"


def test_stress_marks_soft_hyphens_and_decomposed_letters_do_not_matter():
    assert tsvector_of("нака\u0301з шко\u00adли \u0438\u0306", "uk") == tsvector_of("наказ школи й", "uk")


def test_little_words_are_left_out_but_keep_their_place():
    assert tsvector_of("наказ про ліцей", "uk") == "'ліцей':3 'наказ':1"
    assert query_of("«наказ про ліцей»", "uk") == "('наказ' <2> 'ліцей')"
    assert query_of("та й про", "uk") == ""


def test_a_language_without_a_dictionary_keeps_words_as_they_stand():
    assert tsvector_of("The Order", "en") == "'order':2 'the':1"


def test_a_very_long_text_stays_within_the_limits_of_postgresql():
    vector = tsvector_of("наказ ліцей " * 9000, "uk")

    assert max(int(place) for part in vector.split() for place in part.split(":")[1].split(",")) <= 16383


def test_a_word_without_end_is_cut_instead_of_refused_by_postgresql() -> None:
    endless = "ж" * 5000

    assert len(tsvector_of(endless, "uk").encode()) < 2046
    assert tsvector_of(endless, "uk") == tsvector_of("ж" * 4000, "uk")
