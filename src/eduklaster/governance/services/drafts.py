"""A seat that waits for an act asks for it by itself: the matter that fills it is opened, with its holder named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.db import transaction

from eduklaster.charter.messages import matter_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.journal.services import Actor
from eduklaster.kernel.text import LANGUAGES, Localized
from eduklaster.people.models import Person
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open

from ..enums import SeatState
from ..models import Seat
from ..selectors import holdings_on, representative_of


def matter_title(charter: Charter, matter: str, detail: Localized | None = None) -> Localized:
    """Return what a case of a matter is called, with what it is about."""
    titles = {code: matter_words(charter, matter, code) for code in LANGUAGES}
    if detail is None:
        return Localized(titles)
    return Localized({code: f"{text}: {detail.in_(code)}" for code, text in titles.items()})


def filling_matter(charter: Charter, seat: Seat) -> str | None:
    """Return the matter whose act fills a seat: that of its rule, else that by which the whole organ is composed."""
    organ = charter.organs.get(seat.organ)
    if organ is None:
        return None
    rule = next((rule for rule in organ.seats if rule.id == seat.rule), None)
    return (rule.takes_effect_by if rule else None) or organ.composed_by


def holder_by_post(seat: Seat, on: date) -> Person | None:
    """Return who is to sit on a seat by their post: the head of its unit, or of the organisation it belongs to."""
    if seat.component is not None:
        return seat.component.head
    return None if seat.participant is None else representative_of(seat.participant, on)


@transaction.atomic
def seating_prepare(
    *, cluster: Cluster, seats: Iterable[Seat], on: date, actor: Actor, named: Mapping[int, Person] | None = None
) -> list[Case]:
    """Open the matter that fills each of these seats, with its holder by post; its first step is somebody's turn at once.

    `named` says by the id of a seat who is to sit there by turn or by rank.

    Nothing is opened for a seat that is held, that no act has to fill, whose holder is not known, or for which such a
    case is open; nor for an organ in which nobody sits: its first composition is proposed as a whole.
    """
    charter = rulebook_of(cluster, on).charter
    seated = set(holdings_on(on).filter(seat__cluster=cluster).values_list("seat_id", "seat__organ"))
    held, composed = {seat for seat, _organ in seated}, {organ for _seat, organ in seated}
    asked = _asked_for(cluster)
    opened = []
    for seat in seats:
        matter = filling_matter(charter, seat)
        person = (named or {}).get(seat.pk) or holder_by_post(seat, on)
        waits = seat.needs_act and seat.state in {SeatState.PENDING, SeatState.VACANT} and seat.pk not in held
        if matter is None or person is None or not waits or seat.organ not in composed or seat.pk in asked:
            continue
        draft = CaseDraft(
            matter,
            matter_title(charter, matter, Localized(seat.label)),
            ("governance.seat", str(seat.pk)),
            payload={"organ": seat.organ, "seats": [{"seat_id": seat.pk, "person_id": person.pk}]},
        )
        opened.append(case_open(cluster=cluster, draft=draft, doer=Doer(actor, is_consequence=True), on=on))
    return opened


def _asked_for(cluster: Cluster) -> set[int]:
    """Return the seats that open cases propose to fill."""
    payloads = Case.objects.filter(cluster=cluster, kind="compose_organ", state=CaseState.OPEN).values_list(
        "payload", flat=True
    )
    return {entry["seat_id"] for payload in payloads for entry in payload.get("seats", [])}
