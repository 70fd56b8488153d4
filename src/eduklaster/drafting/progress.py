"""How far a draft has come: each page with what was done on it and what is left."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .enums import Stage
from .models import Draft
from .places import Path, stage_of

StepState = Literal["done", "fault", "open"]
_READ_ONLY = frozenset({Stage.PREVIEW, Stage.LIVE})


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the wizard in the list of steps; `words` say its state for those who see no colours."""

    number: int
    label: str
    url: str
    state: StepState
    words: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """The pages in order, how many are done, and when the last change was kept."""

    pages: tuple[Page, ...]
    done: int
    kept_at: datetime

    @property
    def total(self) -> int:
        """Pages on which there is something to do; reading and going live follow after."""
        return len(Stage) - len(_READ_ONLY)


def progress_of(draft: Draft, remarks: list[Path], current: Stage) -> Progress:
    """Return how far a draft has come; `remarks` are the places of the errors and warnings of its charter.

    A page is done when something was kept on it and nothing is wrong there. One query.
    """
    faults = Counter(stage_of(path) for path in remarks)
    touched = set(draft.versions.order_by().filter(revision__gt=1).values_list("stage", flat=True).distinct())
    pages: list[Page] = []
    for number, stage in enumerate(Stage, start=1):
        state, words = _state(draft, stage, faults[stage], touched)
        url = reverse(f"drafting:{stage.value}", args=[draft.pk])
        pages.append(Page(number, stage_label(draft, stage), url, state, words, stage is current))
    done = sum(page.state == "done" for page, stage in zip(pages, Stage, strict=True) if stage not in _READ_ONLY)
    return Progress(tuple(pages), done, draft.changed_at)


def stage_label(draft: Draft, stage: Stage) -> str:
    """Return the name of a page: the last one of an amendment files it, and of a charter that was taken back puts it again."""
    if stage is Stage.LIVE and draft.amends_id is not None:
        return _("File the amendment")
    if stage is Stage.LIVE and draft.cluster_id is not None and draft.is_open:
        return _("Put it again")
    return str(stage.label)


def _state(draft: Draft, stage: Stage, faults: int, touched: set[Any]) -> tuple[StepState, str]:
    if faults:
        return "fault", ngettext("%(count)s remark", "%(count)s remarks", faults) % {"count": faults}
    is_done = {Stage.TEXT: bool(draft.texts), Stage.TRIALS: bool(draft.cases), Stage.LIVE: not draft.is_open}
    if is_done.get(stage, stage in touched):
        return "done", _("done")
    return "open", _("to read") if stage is Stage.PREVIEW else _("not opened yet")
