"""Joining, founding, leaving and owning nothing, through the web: A07, A10, A13 and the membership part of A29."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.scenarios.stories import do, vote
from tests.world import TELLER, World

from eduklaster.governance.models import Ballot, Seat, SeatHolding
from eduklaster.journal.services import journal_verify
from eduklaster.membership.models import Founder, Holding, Participant
from eduklaster.membership.services import (
    AgreementInput,
    Authority,
    agreement_register,
    founder_admit,
    founder_authority_set,
    founder_list,
    founder_sign,
)
from eduklaster.people.services import person_create
from eduklaster.procedures.models import Act, Case

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def apply(world: World, client: Client, name: str, category: str, **more: str) -> Case:
    """Record an application that came in on paper."""
    given = {
        "new_name": name,
        "primary_group": "social_partnership",
        "is_resident": "on",
        "note": "Заявление от 1 марта",
        "authority_kind": "post",
        "authority_document": "Устав",
        **more,
    }
    answer = client.post(world.url(f"participants/join/?category={category}"), given)
    assert answer.status_code == 302, answer.context["form"].errors
    return Case.objects.latest("pk")


def test_three_apply_to_kalininsky_and_the_firm_without_resources_is_held(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))
    head = world.client(world.office("centre_head", "Павлова"))
    seats = world.fill("nes")
    assert len(seats) == 9
    school = apply(world, secretary, "Школа № 900", "school")
    association = apply(world, secretary, "Ассоциация учителей", "association")
    firm = apply(world, secretary, "Фирма «Станок»", "partner")
    cases = [school, association, firm]

    early = do(world, head, school, "order")
    assert early.status_code == 422
    order = world.url("participants/admissions/admit/order/")
    fields = {"on": world.today.isoformat(), "title": "О составе кластера", "text": ""}
    without = head.post(order + f"?case={school.pk}&case={association.pk}", fields)
    assert without.status_code == 422, "with no recommendation an order is refused"
    assert Participant.objects.count() == Act.objects.filter(kind="order").count() == 0

    said = {**dict.fromkeys(seats[:5], "for"), seats[5]: "abstain"}
    assert vote(world, secretary, school, "recommendation", said, association, firm).status_code == 302
    assert Act.objects.filter(kind="recommendation").count() == 1
    counted = Ballot.objects.get().verdict["facts"]
    assert (counted["quorum_base"], counted["base"], counted["for_"]) == (9, 6, 5)

    held = head.post(order + "?" + "&".join(f"case={c.pk}" for c in cases), fields)
    assert held.status_code == 422
    assert "3.2" in held.content.decode(), "the clause that asks for resources"
    assert Participant.objects.count() == 0
    signed = head.post(order + f"?case={school.pk}&case={association.pk}", fields)
    assert signed.status_code == 302

    assert Participant.objects.count() == 2
    assert {p.joined_on for p in Participant.objects.all()} == {DAY}
    assert {p.primary_group for p in Participant.objects.all()} == {"social_partnership"}
    assert {p.state for p in Participant.objects.all()} == {"active"}
    signed_order = Act.objects.get(kind="order")
    assert {p.basis_act_id for p in Participant.objects.all()} == {signed_order.pk}
    assert {basis.rests_on.kind for basis in signed_order.bases.all()} == {"recommendation"}
    firm.refresh_from_db()
    assert firm.state == "open"
    assert list(journal_verify()) == []


def test_twelve_of_sixteen_sign_and_found_the_cluster(settings: Any) -> None:
    world = World.of("zheleznogorsk", settings, DAY, in_force=False)
    secretary = world.client(world.office("secretary", "Орлова"))
    assert world.cluster.state == "forming"
    assert secretary.post(world.url("founders/from-charter/")).status_code == 302
    founders = list(Founder.objects.order_by("order"))
    assert len(founders) == 16

    opened = secretary.post(world.url("founders/meeting/"), {"on": DAY.isoformat(), "place": "Дворец культуры"})
    assert opened.status_code == 302
    people = [
        person_create(actor=TELLER, cluster=world.cluster, surname=f"Подписант{n:02}", given_name="Анна")
        for n in range(12)
    ]
    without = secretary.post(
        world.url(f"founders/{founders[5].pk}/sign/"),
        {
            "on": DAY.isoformat(),
            "signatory": f"{people[5].full_name} (№ {people[5].pk})",
            "authority_kind": "resolution",
            "authority_document": "",
        },
    )
    assert without.status_code == 422
    assert Founder.objects.filter(state="signed").count() == 0

    for founder, person in zip(founders, people, strict=False):
        answer = secretary.post(
            world.url(f"founders/{founder.pk}/sign/"),
            {
                "on": DAY.isoformat(),
                "signatory": f"{person.full_name} (№ {person.pk})",
                "authority_kind": "power_of_attorney",
                "authority_document": "Доверенность № 1",
            },
        )
        assert answer.status_code == 302, answer.context["form"].errors
    assert Participant.objects.count() == 0

    assert not Seat.objects.filter(organ="supervisory_council").exists()  # while it is forming, nobody can vote
    closed = secretary.post(world.url("founders/meeting/"), {"on": DAY.isoformat(), "note": "Подписали 12 из 16"})
    assert closed.status_code == 302

    world.cluster.refresh_from_db()
    assert world.cluster.state == "active"
    assert Participant.objects.count() == 12
    assert Founder.objects.filter(state="listed").count() == 4
    assert Seat.objects.filter(organ="supervisory_council").exclude(state="abolished").count() == 12
    register = Client().get(world.url("founders/")).content.decode()
    assert "Подписант" not in register

    seats = list(Seat.objects.filter(organ="supervisory_council").order_by("pk"))
    assert {seat.participant_id for seat in seats} == set(Participant.objects.values_list("pk", flat=True))
    named = dict(zip(seats, people, strict=True))
    propose = world.url("organs/compose/?matter=name_representative")
    offered = secretary.get(propose)
    assert [now.seat for now in offered.context["form"].seats] == seats, "no seat of those who did not sign"
    fields = {f"seat_{seat.pk}": f"{person.full_name} (№ {person.pk})" for seat, person in named.items()}
    assert secretary.post(propose, {"matter": "name_representative", **fields}).status_code == 302
    case = Case.objects.get(matter="name_representative")
    without = do(world, secretary, case, "naming", note="Письма учредителей")
    assert without.status_code == 422
    assert "5.p1" in without.content.decode(), "the clause that asks for authority"
    assert not SeatHolding.objects.exists()
    done = do(world, secretary, case, "naming", note="Письма учредителей", fact_authority_document="on")
    assert done.status_code == 302
    assert {h.seat: h.person for h in SeatHolding.objects.all()} == named
    council = " ".join(unescape(secretary.get(world.url("organs/supervisory_council/")).content.decode()).split())
    assert "quorum: 7 of 12" in council  # of the 12 who signed, not of the 16 listed
    assert people[11].full_name in council
    assert list(journal_verify()) == []


def test_a_founder_names_its_own_representative_and_no_other_does(settings: Any) -> None:
    world = World.of("zheleznogorsk", settings, DAY)
    rows = []
    for number in (1, 2):
        head = world.person(f"Учредитель{number}")
        listed = founder_list(
            cluster=world.cluster, organisation=world.organisation(f"Школа № {number}", head), position="директор",
            category="school", number=str(number), actor=TELLER, on=DAY,
        )  # fmt: skip
        founder_authority_set(
            founder=listed, signatory=head, authority=Authority("post", "Устав"), on=DAY, actor=TELLER
        )
        founder_sign(founder=listed, on=DAY, actor=TELLER)
        rows.append((head, founder_admit(founder=listed, on=DAY, actor=TELLER)))
    (head, school), (other_head, other) = rows
    propose = world.url("organs/compose/?matter=name_representative")
    client = world.client(head)
    seat, foreign = (Seat.objects.get(participant=row, organ="supervisory_council") for row in (school, other))

    assert [now.seat for now in client.get(propose).context["form"].seats] == [seat]
    person = f"{head.full_name} (№ {head.pk})"
    assert client.post(propose, {f"seat_{foreign.pk}": person}).status_code == 422
    assert not Case.objects.exists()
    assert client.post(propose, {f"seat_{seat.pk}": person}).status_code == 302
    case = Case.objects.get()
    assert "Школа № 1" in str(case.title)
    wrong = do(world, world.client(other_head), case, "naming", fact_authority_document="on")
    assert wrong.status_code == 422
    assert do(world, client, case, "naming", fact_authority_document="on").status_code == 302
    assert SeatHolding.objects.get().seat == seat


def test_a_cluster_can_own_neither_an_account_nor_a_laptop(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))

    for kind, name in (("account", "Счёт кластера"), ("equipment", "Ноутбук кластера")):
        refused = secretary.post(world.url("holdings/new/"), {"kind": kind, "name": name, "holder": ""})
        assert refused.status_code == 422
        assert "1.3" in refused.content.decode()
    assert Holding.objects.count() == 0

    world.organisation("Школа № 900")
    kept = secretary.post(world.url("holdings/new/"), {"kind": "equipment", "name": "Ноутбук", "holder": "Школа № 900"})
    assert kept.status_code == 302
    assert Holding.objects.get().holder.short_name == "Школа № 900"
    register = secretary.get(world.url("holdings/")).content.decode()
    assert "Школа № 900" in register
    assert "balance" not in register.lower()


def test_a_member_leaves_smolensk_by_one_notice_and_its_seat_falls_away(settings: Any) -> None:
    world = World.of("smolensk", settings, DAY)
    head = world.person("Фомина")
    member = world.participant("Завод «Ф»", "employer", head)
    other = world.participant("Колледж Ц", "education", world.person("Цветков"))
    seat = world.fill("council")[0]
    assert seat.participant_id == member.pk
    agreement = agreement_register(
        cluster=world.cluster,
        given=AgreementInput(
            "access", "Мастерская", [member.organisation_id or 0, other.organisation_id or 0], signed_on=DAY
        ),
        on=DAY,
        actor=TELLER,
    )
    client = world.client(head)
    page = client.get(world.url(f"participants/{member.pk}/leave/"))
    assert page.status_code == 200
    assert "5.1.4" in page.content.decode()

    assert client.post(world.url(f"participants/{member.pk}/leave/"), {"is_sure": "on"}).status_code == 302

    member.refresh_from_db()
    agreement.refresh_from_db()
    assert (member.state, member.left_on) == ("withdrawn", DAY)
    assert Seat.objects.get(pk=seat.pk).state == "abolished"
    assert agreement.state == "signed"
    case = Case.objects.get(kind="leave")
    after = [("notice", "done"), ("registration", "open")]
    assert list(case.steps.values_list("step", "state")) == after, "no approval step exists"
    assert (case.state, case.effective_on) == ("effective", DAY)
    assert other.state == "active"
    assert "Завод «Ф»" not in Client().get(world.url("participants/")).content.decode()
    assert "Завод «Ф»" in Client().get(world.url("participants/?state=gone")).content.decode()
