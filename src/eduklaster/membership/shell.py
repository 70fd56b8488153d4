"""What the room puts into the shell, and which matters open on its pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.remaining import Remaining, register_remaining
from eduklaster.people.access import register_capacity_provider
from eduklaster.people.selectors import register_organisation_scope, register_person_scope
from eduklaster.procedures.registry import register_open_page
from eduklaster.ui.navigation import NavItem, register_navigation

from .access import capacities
from .enums import AgreementState
from .models import Agreement, Component, Holding


def tabs(request: HttpRequest) -> Sequence[NavItem]:
    """Offer the register of participants of the cluster."""
    cluster = getattr(request, "cluster", None)
    if not isinstance(cluster, Cluster):
        return []
    return [NavItem(_("Participants"), reverse("membership:participants", args=[cluster.code]), "affiliate")]


def organisations_taking_part(cluster: Cluster, on: date) -> Q:
    """Return the condition for organisations that take or took part, found, hold property, or house a unit."""
    taking_part = Q(memberships__cluster=cluster) | Q(founder_rows__cluster=cluster) | Q(holdings__cluster=cluster)
    return taking_part | Q(component__cluster=cluster)


def persons_taking_part(cluster: Cluster, on: date) -> Q:
    """Return the condition for persons who take part themselves, or head a unit."""
    return Q(memberships__cluster=cluster) | Q(pk__in=Component.objects.filter(cluster=cluster).values("head"))


def registers_left(cluster: Cluster, on: date) -> Iterable[Remaining]:
    """Return what goes on between participants: agreements in force, and what they hold."""
    agreements = Agreement.objects.filter(cluster=cluster, state=AgreementState.SIGNED).count()
    yield Remaining(_("Agreements in force"), agreements, reverse("membership:agreements", args=[cluster.code]), False)
    held = Holding.objects.filter(cluster=cluster).count()
    yield Remaining(_("Property with its holders"), held, reverse("membership:holdings", args=[cluster.code]), False)


def register() -> None:
    """Register everything; called once when the room starts."""
    register_remaining(registers_left)
    register_navigation(tabs, order=40)
    register_capacity_provider(capacities)
    register_organisation_scope(organisations_taking_part)
    register_person_scope(persons_taking_part)
    register_open_page("admit", "membership:join")
    register_open_page("leave", "membership:choose_leave")
    register_open_page("exclude", "membership:choose_exclude")
    register_open_page("distribute_duties", "membership:duty_new")
    register_open_page("form_unit", "membership:component_new")
