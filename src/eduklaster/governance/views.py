"""Pages of organs and votes: find, call one service, choose a template."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import django_filters
import django_tables2
from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.charter.matters import Chain, chain_of
from eduklaster.charter.messages import matter_words
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import AccessError, DomainError, NotFound
from eduklaster.kernel.text import LANGUAGES, Localized
from eduklaster.people.access import Viewer, office_name, require_signed_in, viewer_of
from eduklaster.people.models import Affiliation
from eduklaster.people.selectors import valid_on
from eduklaster.procedures.access import cases_visible_to, doer_of
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import standing_for
from eduklaster.procedures.presenters import language
from eduklaster.procedures.selectors import chain_for
from eduklaster.procedures.services import CaseDraft, case_open
from eduklaster.procedures.views import show_refusal
from eduklaster.ui.components import Action, ClauseMark, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, Quick
from eduklaster.ui.typography import local_date

from .access import ballots_visible_to, organ_name, require_capacity
from .forms import (
    AppointForm,
    ComposeForm,
    DesignateForm,
    ElectForm,
    OnDayForm,
    RollCallForm,
    matters_of_kind,
)
from .models import Ballot
from .presenters import Room, VoteSheet, ballot_page, ballot_state, organ_of
from .selectors import SeatNow, composition_on
from .services import RollCallInput, ballot_record, seats_sync

# ─── organs ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _day(request: HttpRequest, viewer: Viewer) -> tuple[date, OnDayForm]:
    form = OnDayForm(request.GET if "on" in request.GET else None, initial={"on": viewer.on})
    day = form.cleaned_data.get("on") if form.is_bound and form.is_valid() else None
    return day or viewer.on, form


@require_safe
@cluster_page
def organ_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the organs of the charter with their composition on a day."""
    viewer = viewer_of(request, cluster)
    on, form = _day(request, viewer)
    room = Room(cluster, viewer, on)
    context = {
        "rows": room.organs(),
        "form": form,
        "on": on,
        "is_today": on == viewer.on,
        "roles": [row for row in room.designations if not row.organ],
        "cluster": cluster,
        "viewer": viewer,
        "crumbs": [Crumb(_("Organs"))],
    }
    return render(request, "governance/organs.html", context)


@require_safe
@cluster_page
def organ_card(request: HttpRequest, cluster: Cluster, organ: str) -> HttpResponse:
    """Show an organ: its seats, the rules of quorum and majority, its history."""
    viewer = viewer_of(request, cluster)
    on, form = _day(request, viewer)
    room = Room(cluster, viewer, on)
    found = room.charter.organs.get(organ)
    if found is None:
        raise NotFound
    context = {
        "organ": found,
        "row": room.organ_row(organ, found),
        "seats": room.seat_rows(organ),
        "seat_rules": room.seat_rules(found),
        "powers": [(power.label.in_(language()), room.mark(power)) for power in found.powers],
        "rules": room.rules(organ) if not found.is_organisation else [],
        "history": room.history(organ),
        "actions": room.actions(organ, found),
        "designations": [row for row in room.designations if row.organ == organ],
        "form": form,
        "on": on,
        "is_today": on == viewer.on,
        "is_named": bool(viewer.capacities),
        "cluster": cluster,
        "crumbs": [
            Crumb(_("Organs"), reverse("governance:organs", args=[cluster.code])),
            Crumb(str(organ_name(found))),
        ],
    }
    return render(request, "governance/organ.html", context)


# ─── matters about organs and offices ──────────────────────────────────────────────────────────────────────────────

FormMaker = Callable[[Chain, Charter], forms.Form]
DraftMaker = Callable[[Chain, Charter, Any], CaseDraft]


def _matter_title(charter: Charter, matter: str, detail: Localized | None = None) -> Localized:
    titles = {code: matter_words(charter, matter, code) for code in LANGUAGES}
    if detail is None:
        return Localized(titles)
    return Localized({code: f"{text}: {detail.in_(code)}" for code, text in titles.items()})


def _chosen(request: HttpRequest, charter: Charter, kind: str) -> tuple[Chain, list[tuple[str, str]]]:
    """Return the matter of a kind that is to be opened, and all of that kind."""
    known = matters_of_kind(charter, kind, language())
    if not known:
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
    chain, known = _chosen(request, charter, kind)
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
        return ComposeForm(request.POST or None, seats=seats, viewer=viewer)

    def make_draft(chain: Chain, charter: Charter, form: ComposeForm) -> CaseDraft:
        organ, _seats = _members(cluster, chain, charter, viewer)
        title = _matter_title(charter, chain.id, None if chain.matter.organ else _organ_detail(charter, organ))
        return CaseDraft(chain.id, title, payload={"organ": organ, "seats": form.payload})

    lead = _("Name a person for each seat. The seats are filled when the last act of the chain is signed, not earlier.")
    return _open_matter(request, cluster, "compose_organ", make_form, make_draft, lead)


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def elect(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose who presides over an organ."""
    viewer = viewer_of(request, cluster)

    def make_form(chain: Chain, charter: Charter) -> forms.Form:
        return ElectForm(request.POST or None, seats=_members(cluster, chain, charter, viewer)[1])

    def make_draft(chain: Chain, charter: Charter, form: ElectForm) -> CaseDraft:
        seats = {str(now.seat.pk): now for now in _members(cluster, chain, charter, viewer)[1]}
        chosen = seats[form.cleaned_data["seat"]]
        payload: dict[str, Any] = {"seat_id": chosen.seat.pk}
        if chosen.holding is not None:
            payload["person_id"] = chosen.holding.person_id
        return CaseDraft(chain.id, _matter_title(charter, chain.id), payload=payload)

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
            initial={"office": only or request.GET.get("office", "")},
        )

    def make_draft(chain: Chain, charter: Charter, form: AppointForm) -> CaseDraft:
        data = form.cleaned_data
        detail = None if chain.matter.office else office_name(cluster, data["office"], viewer.on)
        payload = {"office": data["office"], "person_id": data["person"].pk, "is_acting": data["is_acting"]}
        return CaseDraft(chain.id, _matter_title(charter, chain.id, detail), payload=payload)

    lead = _("The office is given by the last act of the chain, from its date.")
    return _open_matter(request, cluster, "appoint", make_form, make_draft, lead)


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
        title = _matter_title(charter, chain.id, Localized.same(organisation.short_name))
        return CaseDraft(chain.id, title, ("people.organisation", str(organisation.pk)), payload=payload)

    lead = _("The organisation is asked for its consent; then the organ decides.")
    return _open_matter(request, cluster, "designate", make_form, make_draft, lead)


# ─── votes ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _cases(request: HttpRequest, cluster: Cluster, viewer: Viewer, case_id: int) -> list[Case]:
    """Return the case of the address, and the others of a batch: of the same matter, seen by the reader."""
    given = request.POST.getlist("case") or request.GET.getlist("case")
    wanted = {case_id, *(int(number) for number in given if number.isdigit() and len(number) < 12)}
    rows = {
        case.pk: case
        for case in cases_visible_to(cluster, viewer)
        .filter(pk__in=wanted)
        .select_related("cluster", "version")
        .order_by("pk")
    }
    if set(rows) != wanted:
        raise NotFound
    first = rows.pop(case_id)
    if any(case.matter != first.matter for case in rows.values()):
        raise NotFound
    return [first, *rows.values()]


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def vote(request: HttpRequest, cluster: Cluster, case: int, step: str) -> HttpResponse:
    """Record a vote by roll call."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    cases = _cases(request, cluster, viewer, case)
    try:
        wanted = chain_for(cases[0]).step(step)
    except KeyError:
        raise NotFound from None
    organ = organ_of(wanted)
    if wanted.kind != "vote" or organ is None:
        raise NotFound
    doer = doer_of(viewer)
    if standing_for(cases[0], wanted, doer) is None:
        raise AccessError("ballot.recorder", _("A vote is recorded by the chair of the organ or by the secretary."))
    day = _vote_day(request, viewer)
    sheet = VoteSheet(cases, wanted, viewer, day, composition_on(cluster, organ, day))
    form = RollCallForm(request.POST or None, rows=sheet.rows(), initial={"on": day})
    count = None
    if request.method == "POST" and form.is_valid():
        given = RollCallInput(form.choices, form.alternates, sheet.method)
        if "check" in request.POST:
            count = sheet.count(form.choices)
        else:
            try:
                result = ballot_record(
                    cluster=cluster,
                    organ=organ,
                    case_ids=[row.pk for row in cases],
                    step=step,
                    given=given,
                    doer=doer,
                    on=form.cleaned_data["on"],
                    note=form.cleaned_data["note"],
                )
            except DomainError as error:
                show_refusal(form, error)
            else:
                return redirect("governance:ballot", cluster.code, result.ballot.pk)
    back = reverse("procedures:case", args=[cluster.code, cases[0].pk])
    context = {
        "sheet": sheet,
        "form": form,
        "entries": [(row, form[row.field] if row.can_vote else None,
                     form[f"alternate_{row.seat_id}"] if row.can_vote and row.alternate else None)
                    for row in form.rows],
        "count": count,
        "cases": cases,
        "back": back,
        "crumbs": [
            Crumb(_("Cases"), reverse("procedures:cases", args=[cluster.code])),
            Crumb(f"№ {cases[0].reference}", back),
            Crumb(sheet.title),
        ],
    }  # fmt: skip
    return render(request, "governance/vote.html", context, status=422 if form.is_bound and form.errors else 200)


def _vote_day(request: HttpRequest, viewer: Viewer) -> date:
    """Return the day of the vote as it was entered, so that the composition of that day is shown."""
    form = OnDayForm(request.POST or request.GET)
    day = form.cleaned_data.get("on") if form.is_valid() else None
    return day or viewer.on


class BallotTable(ListTable):
    """The register of votes, without persons."""

    question = django_tables2.Column(verbose_name=gettext_lazy("Question"), orderable=False)
    on = DayColumn(verbose_name=gettext_lazy("Day"))
    organ = django_tables2.Column(verbose_name=gettext_lazy("Organ"))
    votes = django_tables2.Column(
        verbose_name=gettext_lazy("For · against · abstained"), accessor="verdict", orderable=False
    )
    outcome = django_tables2.Column(
        verbose_name=gettext_lazy("Outcome"), accessor="is_carried", order_by=("is_carried",)
    )

    class Meta(ListTable.Meta):
        model = Ballot
        fields = ("question", "on", "organ", "votes", "outcome")
        sequence = fields

    def __init__(self, *args: Any, names: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names

    def render_question(self, value: Any, record: Ballot) -> str:
        """Link to the vote."""
        return format_html(
            '<a href="{}">{}</a>', reverse("governance:ballot", args=[record.cluster.code, record.pk]), value
        )

    def value_question(self, value: Any) -> str:
        """The question alone, for exports."""
        return str(value)

    def render_organ(self, value: str) -> str:
        """The name of the organ."""
        return self.names.get(value, value)

    def render_votes(self, value: dict[str, Any]) -> str:
        """The numbers."""
        facts = value.get("facts", {})
        return f"{facts.get('for_', 0)} · {facts.get('against', 0)} · {facts.get('abstain', 0)}"

    def render_outcome(self, record: Ballot) -> str:
        """Carried or not, in words."""
        return str(ballot_state(record).label)


class BallotFilter(ListFilter):
    """Filters of the register of votes."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words of the question"))
    is_carried = django_filters.TypedChoiceFilter(
        label=gettext_lazy("Outcome"),
        choices=[("True", gettext_lazy("carried")), ("False", gettext_lazy("not carried"))],
        coerce=lambda value: value == "True",
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Ballot
        fields = ("is_carried",)

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of the question in any language."""
        return queryset.filter(
            Q(question__uk__icontains=value) | Q(question__ru__icontains=value) | Q(question__en__icontains=value)
        )


@require_safe
@cluster_page
def ballot_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the votes that the reader may see."""
    viewer = viewer_of(request, cluster)
    charter = rulebook_of(cluster, viewer.on).charter
    names = {name: str(organ_name(organ)) for name, organ in charter.organs.items()}
    return ListPage(
        request,
        ballots_visible_to(cluster, viewer).select_related("cluster"),
        BallotTable,
        BallotFilter,
        title=_("Votes"),
        lead=_("Every vote with the rule that applied then. Who voted how is seen by the members and the secretary."),
        empty=EmptyState(_("No votes yet"), _("A vote appears when an organ decides on a step of a case.")),
        quick=Quick("is_carried", [("True", gettext_lazy("carried")), ("False", gettext_lazy("not carried"))]),
        table_kwargs={"names": names},
    ).response()


@require_safe
@cluster_page
def ballot_detail(request: HttpRequest, cluster: Cluster, ballot: int) -> HttpResponse:
    """Show a recorded vote: numbers, the rule as it was, the verdict; the roll call for those inside."""
    viewer = viewer_of(request, cluster)
    found = ballots_visible_to(cluster, viewer).filter(pk=ballot).select_related("cluster", "act").first()
    if found is None:
        raise NotFound
    cases = list(
        cases_visible_to(cluster, viewer).filter(ballots=found).select_related("cluster", "version").order_by("pk")
    )
    act = None
    if found.act is not None:
        act = ClauseMark(
            "act",
            _("act № %(number)s of %(day)s")
            % {"number": f"{found.act.number}/{found.act.year}", "day": local_date(found.act.on)},
            reverse("procedures:act", args=[cluster.code, found.act_id]),
        )
    context = {
        "page": ballot_page(found, cases, viewer),
        "cases": cases,
        "act": act,
        "actions": [
            Action(_("To the case"), reverse("procedures:case", args=[cluster.code, case.pk]), "ink", "arrow-right")
            for case in cases[:1]
        ],
        "cluster": cluster,
        "crumbs": [Crumb(_("Votes"), reverse("governance:ballots", args=[cluster.code])), Crumb(local_date(found.on))],
    }
    return render(request, "governance/ballot.html", context)
