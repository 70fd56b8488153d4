"""Finding the same organisation under other spellings."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.people import FOUNDED, make_cluster, make_holder, make_organisation, make_person

from eduklaster.journal.services import SYSTEM
from eduklaster.people import selectors, services
from eduklaster.people.models import Organisation, Person
from eduklaster.people.selectors import Wanted, organisations_matching, organisations_matching_all

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed",
    [
        "Луговский профессиональный лицей имени Т. Шевченко",
        "ДПТНЗ «Луговський професійний ліцей ім. Шевченка»",
        "ЛУГОВСЬКИЙ ПРОФЕСІЙНИЙ ЛІЦЕЙ",
        "Луговський проф. ліцей ім. Т. Шевченка",
        "Луговськый професійний лыцей імені Шевченка",
    ],
)
def test_a_name_in_another_spelling_is_found(typed):
    known = make_organisation("Луговський професійний ліцей імені Тараса Шевченка", settlement="Лугова")
    make_organisation("Соснівський будинок творчості")
    (match,) = organisations_matching(typed)
    assert match.organisation_id == known.pk
    assert match.score > 0.6
    in_a_list = organisations_matching_all([Wanted(f"Інша назва {number}") for number in range(20)] + [Wanted(typed)])
    assert in_a_list[-1] == [match]


def test_schools_with_different_numbers_or_places_or_codes_are_different():
    make_organisation("Школа № 5", settlement="Лугова", code_kind="edrpou", code="00018201")
    assert organisations_matching("Школа № 15") == []
    assert organisations_matching("Школа № 5", settlement="Соснівка") == []
    assert organisations_matching("Школа № 5", code="00034022", code_kind="edrpou") == []
    assert organisations_matching("СОШ 5", settlement="Лугова")[0].by == "name"


def test_a_code_decides_whatever_the_name():
    known = make_organisation("Школа № 5", code_kind="edrpou", code="00018201")
    (match,) = organisations_matching("Зовсім інша назва", "00018201")
    assert (match.organisation_id, match.by) == (known.pk, "code")


def test_a_merged_duplicate_is_no_match():
    kept, duplicate = make_organisation("Гімназія «Світанок»"), make_organisation("Гимназия «Світанок»")
    services.organisation_merge(duplicate=duplicate, kept=kept, actor=SYSTEM)
    assert [match.organisation_id for match in organisations_matching("Гімназія Світанок")] == [kept.pk]


def test_many_names_cost_as_many_queries_as_one():
    for number in range(3):
        make_organisation(f"Гімназія «Світанок {number}»")
    counts = []
    for size in (1, 30):
        with CaptureQueriesContext(connection) as queries:
            organisations_matching_all(
                [Wanted(f"Гимназия Світанок {number % 3}", "00018201") for number in range(size)]
            )
        counts.append(len(queries))
    assert max(counts) <= 6


def test_the_one_school_of_the_place_is_found_among_namesakes():
    for number in range(40):
        make_organisation("Школа № 1", settlement=f"Місто {chr(0x430 + number % 32)}{chr(0x430 + number // 32)}ське")
    here = make_organisation("Школа № 1", settlement="Лугова")
    for wanted in ([Wanted("СОШ №1", settlement="Лугова")], [Wanted("СОШ №1", settlement="Лугова")] * 20):
        assert [match.organisation_id for match in organisations_matching_all(wanted)[-1]] == [here.pk]


@pytest.mark.parametrize("typed", ["олена шевченко", "Елена Шевченко", "Шевченко О", "ШЕВЧЕНКО", "шевченка олена"])
def test_a_person_is_found_in_any_order_and_language(typed):
    known = make_person("Шевченко", "Олена", "Миколаївна")
    make_person("Барвінок", "Ольга", "Іванівна")
    assert list(selectors.persons_found(Person.objects.all(), typed)) == [known]


@pytest.mark.parametrize("typed", ["лугов", "ліцей мрія", "лицей мрия", "00018201", "Мрія"])
def test_a_list_is_narrowed_by_part_of_a_name_code_or_place(typed):
    known = make_organisation("Ліцей «Мрія»", settlement="Лугова", code_kind="edrpou", code="00018201")
    make_organisation("Дитячий садок «Дзвіночок»", settlement="Соснівка")
    assert list(selectors.organisations_found(Organisation.objects.all(), typed)) == [known]


def test_the_register_of_a_cluster_grows_by_what_upper_rooms_say():
    from django.db.models import Q

    cluster, foreign = make_cluster(), make_organisation()
    assert not selectors.organisations_of(cluster, FOUNDED).exists()

    def scope(where, on):
        return Q(pk=foreign.pk)

    selectors.register_organisation_scope(scope)
    try:
        assert list(selectors.organisations_of(cluster, FOUNDED)) == [foreign]
    finally:
        selectors._organisation_scopes.remove(scope)


def test_offices_are_shown_in_the_charters_order_with_the_holders_of_the_day():
    cluster = make_cluster()
    person, deputy = make_person(), make_person()
    make_holder(cluster, "head", person)
    make_holder(cluster, "head", deputy, acting=True)
    rows = {row.office: row for row in selectors.office_holders(cluster, FOUNDED)}
    assert rows["head"].holder.person == person
    assert rows["head"].acting.person == deputy
    assert rows["rector"].is_vacant
    assert selectors.office_holder(cluster, "head", FOUNDED) == deputy
