"""Pages on which the cases of a name or a post are looked at and put right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.language.forms import LANGUAGES, Case, Gender
from eduklaster.ui.components import Crumb

from .. import services
from ..access import require_secretary, viewer_of
from ..forms import CasesForm, DeclinedForm
from ..wording import Proposal, name_proposals, post_proposals
from .common import form_page, people_crumbs
from .persons import _card_url, _editable


def _language(request: HttpRequest, preferred: str) -> str:
    asked = request.GET.get("language", preferred)
    return asked if asked in LANGUAGES else LANGUAGES[0]


def _forms(values: dict[str, Any], proposals: Sequence[Proposal]) -> dict[Case, list[str]]:
    return {
        proposal.case: [values.get(f"{proposal.case.value}_{index}", "") for index in range(len(proposal.parts))]
        for proposal in proposals
    }


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def name_forms(request: HttpRequest, cluster: Cluster, person: int) -> HttpResponse:
    """Show a person's name in every case and keep what was put right."""
    viewer, found = _editable(request, cluster, person)
    language = _language(request, found.language)
    asked = request.GET.get("gender", "")
    gender, proposals = name_proposals(found, language, Gender(asked) if asked in list(Gender) else None)

    def save(values: dict[str, Any]) -> str:
        services.name_forms_check(
            person=found,
            language=language,
            gender=gender,
            forms=_forms(values, proposals),
            actor=viewer.actor(),
            cluster=cluster,
        )
        return _card_url(cluster, found.pk)

    form = CasesForm(request.POST if request.method == "POST" else None, proposals=proposals)
    return form_page(
        request,
        form,
        save,
        title=_("Name in cases"),
        lead=found.full_name,
        submit=_("These are right"),
        back=_card_url(cluster, found.pk),
        done=_("The forms are kept; documents will use them."),
        crumbs=people_crumbs(cluster, Crumb(found.full_name, _card_url(cluster, found.pk)), Crumb(_("Name in cases"))),
        template="people/cases.html",
        context={
            "asked": DeclinedForm(initial={"language": language, "gender": gender}, asks=("language", "gender")),
            "proposals": proposals,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def post_forms(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show a post in every case and keep what was put right; without a post, ask for one."""
    viewer = viewer_of(request, cluster)
    require_secretary(viewer)
    text = " ".join(request.GET.get("text", "").split())
    if len(text) > 310:
        raise NotFound
    language = _language(request, cluster.language)
    proposals = post_proposals(cluster, text, language) if text else []

    def save(values: dict[str, Any]) -> str:
        services.post_forms_check(
            cluster=cluster, text=text, language=language, forms=_forms(values, proposals), actor=viewer.actor()
        )
        return reverse("people:offices", args=[cluster.code])

    form = CasesForm(request.POST if request.method == "POST" else None, proposals=proposals)
    return form_page(
        request,
        form,
        save,
        title=_("Post in cases"),
        lead=text,
        submit=_("These are right"),
        back=reverse("people:offices", args=[cluster.code]),
        done=_("The forms are kept; documents will use them."),
        crumbs=people_crumbs(cluster, Crumb(_("Post in cases"))),
        template="people/cases.html",
        context={
            "asked": DeclinedForm(initial={"text": text, "language": language}, asks=("text", "language")),
            "proposals": proposals,
        },
    )
