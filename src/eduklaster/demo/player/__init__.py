"""Plays the history of one demo cluster through the services, day after day, as people would have done it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils import translation

from eduklaster.clusters.models import Cluster

from ..reading import day_of
from .deeds import Deeds
from .errands import Errands
from .meetings import Meetings
from .stage import Event, StoryFault, on_the_day
from .steps import Steps


class Player(Steps, Deeds, Errands, Meetings):
    """Plays one cluster: every entry of its story by the service that a person would have used."""

    def play(self) -> Cluster:
        """Create the cluster and let its story happen; the caller holds the transaction."""
        created = day_of(self.data["created"], self.anchor)
        with translation.override(self.language):
            with on_the_day(created):
                self._stage(created)
            for item in self.data["story"]:
                self._schedule(item)
            for event in sorted(self.events):
                with on_the_day(event.on):
                    event.play(event.on)
        return self.cluster

    def _schedule(self, item: Mapping[str, Any]) -> None:
        if "case" in item:
            self._schedule_case(item)
            return
        if "task" in item:
            self._schedule_task(item)
            return
        if "session" in item:
            self._schedule_session(item)
            return
        if "admit" in item:
            self._schedule_admission(item)
            return
        verb = next(name for name in item if name not in {"day", "actor"})
        play: Callable[[Any, Mapping[str, Any], date], None] = getattr(self, f"do_{verb}")
        self._at(item["day"], lambda on: play(item[verb], item, on))
        if verb == "amendment":
            self._schedule_steps(item[verb]["case"], item[verb].get("steps", []))


__all__ = ["Event", "Player", "StoryFault"]
