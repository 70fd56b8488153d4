"""Pages of organisations."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2
from django.db.models import QuerySet
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.ui.components import Action, Crumb, EmptyState, Fact
from eduklaster.ui.listing import ListFilter, ListPage, ListTable, Quick

from .. import services
from ..access import Viewer, require_secretary, require_signed_in, viewer_of
from ..enums import EducationLevel, Sector, Visibility
from ..forms import ContactForm, EndForm, FlagForm, MergeForm, OrganisationForm
from ..models import ContactPoint, Organisation, OrganisationFlag
from ..panels import organisation_panels
from ..selectors import (
    affiliations_on,
    contacts_visible_to,
    names_shown_to,
    organisation_belongs,
    organisation_editable_by,
    organisation_get,
    organisations_found,
    organisations_of,
    organisations_visible_to,
    valid_on,
)
from .common import alphabetical, form_page, hide_unless, organisations_crumbs, refusals_shown


class OrganisationTable(ListTable):
    """The register of organisations."""

    short_name = django_tables2.Column(verbose_name=gettext_lazy("Organisation"))
    official_name = django_tables2.Column(verbose_name=gettext_lazy("Official name"))
    code = django_tables2.Column(verbose_name=gettext_lazy("State code"))
    sector = django_tables2.Column(verbose_name=gettext_lazy("Sector"))
    levels = django_tables2.Column(verbose_name=gettext_lazy("Levels"), orderable=False)
    settlement = django_tables2.Column(verbose_name=gettext_lazy("Settlement"))
    territory = django_tables2.Column(verbose_name=gettext_lazy("Territory"))

    order_short_name = alphabetical("short_name")
    order_official_name = alphabetical("official_name")
    order_settlement = alphabetical("settlement")
    order_territory = alphabetical("territory")

    def __init__(self, *args: Any, cluster: Cluster, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cluster = cluster

    def render_short_name(self, value: str, record: Organisation) -> str:
        """Link to the card."""
        return format_html(
            '<a href="{}">{}</a>', reverse("people:organisation", args=[self._cluster.code, record.pk]), value
        )

    def value_short_name(self, value: str) -> str:
        """The name alone, for exports."""
        return value

    def render_levels(self, value: list[str]) -> str:
        """Words of the levels."""
        return ", ".join(str(EducationLevel(level).label) for level in value)


class OrganisationFilter(ListFilter):
    """Filters of the register."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Name, code or settlement"))
    sector = django_filters.ChoiceFilter(choices=Sector.choices, widget=HiddenInput)
    level = django_filters.ChoiceFilter(choices=EducationLevel.choices, method="by_level", label=gettext_lazy("Level"))

    def search(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        """Find by any spelling."""
        return organisations_found(rows, value)

    def by_level(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        """Keep those that teach at a level."""
        return rows.filter(levels__contains=[value])


class SecretaryFilter(OrganisationFilter):
    """Filters that only the secretary has: marks, and what is entered in other clusters only."""

    flag = django_filters.CharFilter(method="by_flag", label=gettext_lazy("Mark"))
    where = django_filters.ChoiceFilter(
        choices=[("here", gettext_lazy("of this cluster")), ("shared", gettext_lazy("other clusters only"))],
        method="by_place",
        label=gettext_lazy("Entered"),
    )

    def by_flag(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        """Keep those of this cluster that carry a mark today."""
        viewer: Viewer = self.request.viewer
        flags = OrganisationFlag.objects.filter(valid_on(viewer.on), kind__iexact=value).values("organisation_id")
        return rows.filter(pk__in=flags).filter(pk__in=self._own())

    def by_place(self, rows: QuerySet[Organisation], name: str, value: str) -> QuerySet[Organisation]:
        """Keep those of this cluster, or the others."""
        return rows.filter(pk__in=self._own()) if value == "here" else rows.exclude(pk__in=self._own())

    def _own(self) -> Any:
        viewer: Viewer = self.request.viewer
        assert viewer.cluster is not None  # noqa: S101
        return organisations_of(viewer.cluster, viewer.on).values("pk")


@require_safe
@cluster_page
def organisation_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the organisations that the reader may see."""
    viewer = viewer_of(request, cluster)
    request.viewer = viewer  # type: ignore[attr-defined]
    actions = []
    if viewer.is_secretary:
        actions = [
            Action(_("Import a list"), reverse("people:import", args=[cluster.code]), "quiet", "file-import"),
            Action(_("Enter an organisation"), reverse("people:organisation_new", args=[cluster.code]), "key", "plus"),
        ]
    return ListPage(
        request,
        organisations_visible_to(viewer),
        OrganisationTable,
        SecretaryFilter if viewer.is_secretary else OrganisationFilter,
        title=_("Organisations"),
        empty=EmptyState(
            _("No organisations yet"),
            _("Enter them one by one or import a list from Excel."),
            actions[-1] if actions else None,
        ),
        quick=Quick("sector", Sector.choices),
        actions=actions,
        export_name="organisations",
        table_kwargs={"cluster": cluster},
    ).response()


@require_safe
@cluster_page
def organisation_card(request: HttpRequest, cluster: Cluster, organisation: int) -> HttpResponse:
    """Show an organisation: what it is, who acts for it, how to reach it."""
    viewer = viewer_of(request, cluster)
    found = organisation_get(viewer, organisation)
    if found.pk != organisation:
        return HttpResponseRedirect(reverse("people:organisation", args=[cluster.code, found.pk]))
    may_edit = organisation_editable_by(viewer, found)
    ties = list(
        affiliations_on(viewer.on)
        .filter(organisation=found)
        .select_related("person")
        .order_by("-is_head", "position", "pk")
    )
    belongs = organisation_belongs(viewer, found)
    named = names_shown_to(viewer, {tie.person_id for tie in ties}) if belongs or may_edit else set()
    facts = [
        (_("State code"), f"{found.get_code_kind_display()} {found.code}" if found.code else ""),
        (_("Sector"), found.get_sector_display()),
        (_("Levels of education"), ", ".join(str(EducationLevel(level).label) for level in found.levels)),
        (_("Legal form"), found.legal_form),
        (_("Ownership"), found.get_ownership_display() if found.ownership != "unknown" else ""),
        (_("Territory"), found.territory),
        (_("Settlement"), found.settlement),
        (_("Part of"), str(found.parent or "")),
    ]
    return render(
        request,
        "people/organisation.html",
        {
            "organisation": found,
            "viewer": viewer,
            "cluster": cluster,
            "facts": [Fact(label, value) for label, value in facts if value],
            "ties": [(tie, tie.person_id in named) for tie in ties],
            "contacts": contacts_visible_to(viewer, found),
            "flags": found.flags.order_by("-valid_from", "-pk") if viewer.is_secretary and belongs else [],
            "may_edit": may_edit,
            "panels": organisation_panels(viewer, found),
            "visibilities": Visibility.choices,
            "crumbs": organisations_crumbs(cluster, Crumb(found.short_name)),
        },
    )


def _card_url(cluster: Cluster, pk: int) -> str:
    return reverse("people:organisation", args=[cluster.code, pk])


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def organisation_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Enter an organisation."""
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)

    def save(values: dict[str, Any]) -> str:
        row = services.organisation_create(actor=viewer.actor(), cluster=cluster, **values)
        return _card_url(cluster, row.pk)

    return form_page(
        request,
        OrganisationForm(request.POST or None),
        save,
        title=_("Enter an organisation"),
        submit=_("Enter"),
        back=reverse("people:organisations", args=[cluster.code]),
        done=_("The organisation is in the register."),
        lead=_("The register is shared between clusters: look first whether the organisation is there already."),
        crumbs=organisations_crumbs(cluster, Crumb(_("Enter an organisation"))),
    )


def _editable(request: HttpRequest, cluster: Cluster, organisation: int) -> tuple[Viewer, Organisation]:
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = organisation_get(viewer, organisation)
    if not organisation_editable_by(viewer, found):
        require_secretary(viewer)
        raise NotFound  # a secretary of another cluster has no such page
    return viewer, found


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def organisation_edit(request: HttpRequest, cluster: Cluster, organisation: int) -> HttpResponse:
    """Change what is written about an organisation."""
    viewer, found = _editable(request, cluster, organisation)

    def save(values: dict[str, Any]) -> str:
        services.organisation_update(organisation=found, actor=viewer.actor(), cluster=cluster, **values)
        return _card_url(cluster, found.pk)

    form = OrganisationForm(request.POST or None, instance=Organisation.objects.get(pk=found.pk))
    return form_page(
        request,
        form,
        save,
        title=found.short_name,
        submit=_("Save"),
        back=_card_url(cluster, found.pk),
        done=_("Saved."),
        crumbs=organisations_crumbs(cluster, Crumb(found.short_name, _card_url(cluster, found.pk)), Crumb(_("Change"))),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def organisation_merge(request: HttpRequest, cluster: Cluster, organisation: int) -> HttpResponse:
    """Merge a duplicate into the organisation that stays."""
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)
    found = organisation_get(viewer, organisation)
    hide_unless(organisation_editable_by(viewer, found))

    def save(values: dict[str, Any]) -> str:
        kept = services.organisation_merge(duplicate=found, kept=values["kept"], actor=viewer.actor(), cluster=cluster)
        return _card_url(cluster, kept.pk)

    return form_page(
        request,
        MergeForm(request.POST or None, viewer=viewer, duplicate=found),
        save,
        title=_("«%(name)s» is a duplicate") % {"name": found.short_name},
        submit=_("Merge"),
        lead=_("Its people, contacts and memberships move to the organisation that stays. This cannot be undone."),
        back=_card_url(cluster, found.pk),
        done=_("The two are one now."),
        crumbs=organisations_crumbs(cluster, Crumb(found.short_name, _card_url(cluster, found.pk)), Crumb(_("Merge"))),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def organisation_contact_add(request: HttpRequest, cluster: Cluster, organisation: int) -> HttpResponse:
    """Add a contact of an organisation."""
    viewer, found = _editable(request, cluster, organisation)

    def save(values: dict[str, Any]) -> str:
        services.contact_add(owner=found, actor=viewer.actor(), cluster=cluster, **values)
        return _card_url(cluster, found.pk)

    return form_page(
        request,
        ContactForm(request.POST or None),
        save,
        title=_("Add a contact"),
        submit=_("Add"),
        lead=found.short_name,
        back=_card_url(cluster, found.pk),
        done=_("The contact is added."),
        crumbs=organisations_crumbs(
            cluster, Crumb(found.short_name, _card_url(cluster, found.pk)), Crumb(_("Contact"))
        ),
    )


@require_POST
@cluster_page
def organisation_contact_change(
    request: HttpRequest, cluster: Cluster, organisation: int, contact: int
) -> HttpResponse:
    """Change who sees a contact, or remove it."""
    viewer, found = _editable(request, cluster, organisation)
    row = ContactPoint.objects.filter(organisation=found, pk=contact).first()
    if row is None:
        raise NotFound
    contact_change(request, viewer, row)
    return HttpResponseRedirect(_card_url(cluster, found.pk))


def contact_change(request: HttpRequest, viewer: Viewer, row: ContactPoint) -> None:
    """Do what a contact's small form asks for: `remove`, or another `visibility`."""
    if "remove" in request.POST:
        refusals_shown(
            request,
            lambda: services.contact_remove(contact=row, actor=viewer.actor(), cluster=viewer.cluster),
            _("The contact is removed."),
        )
    else:
        refusals_shown(
            request,
            lambda: services.contact_change_visibility(
                contact=row, visibility=request.POST.get("visibility", ""), actor=viewer.actor(), cluster=viewer.cluster
            ),
            _("Saved."),
        )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def flag_new(request: HttpRequest, cluster: Cluster, organisation: int) -> HttpResponse:
    """Put a mark on an organisation."""
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)
    found = organisation_get(viewer, organisation)
    hide_unless(organisation_belongs(viewer, found))

    def save(values: dict[str, Any]) -> str:
        services.organisation_flag_set(organisation=found, actor=viewer.actor(), cluster=cluster, **values)
        return _card_url(cluster, found.pk)

    return form_page(
        request,
        FlagForm(request.POST or None, initial={"valid_from": viewer.on}),
        save,
        title=_("Put a mark"),
        submit=_("Put"),
        lead=_("Only the secretary sees marks; they are never public."),
        back=_card_url(cluster, found.pk),
        done=_("Saved."),
        crumbs=organisations_crumbs(cluster, Crumb(found.short_name, _card_url(cluster, found.pk)), Crumb(_("Mark"))),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def flag_end(request: HttpRequest, cluster: Cluster, organisation: int, flag: int) -> HttpResponse:
    """Take a mark off."""
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)
    found = organisation_get(viewer, organisation)
    hide_unless(organisation_belongs(viewer, found))
    row = get_object_or_404(OrganisationFlag, organisation=found, pk=flag)

    def save(values: dict[str, Any]) -> str:
        services.organisation_flag_end(flag=row, on=values["on"], actor=viewer.actor(), cluster=cluster)
        return _card_url(cluster, found.pk)

    return form_page(
        request,
        EndForm(request.POST or None, initial={"on": viewer.on}),
        save,
        title=_("Take the mark off"),
        submit=_("Take off"),
        lead=row.kind,
        back=_card_url(cluster, found.pk),
        done=_("Saved."),
        crumbs=organisations_crumbs(cluster, Crumb(found.short_name, _card_url(cluster, found.pk)), Crumb(_("Mark"))),
    )
