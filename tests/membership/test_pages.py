"""The pages of participants: what each shows and refuses, told by the scenarios."""

from __future__ import annotations

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.world import TELLER, World

from eduklaster.membership.enums import FounderState, ParticipantState
from eduklaster.membership.models import Founder, Holding, Participant
from eduklaster.membership.services import founders_list_by_charter
from eduklaster.people.models import Affiliation
from eduklaster.people.services import organisation_create
from eduklaster.procedures.models import Case, Refusal

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


@pytest.fixture
def smolensk(settings: object) -> World:
    return World.of("smolensk", settings, DAY)


@pytest.fixture
def kalininsky(settings: object) -> World:
    return World.of("kalininsky", settings, DAY)


def test_a_guest_reads_the_registers_of_the_cluster(smolensk: World) -> None:
    smolensk.participant("Ґанок", "education", smolensk.person("Шевченко"))
    row = smolensk.participant("Абетка", "employer")
    guest = Client(headers={"accept-language": "en"})
    text = guest.get(smolensk.url("participants/")).content.decode()
    assert text.index("Абетка") < text.index("Ґанок")
    assert "Шевченко" not in text
    for path in (
        "founders/",
        "agreements/",
        "components/",
        f"participants/{row.pk}/",
        f"history/participant/{row.pk}/",
    ):
        assert guest.get(smolensk.url(path)).status_code == 200, path
    assert guest.get(smolensk.url("holdings/")).status_code == 404
    assert guest.get(smolensk.url("participants/999999/")).status_code == 404


def test_the_register_costs_the_same_for_one_row_and_for_thirty(smolensk: World) -> None:
    guest = Client()
    smolensk.participant("Перший", "education")
    guest.get(smolensk.url("participants/"))
    with CaptureQueriesContext(
        connection,
    ) as one:
        guest.get(smolensk.url("participants/"))
    for number in range(29):
        smolensk.participant(f"Коледж {number}", "education")
    with CaptureQueriesContext(connection) as thirty:
        guest.get(smolensk.url("participants/"))
    assert len(thirty) == len(one)


def test_the_register_exports_and_shows_a_past_day(smolensk: World) -> None:
    smolensk.participant("Перший", "education")
    guest = Client()
    assert "Перший" in b"".join(guest.get(smolensk.url("participants/?export=csv")).streaming_content).decode()
    assert guest.get(smolensk.url("participants/?export=xlsx")).status_code == 200
    assert "Перший" not in guest.get(smolensk.url("participants/?on=2020-01-01")).content.decode()


def test_a07_a_firm_without_declared_resources_is_held_and_a_school_is_not(kalininsky: World) -> None:
    secretary = kalininsky.client(kalininsky.office("secretary", "Секретар"))
    school, firm = kalininsky.organisation("Школа 1"), kalininsky.organisation("Фірма")
    for row, category in ((school, "school"), (firm, "partner")):
        url = kalininsky.url(f"participants/join/?category={category}")
        assert secretary.get(url).status_code == 200
        answer = secretary.post(
            url,
            {
                "organisation": f"{row.short_name} (№ {row.pk})",
                "primary_group": "social_partnership",
                "is_resident": "on",
            },
        )
        assert answer.status_code == 302, answer.content.decode()[:3000]
    held = Case.objects.get(subject_id=str(firm.pk))
    page = secretary.get(kalininsky.url("participants/admissions/")).content.decode()
    assert page.count("disabled") == 1
    applicant = kalininsky.url(f"cases/{held.pk}/applicant/")
    assert "The application is held" in secretary.get(applicant).content.decode()
    given = {"resource_material": "зал", "resource_staff": "троє", "resource_finance": "10 000", "is_resident": "on"}
    assert secretary.post(applicant, given).status_code == 302
    assert "The conditions are met" in secretary.get(applicant).content.decode()


def test_a08_a_ground_that_the_charter_does_not_name_is_refused_by_its_clause(kalininsky: World) -> None:
    row = kalininsky.participant("Школа", "school", group="social_partnership")
    secretary = kalininsky.client(kalininsky.office("secretary", "Секретар"))
    url = kalininsky.url(f"participants/{row.pk}/exclude/")
    page = secretary.get(url).content.decode()
    assert "abuse_of_rights" in page
    assert "bad_faith" not in page
    answer = secretary.post(url, {"ground": "bad_faith", "title": "Лист", "text": "Скарга"})
    assert answer.status_code == 422
    assert "/charter/" in answer.content.decode()
    assert not Case.objects.exists()
    assert secretary.post(url, {"ground": "abuse_of_rights", "title": "Лист", "text": "Скарга"}).status_code == 302
    assert Case.objects.get().ground == "abuse_of_rights"


def test_a10_the_cluster_owns_neither_an_account_nor_a_laptop(kalininsky: World) -> None:
    secretary = kalininsky.client(kalininsky.office("secretary", "Секретар"))
    for kind, name in (("account", "Рахунок кластера"), ("equipment", "Ноутбук кластера")):
        answer = secretary.post(kalininsky.url("holdings/new/"), {"kind": kind, "name": name})
        assert answer.status_code == 422
        assert "/charter/" in answer.content.decode()
    assert not Holding.objects.exists()
    holder = kalininsky.organisation("Центр")
    given = {
        "kind": "equipment",
        "name": "Ноутбук",
        "holder": f"Центр (№ {holder.pk})",
        "value": "100",
        "currency": "RUB",
    }
    assert secretary.post(kalininsky.url("holdings/new/"), given).status_code == 302
    assert "Центр" in secretary.get(kalininsky.url("holdings/")).content.decode()


def test_a13_twelve_of_sixteen_sign_and_become_founders_with_seats(settings: object) -> None:
    world = World.of("zheleznogorsk", settings, DAY, in_force=False)
    assert founders_list_by_charter(cluster=world.cluster, on=DAY, actor=TELLER) == 16
    clerk = world.office("secretary", "Секретар")
    secretary = world.client(clerk)
    assert secretary.get(world.url("founders/")).status_code == 200
    meeting = world.url("founders/meeting/")
    assert secretary.post(meeting, {"on": "2026-03-02", "place": "Міська рада"}).status_code == 302
    rows = list(Founder.objects.order_by("order"))
    for row in rows[:12]:
        deputy = world.person(f"Підписант {row.order}")
        Affiliation.objects.create(
            person=deputy, organisation=row.organisation, position="x", may_represent=True, valid_from=world.start
        )
        client = world.client(deputy)
        url = world.url(f"founders/{row.pk}/sign/")
        given = {"on": "2026-03-02", "signatory": f"x (№ {deputy.pk})", "authority_kind": "post"}
        refused = client.post(url, given)
        assert refused.status_code == 422, refused.status_code
        assert "/charter/" in refused.content.decode()
        assert client.post(url, {**given, "authority_document": "наказ № 1"}).status_code == 302
    assert Refusal.objects.count() == 12
    closed = world.client(deputy).post(meeting, {"on": "2026-03-02", "note": ""})
    assert closed.status_code == 302, closed.content.decode()[:3000]
    assert Participant.objects.count() == 12
    assert Founder.objects.filter(state=FounderState.LISTED).count() == 4
    seats = [p.seats.filter(organ="supervisory_council").count() for p in Participant.objects.all()]
    assert seats == [1] * 12


def test_a29_leaving_needs_one_notice_and_nobodys_approval(smolensk: World) -> None:
    head = smolensk.person("Директор")
    row = smolensk.participant("Завод", "employer", head)
    client = smolensk.client(head)
    url = smolensk.url(f"participants/{row.pk}/leave/")
    assert "Leaving is free" in client.get(url).content.decode()
    assert client.post(url).status_code == 422
    answer = client.post(url, {"is_sure": "on"})
    assert answer.status_code == 302, answer.content.decode()[:3000]
    row.refresh_from_db()
    assert (row.state, row.left_on) == (ParticipantState.WITHDRAWN, DAY)
    assert not row.seats.exclude(state="abolished").exists()
    assert client.get(url).status_code == 404


def test_nobody_leaves_for_another(smolensk: World) -> None:
    row = smolensk.participant("Завод", "employer")
    stranger = smolensk.client(smolensk.person("Чужий"))
    assert stranger.post(smolensk.url(f"participants/{row.pk}/leave/")).status_code == 404
    row.refresh_from_db()
    assert row.left_on is None


def test_every_other_page_opens_for_the_secretary(smolensk: World) -> None:
    smolensk.participant("Завод", "employer")
    secretary = smolensk.client(smolensk.office("secretary", "Секретар"))
    pages = (
        "participants/join/ participants/join/?category=employer participants/leave/ participants/exclude/ "
        "participants/admissions/ agreements/ agreements/new/ holdings/ holdings/new/ components/ components/new/ acknowledge/"
    )
    for path in pages.split():
        assert secretary.get(smolensk.url(path)).status_code == 200, path


def test_an_application_sent_twice_stays_one_case(kalininsky: World) -> None:
    secretary = kalininsky.client(kalininsky.office("secretary", "Секретар"))
    url = kalininsky.url("participants/join/?category=school")
    given = {"new_name": "Гімназія Береста", "primary_group": "social_partnership", "is_resident": "on"}
    assert secretary.post(url, given).status_code == 302
    case = Case.objects.get()
    known = case.payload["participant"]["organisation_id"]

    again = secretary.post(url, given)
    assert again.status_code == 422
    assert f"№ {known}" in again.content.decode()
    del given["new_name"]
    chosen = secretary.post(url, {**given, "organisation": f"Гімназія (№ {known})"})
    assert chosen.status_code == 409
    assert case.reference in chosen.content.decode()
    assert kalininsky.url(f"cases/{case.pk}/") in chosen.content.decode()
    assert Case.objects.count() == 1


def test_a_name_that_resembles_a_known_one_is_asked_about_before_it_is_entered(kalininsky: World) -> None:
    organisation_create(actor=TELLER, cluster=kalininsky.cluster, official_name="Гімназія імені Лесі Березової")
    secretary = kalininsky.client(kalininsky.office("secretary", "Секретар"))
    url = kalininsky.url("participants/join/?category=school")
    given = {"new_name": "Гімназія імені Олесі Березової", "primary_group": "social_partnership", "is_resident": "on"}
    asked = secretary.post(url, given)
    assert asked.status_code == 422
    assert "Гімназія імені Лесі Березової" in asked.content.decode()
    assert secretary.post(url, {**given, "new_is_other": "on"}).status_code == 302


def test_an_application_is_refused_at_its_fields_all_at_once(kalininsky: World) -> None:
    secretary = kalininsky.client(kalininsky.office("secretary", "Секретар"))
    url = kalininsky.url("participants/join/?category=partner")
    empty = secretary.post(url, {})
    assert set(empty.context["form"].errors) == {"organisation", "primary_group"}
    assert "3.2" in str(empty.context["form"].fields["resource_staff"].help_text)
    wrong = secretary.post(
        url,
        {
            "new_name": "Фірма Ґава",
            "new_code_kind": "edrpou",
            "new_code": "123",
            "primary_group": "social_partnership",
            "other_groups": ["social_partnership"],
        },
    )
    assert set(wrong.context["form"].errors) == {"new_code", "other_groups"}
    assert not Case.objects.exists()


def test_a_paper_notice_counts_from_the_day_it_was_received(smolensk: World) -> None:
    row = smolensk.participant("Завод", "employer")
    secretary = smolensk.client(smolensk.office("secretary", "Секретар"))
    url = smolensk.url(f"participants/{row.pk}/leave/")
    given = {"note": "Лист № 5", "is_sure": "on"}
    assert secretary.post(url, {**given, "received_on": "2026-03-03"}).status_code == 422
    assert secretary.post(url, {**given, "received_on": "2026-03-01"}).status_code == 302
    row.refresh_from_db()
    assert row.left_on == date(2026, 3, 1)


def test_after_the_founding_an_unsigned_founder_reads_how_it_accedes(settings: object) -> None:
    world = World.of("zheleznogorsk", settings, DAY)
    founders_list_by_charter(cluster=world.cluster, on=DAY, actor=TELLER)
    row = Founder.objects.order_by("order").last()
    assert row is not None
    deputy = world.person("Підписант")
    Affiliation.objects.create(
        person=deputy, organisation=row.organisation, position="x", may_represent=True, valid_from=world.start
    )
    client = world.client(deputy)
    page = client.get(world.url("founders/")).content.decode()
    assert "Signing is closed" in page
    assert page.count("accede by signature") == 1
    assert world.url("charter/matters/accede/") in page
    closed = client.get(world.url(f"founders/{row.pk}/sign/"))
    assert closed.status_code == 409
    assert "none is open now" in closed.content.decode().replace("\xa0", " ")
    form = client.get(world.url(f"participants/join/?category={row.category}&organisation=x+(№+{row.organisation_id})"))
    assert f"(№ {row.organisation_id})" in form.content.decode()


def test_the_register_names_the_groups_that_nobody_is_in(kalininsky: World) -> None:
    guest = Client(headers={"accept-language": "en"})
    guest.cookies["language"] = "en"
    assert "No participant yet" not in guest.get(kalininsky.url("participants/")).content.decode()
    kalininsky.participant("Школа № 1", "school", group="innovative_environment")
    text = " ".join(unescape(guest.get(kalininsky.url("participants/")).content.decode()).split())
    named = text.partition("No participant yet in these groups: ")[2].partition(".")[0]
    assert "Information and methodological support" in named
    assert "innovative" not in named
