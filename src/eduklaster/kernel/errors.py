"""Refusals, each with a stable code, facts and a translated sentence.

Four answers are kept apart: not now (`StateError`), not you (`AccessError`), the rules say no (`RuleRefusal`), not there
(`NotFound`). A hidden thing and a missing thing both answer `NotFound`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.dateformat import format as format_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal that a person can read. `status` is the HTTP answer of pages and API."""

    status = 422

    def __init__(self, code: str, message: str | Promise, **facts: Any) -> None:
        """Keep the stable `code`, the sentence (with named placeholders filled from `facts`) and the facts."""
        self.code = code
        self.facts: Mapping[str, Any] = facts
        self._message = message
        super().__init__(code)

    @property
    def message(self) -> str:
        """The sentence in the reader's language; a day among the facts stands in words (1 March 2026)."""
        text = str(self._message)
        if not self.facts or "%(" not in text:
            return text
        return text % {name: _in_words(value) for name, value in self.facts.items()}

    def __str__(self) -> str:
        """Return the sentence."""
        return self.message


def _in_words(value: Any) -> Any:
    return format_date(value, "j E Y") if isinstance(value, date) else value


class InputError(DomainError):
    """What was entered cannot be used; `field` names the input."""

    def __init__(self, code: str, message: str | Promise, *, field: str = "", **facts: Any) -> None:
        """Keep the field beside which the sentence is shown."""
        super().__init__(code, message, **facts)
        self.field = field


class StateError(DomainError):
    """Not now: the thing is in another state."""

    status = 409


class AccessError(DomainError):
    """Not you: another capacity is needed; the sentence names it."""

    status = 403


_NO_PAGE = _("This page does not exist.")


class NotFound(DomainError):
    """Not there, or not for this viewer: the two answer alike."""

    status = 404

    def __init__(self, code: str = "not_found", message: str | Promise = _NO_PAGE, **facts: Any) -> None:
        """Default to the sentence that gives nothing away."""
        super().__init__(code, message, **facts)


class RuleRefusal(DomainError):
    """The rules say no: carries the verdict with clause or default, facts and values."""

    def __init__(self, verdict: Any, message: str | Promise) -> None:
        """Keep the verdict (`eduklaster.charter.verdicts.Verdict`) and its sentence."""
        super().__init__(verdict.code, message)
        self.verdict = verdict
