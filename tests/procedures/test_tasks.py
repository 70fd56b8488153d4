"""Background jobs of the engine."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.world import TELLER, World

from eduklaster.kernel.text import Localized
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, step_do
from eduklaster.procedures.tasks import cases_tick_all

pytestmark = pytest.mark.django_db


def test_the_hearing_opens_by_itself_when_the_time_to_answer_has_run_out(settings: Any) -> None:
    world = World.of("smolensk", settings, date(2026, 3, 2))
    member = world.participant("Колледж", "education")
    secretary = Doer(TELLER, frozenset({"office:secretary"}), True)
    draft = CaseDraft(
        "exclude", Localized.same("Исключение"), ("membership.participant", str(member.pk)), "breach_of_duties"
    )
    case = case_open(cluster=world.cluster, draft=draft, doer=secretary, on=world.today)
    for step in ("evidence", "notice"):
        step_do(cluster=world.cluster, case_ids=[case.pk], step=step, doer=secretary, on=world.today)

    cases_tick_all(timestamp=0)
    assert dict(Case.objects.get().steps.values_list("step", "state"))["hearing"] == "waiting"

    world.go_to(date(2026, 3, 12))
    cases_tick_all(timestamp=0)
    states = dict(Case.objects.get().steps.values_list("step", "state"))
    assert (states["reply"], states["hearing"]) == ("skipped", "open")
