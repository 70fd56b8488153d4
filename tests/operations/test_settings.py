"""What the settings demand of the surroundings."""

from __future__ import annotations

import stat
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from tests.operations.helpers import eduklaster

from eduklaster.config.env import Environment, Mode
from eduklaster.config.settings import database_settings

LONG_KEY = "a-long-enough-key-of-many-different-letters-0123456789-xyz"
PRODUCTION = {"EDUKLASTER_MODE": "production", "SECRET_KEY": LONG_KEY, "ALLOWED_HOSTS": "cluster.example"}


@pytest.fixture
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name in (
        "DATABASE_URL",
        "SECRET_KEY",
        "ALLOWED_HOSTS",
        "EDUKLASTER_MODE",
        "EDUKLASTER_TODAY",
        "EDUKLASTER_URL",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv("PYTEST_VERSION")
    monkeypatch.setenv("EDUKLASTER_HOME", str(tmp_path))
    return monkeypatch


def test_without_a_database_address_the_mode_is_demo(surroundings: pytest.MonkeyPatch) -> None:
    assert Environment.read().mode is Mode.DEMO


def test_with_a_database_address_the_mode_is_production(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("DATABASE_URL", "postgresql:///x")

    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing"):
        Environment.read()


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("SECRET_KEY", "", "SECRET_KEY is missing"),
        ("SECRET_KEY", "short", "shorter than 50"),
        ("ALLOWED_HOSTS", "", "ALLOWED_HOSTS is missing"),
        ("EDUKLASTER_MODE", "prod", "the modes are demo, production, test"),
        ("TIME_ZONE", "Kyiv", "such as Europe/Kyiv"),
        ("EDUKLASTER_TODAY", "1.9.2026", "such as 2026-09-01"),
        ("EDUKLASTER_URL", "cluster.example", "the whole public address"),
    ],
)
def test_a_wrong_variable_is_refused_with_an_example(
    surroundings: pytest.MonkeyPatch, name: str, value: str, words: str
) -> None:
    for known, right in PRODUCTION.items():
        surroundings.setenv(known, right)
    surroundings.setenv(name, value)

    with pytest.raises(ImproperlyConfigured, match=words):
        Environment.read()


def test_the_demo_keeps_one_private_key(surroundings: pytest.MonkeyPatch, tmp_path: Path) -> None:
    first, second = Environment.read().secret_key, Environment.read().secret_key

    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["secret-key"]


def test_a_day_can_be_fixed(surroundings: pytest.MonkeyPatch) -> None:
    surroundings.setenv("EDUKLASTER_TODAY", "2026-09-01")

    assert Environment.read().fixed_today == date(2026, 9, 1)


def test_an_address_becomes_settings_of_django() -> None:
    found = database_settings("postgresql://me:s%40cret@db.example:5433/base?sslmode=require")

    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("base", "me", "s@cret")
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("db.example", "5433", {"sslmode": "require"})
    assert (found["CONN_MAX_AGE"], found["CONN_HEALTH_CHECKS"]) == (None, True)


def test_production_passes_djangos_own_inspection(tmp_path: Path) -> None:
    inspected = eduklaster(
        tmp_path,
        *("manage", "check", "--deploy", "--fail-level=WARNING"),
        **PRODUCTION,
        DATABASE_URL="postgresql:///not-asked",
    )

    assert inspected.returncode == 0, inspected.stderr


def test_production_without_a_key_is_refused_without_a_traceback(tmp_path: Path) -> None:
    refused = eduklaster(tmp_path, "run", EDUKLASTER_MODE="production")

    assert refused.returncode == 1
    assert "SECRET_KEY is missing" in refused.stderr
    assert "Traceback" not in refused.stderr
