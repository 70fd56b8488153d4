"""The values of rules. Keys and types of the rules themselves: `charter/defaults.yaml`."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import Field

from ..values import LocalizedText
from .base import Sourced


class RuleValue(Sourced):
    """One dated value of a rule."""

    value: Any = Field(description="typed by the rule's key, see charter/defaults.yaml")
    from_: date | None = Field(
        default=None, alias="from", description="first day; absent: since the charter is in force"
    )
    until: date | None = Field(default=None, description="last day")
    alternatives: list[Any] = Field(
        default_factory=list, description="other readings of the clause, to which an interpretation may switch"
    )
    note: LocalizedText | None = None


Rules = dict[str, RuleValue | list[RuleValue]]
