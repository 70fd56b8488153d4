"""Who somebody is on a day."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory
from tests.factories.people import (
    FOUNDED,
    make_cluster,
    make_holder,
    make_organisation,
    make_person,
    make_secretary,
    make_tie,
    make_user,
)

from eduklaster.journal.services import SYSTEM
from eduklaster.kernel.errors import AccessError
from eduklaster.kernel.text import Localized
from eduklaster.people import access, services
from eduklaster.people.access import Capacity, capacities_of, viewer_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _this_room_alone(monkeypatch):
    """Leave out what upper rooms add: their own tests ask about that."""
    monkeypatch.setattr(access, "_providers", [])


def parties(user, cluster, on):
    return {capacity.party for capacity in capacities_of(user, cluster, on)}


def test_an_office_gives_its_capacity_on_its_days_only():
    cluster, user = make_cluster(), make_user()
    holding = make_holder(cluster, "head", user.person, date(2024, 2, 1))
    services.office_end(holding=holding, on=date(2024, 5, 1), actor=SYSTEM)
    assert parties(user, cluster, date(2024, 1, 31)) == set()
    assert parties(user, cluster, date(2024, 2, 1)) == {"office:head"}
    assert parties(user, cluster, date(2024, 4, 30)) == {"office:head"}
    assert parties(user, cluster, date(2024, 5, 1)) == set()


def test_an_office_of_one_cluster_is_nothing_in_another():
    user = make_user()
    make_holder(make_cluster("synergy"), "head", user.person)
    assert parties(user, make_cluster("smolensk"), date(2024, 6, 1)) == set()


def test_an_acting_holder_has_the_capacity_and_is_marked_as_acting():
    cluster, user = make_cluster(), make_user()
    make_holder(cluster, "head", user.person, acting=True)
    (capacity,) = capacities_of(user, cluster, FOUNDED)
    assert capacity.acting
    assert capacity.label.in_("uk") == "Керівник Кластера"


def test_a_head_acts_for_the_organisation_and_a_teacher_does_not():
    cluster, head, teacher, organisation = make_cluster(), make_user(), make_user(), make_organisation()
    make_tie(head.person, organisation, is_head=True)
    make_tie(teacher.person, organisation, position="учитель")
    assert parties(head, cluster, FOUNDED) == {f"organisation:{organisation.pk}"}
    assert parties(teacher, cluster, FOUNDED) == set()


def test_a_closed_account_a_guest_and_an_account_without_a_person_are_nothing():
    cluster, user = make_cluster(), make_user()
    make_holder(cluster, "head", user.person)
    services.account_deactivate(user=user, actor=SYSTEM)
    user.refresh_from_db()
    assert capacities_of(user, cluster, FOUNDED) == []
    assert capacities_of(AnonymousUser(), cluster, FOUNDED) == []


def test_upper_rooms_add_capacities():
    cluster, user = make_cluster(), make_user()

    def provider(person_id, where, on):
        if person_id == user.person_id:
            yield Capacity("seat", where.pk, "member:council", Localized(uk="член ради"))

    access.register_capacity_provider(provider)
    access.register_capacity_provider(provider)
    try:
        assert [capacity.party for capacity in capacities_of(user, cluster, FOUNDED)] == ["member:council"]
    finally:
        access._providers.remove(provider)


def request_of(user):
    request = RequestFactory().get("/")
    request.user = user
    return request


def test_the_viewer_of_a_request_is_asked_for_once(django_assert_num_queries):
    cluster, user = make_cluster(), make_secretary(make_cluster())
    request = request_of(user)
    viewer = viewer_of(request, cluster)
    assert viewer.is_secretary
    with django_assert_num_queries(0):
        assert viewer_of(request, cluster) is viewer
        assert viewer.is_organ_member


def test_a_refusal_names_the_capacity_as_the_charter_calls_it():
    cluster = make_cluster("smolensk")
    viewer = viewer_of(request_of(make_user()), cluster)
    with pytest.raises(AccessError) as refusal:
        access.require_secretary(viewer)
    assert "Секретар" in refusal.value.message
    assert access.require_party(viewer_of(request_of(make_secretary(cluster)), cluster), "office:secretary")


def test_the_administrator_is_no_secretary():
    cluster = make_cluster()
    viewer = viewer_of(request_of(make_user(is_platform_admin=True)), cluster)
    assert viewer.is_admin
    assert not viewer.is_secretary
    assert access.require_secretary_or_admin(viewer).party == "platform:admin"
    with pytest.raises(AccessError):
        access.require_secretary(viewer)


def test_the_actor_of_the_journal_has_a_capacity_and_no_name():
    cluster = make_cluster()
    user = make_secretary(cluster, person=make_person("Незабудько"))
    actor = viewer_of(request_of(user), cluster).actor()
    assert (actor.user_id, actor.person_id) == (user.pk, user.person_id)
    assert "Незабудько" not in actor.capacity
    assert viewer_of(request_of(AnonymousUser()), cluster).actor().user_id is None
