"""Steps in the life of a session: notice, attendance, opening, closing, cancelling, signed minutes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.people.models import Person
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb
from eduklaster.ui.typography import local_date

from ..enums import LED, SessionState
from ..forms import AttendanceForm, LeadersForm, ReasonForm, SignForm
from ..models import Session
from ..presenters import SessionRoom, leaders_of
from ..services import (
    attendance_set,
    leaders_set,
    minutes_sign,
    session_cancel,
    session_close,
    session_fail,
    session_notify,
    session_open,
)
from .paper import bring_page, held_page
from .sessions import open_room, session_url, sessions_crumb


def _step_page(
    request: HttpRequest,
    room: SessionRoom,
    service: Callable[..., Any],
    template: str,
    done: str,
    form: forms.Form | None = None,
    **more: Any,
) -> HttpResponse:
    """Ask before a step in the life of a session; do it when the answer comes."""
    return form_page(
        request,
        room.cluster,
        form or forms.Form(request.POST if request.method == "POST" else None),
        lambda _values: _done(
            service(cluster=room.cluster, session_id=room.session.pk, doer=doer_of(room.viewer), **more), room
        ),
        back=session_url(room.session),
        crumbs=[sessions_crumb(room.cluster), Crumb(room.title, session_url(room.session))],
        done=done,
        template=template,
        context={"room": room, "session": room.session},
        title=room.title,
        submit="",
    )


def _done(_result: Any, room: SessionRoom) -> str:
    return session_url(room.session)


@require_http_methods(["GET", "POST"])
@cluster_page
def session_announce(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Send the notice of a session."""
    room = open_room(request, cluster, session)
    return _step_page(
        request, room, session_notify, "sessions/notify.html", _("The session is announced."), on=room.viewer.on
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def session_attendance(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Mark who is there; the quorum is counted at once."""
    room = open_room(request, cluster, session)
    form = AttendanceForm(request.POST or None, lines=room.roll)

    def save(_values: dict[str, Any]) -> str:
        attendance_set(cluster=cluster, session_id=session, given=form.given, doer=doer_of(room.viewer))
        return session_url(room.session)

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Attendance"),
        submit=_("Save"),
        back=session_url(room.session),
        crumbs=[sessions_crumb(cluster), Crumb(room.title, session_url(room.session)), Crumb(_("Attendance"))],
        template="sessions/attendance.html",
        context={"room": room, "session": room.session, "entries": [(line, form[line.field]) for line in form.lines]},
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def session_begin(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Open a session with a quorum; without one, record that it was not held."""
    room = open_room(request, cluster, session)
    if room.session.entered_at is not None:
        return held_page(request, room)
    if request.method == "POST" and "fail" in request.POST:
        _failed, until = session_fail(cluster=cluster, session_id=session, doer=doer_of(room.viewer))
        messages.info(
            request,
            _("Recorded: the session was not held. It has to be held again by %(day)s.") % {"day": local_date(until)},
        )
        return HttpResponseRedirect(session_url(room.session))
    form = LeadersForm(
        request.POST if request.method == "POST" else None, leaders=leaders_of(room.session, room.viewer)
    )

    def service(**common: Any) -> Session:
        chosen = form.chosen
        me = Person.objects.filter(pk=room.viewer.person_id).first() if room.viewer.person_id is not None else None
        return session_open(**common, chaired_by=chosen["chaired_by"], kept_by=chosen["kept_by"] or me)

    return _step_page(request, room, service, "sessions/open.html", _("The session is open."), form)


@require_http_methods(["GET", "POST"])
@cluster_page
def session_leaders(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Say who presides over a session under way and who keeps its minutes."""
    room = open_room(request, cluster, session)
    if room.session.state not in LED:
        raise NotFound
    form = LeadersForm(request.POST or None, leaders=leaders_of(room.session, room.viewer))

    def save(_values: dict[str, Any]) -> str:
        leaders_set(cluster=cluster, session_id=session, doer=doer_of(room.viewer), **form.chosen)
        return session_url(room.session)

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Who presides and keeps the minutes"),
        lead=_("Both sign the minutes."),
        submit=_("Save"),
        back=session_url(room.session),
        crumbs=[sessions_crumb(cluster), Crumb(room.title, session_url(room.session))],
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def session_end(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Close a session."""
    room = open_room(request, cluster, session)
    return _step_page(request, room, session_close, "sessions/close.html", _("The session is closed."))


@require_http_methods(["GET", "POST"])
@cluster_page
def session_call_off(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Cancel a session, with the reason."""
    room = open_room(request, cluster, session)

    def save(values: dict[str, Any]) -> str:
        session_cancel(cluster=cluster, session_id=session, reason=values["reason"], doer=doer_of(room.viewer))
        return session_url(room.session)

    return form_page(
        request,
        cluster,
        ReasonForm(request.POST or None),
        save,
        title=_("Cancel the session"),
        lead=_("This cannot be undone. Those who had the notice are told.")
        if room.session.entered_at is None
        else _(
            "This cannot be undone. The session keeps its number and stays on record as cancelled; nobody is written to."
        ),
        submit=_("Cancel the session"),
        back=session_url(room.session),
        crumbs=[sessions_crumb(cluster), Crumb(room.title, session_url(room.session))],
        done=_("The session is cancelled."),
        context={"is_ending": True},
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def session_sign(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Record that the minutes are signed."""
    room = open_room(request, cluster, session)
    if room.session.state != SessionState.CLOSED:
        raise NotFound
    if room.session.entered_at is not None:
        return bring_page(request, room)

    def save(values: dict[str, Any]) -> str:
        minutes_sign(cluster=cluster, session_id=session, doer=doer_of(room.viewer), on=values["on"])
        return session_url(room.session)

    return form_page(
        request,
        cluster,
        SignForm(request.POST or None, initial={"on": room.viewer.on}),
        save,
        title=_("Minutes are signed"),
        lead=_("From then on the minutes are not changed."),
        submit=_("Record"),
        back=session_url(room.session),
        crumbs=[sessions_crumb(cluster), Crumb(room.title, session_url(room.session))],
        done=_("The minutes are signed."),
    )
