"""Invariant 5: who took part, who sat where and presided, who held which office, which charter and rule applied, on any day."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from tests.invariants.histories import Histories

QUICK = settings(
    max_examples=12,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.generate],
)


@pytest.mark.django_db
def test_the_records_tell_every_day_of_any_history_as_it_ended() -> None:
    run_state_machine_as_test(Histories, settings=QUICK)
