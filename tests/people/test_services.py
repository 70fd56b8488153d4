"""Writes of the room."""

from datetime import date

import pytest
from tests.factories.people import FOUNDED, make_cluster, make_holder, make_organisation, make_person, make_tie

from eduklaster.journal.models import Entry
from eduklaster.journal.services import SYSTEM
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.people import services
from eduklaster.people.models import OfficeHolding, Organisation

pytestmark = pytest.mark.django_db
LATER = date(2025, 3, 1)


def test_a_new_holder_ends_the_former_one_the_same_day():
    cluster = make_cluster()
    former = make_holder(cluster, "head")
    new = make_holder(cluster, "head", on=LATER)
    former.refresh_from_db()
    assert former.valid_until == LATER
    assert new.valid_from == LATER
    assert new.valid_until is None


def test_an_acting_holder_stands_beside_the_holder_and_a_new_holder_ends_both():
    cluster = make_cluster()
    holder = make_holder(cluster, "head")
    acting = make_holder(cluster, "head", on=date(2024, 6, 1), acting=True)
    holder.refresh_from_db()
    assert holder.valid_until is None
    make_holder(cluster, "head", on=LATER)
    holder.refresh_from_db()
    acting.refresh_from_db()
    assert (holder.valid_until, acting.valid_until) == (LATER, LATER)


def test_two_holders_of_one_day_leave_the_last_one():
    cluster = make_cluster()
    make_holder(cluster, "head")
    last = make_holder(cluster, "head")
    assert OfficeHolding.objects.filter(cluster=cluster, office="head", valid_until=None).get() == last


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"office": "king"}, "office.unknown"),
        ({"basis": " "}, "office.basis"),
        ({"valid_until": date(2020, 1, 1)}, "people.period"),
    ],
)
def test_an_office_is_refused(fields, code):
    cluster = make_cluster()
    values = {"office": "head", "valid_from": LATER, "basis": "наказ"} | fields
    with pytest.raises(InputError) as refusal:
        services.office_assign(cluster=cluster, person=make_person(), actor=SYSTEM, **values)
    assert refusal.value.code == code
    assert not OfficeHolding.objects.exists()


def test_an_office_is_not_given_before_a_later_holder_whose_time_it_would_cross():
    cluster = make_cluster()
    make_holder(cluster, "head", on=LATER)
    with pytest.raises(StateError) as refusal:
        make_holder(cluster, "head", on=FOUNDED)
    assert refusal.value.code == "office.later_holder"
    assert make_holder(cluster, "head", on=FOUNDED, valid_until=LATER).valid_until == LATER


def test_the_journal_knows_ids_and_fields_but_no_names_or_contacts():
    cluster = make_cluster()
    person = services.person_create(actor=SYSTEM, cluster=cluster, surname="Незабудько", given_name="Марія")
    services.person_update(person=person, actor=SYSTEM, cluster=cluster, surname="Барвінок")
    services.contact_add(owner=person, kind="phone", value="044 123-45-67", actor=SYSTEM, cluster=cluster)
    services.invitation_send(email="maria@example.org", person=person, actor=SYSTEM, cluster=cluster)
    text = " ".join(str(entry.facts) + str(entry.changes) for entry in Entry.objects.all())
    for secret in ("Незабудько", "Барвінок", "Марія", "123", "maria"):
        assert secret not in text
    assert Entry.objects.filter(chain="synergy", action="person.updated", facts={"fields": ["surname"]}).exists()


def test_an_equal_value_changes_nothing_and_leaves_no_trace():
    person = make_person("Шевченко")
    before = Entry.objects.count()
    services.person_update(person=person, actor=SYSTEM, surname=" Шевченко ")
    assert Entry.objects.count() == before


def test_one_code_is_one_organisation():
    make_organisation(code_kind="edrpou", code="00018201")
    with pytest.raises(InputError) as refusal:
        make_organisation(code_kind="edrpou", code="00018201")
    assert refusal.value.code == "organisation.code_taken"
    assert Organisation.objects.count() == 1


def test_a_mistyped_code_is_refused():
    with pytest.raises(InputError) as refusal:
        make_organisation(code_kind="edrpou", code="00018202")
    assert refusal.value.code == "organisation.code"
    assert refusal.value.field == "code"


def test_an_organisation_is_not_a_part_of_itself():
    whole = make_organisation()
    part = make_organisation(parent=whole)
    with pytest.raises(InputError) as refusal:
        services.organisation_update(organisation=whole, actor=SYSTEM, parent=part)
    assert refusal.value.code == "organisation.parent_loop"


def test_duplicates_become_one_with_all_their_ties_contacts_and_the_code():
    kept, duplicate = make_organisation("Ліцей"), make_organisation("Лицей", code_kind="edrpou", code="00018201")
    first, second = make_person(), make_person()
    make_tie(first, kept, is_head=True)
    make_tie(second, duplicate, is_head=True)
    services.contact_add(owner=duplicate, kind="phone", value="044 123-45-67", actor=SYSTEM)
    services.organisation_merge(duplicate=duplicate, kept=kept, actor=SYSTEM)
    kept.refresh_from_db()
    duplicate.refresh_from_db()
    assert duplicate.merged_into == kept
    assert kept.code == "00018201"
    assert kept.affiliations.count() == 2
    assert kept.affiliations.filter(is_head=True).get().person == first
    assert kept.contacts.count() == 1
    with pytest.raises(StateError):
        make_tie(first, duplicate)


def test_organisations_with_different_codes_are_not_merged():
    one, other = (
        make_organisation(code_kind="inn", code="7707083893"),
        make_organisation(code_kind="edrpou", code="00018201"),
    )
    with pytest.raises(InputError):
        services.organisation_merge(duplicate=one, kept=other, actor=SYSTEM)
    one.refresh_from_db()
    assert one.merged_into is None


def test_a_new_head_ends_the_time_of_the_former_one():
    organisation = make_organisation()
    former = make_tie(make_person(), organisation, is_head=True)
    make_tie(make_person(), organisation, on=LATER, is_head=True)
    former.refresh_from_db()
    assert former.valid_until == LATER


def test_a_consent_stands_once_and_its_history_stays_after_withdrawal():
    person = make_person()
    consent = services.consent_give(person=person, purpose="public_name", actor=SYSTEM)
    assert services.consent_give(person=person, purpose="public_name", actor=SYSTEM) == consent
    services.consent_withdraw(consent=consent, actor=SYSTEM)
    services.consent_give(person=person, purpose="public_name", actor=SYSTEM)
    assert person.consents.count() == 2
    with pytest.raises(StateError):
        services.consent_withdraw(consent=consent, actor=SYSTEM)


@pytest.mark.parametrize(
    ("kind", "value"), [("email", "maria@"), ("phone", "12"), ("site", "http://"), ("pigeon", "x")]
)
def test_a_contact_by_which_nobody_is_reached_is_refused(kind, value):
    person = make_person()
    with pytest.raises(InputError):
        services.contact_add(owner=person, kind=kind, value=value, actor=SYSTEM)
    assert not person.contacts.exists()


def test_a_terminated_cluster_is_read_only():
    cluster = make_cluster()
    cluster.state = "terminated"
    with pytest.raises(StateError) as refusal:
        services.person_create(actor=SYSTEM, cluster=cluster, surname="Я", given_name="Є")
    assert refusal.value.code == "cluster.read_only"
