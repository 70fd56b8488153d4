"""Reads that go across rooms: what waits for a person, and what carries a name. Each starts from what the viewer may see."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import parties_words, step_words
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import version_in_force
from eduklaster.execution.presenters import tasks_waiting
from eduklaster.kernel import clock
from eduklaster.language.forms import LANGUAGES
from eduklaster.language.search import asked_forms, places_of
from eduklaster.membership.models import Acknowledgement
from eduklaster.membership.selectors import acknowledgements_missing, participants_on
from eduklaster.people.access import Viewer, capacities_of
from eduklaster.procedures.access import cases_visible_to, doer_of, is_insider
from eduklaster.procedures.enums import StepState
from eduklaster.procedures.models import Case, CaseStep, Refusal
from eduklaster.procedures.presenters import adopted_records, case_page, case_state, queue_item, refusal_shown
from eduklaster.procedures.selectors import adopted_not_approved, chain_for, charter_for, steps_waiting
from eduklaster.ui.components import Action, DateTile, PathStep, QueueItem, Record, State
from eduklaster.ui.components import Refusal as RefusalShown
from eduklaster.ui.typography import own_words

_LIMIT = 20
_REFUSED_SHOWN = 3
_REFUSED_DAYS = 30


def queue_of(viewer: Viewer, cluster: Cluster) -> list[QueueItem]:
    """Return the steps that are the viewer's turn and the tasks that wait for the viewer, the most urgent first."""
    if not viewer.capacities:
        return []
    doer = doer_of(viewer)
    rows = steps_waiting(cluster, viewer.on).select_related("case__version", "case__cluster")[:400]
    found = [item for row in rows if (item := queue_item(row, viewer, doer))]
    found += tasks_waiting(viewer, cluster)
    return sorted(found, key=lambda item: (item.tile is None, item.tile.day if item.tile else viewer.on))


@dataclass(frozen=True, slots=True)
class First:
    """The most urgent thing, with what happens after it."""

    item: QueueItem
    path: list[PathStep]
    action: Action


@dataclass(frozen=True, slots=True)
class CapacityLine:
    """What somebody is today, and since and until when."""

    label: str
    kind: str
    is_acting: bool
    valid_from: date | None
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A refused attempt with the case it belongs to."""

    refusal: RefusalShown
    case_title: str
    case_url: str


@dataclass(frozen=True, slots=True)
class Home:
    """What the home of a person in a cluster shows."""

    first: First | None
    queue: list[QueueItem]
    unread: list[Record]
    opened: list[Record]
    capacities: list[CapacityLine]
    adopted: list[Record] = field(default_factory=list)
    deadlines: list[QueueItem] = field(default_factory=list)
    refused: list[RefusedLine] = field(default_factory=list)
    refused_url: str = ""
    missing_acknowledgements: int = 0
    waiting_count: int = 0


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
    steps = Prefetch("steps", CaseStep.objects.filter(state=StepState.OPEN), to_attr="open_steps")
    queue = queue_of(viewer, cluster)
    first = _first(queue[0], viewer, cluster) if queue else None
    refused = _refused(cluster) if viewer.is_secretary else []
    return Home(
        first=first,
        queue=queue[1:] if first else queue,
        unread=unread,
        opened=_opened(opened.select_related("cluster", "version").prefetch_related(steps), viewer),
        capacities=[
            CapacityLine(c.label.in_(viewer.language), c.kind, c.acting, c.valid_from, c.valid_until)
            for c in viewer.capacities
        ],
        adopted=adopted_records(adopted_not_approved(cases_visible_to(cluster, viewer)), viewer)[:_LIMIT]
        if is_insider(viewer)
        else [],
        deadlines=_deadlines(viewer, cluster, {item.url for item in queue}) if viewer.is_secretary else [],
        refused=refused[:_REFUSED_SHOWN],
        refused_url=_refusals_url(cluster) if len(refused) > _REFUSED_SHOWN else "",
        waiting_count=len(queue),
        missing_acknowledgements=acknowledgements_missing(cluster, viewer.on).count() if viewer.is_secretary else 0,
    )


def _first(item: QueueItem, viewer: Viewer, cluster: Cluster) -> First | None:
    """Return the most urgent thing as the card at the top: the same words, what follows, one button."""
    if not item.url.startswith(reverse("procedures:cases", args=[cluster.code])):
        return First(item, [], Action(_("Open the task"), item.url, "key"))
    number = item.url.rstrip("/").rpartition("/")[2]
    case = cases_visible_to(cluster, viewer).select_related("cluster", "version").filter(pk=number).first()
    if case is None:
        return None
    page = case_page(case, viewer)
    actions = [action for step in page.steps for action in step.actions]
    action = actions[0] if actions else Action(_("Open the case"), item.url)
    return First(item, page.next, replace(action, style="key"))


def _opened(rows: Iterable[Case], viewer: Viewer) -> list[Record]:
    """Return the cases that the viewer opened, with who is waited for in each; one query for the steps of all."""
    found = []
    for case in rows:
        chain, charter = chain_for(case), charter_for(case)
        parties = [party for row in case.open_steps for party in parties_of(chain.step(row.step))]  # type: ignore[attr-defined]
        who = parties_words(parties, viewer.language, charter)
        note = (
            _("№ %(number)s · waits for: %(who)s") % {"number": case.reference, "who": who} if who else case.reference
        )
        url = reverse("procedures:case", args=[case.cluster.code, case.pk])
        found.append(Record(own_words(case.title, case.cluster.language), url, note, "folder", case_state(case)))
    return found


def _deadlines(viewer: Viewer, cluster: Cluster, own: set[str]) -> list[QueueItem]:
    """Return what others have to do in the cluster and until when, overdue first; what is the viewer's turn is left out."""
    rows = (
        steps_waiting(cluster, viewer.on).filter(due_on__isnull=False).select_related("case__version", "case__cluster")
    )
    found = []
    for row in rows[: 3 * _LIMIT]:
        url = reverse("procedures:case", args=[cluster.code, row.case_id])
        if url in own or row.due_on is None:
            continue
        step = chain_for(row.case).step(row.step)
        charter = charter_for(row.case)
        is_late = row.due_on < viewer.on
        found.append(
            QueueItem(
                title=format_html(
                    "{}: {}", step_words(step, viewer.language), own_words(row.case.title, cluster.language)
                ),
                url=url,
                waits=_("Waits for: %(who)s") % {"who": parties_words(parties_of(step), viewer.language, charter)},
                tile=DateTile(row.due_on, is_soon=is_late or (row.due_on - viewer.on).days <= 3),
                state=State(_("overdue"), "no") if is_late else None,
                marks=marks_of([c for c in [Citation.of(step)] if c], cluster, charter, row.case.version),
            )
        )
    return found[:_LIMIT]


def _refusals_url(cluster: Cluster) -> str:
    """Return the page of all refused attempts: the journal of the cluster, which its secretary reads."""
    return f"{reverse('history:journal', args=[cluster.code])}?action=step.refused"


def _refused(cluster: Cluster) -> list[RefusedLine]:
    """Return the refused attempts of the last days, one more than the home shows, so that it knows of the rest."""
    since = clock.now() - timedelta(days=_REFUSED_DAYS)
    rows = (
        Refusal.objects.filter(cluster=cluster, case__isnull=False, at__gte=since)
        .select_related("case__version", "case__cluster")
        .order_by("-at")[: _REFUSED_SHOWN + 1]
    )
    return [
        RefusedLine(
            refusal_shown(row, row.case),
            own_words(row.case.title, row.case.cluster.language),
            reverse("procedures:case", args=[cluster.code, row.case_id]),
        )
        for row in rows
        if row.case is not None
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
class Named:
    """A group of what carries a name: organs, participants."""

    title: str
    records: list[Record]


def named(viewer: Viewer, cluster: Cluster, words: str, charter: Charter) -> list[Named]:
    """Return the organs whose names have the words in any form, and the participants whose names contain them."""
    words = words.strip()[:100]
    if len(words) < 2:
        return []
    language = viewer.language
    asked = asked_forms(words, *LANGUAGES)
    organs = [
        Record(name, reverse("governance:organ", args=[cluster.code, key]), "", "gavel")
        for key, organ in charter.organs.items()
        if _is_called(name := organ.name.in_(language), words, asked)
    ]
    members = participants_on(cluster, viewer.on).filter(
        Q(organisation__official_name__icontains=words)
        | Q(organisation__short_name__icontains=words)
        | Q(organisation__search_key__icontains=words)
        | Q(community_name__icontains=words)
    )
    participants = [
        Record(str(m), reverse("membership:participant", args=[cluster.code, m.pk]), "", "building-community")
        for m in members.select_related("organisation", "person")[:_LIMIT]
    ]
    groups = [Named(_("Organs"), organs), Named(_("Participants"), participants)]
    return [group for group in groups if group.records]


def _is_called(name: str, words: str, asked: Sequence[frozenset[str]]) -> bool:
    if words.lower() in name.lower():
        return True
    return bool(asked) and len({place.asked for place in places_of(name, asked, *LANGUAGES)}) == len(asked)
