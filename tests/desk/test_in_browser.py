"""The pages of desk, organs, votes and the public site in a browser: no accessibility faults, no sideways scroll."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.governance.test_pages import _vote, excluding
from tests.world import World

from eduklaster.governance.enums import Choice
from eduklaster.governance.models import Ballot

TODAY = date(2026, 3, 16)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [1280, 390])
def test_pages_have_no_accessibility_faults(
    settings: Any, live_server: Any, chromium: Any, axe: Any, width: int
) -> None:
    world = World.of("smolensk", settings, TODAY)
    for number in range(5):
        world.participant(f"Колледж {number}", "education", world.person(f"Директоров{number}"))
    world.fill("council")
    client = world.client(world.office("secretary", "Писарева"))
    lost, seats = excluding(world)
    _vote(client, world, lost, "decision", {seat.pk: Choice.AGAINST for seat in seats[1:5]})
    case, _seats = excluding(world)
    ballot = Ballot.objects.get()
    inside = ["my/", "organs/", "organs/council/", f"cases/{case.pk}/steps/decision/vote/", f"ballots/{ballot.pk}/",
              "ballots/", "organs/appoint/", "search/?q=Колледж"]  # fmt: skip
    pages = [(True, world.url(path)) for path in inside]
    pages += [(False, "/"), (False, world.url("")), (False, "/check/"), (False, "/privacy/")]
    session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}
    faults = []
    for is_signed_in, path in pages:
        context = chromium.new_context(viewport={"width": width, "height": 900}, locale="uk-UA")
        if is_signed_in:
            context.add_cookies([session])
        page = context.new_page()
        answer = page.goto(live_server.url + path)
        faults += [f"{path}: status {answer.status}"] if answer.status != 200 else []
        faults += [f"{path}: {fault}" for fault in axe(page)]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{path}: scrolls sideways")
        context.close()
    assert faults == []
