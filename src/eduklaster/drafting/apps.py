"""Registers the room with Django."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.apps import AppConfig

if TYPE_CHECKING:
    from django.http import HttpRequest

    from eduklaster.clusters.models import Cluster
    from eduklaster.ui.navigation import NavItem


def drafts_entry(request: HttpRequest) -> Sequence[NavItem]:
    """Offer to set up a cluster to everybody who is signed in."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from eduklaster.ui.navigation import NavItem

    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    return [NavItem(_("Set up a cluster"), reverse("drafting:drafts"), "plus")]


def keeps_findings(request: HttpRequest, cluster: Cluster) -> bool:
    """Whether the reader is the cluster's secretary, who records what became of a finding of its charter."""
    from eduklaster.people.access import viewer_of

    return viewer_of(request, cluster).is_secretary


def changes_rules(request: HttpRequest, cluster: Cluster) -> bool:
    """Whether the reader acts in the cluster at all; who may propose a rule, its charter says when they try."""
    from eduklaster.people.access import viewer_of

    return cluster.is_writable and bool(viewer_of(request, cluster).capacities)


class DraftingConfig(AppConfig):
    """The drafting room."""

    name = "eduklaster.drafting"
    label = "drafting"

    def ready(self) -> None:
        """Put the wizard into the person's menu, the page of a finding onto that of a charter's health, the setting of rules onto that of defaults."""
        from eduklaster.clusters.registry import register_finding_keeper, register_rule_changer
        from eduklaster.procedures.registry import register_open_page
        from eduklaster.ui.navigation import register_user_menu

        register_user_menu(drafts_entry, order=80)
        register_finding_keeper(keeps_findings)
        register_rule_changer(changes_rules)
        register_open_page("override", "drafting:rule_change")
        register_open_page("interpret", "drafting:rule_interpret")
