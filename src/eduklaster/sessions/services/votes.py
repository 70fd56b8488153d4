"""Live votes at the items of a session under way: the roll of the session says who may vote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.procedures.parties import Doer
from eduklaster.votes.enums import Standing, VoteKind
from eduklaster.votes.models import Vote
from eduklaster.votes.selectors import round_waiting
from eduklaster.votes.services import OpenedVote, Presence, VoteDraft, next_round_open, vote_open

from ..enums import Attending, Consensus, ItemState, SessionKind, SessionState
from ..models import AgendaItem, ItemVote
from ..selectors import day_of, meetings_before, roll_of, vote_asks
from .agenda import item_locked, require_no_vote
from .common import require_here, written

_STANDING = {
    Attending.ROOM: Standing.HOLDER,
    Attending.REMOTE: Standing.HOLDER,
    Attending.ALTERNATE: Standing.ALTERNATE,
}


@dataclass(frozen=True, slots=True)
class Ask:
    """What is put to the vote at an item; what the records cannot know is entered here: `meetings` of before their time."""

    question: str = ""
    kind: VoteKind = VoteKind.MOTION
    candidates: tuple[str, ...] = ()
    places: int = 1
    is_public: bool = False
    meetings: tuple[date, ...] = ()
    proxies: Mapping[int, int] = field(default_factory=dict)
    advance: Mapping[int, str] = field(default_factory=dict)
    rights: Mapping[int, Fraction] = field(default_factory=dict)
    is_procedural: bool = False


@transaction.atomic
def item_vote_open(*, cluster: Cluster, item_id: int, ask: Ask, doer: Doer) -> OpenedVote:
    """Open a live vote at an item with those who are here now; the quorum is asked at this moment.

    Raises:
        InputError: Something is asked that the case or the records say, or a proxy is not here.
        StateError: The item has its decision, is off the agenda, or a vote on it is under way.
        RuleRefusal: No quorum, or the charter does not allow the vote to be held so.
    """
    item = item_locked(cluster, item_id, doer, SessionState.OPEN)
    require_here(item.session)
    require_free(item)
    _check(item, ask)
    day = day_of(item.session)
    draft = VoteDraft(
        organ=item.session.organ,
        question=Localized()
        if item.case_id
        else Localized.same(ask.question.strip())
        if ask.question.strip()
        else Localized(),
        kind=ask.kind,
        case_id=item.case_id,
        step=item.step,
        candidates=ask.candidates,
        places=ask.places,
        is_public=ask.is_public,
        consensus="failed" if item.consensus == Consensus.FAILED else None,
        meetings=(*ask.meetings, *meetings_before(item), day),
        until=item.session.ends_at if item.session.kind == SessionKind.CORRESPONDENCE else None,
        is_procedural=ask.is_procedural,
    )
    waiting = round_waiting(item.case_id, item.step) if item.case_id else None
    if waiting is not None:  # begun at another session, or outside of sessions
        opened = next_round_open(
            cluster=cluster, vote=waiting, presence=presence_of(item, ask), doer=doer, on=day, until=draft.until
        )
    else:
        opened = vote_open(cluster=cluster, draft=draft, presence=presence_of(item, ask), doer=doer, on=day)
    return _tied(item, opened, doer)


@transaction.atomic
def item_round_open(*, cluster: Cluster, item_id: int, vote_id: int, doer: Doer) -> OpenedVote:
    """Open the next round of an election with those who are here now.

    Raises:
        StateError: The election needs no further round, or has one.
    """
    item = item_locked(cluster, item_id, doer, SessionState.OPEN)
    vote = Vote.objects.filter(pk=vote_id, cluster=cluster, item_vote__item=item).first()
    if vote is None:
        raise InputError("agenda.vote", _("Choose a vote of this item."))
    is_letter = item.session.kind == SessionKind.CORRESPONDENCE
    opened = next_round_open(
        cluster=cluster,
        vote=vote,
        presence=presence_of(item, Ask()),
        doer=doer,
        on=day_of(item.session),
        until=item.session.ends_at if is_letter else None,
    )
    return _tied(item, opened, doer)


def _check(item: AgendaItem, ask: Ask) -> None:
    """Refuse what the case and the records say themselves, and a proxy who is not in the session."""
    if item.case_id and (ask.question or ask.candidates or ask.kind != VoteKind.MOTION):
        raise InputError("agenda.case_asks", _("The case says what is asked."), field="question")
    given = {"earlier": ask.meetings, "rights": ask.rights, "procedural": ask.is_procedural}
    for name in sorted({name for name, value in given.items() if value} - vote_asks(item)):
        raise InputError(
            "agenda.not_asked", _("The charter does not ask for this here, or the records tell it."), field=name
        )
    here = {row.attendance.person_id for row in roll_of(item.session) if row.is_here and row.attendance}
    if set(ask.proxies.values()) - here:
        raise InputError("agenda.proxy", _("A proxy has to be here."), field="proxies")


def _tied(item: AgendaItem, opened: OpenedVote, doer: Doer) -> OpenedVote:
    ItemVote.objects.create(item=item, vote=opened.vote)
    written(item.session, doer, "item_vote_opened", item=item.pk, title=item.title, vote=opened.vote.pk)
    return opened


def presence_of(item: AgendaItem, ask: Ask) -> Presence:
    """Return who is there by the roll of the session, without those who declared that the item concerns them.

    By correspondence nobody is there: every holder of a seat with a vote is asked, and takes part by answering.
    """
    if item.session.kind == SessionKind.CORRESPONDENCE:
        asked = {row.now.seat.pk: Standing.HOLDER for row in roll_of(item.session) if row.now.counts}
        declared = frozenset(item.conflicts.values_list("seat_id", flat=True)) & frozenset(asked)
        return Presence(asked, recused=declared, rights=ask.rights)
    rows = [row for row in roll_of(item.session) if row.is_here and row.attendance and row.now.seat.votes]
    here = {row.now.seat.pk: _STANDING[Attending(row.attendance.how)] for row in rows if row.attendance}
    remote = {r.now.seat.pk for r in rows if r.attendance and r.attendance.how == Attending.REMOTE}
    return Presence(
        here=here,
        remote=frozenset(remote),
        recused=frozenset(item.conflicts.values_list("seat_id", flat=True)) & frozenset(here),
        proxies=ask.proxies,
        advance=ask.advance,
        rights=ask.rights,
        is_reconvened=item.session.reconvenes_id is not None,
    )


def require_free(item: AgendaItem) -> None:
    """Refuse an item that has its end, or on which a vote is under way."""
    if item.state in {ItemState.REMOVED, ItemState.POSTPONED, ItemState.DECIDED}:
        raise StateError("agenda.decided_already", _("This item has its end; no vote is opened on it."))
    require_no_vote(item)
