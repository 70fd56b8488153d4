"""Reading the demo's data and turning its days into dates."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from eduklaster.kernel.text import LANGUAGES, Localized

DATA = Path(__file__).parent / "data"
CLUSTERS = ("synergy", "kalininsky", "zheleznogorsk", "krasnogorsky", "smolensk")
_FRESH_DAYS = 14


@cache
def data_of(name: str) -> dict[str, Any]:
    """Return one file of the demo's data."""
    found: dict[str, Any] = yaml.safe_load((DATA / f"{name}.yaml").read_text(encoding="utf-8"))
    return found


def day_of(given: int | date, anchor: date) -> date:
    """Return a date written as such, or as a number of days before the demo's last day.

    Older days are moved from a weekend to the Friday before: offices are closed on the others.
    """
    if isinstance(given, date):
        return given
    day = anchor - timedelta(days=given)
    if given > _FRESH_DAYS and day.weekday() >= 5:
        day -= timedelta(days=day.weekday() - 4)
    return day


def localized(given: str | list[str] | dict[str, str]) -> Localized:
    """Return a text written once for all languages, as a list in the order uk, ru, en, or by language."""
    if isinstance(given, str):
        return Localized.same(given)
    return Localized(given if isinstance(given, dict) else dict(zip(LANGUAGES, given, strict=True)))
