"""Every action that a service writes has words, and every icon exists."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from eduklaster.charter.messages import codes as verdict_codes
from eduklaster.journal.words import actions_known, fact_word
from eduklaster.membership.enums import ParticipantState
from eduklaster.ui.icons import ICONS

SOURCE = Path(__file__).parents[2] / "src" / "eduklaster"
WRITERS = {"journal_write", "record"}


def actions_written() -> Iterator[str]:
    """Yield every action that a call of a writer names in so many words."""
    for place in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(place.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in WRITERS:
                continue
            named = [word.value for word in node.keywords if word.arg == "action"]
            for value in named or node.args[2:3]:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def test_every_action_that_is_written_has_words() -> None:
    written = set(actions_written()) | {f"participant.{state}" for state in ParticipantState.values}

    assert len(written) > 50
    assert written - set(actions_known()) == set()


def test_every_reason_of_a_refused_step_has_words() -> None:
    known = fact_word("step.refused", "procedures.case", "code")
    assert known is not None
    codes = {code for code in verdict_codes() if code.startswith(("chain.", "ground.", "eligibility.", "leaving."))}
    said_yes = {
        "chain.allowed",
        "chain.decline_allowed",
        "chain.state",
        "ground.allowed",
        "eligibility.met",
        "leaving.allowed",
    }
    assert codes - said_yes - set(known.choices) == set()


def test_every_action_has_an_icon_that_is_installed() -> None:
    assert {word.icon for word in actions_known().values()} - set(ICONS) == set()
