"""Pages on which matters about organs and offices are opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduklaster.charter.chains import opening_verdict
from eduklaster.charter.matters import Chain, chain_of, parties_of
from eduklaster.charter.messages import matter_words
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Participant
from eduklaster.people.access import Viewer, office_name, require_signed_in, viewer_of
from eduklaster.people.models import Affiliation, OfficeHolding
from eduklaster.people.selectors import names_shown_to, valid_on
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.presenters import language
from eduklaster.procedures.services import CaseDraft, case_open
from eduklaster.procedures.services.cases import refusal
from eduklaster.procedures.web import show_refusal
from eduklaster.ui.components import Crumb

from ..access import organ_name, require_capacity
from ..forms import (
    AppointForm,
    ComposeForm,
    DesignateForm,
    DismissForm,
    ElectForm,
    NomineesForm,
    matters_of_kind,
)
from ..selectors import SeatNow, composition_on, dismissible
from ..services import matter_title, seats_sync

FormMaker = Callable[[Chain, Charter], forms.Form]
DraftMaker = Callable[[Chain, Charter, Any], CaseDraft]


def _chosen(
    request: HttpRequest, cluster: Cluster, viewer: Viewer, charter: Charter, kind: str
) -> tuple[Chain, list[tuple[str, str]]]:
    """Return the matter of a kind that is to be opened, and all of that kind.

    Raises:
        ChainRefused: The charter says that the cluster decides no such matter.
        NotFound: There is no such matter.
    """
    known = matters_of_kind(charter, kind, language())
    if not known:
        verdict = opening_verdict(charter, kind)
        if not verdict.allowed:
            raise refusal(verdict, doer_of(viewer), cluster=cluster, case=None)
        raise NotFound
    wanted = request.POST.get("matter") or request.GET.get("matter") or known[0][0]
    if wanted not in dict(known):
        raise NotFound
    return chain_of(charter, wanted), known


def _open_matter(
    request: HttpRequest, cluster: Cluster, kind: str, make_form: FormMaker, make_draft: DraftMaker, lead: str
) -> HttpResponse:
    """Show the form of a matter and open its case."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    require_capacity(viewer)
    charter = rulebook_of(cluster, viewer.on).charter
    chain, known = _chosen(request, cluster, viewer, charter, kind)
    form = make_form(chain, charter)
    if request.method == "POST" and form.is_valid():
        try:
            case = case_open(
                cluster=cluster, draft=make_draft(chain, charter, form), doer=doer_of(viewer), on=viewer.on
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The case is open."))
            return redirect("procedures:case", cluster.code, case.pk)
    source = Citation("clause", chain.matter.clause) if chain.matter.clause else Citation.of(chain.steps[0])
    context = {
        "form": form,
        "title": matter_words(charter, chain.id, language()),
        "lead": lead,
        "matter": chain.id,
        "matters": known if len(known) > 1 else [],
        "marks": marks_of([source] if source else [], cluster, charter),
        "matter_url": reverse("clusters:matter", args=[cluster.code, chain.id]),
        "back": reverse("procedures:matters", args=[cluster.code]),
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(_("Open a case"), reverse("procedures:matters", args=[cluster.code])),
            Crumb(matter_words(charter, chain.id, language())),
        ],
    }
    return render(request, "governance/open.html", context, status=422 if form.is_bound and form.errors else 200)


def _members(cluster: Cluster, chain: Chain, charter: Charter, viewer: Viewer) -> tuple[str, list[SeatNow]]:
    organ = chain.matter.organ or charter.roles.main_organ
    return organ, composition_on(cluster, organ, viewer.on)


def _elects(chain: Chain) -> bool:
    """Say whether a vote of the chain may choose among several candidates."""
    return any(step.elects for step in chain.steps)


def _is_named_by_participants(chain: Chain) -> bool:
    return any("participant" in parties_of(step) for step in chain.steps)


def _own_seats(chain: Chain, seats: list[SeatNow], viewer: Viewer) -> list[SeatNow]:
    """Return the seats of the reader's own participants where participants name their representatives; else all."""
    if viewer.is_secretary or not _is_named_by_participants(chain):
        return seats
    return [now for now in seats if f"participant:{now.seat.participant_id}" in viewer.parties] or seats


def _participant_of(chain: Chain, seats: list[SeatNow], payload: list[dict[str, int]]) -> Participant | None:
    """Return the participant whose representative is named, so that this participant can sign; None where there are several."""
    if not _is_named_by_participants(chain):
        return None
    named = {row["seat_id"] for row in payload}
    found = {now.seat.participant for now in seats if now.seat.pk in named}
    return next(iter(found)) if len(found) == 1 else None


def _organ_detail(charter: Charter, organ: str) -> Localized | None:
    found = charter.organs.get(organ)
    return organ_name(found) if found else None


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def compose(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose who sits on the seats of an organ."""
    viewer = viewer_of(request, cluster)

    def make_form(chain: Chain, charter: Charter) -> forms.Form:
        if viewer.is_secretary and request.method == "POST":
            seats_sync(cluster=cluster, on=viewer.on, actor=viewer.actor())
        _organ, seats = _members(cluster, chain, charter, viewer)
        if _elects(chain):
            return NomineesForm(request.POST or None, seats=seats, viewer=viewer)
        return ComposeForm(request.POST or None, seats=_own_seats(chain, seats, viewer), viewer=viewer)

    def make_draft(chain: Chain, charter: Charter, form: ComposeForm | NomineesForm) -> CaseDraft:
        organ, seats = _members(cluster, chain, charter, viewer)
        if isinstance(form, NomineesForm):
            called = matter_title(charter, chain.id, None if chain.matter.organ else _organ_detail(charter, organ))
            return CaseDraft(chain.id, called, payload={"organ": organ, **form.payload})
        about = _participant_of(chain, seats, form.payload)
        detail = None if chain.matter.organ else _organ_detail(charter, organ)
        return CaseDraft(
            chain.id,
            matter_title(charter, chain.id, Localized(about.public_name) if about else detail),
            ("membership.participant", str(about.pk)) if about else ("", ""),
            payload={"organ": organ, "seats": form.payload},
        )

    lead = _("Name a person for each seat. The seats are filled when the last act of the chain is signed, not earlier.")
    return _open_matter(request, cluster, "compose_organ", make_form, make_draft, lead)


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def elect(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose who presides over an organ."""
    viewer = viewer_of(request, cluster)

    def make_form(chain: Chain, charter: Charter) -> forms.Form:
        return ElectForm(
            request.POST or None, seats=_members(cluster, chain, charter, viewer)[1], elects=_elects(chain)
        )

    def make_draft(chain: Chain, charter: Charter, form: ElectForm) -> CaseDraft:
        seats = {str(now.seat.pk): now for now in _members(cluster, chain, charter, viewer)[1]}
        standing = [
            {"seat_id": now.seat.pk, **({"person_id": now.holding.person_id} if now.holding else {})}
            for now in (seats[chosen] for chosen in form.chosen)
        ]
        payload: dict[str, Any] = standing[0] if len(standing) == 1 else {"candidates": standing}
        return CaseDraft(chain.id, matter_title(charter, chain.id), payload=payload)

    lead = _("Only members in office can be proposed.")
    return _open_matter(request, cluster, "elect_chair", make_form, make_draft, lead)


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def appoint(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose who holds an office."""
    viewer = viewer_of(request, cluster)

    def make_form(chain: Chain, charter: Charter) -> forms.Form:
        only = chain.matter.office
        offices = [
            (name, office.name.in_(language()))
            for name, office in charter.offices.items()
            if (name == only if only else office.belongs_to == "cluster")
        ]
        return AppointForm(
            request.POST or None,
            offices=offices or ([(only, str(office_name(cluster, only, viewer.on)))] if only else []),
            viewer=viewer,
            elects=_elects(chain),
            initial={"office": only or request.GET.get("office", "")},
        )

    def make_draft(chain: Chain, charter: Charter, form: AppointForm) -> CaseDraft:
        data = form.cleaned_data
        detail = None if chain.matter.office else office_name(cluster, data["office"], viewer.on)
        return CaseDraft(chain.id, matter_title(charter, chain.id, detail), payload=form.payload)

    lead = _("The office is given by the last act of the chain, from its date.")
    return _open_matter(request, cluster, "appoint", make_form, make_draft, lead)


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def dismiss(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose who leaves an office."""
    viewer = viewer_of(request, cluster)

    def make_form(chain: Chain, charter: Charter) -> forms.Form:
        held = dismissible(cluster, charter, chain, viewer.on)
        named = names_shown_to(viewer, {row.person_id for row in held})
        choices = [(str(row.pk), _holding_words(row, viewer, is_named=row.person_id in named)) for row in held]
        return DismissForm(request.POST or None, holdings=choices, initial={"holding": request.GET.get("holding", "")})

    def make_draft(chain: Chain, charter: Charter, form: DismissForm) -> CaseDraft:
        row = OfficeHolding.objects.get(cluster=cluster, pk=form.cleaned_data["holding"])
        payload = {"office": row.office, "person_id": row.person_id, "holding_id": row.pk, "is_acting": row.is_acting}
        detail = None if chain.matter.office else office_name(cluster, row.office, viewer.on)
        title = matter_title(charter, chain.id, detail)
        return CaseDraft(chain.id, title, ("people.officeholding", str(row.pk)), payload=payload)

    lead = _("Time in office ends with the last act of the chain, on its date; whoever acts for the holder goes on.")
    return _open_matter(request, cluster, "dismiss", make_form, make_draft, lead)


def _holding_words(row: OfficeHolding, viewer: Viewer, *, is_named: bool) -> str:
    """Return an office, who holds it and whether for a time only."""
    who = row.person.full_name if is_named else _("name not published")
    words = f"{office_name(row.cluster, row.office, viewer.on)}: {who}"
    return f"{words} ({_('acting')})" if row.is_acting else words


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def designate(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose which organisation is an organ or holds a role."""
    viewer = viewer_of(request, cluster)

    def make_form(chain: Chain, charter: Charter) -> forms.Form:
        return DesignateForm(request.POST or None, viewer=viewer)

    def make_draft(chain: Chain, charter: Charter, form: DesignateForm) -> CaseDraft:
        organisation = form.cleaned_data["organisation"]
        head = (
            Affiliation.objects.filter(valid_on(viewer.on), organisation=organisation)
            .filter(Q(is_head=True) | Q(may_represent=True))
            .order_by("-is_head", "pk")
            .first()
        )
        payload: dict[str, Any] = {"organisation_id": organisation.pk, "why": form.cleaned_data["mandate"]}
        if head is not None:
            payload["person_id"] = head.person_id
        title = matter_title(charter, chain.id, Localized.same(organisation.short_name))
        return CaseDraft(chain.id, title, ("people.organisation", str(organisation.pk)), payload=payload)

    lead = _("The organisation is asked for its consent; then the organ decides.")
    return _open_matter(request, cluster, "designate", make_form, make_draft, lead)
