"""Where upper rooms plug into the pages of a living charter."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest

from .models import Cluster

FindingKeeper = Callable[[HttpRequest, Cluster], bool]
_finding_keepers: list[FindingKeeper] = []


def register_finding_keeper(is_keeper: FindingKeeper) -> None:
    """Say who may record what became of a finding; the page itself belongs to the room that registers."""
    _finding_keepers.append(is_keeper)


def may_record_finding(request: HttpRequest, cluster: Cluster) -> bool:
    """Whether the reader of a page may record what became of a finding."""
    return any(is_keeper(request, cluster) for is_keeper in _finding_keepers)
