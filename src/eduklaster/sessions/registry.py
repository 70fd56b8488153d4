"""Where an upper room says what opens a session: a list frozen at its opening, and questions that its organ has to answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.text import Localized

from .models import AgendaItem, Session


@dataclass(frozen=True, slots=True)
class ListedRow:
    """One line of the list that opens a session; `key` is the row of the upper room, `words` say how it stands."""

    key: int
    title: str
    who: Localized
    due_on: date
    words: Localized
    is_late: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return the line as it is frozen in the minutes."""
        return {**asdict(self), "due_on": self.due_on.isoformat()}

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> ListedRow:
        """Read a frozen line."""
        texts = {"who": Localized(data["who"]), "words": Localized(data["words"])}
        return cls(**{**data, **texts, "due_on": date.fromisoformat(data["due_on"])})


@dataclass(frozen=True)
class Opening:
    """What an upper room brings to every session of an organ.

    `is_wanted` says whether the list has anything to tell; `title` names its item in the cluster's language; `rows` tell
    it as it is; `page` leads to the row of a line. `questions` are what the organ has to answer, by their keys, and
    `placed` hears on which item of the agenda one was put.
    """

    is_wanted: Callable[[Session], bool]
    title: Callable[[Cluster], str]
    rows: Callable[[Session], Sequence[ListedRow]]
    page: Callable[[Cluster, int], str]
    questions: Callable[[Session], Sequence[tuple[int, str]]]
    placed: Callable[[AgendaItem, int], None]


_openings: list[Opening] = []


def register_opening(opening: Opening) -> None:
    """Let an upper room open the sessions; call it in `AppConfig.ready`. There is one list, so there is one such room."""
    _openings[:] = [opening]


def opening_get() -> Opening | None:
    """Return what opens the sessions."""
    return _openings[0] if _openings else None
