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


RuleChanger = Callable[[HttpRequest, Cluster], bool]
_rule_changers: list[RuleChanger] = []


def register_rule_changer(is_changer: RuleChanger) -> None:
    """Say who is offered to set a rule by an act; the page itself belongs to the room that registers."""
    _rule_changers.append(is_changer)


def may_change_rules(request: HttpRequest, cluster: Cluster) -> bool:
    """Whether the reader of a page is offered to set a rule by an act."""
    return any(is_changer(request, cluster) for is_changer in _rule_changers)
