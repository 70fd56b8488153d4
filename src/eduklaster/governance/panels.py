"""What the room adds to the page of an office: the way to end a holder's time by the act that the charter asks for."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from eduklaster.charter.matters import chain_of, matters_in
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer
from eduklaster.people.models import OfficeHolding
from eduklaster.people.panels import register_holding_links
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import may_open

from .selectors import dismissible


def dismissals(viewer: Viewer, holdings: list[OfficeHolding]) -> dict[int, tuple[StrOrPromise, str]]:
    """Return where the dismissal of each holder is opened, for those who may open it; nothing where none is decided."""
    cluster = viewer.cluster
    if cluster is None or not viewer.capacities:
        return {}
    try:
        charter = rulebook_of(cluster, viewer.on).charter
    except NotFound:
        return {}
    wanted = {row.pk for row in holdings}
    found: dict[int, tuple[StrOrPromise, str]] = {}
    for matter in matters_in(charter):
        chain = chain_of(charter, matter)
        if chain.matter.kind != "dismiss" or not may_open(Case(cluster=cluster), chain, doer_of(viewer)):
            continue
        words = _("Dismiss by order") if chain.effect_step.produces == "order" else _("Propose the dismissal")
        page = reverse("governance:dismiss", args=[cluster.code])
        for row in dismissible(cluster, charter, chain, viewer.on):
            if row.pk in wanted:
                found.setdefault(row.pk, (words, f"{page}?matter={matter}&holding={row.pk}"))
    return found


def register() -> None:
    """Offer dismissals on the pages of offices; called once when the room starts."""
    register_holding_links(dismissals)
