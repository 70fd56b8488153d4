"""Exclusion by three charters, through the web: A08, A18 and A25 of the requirements, with their numbers."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.scenarios.stories import do, open_exclusion, set_rule, vote
from tests.world import World

from eduklaster.clusters.models import Override
from eduklaster.governance.enums import SeatState
from eduklaster.governance.models import Ballot, Designation, Seat
from eduklaster.journal.services import journal_verify
from eduklaster.procedures.models import Act, Case, Refusal

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def to_the_vote(world: World, secretary: Client, case: Case, heard_on: date) -> None:
    """Notice, the time to answer, hearing; the evidence came with the case."""
    assert case.steps.get(step="evidence").state == "done"
    assert do(world, secretary, case, "notice").status_code == 302
    refused = do(world, secretary, case, "hearing")
    assert refused.status_code == 422
    world.go_to(heard_on)
    assert do(world, secretary, case, "hearing").status_code == 302


def test_the_council_of_smolensk_excludes_by_itself(settings: Any) -> None:
    world = World.of("smolensk", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))
    members = [world.participant(f"Колледж № {n}", "education", world.person(f"Глава {n}")) for n in range(11)]
    seats = world.fill("council")
    assert len(seats) == 11
    concerned = members[0]

    refused = open_exclusion(world, secretary, concerned, "abuse_of_rights")
    assert refused.status_code == 422
    assert "5.3" in refused.content.decode()
    assert Case.objects.count() == 0

    assert open_exclusion(world, secretary, concerned, "breach_of_duties").status_code == 302
    case = Case.objects.get()
    to_the_vote(world, secretary, case, date(2026, 3, 16))
    said = {seats[0]: "present", **dict.fromkeys(seats[1:5], "for"), **dict.fromkeys(seats[5:7], "against")}
    assert vote(world, secretary, case, "decision", said).status_code == 302

    ballot = Ballot.objects.get()
    assert (ballot.verdict["facts"]["base"], ballot.verdict["facts"]["for_"], ballot.is_carried) == (6, 4, True)
    concerned.refresh_from_db()
    assert concerned.state == "excluded"
    assert not Act.objects.filter(kind="order").exists()
    assert Seat.objects.filter(cluster=world.cluster, organ="council", state=SeatState.FILLED).count() == 10
    assert Seat.objects.get(participant=concerned).state == SeatState.ABOLISHED
    council = secretary.get(world.url("organs/council/")).content.decode()
    assert "quorum: 6 of 10" in " ".join(unescape(council).split())
    assert "Колледж № 0" not in secretary.get(world.url("participants/")).content.decode()
    assert list(journal_verify()) == []


def test_kalininsky_needs_a_submission_and_an_order_and_the_head_may_decline(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))
    head = world.client(world.office("centre_head", "Павлова"))
    school = world.participant("Школа «Лесная»", "school", world.person("Белова"), "innovative_environment")
    seats = world.fill("nes")

    refused = open_exclusion(world, secretary, school, "breach_of_duties")
    assert refused.status_code == 422
    assert "4.3" in refused.content.decode()

    assert open_exclusion(world, secretary, school, "abuse_of_rights").status_code == 302
    case = Case.objects.get()
    alone = do(world, head, case, "order")
    assert alone.status_code == 422
    assert Refusal.objects.filter(case=case, step="order").count() == 1
    assert Act.objects.count() == 0
    to_the_vote(world, secretary, case, date(2026, 3, 16))
    said = {**dict.fromkeys(seats[:4], "for"), seats[4]: "against", seats[5]: "abstain"}
    assert vote(world, secretary, case, "submission", said).status_code == 302
    school.refresh_from_db()
    assert school.state == "active"
    assert [act.kind for act in Act.objects.exclude(kind="signature")].count("submission") == 1
    assert do(world, secretary, case, "order").status_code == 422
    assert do(world, world.client(seats[0].holdings.get().person), case, "order").status_code in {404, 422}
    school.refresh_from_db()
    assert school.state == "active", "the council alone excludes nobody"

    decline = world.url(f"cases/{case.pk}/steps/order/decline/")
    assert head.post(decline, {"on": world.today.isoformat(), "reason": ""}).status_code == 422
    with_reason = {"on": world.today.isoformat(), "reason": "Школа устранила причину."}
    assert head.post(decline, with_reason).status_code == 302
    case.refresh_from_db()
    school.refresh_from_db()
    assert (case.state, school.state) == ("declined", "active")
    assert not Act.objects.filter(kind="order").exists()
    assert "Школа устранила причину." in secretary.get(world.url(f"cases/{case.pk}/")).content.decode()
    assert do(world, head, case, "order").status_code == 422, "a closed case takes no order"

    world.go_to(date(2026, 4, 1))
    assert open_exclusion(world, secretary, school, "abuse_of_rights").status_code == 302
    again = Case.objects.get(state="open")
    to_the_vote(world, secretary, again, date(2026, 4, 14))
    assert vote(world, secretary, again, "submission", dict.fromkeys(seats[:5], "for")).status_code == 302
    assert do(world, head, again, "order").status_code == 302
    school.refresh_from_db()
    assert (school.state, school.left_on) == ("excluded", date(2026, 4, 14))
    order = Act.objects.get(kind="order")
    assert [basis.rests_on.kind for basis in order.bases.all()] == ["submission"]


def test_in_zheleznogorsk_a_majority_of_eight_excludes_and_two_thirds_by_bylaw_would_not(settings: Any) -> None:
    world = World.of("zheleznogorsk", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))
    founders = [world.participant(f"Школа № {n}", "school", world.person(f"Глава {n}")) for n in range(12)]
    seats = [
        Seat.objects.create(
            cluster=world.cluster,
            organ="supervisory_council",
            rule="founders",
            participant=founder,
            label={"ru": str(founder)},
            state="vacant",
            created_on=world.start,
        )
        for founder in founders
    ]
    world.fill("supervisory_council")

    assert open_exclusion(world, secretary, founders[0], "bad_faith").status_code == 302
    case = Case.objects.get()
    page = secretary.get(world.url(f"cases/{case.pk}/")).content.decode()
    assert "D-62" in page
    assert "silent" in page, "the default is shown as the charter's silence"
    manager = world.person("Управляев")
    Designation.objects.create(
        cluster=world.cluster,
        organ="management_company",
        matter="designate_company",
        organisation=world.organisation("Управляющая компания", manager),
        valid_from=world.start,
        case=case,
    )
    company = do(world, world.client(manager), case, "hearing")
    assert company.status_code == 422
    assert Refusal.objects.get(case=case).verdict["code"] == "chain.reserved"
    assert {"kind": "clause", "ref": "4.p1"} in Refusal.objects.get(case=case).verdict["citations"]
    to_the_vote(world, secretary, case, date(2026, 3, 16))
    said = {seats[0]: "present", **dict.fromkeys(seats[1:6], "for"), **dict.fromkeys(seats[6:9], "against")}
    assert vote(world, secretary, case, "decision", said).status_code == 302
    ballot = Ballot.objects.get()
    assert (ballot.verdict["facts"]["for_"], ballot.verdict["facts"]["base"], ballot.is_carried) == (5, 8, True)
    assert ballot.verdict["facts"]["quorum_base"] == 11, "twelve seats without the one that is concerned"
    founders[0].refresh_from_db()
    assert (founders[0].state, founders[0].left_on) == ("excluded", world.today)
    assert Seat.objects.get(pk=seats[0].pk).state == SeatState.ABOLISHED

    norm = set_rule(
        world, secretary, "voting.threshold", "matter:exclude", value_0="at least", value_1="2", value_2="3"
    )
    assert do(world, secretary, norm, "proposal").status_code == 302
    assert vote(world, secretary, norm, "decision", dict.fromkeys(seats[1:], "for")).status_code == 302
    bylaw = Override.objects.get()
    assert (bylaw.value, bylaw.matter, bylaw.valid_from) == ("at least 2/3", "exclude", world.today)
    assert open_exclusion(world, secretary, founders[1], "bad_faith").status_code == 302
    second = Case.objects.get(state="open")
    to_the_vote(world, secretary, second, date(2026, 4, 6))
    said = {seats[1]: "present", **dict.fromkeys(seats[2:7], "for"), **dict.fromkeys(seats[7:10], "against")}
    assert vote(world, secretary, second, "decision", said).status_code == 302
    second.refresh_from_db()
    founders[1].refresh_from_db()
    assert (second.state, founders[1].state) == ("lost", "active")
    lost = Ballot.objects.latest("pk")
    assert (lost.verdict["facts"]["for_"], lost.verdict["facts"]["base"], lost.is_carried) == (5, 8, False)
    assert {"kind": "act", "ref": bylaw.act} in lost.verdict["citations"]
    assert Seat.objects.get(pk=seats[1].pk).state == SeatState.FILLED
