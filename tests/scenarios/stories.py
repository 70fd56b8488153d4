"""Things that people of a story do through the web."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from tests.world import World

from eduklaster.governance.models import Seat
from eduklaster.membership.models import Participant
from eduklaster.procedures.models import Case
from eduklaster.sessions.models import AgendaItem, Session

HEARD = date(2026, 3, 23)
"""The day on which an exclusion is heard in session."""


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


def set_rule(world: World, client: Client, key: str, where: str, **value: str) -> Case:
    """Propose on its page that an act sets a rule; the case that this opens."""
    given = {"where": where, "why": "Так надёжнее.", **value}
    answer = client.post(world.url(f"charter/rules/set/?rule={key}"), given)
    assert answer.status_code == 302, answer.context["form"].errors
    return Case.objects.latest("pk")


def vote(world: World, client: Client, case: Case, step: str, said: dict[Seat, str], *others: Case) -> Any:
    """Record a vote by roll call, of one case or of several."""
    given = {f"seat_{seat.pk}": choice for seat, choice in said.items()}
    batch = "?" + "&".join(f"case={other.pk}" for other in (case, *others)) if others else ""
    address = world.url(f"cases/{case.pk}/steps/{step}/vote/") + batch
    return client.post(address, {"on": world.today.isoformat(), "note": "", **given})


def plan(world: World, client: Client, organ: str, day: date, **fields: str) -> Any:
    """Plan a session through its form."""
    given = {"organ": organ, "kind": "ordinary", "day": day.isoformat(), "hour": "10:00", "place": "Зал 1", **fields}
    return client.post(world.url("sessions/plan/"), given)


def attend(world: World, client: Client, session: Session, seats: list[Seat], how: str = "room") -> Any:
    """Mark seats as present."""
    given = {f"seat_{seat.pk}": how for seat in seats}
    return client.post(world.url(f"sessions/{session.pk}/attendance/"), given)


def convene(world: World, secretary: Client, organ: str, day: date, case: Case, step: str) -> Session:
    """Plan a session with a step of a case on its agenda and announce it; both through the pages."""
    assert plan(world, secretary, organ, day).status_code == 302
    session = Session.objects.latest("pk")
    if not session.items.filter(case=case, step=step).exists():
        added = secretary.post(
            world.url(f"sessions/{session.pk}/items/add/"), {"about": f"case:{case.pk}:{step}", "speaker": "Орлова А."}
        )
        assert added.status_code == 302, added.context["form"].errors
    assert secretary.post(world.url(f"sessions/{session.pk}/notify/")).status_code == 302
    return session


def begin(world: World, secretary: Client, session: Session, seats: list[Seat]) -> None:
    """Mark who is there and open the session."""
    assert attend(world, secretary, session, seats).status_code == 302
    assert secretary.post(world.url(f"sessions/{session.pk}/open/")).status_code == 302


def recuse(world: World, session: Session, item: AgendaItem, seat: Seat) -> None:
    """Let the holder of a seat declare that an item concerns them."""
    client = world.client(seat.holdings.get().person)
    given = {"reason": "Вопрос касается моей организации."}
    assert client.post(world.url(f"sessions/{session.pk}/items/{item.pk}/conflict/"), given).status_code == 302


def heard_in_session(
    world: World, secretary: Client, organ: str, concerned: Participant, ground: str, step: str = "decision"
) -> tuple[Case, Session, AgendaItem]:
    """Open an exclusion, call a session about it, wait for its day and record the hearing there."""
    assert open_exclusion(world, secretary, concerned, ground).status_code == 302
    case = Case.objects.get(subject_id=str(concerned.pk), state="open")
    assert do(world, secretary, case, "notice").status_code == 302
    session = convene(world, secretary, organ, HEARD, case, step)
    assert session.deliveries.exists(), "the notice went to the members"
    world.go_to(HEARD)
    assert do(world, secretary, case, "hearing").status_code == 302
    return case, session, session.items.get(case=case)
