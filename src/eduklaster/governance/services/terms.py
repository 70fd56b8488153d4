"""Terms run out: a member who may not hold over leaves the seat, a chair whose term is over no longer presides."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from eduklaster.charter.seats import term_verdict
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import SYSTEM, journal_write

from ..models import Seat
from ..selectors import TermsOfMembers, chairings_on, compositions_on
from .chairs import chairings_end
from .seats import seat_vacate


@transaction.atomic
def terms_end(*, cluster: Cluster, on: date) -> int:
    """End on a day what the charter ended by then; returns how many seats and chairs that were. Safe to repeat.

    A member sits until the first day out of office (`term.length`, or the term of the seat); where `term.holding_over`
    holds, until a successor comes, and nothing is done here. The same holds for whoever presides (`chair.term`). What an
    act dated otherwise ends by the act.
    """
    cluster_lock(cluster)
    rulebook, calendar = rulebook_of(cluster, on), calendar_of(cluster)
    terms = TermsOfMembers(cluster, rulebook)
    ended = 0
    for rows in compositions_on(cluster, on).values():
        for now in rows:
            verdict = terms.of(now, on)
            if verdict is not None and verdict.code == "term.ended":
                seat_vacate(seat=now.seat, on=verdict.facts["ends"], actor=SYSTEM, because=verdict)
                ended += 1
    presiding = chairings_on(on).filter(cluster=cluster, valid_until__isnull=True).select_related("seat__cluster")
    for chairing in presiding.order_by("pk"):
        if chairing.organ not in rulebook.charter.organs:
            continue
        verdict = term_verdict(rulebook, chairing.organ, "chair", on=on, started=chairing.valid_from, calendar=calendar)
        if verdict.code == "term.ended":
            _stop_presiding(chairing.seat, verdict)
            ended += 1
    return ended


def _stop_presiding(seat: Seat, verdict: Verdict) -> None:
    chairings_end(seat, verdict.facts["ends"])
    journal_write(
        chain=seat.cluster.code,
        actor=SYSTEM,
        action="chair.ended",
        subject=seat,
        on=verdict.facts["ends"],
        rule="chair.term",
        citations=[c.as_json() for c in verdict.citations],
        facts={"organ": seat.organ},
    )
