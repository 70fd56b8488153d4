"""Who conducts a vote, who sees it and its result. What guests see is an allow-list: `guest_facts` of the presenters."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.governance.access import keeps
from eduklaster.governance.presenters import organ_of
from eduklaster.governance.selectors import nominees_of
from eduklaster.kernel.errors import AccessError, NotFound
from eduklaster.people.access import Viewer, require_signed_in
from eduklaster.procedures.access import cases_visible_to, doer_of, is_insider
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.selectors import chain_for, rulebook_for

from .enums import VoteState
from .models import Vote
from .selectors import votes_of


def require_conductor(charter: Charter, organ: str, doer: Doer) -> None:
    """Refuse somebody who may not open and close the votes of an organ."""
    if not keeps(charter, organ, doer):
        raise AccessError(
            "votes.conductor", _("A vote is opened and closed by the chair, by whoever convenes, or by the secretary.")
        )


def votes_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[Vote]:
    """Return the votes that somebody may see.

    Insiders see all; whoever may vote sees that vote; others see closed votes that are public, or on cases they may see.
    """
    rows = votes_of(cluster)
    if is_insider(viewer):
        return rows
    seen = Q(is_public=True) | Q(case__in=cases_visible_to(cluster, viewer).values("pk"))
    allowed = seen & Q(state=VoteState.CLOSED)
    if viewer.person_id is not None:
        allowed |= Q(rights__person_id=viewer.person_id)
    return rows.filter(allowed).distinct()


def vote_visible(cluster: Cluster, viewer: Viewer, pk: int) -> Vote:
    """Return a vote that somebody may see; a hidden and a missing one answer alike."""
    found = votes_visible_to(cluster, viewer).select_related("case", "ballot__act").filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class ElectionStep:
    """A step of a case on which an organ elects outside of sessions."""

    case: Case
    step: str
    organ: str


def election_step(cluster: Cluster, viewer: Viewer, case: int, step: str) -> ElectionStep:
    """Return a step on which the viewer may open an election.

    Raises:
        NotFound: No such step, a hidden case, or nobody stands.
        AccessError: Somebody who does not conduct votes of the organ.
    """
    require_signed_in(viewer)
    found = cases_visible_to(cluster, viewer).select_related("cluster", "version").filter(pk=case).first()
    if found is None or step not in {one.id for one in chain_for(found).steps}:
        raise NotFound
    organ = organ_of(chain_for(found).step(step))
    if organ is None or not nominees_of(found):
        raise NotFound
    require_conductor(rulebook_for(found, viewer.on).charter, organ, doer_of(viewer))
    return ElectionStep(found, step, organ)
