"""Cases of names and posts: proposed by rules, put right by people."""

import pytest
from django.urls import reverse
from tests.factories.people import make_cluster, make_person, make_secretary, make_user

from eduklaster.journal.models import Entry
from eduklaster.journal.services import SYSTEM
from eduklaster.kernel.errors import InputError
from eduklaster.language.forms import Case, Gender
from eduklaster.people import services
from eduklaster.people.models import WordForms
from eduklaster.people.wording import cases_of, name_in, name_proposals, names_in, post_in

pytestmark = pytest.mark.django_db


def person(surname="Ведмідь", given_name="Тарас", patronymic="Ігорович"):
    found = make_person(surname)
    return services.person_update(person=found, actor=SYSTEM, given_name=given_name, patronymic=patronymic)


def in_all_cases(*parts: str) -> dict[Case, list[str]]:
    return {case: list(parts) for case in cases_of("uk")}


def test_rules_speak_until_somebody_checks():
    somebody = person()

    proposed = name_in(somebody, Case.DATIVE, "uk")
    assert (proposed.full, proposed.is_sure) == ("Ведмідю Тарасу Ігоровичу", False)

    services.name_forms_check(
        person=somebody,
        language="uk",
        gender=Gender.MASCULINE,
        forms=in_all_cases("Ведмедю", "Тарасові", "Ігоровичу"),
        actor=SYSTEM,
    )
    checked = name_in(somebody, Case.DATIVE, "uk")
    assert (checked.full, checked.initials, checked.is_sure) == (
        "Ведмедю Тарасові Ігоровичу",
        "Т. І. Ведмедю",
        True,
    )
    assert name_in(somebody, Case.NOMINATIVE, "uk").full == "Ведмідь Тарас Ігорович"


def test_checked_forms_fall_silent_when_the_name_changes():
    somebody = person()
    services.name_forms_check(
        person=somebody, language="uk", gender=None, forms=in_all_cases("А", "Б", "В"), actor=SYSTEM
    )
    renamed = services.person_update(person=somebody, actor=SYSTEM, surname="Петренко")

    assert name_in(renamed, Case.DATIVE, "uk").full == "Петренку Тарасу Ігоровичу"


def test_a_given_gender_outweighs_what_was_checked_with_another():
    somebody = person("Кравець", "Саша", "")

    assert name_proposals(somebody, "uk", None)[1][0].is_sure is False
    assert name_proposals(somebody, "uk", Gender.FEMININE)[1][0].parts == ("Кравець", "Саші", "")


def test_a_missing_case_or_part_is_refused_and_nothing_is_kept():
    somebody = person()
    forms = in_all_cases("Ведмедю", "Тарасові", "Ігоровичу")

    for broken in ({}, forms | {Case.DATIVE: ["Ведмедю", "", "Ігоровичу"]}, forms | {Case.DATIVE: ["Ведмедю"]}):
        with pytest.raises(InputError) as refusal:
            services.name_forms_check(person=somebody, language="uk", gender=None, forms=broken, actor=SYSTEM)
        assert refusal.value.code == "wording.form"
    with pytest.raises(InputError):
        services.name_forms_check(person=somebody, language="en", gender=None, forms=forms, actor=SYSTEM)

    assert not WordForms.objects.exists()


def test_english_has_no_cases():
    assert name_in(person(), Case.DATIVE, "en").full == "Ведмідь Тарас Ігорович"
    assert post_in(make_cluster(), "Head of school", Case.DATIVE, "en").text == "Head of school"


def test_a_post_is_checked_for_its_cluster_alone():
    cluster, other = make_cluster(), make_cluster("smolensk")
    services.post_forms_check(
        cluster=cluster, text="тьютор  школи", language="uk", forms=in_all_cases("тьюторові школи"), actor=SYSTEM
    )

    assert post_in(cluster, "тьютор школи", Case.DATIVE, "uk").text == "тьюторові школи"
    assert post_in(cluster, "тьютор школи", Case.DATIVE, "uk").is_sure
    assert post_in(other, "директор школи", Case.DATIVE, "uk").text == "директорові школи"
    assert WordForms.objects.filter(cluster=other).count() == 0


def test_the_journal_names_the_language_and_no_name():
    somebody = person()
    services.name_forms_check(
        person=somebody, language="uk", gender=None, forms=in_all_cases("А", "Б", "В"), actor=SYSTEM
    )

    entry = Entry.objects.filter(action="person.forms_checked").get()
    assert entry.facts == {"language": "uk"}


@pytest.mark.parametrize("count", [1, 30])
def test_many_names_are_one_question(django_assert_num_queries, count: int):
    persons = [make_person(f"Кравець{number}") for number in range(count)]

    with django_assert_num_queries(1):
        assert len(names_in(persons, Case.DATIVE, "uk")) == count


# ─── pages ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def cluster():
    return make_cluster()


@pytest.fixture
def secretary(cluster, client):
    found = make_secretary(cluster)
    client.force_login(found)
    return found


def test_a_secretary_sees_which_forms_need_a_look_and_puts_them_right(client, cluster, secretary):
    somebody = make_person("Ведмідь", cluster=cluster)
    services.person_update(person=somebody, actor=SYSTEM, given_name="Тарас", patronymic="Ігорович")
    url = reverse("people:name_forms", args=[cluster.code, somebody.pk])

    page = client.get(url, {"language": "uk"})
    assert page.status_code == 200
    assert [proposal.is_sure for proposal in page.context["proposals"]] == [False] * len(cases_of("uk"))

    data = {f"{case}_{index}": form for case in cases_of("uk") for index, form in enumerate(("Ведмедя", "Тараса", "І"))}
    refused = client.post(f"{url}?language=uk", data | {"dative_0": ""})
    assert (refused.status_code, WordForms.objects.count()) == (422, 0)

    assert client.post(f"{url}?language=uk", data).status_code == 302
    assert WordForms.objects.get().forms["genitive"] == ["Ведмедя", "Тараса", "І"]
    assert all(proposal.is_checked for proposal in client.get(url, {"language": "uk"}).context["proposals"])


def test_a_person_checks_ones_own_name_and_nobody_elses(client, cluster):
    own = make_user()
    client.force_login(own)

    assert client.get(reverse("people:name_forms", args=[cluster.code, own.person_id])).status_code == 200
    assert client.get(reverse("people:name_forms", args=[cluster.code, make_person().pk])).status_code == 404


def test_a_secretary_checks_a_post(client, cluster, secretary):
    url = reverse("people:post_forms", args=[cluster.code])

    assert client.get(url).status_code == 200
    asked = f"{url}?language=uk&text=тьютор+школи"
    assert "тьютор школи" in client.get(asked).content.decode()
    data = {f"{case}_0": "тьюторові школи" for case in cases_of("uk")}
    assert client.post(asked, data).status_code == 302
    assert post_in(cluster, "тьютор школи", Case.GENITIVE, "uk").text == "тьюторові школи"
    assert client.post(url, data).status_code == 422
