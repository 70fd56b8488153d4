"""One name in several spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduklaster.people.naming import name_key, numbers_in, organisation_key, person_key, plain_key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Комунальний заклад «Середня загальноосвітня школа І-ІІІ ступенів №5»", "ЗОШ № 5"),
        ("МБОУ «СОШ № 05»", "школа 5"),
        ("Школа I-III ступеней N5", "школа №5"),
        ("ТОВ «Ґудзик»", "ООО Гудзик"),
        ("Об'єднання «Надія»", "ОБʼЄДНАННЯ Надія"),
        ("Професійний ліцей №12", "Профессиональный лицей № 12"),
        ("Mосковский кoлледж", "Московский колледж"),
        ("Гімназія", "Гимназия"),
    ],
)
def test_two_spellings_give_one_key(one, other):
    assert name_key(one) == name_key(other) != ""


def test_different_numbers_stay_different():
    assert numbers_in(name_key("Школа № 5")) != numbers_in(name_key("Школа № 15"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("Шевченко", "Олена", "Миколаївна"), ("Шевченко", "Елена", "Николаевна")),
        (("Соловйов", "Дмитро"), ("Соловьйов", "Дмитрий")),
        (("Ґалаґан", "Сергій"), ("Галаган", "Сергей")),
    ],
)
def test_a_person_is_found_in_ukrainian_and_russian(one, other):
    assert person_key(*one) == person_key(*other)


@pytest.mark.parametrize("name", ["ТОВ", "Заклад освіти", "№ 7"])
def test_a_name_of_forms_only_still_has_a_key(name):
    assert organisation_key(name)


@given(st.text(max_size=120))
def test_a_key_has_words_with_single_spaces_and_never_fails(text):
    key = plain_key(text)
    assert key == " ".join(key.split())
    assert all(word.isalnum() for word in key.split())
    assert name_key(text) or not key
