"""Things that people of a story do through the web."""

from __future__ import annotations

from typing import Any

from django.test import Client
from tests.world import World

from eduklaster.governance.models import Seat
from eduklaster.membership.models import Participant
from eduklaster.procedures.models import Case


def open_exclusion(world: World, client: Client, participant: Participant, ground: str) -> Any:
    """Open an exclusion case with its evidence."""
    return client.post(
        world.url(f"participants/{participant.pk}/exclude/"),
        {"ground": ground, "title": "Акт проверки", "text": "Мастерская закрыта для других с сентября."},
    )


def do(world: World, client: Client, case: Case, step: str, **fields: str) -> Any:
    """Do a step of a case on its page."""
    given = {"on": world.today.isoformat(), "note": "", "act_title": str(case.title), "act_text": "", **fields}
    return client.post(world.url(f"cases/{case.pk}/steps/{step}/"), given)


def vote(world: World, client: Client, case: Case, step: str, said: dict[Seat, str], *others: Case) -> Any:
    """Record a vote by roll call, of one case or of several."""
    given = {f"seat_{seat.pk}": choice for seat, choice in said.items()}
    batch = "?" + "&".join(f"case={other.pk}" for other in (case, *others)) if others else ""
    address = world.url(f"cases/{case.pk}/steps/{step}/vote/") + batch
    return client.post(address, {"on": world.today.isoformat(), "note": "", **given})
