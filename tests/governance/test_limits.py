"""Nobody sits or presides for more terms in a row than the charter allows."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.world import CHARTERS, TELLER, World

from eduklaster.charter.loader import YamlReader, bundle
from eduklaster.charter.resolver import Scope
from eduklaster.clusters.services import RuleChange, rule_set
from eduklaster.drafting.checking import as_yaml
from eduklaster.drafting.patterns import plain
from eduklaster.governance.models import Seat
from eduklaster.governance.services import chair_seat, seat_fill, seat_vacate
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Person
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, StepInput, case_open, step_do

pytestmark = pytest.mark.django_db
START = date(2020, 3, 2)
SECRETARY = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)
SEAT = {
    "id": "chosen", "kind": "elected", "count": 1, "term": "1 year", "consecutive_terms": 2, "clause": "4.1",
    "label": dict.fromkeys(("uk", "ru", "en"), "Избранный"), "takes_effect_by": "compose_council",
}  # fmt: skip


@pytest.fixture
def world(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """A council with one seat, elected for a year, twice in a row at most."""
    whole = tmp_path / "krasnogorsky"
    whole.mkdir()
    data = plain(YamlReader("charter.yaml").read(bundle(CHARTERS / "krasnogorsky")))
    data["organs"]["council"]["seats"].append(SEAT)
    (whole / "charter.yaml").write_text(as_yaml(data), encoding="utf-8")
    monkeypatch.setattr("tests.world.CHARTERS", tmp_path)
    return World.of("krasnogorsky", settings, date(2026, 3, 2))


def chosen() -> Seat:
    return Seat.objects.get(rule="chosen")


def sat(person: Person, *times: tuple[date, date]) -> None:
    """Let somebody have sat on the seat, from a day to the first day out of it."""
    for begun, over in times:
        seat_fill(seat=chosen(), person=person, on=begun, actor=TELLER)
        seat_vacate(seat=chosen(), on=over, actor=TELLER)


def proposed(world: World, person: Person) -> Case:
    """Propose somebody for the seat and do the first step."""
    entry = {"seat_id": chosen().pk, "person_id": person.pk}
    draft = CaseDraft("compose_council", Localized.same("Состав"), payload={"organ": "council", "seats": [entry]})
    case = case_open(cluster=world.cluster, draft=draft, doer=SECRETARY, on=world.today)
    step_do(
        cluster=world.cluster, case_ids=[case.pk], step="proposal", doer=SECRETARY, on=world.today,
        given=StepInput(note="по бумагам"),
    )  # fmt: skip
    return case


def day(year: int, month: int = 3) -> date:
    return date(year, month, 2)


@pytest.mark.parametrize(
    ("times", "others", "is_refused"),
    [
        ([], [], False),
        ([(day(2025), day(2026))], [], False),
        ([(day(2024), day(2025)), (day(2025), day(2026))], [], True),
        ([(day(2024), day(2026))], [], True),  # held over, or elected again without a new entry
        ([(day(2023, 2), day(2024, 2)), (day(2024, 3), day(2025, 3))], [], True),  # the seat was empty in between
        ([(day(2022), day(2023)), (day(2024), day(2025))], [(day(2023), day(2024))], False),
        ([(day(2023), day(2025))], [(day(2025), day(2026))], False),
        ([(day(2023, 9), day(2025, 3))], [(day(2023, 3), day(2023, 9))], False),  # the rest of a term, then a whole one
    ],
)
def test_a_third_term_in_a_row_is_refused_with_its_clause_before_anybody_votes(
    world: World, times: list[tuple[date, date]], others: list[tuple[date, date]], is_refused: bool
) -> None:
    Seat.objects.filter(rule="chosen").update(created_on=START)
    person, other = world.person("Опытная"), world.person("Другая")
    rows = sorted([*((one, person) for one in times), *((one, other) for one in others)], key=lambda row: row[0])
    for time, who in rows:
        sat(who, time)

    if not is_refused:
        assert proposed(world, person).state == "open"
        return
    with pytest.raises(ChainRefused) as refused:
        proposed(world, person)
    verdict = refused.value.verdict
    assert verdict.code == "term.refused"
    assert [(c.kind, c.ref) for c in verdict.citations] == [("clause", "4.1")]
    assert (verdict.facts["terms_served"], verdict.facts["limit"]) == (2, 2)
    assert proposed(world, other).state == "open", "another may sit"


def test_a_chair_who_has_presided_for_all_terms_that_are_allowed_is_not_nominated_again(world: World) -> None:
    Seat.objects.filter(rule="chosen").update(created_on=START)
    veteran, newcomer = world.person("Опытная"), world.person("Новая")
    first, second = chosen(), Seat.objects.filter(organ="council").exclude(rule="chosen").order_by("pk")[0]
    Seat.objects.filter(pk=second.pk).update(created_on=START)
    for seat, person in ((first, veteran), (second, newcomer)):
        seat_fill(seat=seat, person=person, on=day(2023), actor=TELLER)
    for key, value in (("chair.term", "1 year"), ("term.consecutive", 2)):
        change = RuleChange(key, value, day(2020), Scope(organ="council"))
        rule_set(cluster=world.cluster, change=change, act="решение совета № 1/2020", actor=TELLER)
    for year in (2024, 2025):
        chair_seat(seat=first, on=day(year), actor=TELLER)

    def nominate(seat: Seat, person: Person) -> Case:
        draft = CaseDraft(
            "elect_chair", Localized.same("Председатель"), payload={"seat_id": seat.pk, "person_id": person.pk}
        )
        case = case_open(cluster=world.cluster, draft=draft, doer=SECRETARY, on=world.today)
        return step_do(cluster=world.cluster, case_ids=[case.pk], step="nomination", doer=SECRETARY, on=world.today)[0]

    with pytest.raises(ChainRefused) as refused:
        nominate(first, veteran)
    assert refused.value.verdict.code == "term.refused"
    assert [(c.kind, c.ref) for c in refused.value.verdict.citations] == [("act", "решение совета № 1/2020")]
    assert nominate(second, newcomer).state == "open"
