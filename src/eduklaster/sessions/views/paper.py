"""Pages of a session held on paper: putting it on record, who was there in what part, its signed minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.governance.access import require_capacity
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb

from ..access import charter_on, require_keeper
from ..enums import SessionState
from ..forms import BringForm, LeadersForm, PaperSessionForm
from ..presenters import SessionRoom, leaders_of, organ_choices
from ..services import minutes_bring, session_enter, session_fail, session_open
from .sessions import open_room, session_url, sessions_crumb


@require_http_methods(["GET", "POST"])
@cluster_page
def session_on_paper(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Put a session on record that was held on paper."""
    viewer = viewer_of(request, cluster)
    require_capacity(viewer)
    charter = charter_on(cluster, viewer)
    kept = organ_choices(charter, viewer, kept_only=True)
    if not kept:
        require_keeper(cluster, charter.roles.main_organ or "", doer_of(viewer), charter)
    form = PaperSessionForm(
        request.POST or None, initial={"kind": "ordinary"}, organs=kept, time_zone=cluster.time_zone
    )

    def save(values: dict[str, Any]) -> str:
        return session_url(
            session_enter(cluster=cluster, organ=values["organ"], paper=form.paper, doer=doer_of(viewer))
        )

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Enter a session held on paper"),
        lead=_(
            "The rules and the members of its own day hold. Nobody is written to, and the journal says that it was entered afterwards."
        ),
        submit=_("Enter the session"),
        back=reverse("sessions:list", args=[cluster.code]),
        crumbs=[sessions_crumb(cluster), Crumb(_("Enter a session held on paper"))],
        done=_("The session is entered. Now its agenda and who was there."),
    )


def held_page(request: HttpRequest, room: SessionRoom) -> HttpResponse:
    """Record that a session on paper had its quorum, and who chaired it; without a quorum, that it was not held."""
    form = LeadersForm(
        request.POST if request.method == "POST" else None, leaders=leaders_of(room.session, room.viewer)
    )
    if request.method == "POST" and "fail" in request.POST:
        session_fail(cluster=room.cluster, session_id=room.session.pk, doer=doer_of(room.viewer))
        messages.info(request, _("Recorded: the session was not held."))
        return HttpResponseRedirect(session_url(room.session))

    def save(_values: dict[str, Any]) -> str:
        session_open(cluster=room.cluster, session_id=room.session.pk, doer=doer_of(room.viewer), **form.chosen)
        return session_url(room.session)

    return form_page(
        request,
        room.cluster,
        form,
        save,
        title=_("Was the session held?"),
        submit=_("It was held"),
        back=session_url(room.session),
        crumbs=[sessions_crumb(room.cluster), Crumb(room.title, session_url(room.session))],
        done=_("The quorum is on record. Now write down how each item ended."),
        template="sessions/held.html",
        context={"room": room, "session": room.session},
    )


def bring_page(request: HttpRequest, room: SessionRoom) -> HttpResponse:
    """Bring the signed minutes of a session on paper."""
    form = BringForm(request.POST or None, request.FILES or None, initial={"on": room.day})

    def save(values: dict[str, Any]) -> str:
        minutes_bring(
            cluster=room.cluster,
            session_id=room.session.pk,
            upload=values["file"],
            doer=doer_of(room.viewer),
            on=values["on"],
        )
        return session_url(room.session)

    return form_page(
        request,
        room.cluster,
        form,
        save,
        title=_("Add the signed minutes"),
        lead=_("From then on the minutes are not changed."),
        submit=_("Add and finish"),
        back=session_url(room.session),
        crumbs=[sessions_crumb(room.cluster), Crumb(room.title, session_url(room.session))],
        done=_("The session is on record with its signed minutes."),
    )


@require_safe
@cluster_page
def minutes_file(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Send the signed minutes of a session on paper to those who may see the session."""
    room = open_room(request, cluster, session, keeper=False)
    found = room.session
    if found.state != SessionState.SIGNED or not found.minutes_file:
        raise NotFound
    name = f"{room.title}.{str(found.minutes_file.name).rpartition('.')[2]}"
    return FileResponse(  # type: ignore[return-value]  # the stubs keep the two responses apart, Django does not
        found.minutes_file.open("rb"), as_attachment=True, filename=name, content_type=found.minutes_type
    )
