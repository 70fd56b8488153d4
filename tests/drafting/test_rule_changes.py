"""A running cluster sets a rule by an act, or chooses a reading of a clause; what a clause says stays locked."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.scenarios.stories import do, set_rule, vote
from tests.world import World

from eduklaster.charter.resolver import Origin, Scope
from eduklaster.clusters.models import Override
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.journal.services import journal_verify
from eduklaster.procedures.models import Case

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)


def test_a_default_is_replaced_by_an_order_that_rests_on_the_councils_decision(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))
    head = world.client(world.office("centre_head", "Павлова"))
    seats = world.fill("nes")

    listed = unescape(secretary.get(world.url("charter/defaults/")).content.decode())
    assert "charter/rules/set/?rule=quorum.threshold" in listed
    assert "charter/rules/set/" not in Client().get(world.url("charter/defaults/")).content.decode()
    offered = secretary.get(world.url("charter/rules/set/?rule=quorum.threshold"))
    assert "D-23" in offered.content.decode(), "the default that applies now is named"

    case = set_rule(world, secretary, "quorum.threshold", "organ:nes", value_0="at least", value_1="3", value_2="5")
    assert case.kind == "override"
    assert case.title["en"].startswith("Quorum: at least 60")
    assert case.title["en"].endswith("(Scientific and Expert Council)")
    assert do(world, secretary, case, "proposal").status_code == 302
    assert vote(world, secretary, case, "decision", dict.fromkeys(seats[:6], "for")).status_code == 302
    assert not Override.objects.exists(), "the decision alone sets nothing"
    world.go_to(date(2026, 3, 4))
    assert do(world, head, case, "order").status_code == 302
    row = Override.objects.get()
    assert (row.value, row.organ, row.valid_from) == ("at least 3/5", "nes", date(2026, 3, 4))
    now = rulebook_of(world.cluster, world.today).ask("quorum.threshold", on=world.today, scope=Scope(organ="nes"))
    assert (now.origin, now.act) == (Origin.OVERRIDE, row.act)
    shown = unescape(Client().get(world.url("charter/defaults/")).content.decode())
    assert " ".join(row.act.split()) in " ".join(shown.split()), "everybody reads which act replaced the default"
    assert list(journal_verify()) == []


def test_a_clause_can_be_read_as_its_wording_allows_and_the_text_stays(settings: Any) -> None:
    world = World.of("krasnogorsky", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))
    page = secretary.get(world.url("charter/rules/read/"))
    choices = page.context["form"].fields["reading"].choices
    assert any("6.2" in words for _code, words in choices)
    answer = secretary.post(world.url("charter/rules/read/"), {"reading": choices[0][0], "why": "Так читали всегда."})
    assert answer.status_code == 302
    case = Case.objects.get()
    assert case.kind == "interpret"
    assert (case.payload["rule"]["origin"], case.payload["rule"]["clause"]) == ("interpretation", "6.2")


def test_what_a_clause_says_is_locked_and_a_value_that_does_not_fit_stays_in_the_form(settings: Any) -> None:
    world = World.of("smolensk", settings, DAY)
    secretary = world.client(world.office("secretary", "Орлова"))
    locked = secretary.post(world.url("charter/rules/set/?rule=exclusion.grounds"), {"where": "", "value": "bad_faith"})
    assert locked.status_code == 422
    assert "5.3" in locked.content.decode()
    unfit = secretary.post(world.url("charter/rules/set/?rule=voting.threshold"), {"where": "", "value_0": "at least"})
    assert unfit.status_code == 422
    assert "value" in unfit.context["form"].errors
    unknown = secretary.get(world.url("charter/rules/set/?rule=nothing.such"))
    assert unknown.status_code == 422
    assert secretary.get(world.url("charter/rules/set/")).status_code == 200
    assert not Case.objects.exists()
