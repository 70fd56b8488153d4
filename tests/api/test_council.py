"""The council's work by programs: tasks until they are done, amendments answered, calendars read, decisions found."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from django.test import Client
from tests.api.helpers import Program, problem, program_of, six_callers

from eduklaster.api.enums import KeyScope
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.execution.models import HeadReport, Proof, Task
from eduklaster.journal.models import Entry
from eduklaster.kernel import clock
from eduklaster.membership.models import Participant
from eduklaster.people.models import User
from eduklaster.search.services import rebuild
from eduklaster.sessions.models import AgendaItem, Session

pytestmark = pytest.mark.django_db
PDF = base64.b64encode(b"%PDF-1.7\n%%EOF\n").decode()


def _actions(cluster: Cluster) -> set[str]:
    return set(Entry.objects.filter(chain=cluster.code).values_list("action", flat=True))


def test_a_task_is_given_reported_checked_and_contested(settings: Any) -> None:
    world, programs, arguments = six_callers(settings)
    secretary, participant, member = programs["secretary"], programs["participant"], programs["member"]
    root = f"clusters/{world.cluster.code}"
    first = Participant.objects.filter(cluster=world.cluster).exclude(pk=arguments["participant"]).get()
    Session.objects.filter(pk=arguments["session"]).update(state="open", opened_at=clock.now())
    AgendaItem.objects.filter(pk=arguments["item"]).update(state="noted")
    owners = {one["party"]: one for one in secretary.get(f"{root}/task-owners?per_page=100").json()["items"]}
    assert owners["office:secretary"]["label"]
    owner = f"participant:{first.pk}"
    body = {
        "decision": {"item": int(arguments["item"])},
        "title": "Скласти кошторис",
        "owner": owner,
        "proof": "Підписаний кошторис",
        "due_on": "2026-04-01",
    }

    # Only a decision that the caller may see gives a task, to somebody who may have one, by a power of the charter.
    assert problem(participant.post(f"{root}/tasks", body))["code"] == "task.give"
    hidden = secretary.post(f"{root}/tasks", {**body, "decision": {"act": 999999}})
    assert (hidden.status_code, problem(hidden)["errors"][0]["field"]) == (422, "decision")
    nobody = secretary.post(f"{root}/tasks", {**body, "owner": "seat:999999"})
    assert problem(nobody)["code"] == "task.owner_missing"
    given = secretary.post(f"{root}/tasks", body)
    if given.status_code == 422:  # the charter names the powers of this organ: one of them has to be named
        assert problem(given)["code"] == "task.power"
        power = rulebook_of(world.cluster, world.today).charter.organs["nes"].powers[0].id
        given = secretary.post(f"{root}/tasks", {**body, "power": power})
    assert given.status_code == 201, given.content
    task = given.json()
    assert task["state"] == "given"
    assert {one["kind"] for one in task["citations"]} <= {"clause", "default", "act"}
    assert task["citations"]
    address = f"{root}/tasks/{task['id']}"

    # The owner finds it among the own tasks and duties, takes it, and asks for time; who gave it grants it.
    mine = participant.get(f"{root}/tasks?whose=mine").json()
    assert [one["id"] for one in mine["items"]] == [task["id"]]
    duties = participant.get(f"{root}/duties?whose=mine&since=2026-03-01&until=2026-04-30").json()["items"]
    assert [one["on"] for one in duties if one["key"] == f"task:{task['id']}"] == ["2026-04-01"]
    assert participant.post(f"{address}/taking").json()["state"] == "taken"
    asked = participant.post(f"{address}/extensions", {"until": "2026-05-01", "reason": "Чекаємо на ціни."})
    assert asked.status_code == 201, asked.content
    assert (
        problem(secretary.post(f"{address}/extensions/answer", {"is_granted": False}))["code"] == "task.extension_note"
    )
    granted = secretary.post(f"{address}/extensions/answer", {"is_granted": True})
    assert (granted.json()["due_on"], granted.json()["first_due_on"]) == ("2026-05-01", "2026-04-01")

    # The proof that was asked comes along; a file that is not what its name says, and no Base64, change nothing.
    report = f"{address}/reports"
    assert problem(participant.post(report, {"text": "Готово."}))["code"] == "task.proof"
    for content, code in (("JVBER", "task.base64"), ("UEsDBA==", "paper.content")):
        refused = participant.post(report, {"text": "Готово.", "proofs": [{"name": "k.pdf", "content": content}]})
        assert (problem(refused)["code"], problem(refused)["errors"][0]["field"]) == (code, "proofs")
    assert not Proof.objects.exists()
    reported = participant.post(report, {"text": "Готово.", "proofs": [{"name": "кошторис.pdf", "content": PDF}]})
    assert reported.status_code == 201, reported.content
    told = reported.json()["reports"][0]
    assert (told["answer"], told["proofs"][0]["title"]) == ("waiting", "кошторис.pdf")
    assert Proof.objects.get().sha256 == told["proofs"][0]["sha256"]

    # Nobody checks their own work; whoever controls it returns it with a reason, then accepts it.
    assert problem(participant.post(f"{address}/acceptance", {}))["code"] == "task.controller"
    returned = secretary.post(f"{address}/return", {"reason": "Бракує підпису."})
    assert (returned.json()["state"], returned.json()["reports"][0]["reason"]) == ("returned", "Бракує підпису.")
    again = {"text": "Підписано.", "proofs": [{"name": "кошторис.pdf", "content": PDF}]}
    assert participant.post(report, again).status_code == 201
    assert secretary.post(f"{address}/acceptance", {"note": "Дякуємо."}).json()["state"] == "accepted"
    assert problem(participant.post(report, again))["code"] == "task.state"

    # A contested task stands still until whoever the charter names decides.
    own = f"{root}/tasks/{arguments['task']}"
    contested = secretary.post(f"{own}/contests", {"reason": "Це справа бухгалтерії."})
    assert contested.status_code == 201, contested.content
    contest = contested.json()["contests"][0]
    assert (contested.json()["state"], contest["answer"]) == ("contested", "waiting")
    assert contest["citations"]
    assert contest["decides_words"]
    assert [one["id"] for one in secretary.get(f"{root}/tasks?term=over").json()["items"]] == []
    assert member.get(own).json()["stopped_on"] == world.today.isoformat()
    assert {"task.given", "task.extended", "task.returned", "task.accepted", "task.contested"} <= _actions(
        world.cluster
    )


def test_the_head_reports_and_an_amendment_is_recommended_on(settings: Any) -> None:
    world, programs, arguments = six_callers(settings)
    secretary, participant, guest = programs["secretary"], programs["participant"], programs["guest"]
    root = f"clusters/{world.cluster.code}"

    # The figures come from the records; words are the head's own; what was handed in is not changed.
    begun = secretary.post(f"{root}/head-reports", {"since": "2026-01-01", "until": "2026-03-31", "text": "Спокійно."})
    assert begun.status_code == 201, begun.content
    report = f"{root}/head-reports/{begun.json()['id']}"
    assert begun.json()["figures"]["given"] == Task.objects.count()
    assert begun.json()["addressee_words"]
    late = secretary.post(f"{root}/head-reports", {"since": "2026-04-01", "until": "2026-03-01"})
    assert problem(late)["errors"][0]["field"] == "until"
    assert secretary.call("put", f"{report}/text", {"text": "Є зміни."}).json()["text"] == "Є зміни."
    assert participant.get(report).status_code == 404
    handed = secretary.post(f"{report}/handing-in")
    if handed.status_code == 200:
        assert handed.json()["state"] == "sent"
        assert problem(secretary.call("put", f"{report}/text", {"text": "Ні."}))["code"] == "head_report.sent"
    else:
        assert problem(handed)["citations"]  # this charter lets the head alone take the step
        assert HeadReport.objects.get(pk=begun.json()["id"]).state == "draft"

    # Everybody reads what an amendment changes; whom the charter asks recommends; whoever filed it answers.
    amendment = f"{root}/amendments/{arguments['amendment']}"
    card = guest.get(amendment).json()
    assert (card["recommendations_count"], card["consultation"]["is_open"]) == (1, True)
    text = {one["clause"]: one["text"] for one in guest.get(f"{amendment}/text").json()["places"]}
    redline = guest.get(f"{amendment}/redline").json()
    assert redline["places"]
    for place in redline["places"]:
        if place["after"]:
            assert "".join(run["text"] for run in place["runs"] if run["how"] != "out") == text[place["after"]]
    recommended = participant.post(f"{amendment}/recommendations", {"text": "Додати ліцеї.", "clause": "4.3"})
    assert recommended.status_code == 201, recommended.content
    refused = programs["stranger"].post(f"{amendment}/recommendations", {"text": "Так."})
    assert refused.status_code == 422
    assert problem(refused)["citations"]
    address = f"{root}/recommendations/{recommended.json()['id']}"
    assert participant.call("put", f"{address}/answer", {"answer": "accepted"}).status_code == 404
    bare = secretary.call("put", f"{address}/answer", {"answer": "declined"})
    assert problem(bare)["code"] == "recommendation.reason"
    answered = secretary.call("put", f"{address}/answer", {"answer": "partly", "text": "Лише ліцеї."})
    assert (answered.json()["state"], answered.json()["answer"]) == ("answered", "partly")
    assert problem(participant.post(f"{address}/withdrawal"))["code"] == "recommendation.answered"
    listed = guest.get(f"{amendment}/recommendations").json()
    assert [one["state"] for one in listed["items"]] == ["waiting", "answered"]
    assert guest.get(f"{root}/amendments?q=мета&state=consultation").json()["total"] == 1
    assert guest.get(f"{root}/amendments?state=rejected").json()["total"] == 0


def test_calendars_search_and_what_everybody_may_know(settings: Any) -> None:
    world, programs, arguments = six_callers(settings)
    secretary, guest = programs["secretary"], programs["guest"]
    root = f"clusters/{world.cluster.code}"
    reader = program_of(User.objects.get(email__isnull=False, pk=_account(secretary)), KeyScope.READ)

    # The address of one's own calendar opens it to whoever knows it: a key that may only read is not told.
    assert secretary.get("me/calendar").json() == {
        "has_address": False, "address": None, "made_at": None, "read_on": None,
    }  # fmt: skip
    assert problem(secretary.call("delete", "me/calendar"))["code"] == "calendars.none"
    made = secretary.post("me/calendar", Idempotency_Key="calendar-1")
    assert (made.status_code, made.content) == (204, b"")
    address = secretary.get("me/calendar").json()["address"]
    assert address.endswith(".ics")
    assert reader.get("me/calendar").json()["has_address"] is True
    assert reader.get("me/calendar").json()["address"] is None
    path = address.removeprefix(settings.SITE_URL.rstrip("/"))
    assert Client().get(path).status_code == 200
    assert secretary.call("delete", "me/calendar").status_code == 204
    assert Client().get(path).status_code == 404

    # An announced session stands in the calendar of the cluster and among the meetings, an unannounced one nowhere.
    span = "since=2026-03-01&until=2026-03-31"
    assert guest.get(f"{root}/calendar/entries?{span}").json()["items"] == []
    assert guest.get(f"{root}/meetings").json()["items"] == []
    Session.objects.filter(pk=arguments["session"]).update(state="noticed", noticed_at=clock.now())
    entry = guest.get(f"{root}/calendar/entries?{span}").json()["items"][0]
    assert (entry["on"], entry["status"], entry["place"]) == ("2026-03-20", "confirmed", "Зал 1")
    meeting = guest.get(f"{root}/meetings/{arguments['session']}").json()
    assert entry["page"] == meeting["page"]
    assert meeting["agenda"] == []  # what somebody wrote freely stays inside
    assert guest.get(f"{root}/meetings?per_page=1&page=2").json()["items"] == []
    assert guest.get(f"{root}/meetings?year=2025").json()["total"] == 0
    feed = guest.get(f"{root}/calendar").json()
    assert feed["is_published"]
    assert Client().get(feed["address"].removeprefix(settings.SITE_URL.rstrip("/"))).status_code == 200
    backwards = guest.get(f"{root}/calendar/entries?since=2026-04-01&until=2026-03-01")
    assert problem(backwards)["code"] == "duties.span"
    far = secretary.get(f"{root}/duties?since=2026-01-01&until=2030-01-01")
    assert problem(far)["code"] == "duties.long"
    assert secretary.get("me/calendar/entries").status_code == 200

    # A word is found in another form, marked where it stands, and only by those who may see the thing.
    rebuild(cluster=world.cluster)
    found = secretary.get(f"{root}/search?q=лабораторией&kind=proposal").json()
    assert [one["title"] for one in found["items"]] == ["Общая лаборатория"]
    text = secretary.get(f"{root}/search?q=школа&kind=proposal").json()["items"][0]
    marked = [text["fragment"][one["begin"] : one["end"]] for one in text["matches"]]
    assert marked == ["школ"]
    assert guest.get(f"{root}/search?q=лабораторией&kind=proposal").json()["items"] == []
    assert secretary.get(f"{root}/search?q=лаборатория&page=9").json()["items"] == []
    assert secretary.get(f"{root}/search?q=лаборотория&kind=proposal").json()["items"][0]["is_guess"] is True


def _account(program: Program) -> int:
    return int(User.objects.get(email=program.get("me").json()["email"]).pk)
