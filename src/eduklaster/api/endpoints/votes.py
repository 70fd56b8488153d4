"""Live votes with the rule frozen at opening, the result, the published slips; an open vote is cast; a vote is conducted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from eduklaster.journal.services import Actor
from eduklaster.kernel.errors import NotFound, StateError
from eduklaster.procedures.access import doer_of
from eduklaster.votes.access import vote_visible, votes_visible_to
from eduklaster.votes.enums import Method, VoteState
from eduklaster.votes.models import Slip, Vote
from eduklaster.votes.selectors import objecting_until, rights_of, vote_light
from eduklaster.votes.services import vote_annul, vote_cast, vote_close, vote_object, vote_record

from ..access import caller_of
from ..contract import operation
from ..inputs import BodyId, Code, In, PathId, Remark, Words
from ..paging import Page, Paging, page_of
from .common import Out, at, example
from .vote_shapes import VoteCard, VoteOut, card_of, plain

router = Router(tags=["votes"])


class VoteFilter(In):
    """Which votes are wanted."""

    state: Literal["open", "closed", "annulled"] | None = None
    """State."""
    organ: Code | None = None
    """Id of the organ in the charter."""
    q: Words | None = None
    """Words of the question."""


class SlipOut(Out):
    """A slip as it was counted."""

    model_config = example(tracker="7H2K-9QWM-3XTR", said="for")

    tracker: str
    """The receipt that only the voter knows."""
    said: str
    """What was said."""


class BallotIn(In):
    """An open vote that is cast."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"said": "for"}]}}

    said: Words
    """`for`, `against`, `abstain`, or numbers of candidates joined by commas."""
    seat: BodyId | None = None
    """Number of the seat, where somebody votes for more than one; without it the own seat."""


class SpokenIn(In):
    """What a member said aloud in an open vote."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"seat": 12, "said": "against"}]}}

    seat: BodyId
    """Number of the seat."""
    said: Words
    """`for`, `against`, `abstain`, or numbers of candidates joined by commas."""


class ClosingIn(In):
    """How a vote is closed."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"chair_vote": None}]}}

    chair_vote: Literal["for", "against"] | None = None
    """How the chair breaks a tie; only where the vote says `asks_chair`."""


class AnnulmentIn(In):
    """Why a vote is annulled."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"reason": "Питання поставлено неточно."}]}}

    reason: Remark
    """Why; it stays on record with the vote."""


class ObjectionIn(In):
    """A demand for a meeting instead of a vote by correspondence."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"reason": "Питання треба обговорити."}]}}

    reason: Remark
    """Why the question needs a meeting."""
    seat: BodyId | None = None
    """Number of the seat, where somebody votes for more than one; without it the own seat."""


class CastOut(Out):
    """An acknowledged vote: it is stored and counted once."""

    model_config = example(vote=4, seat=12, said="for")

    vote: int
    """The vote."""
    seat: int
    """The seat for which was voted."""
    said: str
    """What was said."""


@operation(router, "get", "/clusters/{cluster}/votes", Page[VoteOut], anyone=True)
def list_votes(request: HttpRequest, cluster: Code, asked: Query[VoteFilter], paging: Query[Paging]) -> Page[VoteOut]:
    """The live votes that the caller may see, the newest first."""
    found, viewer = at(request, cluster)
    rows = votes_visible_to(found, viewer).defer("roll", "rule")
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.organ:
        rows = rows.filter(organ=asked.organ)
    if asked.q:
        words = Q(question__uk__icontains=asked.q) | Q(question__ru__icontains=asked.q)
        rows = rows.filter(words | Q(question__en__icontains=asked.q))

    def show(page: Iterable[Vote]) -> list[VoteOut]:
        return [VoteOut(**plain(row, found)) for row in page]

    return page_of(rows, paging, show)


@operation(router, "get", "/clusters/{cluster}/votes/{vote}", VoteCard, anyone=True)
def get_vote(request: HttpRequest, cluster: Code, vote: PathId) -> VoteCard:
    """A vote with its rule and its result.

    Of a vote that is not open nobody is told how somebody voted, and no number before it is closed.
    """
    found, viewer = at(request, cluster)
    return card_of(found, viewer, vote)


@operation(router, "get", "/clusters/{cluster}/votes/{vote}/slips", Page[SlipOut], anyone=True)
def list_slips(request: HttpRequest, cluster: Code, vote: PathId, paging: Query[Paging]) -> Page[SlipOut]:
    """The slips of a closed vote that was not open, in the order of their receipts: anybody can count them."""
    found, viewer = at(request, cluster)
    row = vote_visible(found, viewer, vote)
    if row.state != VoteState.CLOSED or row.method == Method.OPEN:
        raise NotFound
    rows = Slip.objects.filter(vote=row).order_by("tracker")
    return page_of(rows, paging, lambda page: [SlipOut(tracker=one.tracker, said=one.said) for one in page])


@operation(router, "post", "/clusters/{cluster}/votes/{vote}/ballots", CastOut, status=201)
def cast_vote(request: HttpRequest, cluster: Code, vote: PathId, body: BallotIn) -> CastOut:
    """Cast an open vote for one's own seat.

    A secret vote is cast on its page, where the receipt is shown before: a program would learn what nobody may know.
    """
    found, _viewer = at(request, cluster)
    user = caller_of(request).account
    rights = rights_of(vote, user.person_id)
    light = vote_light(found, vote)
    if not rights or light is None:
        raise NotFound
    if light.method != Method.OPEN:
        raise StateError("vote.secret", _("In this vote members vote themselves."))
    free = [one for one in rights if one.seat_id == body.seat] or [one for one in rights if not one.is_used]
    right = (free or rights)[0]
    actor = Actor(user.pk, "member", user.person_id)
    result = vote_cast(cluster=found, vote_id=vote, seat_id=body.seat or right.seat_id, said=body.said, actor=actor)
    return CastOut(vote=vote, seat=body.seat or right.seat_id, said=result.said)


_V = "/clusters/{cluster}/votes/{vote}"


@operation(router, "post", f"{_V}/spoken", CastOut, status=201)
def record_spoken_vote(request: HttpRequest, cluster: Code, vote: PathId, body: SpokenIn) -> CastOut:
    """Record what a member said aloud in an open vote.

    Whoever conducts the vote does that for a member without a device; the record names who entered it.
    """
    found, viewer = at(request, cluster)
    row = vote_visible(found, viewer, vote)
    result = vote_record(cluster=found, vote_id=row.pk, seat_id=body.seat, said=body.said, doer=doer_of(viewer))
    return CastOut(vote=row.pk, seat=body.seat, said=result.said)


@operation(router, "post", f"{_V}/closing", VoteCard)
def close_vote(request: HttpRequest, cluster: Code, vote: PathId, body: ClosingIn) -> VoteCard:
    """Close a vote and count it by the rule that was frozen at opening.

    A vote on a step of a case does the step, with its act, or ends the case. A secret vote in which so few have voted that
    the count would tell who voted how is not closed, and the refusal names the rule.
    """
    found, viewer = at(request, cluster)
    row = vote_visible(found, viewer, vote)
    vote_close(cluster=found, vote_id=row.pk, doer=doer_of(viewer), chair_vote=body.chair_vote)
    return card_of(found, viewer, vote)


@operation(router, "post", f"{_V}/annulment", VoteCard)
def annul_vote(request: HttpRequest, cluster: Code, vote: PathId, body: AnnulmentIn) -> VoteCard:
    """Annul a vote that went wrong.

    Nothing is counted. Slips that are not open are destroyed unread; the vote stays on record as annulled.
    """
    found, viewer = at(request, cluster)
    row = vote_visible(found, viewer, vote)
    vote_annul(cluster=found, vote_id=row.pk, reason=body.reason, doer=doer_of(viewer))
    return card_of(found, viewer, vote)


@operation(router, "post", f"{_V}/objections", VoteCard, status=201)
def object_to_vote(request: HttpRequest, cluster: Code, vote: PathId, body: ObjectionIn) -> VoteCard:
    """Demand a meeting instead of a vote by correspondence.

    One objection in time is enough: the vote ends, what has been cast is not counted, and the question goes to a meeting.
    """
    found, viewer = at(request, cluster)
    user = caller_of(request).account
    row = vote_visible(found, viewer, vote)
    rights = rights_of(row.pk, viewer.person_id)
    if not rights or objecting_until(row) is None:
        raise NotFound
    actor = Actor(user.pk, "member", viewer.person_id)
    seat = body.seat or rights[0].seat_id
    vote_object(cluster=found, vote_id=row.pk, seat_id=seat, reason=body.reason, actor=actor)
    return card_of(found, viewer, vote)
