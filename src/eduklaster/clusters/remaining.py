"""What is left to settle before a cluster that winds up can be closed; the rooms above say it of their records."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django_stubs_ext import StrOrPromise

from .models import Cluster


@dataclass(frozen=True, slots=True)
class Remaining:
    """Records of one kind: how many, on which page, and whether they have to end first or go on without the cluster."""

    label: StrOrPromise
    count: int
    url: str
    must_end: bool


_providers: list[Callable[[Cluster, date], Iterable[Remaining]]] = []


def register_remaining(provider: Callable[[Cluster, date], Iterable[Remaining]]) -> None:
    """Let an upper room name what is left of its records."""
    if provider not in _providers:
        _providers.append(provider)


def remaining_of(cluster: Cluster, on: date) -> list[Remaining]:
    """Return what is left on a day: first what has to end, then what goes on."""
    found = [one for provider in _providers for one in provider(cluster, on) if one.count]
    return sorted(found, key=lambda one: not one.must_end)
