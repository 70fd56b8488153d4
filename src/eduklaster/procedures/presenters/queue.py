"""What waits for somebody: open steps as items of a queue, and decisions without their second key."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import act_kind_words, matter_words, parties_words, step_words
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of
from eduklaster.people.access import Viewer
from eduklaster.ui.components import DateTile, QueueItem, Record, State
from eduklaster.ui.typography import local_date, own_words

from ..access import doer_of
from ..models import CaseStep
from ..parties import Doer, standing_for
from ..selectors import Adopted, chain_for, charter_for
from .words import citation_note, language


def adopted_records(rows: Sequence[Adopted], viewer: Viewer) -> list[Record]:
    """Return decisions that are adopted and not approved: by which act, who has to turn the second key, until when."""
    found = []
    for one in rows:
        case, charter = one.case, charter_for(one.case)
        who = parties_words(parties_of(chain_for(case).step(one.step.step)), language(), charter)
        words = {
            "kind": capfirst(act_kind_words(one.act.kind, language(), charter)),
            "number": f"{one.act.number}/{one.act.year}",
            "day": local_date(one.act.on),
            "who": who,
        }
        note = _("%(kind)s № %(number)s of %(day)s. Waits for: %(who)s") % words
        if one.step.due_on:
            note += " · " + _("until %(day)s") % {"day": local_date(one.step.due_on)}
        is_late = one.step.due_on is not None and one.step.due_on < viewer.on
        state = State(_("the second key is overdue"), "no") if is_late else State(_("adopted, not approved"), "now")
        url = reverse("procedures:case", args=[case.cluster.code, case.pk])
        found.append(Record(own_words(case.title, case.cluster.language), url, note, "key", state))
    return found


def queue_for(rows: QuerySet[CaseStep], viewer: Viewer) -> list[QueueItem]:
    """Return what waits for somebody, with the reason: the clause by which it is their turn."""
    doer = doer_of(viewer)
    return [item for row in rows if (item := queue_item(row, viewer, doer))]


def queue_item(row: CaseStep, viewer: Viewer, doer: Doer) -> QueueItem | None:
    """Return one waiting step as an item of the queue, or None when it is somebody else's turn."""
    case = row.case
    step = chain_for(case).step(row.step)
    if standing_for(case, step, doer) is None:
        return None
    charter = charter_for(case)
    citation = Citation.of(step)
    late = bool(row.due_on and row.due_on < viewer.on)
    return QueueItem(
        title=format_html("{}: {}", step_words(step, language()), own_words(case.title, case.cluster.language)),
        url=reverse("procedures:case", args=[case.cluster.code, case.pk]),
        text=matter_words(charter, case.matter, language()),
        waits=_("overdue") if late else "",
        tile=DateTile(row.due_on, is_soon=late or (row.due_on - viewer.on).days <= 3) if row.due_on else None,
        state=State(_("overdue"), "no") if late else None,
        marks=[m for m in [mark_of(citation, case.cluster, charter, case.version)] if m],
        note=citation_note(step, charter),
    )
