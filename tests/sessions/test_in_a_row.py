"""Sessions one after the other: nothing that was left open is lost between them, and the minutes have their signatures."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.scenarios.stories import attend, plan
from tests.world import TELLER, World

from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import RuleChange, rule_set
from eduklaster.documents.models import IssuedDocument
from eduklaster.execution.selectors.charter_days import charter_duties
from eduklaster.governance.models import Seat
from eduklaster.governance.selectors import is_held
from eduklaster.governance.services import chair_seat
from eduklaster.kernel.errors import StateError
from eduklaster.procedures.parties import Doer
from eduklaster.sessions.enums import ProposalState
from eduklaster.sessions.models import AgendaItem, Proposal, Session
from eduklaster.sessions.selectors import day_of, numbered, reconvene_until
from eduklaster.sessions.services import proposal_dispose

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 2)
ORGAN = "council"
KEEPER = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)


def council(settings: Any) -> tuple[World, Client, list[Seat]]:
    world = World.of("smolensk", settings, DAY)
    for number in range(5):
        world.participant(f"Училище {number}", "education", world.person(f"Директор {number}"))
    secretary = world.client(world.office("secretary", "Секретарева"))
    return world, secretary, world.fill(ORGAN)


def planned(world: World, secretary: Client, days: int) -> Session:
    assert plan(world, secretary, ORGAN, DAY + timedelta(days=days)).status_code == 302
    return Session.objects.latest("pk")


def item(world: World, secretary: Client, session: Session, title: str) -> AgendaItem:
    assert secretary.post(world.url(f"sessions/{session.pk}/items/add/"), {"title": title}).status_code == 302
    return session.items.get(title=title)


def held(world: World, secretary: Client, session: Session, seats: list[Seat], **leaders: str) -> None:
    assert secretary.post(world.url(f"sessions/{session.pk}/notify/")).status_code == 302
    world.go_to(day_of(session))
    assert attend(world, secretary, session, seats).status_code == 302
    opened = secretary.post(world.url(f"sessions/{session.pk}/open/"), leaders)
    assert opened.status_code == 302, opened.context["form"].errors


def titles(session: Session) -> list[str]:
    return list(session.items.order_by("position").values_list("title", flat=True))


def test_what_was_left_open_comes_onto_the_agenda_that_is_being_prepared_or_the_next(settings: Any) -> None:
    world, secretary, seats = council(settings)
    first, second = planned(world, secretary, 20), planned(world, secretary, 40)
    put_off = item(world, secretary, first, "Регламент")
    author = world.client(seats[0].holdings.get().person)
    given = {"organ": ORGAN, "title": "Общая мастерская", "text": "Открыть для всех.", "participant": ""}
    assert author.post(world.url("proposals/file/"), given).status_code == 302
    assert titles(first) == ["Регламент", "Общая мастерская"], "filed while a session is being prepared"

    held(world, secretary, first, seats)
    page = world.url(f"sessions/{first.pk}/items/{put_off.pk}/")
    assert secretary.post(page + "vote/", {"question": "Принять?", "kind": "motion"}).status_code == 302
    assert secretary.post(page, {"state": "postponed"}).status_code == 409, "a vote on it is under way"
    assert secretary.post(page + "remove/").status_code == 409
    assert author.post(page + "conflict/", {"reason": "Касается меня."}).status_code == 409
    vote = put_off.item_votes.get().vote
    annulled = secretary.post(world.url(f"votes/{vote.pk}/annul/"), {"reason": "Вопрос поставлен неверно."})
    assert annulled.status_code == 302
    assert secretary.post(page, {"state": "postponed"}).status_code == 302
    proposal = first.items.exclude(proposal=None).get().proposal
    assert proposal is not None
    answered = secretary.post(world.url(f"proposals/{proposal.pk}/answer/"), {"state": "accepted", "reason": ""})
    assert answered.status_code == 302
    settle = secretary.post(
        world.url(f"sessions/{first.pk}/items/{first.items.get(proposal=proposal).pk}/"), {"state": "decided"}
    )
    assert settle.status_code == 302
    assert secretary.post(world.url(f"sessions/{first.pk}/close/")).status_code == 302
    assert titles(second) == ["Регламент"], "the session that was planned before it was postponed takes it up"
    assert author.post(page + "conflict/", {"reason": "Касается меня."}).status_code == 409, "the session is over"

    called_off = secretary.post(world.url(f"sessions/{second.pk}/cancel/"), {"reason": "Карантин."})
    assert called_off.status_code == 302
    third = planned(world, secretary, 60)
    assert titles(third) == ["Регламент"], "cancelled with the session that had taken it over, it waits again"

    assert secretary.post(world.url(f"sessions/{third.pk}/notify/")).status_code == 302
    world.go_to(day_of(third))
    attend(world, secretary, third, seats[:1])
    assert secretary.post(world.url(f"sessions/{third.pk}/open/"), {"fail": "1"}).status_code == 302
    duties = {row.key: row for row in charter_duties(world.cluster, world.today, DAY, DAY + timedelta(days=120))}
    again = duties[f"again:{third.pk}"]
    assert again.when == reconvene_until(third)
    assert again.citations, "by the default on a session without quorum"
    assert duties[f"minutes:{first.pk}"].parties == (f"chair:{ORGAN}", "office:secretary")
    assert again.words["uk"] != again.words["ru"], "letters tell it in three languages"
    soon, late = planned(world, secretary, 70), planned(world, secretary, 90)
    assert titles(soon) == [], "within its term the session itself can be called again"
    assert titles(late) == ["Регламент"], "after it, the next session takes over its agenda"
    keys = {row.key for row in charter_duties(world.cluster, world.today, DAY, DAY + timedelta(days=120))}
    assert again.key not in keys, "and nobody is asked to call it again"


def test_the_chair_presides_where_nobody_else_is_named_and_the_minutes_can_be_issued(settings: Any) -> None:
    world, secretary, seats = council(settings)
    chair_seat(seat=seats[1], on=DAY, actor=TELLER)
    chair = seats[1].holdings.get().person
    charter = rulebook_of(world.cluster, DAY).charter
    assert is_held(world.cluster, charter, f"chair:{ORGAN}", DAY)
    assert not is_held(world.cluster, charter, f"chair:{ORGAN}", DAY - timedelta(days=1))
    session = planned(world, secretary, 20)
    one = item(world, secretary, session, "Регламент")
    item(world, secretary, session, "План")
    adding = world.url(f"sessions/{session.pk}/items/add/")
    assert secretary.post(adding, {"title": "Глава о сроках", "parent": str(one.pk)}).status_code == 302
    assert [(number, row.title) for number, row in numbered(session.items.all()).items()] == [
        ("1", "Регламент"),
        ("1.1", "Глава о сроках"),
        ("2", "План"),
    ]
    held(world, secretary, session, seats[:4])
    session.refresh_from_db()
    assert session.chaired_by == chair
    told = secretary.get(world.url(f"sessions/{session.pk}/")).content.decode()
    assert told.count("Sent:") == session.deliveries.count() == len(seats)
    assert "Not read yet" in told
    member = world.client(seats[0].holdings.get().person)
    assert "Sent:" not in member.get(world.url(f"sessions/{session.pk}/")).content.decode(), "for whoever keeps it"
    assert session.kept_by is not None
    assert session.kept_by.surname == "Секретарева"

    address = world.url(f"sessions/{session.pk}/leaders/")
    away, here = seats[4].holdings.get().person, seats[2].holdings.get().person
    kept = str(session.kept_by.pk)
    assert secretary.post(address, {"chaired_by": str(away.pk), "kept_by": kept}).status_code == 422
    assert secretary.post(address, {"chaired_by": str(here.pk), "kept_by": kept}).status_code == 302
    session.refresh_from_db()
    assert session.chaired_by == here, "who presides may change under way"

    more = {"title": "Разное"}
    refused = secretary.post(adding, {**more, "votes_for": "2"})
    assert refused.status_code == 422, "two of four are not more than half"
    assert "D-34" in refused.content.decode() or "D-33" in refused.content.decode()
    assert secretary.post(adding, {**more, "votes_for": "5"}).status_code == 422, "five of four cannot be"
    assert secretary.post(adding, {**more, "votes_for": "3"}).status_code == 302
    extra = session.items.get(title="Разное")
    assert extra.added_in_session

    noted = {"heard": "Доклад.", "state": "noted"}
    for each in session.items.all():
        assert secretary.post(world.url(f"sessions/{session.pk}/items/{each.pk}/"), noted).status_code == 302
    assert secretary.post(world.url(f"sessions/{session.pk}/close/")).status_code == 302
    issued = secretary.post(reverse("documents:issue", args=[world.cluster.code, "minutes", session.pk]))
    assert issued.status_code == 302, issued.content.decode()[:2000]
    content = IssuedDocument.objects.get(kind="minutes").snapshot["content"]
    numbers = [number for block in content["body"] if (number := block.get("number", "")).replace(".", "").isdigit()]
    assert numbers == ["1.", "1.1.", "2.", "3."]
    lines = content["signatures"]
    assert [here.surname in line["name"] for line in lines] == [True, False]
    assert all(line["name"] for line in lines), "whoever presided and whoever kept them sign"


def test_a_session_is_opened_on_its_day_and_not_before(settings: Any) -> None:
    world, secretary, seats = council(settings)
    session = planned(world, secretary, 20)
    item(world, secretary, session, "Регламент")
    page = world.url(f"sessions/{session.pk}/")
    assert secretary.post(page + "notify/").status_code == 302
    world.go_to(day_of(session) - timedelta(days=1))

    assert page + "open/" not in secretary.get(page).content.decode()
    assert attend(world, secretary, session, seats).status_code == 302
    for early in ({}, {"fail": "1"}):
        refused = secretary.post(page + "open/", early)
        assert refused.status_code == 409
        assert "22 March 2026" in refused.content.decode().replace("\xa0", " ")
    session.refresh_from_db()
    assert session.state == "noticed"

    world.go_to(day_of(session))
    assert page + "open/" in secretary.get(page).content.decode()
    assert secretary.post(page + "open/").status_code == 302


def test_between_sessions_an_answer_can_only_be_put_off_unless_the_rules_leave_it_to_the_keeper(settings: Any) -> None:
    world, secretary, seats = council(settings)
    author = world.client(seats[0].holdings.get().person)
    given = {"organ": ORGAN, "title": "Общая мастерская", "text": "Открыть для всех.", "participant": ""}
    assert author.post(world.url("proposals/file/"), given).status_code == 302
    proposal = Proposal.objects.get()
    page = world.url(f"proposals/{proposal.pk}/answer/")

    asked = secretary.get(page).content.decode()
    assert ('value="deferred"' in asked, 'value="accepted"' in asked) == (True, False)
    assert secretary.post(page, {"state": "accepted", "reason": "Да"}).status_code == 422
    with pytest.raises(StateError) as refused:
        proposal_dispose(
            cluster=world.cluster, proposal_id=proposal.pk, state=ProposalState.DECLINED, reason="Нет", doer=KEEPER,
            on=DAY,
        )  # fmt: skip
    assert (refused.value.code, refused.value.facts["source"]) == ("proposal.no_session", "D-37a")
    later = {"state": "deferred", "reason": "", "deferred_to": (DAY + timedelta(days=9)).isoformat()}
    assert secretary.post(page, later).status_code == 302

    change = RuleChange("proposals.answered_in", "keeper", DAY)
    rule_set(cluster=world.cluster, change=change, act="решение совета № 1/2026", actor=TELLER)
    assert secretary.post(page, {"state": "accepted", "reason": "Да"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.ACCEPTED
