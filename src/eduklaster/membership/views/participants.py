"""The register of participants as of any day, a participant's card and its history."""

from __future__ import annotations

from datetime import date
from typing import Any

import django_filters
import django_tables2
from django.db.models import F, Min, Q, QuerySet
from django.db.models.functions import Coalesce
from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from eduklaster.charter.messages import act_kind_words
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of, marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer, viewer_of
from eduklaster.people.models import Organisation
from eduklaster.people.selectors import organisations_found
from eduklaster.procedures.access import acts_visible_to, cases_visible_to
from eduklaster.ui.components import Action, Crumb, EmptyState, Fact, State
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable, NumberColumn, Quick
from eduklaster.ui.typography import local_date

from ..access import agreements_visible_to, may_speak_for, sees_persons
from ..enums import ParticipantKind, ParticipantState
from ..models import Participant
from ..selectors import (
    duties_of,
    participant_get,
    participants_ever,
    participants_on,
    persons_counted,
    persons_ever,
    rights_of,
)
from .common import participants_crumbs

TONES = {"active": "ok", "suspended": "warn", "withdrawn": "", "excluded": "no", "dissolved": ""}
RELATIONS = {"all": gettext_lazy("present and past")}


UNSEEN = (
    "organisation__search_key",
    "organisation__find_key",
    "organisation__official_name",
    "basis_act__text",
    "basis_act__citations",
    "basis_act__data",
)
"""Wide columns that no row of the register shows: a sort of the whole register need not carry them."""


def words_of(charter: Charter, language: str) -> tuple[dict[str, str], dict[str, str]]:
    """Return the charter's words for its categories and target groups, by id."""
    categories = {c.id: c.label.in_(language) for c in charter.participants.categories}
    groups = {g.id: g.label.in_(language) for g in charter.participants.target_groups if g.of == "participants"}
    return categories, groups


class ParticipantTable(ListTable):
    """The register: only what everybody may see."""

    name = django_tables2.Column(verbose_name=gettext_lazy("Participant"), accessor="shown_name")
    number = NumberColumn(verbose_name="№")
    category = django_tables2.Column(verbose_name=gettext_lazy("Category"))
    primary_group = django_tables2.Column(verbose_name=gettext_lazy("Target group"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))
    joined_on = DayColumn(verbose_name=gettext_lazy("Joined"))
    basis_act = django_tables2.Column(
        verbose_name=gettext_lazy("Basis"), order_by=("basis_act__year", "basis_act__number"), empty_values=()
    )

    class Meta(ListTable.Meta):
        sequence = ("name", "number", "category", "primary_group", "state", "joined_on", "basis_act")

    def __init__(
        self,
        *args: Any,
        cluster: Cluster,
        charter: Charter,
        language: str,
        on: date,
        numbered: bool = True,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not numbered:  # gaps between the numbers would count those who are not listed
            self.exclude = ("number",)
        categories, groups = words_of(charter, language)
        self._cluster, self._categories, self._groups, self._on = cluster, categories, groups, on
        self._charter, self._language = charter, language
        if not groups:
            self.columns.hide("primary_group")

    def order_name(self, rows: QuerySet[Participant], is_descending: bool) -> tuple[QuerySet[Participant], bool]:
        """Sort by the alphabet of Ukrainian and Russian."""
        return rows.order_by("-sort_key" if is_descending else "sort_key", "pk"), True

    def render_name(self, value: str, record: Participant) -> str:
        """Link to the card."""
        return format_html(
            '<a href="{}">{}</a>', reverse("membership:participant", args=[self._cluster.code, record.pk]), value
        )

    def value_name(self, value: str) -> str:
        """The name alone, for exports."""
        return value

    def render_category(self, value: str) -> str:
        """The charter's words."""
        return self._categories.get(value, value)

    def render_primary_group(self, value: str) -> str:
        """The charter's words."""
        return self._groups.get(value, value)

    def render_state(self, value: str, record: Participant) -> str:
        """The state as it was on the day of the register."""
        return str(state_on(record, self._on).label)

    def render_basis_act(self, record: Participant) -> str:
        """The act by which it came in, where everybody may see it, or the kind of basis."""
        return basis_words(record, self._charter, self._language)

    def value_basis_act(self, record: Participant) -> str:
        """The same in exports."""
        return basis_words(record, self._charter, self._language)


def state_on(row: Participant, on: date) -> State:
    """Return the state of a membership on a day: a later leaving does not change an earlier register."""
    if row.left_on is not None and row.left_on > on:
        return State(ParticipantState.ACTIVE.label, "ok")
    return State(row.get_state_display(), TONES[row.state])


_BASES = {
    "charter": gettext_lazy("named in the charter"),
    "order": gettext_lazy("order"),
    "consent": gettext_lazy("consent"),
    "signature": gettext_lazy("signature"),
    "agreement": gettext_lazy("agreement"),
    "decision": gettext_lazy("decision"),
}


def basis_words(row: Participant, charter: Charter, language: str) -> str:
    """Return on what a membership rests, in words; acts that are not public are not named."""
    act = row.basis_act
    if act is not None and act.is_public:
        return _("%(kind)s № %(number)s of %(day)s") % {
            "kind": act_kind_words(act.kind, language, charter),
            "number": f"{act.number}/{act.year}",
            "day": local_date(act.on, "short"),
        }
    return str(_BASES.get(row.basis, row.basis))


class ParticipantFilter(ListFilter):
    """Filters of the register."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Name, code or settlement"))
    on = django_filters.DateFilter(method="leave", label=gettext_lazy("As of the day"))
    category = django_filters.ChoiceFilter(label=gettext_lazy("Category"), widget=HiddenInput)
    group = django_filters.ChoiceFilter(label=gettext_lazy("Target group"), field_name="primary_group")
    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Show"),
        method="by_state",
        empty_label=gettext_lazy("on this day"),
        choices=[("ever", gettext_lazy("present and past")), ("gone", gettext_lazy("past only"))],
    )

    class Meta:
        model = Participant
        fields = ("category",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories, groups = self.request.register_words
        self.filters["category"].extra["choices"] = list(categories.items())
        self.filters["group"].extra["choices"] = list(groups.items())
        if not groups:
            del self.filters["group"]
        self.filters["on"].extra["widget"] = None
        self.filters["on"].extra.pop("widget")

    def get_form_class(self) -> Any:
        """Give the day the browser's calendar."""
        form = super().get_form_class()
        form.base_fields["on"].widget.input_type = "date"
        return form

    def search(self, rows: QuerySet[Participant], name: str, value: str) -> QuerySet[Participant]:
        """Find by any spelling of the organisation, or by the name of a community."""
        found = organisations_found(Organisation.objects.all(), value)
        return rows.filter(Q(organisation__in=found.values("pk")) | Q(community_name__icontains=value))

    def leave(self, rows: QuerySet[Participant], name: str, value: date) -> QuerySet[Participant]:
        """Change nothing: the day bounds the register itself."""
        return rows

    def by_state(self, rows: QuerySet[Participant], name: str, value: str) -> QuerySet[Participant]:
        """Narrow to those who are gone."""
        return rows.exclude(left_on=None) if value == "gone" else rows


def day_asked(request: HttpRequest, viewer: Viewer) -> date:
    """Return the day of the register: `?on=`, or today; a day that makes no sense is today."""
    return _day_written(request) or viewer.on


def _day_written(request: HttpRequest) -> date | None:
    try:
        return parse_date(request.GET.get("on", ""))
    except ValueError:  # such as 30 February
        return None


def day_remark(request: HttpRequest, on: date, began: date | None) -> str:
    """Return what the reader has to know of the day asked for: it is no day, or lies before the cluster; else nothing."""
    if request.GET.get("on") and _day_written(request) is None:
        return _("The day in the address is no day; the register of today is shown.")
    if began is not None and on < began:
        return _("On this day the cluster did not exist yet: its charter is in force since %(day)s.") % {
            "day": local_date(began)
        }
    return ""


def register_rows(cluster: Cluster, on: date, state: str = "", *, persons: bool = False) -> QuerySet[Participant]:
    """Return the register on a day, with or without natural persons; they are not named in it."""
    if state in {"ever", "gone"}:
        rows = participants_ever(cluster).filter(joined_on__lte=on)
        rows = rows.filter(left_on__lte=on) if state == "gone" else rows
    else:
        rows = participants_on(cluster, on)
    return (
        (rows if persons else rows.exclude(kind=ParticipantKind.PERSON))
        .annotate(shown_name=Coalesce(F("organisation__short_name"), F("community_name")))
        .select_related("organisation", "basis_act")
        .defer(*UNSEEN)
        .order_by("sort_key", "number")
    )


@require_safe
@cluster_page
def participant_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the register as of a day."""
    viewer = viewer_of(request, cluster)
    on = day_asked(request, viewer)
    charter = rulebook_of(cluster, on).charter
    categories, groups = words_of(charter, viewer.language)
    request.register_words = (categories, groups)  # type: ignore[attr-defined]
    inside = sees_persons(viewer)
    rows = register_rows(cluster, on, request.GET.get("state", ""), persons=inside)
    lead = [_("The register as it stood on this day; each entry with the act on which it rests.")]
    began = cluster.versions.aggregate(first=Min("effective_from"))["first"]
    if remark := day_remark(request, on, began):
        lead.insert(0, remark)
    if empty := _groups_empty(cluster, on, charter, groups):
        lead.append(_("No participant yet in these groups: %(groups)s.") % {"groups": ", ".join(empty)})
    has_persons = not inside and persons_ever(cluster)
    if has_persons:
        counted = persons_counted(cluster, viewer.on).total
        lead.append(
            _("Natural persons take part too and are not listed one by one; today: %(count)s.") % {"count": counted}
        )
    page = ListPage(
        request,
        rows,
        ParticipantTable,
        ParticipantFilter,
        title=_("Participants on %(day)s") % {"day": local_date(on)},
        lead=" ".join(lead),
        empty=EmptyState(
            _("Nobody takes part yet"), _("A participant appears here when its admission has taken effect.")
        ),
        quick=Quick("category", list(categories.items())),
        actions=_list_actions(cluster, viewer),
        export_name=f"participants-{on.isoformat()}",
        is_long=True,
        table_kwargs={
            "cluster": cluster,
            "charter": charter,
            "language": viewer.language,
            "on": on,
            "numbered": not has_persons,
        },
    )
    return page.response("membership/participants.html", {"tabs": registers(cluster, viewer, "participants")})


def _groups_empty(cluster: Cluster, on: date, charter: Charter, groups: dict[str, str]) -> list[str]:
    """Return the groups that nobody is in on a day, where the charter forms the cluster of groups and somebody takes part."""
    if not charter.participants.one_primary_group or not groups:
        return []
    rows = participants_on(cluster, on).order_by().values_list("primary_group", "other_groups").distinct()
    taken = {group for primary, others in rows for group in (primary, *others)}
    return [words for group, words in groups.items() if group not in taken] if taken else []


def registers(cluster: Cluster, viewer: Viewer, current: str) -> list[Any]:
    """Return the tabs between the registers of the room."""
    from eduklaster.ui.components import Tab

    from ..access import sees_holdings

    pages = [
        ("participants", _("Participants")),
        ("founders", _("Founders")),
        ("components", _("Units and projects")),
        ("agreements", _("Agreements")),
    ]
    if sees_holdings(viewer):
        pages.append(("holdings", _("Holders of property")))
    if viewer.is_secretary or viewer.is_participant:
        pages.append(("acknowledge", _("Acknowledgement")))
    if viewer.is_signed_in:
        pages.append(("admissions", _("Applications")))
    return [
        Tab(label, reverse(f"membership:{name}", args=[cluster.code]), is_current=name == current)
        for name, label in pages
    ]


def _list_actions(cluster: Cluster, viewer: Viewer) -> list[Action]:
    if not viewer.is_signed_in:
        return []
    found = [Action(_("Apply to join"), reverse("membership:join", args=[cluster.code]), "key", "user-plus")]
    if viewer.capacities:
        url = reverse("documents:of", args=[cluster.code, "clusters.cluster", cluster.pk])
        found.append(Action(_("Documents"), url, "quiet", "file-text"))
    return found


def shown_name(row: Participant, viewer: Viewer) -> str:
    """Return how a participant is called: persons are named to those inside the cluster only."""
    if row.organisation_id:
        return row.organisation.short_name if row.organisation else ""
    if row.community_name:
        return row.community_name
    return str(row.person) if sees_persons(viewer) else _("A natural person")


@require_safe
@cluster_page
def participant_card(request: HttpRequest, cluster: Cluster, participant: int) -> HttpResponse:
    """Show a participant: on what it rests, what it may and must, what it holds."""
    viewer = viewer_of(request, cluster)
    row = participant_get(cluster, participant)
    inside = sees_persons(viewer)
    if row.kind == ParticipantKind.PERSON and not inside:
        raise NotFound
    charter = rulebook_of(cluster, viewer.on).charter
    categories, groups = words_of(charter, viewer.language)
    category = next((c for c in charter.participants.categories if c.id == row.category), None)
    citation = Citation.of(category) if category else None
    act_shown = row.basis_act_id and acts_visible_to(cluster, viewer).filter(pk=row.basis_act_id).exists()
    facts = [
        *([Fact(_("Number in the register"), row.number)] if inside or not persons_ever(cluster) else []),
        Fact(_("Category"), categories.get(row.category, row.category), mark_of(citation, cluster, charter)),
        Fact(_("Joined"), local_date(row.joined_on)),
        Fact(_("Basis"), basis_words(row, charter, viewer.language)),
    ]
    if row.primary_group:
        shown = [row.primary_group, *row.other_groups]
        facts.insert(-2, Fact(_("Target group"), ", ".join(groups.get(g, g) for g in shown)))
    if not row.is_resident:
        facts.append(Fact(_("Place"), _("outside the territory of the cluster")))
    if row.left_on:
        facts.append(Fact(_("No longer a participant from"), local_date(row.left_on)))
    resources = [(kind, text) for kind, text in row.resources.items() if text]
    speaks = may_speak_for(viewer, row)
    agreements = agreements_visible_to(viewer)
    agreements = (
        agreements.filter(parties__organisation=row.organisation_id) if row.organisation_id else agreements.none()
    )
    is_in = row.left_on is None
    context = {
        "cluster": cluster,
        "participant": row,
        "name": shown_name(row, viewer),
        "state": state_on(row, viewer.on),
        "facts": facts,
        "act": row.basis_act if act_shown else None,
        "resources": resources if speaks or viewer.is_secretary or viewer.is_organ_member else [],
        "rights": [
            (r, marks_of([r.citation] if r.citation else [], cluster, charter)) for r in rights_of(row, viewer.on)
        ],
        "duties": [
            (d, marks_of([d.citation] if d.citation else [], cluster, charter)) for d in duties_of(row, viewer.on)
        ],
        "acknowledgements": row.acknowledgements.select_related("version").order_by("-on"),
        "agreements": agreements.order_by("-signed_on", "pk"),
        "seats": row.seats.exclude(state="abolished").order_by("organ", "pk"),
        "organs": {k: o.name.in_(viewer.language) for k, o in charter.organs.items()},
        "cases": cases_visible_to(cluster, viewer)
        .select_related("cluster")
        .filter(subject_type="membership.participant", subject_id=str(row.pk)),
        "may_leave": is_in and (speaks or viewer.is_secretary),
        "may_exclude": is_in and not speaks and bool(viewer.capacities),
        "viewer": viewer,
        "crumbs": participants_crumbs(cluster, Crumb(shown_name(row, viewer))),
    }
    return render(request, "membership/participant.html", context)
