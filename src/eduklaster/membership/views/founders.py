"""The founders' register, signing it, and the founding meeting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from eduklaster.charter.matters import chain_of, matter_for_kind
from eduklaster.charter.messages import matter_words, step_words
from eduklaster.charter.schema import Category
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound, StateError
from eduklaster.people.access import Viewer, require_secretary_or_admin, require_signed_in, viewer_of
from eduklaster.procedures.access import cases_visible_to, doer_of
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.selectors import case_now, chain_for
from eduklaster.procedures.services import StepInput, step_do
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb, State

from ..enums import FounderState
from ..forms import ClosingForm, FounderSignForm, MeetingForm
from ..models import Founder
from ..selectors import founders_of
from ..services import Authority, founder_sign_at_meeting, founders_list_by_charter, meeting_open
from .common import participants_crumbs
from .participants import registers

_TONES = {FounderState.LISTED: "", FounderState.SIGNED: "ok", FounderState.STRUCK: "no"}


def founding_case(cluster: Cluster, viewer: Viewer) -> Case | None:
    """Return the founding meeting that is open now, where somebody may see it."""
    return (
        cases_visible_to(cluster, viewer)
        .select_related("cluster", "version")
        .filter(kind="found", state=CaseState.OPEN)
        .first()
    )


def _accession(cluster: Cluster, viewer: Viewer, row: Founder, accession: Mapping[str, Category]) -> str:
    """Return where an organisation that was listed and has not signed accedes after the founding; empty for others."""
    is_theirs = viewer.is_secretary or viewer.has(f"founder:{row.pk}")
    if row.state != FounderState.LISTED or row.category not in accession or not is_theirs or not cluster.is_writable:
        return ""
    given = {"category": row.category, "organisation": f"{row.organisation.short_name} (№ {row.organisation_id})"}
    return f"{reverse('membership:join', args=[cluster.code])}?{urlencode(given)}"


@require_safe
@cluster_page
def founder_register(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the founders' register: number, organisation, position, signed or not; no contacts and no names."""
    viewer = viewer_of(request, cluster)
    charter = rulebook_of(cluster, viewer.on).charter
    rows = list(founders_of(cluster))
    case = founding_case(cluster, viewer)
    chain = chain_of(charter, matter_for_kind(charter, "found"))
    accession = {c.id: c for c in charter.participants.categories if c.basis == "signature"}
    unsigned = [row for row in rows if row.state == FounderState.LISTED]
    ways = {accession[row.category].admission for row in unsigned if row.category in accession}
    context = {
        "cluster": cluster,
        "unsigned": len(unsigned),
        "is_forming": cluster.state == "forming",
        "ways": [
            (
                matter_words(charter, way, viewer.language),
                reverse("clusters:matter", args=[cluster.code, way]),
                marks_of([c] if (c := Citation.of(chain_of(charter, way).matter)) else [], cluster, charter),
            )
            for way in sorted(ways)
        ],
        "rows": [
            {
                "founder": row,
                "state": State(row.get_state_display(), _TONES[FounderState(row.state)]),
                "marks": marks_of([Citation("clause", row.clause)] if row.clause else [], cluster, charter),
                "may_sign": case is not None
                and row.state == FounderState.LISTED
                and (viewer.is_secretary or viewer.has(f"founder:{row.pk}")),
                "accede_url": _accession(cluster, viewer, row, accession) if case is None else "",
            }
            for row in rows
        ],
        "signed": sum(1 for row in rows if row.state == FounderState.SIGNED),
        "total": len(rows),
        "marks": marks_of([Citation("clause", chain.matter.clause)] if chain.matter.clause else [], cluster, charter),
        "case": case,
        "may_meet": viewer.is_signed_in and cluster.state == "forming",
        "may_list": (viewer.is_secretary or viewer.is_admin) and len(rows) < len(charter.participants.founders),
        "tabs": registers(cluster, viewer, "founders"),
        "crumbs": participants_crumbs(cluster, Crumb(_("Founders"))),
    }
    return render(request, "membership/founders.html", context)


@require_POST
@cluster_page
def founders_from_charter(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """List the founders that the charter names."""
    viewer = viewer_of(request, cluster)
    require_secretary_or_admin(viewer)
    added = founders_list_by_charter(cluster=cluster, on=viewer.on, actor=viewer.actor())
    messages.success(request, _("%(count)s organisations are listed.") % {"count": added})
    return HttpResponseRedirect(reverse("membership:founders", args=[cluster.code]))


@cluster_page
def sign(request: HttpRequest, cluster: Cluster, founder: int) -> HttpResponse:
    """Sign for a founder, with the document that shows the authority."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    row = founders_of(cluster).filter(pk=founder).first()
    case = founding_case(cluster, viewer)
    if row is None or not (viewer.is_secretary or viewer.has(f"founder:{row.pk}")):
        raise NotFound
    if case is None:
        raise StateError("founder.closed", _("The register is signed at the founding meeting, and none is open now."))
    step = next((s for s in chain_for(case).steps if s.kind == "signature"), None)
    if step is None:
        raise NotFound
    form = FounderSignForm(
        request.POST or None,
        request.FILES or None,
        viewer=viewer,
        initial={"on": viewer.on, "authority_kind": row.authority_kind, "authority_document": row.authority_document},
    )
    back = reverse("membership:founders", args=[cluster.code])

    def save(data: dict[str, Any]) -> str:
        founder_sign_at_meeting(
            founder=row,
            case=case,
            step=step.id,
            signatory=data["signatory"],
            authority=Authority(data["authority_kind"], data["authority_document"], data["authority_file"]),
            doer=doer_of(viewer),
            on=data["on"],
        )
        return back

    citation = Citation.of(step)
    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Sign for the founder № %(number)s") % {"number": row.number},
        lead=f"{row.organisation.short_name} · {row.position}",
        submit=_("Sign the register"),
        back=back,
        done=_("Signed."),
        crumbs=participants_crumbs(cluster, Crumb(_("Founders"), back), Crumb(_("Signature"))),
        context={"marks": marks_of([citation] if citation else [], cluster, rulebook_of(cluster, viewer.on).charter)},
    )


@cluster_page
def meeting(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Open the founding meeting, follow the signatures, close it."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    case = founding_case(cluster, viewer)
    back = reverse("membership:founders", args=[cluster.code])
    rows = Founder.objects.filter(cluster=cluster).exclude(state=FounderState.STRUCK)
    signed = rows.filter(state=FounderState.SIGNED).count()
    crumbs = participants_crumbs(cluster, Crumb(_("Founders"), back), Crumb(_("Founding meeting")))
    doer = doer_of(viewer)
    figures = {"signed": signed, "total": rows.count(), "cluster": cluster}
    if case is None:
        opening = MeetingForm(request.POST or None, initial={"on": viewer.on})

        def begin(data: dict[str, Any]) -> str:
            meeting_open(cluster=cluster, place=data["place"], doer=doer, on=data["on"])
            return request.path

        if cluster.state != "forming":
            raise StateError("founding.over", _("The cluster is founded already; who signs later accedes."))
        return form_page(
            request,
            cluster,
            opening,
            begin,
            title=_("Founding meeting"),
            submit=_("Open the meeting"),
            back=back,
            crumbs=crumbs,
            context=figures,
        )
    now = case_now(case, viewer.on)
    last = next(
        (s for s in now.chain.steps if s.id == now.chain.effect_step.id),
        now.chain.steps[-1],
    )
    form = ClosingForm(request.POST or None, initial={"on": viewer.on})

    def close(data: dict[str, Any]) -> str:
        step_do(
            cluster=cluster,
            case_ids=[case.pk],
            step=last.id,
            doer=doer,
            on=data["on"],
            given=StepInput(note=data["note"]),
        )
        return back

    citation = Citation.of(last)
    return form_page(
        request,
        cluster,
        form,
        close,
        title=step_words(last, viewer.language),
        lead=_("Signed: %(signed)s of %(total)s.") % figures,
        submit=_("Close the meeting"),
        back=back,
        done=_("The cluster is founded. Those who signed are participants."),
        crumbs=crumbs,
        template="membership/meeting.html",
        context={
            **figures,
            "case_url": reverse("procedures:case", args=[cluster.code, case.pk]),
            "marks": marks_of([citation] if citation else [], cluster, rulebook_of(cluster, viewer.on).charter),
        },
    )
