"""Rotating and ranked seats are filled by the platform: the next in turn, the first of a ranking who can."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.world import CHARTERS, TELLER, World

from eduklaster.charter.loader import YamlReader, bundle
from eduklaster.charter.seats import next_in_turn
from eduklaster.drafting.checking import as_yaml
from eduklaster.drafting.patterns import plain
from eduklaster.governance.models import Seat, SeatHolding, Turn
from eduklaster.governance.selectors import composition_on
from eduklaster.governance.services import seat_fill, seat_vacate, turns_follow
from eduklaster.governance.tasks import terms_end_all
from eduklaster.journal.models import Entry
from eduklaster.membership.models import Participant
from eduklaster.people.models import Affiliation, OfficeHolding, Person
from eduklaster.people.services import office_assign, office_end
from eduklaster.procedures.models import Case

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 16)
START = TODAY - timedelta(days=365)
SPRING, SUMMER, AUTUMN, WINTER = date(2026, 4, 1), date(2026, 7, 1), date(2026, 10, 1), date(2027, 1, 1)


def said(words: str) -> dict[str, str]:
    return dict.fromkeys(("uk", "ru", "en"), words)


TURN = {
    "id": "turn", "kind": "rotating", "rotates_every": "3 months", "turns_from": date(2026, 4, 1),
    "categories": ["education"], "label": said("По очереди"), "clause": "4.1",
}  # fmt: skip
RANK = {"id": "rank", "kind": "ranked", "offices": ["head", "secretary"], "label": said("По рангу"), "clause": "4.1"}


@pytest.fixture
def make(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Start a cluster whose council has the seats of these rules, and three colleges in its register."""

    def world(*rules: dict[str, Any], rules_said: dict[str, Any] | None = None) -> World:
        whole = tmp_path / "smolensk"
        whole.mkdir()
        data = plain(YamlReader("charter.yaml").read(bundle(CHARTERS / "smolensk")))
        data["organs"]["council"]["seats"] = list(rules)
        data["organs"]["council"].pop("composed_by", None)
        data["organs"]["council"].setdefault("rules", {}).update(rules_said or {})
        (whole / "charter.yaml").write_text(as_yaml(data), encoding="utf-8")
        monkeypatch.setattr("tests.world.CHARTERS", tmp_path)
        found = World.of("smolensk", settings, TODAY)
        for number in (1, 2, 3):
            join(found, number)
        return found

    return world


def join(world: World, number: int) -> Participant:
    return world.participant(f"Колледж {number}", "education", world.person(f"Директоров{number}"))


def leave(participant: Participant, on: date) -> None:
    Participant.objects.filter(pk=participant.pk).update(state="withdrawn", left_on=on)


def sits(world: World, on: date, rule: str = "turn") -> list[str]:
    """Return the surnames of those who sit on the seats of a rule on a day; a dash for an empty seat."""
    rows = [now for now in composition_on(world.cluster, "council", on) if now.seat.rule == rule]
    return [now.holding.person.surname.removeprefix("Директоров") if now.holding else "-" for now in rows]


def follow(world: World, on: date) -> int:
    return turns_follow(cluster=world.cluster, on=on)


def colleges(world: World) -> list[Participant]:
    return list(Participant.objects.filter(cluster=world.cluster, category="education").order_by("number"))


# ─── the order itself ──────────────────────────────────────────────────────────────────────────────────────────────


@given(st.sets(st.integers(1, 40)), st.none() | st.integers(1, 40), st.integers(41, 50))
def test_an_order_goes_round_and_nobody_who_joins_or_leaves_moves_the_others(
    places: set[int], former: int | None, joiner: int
) -> None:
    order = next_in_turn(places, former)

    assert sorted(order) == sorted(places), "everybody has one turn before anybody has another"
    assert former not in places or order[-1] == former
    behind = next_in_turn(places | {joiner}, former)
    assert [p for p in behind if p != joiner] == order, "whoever joins takes no turn of the others"
    for gone in places:
        assert next_in_turn(places - {gone}, former) == [p for p in order if p != gone]


# ─── the platform seats ────────────────────────────────────────────────────────────────────────────────────────────


def test_turns_pass_on_their_days_even_if_two_were_missed_and_nothing_is_done_twice(make: Any) -> None:
    world = make(TURN)

    assert follow(world, SPRING - timedelta(days=1)) == 0
    assert sits(world, SPRING - timedelta(days=1)) == ["-"]
    assert follow(world, AUTUMN + timedelta(days=3)) == 3
    assert follow(world, AUTUMN + timedelta(days=3)) == 0

    days = (SPRING, SUMMER - timedelta(days=1), SUMMER, AUTUMN - timedelta(days=1), AUTUMN)
    assert [sits(world, day)[0] for day in days] == ["1", "1", "2", "2", "3"]
    assert follow(world, date(2027, 4, 2)) == 2
    assert sits(world, date(2027, 4, 2)) == ["2"], "after the last the first comes again"
    filled = Entry.objects.filter(action="seat.filled", rule="council.turn").order_by("pk")
    assert [entry.on for entry in filled][:3] == [SPRING, SUMMER, AUTUMN]
    assert filled[0].citations == [{"kind": "clause", "ref": "4.1"}]
    assert Entry.objects.filter(action="seat.turn", rule="council.turn").count() == filled.count()
    holding = SeatHolding.objects.order_by("valid_from").first()
    assert holding is not None
    assert holding.basis_note.endswith(", п. 4.1")


def test_whoever_joins_is_last_and_whoever_leaves_is_passed_over(make: Any) -> None:
    world = make(TURN)
    follow(world, SPRING)
    first, second, _third = colleges(world)
    world.go_to(SPRING)
    join(world, 4)

    leave(second, date(2026, 5, 20))
    follow(world, SUMMER)
    assert sits(world, SUMMER) == ["3"]
    leave(first, date(2026, 7, 5))
    follow(world, WINTER)

    assert [sits(world, day)[0] for day in (AUTUMN, WINTER)] == ["4", "3"]


@pytest.mark.parametrize(("policy", "rest", "then"), [("next", "2", "3"), ("vacant", "-", "2")])
def test_a_turn_whose_holder_leaves_passes_on_or_stays_empty_as_the_rule_says(
    make: Any, policy: str, rest: str, then: str
) -> None:
    world = make(TURN, rules_said={"seats.turn_left": {"value": policy, "clause": "4.1"}})
    follow(world, SPRING)
    gone = date(2026, 5, 20)

    leave(colleges(world)[0], gone)
    follow(world, SUMMER + timedelta(days=1))

    assert [sits(world, day)[0] for day in (gone - timedelta(days=1), gone, SUMMER)] == ["1", rest, then]
    over = Entry.objects.filter(action="seat.turn_over", on=gone).get()
    assert (over.rule, over.citations) == ("council.turn", [{"kind": "clause", "ref": "4.1"}])
    assert follow(world, SUMMER + timedelta(days=1)) == 0


def test_two_seats_change_together_and_who_was_sent_or_dismissed_in_a_turn_is_not_replaced(make: Any) -> None:
    world = make({**TURN, "count": 2})
    follow(world, SPRING)
    assert sits(world, SPRING) == ["1", "2"]
    one, two = Seat.objects.filter(rule="turn").order_by("order")
    seat_fill(seat=one, person=world.person("Посланная"), on=SPRING + timedelta(days=9), actor=TELLER)
    seat_vacate(seat=two, on=SPRING + timedelta(days=9), actor=TELLER)

    assert follow(world, SUMMER - timedelta(days=1)) == 0
    assert sits(world, SUMMER - timedelta(days=1)) == ["Посланная", "-"]
    follow(world, SUMMER)
    assert sits(world, SUMMER) == ["3", "1"]


def test_who_was_seated_by_hand_before_there_were_turns_sits_until_the_next_begins(make: Any) -> None:
    world = make({key: value for key, value in TURN.items() if key != "turns_from"})
    Turn.objects.all().delete()
    SeatHolding.objects.all().delete()
    seat = Seat.objects.get(rule="turn")
    seat_fill(seat=seat, person=world.person("Прежняя"), on=TODAY - timedelta(days=5), actor=TELLER)

    assert follow(world, TODAY - timedelta(days=1)) == 0
    follow(world, TODAY)
    assert [sits(world, TODAY - timedelta(days=ago))[0] for ago in (1, 0)] == ["Прежняя", "1"]


def test_a_new_head_of_a_participant_takes_the_seat_over_in_the_middle_of_its_turn(make: Any) -> None:
    world = make({**TURN, "count": 2})
    follow(world, SPRING)
    second = Seat.objects.filter(rule="turn").order_by("order")[1]
    seat_fill(seat=second, person=world.person("Посланная"), on=SPRING + timedelta(days=2), actor=TELLER)
    change = date(2026, 5, 20)
    for number, college in enumerate(colleges(world)[:2]):
        Affiliation.objects.filter(organisation=college.organisation, is_head=True).update(valid_until=change)
        Affiliation.objects.create(
            organisation=college.organisation, person=world.person(f"Новая{number}"), position="Директор", is_head=True,
            valid_from=change,
        )  # fmt: skip

    assert follow(world, change + timedelta(days=12)) == 1, "only who sits as the head is followed by the next head"
    assert follow(world, change + timedelta(days=12)) == 0

    assert sits(world, change - timedelta(days=1)) == ["1", "Посланная"]
    assert sits(world, change) == ["Новая0", "Посланная"]
    filled = Entry.objects.filter(action="seat.filled", rule="council.turn").order_by("pk").last()
    assert filled is not None
    assert filled.citations == [{"kind": "clause", "ref": "4.1"}]


def test_offices_take_turns_and_their_new_holder_sits_at_once(
    make: Any, django_capture_on_commit_callbacks: Any
) -> None:
    offices = {key: value for key, value in TURN.items() if key != "categories"} | {"offices": ["head", "secretary"]}
    world = make(offices)
    world.office("head", "Главная")
    secretary = world.office("secretary", "Орлова")
    follow(world, SPRING)
    world.go_to(date(2026, 5, 4))

    with django_capture_on_commit_callbacks(execute=True):
        office_assign(
            cluster=world.cluster, office="head", person=world.person("Новая"), valid_from=world.today, basis="приказ",
            actor=TELLER,
        )  # fmt: skip
    assert sits(world, world.today) == ["Новая"]
    assert sits(world, world.today - timedelta(days=1)) == ["Главная"]
    world.go_to(date(2026, 6, 1))
    with django_capture_on_commit_callbacks(execute=True):
        office_end(holding=OfficeHolding.objects.get(person__surname="Новая"), on=world.today, actor=TELLER)

    assert sits(world, world.today) == [secretary.surname], "nobody holds the office, so the next sits for the rest"


def test_a_ranking_seats_the_first_who_can_and_passes_over_who_sits_already(
    make: Any, django_capture_on_commit_callbacks: Any
) -> None:
    other = {"id": "other", "kind": "elected", "count": 1, "label": said("Избранный"), "clause": "4.1"}
    world = make(RANK, other)
    world.office("secretary", "Орлова")
    follow(world, TODAY)
    assert sits(world, TODAY, "rank") == ["Орлова"]

    head = world.person("Главная")
    with django_capture_on_commit_callbacks(execute=True):
        office_assign(cluster=world.cluster, office="head", person=head, valid_from=TODAY, basis="приказ", actor=TELLER)
    assert sits(world, TODAY, "rank") == ["Главная"]
    assert sits(world, TODAY - timedelta(days=1), "rank") == ["Орлова"]
    elected = TODAY + timedelta(days=5)
    seat_fill(seat=Seat.objects.get(rule="other"), person=head, on=elected, actor=TELLER)
    assert follow(world, elected + timedelta(days=2)) == 1
    assert [sits(world, day, "rank")[0] for day in (elected - timedelta(days=1), elected)] == ["Главная", "Орлова"]
    assert follow(world, elected + timedelta(days=2)) == 0
    OfficeHolding.objects.filter(office="secretary").update(valid_until=elected + timedelta(days=3))
    follow(world, elected + timedelta(days=3))
    assert sits(world, elected + timedelta(days=3), "rank") == ["-"]


def test_the_holder_of_an_office_sits_by_office_from_its_first_day_to_its_last_whatever_else_they_hold(
    make: Any, django_capture_on_commit_callbacks: Any
) -> None:
    post = {"id": "post", "kind": "ex_officio", "office": "head", "label": said("По должности"), "clause": "4.1"}
    other = {"id": "other", "kind": "elected", "count": 1, "label": said("Избранный"), "clause": "4.1"}
    world = make(post, other)
    assert sits(world, TODAY, "post") == ["-"]

    head = world.person("Главная")
    seat_fill(seat=Seat.objects.get(rule="other"), person=head, on=TODAY, actor=TELLER)
    with django_capture_on_commit_callbacks(execute=True):
        held = office_assign(
            cluster=world.cluster, office="head", person=head, valid_from=TODAY, basis="приказ", actor=TELLER
        )
    assert sits(world, TODAY, "post") == ["Главная"], "a seat by office is held beside any other"
    assert sits(world, TODAY - timedelta(days=1), "post") == ["-"]
    note = SeatHolding.objects.get(seat__rule="post").basis_note
    assert note.startswith("по должности, п. 4.1")

    world.go_to(TODAY + timedelta(days=9))
    with django_capture_on_commit_callbacks(execute=True):
        office_end(holding=held, on=world.today, actor=TELLER)
    assert sits(world, world.today, "post") == ["-"], "with the office goes the seat"
    assert sits(world, world.today - timedelta(days=1), "post") == ["Главная"]


def test_a_seat_that_an_act_fills_is_vacated_and_its_matter_opened_once(make: Any) -> None:
    other = {"id": "other", "kind": "elected", "count": 1, "label": said("Избранный"), "clause": "4.1"}
    world = make({**TURN, "takes_effect_by": "compose_organ"}, other)
    seat_fill(seat=Seat.objects.get(rule="other"), person=world.person("Избранная"), on=TODAY, actor=TELLER)
    follow(world, SPRING)
    assert sits(world, SPRING) == ["-"], "nobody sits before the act"

    def asked() -> list[tuple[str, str]]:
        rows = Case.objects.filter(kind="compose_organ").order_by("pk")
        return [(Person.objects.get(pk=c.payload["seats"][0]["person_id"]).surname[-1], c.state) for c in rows]

    assert asked() == [("1", "open")]
    seat_fill(
        seat=Seat.objects.get(rule="turn"), person=Person.objects.get(surname="Директоров1"), on=SPRING, actor=TELLER
    )
    follow(world, SUMMER)
    follow(world, SUMMER)

    assert sits(world, SUMMER) == ["-"]
    assert asked() == [("1", "stopped"), ("2", "open")]


def test_the_hourly_task_seats_whose_turn_it_is_and_a_participant_without_a_known_head_keeps_its_turn(
    make: Any,
) -> None:
    world = make(TURN)
    world.participant("Колледж без директора", "education")
    for college in colleges(world)[:3]:
        leave(college, SPRING)
    world.go_to(SPRING)

    terms_end_all(0)
    terms_end_all(0)

    assert sits(world, SPRING) == ["-"]
    assert Turn.objects.get().participant.organisation.short_name == "Колледж без директора"
