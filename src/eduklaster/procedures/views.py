"""Pages of cases and acts: find, call one service, choose a template."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2
from django.contrib import messages
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduklaster.charter.matters import chain_of, matters_in
from eduklaster.charter.messages import matter_words, step_words
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.journal.selectors import entries_of
from eduklaster.kernel.errors import DomainError, InputError, NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Viewer, require_signed_in, viewer_of
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, Quick

from .access import acts_visible_to, cases_visible_to, doer_of
from .enums import ActKind, CaseState
from .errors import ChainRefused
from .forms import CorrectionForm, DeclineForm, EvidenceForm, OpenCaseForm, StepForm
from .models import Act, Case
from .parties import standing_for
from .presenters import case_page, language
from .registry import open_page, step_page
from .selectors import chain_for
from .services import (
    CaseDraft,
    StepInput,
    act_correct,
    case_open,
    evidence_add,
    refusal_record,
    step_decline,
    step_do,
)


def visible_case(cluster: Cluster, viewer: Viewer, case_id: int) -> Case:
    """Return a case that somebody may see; hidden and missing ones answer alike."""
    try:
        return cases_visible_to(cluster, viewer).select_related("cluster", "version").get(pk=case_id)
    except Case.DoesNotExist:
        raise NotFound from None


def show_refusal(form: Any, error: DomainError) -> None:
    """Put a refusal beside its field, or on top of the form; keep a refused attempt in the history of the case."""
    field = getattr(error, "field", "") if isinstance(error, InputError) else ""
    form.add_error(field if field in form.fields else None, error.message)
    if isinstance(error, ChainRefused):
        refusal_record(error)


# ─── cases ─────────────────────────────────────────────────────────────────────────────────────────────────────────


class CaseTable(ListTable):
    """The register of cases."""

    title = django_tables2.Column(verbose_name=gettext_lazy("Case"), order_by=("opened_on", "pk"))
    reference = django_tables2.Column(verbose_name="№", accessor="reference", orderable=False)
    opened_on = DayColumn(verbose_name=gettext_lazy("Opened"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))

    class Meta(ListTable.Meta):
        model = Case
        fields = ("title", "reference", "opened_on", "state")
        sequence = fields

    def render_title(self, value: Any, record: Case) -> str:
        """Link to the case."""
        return format_html(
            '<a href="{}">{}</a>', reverse("procedures:case", args=[record.cluster.code, record.pk]), value
        )

    def value_title(self, value: Any) -> str:
        """The title alone, for exports."""
        return str(value)


class CaseFilter(ListFilter):
    """Filters of the register of cases."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words of the title"))
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=CaseState.choices)
    year = django_filters.NumberFilter(label=gettext_lazy("Year"))

    class Meta:
        model = Case
        fields = ("state", "year")

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of the title in any language."""
        return queryset.filter(
            Q(title__uk__icontains=value) | Q(title__ru__icontains=value) | Q(title__en__icontains=value)
        )


@cluster_page
def case_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the cases that the reader may see."""
    viewer = viewer_of(request, cluster)
    page = ListPage(
        request,
        cases_visible_to(cluster, viewer).select_related("cluster"),
        CaseTable,
        CaseFilter,
        title=_("Cases"),
        empty=EmptyState(_("No cases yet"), _("A case appears when somebody opens a matter of the charter.")),
        quick=Quick("state", CaseState.choices),
        actions=[Action(_("Open a case"), reverse("procedures:matters", args=[cluster.code]), "key")]
        if viewer.is_signed_in
        else [],
    )
    return page.response()


@cluster_page
def case_detail(request: HttpRequest, cluster: Cluster, case: int) -> HttpResponse:
    """Show a case: its chain, its keys, what was refused, what is next."""
    viewer = viewer_of(request, cluster)
    found = visible_case(cluster, viewer, case)
    return render(
        request,
        "procedures/case.html",
        {
            "page": case_page(found, viewer),
            "viewer": viewer,
            "evidence": found.evidence.all() if viewer.is_signed_in else [],
            "may_add_evidence": found.state == CaseState.OPEN and bool(viewer.capacities),
            "crumbs": [
                Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
                Crumb(f"№ {found.reference}"),
            ],
        },
    )


@cluster_page
def step(request: HttpRequest, cluster: Cluster, case: int, step: str) -> HttpResponse:
    """Do a step of a case."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = visible_case(cluster, viewer, case)
    chain = chain_for(found)
    try:
        wanted = chain.step(step)
    except KeyError:
        raise NotFound from None
    if page := step_page(wanted.kind):
        return redirect(page, cluster.code, found.pk, step)
    doer = doer_of(viewer)
    standing = standing_for(found, wanted, doer)
    form = StepForm(
        request.POST or None,
        step=wanted,
        on_paper=bool(standing and standing.on_paper),
        initial={"on": viewer.on, "act_title": str(found.title)},
    )
    if request.method == "POST" and form.is_valid():
        given = StepInput(
            note=form.cleaned_data["note"],
            facts=form.facts,
            act_title=form.title,
            act_text=form.cleaned_data.get("act_text", ""),
            signed_by_id=viewer.person_id if wanted.produces != "none" and standing and not standing.on_paper else None,
        )
        try:
            step_do(cluster=cluster, case_ids=[found.pk], step=step, doer=doer, on=form.cleaned_data["on"], given=given)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Done: %(step)s.") % {"step": step_words(wanted, language())})
            return redirect("procedures:case", cluster.code, found.pk)
    return _step_page(request, cluster, found, wanted, form, "procedures/step.html")


def _step_page(
    request: HttpRequest, cluster: Cluster, case: Case, wanted: Any, form: Any, template: str
) -> HttpResponse:
    charter = rulebook_of(cluster, viewer_of(request, cluster).on, case.version).charter

    citation = Citation.of(wanted)
    context = {
        "case": case,
        "step": wanted,
        "title": step_words(wanted, language()),
        "form": form,
        "marks": marks_of([citation] if citation else [], cluster, charter),
        "back": reverse("procedures:case", args=[cluster.code, case.pk]),
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(f"№ {case.reference}", reverse("procedures:case", args=[cluster.code, case.pk])),
            Crumb(step_words(wanted, language())),
        ],
    }
    return render(request, template, context, status=422 if form.is_bound and form.errors else 200)


@cluster_page
def decline(request: HttpRequest, cluster: Cluster, case: int, step: str) -> HttpResponse:
    """Decline a step with a reason."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = visible_case(cluster, viewer, case)
    try:
        wanted = chain_for(found).step(step)
    except KeyError:
        raise NotFound from None
    form = DeclineForm(request.POST or None, initial={"on": viewer.on})
    if request.method == "POST" and form.is_valid():
        try:
            step_decline(
                cluster=cluster,
                case_id=found.pk,
                step=step,
                doer=doer_of(viewer),
                on=form.cleaned_data["on"],
                reason=form.cleaned_data["reason"],
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("Declined. The reason is part of the case."))
            return redirect("procedures:case", cluster.code, found.pk)
    return _step_page(request, cluster, found, wanted, form, "procedures/decline.html")


@cluster_page
def evidence(request: HttpRequest, cluster: Cluster, case: int) -> HttpResponse:
    """Attach evidence to a case."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = visible_case(cluster, viewer, case)
    if not viewer.capacities:
        raise NotFound
    form = EvidenceForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            evidence_add(case=found, doer=doer_of(viewer), on=viewer.on, **form.cleaned_data)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The evidence is attached."))
            return redirect("procedures:case", cluster.code, found.pk)
    context = {
        "case": found,
        "form": form,
        "back": reverse("procedures:case", args=[cluster.code, found.pk]),
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(f"№ {found.reference}", reverse("procedures:case", args=[cluster.code, found.pk])),
            Crumb(_("Evidence")),
        ],
    }
    return render(request, "procedures/evidence.html", context, status=422 if form.errors else 200)


@cluster_page
def evidence_file(request: HttpRequest, cluster: Cluster, case: int, evidence: int) -> HttpResponse:
    """Hand out a file of a case to somebody who may see the case."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = visible_case(cluster, viewer, case)
    row = found.evidence.filter(pk=evidence).exclude(file="").first()
    if row is None or not viewer.capacities:
        raise NotFound
    name = str(row.file.name).rpartition("/")[2]
    response: HttpResponse = FileResponse(row.file.open("rb"), as_attachment=True, filename=name)  # type: ignore[assignment]
    response["X-Content-Type-Options"] = "nosniff"
    return response


@cluster_page
def case_history(request: HttpRequest, cluster: Cluster, case: int) -> HttpResponse:
    """Show the journal of a case."""
    viewer = viewer_of(request, cluster)
    found = visible_case(cluster, viewer, case)
    entries = entries_of(found)[:200]
    context = {
        "case": found,
        "entries": entries,
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(f"№ {found.reference}", reverse("procedures:case", args=[cluster.code, found.pk])),
            Crumb(_("History")),
        ],
    }
    return render(request, "procedures/history.html", context)


@cluster_page
def matter_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the matters of the charter that can be opened, with where to start each."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    charter = rulebook_of(cluster, viewer.on).charter
    rows = []
    for matter_id in matters_in(charter):
        chain = chain_of(charter, matter_id)
        page = open_page(chain.matter.kind)
        url = reverse(page, args=[cluster.code]) if page else reverse("procedures:open", args=[cluster.code, matter_id])
        sources = [c for c in [_first_citation(chain)] if c]
        rows.append(
            {
                "title": matter_words(charter, matter_id, language()),
                "url": url,
                "marks": marks_of(sources, cluster, charter),
            }
        )
    context = {
        "rows": rows,
        "crumbs": [Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])), Crumb(_("Open a case"))],
    }
    return render(request, "procedures/matters.html", context)


def _first_citation(chain: Any) -> Any:

    return Citation("clause", chain.matter.clause) if chain.matter.clause else Citation.of(chain.steps[0])


@cluster_page
def case_create(request: HttpRequest, cluster: Cluster, matter: str) -> HttpResponse:
    """Open a case of a matter that has no form of its own."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    charter = rulebook_of(cluster, viewer.on).charter
    if matter not in matters_in(charter):
        raise NotFound
    chain = chain_of(charter, matter)
    if page := open_page(chain.matter.kind):
        return redirect(page, cluster.code)
    form = OpenCaseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        draft = CaseDraft(
            matter, Localized.same(form.cleaned_data["title"]), payload={"why": form.cleaned_data["note"]}
        )
        try:
            case = case_open(cluster=cluster, draft=draft, doer=doer_of(viewer), on=viewer.on)
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The case is open."))
            return redirect("procedures:case", cluster.code, case.pk)
    context = {
        "form": form,
        "title": matter_words(charter, matter, language()),
        "chain": chain,
        "back": reverse("procedures:matters", args=[cluster.code]),
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(_("Open a case"), reverse("procedures:matters", args=[cluster.code])),
            Crumb(matter_words(charter, matter, language())),
        ],
    }
    return render(request, "procedures/open.html", context, status=422 if form.errors else 200)


# ─── acts ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class ActTable(ListTable):
    """The register of acts."""

    title = django_tables2.Column(verbose_name=gettext_lazy("Act"), orderable=False)
    number = django_tables2.Column(verbose_name="№", order_by=("year", "number"))
    on = DayColumn(verbose_name=gettext_lazy("Date"))
    kind = django_tables2.Column(verbose_name=gettext_lazy("Kind"))
    issuer_label = django_tables2.Column(verbose_name=gettext_lazy("Issued by"), order_by=("issuer",))

    class Meta(ListTable.Meta):
        model = Act
        fields = ("title", "number", "on", "kind", "issuer_label")
        sequence = fields

    def render_title(self, value: Any, record: Act) -> str:
        """Link to the act."""
        return format_html(
            '<a href="{}">{}</a>', reverse("procedures:act", args=[record.cluster.code, record.pk]), value
        )

    def value_title(self, value: Any) -> str:
        """The title alone, for exports."""
        return str(value)

    def render_number(self, value: int, record: Act) -> str:
        """Number and year."""
        return f"{value}/{record.year}"


class ActFilter(ListFilter):
    """Filters of the register of acts."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words of the act"))
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=ActKind.choices)
    year = django_filters.NumberFilter(label=gettext_lazy("Year"))

    class Meta:
        model = Act
        fields = ("kind", "year")

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of the title or the text."""
        return queryset.filter(
            Q(title__uk__icontains=value)
            | Q(title__ru__icontains=value)
            | Q(title__en__icontains=value)
            | Q(text__icontains=value)
        )


@cluster_page
def act_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the acts that the reader may see."""
    viewer = viewer_of(request, cluster)
    page = ListPage(
        request,
        acts_visible_to(cluster, viewer).select_related("cluster").distinct(),
        ActTable,
        ActFilter,
        title=_("Acts"),
        empty=EmptyState(_("No acts yet"), _("An act appears when a step that issues one is done.")),
        quick=Quick("kind", ActKind.choices),
    )
    return page.response()


@cluster_page
def act_detail(request: HttpRequest, cluster: Cluster, act: int) -> HttpResponse:
    """Show an act with what it rests on and what rests on it."""
    viewer = viewer_of(request, cluster)
    found = acts_visible_to(cluster, viewer).filter(pk=act).first()
    if found is None:
        raise NotFound
    charter = rulebook_of(cluster, viewer.on).charter
    visible = acts_visible_to(cluster, viewer)
    context = {
        "act": found,
        "marks": marks_of(found.citations, cluster, charter),
        "bases": visible.filter(cited_by__act=found).distinct(),
        "followers": visible.filter(bases__rests_on=found).distinct(),
        "cases": cases_visible_to(cluster, viewer).filter(steps__act=found).distinct(),
        "may_correct": found.state == "registered" and viewer.is_secretary,
        "crumbs": [
            Crumb(_("Acts"), reverse("procedures:acts", args=[cluster.code])),
            Crumb(f"№ {found.number}/{found.year}"),
        ],
    }
    return render(request, "procedures/act.html", context)


@cluster_page
def act_correction(request: HttpRequest, cluster: Cluster, act: int) -> HttpResponse:
    """Correct an act by a later one."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    found = acts_visible_to(cluster, viewer).filter(pk=act).first()
    if found is None or not viewer.is_secretary:
        raise NotFound
    form = CorrectionForm(
        request.POST or None, initial={"on": viewer.on, "title": str(found.title), "text": found.text}
    )
    if request.method == "POST" and form.is_valid():
        try:
            later = act_correct(
                act=found,
                text=form.cleaned_data["text"],
                title=Localized.same(form.cleaned_data["title"]),
                on=form.cleaned_data["on"],
                actor=viewer.actor(),
            )
        except DomainError as error:
            show_refusal(form, error)
        else:
            messages.success(request, _("The correction is registered; the first act stays readable."))
            return redirect("procedures:act", cluster.code, later.pk)
    context = {
        "act": found,
        "form": form,
        "back": reverse("procedures:act", args=[cluster.code, found.pk]),
        "crumbs": [
            Crumb(_("Acts"), reverse("procedures:acts", args=[cluster.code])),
            Crumb(f"№ {found.number}/{found.year}", reverse("procedures:act", args=[cluster.code, found.pk])),
            Crumb(_("Correction")),
        ],
    }
    return render(request, "procedures/correct.html", context, status=422 if form.errors else 200)
