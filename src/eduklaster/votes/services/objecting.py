"""A member demands a meeting instead of a vote by correspondence; the charter says for how long that may be done."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from eduklaster.charter import voting
from eduklaster.charter.messages import sentence_of
from eduklaster.charter.resolver import FrozenRulebook
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import AccessError, InputError, StateError

from ..enums import VoteState
from ..events import VoteAnnulled
from ..models import Objection, SealedSlip, Vote, VoteRight
from ..selectors import correspondence_of, frozen_rules, objecting_until, scope_of


@transaction.atomic
def vote_object(*, cluster: Cluster, vote_id: int, seat_id: int, reason: str, actor: Actor) -> Vote:
    """Object to deciding by correspondence: the vote ends uncounted and the question goes to a meeting.

    One objection in time is enough, as `charter.voting.count` would refuse such a vote at its end. What has been cast is
    destroyed unread.

    Raises:
        StateError: The vote is over, is held in a session, or the time to object has passed.
        AccessError: The person may not vote for the seat.
        InputError: No reason.
    """
    cluster_lock(cluster)
    vote = Vote.objects.select_for_update(of=("self",)).filter(pk=vote_id, cluster=cluster).first()
    if vote is None or not VoteRight.objects.filter(vote=vote, seat=seat_id, person=actor.person_id or 0).exists():
        raise AccessError("vote.no_right", _("You have no right to vote here for this seat."))
    vote.cluster = cluster
    if vote.state != VoteState.OPEN:
        raise StateError("vote.over", _("The vote is over."))
    last, today = objecting_until(vote), clock.today(cluster.time_zone)
    if last is None:
        raise StateError("vote.not_by_letter", _("This vote is held in a session."))
    if today > last:
        raise StateError("vote.objection_late", _("Objections were taken until %(day)s."), day=f"{last:%d.%m.%Y}")
    if not reason.strip():
        raise InputError("vote.objection_reason", _("Say why the question needs a meeting."), field="reason")
    row = Objection.objects.create(
        vote=vote, seat_id=seat_id, person_id=actor.person_id or 0, reason=reason.strip(), on=today
    )
    asked = rulebook_of(cluster, vote.on)
    book = FrozenRulebook(asked.charter, asked.overrides, frozen_rules(vote))
    letter = correspondence_of(vote.circumstances, cluster)
    assert letter is not None  # noqa: S101  # objecting_until has told
    given = voting.Tally(
        method=vote.method,
        consensus=vote.circumstances["consensus"],
        correspondence=replace(letter, objected_on=(today,)),
    )
    verdict = voting.objection_verdict(
        book, vote.organ, given, on=vote.on, scope=scope_of(vote), calendar=calendar_of(cluster)
    )
    SealedSlip.objects.filter(vote=vote).delete()
    vote.state, vote.closed_at, vote.verdict = VoteState.ANNULLED, clock.now(), verdict.as_json()
    vote.reason = sentence_of(verdict, cluster.language, asked.charter)
    vote.save(update_fields=["state", "closed_at", "verdict", "reason"])
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="vote.objected",
        subject=vote,
        on=today,
        citations=[c.as_json() for c in verdict.citations],
        facts={"organ": vote.organ, "seat": row.seat_id, "reason": row.reason},
    )
    bus.publish(VoteAnnulled(vote.pk))
    return vote
