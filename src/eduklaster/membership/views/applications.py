"""Open applications by the step they wait for; one vote and one order for several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import parties_words, sentence_of, step_words
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import AccessError, NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Viewer, require_signed_in, viewer_of
from eduklaster.procedures.access import cases_visible_to, doer_of
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import standing_for
from eduklaster.procedures.registry import step_page
from eduklaster.procedures.selectors import case_now, chain_for, charter_for
from eduklaster.procedures.services import StepInput, step_do
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import ClauseMark, Crumb

from ..forms import BatchForm
from ..steps import eligibility_of
from .common import participants_crumbs
from .participants import registers


@dataclass(frozen=True, slots=True)
class Waiting:
    """An open application in its group: held applicants cannot be put in the order."""

    case: Case
    is_held: bool
    reason: str
    marks: Sequence[ClauseMark]
    may_complete: bool


@dataclass(slots=True)
class Group:
    """Open applications of one matter that wait for the same step."""

    key: str
    matter: str
    step: str
    title: str
    who: str
    marks: Sequence[ClauseMark]
    rows: list[Waiting]
    can_act: bool
    is_vote: bool
    can_batch: bool


def groups_of(cluster: Cluster, viewer: Viewer) -> list[Group]:
    """Return the open applications that somebody may see, by the step they wait for."""
    doer = doer_of(viewer)
    found: dict[str, Group] = {}
    rows = cases_visible_to(cluster, viewer).select_related("cluster", "version")
    for case in rows.filter(kind="admit", state=CaseState.OPEN, payload__has_key="participant").order_by("pk"):
        charter, now = charter_for(case), case_now(case, viewer.on)
        verdict = eligibility_of(case, viewer.on)
        for step_id in now.open_ids[:1]:
            step = now.chain.step(step_id)
            citation = Citation.of(step)
            key = f"{case.matter}.{step_id}"
            group = found.setdefault(
                key,
                Group(
                    key,
                    case.matter,
                    step_id,
                    step_words(step, viewer.language),
                    parties_words(parties_of(step), viewer.language, charter),
                    marks_of([citation] if citation else [], cluster, charter),
                    [],
                    viewer.is_signed_in and standing_for(case, step, doer) is not None,
                    step.kind == "vote",
                    step.kind in {"vote", "order", "acknowledgement"},
                ),
            )
            group.rows.append(
                Waiting(
                    case,
                    not verdict.allowed,
                    "" if verdict.allowed else sentence_of(verdict, viewer.language, charter),
                    () if verdict.allowed else marks_of(verdict.citations, cluster, charter),
                    viewer.is_secretary or bool(doer.parties & set(case.payload.get("applicant_parties", []))),
                )
            )
    return list(found.values())


@require_safe
@cluster_page
def admissions(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the open applications by the step they wait for."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    context = {
        "cluster": cluster,
        "groups": groups_of(cluster, viewer),
        "tabs": registers(cluster, viewer, "admissions"),
        "crumbs": participants_crumbs(cluster, Crumb(_("Applications"))),
    }
    return render(request, "membership/admissions.html", context)


@cluster_page
def batch(request: HttpRequest, cluster: Cluster, matter: str, step: str) -> HttpResponse:
    """Do one step for the chosen applications: a vote on its own page, or one act for all of them."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    asked = {int(text) for text in request.GET.getlist("case") if text.isdecimal()}
    rows = list(
        cases_visible_to(cluster, viewer)
        .select_related("cluster", "version")
        .filter(pk__in=asked, matter=matter, kind="admit")
        .order_by("pk")
    )
    if not rows:
        messages.error(request, _("Choose at least one application."))
        return redirect("membership:admissions", cluster.code)
    try:
        wanted = chain_for(rows[0]).step(step)
    except KeyError:
        raise NotFound from None
    if page := step_page(wanted.kind):
        query = urlencode([("case", row.pk) for row in rows])
        try:
            return redirect(f"{reverse(page, args=[cluster.code, rows[0].pk, step])}?{query}")
        except NoReverseMatch:
            raise NotFound from None
    doer = doer_of(viewer)
    standing = standing_for(rows[0], wanted, doer)
    if standing is None:
        raise AccessError("step.not_yours", _("This step is done by somebody else."))
    title = _("Admission of %(count)s participants") % {"count": len(rows)}
    form = BatchForm(request.POST or None, initial={"on": viewer.on, "title": title})
    if not standing.on_paper:
        del form.fields["note"]

    def save(data: dict[str, Any]) -> str:
        step_do(
            cluster=cluster,
            case_ids=[row.pk for row in rows],
            step=step,
            doer=doer,
            on=data["on"],
            given=StepInput(
                note=data.get("note", ""),
                act_title=Localized.same(data["title"]),
                act_text=data["text"],
                signed_by_id=viewer.person_id if wanted.produces != "none" and not standing.on_paper else None,
            ),
        )
        return reverse("membership:admissions", args=[cluster.code])

    return form_page(
        request,
        cluster,
        form,
        save,
        title=step_words(wanted, viewer.language),
        submit=_("Sign for all of them") if wanted.produces != "none" else _("Confirm for all of them"),
        back=reverse("membership:admissions", args=[cluster.code]),
        done=_("Done for %(count)s applications.") % {"count": len(rows)},
        crumbs=participants_crumbs(
            cluster,
            Crumb(_("Applications"), reverse("membership:admissions", args=[cluster.code])),
            Crumb(step_words(wanted, viewer.language)),
        ),
        template="membership/batch.html",
        context={"rows": rows},
    )
