"""Consensus sought before a vote: reached, and the item is decided without one; not reached, and the vote may be opened."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import voting
from eduklaster.charter.messages import sentence_of
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of
from eduklaster.governance.enums import Choice
from eduklaster.governance.services import RollCallInput, ballot_record, roll_and_tally
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.procedures.parties import Doer

from ..enums import Attending, Consensus, ItemKind, ItemState, SessionKind, SessionState
from ..models import AgendaItem
from ..selectors import day_of, item_rule, item_rulebook, item_scope, meetings_before, roll_of
from .agenda import item_locked
from .common import written
from .votes import require_free


@transaction.atomic
def consensus_fail(*, cluster: Cluster, item_id: int, doer: Doer) -> AgendaItem:
    """Record the chair's word that not all agree: from now on a vote may be opened.

    Raises:
        StateError: The charter wants no consensus first, the item has its end, or it was said already.
    """
    item = _asked(cluster, item_id, doer)
    item.consensus = Consensus.FAILED
    if item.state == ItemState.OPEN:
        item.state = ItemState.DISCUSSED
    item.save(update_fields=["consensus", "state"])
    rule = item_rule(item, "voting.consensus_first")
    citation = Citation.of(rule)
    verdict = Verdict(True, "consensus.failed", (citation,) if citation else (), {}, (rule,))
    written(item.session, doer, "consensus_failed", verdict, item=item.pk, title=item.title)
    return item


@transaction.atomic
def consensus_reach(*, cluster: Cluster, item_id: int, decided: str, doer: Doer) -> AgendaItem:
    """Record that all who are here agree: the item is decided without a vote; a step of a case has its act.

    Raises:
        StateError: The charter wants no consensus first, the item has its end, or not all agreed.
        InputError: An item without a case, and no words of what was decided.
        RuleRefusal: No quorum, or the charter wants another session first.
    """
    item = _asked(cluster, item_id, doer)
    if item.session.kind == SessionKind.CORRESPONDENCE:
        raise StateError("consensus.by_letter", _("By correspondence nobody sees whether all agree: open the vote."))
    if item.case_id is None and not decided.strip():
        raise InputError("agenda.decided", _("Write down what was decided."), field="decided")
    given, verdict = _counted(item)
    if not verdict.allowed:
        raise RuleRefusal(verdict, sentence_of(verdict, cluster.language, item_rulebook(item).charter))
    item.consensus, item.decided = Consensus.REACHED, decided.strip() or item.decided
    if item.case_id is None:
        item.state = ItemState.DECIDED
    item.save(update_fields=["consensus", "decided", "state"])
    written(item.session, doer, "consensus_reached", verdict, item=item.pk, title=item.title)
    if item.case_id is not None:
        ballot_record(
            cluster=cluster,
            organ=item.session.organ,
            case_ids=[item.case_id],
            step=item.step,
            given=given,
            doer=doer,
            on=day_of(item.session),
            note=sentence_of(verdict, cluster.language, item_rulebook(item).charter),
        )
        item.refresh_from_db()
    return item


def _asked(cluster: Cluster, item_id: int, doer: Doer) -> AgendaItem:
    item = item_locked(cluster, item_id, doer, SessionState.OPEN)
    require_free(item)
    if item.kind == ItemKind.EXECUTION or not item_rule(item, "voting.consensus_first").value:
        raise StateError("consensus.not_asked", _("The charter does not ask for consensus before a vote on this item."))
    if item.consensus:
        raise StateError("consensus.said", _("It is on record already whether all agreed."))
    return item


def _counted(item: AgendaItem) -> tuple[RollCallInput, Verdict]:
    """Return who agrees by the roll of the session, and what the charter says of it."""
    session = item.session
    on = day_of(session)
    rows = [row for row in roll_of(session) if row.is_here and row.attendance]
    recused = set(item.conflicts.values_list("seat_id", flat=True))
    how = {row.now.seat.pk: Attending(row.attendance.how) for row in rows if row.attendance}
    given = RollCallInput(
        {pk: Choice.RECUSED if pk in recused else Choice.PRESENT for pk in how},
        frozenset(pk for pk, way in how.items() if way == Attending.ALTERNATE),
        method=item_rule(item, "voting.method").value,
        remote=sum(1 for way in how.values() if way == Attending.REMOTE),
        consensus="reached",
        meetings=[*meetings_before(item), on],
        is_reconvened=session.reconvenes_id is not None,
        seats=[row.now for row in roll_of(session)],
    )
    roll, tally = roll_and_tally(given.seats or [], given, frozenset())
    verdict = voting.count(
        item_rulebook(item), session.organ, roll, tally,
        on=on, scope=item_scope(item), calendar=calendar_of(session.cluster),
    )  # fmt: skip
    return given, verdict
