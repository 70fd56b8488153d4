"""Rows of short lists: records, what waits, facts, what happened."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django_stubs_ext import StrOrPromise

from eduklaster.ui.typography import tile_words

from .marks import ClauseMark, State


@dataclass(frozen=True, slots=True)
class DateTile:
    """A due day beside a row."""

    day: datetime.date
    is_soon: bool = False

    @property
    def number(self) -> str:
        """Day of the month."""
        return tile_words(self.day)[0]

    @property
    def words(self) -> str:
        """Month and weekday."""
        return tile_words(self.day)[1]


@dataclass(frozen=True, slots=True)
class Record:
    """A record that rests on a clause, or any row of a short list."""

    title: StrOrPromise
    url: str = ""
    note: StrOrPromise = ""
    icon: str = "file-text"
    state: State | None = None
    mark: ClauseMark | None = None


@dataclass(frozen=True, slots=True)
class QueueItem:
    """Something that waits for the reader."""

    title: StrOrPromise
    url: str
    text: StrOrPromise = ""
    waits: StrOrPromise = ""
    """Who waits and since when."""
    tile: DateTile | None = None
    state: State | None = None
    marks: Sequence[ClauseMark] = ()
    note: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a key-value list."""

    label: StrOrPromise
    value: object
    mark: ClauseMark | None = None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """What happened, by whom, on which basis."""

    when: datetime.date
    """A date or an aware moment."""
    title: StrOrPromise
    actor: StrOrPromise = ""
    text: StrOrPromise = ""
    icon: str = "history"
    tone: str = ""
    marks: Sequence[ClauseMark] = ()
