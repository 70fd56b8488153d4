"""Posts that the tables leave out: what stands still, what is unsure."""

import pytest

from eduklaster.language.forms import Case
from eduklaster.language.posts import decline_post


def test_the_tail_after_the_head_stands():
    form = decline_post("заместитель директора школы", Case.DATIVE, "ru")

    assert (form.text, form.is_sure) == ("заместителю директора школы", True)


@pytest.mark.parametrize("post", ["в. о. директора", "В.о. директора", "т. в. о. ректора", "зам. директора"])
def test_an_abbreviated_head_has_one_form(post: str):
    assert decline_post(post, Case.INSTRUMENTAL, "uk").text == post
    assert decline_post(post, Case.INSTRUMENTAL, "uk").is_sure


def test_quoted_names_and_brackets_are_not_touched():
    made = decline_post("директор ТОВ «Головний учитель, друг»", Case.DATIVE, "uk")

    assert made.text == "директорові ТОВ «Головний учитель, друг»"


def test_capitals_are_kept():
    assert decline_post("Голова Ради", Case.DATIVE, "uk").text == "Голові Ради"
    assert decline_post("ДИРЕКТОР ЛІЦЕЮ", Case.GENITIVE, "uk").text == "ДИРЕКТОРА ЛІЦЕЮ"


def test_a_post_without_a_head_that_is_known_stands_and_is_unsure():
    assert decline_post("з питань освіти", Case.DATIVE, "uk").is_sure is False
    assert decline_post("Head of School", Case.DATIVE, "uk").text == "Head of School"


def test_a_head_that_the_dictionary_does_not_know_is_guessed_and_unsure():
    form = decline_post("тьютор", Case.DATIVE, "ru")

    assert (form.text, form.is_sure) == ("тьютору", False)


def test_a_list_in_the_tail_is_not_taken_for_a_second_post():
    made = decline_post("начальник відділу освіти, молоді та спорту", Case.INSTRUMENTAL, "uk")

    assert made.text == "начальником відділу освіти, молоді та спорту"


def test_an_empty_post_stays_empty():
    assert decline_post("", Case.DATIVE, "ru").text == ""


@pytest.mark.parametrize(
    ("post", "language", "genitive", "instrumental"),
    [
        ("член-корреспондент РАО", "ru", "члена-корреспондента РАО", "членом-корреспондентом РАО"),
        ("член-кореспондент НАПН України", "uk", "члена-кореспондента НАПН України", "членом-кореспондентом НАПН України"),
        ("генерал-майор", "ru", "генерал-майора", "генерал-майором"),
    ],
)  # fmt: skip
def test_both_halves_of_a_corresponding_member_decline(post: str, language: str, genitive: str, instrumental: str):
    assert decline_post(post, Case.GENITIVE, language).text == genitive
    assert decline_post(post, Case.INSTRUMENTAL, language).text == instrumental
