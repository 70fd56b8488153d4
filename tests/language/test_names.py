"""Names that no table settles: gender, initials, capitals, apostrophes, what has to stand still."""

import pytest

from eduklaster.language.forms import Case, Gender, NameForm
from eduklaster.language.genders import gender_of
from eduklaster.language.names import decline_name


def dative(surname: str, given_name: str = "", patronymic: str = "", gender: Gender | None = None) -> NameForm:
    return decline_name(surname, given_name, patronymic, gender=gender, case=Case.DATIVE, language="uk")


@pytest.mark.parametrize(
    ("given_name", "patronymic", "language", "gender"),
    [
        ("Оксана", "Іванівна", "uk", Gender.FEMININE),
        ("", "Ілліч", "uk", Gender.MASCULINE),
        ("Микита", "", "uk", Gender.MASCULINE),
        ("Ілля", "", "ru", None),
        ("Илья", "", "ru", Gender.MASCULINE),
        ("Мамед", "Рашид оглы", "ru", Gender.MASCULINE),
        ("Любовь", "", "ru", Gender.FEMININE),
        ("Саша", "", "uk", None),
        ("Женя", "", "ru", None),
        ("О.", "І.", "uk", None),
        ("Ртруй", "", "uk", None),
        ("", "", "ru", None),
    ],
)
def test_gender_is_read_from_patronymic_or_given_name_or_left_open(given_name, patronymic, language, gender):
    assert gender_of(given_name, patronymic, language) is gender


def test_a_name_whose_gender_nothing_shows_stands_and_is_unsure():
    form = dative("Кравець", "Саша")

    assert (form.full, form.is_sure) == ("Кравець Саша", False)


def test_a_given_gender_settles_it():
    assert dative("Кравець", "Саша", gender=Gender.FEMININE).surname == "Кравець"
    assert dative("Кравець", "Саша", gender=Gender.MASCULINE).surname == "Кравцю"


def test_initials_stand_and_the_surname_declines():
    form = dative("Гайворонська", "О.", "І.", gender=Gender.FEMININE)

    assert (form.full, form.is_sure) == ("Гайворонській О. І.", True)


def test_forms_of_signatures_and_letters():
    form = dative("Гайворонська", "Оксана", "Іванівна")

    assert form.initials == "О. І. Гайворонській"
    assert form.signature == "Оксані ГАЙВОРОНСЬКІЙ"
    assert dative("Кравець", "Олена").initials == "О. Кравець"


def test_capitals_and_the_writers_own_apostrophe_are_kept():
    assert dative("ЛУК’ЯНЕЦЬ", "Мар’яна", "Дем’янівна").full == "ЛУК’ЯНЕЦЬ Мар’яні Дем’янівні"
    assert dative("ПЕТРЕНКО", "ОЛЕГ").full == "ПЕТРЕНКУ ОЛЕГУ"


def test_a_short_first_half_of_a_mans_double_name_is_for_the_family_to_say():
    assert not dative("Драй-Хмара", "Олег", "Іванович").is_sure
    assert dative("Симоненко-Коваль", "Олег", "Іванович").is_sure


def test_latin_names_stand_and_are_unsure():
    form = dative("Smith", "John", gender=Gender.MASCULINE)

    assert (form.full, form.is_sure) == ("Smith John", False)


def test_the_nominative_is_what_was_entered():
    form = decline_name("Ртруй", "Ы", "", gender=None, case=Case.NOMINATIVE, language="ru")

    assert (form.full, form.is_sure) == ("Ртруй Ы", True)


def test_a_particle_stands_beside_a_declined_name():
    made = decline_name("ван Дейк", "Ян", "", gender=Gender.MASCULINE, case=Case.GENITIVE, language="ru")

    assert made.full == "ван Дейка Яна"


def test_only_two_languages_decline():
    with pytest.raises(ValueError, match="uk and ru"):
        decline_name("Кравець", "", "", gender=None, case=Case.DATIVE, language="en")
