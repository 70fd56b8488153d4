"""What is asked, and who stands: for a vote on a case the case says it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from django.utils.translation import gettext_lazy as _

from eduklaster.governance.selectors import Nominee, holdings_on, nominees_of, places_of
from eduklaster.governance.services import vote_check
from eduklaster.kernel.errors import StateError
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Person
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.selectors import chain_for

from ..enums import VoteKind
from ..models import Vote
from ..selectors import round_waiting, runoff_of


@dataclass(frozen=True, slots=True)
class VoteDraft:
    """What is asked. A vote on a case names its step; a free election its candidates and how many are to be elected.

    On a case, the case says whether it is an election, who stands and how many are to be elected.

    A vote by correspondence has no session: answers are taken `until` a moment; `is_procedural` says that the question is.
    """

    organ: str
    question: Localized
    kind: VoteKind = VoteKind.MOTION
    case_id: int | None = None
    step: str = ""
    candidates: tuple[str, ...] = ()
    places: int = 1
    is_public: bool = False
    consensus: Literal["reached", "failed"] | None = None
    meetings: tuple[date, ...] = ()
    until: datetime | None = None
    is_procedural: bool = False


@dataclass(frozen=True, slots=True)
class Contender:
    """Somebody who stands: by name, and where a case names a person, as that person."""

    name: str
    person_id: int | None = None


def vote_of_case(
    case: Case, draft: VoteDraft, doer: Doer, on: date, follows: Vote | None
) -> tuple[VoteDraft, list[Contender]]:
    """Return the vote on a step of a case as the case wants it: a motion, an election, or the next round of one."""
    standing = nominees_of(case)
    is_election = bool(standing) and chain_for(case).step(draft.step).elects
    asked = draft.kind == VoteKind.ELECTION
    vote_check(case, draft.step, doer, on, 1, as_election=is_election or asked)
    if not is_election:
        return draft, []
    if follows is None and round_waiting(case.pk, draft.step) is not None:
        raise StateError("vote.round_waits", _("The election on this step goes on: open its next round."))
    if follows is not None:
        known = {one.number: one for one in follows.candidates.all()}
        numbers = runoff_of(follows)
        return draft, [Contender(known[number].name, known[number].person_id) for number in numbers]
    _still_seated(case, standing, on)
    persons = Person.objects.in_bulk([nominee.person_id for nominee in standing])
    found = [Contender(persons[nominee.person_id].full_name, nominee.person_id) for nominee in standing]
    names = tuple(one.name for one in found)
    return replace(draft, kind=VoteKind.ELECTION, candidates=names, places=places_of(case)), found


def _still_seated(case: Case, standing: Sequence[Nominee], on: date) -> None:
    """Refuse an election of a chair in which somebody stands who does not sit in the organ any more."""
    for nominee in standing:
        held = holdings_on(on).filter(seat=nominee.seat_id, person=nominee.person_id, seat__cluster=case.cluster_id)
        if nominee.seat_id is not None and not held.exists():
            name = Person.objects.get(pk=nominee.person_id).full_name
            raise StateError(
                "vote.candidate_left",
                _("«%(name)s» does not sit in the organ any more. Open the case anew."),
                name=name,
            )
