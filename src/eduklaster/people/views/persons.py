"""Pages of persons and their ties."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import ListFilter, ListPage, ListTable

from .. import services
from ..access import Viewer, office_name, require_admin, require_secretary, require_signed_in, viewer_of
from ..enums import Visibility
from ..forms import AffiliationForm, ContactForm, EndForm, PersonForm
from ..models import Affiliation, ContactPoint, OfficeHolding, Person, User
from ..panels import person_panels
from ..selectors import contacts_visible_to, person_get, persons_found, persons_visible_to, valid_on
from .common import alphabetical, form_page, hide_unless, people_crumbs, refusals_shown, sees_people
from .organisations import contact_change


class PersonTable(ListTable):
    """The persons of a cluster."""

    name = django_tables2.Column(verbose_name=gettext_lazy("Person"), accessor="full_name")
    offices = django_tables2.Column(verbose_name=gettext_lazy("Offices"), accessor="offices_now", orderable=False)
    positions = django_tables2.Column(verbose_name=gettext_lazy("Positions"), accessor="ties_now", orderable=False)

    order_name = alphabetical("surname", "given_name")

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._viewer = viewer

    def render_name(self, value: str, record: Person) -> str:
        """Link to the card."""
        assert self._viewer.cluster is not None  # noqa: S101
        return format_html(
            '<a href="{}">{}</a>', reverse("people:person", args=[self._viewer.cluster.code, record.pk]), value
        )

    def value_name(self, value: str) -> str:
        """The name alone, for exports."""
        return value

    def render_offices(self, value: list[OfficeHolding]) -> str:
        """Names of the offices as the charter calls them."""
        cluster = self._viewer.cluster
        assert cluster is not None  # noqa: S101
        return "; ".join(str(self._office(holding.office)) for holding in value)

    def _office(self, office: str) -> Any:
        names: dict[str, Any] = self.__dict__.setdefault("_names", {})
        if office not in names:
            assert self._viewer.cluster is not None  # noqa: S101
            names[office] = office_name(self._viewer.cluster, office, self._viewer.on)
        return names[office]

    def render_positions(self, value: list[Affiliation]) -> str:
        """Positions with their organisations."""
        return "; ".join(f"{tie.position}, {tie.organisation}" for tie in value)


class PersonFilter(ListFilter):
    """Search among persons."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Surname and given name"))

    def search(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        """Find by any spelling."""
        return persons_found(rows, value)


@require_safe
@cluster_page
def person_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the persons of a cluster to its secretary and the members of its organs."""
    viewer = viewer_of(request, cluster)
    hide_unless(sees_people(viewer))
    rows = persons_visible_to(viewer).prefetch_related(
        Prefetch(
            "affiliations",
            Affiliation.objects.filter(valid_on(viewer.on)).select_related("organisation").order_by("-is_head", "pk"),
            "ties_now",
        ),
        Prefetch(
            "offices",
            OfficeHolding.objects.filter(valid_on(viewer.on), cluster=cluster).order_by("office"),
            "offices_now",
        ),
    )
    actions = [Action(_("Offices and their holders"), reverse("people:offices", args=[cluster.code]), "quiet", "id")]
    if viewer.is_secretary:
        actions.append(Action(_("Invitations"), reverse("people:invitations", args=[cluster.code]), "quiet", "mail"))
        actions.append(
            Action(_("Enter a person"), reverse("people:person_new", args=[cluster.code]), "key", "user-plus")
        )
    return ListPage(
        request,
        rows,
        PersonTable,
        PersonFilter,
        title=_("People"),
        actions=actions,
        export_name="people",
        empty=EmptyState(_("Nobody yet"), _("People appear when they are entered, invited or hold an office.")),
        table_kwargs={"viewer": viewer},
    ).response()


def _card_url(cluster: Cluster, pk: int) -> str:
    return reverse("people:person", args=[cluster.code, pk])


@require_safe
@cluster_page
def person_card(request: HttpRequest, cluster: Cluster, person: int) -> HttpResponse:
    """Show a person: offices, positions, contacts as far as each one's visibility says."""
    viewer = viewer_of(request, cluster)
    found = person_get(viewer, person)
    is_own = viewer.person_id == found.pk
    ties = Affiliation.objects.filter(person=found).select_related("organisation").order_by("-valid_from", "-pk")
    holdings = OfficeHolding.objects.filter(person=found, cluster=cluster).order_by("-valid_from", "-pk")
    return render(
        request,
        "people/person.html",
        {
            "person": found,
            "viewer": viewer,
            "cluster": cluster,
            "is_own": is_own,
            "may_edit": viewer.is_secretary or is_own,
            "may_tie": viewer.is_secretary,
            "account": User.objects.filter(person=found).first() if viewer.is_secretary or viewer.is_admin else None,
            "ties": ties,
            "offices": [(holding, office_name(cluster, holding.office, viewer.on)) for holding in holdings],
            "contacts": contacts_visible_to(viewer, found),
            "visibilities": Visibility.choices,
            "panels": person_panels(viewer, found),
            "crumbs": people_crumbs(cluster, Crumb(found.full_name)) if sees_people(viewer) else [],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def person_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Enter a person."""
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)

    def save(values: dict[str, Any]) -> str:
        row = services.person_create(actor=viewer.actor(), cluster=cluster, **values)
        return _card_url(cluster, row.pk)

    form = PersonForm(request.POST or None, initial={"language": cluster.language})
    return form_page(
        request,
        form,
        save,
        title=_("Enter a person"),
        submit=_("Enter"),
        back=reverse("people:persons", args=[cluster.code]),
        done=_("The person is in the register."),
        crumbs=people_crumbs(cluster, Crumb(_("Enter a person"))),
    )


def _editable(request: HttpRequest, cluster: Cluster, person: int) -> tuple[Viewer, Person]:
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = person_get(viewer, person)
    if viewer.person_id != found.pk:
        require_secretary(viewer)
    return viewer, found


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def person_edit(request: HttpRequest, cluster: Cluster, person: int) -> HttpResponse:
    """Change what is written about a person."""
    viewer, found = _editable(request, cluster, person)

    def save(values: dict[str, Any]) -> str:
        services.person_update(person=found, actor=viewer.actor(), cluster=cluster, **values)
        return _card_url(cluster, found.pk)

    form = PersonForm(request.POST or None, instance=Person.objects.get(pk=found.pk))
    return form_page(
        request,
        form,
        save,
        title=found.full_name,
        submit=_("Save"),
        back=_card_url(cluster, found.pk),
        done=_("Saved."),
        crumbs=people_crumbs(cluster, Crumb(found.full_name, _card_url(cluster, found.pk)), Crumb(_("Change"))),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def affiliation_new(request: HttpRequest, cluster: Cluster, person: int) -> HttpResponse:
    """Tie a person to an organisation."""
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)
    found = person_get(viewer, person)

    def save(values: dict[str, Any]) -> str:
        services.affiliation_start(person=found, actor=viewer.actor(), cluster=cluster, **values)
        return _card_url(cluster, found.pk)

    form = AffiliationForm(request.POST or None, viewer=viewer, initial={"valid_from": viewer.on})
    return form_page(
        request,
        form,
        save,
        title=_("Add a position"),
        submit=_("Add"),
        lead=found.full_name,
        back=_card_url(cluster, found.pk),
        done=_("The position is added."),
        crumbs=people_crumbs(cluster, Crumb(found.full_name, _card_url(cluster, found.pk)), Crumb(_("Position"))),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def affiliation_end(request: HttpRequest, cluster: Cluster, person: int, affiliation: int) -> HttpResponse:
    """End a tie of a person to an organisation."""
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)
    found = person_get(viewer, person)
    tie = Affiliation.objects.filter(person=found, pk=affiliation).select_related("organisation").first()
    if tie is None:
        raise NotFound

    def save(values: dict[str, Any]) -> str:
        services.affiliation_end(affiliation=tie, on=values["on"], actor=viewer.actor(), cluster=cluster)
        return _card_url(cluster, found.pk)

    return form_page(
        request,
        EndForm(request.POST or None, initial={"on": viewer.on}),
        save,
        title=_("End a position"),
        submit=_("End"),
        lead=f"{found.full_name}: {tie.position}, {tie.organisation}",
        back=_card_url(cluster, found.pk),
        done=_("The position has ended; whatever it allowed ended with it."),
        crumbs=people_crumbs(cluster, Crumb(found.full_name, _card_url(cluster, found.pk)), Crumb(_("Position"))),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def person_contact_add(request: HttpRequest, cluster: Cluster, person: int) -> HttpResponse:
    """Add a contact of a person."""
    viewer, found = _editable(request, cluster, person)

    def save(values: dict[str, Any]) -> str:
        services.contact_add(owner=found, actor=viewer.actor(), cluster=cluster, **values)
        return _card_url(cluster, found.pk)

    return form_page(
        request,
        ContactForm(request.POST or None),
        save,
        title=_("Add a contact"),
        submit=_("Add"),
        lead=found.full_name,
        back=_card_url(cluster, found.pk),
        done=_("The contact is added."),
        crumbs=people_crumbs(cluster, Crumb(found.full_name, _card_url(cluster, found.pk)), Crumb(_("Contact"))),
    )


@require_POST
@cluster_page
def person_contact_change(request: HttpRequest, cluster: Cluster, person: int, contact: int) -> HttpResponse:
    """Change who sees a contact, or remove it."""
    viewer, found = _editable(request, cluster, person)
    row = ContactPoint.objects.filter(person=found, pk=contact).first()
    if row is None:
        raise NotFound
    contact_change(request, viewer, row)
    return HttpResponseRedirect(_card_url(cluster, found.pk))


@require_POST
@cluster_page
def account_close(request: HttpRequest, cluster: Cluster, person: int) -> HttpResponse:
    """Close a person's account: the administrator's to do, for an account serves all clusters."""
    viewer = viewer_of(request, cluster)
    require_admin(viewer)
    account = User.objects.filter(person_id=person).first()
    if account is None:
        raise NotFound
    refusals_shown(
        request,
        lambda: services.account_deactivate(user=account, actor=viewer.actor("platform:admin")),
        _("The account is closed."),
    )
    return HttpResponseRedirect(reverse("people:invitations", args=[cluster.code]))
