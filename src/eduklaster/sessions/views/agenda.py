"""Pages of the agenda: one item with its papers and minutes, adding, moving, taking off, conflicts of interest."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb
from eduklaster.ui.typography import own_words

from ..enums import NOT_OVER, Consensus, ItemState, SessionState
from ..forms import ConflictForm, ConsensusForm, ItemForm, MinuteForm, PaperForm
from ..models import AgendaItem, Paper
from ..presenters import ItemRules, SessionRoom, waiting_for
from ..services import (
    agenda_move,
    conflict_declare,
    consensus_fail,
    consensus_reach,
    item_add,
    item_finish,
    item_minute,
    item_remove,
    paper_add,
    paper_remove,
)
from .sessions import open_room, session_url, sessions_crumb


def _item(room: SessionRoom, item: int) -> AgendaItem:
    found = room.session.items.select_related("proposal", "case", "ballot__act").filter(pk=item).first()
    if found is None:
        raise NotFound
    return found


def _crumbs(room: SessionRoom, *more: Crumb) -> list[Crumb]:
    return [sessions_crumb(room.cluster), Crumb(room.title, session_url(room.session)), *more]


@require_http_methods(["GET", "POST"])
@cluster_page
def item_new(request: HttpRequest, cluster: Cluster, session: int) -> HttpResponse:
    """Put an item on the agenda."""
    room = open_room(request, cluster, session)
    waiting, later = waiting_for(room.session)
    form = ItemForm(
        request.POST or None,
        waiting=waiting,
        later=later,
        above=room.above,
        is_voted=room.extends_by_vote,
    )

    def save(values: dict[str, Any]) -> str:
        item_add(
            cluster=cluster,
            session_id=session,
            fields=form.item,
            doer=doer_of(room.viewer),
            votes_for=values.get("votes_for") or 0,
        )
        return session_url(room.session)

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Add an item"),
        submit=_("Add"),
        back=session_url(room.session),
        crumbs=_crumbs(room, Crumb(_("Add an item"))),
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def item_detail(request: HttpRequest, cluster: Cluster, session: int, item: int) -> HttpResponse:
    """Show an item; the keeper of an open session writes its minutes here."""
    room = open_room(request, cluster, session, keeper=request.method == "POST")
    found = _item(room, item)
    form = MinuteForm(
        request.POST or None,
        initial={
            "heard": found.heard,
            "spoke": found.spoke,
            "decided": found.decided,
            "state": found.state if found.state in {ItemState.DECIDED, ItemState.NOTED, ItemState.POSTPONED} else "",
        },
    )

    def save(values: dict[str, Any]) -> str:
        doer = doer_of(room.viewer)
        item_minute(
            cluster=cluster,
            item_id=item,
            heard=values["heard"],
            spoke=values["spoke"],
            decided=values["decided"],
            doer=doer,
        )
        if values["state"] and values["state"] != found.state:
            item_finish(
                cluster=cluster,
                item_id=item,
                state=ItemState(values["state"]),
                decided=values["decided"],
                doer=doer,
            )
        return session_url(room.session)

    seats = {
        row.now.seat.pk for row in room.rows if row.now.holding and row.now.holding.person_id == room.viewer.person_id
    }
    declared = {c.seat_id for c in found.conflicts.all()}
    return form_page(
        request,
        cluster,
        form,
        save,
        title=found.title,
        submit=_("Save the minutes of this item"),
        back=session_url(room.session),
        crumbs=_crumbs(room, Crumb(own_words(found.title, cluster.language))),
        template="sessions/item.html",
        context={
            "room": room,
            "session": room.session,
            "item": found,
            "line": next(line for line in room.agenda if line.item.pk == item),
            "rules": ItemRules(room, found),
            "papers": list(found.papers.order_by("pk")),
            "conflicts": list(found.conflicts.select_related("seat")),
            "may_minute": room.is_keeper and room.session.state in {SessionState.OPEN, SessionState.CLOSED},
            "may_edit": room.is_keeper and room.session.state in NOT_OVER,
            "paper_form": PaperForm(),
            "conflict_form": ConflictForm()
            if seats - declared and found.state != ItemState.DECIDED and room.session.state in NOT_OVER
            else None,
        },
    )


@require_http_methods(["GET", "POST"])
@cluster_page
def item_consensus(request: HttpRequest, cluster: Cluster, session: int, item: int) -> HttpResponse:
    """Record whether all who are here agree, where the charter wants that asked before a vote."""
    room = open_room(request, cluster, session)
    found = _item(room, item)
    if room.session.state != SessionState.OPEN:
        raise NotFound
    form = ConsensusForm(request.POST or None, is_case=found.case_id is not None, initial={"decided": found.decided})

    def save(values: dict[str, Any]) -> str:
        doer = doer_of(room.viewer)
        if values["answer"] == Consensus.REACHED:
            consensus_reach(cluster=cluster, item_id=item, decided=values.get("decided", ""), doer=doer)
        else:
            consensus_fail(cluster=cluster, item_id=item, doer=doer)
        return item_url(room, found)

    return form_page(
        request,
        cluster,
        form,
        save,
        title=_("Do all agree?"),
        lead=found.title,
        submit=_("Record the answer"),
        back=item_url(room, found),
        crumbs=_crumbs(room, Crumb(found.title, item_url(room, found)), Crumb(_("Do all agree?"))),
        done=_("The answer is recorded."),
    )


@require_POST
@cluster_page
def item_shift(request: HttpRequest, cluster: Cluster, session: int, item: int) -> HttpResponse:
    """Move an item up or down."""
    room = open_room(request, cluster, session)
    _item(room, item)
    agenda_move(cluster=cluster, item_id=item, up="up" in request.POST, doer=doer_of(room.viewer))
    return HttpResponseRedirect(session_url(room.session))


@require_POST
@cluster_page
def item_take_off(request: HttpRequest, cluster: Cluster, session: int, item: int) -> HttpResponse:
    """Take an item off the agenda."""
    room = open_room(request, cluster, session)
    _item(room, item)
    item_remove(cluster=cluster, item_id=item, doer=doer_of(room.viewer))
    messages.success(request, _("The item is off the agenda."))
    return HttpResponseRedirect(session_url(room.session))


@require_http_methods(["GET", "POST"])
@cluster_page
def paper_new(request: HttpRequest, cluster: Cluster, session: int, item: int) -> HttpResponse:
    """Attach a paper to an item."""
    room = open_room(request, cluster, session)
    found = _item(room, item)

    def save(values: dict[str, Any]) -> str:
        paper_add(
            cluster=cluster, item_id=item, title=values["title"], upload=values["file"], doer=doer_of(room.viewer)
        )
        return item_url(room, found)

    return form_page(
        request,
        cluster,
        PaperForm(request.POST or None, request.FILES or None),
        save,
        title=_("Add a paper"),
        lead=found.title,
        submit=_("Add"),
        back=item_url(room, found),
        crumbs=_crumbs(room, Crumb(found.title, item_url(room, found)), Crumb(_("Add a paper"))),
        done=_("The paper is added."),
    )


def item_url(room: SessionRoom, item: AgendaItem) -> str:
    """Return the address of an item."""
    return next(line.url for line in room.agenda if line.item.pk == item.pk)


@require_safe
@cluster_page
def paper_file(request: HttpRequest, cluster: Cluster, session: int, item: int, paper: int) -> HttpResponse:
    """Send a paper to those who may see the session, as a file to save."""
    room = open_room(request, cluster, session, keeper=False)
    found = get_object_or_404(Paper, pk=paper, item_id=item, item__session=room.session)
    name = f"{found.title}.{str(found.file.name).rpartition('.')[2]}"
    return FileResponse(  # type: ignore[return-value]  # the stubs keep the two responses apart, Django does not
        found.file.open("rb"), as_attachment=True, filename=name, content_type=found.content_type
    )


@require_POST
@cluster_page
def paper_take_away(request: HttpRequest, cluster: Cluster, session: int, item: int, paper: int) -> HttpResponse:
    """Take a paper away while the session is being prepared."""
    room = open_room(request, cluster, session)
    found = _item(room, item)
    paper_remove(cluster=cluster, paper_id=paper, doer=doer_of(room.viewer))
    return HttpResponseRedirect(item_url(room, found))


@require_http_methods(["GET", "POST"])
@cluster_page
def conflict_new(request: HttpRequest, cluster: Cluster, session: int, item: int) -> HttpResponse:
    """Declare that an item concerns oneself: heard, without a vote."""
    room = open_room(request, cluster, session, keeper=False)
    found = _item(room, item)
    seat = next(
        (r.now.seat for r in room.rows if r.now.holding and r.now.holding.person_id == room.viewer.person_id), None
    )
    if seat is None:
        raise NotFound

    def save(values: dict[str, Any]) -> str:
        conflict_declare(
            cluster=cluster, item_id=item, seat_id=seat.pk, reason=values["reason"], doer=doer_of(room.viewer)
        )
        return item_url(room, found)

    return form_page(
        request,
        cluster,
        ConflictForm(request.POST or None),
        save,
        title=_("Declare a conflict of interest"),
        lead=_("You are heard on this item and do not vote on it."),
        submit=_("Declare"),
        back=item_url(room, found),
        crumbs=_crumbs(room, Crumb(found.title, item_url(room, found))),
        done=_("The conflict of interest is on record."),
    )
