"""A further duty of participants comes from a published decision and from nowhere else (R-S1-4.2.4)."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from tests.scenarios.stories import do, vote
from tests.world import World

from eduklaster.journal.services import journal_verify
from eduklaster.membership.models import ExtraDuty
from eduklaster.membership.selectors import duties_of
from eduklaster.procedures.models import Act, Case

pytestmark = pytest.mark.django_db


def test_a_duty_of_schools_holds_from_the_publication_of_the_decision(settings: Any) -> None:
    world = World.of("kalininsky", settings, date(2026, 3, 2))
    secretary = world.client(world.office("secretary", "Орлова"))
    school = world.participant("Школа № 1", "school", world.person("Белова"), "innovative_environment")
    association = world.participant("Ассоциация", "association", world.person("Зуева"), "social_partnership")
    seats = world.fill("nes")
    given = {"label": "Делиться расписанием площадок", "categories": ["school"], "valid_until": "2026-12-31"}

    wrong = secretary.post(world.url("participants/duties/new/"), {**given, "valid_until": "2026-01-31"})
    assert wrong.status_code == 422
    assert secretary.post(world.url("participants/duties/new/"), given).status_code == 302
    case = Case.objects.get()
    assert do(world, secretary, case, "proposal").status_code == 302
    assert vote(world, secretary, case, "decision", dict.fromkeys(seats[:6], "for")).status_code == 302
    assert not ExtraDuty.objects.exists(), "there is no duty before the decision is published"

    world.go_to(date(2026, 3, 5))
    assert do(world, secretary, case, "publication").status_code == 302
    duty = ExtraDuty.objects.get()
    assert (duty.valid_from, duty.act) == (date(2026, 3, 5), Act.objects.get(kind="decision"))
    card = " ".join(unescape(secretary.get(world.url(f"participants/{school.pk}/")).content.decode()).split())
    assert "Делиться расписанием площадок" in card
    assert f"№ {duty.act.number}/2026" in card, "the act on which the duty rests"
    labels = {str(row.label) for row in duties_of(association, world.today)}
    assert "Делиться расписанием площадок" not in labels, "the decision named schools only"
    assert len(duties_of(school, date(2026, 12, 31))) == len(duties_of(school, date(2027, 1, 1))) + 1
    assert list(journal_verify()) == []
