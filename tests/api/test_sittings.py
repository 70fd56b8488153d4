"""A session by programs: moved, not held, called again, opened, written down, closed, its minutes signed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.api.helpers import problem, six_callers

from eduklaster.journal.models import Entry
from eduklaster.sessions.models import AgendaItem, Session

pytestmark = pytest.mark.django_db


def test_a_session_is_kept_from_its_plan_to_its_signed_minutes(settings: Any) -> None:
    world, programs, arguments = six_callers(settings)
    secretary, member = programs["secretary"], programs["member"]
    sessions = f"clusters/{world.cluster.code}/sessions"
    sitting = f"{sessions}/{arguments['session']}"
    plan = {"starts_at": "2026-03-24T10:00:00+02:00", "link": "https://meet.example.org/nes"}

    # The keeper gives it another day; a bad link, a day that is past and another's hand change nothing.
    assert problem(member.call("put", sitting, plan))["code"] == "sessions.keeper"
    assert problem(secretary.call("put", sitting, plan | {"link": "meet"}))["errors"][0]["field"] == "link"
    past = plan | {"starts_at": "2026-01-24T10:00:00+02:00"}
    assert problem(secretary.call("put", sitting, past))["code"] == "session.past"
    moved = secretary.call("put", sitting, plan)
    assert (moved.status_code, moved.json()["link"]) == (200, plan["link"]), moved.content

    # Items are put in order while it is planned; then it is announced, and opened only with a quorum.
    second = secretary.post(f"{sitting}/agenda", {"title": "Різне"}).json()
    assert secretary.post(f"{sitting}/agenda/{second['id']}/move", {"up": True}).json()["number"] == 1
    assert secretary.post(f"{sitting}/agenda/999999/move", {"up": True}).status_code == 404
    assert secretary.post(f"{sitting}/notice").status_code == 200
    world.go_to(date(2026, 3, 24))
    refused = problem(secretary.post(f"{sitting}/opening"))
    assert (refused["code"], refused["status"]) == ("quorum.missing", 422)
    assert refused["citations"]
    assert secretary.post(f"{sitting}/failure").json()["state"] == "failed"
    late = problem(secretary.post(f"{sitting}/second-call", plan | {"starts_at": "2027-03-24T10:00:00+02:00"}))
    assert (late["code"], bool(late["citations"])) == ("session.reconvene_late", True)
    again = secretary.post(f"{sitting}/second-call", plan | {"starts_at": "2026-03-26T10:00:00+02:00"})
    assert again.status_code == 201, again.content
    assert again.json()["reconvenes"] == int(arguments["session"])

    # With a quorum it is open: minutes are written item by item, and it is closed when each has its end.
    called = f"{sessions}/{again.json()['id']}"
    assert problem(secretary.post(f"{called}/closing"))["status"] == 409
    Session.objects.filter(pk=again.json()["id"]).update(state="noticed")
    world.go_to(date(2026, 3, 26))
    seats = [one["seat"] for one in secretary.get(f"{called}/attendance").json()["seats"] if one["can_attend"]]
    here = {"seats": [{"seat": seat, "how": "room"} for seat in seats]}
    assert secretary.call("put", f"{called}/attendance", here).json()["quorum"]["is_met"] is True
    opened = secretary.post(f"{called}/opening")
    assert (opened.status_code, opened.json()["state"]) == (200, "open"), opened.content
    leading = secretary.get(f"{called}/leaders").json()
    presiding, keeping = leading["may_preside"][-1]["id"], leading["may_keep"][0]["id"]
    named = secretary.call("put", f"{called}/leaders", {"chaired_by": presiding, "kept_by": keeping})
    assert (named.json()["chaired_by"], named.json()["kept_by"]) == (presiding, keeping), named.content
    stranger = problem(secretary.call("put", f"{called}/leaders", {"chaired_by": 999_999}))
    assert stranger["errors"][0]["field"] == "chaired_by"
    assert member.call("put", f"{called}/leaders", {}).status_code == 403
    left = problem(secretary.post(f"{called}/closing"))
    assert (left["code"], bool(left["citations"])) == ("session.proposals_left", True)
    proposal = f"clusters/{world.cluster.code}/proposals/{arguments['proposal']}"
    answered = secretary.post(f"{proposal}/disposition", {"state": "deferred", "deferred_to": "2026-05-01"})
    assert answered.json()["session"] == again.json()["id"], answered.content
    assert problem(secretary.post(f"{called}/closing"))["code"] == "session.items_left"
    items = [one["id"] for one in opened.json()["agenda"]]
    bare = secretary.call("put", f"{called}/agenda/{items[0]}/minutes", {"heard": "Звіт.", "state": "decided"})
    assert problem(bare)["errors"][0]["field"] == "decided"
    assert AgendaItem.objects.get(pk=items[0]).heard == ""  # words and end are one change
    told = {"heard": "Звіт.", "spoke": "Лугова А. І.", "state": "noted"}
    assert member.call("put", f"{called}/agenda/{items[0]}/minutes", told).status_code == 403
    for item in items:
        written = secretary.call("put", f"{called}/agenda/{item}/minutes", told)
        assert (written.status_code, written.json()["state"]) == (200, "noted"), written.content
    asked = problem(secretary.post(f"{called}/agenda/{items[0]}/consensus", {"answer": "failed"}))
    assert asked["status"] == 409
    closed = secretary.post(f"{called}/closing")
    assert (closed.status_code, closed.json()["state"]) == (200, "closed"), closed.content
    assert problem(secretary.post(f"{called}/signature", {"on": "2026-03-25"}))["errors"][0]["field"] == "on"
    assert secretary.post(f"{called}/signature", {}).json()["minutes_signed_on"] == "2026-03-26"
    assert problem(secretary.call("put", f"{called}/agenda/{items[0]}/minutes", told))["status"] == 409

    # One that is not needed is cancelled with its reason.
    other = secretary.post(sessions, plan | {"organ": "nes", "starts_at": "2026-04-24T10:00:00+02:00"}).json()
    assert problem(secretary.post(f"{sessions}/{other['id']}/cancellation", {"reason": ""}))["code"] == "session.reason"
    gone = secretary.post(f"{sessions}/{other['id']}/cancellation", {"reason": "Карантин."}).json()
    assert (gone["state"], gone["reason"]) == ("cancelled", "Карантин.")
    actions = set(Entry.objects.filter(chain=world.cluster.code).values_list("action", flat=True))
    assert {"session.moved", "session.failed", "session.opened", "session.closed", "session.minutes_signed"} <= actions
