"""Votes in a real browser: pages of the room on a telephone and on a wall, with and without JavaScript."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.votes.helpers import SECRETARY, cast_all, council, election, motion, seats_of, set_rule
from tests.world import World

from eduklaster.people.models import OfficeHolding, Person
from eduklaster.votes import live
from eduklaster.votes.models import Vote
from eduklaster.votes.services import vote_close

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = os.environ.get("EDUKLASTER_PICTURES", "")
"""A folder for pictures of the pages, for whoever wants to look at them."""


@pytest.fixture
def world(settings: Any) -> World:
    live.forget()
    found = council(settings)
    found.office("secretary", "Орлова")
    return found


def page_of(chromium: Any, live_server: Any, client: Client | None, width: int, language: str, **more: Any) -> Any:
    context = chromium.new_context(viewport={"width": width, "height": 844}, **more)
    context.set_default_timeout(60_000)  # for a busy machine; what never comes still fails
    cookies = [{"name": "language", "value": language, "url": live_server.url}]
    if client is not None:
        cookies.append({"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url})
    context.add_cookies(cookies)
    return context.new_page()


def address(name: str, vote: Vote, **query: str) -> str:
    tail = "?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else ""
    return reverse(f"votes:{name}", args=[vote.cluster.code, vote.token if name == "screen" else vote.pk]) + tail


def faults_of(page: Any, axe: Any, name: str) -> list[str]:
    if PICTURES:
        page.screenshot(path=Path(PICTURES) / f"{name}-{page.viewport_size['width']}.png", full_page=True)
    found = [f"{name}: {fault}" for fault in axe(page)]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [*found, f"{name}: {wide} px wider than the screen"] if wide > 0 else found


@pytest.mark.parametrize(("width", "language"), [(1280, "uk"), (390, "ru")], ids=["wide", "phone"])
def test_every_page_of_a_vote_passes_axe_and_fits_the_screen(
    world: World, live_server: Any, chromium: Any, axe: Any, width: int, language: str
) -> None:
    holder = seats_of(world)[14].holdings.get().person
    member = page_of(chromium, live_server, world.client(holder), width, language)
    keeper = OfficeHolding.objects.get(office="secretary", cluster=world.cluster).person
    office = page_of(chromium, live_server, world.client(Person.objects.get(pk=keeper.pk)), width, language)
    wall = page_of(chromium, live_server, None, width, language)
    faults: list[str] = []

    def look(page: Any, name: str, path: str) -> None:
        fresh = page.context.new_page()  # a live page may follow its vote elsewhere while we leave it
        fresh.goto(live_server.url + path)
        faults.extend(faults_of(fresh, axe, name))
        fresh.close()

    first = motion(world, is_public=True).vote
    cast_all(first, ("for", 5), ("against", 3))
    look(member, "choose", address("ballot", first))
    look(member, "confirm", address("ballot", first, said="for"))
    look(office, "control", address("control", first))
    look(office, "close", address("close", first))
    look(wall, "screen-open", address("screen", first))
    look(office, "list", reverse("votes:list", args=[world.cluster.code]))
    cast_all(first, ("for", 3), ("against", 1), ("abstain", 2))
    vote_close(cluster=world.cluster, vote_id=first.pk, doer=SECRETARY)
    look(wall, "screen-closed", address("screen", first))
    look(office, "result-open", address("vote", first))
    set_rule(world, "voting.method", "secret")
    second = election(world, ["Белова Анна", "Иванчук Ольга", "Орлов Пётр"]).vote
    look(member, "election", address("ballot", second))
    look(member, "election-confirm", address("ballot", second, said="2"))
    member.goto(live_server.url + address("ballot", second, said="2"))
    member.locator("button.btn-key").click()
    member.locator(".vdone").wait_for()
    faults.extend(faults_of(member, axe, "receipt"))
    cast_all(second, ("1", 4), ("2", 6), ("against", 4))
    look(wall, "screen-secret", address("screen", second))
    vote_close(cluster=world.cluster, vote_id=second.pk, doer=SECRETARY)
    look(wall, "screen-election", address("screen", second))
    look(office, "result-secret", address("vote", second, receipt="22222-22222-22222-22222"))

    for page in (member, office, wall):
        page.context.close()
    assert faults == []


def test_the_wall_shows_votes_as_they_come_and_the_result_by_itself(
    world: World, live_server: Any, chromium: Any
) -> None:
    wall = page_of(chromium, live_server, None, 1280, "uk")
    vote = motion(world).vote
    wall.goto(live_server.url + address("screen", vote))
    assert wall.locator("[data-live-voted]").first.text_content() == "0"

    cast_all(vote, ("for", 8), ("against", 7))

    wall.locator("[data-live-voted]", has_text="15").first.wait_for(timeout=60_000)
    vote_close(cluster=world.cluster, vote_id=vote.pk, doer=SECRETARY)
    wall.locator(".stamp").wait_for(timeout=60_000)
    wall.context.close()  # nobody asks the live address any more when the database goes


def test_a_member_votes_without_javascript(world: World, live_server: Any, chromium: Any) -> None:
    vote = motion(world).vote
    person = seats_of(world)[0].holdings.get().person
    page = page_of(chromium, live_server, world.client(person), 390, "uk", java_script_enabled=False)
    page.goto(live_server.url + address("ballot", vote))
    for button in page.locator(".vbtn").all():
        assert button.bounding_box()["height"] >= 44

    page.locator(".vbtn.for").click()
    page.locator("button.btn-key").click()

    page.locator(".vdone").wait_for()
    assert vote.open_choices.get().said == "for"
    page.goto(live_server.url + address("vote", vote))
    assert "http-equiv" in page.content()
    page.context.close()


def test_a_secret_election_needs_no_javascript(world: World, live_server: Any, chromium: Any) -> None:
    set_rule(world, "voting.method", "secret")
    vote = election(world, ["Белова Анна", "Иванчук Ольга"]).vote
    person = seats_of(world)[0].holdings.get().person
    page = page_of(chromium, live_server, world.client(person), 390, "uk", java_script_enabled=False)
    page.goto(live_server.url + address("ballot", vote))
    page.locator(".vopt", has_text="Іванчук").or_(page.locator(".vopt", has_text="Иванчук")).click()
    with page.expect_navigation():
        page.locator("form .btn-key").click()
    promised = page.locator(".receipt").text_content()
    with page.expect_navigation():
        page.locator("button.btn-key").click()
    page.locator(".vdone").wait_for()
    assert page.locator(".receipt").text_content() == promised
    cast_all(vote, ("1", 5), ("2", 9))
    vote_close(cluster=world.cluster, vote_id=vote.pk, doer=SECRETARY)

    page.goto(live_server.url + address("vote", vote))
    page.locator("#receipt").fill(promised)
    with page.expect_navigation():
        page.locator("form[method=get] button.btn-ink").click()

    assert "Иванчук Ольга" in page.locator("[role=status]").first.text_content()
    page.context.close()
