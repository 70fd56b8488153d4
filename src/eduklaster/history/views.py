"""The history of an object, the journal of a cluster, and whether its chain holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.journal.selectors import entries_about, entries_in, head_of
from eduklaster.journal.services import PLATFORM, journal_verify
from eduklaster.journal.words import actions_known
from eduklaster.people.access import viewer_of
from eduklaster.people.registry import refs_of, subject_of_kind, thing_get
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import ListPage

from .access import require_journal_reader
from .tables import EntryFilter, EntryTable, JournalFilter, filter_of

_BREAKS_SHOWN = 100


@require_safe
@cluster_page
def thing_history(request: HttpRequest, cluster: Cluster, kind: str, identifier: str) -> HttpResponse:
    """Show everything that was written about an object, to whoever may see the object; 404 alike for hidden and missing."""
    viewer = viewer_of(request, cluster)
    subject = subject_of_kind(kind)
    thing = thing_get(viewer, subject, identifier)
    rows = entries_about(
        (cluster.code, PLATFORM), refs_of(viewer, subject, thing), without=subject.withheld(viewer, thing)
    )
    present = set(rows.order_by().values_list("action", flat=True).distinct())
    title, page = subject.title(viewer, thing), subject.page(viewer, thing)
    return ListPage(
        request,
        rows,
        EntryTable,
        filter_of(EntryFilter, {code: word for code, word in actions_known().items() if code in present}),
        title=_("History: %(title)s") % {"title": title},
        lead=_("%(kind)s. Everything that was ever written down about it, newest first; nothing here can be changed.")
        % {"kind": subject.name},
        empty=EmptyState(
            _("Nothing has been written down yet"), _("An entry appears with the first change."), icon="history"
        ),
        export_name=f"history-{kind}",
        table_kwargs={"cluster": cluster, "viewer": viewer, "names_things": True},
    ).response("history/history.html", {"zone": cluster.time_zone, "crumbs": [Crumb(title, page), Crumb(_("History"))]})


@require_safe
@cluster_page
def journal(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the whole journal of a cluster to whoever keeps its records."""
    viewer = viewer_of(request, cluster)
    require_journal_reader(viewer)
    head = head_of(cluster.code)
    return ListPage(
        request,
        entries_in(cluster.code),
        EntryTable,
        filter_of(JournalFilter, actions_known()),
        title=_("Journal of the cluster"),
        lead=_(
            "Every change, newest first. Each entry carries the hash of the one before, so none can be taken out unseen."
        ),
        empty=EmptyState(_("Nothing has been written down yet"), icon="history"),
        actions=[Action(_("Check the chain"), reverse("history:verify", args=[cluster.code]), "ink", "shield-lock")],
        export_name=f"journal-{cluster.code}",
        table_kwargs={"cluster": cluster, "viewer": viewer, "names_things": True},
    ).response("history/history.html", {"zone": cluster.time_zone, "head": head})


@require_safe
@cluster_page
def verification(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Recompute the chain from its first entry and say whether it holds."""
    viewer = viewer_of(request, cluster)
    require_journal_reader(viewer)
    words = {
        "missing": _("Entries before this one are missing."),
        "link": _("It does not follow from the entry before."),
        "changed": _("The entry was changed after it was written."),
        "no_head": _("The head of the chain is missing."),
        "head": _("The head does not match the last entry: entries were cut off or the head was changed."),
    }
    breaks = [(found.number, words[found.code]) for found in journal_verify(cluster.code)]
    context = {
        "cluster": cluster,
        "head": head_of(cluster.code),
        "breaks": breaks[:_BREAKS_SHOWN],
        "break_count": len(breaks),
        "crumbs": [
            Crumb(_("Journal of the cluster"), reverse("history:journal", args=[cluster.code])),
            Crumb(_("Check of the chain")),
        ],
    }
    return render(request, "history/verification.html", context)
