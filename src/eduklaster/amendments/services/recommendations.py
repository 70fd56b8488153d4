"""Recommendations on an amendment: filed by those whom the charter asks, answered one by one, or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.amending import may_recommend, recommenders, standing_to_recommend
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import charter_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import journal_write
from eduklaster.kernel import bus
from eduklaster.kernel.errors import AccessError, InputError, StateError
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.selectors import chain_for, rulebook_for
from eduklaster.procedures.services.standing import refusal

from ..access import may_keep
from ..enums import Answer, RecommendationState
from ..events import RecommendationAnswered, RecommendationFiled
from ..models import Amendment, Recommendation
from ..selectors import clause_known, consultation_on


@dataclass(frozen=True, slots=True)
class RecommendationDraft:
    """What is recommended on which place of the text; an empty place is the text as a whole."""

    text: str
    clause: str = ""


def _journal(row: Recommendation, doer: Doer, action: str, on: date, citations: Sequence[dict[str, str]] = ()) -> None:
    journal_write(
        chain=row.amendment.cluster.code,
        actor=doer.actor,
        action=f"recommendation.{action}",
        subject=row,
        on=on,
        citations=list(citations),
        facts={"number": row.number, "clause": row.clause, "state": row.state, "answer": row.answer},
    )


@transaction.atomic
def recommendation_file(*, amendment: Amendment, draft: RecommendationDraft, doer: Doer, on: date) -> Recommendation:
    """File a recommendation while the consultation lasts, as a party whom the charter asks, or its default.

    Raises:
        ChainRefused: The charter asks others, or the consultation is not open.
        InputError: No text, or no such place in either version.
    """
    cluster_lock(amendment.cluster_id)
    case = amendment.case
    if case.state != CaseState.OPEN:
        raise StateError("amendment.over", _("The case of this amendment is over."))
    rulebook, chain = rulebook_for(case, on), chain_for(case)
    verdict = may_recommend(rulebook, chain, consultation_on(case, on, chain), own=doer.parties, on=on)
    if not verdict.allowed:
        raise refusal(verdict, doer, cluster=amendment.cluster, case=case)
    if not draft.text.strip():
        raise InputError("recommendation.text", _("Write what you recommend."), field="text")
    versions = (amendment.base, amendment.version)
    if draft.clause and not any(clause_known(charter_of(v).charter, draft.clause) for v in versions):
        raise InputError("recommendation.clause", _("Choose a place of the text."), field="clause")
    parties, rule = recommenders(rulebook, on=on, matter=case.matter)
    party = standing_to_recommend(parties, doer.parties) or ""
    last = amendment.recommendations.aggregate(last=Max("number"))["last"] or 0
    citation = Citation.of(rule)
    row = Recommendation.objects.create(
        amendment=amendment,
        number=last + 1,
        clause=draft.clause,
        text=draft.text.strip(),
        party=party,
        party_label=doer.label_of(party)[:300],
        filed_by_id=doer.actor.user_id,
        filed_on=on,
        citations=[citation.as_json()] if citation else [],
    )
    _journal(row, doer, "filed", on, row.citations)
    bus.publish(RecommendationFiled(row.pk))
    return row


def _locked(cluster: Cluster, pk: int) -> Recommendation:
    cluster_lock(cluster)
    rows = Recommendation.objects.select_for_update(of=("self",)).select_related(
        "amendment__case", "amendment__cluster"
    )
    row = rows.get(pk=pk, amendment__cluster=cluster)
    if row.state == RecommendationState.WITHDRAWN:
        raise StateError("recommendation.withdrawn", _("The recommendation was taken back."))
    if row.amendment.case.state != CaseState.OPEN:
        raise StateError("amendment.over", _("The case of this amendment is over."))
    return row


@transaction.atomic
def recommendation_answer(
    *, cluster: Cluster, recommendation_id: int, answer: Answer, text: str, doer: Doer, on: date
) -> Recommendation:
    """Accept a recommendation, accept it in part, or decline it with a reason. An answer may be mended until the vote.

    Raises:
        AccessError: Somebody who neither filed the amendment nor keeps the records.
        InputError: No reason where it is not accepted as it is.
        StateError: It was taken back, or the amendment is decided.
    """
    row = _locked(cluster, recommendation_id)
    if not may_keep(row.amendment, doer):
        raise AccessError(
            "recommendation.keeper",
            _("Recommendations are answered by whoever filed the amendment, or by the secretary."),
        )
    if row.amendment.case.steps.filter(kind="vote", done_on__isnull=False).exists():
        raise StateError("recommendation.voted", _("The amendment is decided: its answers stay as they are."))
    if answer != Answer.ACCEPTED and not text.strip():
        raise InputError("recommendation.reason", _("Say why: whoever recommends reads this."), field="text")
    row.state, row.answer, row.answer_text = RecommendationState.ANSWERED, answer, text.strip()
    row.answered_by_id, row.answered_on = doer.actor.user_id, on
    row.answered_as = doer.actor.capacity[:300]
    row.save(update_fields=["state", "answer", "answer_text", "answered_by", "answered_on", "answered_as"])
    _journal(row, doer, "answered", on)
    bus.publish(RecommendationAnswered(row.pk))
    return row


@transaction.atomic
def recommendation_withdraw(*, cluster: Cluster, recommendation_id: int, doer: Doer, on: date) -> Recommendation:
    """Let whoever gave a recommendation take it back while it has no answer.

    Raises:
        AccessError: Somebody else.
        StateError: It has its answer already.
    """
    row = _locked(cluster, recommendation_id)
    if row.party not in doer.parties:
        raise AccessError("recommendation.author", _("Only whoever gave a recommendation takes it back."))
    if row.state != RecommendationState.WAITING:
        raise StateError("recommendation.answered", _("The recommendation has its answer already."))
    row.state = RecommendationState.WITHDRAWN
    row.save(update_fields=["state"])
    _journal(row, doer, "withdrawn", on)
    return row
