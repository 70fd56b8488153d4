"""Refusals in words."""

from __future__ import annotations

from datetime import date

from django.utils.translation import override

from eduklaster.kernel.errors import InputError


def test_a_day_in_a_refusal_stands_in_words_and_stays_a_day_among_the_facts() -> None:
    refusal = InputError(
        "act.before_basis", "No act before %(on)s, № %(number)s.", field="on", on=date(2026, 3, 1), number=7
    )
    with override("uk"):
        assert refusal.message == "No act before 1 березня 2026, № 7."
    with override("ru"):
        assert refusal.message == "No act before 1 марта 2026, № 7."
    with override("en"):
        assert refusal.message == "No act before 1 March 2026, № 7."
    assert refusal.facts["on"] == date(2026, 3, 1)
