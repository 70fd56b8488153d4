"""Schemathesis finds no failure: every operation, all checks, data that fits the description and data that does not.

Every call runs in a transaction that is rolled back, so that each meets the same cluster. `SCHEMATHESIS_EXAMPLES` makes
the run longer, `SCHEMATHESIS_SEED` takes other data; `docs/api.md` names the command.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta, timezone
from typing import Any
from unittest import SkipTest

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from hypothesis import strategies as st
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.pytest._test_builder import build_operation_test
from tests.api.helpers import six_callers

from eduklaster.api.problems import MALFORMED

EXAMPLES = int(os.environ.get("SCHEMATHESIS_EXAMPLES", "3"))
SEED = int(os.environ.get("SCHEMATHESIS_SEED", "0"))
STRIDE = 1 if "SCHEMATHESIS_EXAMPLES" in os.environ else 16
pytestmark = pytest.mark.django_db
FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)
ZONES = st.integers(-12, 12).map(lambda hours: timezone(timedelta(hours=hours)))
MOMENTS = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30), timezones=ZONES)  # noqa: DTZ001
schemathesis.openapi.format("date", st.dates(FIRST, LAST).map(str))
schemathesis.openapi.format("date-time", MOMENTS.map(datetime.isoformat))


@pytest.fixture
def callers(db: None, settings: Any) -> Iterator[Any]:
    """Six kinds of caller in one cluster."""
    _world, programs, arguments = six_callers(settings)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)  # the application would close the connection of the test
    yield programs, arguments
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def described(callers: Any) -> Any:
    """The description as Schemathesis reads it, from the running application."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    accepted = schema.config.checks.positive_data_acceptance
    accepted.expected_statuses = [*accepted.expected_statuses, "422"]  # the rules may say no; see the check below
    return schema


def faults_met(schema: Any, call: Callable[[Any], None]) -> list[str]:
    """Return what Schemathesis finds wrong, for every operation: examples, boundaries of the description, random data.

    The plugin for pytest would make a test of each operation, and each would need a cluster of its own.
    """
    load_all_checks()
    settings = hypothesis.settings(max_examples=EXAMPLES, deadline=None, derandomize=not SEED, database=None)
    found = []
    for result in schema.get_all_operations():
        operation = result.ok()
        test = build_operation_test(
            config=schema.config,
            operation=operation,
            test_func=call,
            explicit_settings=settings,
            given_kwargs={},
            feedback=FeedbackSources(constants_value_source=None),
        )
        try:
            (hypothesis.seed(SEED)(test) if SEED else test)()
        except FailureGroup as group:
            found += [f"{operation.label}: {one}" for one in group.exceptions]
        except SkipTest:
            continue
    return found


def well_formed_is_not_called_malformed(ctx: Any, response: Any, case: schemathesis.Case) -> None:
    """The rules may refuse what fits the description; the API may not call it malformed."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != 422:
        return
    found = response.json()
    if found["code"] == MALFORMED:
        raise AssertionError(f"{case.method} {case.formatted_path} {case.query} {case.body}: {found['errors']}")


def made_real(case: schemathesis.Case, arguments: dict[str, str]) -> None:
    """Let a call that fits the description meet things that exist."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for name in case.path_parameters or {}:
        case.path_parameters[name] = arguments.get(name, case.path_parameters[name])
    if isinstance(case.body, dict):
        for name in set(case.body) & {"organ", "matter", "participant", "case", "proposal", "act"}:
            if case.body[name] is not None:
                real = arguments[name]
                case.body[name] = int(real) if real.isdigit() else real


def run_as(schema: Any, programs: Any, arguments: dict[str, str], caller: str) -> list[str]:
    """Return the faults that a caller meets; of the boundaries that Schemathesis tries, a short run takes every sixteenth."""
    met = 0

    def call(case: schemathesis.Case) -> None:
        nonlocal met
        met += 1
        if met % STRIDE:
            return
        made_real(case, arguments)
        with transaction.atomic():
            case.call_and_validate(
                headers=programs[caller].headers, additional_checks=[well_formed_is_not_called_malformed]
            )
            transaction.set_rollback(True)

    found = [f"{caller}: {fault}" for fault in faults_met(schema, call)]
    assert met > 500  # else nothing was tried
    print(f"{caller}: {met // STRIDE} cases, {len(found)} failures")  # noqa: T201  # shown by `pytest -s` in long runs
    return found


def test_schemathesis_finds_no_failure_for_the_secretary_and_for_nobody_in_particular(
    described: Any, callers: Any
) -> None:
    programs, arguments = callers

    found = run_as(described, programs, arguments, "secretary")
    found += run_as(described.include(method="GET"), programs, arguments, "guest")

    assert found == [], "\n".join(found)


def test_schemathesis_finds_no_failure_in_chains_of_calls(described: Any, callers: Any) -> None:
    """What one answer gives is sent to the next operation: an id that a list told, a thing that was just made."""
    programs, _arguments = callers
    steps = 0

    class Walk(described.as_state_machine()):  # type: ignore[misc]
        def get_call_kwargs(self, case: schemathesis.Case) -> dict[str, Any]:
            nonlocal steps
            steps += 1
            return {"headers": programs["secretary"].headers}

        def setup(self) -> None:
            self.transaction = transaction.atomic()
            self.transaction.__enter__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    load_all_checks()
    walks = hypothesis.settings(
        max_examples=EXAMPLES * 2,
        stateful_step_count=6,
        deadline=None,
        derandomize=not SEED,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    Walk.run(settings=walks)

    assert steps >= EXAMPLES
    print(f"chains: {steps} cases")  # noqa: T201  # shown by `pytest -s` in long runs
