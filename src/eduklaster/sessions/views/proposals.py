"""Pages of proposals: the register, filing, sorting, answering."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2
from django import forms
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.governance.access import keeps, organ_name, require_capacity
from eduklaster.kernel.errors import NotFound
from eduklaster.membership.models import Participant
from eduklaster.people.access import Viewer, viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, Quick
from eduklaster.ui.typography import own_words

from ..access import answered_by_keeper, charter_on, proposals_visible_to, require_keeper
from ..enums import ProposalState
from ..forms import AdmissionForm, DispositionForm, ProposalForm
from ..models import Proposal
from ..presenters import organ_choices, proposal_state
from ..selectors import session_answering
from ..services import proposal_admit, proposal_dispose, proposal_file, proposal_withdraw
from .sessions import sessions_crumb


def _crumb(cluster: Cluster) -> Crumb:
    return Crumb(_("Proposals"), reverse("sessions:proposals", args=[cluster.code]))


def _url(proposal: Proposal) -> str:
    return reverse("sessions:proposal", args=[proposal.cluster.code, proposal.pk])


def _found(cluster: Cluster, viewer: Viewer, pk: int) -> Proposal:
    found = proposals_visible_to(cluster, viewer).select_related("cluster", "author", "session").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def _is_own(proposal: Proposal, viewer: Viewer) -> bool:
    return proposal.author_id == viewer.person_id or f"participant:{proposal.participant_id}" in doer_of(viewer).parties


class ProposalTable(ListTable):
    """The register of proposals."""

    number = django_tables2.Column(verbose_name=gettext_lazy("Proposal"))
    filed_on = DayColumn(verbose_name=gettext_lazy("Filed"))
    due_on = DayColumn(verbose_name=gettext_lazy("Answer by"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))

    def __init__(self, *args: Any, cluster: Cluster, **kwargs: Any) -> None:
        """Keep the cluster for addresses."""
        self._cluster = cluster
        super().__init__(*args, **kwargs)

    def render_number(self, record: Proposal) -> str:
        """Number and title, leading to the proposal."""
        url = reverse("sessions:proposal", args=[self._cluster.code, record.pk])
        return format_html(
            '<a href="{}">№ {} {}</a>', url, record.number, own_words(record.title, self._cluster.language)
        )

    def value_number(self, record: Proposal) -> str:
        """Number and title for files."""
        return f"№ {record.number} {record.title}"

    def render_state(self, record: Proposal) -> str:
        """The word of the state."""
        return str(record.get_state_display())


class ProposalFilter(ListFilter):
    """Words and state."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words of the proposal"))
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("State"), choices=ProposalState.choices, widget=forms.HiddenInput
    )

    class Meta:
        model = Proposal
        fields = ("state",)

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of title and text."""
        return queryset.filter(Q(title__icontains=value) | Q(text__icontains=value))


@require_safe
@cluster_page
def proposal_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the proposals of the cluster."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    return ListPage(
        request,
        proposals_visible_to(cluster, viewer),
        table_class=ProposalTable,
        filterset_class=ProposalFilter,
        table_kwargs={"cluster": cluster},
        title=_("Proposals"),
        quick=Quick("state", ProposalState.choices),
        empty=EmptyState(_("No proposal yet"), _("Any participant may file one; it has to be answered in time.")),
        lead=_("What participants ask the organs to consider, each with its answer."),
        actions=[Action(_("File a proposal"), reverse("sessions:proposal_file", args=[cluster.code]), "key", "bulb")],
    ).response(context={"crumbs": [sessions_crumb(cluster), Crumb(_("Proposals"))]})


def _speaks_for(cluster: Cluster, viewer: Viewer) -> list[tuple[str, str]]:
    rows = Participant.objects.filter(cluster=cluster, left_on__isnull=True).select_related("organisation", "person")
    if not viewer.is_secretary:
        own = [party.partition(":")[2] for party in doer_of(viewer).parties if party.startswith("participant:")]
        rows = rows.filter(pk__in=own)
    return [(str(row.pk), str(row)) for row in rows.order_by("number")]


@require_http_methods(["GET", "POST"])
@cluster_page
def proposal_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """File a proposal."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    charter = charter_on(cluster, viewer)
    form = ProposalForm(
        request.POST or None,
        organs=organ_choices(charter, viewer, kept_only=False),
        participants=_speaks_for(cluster, viewer),
        initial={"organ": charter.roles.main_organ},
    )

    def save(_values: dict[str, Any]) -> str:
        doer = doer_of(viewer)
        party = f"participant:{form.draft.participant_id}" if form.draft.participant_id else ""
        label = doer.label_of(party) if party else doer.actor.capacity
        return _url(proposal_file(cluster=cluster, draft=form.draft, doer=doer, label=label, on=viewer.on))

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("File a proposal"),
        submit=_("File a proposal"),
        back=reverse("sessions:proposals", args=[cluster.code]),
        crumbs=[_crumb(cluster), Crumb(_("File a proposal"))],
        done=_("The proposal is filed; you will see the answer here."),
    )


@require_safe
@cluster_page
def proposal_detail(request: HttpRequest, cluster: Cluster, proposal: int) -> HttpResponse:
    """Show a proposal, its term with the rule, and its answer."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    found = _found(cluster, viewer, proposal)
    charter = charter_on(cluster, viewer)
    organ = charter.organs.get(found.organ)
    doer = doer_of(viewer)
    is_keeper = keeps(charter, found.organ, doer)
    actions = []

    def to(name: str) -> str:
        return reverse(f"sessions:{name}", args=[cluster.code, found.pk])

    if is_keeper and found.state == ProposalState.FILED:
        actions.append(Action(_("Admit or send back"), to("proposal_admit"), "quiet", "filter"))
    if is_keeper and found.state in {ProposalState.FILED, ProposalState.ADMITTED, ProposalState.DEFERRED}:
        actions.append(Action(_("Answer"), to("proposal_dispose"), "key", "message-2"))
    if _is_own(found, viewer) and found.state in {ProposalState.FILED, ProposalState.ADMITTED}:
        actions.append(Action(_("Take it back"), to("proposal_withdraw"), "stop", "x"))
    context = {
        "proposal": found,
        "organ": str(organ_name(organ)) if organ else found.organ,
        "state": proposal_state(found),
        "marks": marks_of([Citation(**c) for c in found.citations], cluster, charter),
        "items": list(found.agenda_items.select_related("session").order_by("-session__starts_at")),
        "actions": actions,
        "cluster": cluster,
        "crumbs": [_crumb(cluster), Crumb(f"№ {found.number}")],
    }
    return render(request, "sessions/proposal.html", context)


@require_http_methods(["GET", "POST"])
@cluster_page
def proposal_sort(request: HttpRequest, cluster: Cluster, proposal: int) -> HttpResponse:
    """Say whether a proposal is within the competence of the organ."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    found = _found(cluster, viewer, proposal)
    require_keeper(cluster, found.organ, doer_of(viewer), charter_on(cluster, viewer))

    def save(values: dict[str, Any]) -> str:
        proposal_admit(
            cluster=cluster,
            proposal_id=found.pk,
            is_within=values["is_within"],
            reason=values["reason"],
            doer=doer_of(viewer),
            on=viewer.on,
        )
        return _url(found)

    return form_page(
        request,
        cluster,
        AdmissionForm(request.POST or None, initial={"is_within": "yes"}),
        save,
        title=_("Admit or send back"),
        lead=found.title,
        submit=_("Save"),
        back=_url(found),
        crumbs=[_crumb(cluster), Crumb(f"№ {found.number}", _url(found))],
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def proposal_answer(request: HttpRequest, cluster: Cluster, proposal: int) -> HttpResponse:
    """Accept, decline or defer; in the session that is open, where one is."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    found = _found(cluster, viewer, proposal)
    require_keeper(cluster, found.organ, doer_of(viewer), charter_on(cluster, viewer))
    session = session_answering(found)

    def save(values: dict[str, Any]) -> str:
        proposal_dispose(
            cluster=cluster,
            proposal_id=found.pk,
            state=ProposalState(values["state"]),
            reason=values["reason"],
            deferred_to=values["deferred_to"],
            session_id=session.pk if session else None,
            doer=doer_of(viewer),
            on=viewer.on,
        )
        return _url(found)

    return form_page(
        request,
        cluster,
        DispositionForm(
            request.POST or None,
            is_answering=session is not None or answered_by_keeper(cluster, found.organ, viewer.on),
        ),
        save,
        title=_("Answer"),
        lead=found.title,
        submit=_("Record the answer"),
        back=_url(found),
        crumbs=[_crumb(cluster), Crumb(f"№ {found.number}", _url(found))],
        done=_("The answer is recorded; the author is told."),
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def proposal_take_back(request: HttpRequest, cluster: Cluster, proposal: int) -> HttpResponse:
    """Let the author take a proposal back."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    found = _found(cluster, viewer, proposal)
    if not _is_own(found, viewer):
        raise NotFound

    def save(_values: dict[str, Any]) -> str:
        proposal_withdraw(cluster=cluster, proposal_id=found.pk, doer=doer_of(viewer), on=viewer.on)
        return _url(found)

    return form_page(
        request,
        cluster,
        forms.Form(request.POST if request.method == "POST" else None),
        save,
        title=_("Take it back"),
        lead=found.title,
        submit=_("Take it back"),
        back=_url(found),
        crumbs=[_crumb(cluster), Crumb(f"№ {found.number}", _url(found))],
        done=_("The proposal is withdrawn."),
    )
