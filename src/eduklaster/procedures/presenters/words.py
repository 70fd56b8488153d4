"""Words and chips of every page of a case: the reader's language, a state, a stored verdict, the reason of a turn."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eduklaster.charter.messages import sentence_of
from eduklaster.charter.resolver import Origin, Resolved, Scope
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.marks import marks_of
from eduklaster.ui.components import Refusal, State
from eduklaster.ui.typography import local_date

from ..enums import CaseState
from ..models import Case
from ..models import Refusal as RefusedAttempt
from ..selectors import charter_for

_TONES = {
    CaseState.OPEN: "now",
    CaseState.EFFECTIVE: "ok",
    CaseState.DECLINED: "no",
    CaseState.LOST: "no",
    CaseState.STOPPED: "",
}


def language() -> str:
    """Return the reader's language: uk, ru or en."""
    return (get_language() or "uk")[:2]


def case_state(case: Case) -> State:
    """Return the chip of a case's state."""
    return State(case.get_state_display(), _TONES[CaseState(case.state)])


_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")


def _as_day(value: Any) -> Any:
    """Return a day that was stored as text as a day again, so that it reads in the reader's format."""
    return date.fromisoformat(value) if isinstance(value, str) and _DAY.match(value) else value


def verdict_of(raw: dict[str, Any]) -> Verdict:
    """Return a stored verdict as an object again, for its sentence and its marks."""
    values = tuple(
        Resolved(v["key"], v["value"], Origin(v["origin"]), Scope(), v.get("clause"), v.get("act"), v.get("default"))
        for v in raw.get("values", [])
    )
    return Verdict(
        bool(raw["allowed"]),
        raw["code"],
        tuple(Citation(c["kind"], c["ref"]) for c in raw["citations"]),
        {key: _as_day(value) for key, value in raw["facts"].items()},
        values,
    )


def refusal_shown(attempt: RefusedAttempt, case: Case) -> Refusal:
    """Return a refused attempt as a branch of the chain."""
    charter = charter_for(case)
    verdict = verdict_of(attempt.verdict)
    return Refusal(
        title=_("Refused: %(who)s") % {"who": attempt.attempted_as},
        text=sentence_of(verdict, language(), charter),
        marks=marks_of(verdict.citations, case.cluster, charter, case.version),
        when=local_date(attempt.at.astimezone(ZoneInfo(case.cluster.time_zone)).date()),
    )


def citation_note(step: Step, charter: Any) -> str:
    """Return the gist of the clause by which it is somebody's turn, or that the charter is silent."""
    if step.clause:
        found = next((c for _d, c, _p in charter.clause_walk() if c.id == step.clause), None)
        return found.gist.in_(language()) if found else ""
    return _("The charter is silent here; a documented default applies.")
