"""What forms of sessions offer: the organs that meet, and what can come onto an agenda."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from eduklaster.charter.schema import Charter
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.documents.registry import signatories_of
from eduklaster.governance.access import keeps, organ_name
from eduklaster.people.access import Viewer
from eduklaster.people.models import Person
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.enums import StepState
from eduklaster.procedures.models import CaseStep

from ..enums import ItemState
from ..models import Session
from ..selectors import chair_of, could_preside, day_of, proposals_waiting


def organ_choices(charter: Charter, viewer: Viewer, *, kept_only: bool) -> list[tuple[str, str]]:
    """Return the organs that hold sessions, or only those whose sessions the reader keeps."""
    doer = doer_of(viewer)
    return [
        (key, str(organ_name(organ)))
        for key, organ in charter.organs.items()
        if not organ.is_organisation and (not kept_only or keeps(charter, key, doer))
    ]


@dataclass(frozen=True, slots=True)
class Leaders:
    """Who can preside over a session and who can keep its minutes; `chair` and `keeper` are chosen beforehand, by id."""

    chairs: Sequence[Person]
    keepers: Sequence[Person]
    chair: int | None
    keeper: int | None


def leaders_of(session: Session, viewer: Viewer) -> Leaders:
    """Return whom the form of those who lead a session offers.

    The reader keeps the minutes unless they preside; then the secretary does, where one is known.
    """
    charter, language = rulebook_of(session.cluster, day_of(session)).charter, session.cluster.language
    able = could_preside(session)
    chair = session.chaired_by or chair_of(session)
    chairs = list(dict.fromkeys([*([chair] if chair else []), *able]))
    office = f"office:{charter.roles.secretary}"
    posts = [one.person for one in signatories_of(session.cluster, office, day_of(session), language)]
    me = list(Person.objects.filter(pk=viewer.person_id)) if viewer.person_id else []
    keepers = list(dict.fromkeys([*([session.kept_by] if session.kept_by else []), *me, *posts, *able]))
    keeper = session.kept_by or next((one for one in keepers if one != chair), None)
    return Leaders(chairs, keepers, chair.pk if chair else None, keeper.pk if keeper else None)


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
