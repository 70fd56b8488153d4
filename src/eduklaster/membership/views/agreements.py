"""The register of agreements, and who holds what serves the cluster."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import django_filters
import django_tables2
from django.db.models import Count, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import AccessError, InputError, NotFound
from eduklaster.kernel.sorting import UkKey
from eduklaster.people.access import require_signed_in, viewer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, Quick

from ..access import (
    agreements_visible_to,
    may_end_agreement,
    may_enter_agreement,
    may_record_holding,
    organisations_represented,
    sees_holdings,
)
from ..enums import AgreementKind, AgreementState
from ..forms import AgreementForm, EndForm, HoldingForm
from ..models import Agreement, Holding
from ..services import AgreementInput, agreement_end, agreement_register, cluster_owns_nothing, holding_record
from .common import participants_crumbs
from .participants import registers

SOON_DAYS = 60


class AgreementTable(ListTable):
    """The register of agreements."""

    subject = django_tables2.Column(verbose_name=gettext_lazy("Subject"))
    kind = django_tables2.Column(verbose_name=gettext_lazy("Kind"))
    parties = django_tables2.Column(verbose_name=gettext_lazy("Parties"), orderable=False, empty_values=())
    signed_on = DayColumn(verbose_name=gettext_lazy("Signed"))
    valid_until = DayColumn(verbose_name=gettext_lazy("Until"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))

    def __init__(self, *args: Any, cluster: Cluster, names_persons: bool, ending: set[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cluster, self._names_persons, self._ending = cluster, names_persons, ending

    def order_subject(self, rows: QuerySet[Agreement], is_descending: bool) -> tuple[QuerySet[Agreement], bool]:
        """Sort by the alphabet."""
        key = UkKey("subject")
        return rows.order_by(key.desc() if is_descending else key.asc(), "pk"), True

    def render_parties(self, record: Agreement) -> str:
        """Organisations by name; persons only to those inside."""
        names = []
        for party in record.parties.all():
            if party.organisation:
                names.append(party.organisation.short_name)
            else:
                names.append(str(party.person) if self._names_persons else _("a natural person"))
        return "; ".join(names)

    def value_parties(self, record: Agreement) -> str:
        """The same in exports."""
        return self.render_parties(record)

    def render_state(self, value: str, record: Agreement) -> str:
        """The state, with the history, and the way to end it for whoever may."""
        history = reverse("history:object", args=[self._cluster.code, "agreement", record.pk])
        words = format_html('{} · <a class="noprint" href="{}">{}</a>', value, history, _("history"))
        if record.pk not in self._ending or record.state != AgreementState.SIGNED:
            return words
        url = reverse("membership:agreement_end", args=[self._cluster.code, record.pk])
        return format_html('{} · <a href="{}">{}</a>', words, url, _("end it"))

    def value_state(self, value: str) -> str:
        """The state alone, for exports."""
        return str(value)


class AgreementFilter(ListFilter):
    """Filters of the register."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Subject, number or party"))
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=AgreementState.choices)
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=AgreementKind.choices)
    soon = django_filters.ChoiceFilter(
        label=gettext_lazy("Term"), method="by_soon", choices=[("1", gettext_lazy("ends within 60 days"))]
    )

    class Meta:
        model = Agreement
        fields = ("state", "kind")

    def search(self, rows: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        """Find by subject, number or the name of a party."""
        words = Q(subject__icontains=value) | Q(number__icontains=value)
        return rows.filter(words | Q(parties__organisation__short_name__icontains=value)).distinct()

    def by_soon(self, rows: QuerySet[Agreement], name: str, value: str) -> QuerySet[Agreement]:
        """Leave those in force that end soon."""
        today: date = self.request.register_day
        return rows.filter(
            state=AgreementState.SIGNED, valid_until__gte=today, valid_until__lte=today + timedelta(days=SOON_DAYS)
        )


@require_safe
@cluster_page
def agreement_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the agreements that the reader may see."""
    viewer = viewer_of(request, cluster)
    request.register_day = viewer.on  # type: ignore[attr-defined]
    rows = agreements_visible_to(viewer).prefetch_related("parties__organisation", "parties__person")
    ending: set[int] = set()
    if viewer.is_secretary:
        ending = set(rows.values_list("pk", flat=True))
    elif viewer.is_signed_in:
        from ..access import agreements_own

        ending = set(agreements_own(viewer))
    page = ListPage(
        request,
        rows.order_by("-signed_on", "-pk"),
        AgreementTable,
        AgreementFilter,
        title=_("Agreements"),
        lead=_("Parties are organisations and persons: the cluster itself makes no contracts."),
        empty=EmptyState(_("No agreements yet"), _("Participants make agreements with each other and with others.")),
        quick=Quick("state", AgreementState.choices),
        actions=[
            Action(_("Enter an agreement"), reverse("membership:agreement_new", args=[cluster.code]), "key", "plus")
        ]
        if may_enter_agreement(viewer)
        else [],
        table_kwargs={
            "cluster": cluster,
            "names_persons": viewer.is_secretary or viewer.is_organ_member,
            "ending": ending,
        },
    )
    return page.response("membership/register.html", {"tabs": registers(cluster, viewer, "agreements")})


def _crumbs(cluster: Cluster, *more: Crumb) -> list[Crumb]:
    return participants_crumbs(
        cluster, Crumb(_("Agreements"), reverse("membership:agreements", args=[cluster.code])), *more
    )


@cluster_page
def agreement_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Enter an agreement."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    if not may_enter_agreement(viewer):
        raise NotFound
    form = AgreementForm(request.POST or None, request.FILES or None, viewer=viewer)
    back = reverse("membership:agreements", args=[cluster.code])

    def save(data: dict[str, Any]) -> str:
        parties = [data[n] for n in ("party_1", "party_2", "party_3") if data[n]]
        own = set(organisations_represented(viewer))
        if not viewer.is_secretary and not own & {o.pk for o in parties}:
            raise InputError(
                "agreement.not_yours", _("Enter agreements of the organisation for which you act."), field="party_1"
            )
        agreement_register(
            cluster=cluster,
            given=AgreementInput(
                kind=data["kind"],
                subject=data["subject"],
                organisations=[o.pk for o in parties],
                persons=[data["person"].pk] if data["person"] else [],
                number=data["number"],
                signed_on=data["signed_on"],
                valid_from=data["valid_from"],
                valid_until=data["valid_until"],
                survives_leaving=data["survives_leaving"],
                is_public=data["is_public"],
            ),
            on=viewer.on,
            actor=viewer.actor(),
            file=data["file"],
        )
        return back

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Enter an agreement"),
        submit=_("Enter"),
        back=back,
        done=_("The agreement is in the register."),
        crumbs=_crumbs(cluster, Crumb(_("New"))),
    )


@cluster_page
def agreement_close(request: HttpRequest, cluster: Cluster, agreement: int) -> HttpResponse:
    """End an agreement from a day."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    row = agreements_visible_to(viewer).filter(pk=agreement).first()
    if row is None or not may_end_agreement(viewer, row):
        raise NotFound
    form = EndForm(request.POST or None, initial={"on": viewer.on})
    back = reverse("membership:agreements", args=[cluster.code])

    def save(data: dict[str, Any]) -> str:
        agreement_end(agreement=row, on=data["on"], actor=viewer.actor())
        return back

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("End the agreement"),
        lead=row.subject,
        submit=_("End it"),
        back=back,
        done=_("The agreement has ended."),
        crumbs=_crumbs(cluster, Crumb(row.subject)),
    )


# ─── holdings ──────────────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
@cluster_page
def holding_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show what serves the cluster, by holder: there is no balance of the cluster, for it owns nothing."""
    viewer = viewer_of(request, cluster)
    if not sees_holdings(viewer):
        raise NotFound
    verdict = cluster_owns_nothing(cluster, viewer.on)
    rows = Holding.objects.filter(cluster=cluster).select_related("holder").order_by(UkKey("holder__short_name"), "pk")
    totals = (
        Holding.objects.filter(cluster=cluster, value__isnull=False)
        .values("holder_id", "currency")
        .annotate(total=Sum("value"), number=Count("pk"))
        .order_by("holder_id", "currency")
    )
    by_holder: dict[int, dict[str, Any]] = {}
    for row in rows:
        by_holder.setdefault(row.holder_id, {"holder": row.holder, "rows": [], "totals": []})["rows"].append(row)
    for total in totals:
        by_holder[total["holder_id"]]["totals"].append(total)
    context = {
        "cluster": cluster,
        "holders": list(by_holder.values()),
        "marks": marks_of(verdict.citations, cluster, rulebook_of(cluster, viewer.on).charter),
        "may_record": may_record_holding(viewer),
        "tabs": registers(cluster, viewer, "holdings"),
        "crumbs": participants_crumbs(cluster, Crumb(_("Holders of property"))),
    }
    return render(request, "membership/holdings.html", context)


@cluster_page
def holding_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Record who holds something; without a holder it is refused by the clause."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    if not sees_holdings(viewer):
        raise NotFound
    if not may_record_holding(viewer):
        raise AccessError("holding.office", _("Only those who hold an office record property."))
    form = HoldingForm(request.POST or None, viewer=viewer)
    back = reverse("membership:holdings", args=[cluster.code])

    def save(data: dict[str, Any]) -> str:
        holding_record(cluster=cluster, on=viewer.on, actor=viewer.actor(), **data)
        return back

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Record who holds something"),
        submit=_("Record"),
        back=back,
        done=_("Recorded with its holder."),
        crumbs=participants_crumbs(cluster, Crumb(_("Holders of property"), back), Crumb(_("New"))),
    )
