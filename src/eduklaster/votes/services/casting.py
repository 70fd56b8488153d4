"""Casting a vote: many at once, each once, nothing acknowledged before it is safe.

No lock of the cluster and no entry in the journal stand in the way: the row of the vote is locked in share mode, so that
voters do not wait for each other and closing waits for all of them. The right is claimed by one conditional UPDATE; two
requests of the same voter meet at that row, and the second finds it used.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.journal.services import Actor
from eduklaster.kernel import clock
from eduklaster.kernel.errors import AccessError, InputError, StateError
from eduklaster.procedures.parties import Doer

from ..access import require_conductor
from ..enums import ABSTAIN, AGAINST, SAID, Method, VoteKind, VoteState
from ..models import OneTimeCard, OpenChoice, Vote, VoteRight
from ..sealing import Content, is_tracker, mark_of, seal
from ..selectors import needs_classes, until_of
from .opening import card_digest


@dataclass(frozen=True, slots=True)
class CastResult:
    """An acknowledged vote. `tracker` is the receipt of a vote that is not open."""

    vote: Vote
    said: str
    tracker: str = ""


@transaction.atomic
def vote_cast(
    *, cluster: Cluster, vote_id: int, seat_id: int, said: str, actor: Actor, tracker: str = ""
) -> CastResult:
    """Cast the vote of a seat. `tracker` is the receipt that the voter has been shown before, needed where the vote is secret.

    Raises:
        StateError: The vote is over, or the seat has voted.
        AccessError: The person may not vote for the seat.
        InputError: Not one of the answers, or a receipt that cannot be used.
    """
    vote = _shared(cluster, vote_id)
    answer = _answer(vote, said)
    right = VoteRight.objects.filter(vote=vote, seat_id=seat_id, person_id=actor.person_id or 0)
    _claim(right)
    if vote.method == Method.OPEN:
        OpenChoice.objects.create(vote=vote, seat_id=seat_id, said=answer)
        return CastResult(vote, answer)
    _drop(vote, answer, tracker, right)
    return CastResult(vote, answer, tracker)


@transaction.atomic
def card_cast(*, cluster: Cluster, vote_id: int, code: str, said: str, tracker: str) -> CastResult:
    """Cast an anonymous vote with a one-time card.

    Raises:
        StateError: The vote is over, or the card is used.
        AccessError: No such card.
        InputError: Not one of the answers, or a receipt that cannot be used.
    """
    vote = _shared(cluster, vote_id)
    answer = _answer(vote, said)
    card = OneTimeCard.objects.filter(vote=vote, digest=card_digest(code.strip().upper()))
    _claim(card)
    _drop(vote, answer, tracker, card)
    return CastResult(vote, answer, tracker)


@transaction.atomic
def vote_record(*, cluster: Cluster, vote_id: int, seat_id: int, said: str, doer: Doer) -> CastResult:
    """Enter a vote given by voice in an open vote, for a member without a telephone; the record names who entered it.

    Raises:
        StateError: The vote is over or not open to the eye, or the seat has voted.
        AccessError: Somebody who does not conduct votes of the organ.
        InputError: Not one of the answers.
    """
    vote = _shared(cluster, vote_id)
    require_conductor(rulebook_of(cluster, vote.on).charter, vote.organ, doer)
    if vote.method != Method.OPEN:
        raise StateError("vote.secret", _("In this vote members vote themselves."))
    answer = _answer(vote, said)
    _claim(VoteRight.objects.filter(vote=vote, seat_id=seat_id))
    OpenChoice.objects.create(vote=vote, seat_id=seat_id, said=answer, recorded_by_id=doer.actor.user_id)
    return CastResult(vote, answer)


def _shared(cluster: Cluster, vote_id: int) -> Vote:
    """Return a vote locked in share mode: others vote beside, closing waits."""
    rows = Vote.objects.raw(
        "SELECT id, organ, question, kind, method, round, places, state, token, circumstances FROM votes_vote"
        " WHERE id = %s AND cluster_id = %s FOR SHARE",
        [vote_id, cluster.pk],
    )
    vote: Vote | None = next(iter(rows), None)
    if vote is None:
        raise AccessError("vote.missing", _("This vote is not there."))
    if vote.state != VoteState.OPEN:
        raise StateError("vote.over", _("The vote is over; nothing was counted any more."))
    vote.cluster = cluster
    until = until_of(vote)
    if until is not None and clock.now() > until:
        raise StateError("vote.period_over", _("The time to answer is over."))
    return vote


def _claim(right: QuerySet[VoteRight] | QuerySet[OneTimeCard]) -> None:
    """Use up a right; of two attempts at once exactly one succeeds."""
    if right.filter(is_used=False).update(is_used=True):
        return
    if right.exists():
        raise StateError("vote.twice", _("A vote for this seat has been counted; it is not counted twice."))
    raise AccessError("vote.no_right", _("You have no right to vote here for this seat."))


def _answer(vote: Vote, said: str) -> str:
    """Return an answer in its only form: a word, or numbers of candidates in rising order."""
    if said in {AGAINST, ABSTAIN} or (said in SAID and vote.kind == VoteKind.MOTION):
        return said
    if vote.kind == VoteKind.ELECTION:
        numbers = sorted({int(part) for part in said.split(",") if part.isdigit() and len(part) < 4})
        known = set(vote.candidates.values_list("number", flat=True))
        if numbers and set(numbers) <= known:
            if len(numbers) > vote.places:
                raise InputError("vote.too_many", _("Choose no more candidates than there are places."), field="said")
            return ",".join(map(str, numbers))
    raise InputError("vote.answer", _("Choose one of the answers."), field="said")


def _drop(vote: Vote, answer: str, tracker: str, right: QuerySet[VoteRight] | QuerySet[OneTimeCard]) -> None:
    """Put a sealed slip into the box; a tracker that is in it already is refused."""
    seat_class = right.values_list("seat_class", flat=True).get() if needs_classes(vote) else ""
    if is_tracker(tracker):
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO votes_sealedslip (mark, vote_id, sealed) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [mark_of(vote.token, tracker), vote.pk, seal(vote.token, Content(tracker, answer, seat_class))],
            )
            if cursor.rowcount == 1:
                return
    raise InputError("vote.tracker", _("Open the ballot again: its receipt cannot be used."))
