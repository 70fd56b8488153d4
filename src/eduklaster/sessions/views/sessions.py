"""Pages of sessions: list, one session, planning, moving, holding again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
import django_tables2
from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.governance.access import require_capacity
from eduklaster.people.access import Viewer, viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.presenters import adopted_records
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable

from ..access import charter_on, require_keeper, session_visible, sessions_visible_to
from ..enums import SessionState
from ..forms import SessionForm
from ..models import Session
from ..presenters import SessionRoom, organ_choices, session_state, session_title
from ..services import (
    SessionPlan,
    delivery_read,
    session_move,
    session_plan,
    session_reconvene,
)


def sessions_crumb(cluster: Cluster) -> Crumb:
    """Return the crumb of the list of sessions."""
    return Crumb(_("Sessions"), reverse("sessions:list", args=[cluster.code]))


def session_url(session: Session) -> str:
    """Return the address of a session."""
    return reverse("sessions:session", args=[session.cluster.code, session.pk])


def open_room(request: HttpRequest, cluster: Cluster, session: int, *, keeper: bool = True) -> SessionRoom:
    """Return a session with everything its page needs; `keeper` refuses those who do not keep it."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    room = SessionRoom(session_visible(cluster, viewer, session), viewer)
    if keeper:
        require_keeper(cluster, room.session.organ, doer_of(viewer), room.charter)
    return room


# ─── list ──────────────────────────────────────────────────────────────────────────────────────────────────────────


class SessionTable(ListTable):
    """The list of sessions."""

    starts_at = DayColumn(verbose_name=gettext_lazy("Day"), style="long")
    organ = django_tables2.Column(verbose_name=gettext_lazy("Session"), order_by=("organ", "year", "number"))
    item_count = django_tables2.Column(verbose_name=gettext_lazy("Items"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))

    class Meta(ListTable.Meta):
        sequence = ("organ", "starts_at", "item_count", "state")

    def __init__(self, *args: Any, cluster: Cluster, viewer: Viewer, **kwargs: Any) -> None:
        """Read the names of the organs once."""
        self._cluster, self._charter = cluster, charter_on(cluster, viewer)
        super().__init__(*args, **kwargs)

    def render_organ(self, record: Session) -> str:
        """Name the session and lead to it."""
        return format_html('<a href="{}">{}</a>', session_url(record), session_title(record, self._charter))

    def value_organ(self, record: Session) -> str:
        """Return the name alone for files."""
        return session_title(record, self._charter)

    def render_state(self, record: Session) -> str:
        """Return the word of the state."""
        return str(session_state(record).label)


DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SessionFilter(ListFilter):
    """Organ, state, period."""

    organ = django_filters.ChoiceFilter(label=gettext_lazy("Organ"))
    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=SessionState.choices)
    since = django_filters.DateFilter(
        label=gettext_lazy("From the day"), field_name="starts_at", lookup_expr="date__gte", widget=DAY
    )
    until = django_filters.DateFilter(
        label=gettext_lazy("Until the day"), field_name="starts_at", lookup_expr="date__lte", widget=DAY
    )

    class Meta:
        model = Session
        fields = ("organ", "state")


@require_safe
@cluster_page
def session_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the sessions that the reader may see, latest first."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    charter = charter_on(cluster, viewer)
    rows: QuerySet[Session] = sessions_visible_to(cluster, viewer)
    organs = organ_choices(charter, viewer, kept_only=False)

    class Filter(SessionFilter):
        """The filter with the organs of this charter."""

        organ = django_filters.ChoiceFilter(label=gettext_lazy("Organ"), choices=organs)

    actions = []
    if organ_choices(charter, viewer, kept_only=True):
        plan = reverse("sessions:plan", args=[cluster.code])
        actions.append(Action(_("Plan a session"), plan, "key", "calendar-plus"))
        paper = reverse("sessions:enter", args=[cluster.code])
        actions.append(Action(_("Enter a session held on paper"), paper, "quiet", "writing"))
    actions.append(Action(_("Proposals"), reverse("sessions:proposals", args=[cluster.code]), "quiet", "bulb"))
    return ListPage(
        request,
        rows,
        table_class=SessionTable,
        filterset_class=Filter,
        table_kwargs={"cluster": cluster, "viewer": viewer},
        title=_("Sessions"),
        lead=_("From the call to the signed minutes."),
        actions=actions,
        empty=EmptyState(
            _("No session yet"),
            _("A session is planned by the chair, by whoever convenes the organ, or by the secretary."),
        ),
    ).response()


# ─── one session ───────────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
@cluster_page
def session_detail(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Show a session: day and place, agenda, attendance, quorum, what is left. Opening it proves that the notice was read."""
    room = open_room(request, cluster, session, keeper=False)
    if room.viewer.person_id is not None and room.session.state == SessionState.NOTICED:
        delivery_read(session=room.session, person_id=room.viewer.person_id)
    context = {
        "room": room,
        "session": room.session,
        "adopted": adopted_records(room.adopted, room.viewer),
        "cluster": cluster,
        "crumbs": [sessions_crumb(cluster), Crumb(room.title)],
    }
    return render(request, "sessions/session.html", context)


def _plan_page(
    request: HttpRequest,
    cluster: Cluster,
    viewer: Viewer,
    save: Callable[[str, SessionPlan], str],
    *,
    title: str,
    submit: str,
    back: str,
    initial: dict[str, Any] | None = None,
    only: str | None = None,
    lead: str = "",
) -> HttpResponse:
    charter = charter_on(cluster, viewer)
    organs = [o for o in organ_choices(charter, viewer, kept_only=True) if only is None or o[0] == only]
    form = SessionForm(request.POST or None, initial=initial, organs=organs, time_zone=cluster.time_zone)
    return form_page(
        request,
        cluster,
        form,
        lambda values: save(values["organ"], form.plan),
        title=title,
        lead=lead,
        submit=submit,
        back=back,
        crumbs=[sessions_crumb(cluster), Crumb(title)],
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def session_new(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Plan a session."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    kept = organ_choices(charter_on(cluster, viewer), viewer, kept_only=True)
    if not kept:
        main = charter_on(cluster, viewer).roles.main_organ or ""
        require_keeper(cluster, main, doer_of(viewer), charter_on(cluster, viewer))

    def save(organ: str, plan: SessionPlan) -> str:
        return session_url(session_plan(cluster=cluster, organ=organ, plan=plan, doer=doer_of(viewer)))

    return _plan_page(
        request,
        cluster,
        viewer,
        save,
        title=_("Plan a session"),
        submit=_("Plan the session"),
        back=reverse("sessions:list", args=[cluster.code]),
        initial={"kind": "ordinary", "hour": "10:00", "organ": request.GET.get("organ", "")},
        lead=_(
            "Items postponed by the last session and proposals that wait for an answer come onto the agenda by themselves."
        ),
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def session_edit(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Give a session another day, hour or place."""
    room = open_room(request, cluster, session)

    def save(_organ: str, plan: SessionPlan) -> str:
        moved = session_move(cluster=cluster, session_id=session, plan=plan, doer=doer_of(room.viewer))
        return session_url(moved)

    return _plan_page(
        request,
        cluster,
        room.viewer,
        save,
        title=_("Change day or place"),
        submit=_("Save"),
        back=session_url(room.session),
        initial=SessionForm.initial_of(room.session),
        only=room.session.organ,
        lead=_("A session that was announced has to be announced again.")
        if room.session.state == SessionState.NOTICED
        else "",
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def session_again(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Call again a session that had no quorum."""
    room = open_room(request, cluster, session)

    def save(_organ: str, plan: SessionPlan) -> str:
        again = session_reconvene(cluster=cluster, session_id=session, plan=plan, doer=doer_of(room.viewer))
        return session_url(again)

    initial = SessionForm.initial_of(room.session)
    initial.pop("day")
    return _plan_page(
        request,
        cluster,
        room.viewer,
        save,
        title=_("Call it again"),
        submit=_("Plan the session"),
        back=session_url(room.session),
        initial=initial,
        only=room.session.organ,
        lead=_("The agenda stays the same."),
    )
