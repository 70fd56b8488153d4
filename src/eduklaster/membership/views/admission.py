"""One application: joining, completing what is missing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from eduklaster.charter.matters import chain_of
from eduklaster.charter.messages import sentence_of
from eduklaster.charter.schema import Category
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import InputError, NotFound, StateError
from eduklaster.people.access import Viewer, require_signed_in, viewer_of
from eduklaster.people.models import Organisation
from eduklaster.people.services import organisation_create
from eduklaster.procedures.access import cases_visible_to, doer_of
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.selectors import charter_for
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import ClauseMark, Crumb

from ..access import organisations_represented
from ..forms import DeclarationForm, JoinForm
from ..services import Authority, NewParticipant, Opening, admission_open, applicant_update
from ..steps import eligibility_of
from .common import participants_crumbs


@cluster_page
def join(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Apply to take part: first the category with what it requires, then the application itself."""
    viewer = viewer_of(request, cluster)
    if not viewer.is_signed_in:
        return redirect_to_login(request.get_full_path())
    rulebook = rulebook_of(cluster, viewer.on)
    charter = rulebook.charter
    category = next((c for c in charter.participants.categories if c.id == request.GET.get("category")), None)
    crumbs = participants_crumbs(cluster, Crumb(_("Apply to join")))
    if category is None:
        rows = [
            {
                "title": c.label.in_(viewer.language),
                "url": f"{request.path}?{urlencode({'category': c.id})}",
                "requires": [r.label.in_(viewer.language) for r in c.requires],
                "marks": _marks(c, cluster, charter),
            }
            for c in charter.participants.categories
        ]
        return render(request, "membership/join.html", {"rows": rows, "crumbs": crumbs, "cluster": cluster})
    first = chain_of(charter, category.admission).steps[0]
    form = JoinForm(
        request.POST if request.method == "POST" else None,
        category=category,
        rulebook=rulebook,
        viewer=viewer,
        needs=tuple(first.needs),
        initial={"organisation": request.GET.get("organisation", "")},
    )
    context: dict[str, Any] = {
        "requires": [
            (r.label.in_(viewer.language), marks_of([c] if (c := Citation.of(r)) else [], cluster, charter))
            for r in category.requires
        ],
        "marks": _marks(category, cluster, charter),
    }

    def save(data: dict[str, Any]) -> str:
        try:
            case = _apply(cluster, viewer, form, category, data)
        except StateError as error:
            if (waiting := error.facts.get("case")) and cases_visible_to(cluster, viewer).filter(pk=waiting).exists():
                context["waiting_url"] = reverse("procedures:case", args=[cluster.code, waiting])
            raise
        messages.success(request, _("The application is handed in."))
        return reverse("membership:applicant", args=[cluster.code, case.pk])

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Apply to join: %(category)s") % {"category": category.label.in_(viewer.language)},
        submit=_("Hand in the application"),
        back=request.path,
        crumbs=crumbs,
        context=context,
        template="membership/join_form.html",
    )


def _marks(category: Category, cluster: Cluster, charter: Any) -> list[ClauseMark]:
    return marks_of([c] if (c := Citation.of(category)) else [], cluster, charter)


def _organisation_entered(cluster: Cluster, viewer: Viewer, data: dict[str, Any]) -> Organisation:
    """Enter a new organisation; what is refused stands beside the field of this form."""
    try:
        return organisation_create(
            actor=viewer.actor(),
            cluster=cluster,
            official_name=data["new_name"],
            code_kind=data.get("new_code_kind", ""),
            code=data.get("new_code", ""),
        )
    except InputError as error:
        fields = {"code": "new_code", "code_kind": "new_code_kind"}
        raise InputError(error.code, error.message, field=fields.get(error.field, "new_name")) from error


def _apply(cluster: Cluster, viewer: Viewer, form: JoinForm, category: Category, data: dict[str, Any]) -> Case:
    from django.db import transaction

    doer = doer_of(viewer)
    with transaction.atomic():
        organisation: Organisation | None = data.get("organisation")
        if organisation is not None:
            mine = organisations_represented(viewer)
            inside = viewer.is_secretary or any(c.kind == "office" for c in viewer.capacities)
            if not inside and organisation.pk not in mine:
                raise InputError(
                    "applicant.not_represented",
                    _("You do not act for this organisation. Its head or representative applies, or the secretary."),
                    field="organisation",
                )
        elif data.get("new_name"):
            organisation = _organisation_entered(cluster, viewer, data)
        person = data.get("person")
        if person is not None and not viewer.is_secretary and person.pk != viewer.person_id:
            raise InputError("applicant.not_self", _("You apply for yourself only."), field="person")
        new = NewParticipant(
            category=category.id,
            organisation_id=organisation.pk if organisation else None,
            person_id=person.pk if person else None,
            community_name=data.get("community_name", ""),
            primary_group=data.get("primary_group", ""),
            other_groups=data.get("other_groups", []),
            is_resident=data["is_resident"],
            resources=form.resources,
        )
        name = str(organisation or data.get("community_name") or person)
        authority = (
            Authority(data["authority_kind"], data["authority_document"])
            if category.basis == "signature" and data.get("authority_document", "").strip()
            else None
        )
        return admission_open(
            cluster=cluster,
            new=new,
            name=name,
            facts=form.facts,
            authority=authority,
            position=data.get("position", ""),
            doer=doer,
            on=viewer.on,
            opening=Opening(data.get("note", ""), form.confirmed_needs),
        )


def _case(cluster: Cluster, viewer: Viewer, case_id: int) -> Case:
    found = (
        cases_visible_to(cluster, viewer)
        .select_related("cluster", "version")
        .filter(pk=case_id, payload__has_key="participant")
        .first()
    )
    if found is None:
        raise NotFound
    return found


@cluster_page
def applicant(request: HttpRequest, cluster: Cluster, case: int) -> HttpResponse:
    """Show what an applicant declared and what is missing; its representative or the secretary completes it."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = _case(cluster, viewer, case)
    charter = charter_for(found)
    given = found.payload["participant"]
    category = next((c for c in charter.participants.categories if c.id == given["category"]), None)
    doer = doer_of(viewer)
    is_own = bool(doer.parties & set(found.payload.get("applicant_parties", [])))
    if category is None or not (viewer.is_secretary or is_own or viewer.is_organ_member):
        raise NotFound
    initial: dict[str, Any] = {f"resource_{k}": text for k, text in given.get("resources", {}).items()}
    initial |= {f"fact_{name}": bool(value) for name, value in found.facts.items()}
    initial["is_resident"] = given.get("is_resident", True)
    form = DeclarationForm(request.POST or None, category=category, charter=charter, initial=initial)

    def save(data: dict[str, Any]) -> str:
        applicant_update(
            case=found,
            resources=form.resources,
            facts=form.facts,
            is_resident=data["is_resident"],
            doer=doer,
            on=viewer.on,
        )
        return request.path

    verdict = eligibility_of(found, viewer.on)
    url = reverse("procedures:case", args=[cluster.code, found.pk])
    missing = set(verdict.facts.get("missing", []))
    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("What is declared"),
        lead=str(found.title),
        submit=_("Save what is declared"),
        back=url,
        done=_("The application is completed."),
        crumbs=participants_crumbs(
            cluster,
            Crumb(_("Applications"), reverse("membership:admissions", args=[cluster.code])),
            Crumb(str(found.title)),
        ),
        template="membership/applicant.html",
        context={
            "case": found,
            "case_url": url,
            "verdict": verdict,
            "verdict_text": sentence_of(verdict, viewer.language, charter),
            "verdict_marks": marks_of(verdict.citations, cluster, charter),
            "missing": [
                (r.label.in_(viewer.language), marks_of([c] if (c := Citation.of(r)) else [], cluster, charter))
                for r in category.requires
                if r.id in missing
            ],
            "may_complete": found.state == CaseState.OPEN and (viewer.is_secretary or is_own),
        },
    )
