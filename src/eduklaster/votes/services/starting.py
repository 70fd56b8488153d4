"""An election on a step of a case outside of sessions: begun, or its next round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.governance.selectors import composition_on
from eduklaster.kernel.errors import InputError
from eduklaster.kernel.text import Localized
from eduklaster.procedures.parties import Doer

from ..access import ElectionStep
from ..enums import Came, VoteKind
from ..selectors import round_waiting, voters_among
from .opening import OpenedVote, Presence, next_round_open, vote_open
from .standing import VoteDraft


def election_open(
    *, cluster: Cluster, place: ElectionStep, came: Mapping[int, Came], doer: Doer, on: date
) -> OpenedVote:
    """Open the election on a step of a case, or its next round where one waits, with those who came.

    Raises:
        InputError: A seat that cannot vote.
        RuleRefusal, StateError, AccessError: As `vote_open` says.
    """
    known = {now.seat.pk for now in voters_among(composition_on(cluster, place.organ, on))}
    if set(came) - known:
        raise InputError("vote.seat", _("Only a filled seat of this organ can take part."), field="seats")
    presence = Presence.of(came)
    waiting = round_waiting(place.case.pk, place.step)
    if waiting is not None:
        return next_round_open(cluster=cluster, vote=waiting, presence=presence, doer=doer, on=on)
    draft = VoteDraft(place.organ, Localized(), VoteKind.ELECTION, place.case.pk, place.step)
    return vote_open(cluster=cluster, draft=draft, presence=presence, doer=doer, on=on)
