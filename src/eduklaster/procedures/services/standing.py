"""Whether somebody may do a step now: the chain, the gate of its room and the doer's standing; the refusal where not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import get_language

from eduklaster.charter import chains
from eduklaster.charter.matters import Chain, parties_of
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.kernel import clock

from ..errors import Attempt, ChainRefused
from ..models import Case
from ..parties import Doer, Standing, best_party, standing_for
from ..registry import with_gate
from ..selectors import CaseNow, charter_for


def permitted(
    case: Case, now: CaseNow, wanted: Step, doer: Doer, on: date, *, label: str = "", **asked: Any
) -> Standing:
    """Return in which capacity the doer does a step; `asked` is what `chains.may` asks besides (`cites`, `facts`, ...).

    Raises:
        ChainRefused: The chain, the room that the step belongs to, or the doer's standing does not let it be done now.
    """
    standing = standing_for(case, wanted, doer)
    party = standing.party if standing else best_party(doer)
    calendar = calendar_of(case.cluster)
    verdict = chains.may(now.chain, now.progress, wanted.id, by=party, on=on, calendar=calendar, **asked)
    verdict = with_gate(of_standing(verdict, standing, now.chain, wanted, doer), case, wanted.id, on)
    if not verdict.allowed:
        raise refusal(verdict, doer, cluster=case.cluster, case=case, step=wanted.id, label=label)
    assert standing is not None  # noqa: S101 -- of_standing has refused it
    return standing


def refusal(
    verdict: Verdict, doer: Doer, *, cluster: Cluster, case: Case | None, step: str = "", label: str = ""
) -> ChainRefused:
    """Return the refusal; the attempt itself is kept by `refusal_record`, outside the transaction that fails."""
    attempt = Attempt(cluster.pk, case.pk if case else None, step, doer.actor, label or doer.actor.capacity, verdict)
    charter = charter_for(case) if case else rulebook_of(cluster, clock.today(cluster.time_zone)).charter
    return ChainRefused(verdict, get_language() or cluster.language, charter, attempt)


def of_standing(
    verdict: Verdict, standing: Standing | None, chain: Chain, step: Step, doer: Doer, parties: Sequence[str] = ()
) -> Verdict:
    """Return a verdict, but a refusal where the chain lets such parties act and the doer is none of those meant here."""
    return verdict if standing is not None or not verdict.allowed else wrong_party(chain, step, doer, parties)


def wrong_party(chain: Chain, step: Step, doer: Doer, parties: Sequence[str] = ()) -> Verdict:
    """Return the refusal of a step, or of opening a matter, that belongs to others than the doer."""
    citation = Citation.of(step)
    facts = {"matter": chain.id, "step": step.id, "by": best_party(doer), "parties": list(parties or parties_of(step))}
    return Verdict(False, "chain.wrong_party", (citation,) if citation else (), facts)
