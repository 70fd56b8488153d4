"""Every way of composing an organ that the charter language knows becomes seats and is told on the organ's page."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from tests.world import CHARTERS, TELLER, World

from eduklaster.charter.loader import YamlReader, bundle
from eduklaster.charter.seats import Members, composition
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.drafting.checking import as_yaml
from eduklaster.drafting.patterns import plain
from eduklaster.governance.enums import SeatState
from eduklaster.governance.models import Seat
from eduklaster.governance.services import seat_fill

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 16)


def said(words: str) -> dict[str, str]:
    return dict.fromkeys(("uk", "ru", "en"), words)


def rule(kind: str, **more: Any) -> dict[str, Any]:
    return {"id": kind, "kind": kind, "label": said(f"Места: {kind}"), "clause": "4.1", **more}


WAYS = [
    rule("ex_officio", count=1, office="head"),
    rule("per_participant", each=2),
    rule("per_founder"),
    rule("per_component"),
    rule("named_body", holders=[said("Профсоюз"), said("Совет ректоров")]),
    rule("elected", count=3, term="3 years", consecutive_terms=2, staggered_in=3),
    rule("appointed", count=2, chosen_by="office:head"),
    rule("appointed_in_agreement", count=1, chosen_by="office:head", in_agreement_with=["organ:council"]),
    rule("template", holders=[said("директор"), said("методист")]),
    rule("rotating", count=1, rotates_every="1 year"),
    rule("ranked", count=1, alternate=False, offices=["head"]),
]


@pytest.fixture(scope="module")
def charters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A charter whose council is composed in every way."""
    folder = tmp_path_factory.mktemp("charters")
    whole = folder / "smolensk"
    whole.mkdir()
    data = plain(YamlReader("charter.yaml").read(bundle(CHARTERS / "smolensk")))
    data["organs"]["council"]["seats"] = WAYS
    (whole / "charter.yaml").write_text(as_yaml(data), encoding="utf-8")
    return folder


@pytest.fixture
def world(settings: Any, charters: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr("tests.world.CHARTERS", charters)
    found = World.of("smolensk", settings, DAY)
    for number in range(3):
        found.participant(f"Колледж {number}", "education", found.person(f"Директоров{number}"))
    return found


def test_each_way_gives_as_many_seats_as_the_charter_computes(world: World) -> None:
    seats = Seat.objects.filter(cluster=world.cluster, organ="council").exclude(state=SeatState.ABOLISHED)
    made = {one["id"]: seats.filter(rule=one["id"]).count() for one in WAYS}
    members = Members(participants={"education": 3}, founders=0, components=0)

    counted = composition(rulebook_of(world.cluster, DAY), "council", members, on=DAY)

    assert made == {group.rule.id: group.seats for group in counted.groups if group.rule}
    assert (made["per_participant"], made["template"], made["named_body"], made["elected"]) == (6, 6, 2, 3)
    labels = sorted(str(seat.label["ru"]) for seat in seats.filter(rule="template", participant__number=1))
    assert [label.partition(": ")[2] for label in labels] == ["директор", "методист"]


def test_the_page_of_an_organ_tells_each_way_terms_alternates_and_who_holds_over(world: World) -> None:
    long_ago, lately = DAY - timedelta(days=300), DAY - timedelta(days=30)
    elected = list(Seat.objects.filter(rule="elected").order_by("order"))
    deputy = world.person("Заменина")
    seat_fill(seat=elected[0], person=world.person("Новая"), on=lately, actor=TELLER, alternate=deputy)
    seat_fill(seat=elected[1], person=world.person("Прежняя"), on=long_ago, actor=TELLER)
    client = world.client(world.office("secretary", "Орлова"))

    def read(path: str, reader: Client = client) -> str:
        return unescape(reader.get(world.url(path)).content.decode()).replace("\xa0", " ")

    page = read("organs/council/")
    for words in (
        "Seats for each: 2.", "From each: директор, методист.", "In agreement with:", "Chosen by:",
        "Term: 3 years.", "Consecutive terms at most: 2.", "They change in turn, in groups: 3.",
        "A turn lasts: 1 year.", "Without an alternate.", "The first of a ranking",
    ):  # fmt: skip
        assert words in page, words
    assert "alternate: Заменина" in page
    assert "until 13 February 2029" in page, "three years from the day on which the member was seated"

    world.go_to(date(2029, 6, 1))
    assert "term over since 13 February 2029, sits until a successor comes" in read("organs/council/")
    for day, holds in ((long_ago - timedelta(days=1), False), (long_ago, True)):
        seats = client.get(world.url(f"organs/council/?on={day}")).context["seats"]
        assert any("Прежняя" in seat.holder for seat in seats) is holds, f"the composition of {day}"
