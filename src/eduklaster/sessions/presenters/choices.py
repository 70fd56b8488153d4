"""What forms of sessions offer: the organs that meet, and what can come onto an agenda."""

from __future__ import annotations

from django.utils.translation import gettext as _

from eduklaster.charter.schema import Charter
from eduklaster.governance.access import keeps, organ_name
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.enums import StepState
from eduklaster.procedures.models import CaseStep

from ..enums import ItemState
from ..models import Session
from ..selectors import proposals_waiting


def organ_choices(charter: Charter, viewer: Viewer, *, kept_only: bool) -> list[tuple[str, str]]:
    """Return the organs that hold sessions, or only those whose sessions the reader keeps."""
    doer = doer_of(viewer)
    return [
        (key, str(organ_name(organ)))
        for key, organ in charter.organs.items()
        if not organ.is_organisation and (not kept_only or keeps(charter, key, doer))
    ]


def waiting_for(session: Session) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return what can come onto the agenda: what waits for the organ now, and votes whose turn comes later.

    Now: open steps of cases that the organ votes on, and proposals. Later: votes that wait for a hearing or a term; they
    can be announced with the rest and are held when their turn has come.
    """
    standing = session.items.exclude(state=ItemState.REMOVED)
    taken = {(i.case_id, i.step) for i in standing if i.case_id}
    proposals = set(standing.values_list("proposal_id", flat=True))
    steps = (
        CaseStep.objects.filter(
            case__cluster=session.cluster,
            case__state="open",
            state__in=[StepState.OPEN, StepState.WAITING],
            kind="vote",
            parties__contains=[f"organ:{session.organ}"],
        )
        .select_related("case")
        .order_by("due_on", "pk")
    )
    now: list[tuple[str, str]] = []
    later: list[tuple[str, str]] = []
    for row in steps:
        if (row.case_id, row.step) not in taken:
            into = now if row.state == StepState.OPEN else later
            into.append((f"case:{row.case_id}:{row.step}", str(row.case.title)))
    now += [
        (f"proposal:{row.pk}", _("Proposal № %(number)s: %(title)s") % {"number": row.number, "title": row.title})
        for row in proposals_waiting(session)
        if row.pk not in proposals
    ]
    return now, later
