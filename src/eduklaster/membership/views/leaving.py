"""Leaving by one notice, and exclusion on the grounds of the charter."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eduklaster.charter import chains
from eduklaster.charter.matters import chain_of, matter_for_kind
from eduklaster.charter.notice import leaving_day
from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer, require_signed_in, viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb, State

from ..access import may_speak_for, participants_represented
from ..forms import ExcludeForm, LeaveForm
from ..models import Participant
from ..selectors import consequences_of_leaving, participant_get, participants_on
from ..services import Opening, exclusion_open, leaving_notify
from .common import participants_crumbs
from .participants import register_rows, shown_name


def _present(cluster: Cluster, viewer: Viewer, participant_id: int) -> Participant:
    row = participant_get(cluster, participant_id)
    if not participants_on(cluster, viewer.on).filter(pk=row.pk).exists() or row.left_on is not None:
        raise NotFound
    return row


@cluster_page
def leave(request: HttpRequest, cluster: Cluster, participant: int) -> HttpResponse:
    """Show what follows from leaving, and leave by one notice."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    row = _present(cluster, viewer, participant)
    speaks = may_speak_for(viewer, row)
    if not speaks and not viewer.is_secretary:
        raise NotFound
    rulebook = rulebook_of(cluster, viewer.on)
    charter = rulebook.charter
    matter = matter_for_kind(charter, "leave")
    scope = Scope(matter=matter)
    wanted = list(rulebook.ask("leaving.documents", on=viewer.on, scope=scope).value)
    verdict = leaving_day(
        rulebook, notice=viewer.on, on=viewer.on, documents=wanted, scope=scope, calendar=calendar_of(cluster)
    )
    found = consequences_of_leaving(row, viewer.on)
    clause = chain_of(charter, matter).matter.clause
    citations = [Citation("clause", clause)] if clause else []
    form = LeaveForm(
        request.POST if request.method == "POST" else None,
        documents=wanted,
        on_paper=not speaks,
        initial={"received_on": viewer.on},
    )
    url = reverse("membership:participant", args=[cluster.code, row.pk])

    def save(data: dict[str, Any]) -> str:
        leaving_notify(
            participant=row,
            documents=data.get("documents", []),
            doer=doer_of(viewer),
            on=data.get("received_on") or viewer.on,
            opening=Opening(data.get("note", "")),
        )
        return url

    name = shown_name(row, viewer)
    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Leave the cluster"),
        lead=name,
        submit=_("Give notice and leave"),
        back=url,
        done=_("The notice is received. The register shows the day from which the membership ends."),
        crumbs=participants_crumbs(cluster, Crumb(name, url), Crumb(_("Leave"))),
        template="membership/leave.html",
        context={
            "effective": verdict.facts.get("effective"),
            "is_free": verdict.allowed,
            "ends": [c for c in found if not c.is_kept and c.kind not in {"duty", "handover"}],
            "goes_on": [c for c in found if c.is_kept],
            "hand_over": [c for c in found if c.kind in {"duty", "handover"}],
            "marks": marks_of([*citations, *verdict.citations], cluster, charter),
        },
    )


@cluster_page
def exclude(request: HttpRequest, cluster: Cluster, participant: int) -> HttpResponse:
    """Open an exclusion on one of the charter's grounds, with evidence."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    row = _present(cluster, viewer, participant)
    if not viewer.capacities:
        raise NotFound
    charter = rulebook_of(cluster, viewer.on).charter
    chain = chain_of(charter, matter_for_kind(charter, "exclude"))
    grounds = list(chains.grounds_of(chain))
    form = ExcludeForm(request.POST or None, request.FILES or None, grounds=grounds)
    url = reverse("membership:participant", args=[cluster.code, row.pk])

    def save(data: dict[str, Any]) -> str:
        case = exclusion_open(
            participant=row,
            ground=data["ground"],
            evidence_title=data["title"],
            evidence_text=data["text"],
            file=data["file"],
            doer=doer_of(viewer),
            on=viewer.on,
        )
        return reverse("procedures:case", args=[cluster.code, case.pk])

    name = shown_name(row, viewer)
    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Open an exclusion"),
        lead=name,
        submit=_("Open the case"),
        back=url,
        done=_("The case is open. The participant is asked to answer."),
        crumbs=participants_crumbs(cluster, Crumb(name, url), Crumb(_("Exclusion"))),
        context={"marks": marks_of([c for g in grounds if (c := Citation.of(g))], cluster, charter)},
    )


@require_safe
@cluster_page
def choose(request: HttpRequest, cluster: Cluster, what: str) -> HttpResponse:
    """Choose the participant that leaves, or that is to be excluded."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    own = participants_represented(viewer)
    rows = register_rows(cluster, viewer.on).filter(left_on__isnull=True)
    if what == "leave" and not viewer.is_secretary:
        rows = rows.filter(pk__in=own)
    elif what == "exclude":
        rows = rows.exclude(pk__in=own)
    title = _("Who leaves?") if what == "leave" else _("Whose exclusion?")
    context = {
        "title": title,
        "rows": [
            (
                shown_name(row, viewer),
                reverse(f"membership:{what}", args=[cluster.code, row.pk]),
                State(f"№ {row.number}"),
            )
            for row in rows
        ],
        "crumbs": participants_crumbs(cluster, Crumb(title)),
    }
    return render(request, "membership/choose.html", context)
