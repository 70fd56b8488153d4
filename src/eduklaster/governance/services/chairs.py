"""Who presides over an organ, from which day."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F, Min
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError
from eduklaster.procedures.models import Act

from ..models import Chairing, Seat
from ..selectors import chairings_on, holdings_on


@transaction.atomic
def chair_seat(*, seat: Seat, on: date, actor: Actor, act: Act | None = None) -> Chairing:
    """Let the holder of a seat preside over its organ from a day; whoever presided before ends the same day.

    A chair entered for a day before a known later one presides until that later one.

    Raises:
        InputError: Nobody holds the seat on that day.
    """
    cluster_lock(seat.cluster_id)
    if not holdings_on(on).filter(seat=seat).exists():
        raise InputError("chair.vacant", _("Nobody holds this seat on that day, so it cannot preside."), field="on")
    of_organ = Chairing.objects.filter(cluster=seat.cluster_id, organ=seat.organ)
    same_day = of_organ.filter(valid_from=on)
    presiding = chairings_on(on).filter(cluster=seat.cluster_id, organ=seat.organ)
    former = sorted(set((same_day | presiding).values_list("seat_id", flat=True)))
    same_day.update(valid_until=on)
    presiding.update(valid_until=on)
    later = of_organ.filter(valid_from__gt=on).aggregate(first=Min("valid_from"))["first"]
    chairing = Chairing.objects.create(
        cluster_id=seat.cluster_id, organ=seat.organ, seat=seat, valid_from=on, valid_until=later, basis_act=act
    )
    journal_write(
        chain=seat.cluster.code,
        actor=actor,
        action="chair.seated",
        subject=seat,
        on=on,
        citations=act.citations if act else [],
        facts={"organ": seat.organ, "before": former, "act": act.pk if act else None},
    )
    return chairing


def chairings_end(seat: Seat, on: date) -> None:
    """End presiding with the holding it hangs on; one that was to begin later presides on no day at all."""
    Chairing.objects.filter(seat=seat, valid_from__gte=on).update(valid_until=F("valid_from"))
    chairings_on(on).filter(seat=seat).update(valid_until=on)
