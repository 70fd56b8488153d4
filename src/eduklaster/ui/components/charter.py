"""A charter as a picture: its tree, its strip of clauses, its silences."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from .marks import ClauseMark


class ClauseState(StrEnum):
    """How the platform lives by a clause."""

    CHARTER = "charter"
    DEFAULT = "default"
    ACT = "act"
    PLANNED = "planned"
    QUESTION = "question"
    PERSON = "person"

    @property
    def icon(self) -> str:
        """Icon in trees and legends."""
        return {
            "charter": "circle-check",
            "default": "circle-dashed",
            "act": "signature",
            "planned": "circle-dotted",
            "question": "alert-triangle",
            "person": "user",
        }[self.value]

    @property
    def label(self) -> str:
        """Words in legends."""
        return {
            "charter": _("by the charter"),
            "default": _("silent, a default applies"),
            "act": _("changed by an act"),
            "planned": _("planned"),
            "question": _("needs interpretation"),
            "person": _("done by a person"),
        }[self.value]


@dataclass(frozen=True, slots=True)
class TreeClause:
    """A clause in the table of contents; children form the next level."""

    number: str
    title: StrOrPromise
    url: str
    state: str = ClauseState.CHARTER
    is_current: bool = False
    children: Sequence["TreeClause"] = ()

    @property
    def clause_state(self) -> ClauseState:
        """The state as an enum."""
        return ClauseState(self.state)


@dataclass(frozen=True, slots=True)
class TreeChapter:
    """A chapter of the table of contents."""

    title: StrOrPromise
    clauses: Sequence[TreeClause]


@dataclass(frozen=True, slots=True)
class Silence:
    """A question the charter leaves open, and what applies meanwhile."""

    question: StrOrPromise
    answer: StrOrPromise
    mark: ClauseMark


@dataclass(frozen=True, slots=True)
class ClauseBar:
    """One bar of the strip."""

    number: str
    state: str
    title: StrOrPromise = ""
    url: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class StripChapter:
    """Bars of one chapter."""

    label: str
    bars: Sequence[ClauseBar]
