"""Reads that go across rooms: what waits for a person, and search. Each starts from what the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, version_in_force
from eduklaster.membership.models import Acknowledgement
from eduklaster.membership.selectors import acknowledgements_missing, participants_on
from eduklaster.people.access import Viewer, capacities_of
from eduklaster.procedures.access import acts_visible_to, cases_visible_to, doer_of
from eduklaster.procedures.models import Case, Refusal
from eduklaster.procedures.presenters import queue_item
from eduklaster.procedures.selectors import steps_waiting
from eduklaster.ui.components import QueueItem, Record

_LIMIT = 20


def queue_of(viewer: Viewer, cluster: Cluster) -> list[QueueItem]:
    """Return the steps that are the viewer's turn, the most urgent first."""
    if not viewer.capacities:
        return []
    doer = doer_of(viewer)
    rows = steps_waiting(cluster, viewer.on).select_related("case__version", "case__cluster")[:400]
    return [item for row in rows if (item := queue_item(row, viewer, doer))]


@dataclass(frozen=True, slots=True)
class Home:
    """What the home of a person in a cluster shows."""

    queue: list[QueueItem]
    unread: list[Record]
    opened: list[Record]
    refused: list[Record] = field(default_factory=list)
    missing_acknowledgements: int = 0


def home_of(viewer: Viewer, cluster: Cluster) -> Home:
    """Return the home of a signed-in person in a cluster."""
    version = version_in_force(cluster, viewer.on)
    own = [int(p.partition(":")[2]) for p in viewer.parties if p.startswith("participant:")]
    unread = []
    if version is not None and own:
        read = Acknowledgement.objects.filter(version=version, participant_id__in=own).values_list(
            "participant_id", flat=True
        )
        unread = [
            Record(
                _("Confirm that you have read the charter"),
                reverse("membership:acknowledge", args=[cluster.code]),
                str(participant),
                "book-2",
            )
            for participant in participants_on(cluster, viewer.on).filter(pk__in=own).exclude(pk__in=list(read))
        ]
    opened = cases_visible_to(cluster, viewer).filter(opened_by_id=viewer.actor().user_id, state="open")[:_LIMIT]
    return Home(
        queue=queue_of(viewer, cluster),
        unread=unread,
        opened=[_case_record(case) for case in opened.select_related("cluster")],
        refused=_refused(cluster) if viewer.is_secretary else [],
        missing_acknowledgements=acknowledgements_missing(cluster, viewer.on).count() if viewer.is_secretary else 0,
    )


def _case_record(case: Case) -> Record:
    return Record(
        str(case.title), reverse("procedures:case", args=[case.cluster.code, case.pk]), f"№ {case.reference}", "folder"
    )


def _refused(cluster: Cluster) -> list[Record]:
    rows = Refusal.objects.filter(cluster=cluster, case__isnull=False).select_related("case").order_by("-at")[:5]
    return [
        Record(
            str(row.case.title) if row.case else "",
            reverse("procedures:case", args=[cluster.code, row.case_id]),
            row.attempted_as,
            "hand-stop",
        )
        for row in rows
    ]


def clusters_of(viewer: Viewer) -> list[Cluster]:
    """Return the clusters in which a person is something today; all of them for an administrator of the platform."""
    rows = list(Cluster.objects.order_by("code"))
    return [
        row
        for row in rows
        if viewer.is_admin
        or any(
            (c.cluster_id == row.pk and c.kind not in {"head", "representative"}) or c.party.startswith("participant:")
            for c in capacities_of(viewer.user, row, viewer.on)
        )
    ]


@dataclass(frozen=True, slots=True)
class Found:
    """One group of search results."""

    title: str
    records: list[Record]


def search(viewer: Viewer, cluster: Cluster, words: str) -> list[Found]:
    """Return what contains the words, group by group; nothing that the viewer may not see."""
    words = words.strip()[:100]
    if len(words) < 2:
        return []
    language = viewer.language
    title = Q(title__uk__icontains=words) | Q(title__ru__icontains=words) | Q(title__en__icontains=words)
    cases = cases_visible_to(cluster, viewer).filter(title).select_related("cluster")[:_LIMIT]
    acts = acts_visible_to(cluster, viewer).filter(title | Q(text__icontains=words)).distinct()[:_LIMIT]
    members = participants_on(cluster, viewer.on).filter(
        Q(organisation__official_name__icontains=words)
        | Q(organisation__short_name__icontains=words)
        | Q(organisation__search_key__icontains=words)
        | Q(community_name__icontains=words)
    )
    charter = rulebook_of(cluster, viewer.on).charter
    clauses = [
        Record(
            clause.gist.in_(language),
            reverse("clusters:clause", args=[cluster.code, clause.id]),
            clause.number or clause.id,
            "bookmark",
        )
        for _depth, clause, _parent in charter.clause_walk()
        if words.lower() in clause.gist.in_(language).lower()
    ]
    groups = [
        Found(
            _("Participants"),
            [
                Record(str(m), reverse("membership:participant", args=[cluster.code, m.pk]), "", "building-community")
                for m in members.select_related("organisation", "person")[:_LIMIT]
            ],
        ),
        Found(_("Cases"), [_case_record(case) for case in cases]),
        Found(
            _("Acts"),
            [
                Record(
                    str(act.title),
                    reverse("procedures:act", args=[cluster.code, act.pk]),
                    f"{act.get_kind_display()} № {act.number}/{act.year}",
                    "file-text",
                )
                for act in acts
            ],
        ),
        Found(_("Clauses of the charter"), clauses[:_LIMIT]),
    ]
    return [group for group in groups if group.records]
