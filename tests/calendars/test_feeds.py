"""What calendar programs get: sessions and terms of a person, announced sessions of a cluster, the same by every reader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import ics
import pytest
import recurring_ical_events
import vobject
from django.test import Client
from icalendar import Calendar
from tests.notices.test_calls import DAY, HELD_AT, KEEPER, Story
from tests.world import TELLER, World

from eduklaster.calendars.maker import Appointment, Feed, feed_text, uid_of
from eduklaster.calendars.models import Subscription
from eduklaster.calendars.selectors import token_of
from eduklaster.calendars.services import subscription_make
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.execution.models import Task
from eduklaster.execution.selectors import powers_of
from eduklaster.execution.services import TaskDraft, task_set
from eduklaster.governance.services import seat_fill
from eduklaster.journal.models import Entry
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Person, User
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import ActDraft, act_register, step_do
from eduklaster.sessions.enums import SessionKind
from eduklaster.sessions.models import Delivery, Session
from eduklaster.sessions.services import SessionPlan, session_plan

SUMMER = HELD_AT + timedelta(days=7)
"""A week later by the clock of UTC: between the two, Kyiv puts its clocks forward."""


@pytest.fixture
def story(settings: Any, db: None) -> Story:
    story = Story(settings)
    Cluster.objects.update(time_zone="Europe/Kyiv")
    story.world.cluster.refresh_from_db()
    return story


def member(story: Story, number: int = 1) -> Person:
    return story.seats[number].holdings.latest("pk").person


def address(person: Person) -> str:
    subscription = Subscription.objects.filter(person=person).first()
    row = subscription or subscription_make(person=person, actor=TELLER)
    return f"/calendar/{token_of(row)}.ics"


def read(path: str, **headers: str) -> Any:
    return Client(headers=headers).get(path)


def text(path: str) -> str:
    answer = read(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


Told = tuple[datetime, int, str]


def by_icalendar(feed: str) -> dict[str, Told]:
    rows = Calendar.from_ical(feed).walk("VEVENT")
    return {str(r["UID"]): (r["DTSTART"].dt.astimezone(UTC), int(r["SEQUENCE"]), str(r["STATUS"])) for r in rows}


def by_ics(feed: str) -> dict[str, Told]:
    rows = ics.Calendar(feed).events
    extra = {row.uid: {line.name: line.value for line in row.extra if hasattr(line, "value")} for row in rows}
    return {
        row.uid: (row.begin.datetime.astimezone(UTC), int(extra[row.uid]["SEQUENCE"]), str(row.status)) for row in rows
    }


def by_vobject(feed: str) -> dict[str, Told]:
    rows = vobject.readOne(feed).vevent_list
    return {r.uid.value: (r.dtstart.value.astimezone(UTC), int(r.sequence.value), r.status.value) for r in rows}


def by_expansion(feed: str) -> set[datetime]:
    calendar = Calendar.from_ical(feed)
    rows = recurring_ical_events.of(calendar).between(date(2026, 1, 1), date(2026, 12, 31))
    return {row["DTSTART"].dt.astimezone(UTC) for row in rows}


def agreed(feed: str) -> Told:
    """Return the one session of a feed as three readers and an expander tell it, each by itself."""
    first, second, third = by_icalendar(feed), by_ics(feed), by_vobject(feed)
    assert first == second == third
    (told,) = first.values()
    assert by_expansion(feed) == {told[0]}
    return told


def test_three_readers_agree_before_and_after_a_move_over_the_change_of_clocks_and_a_cancellation(story: Story) -> None:
    story.call()
    feeds = [address(member(story)), "/c/smolensk/sessions.ics"]
    first = {path: agreed(text(path)) for path in feeds}
    uids = {next(iter(by_icalendar(text(path)))) for path in feeds}
    story.move(SUMMER)
    moved = {path: agreed(text(path)) for path in feeds}
    story.call()
    again = {path: agreed(text(path)) for path in feeds}
    story.cancel()
    cancelled = {path: agreed(text(path)) for path in feeds}
    (letter, *_rest) = story.sent()
    assert {next(iter(by_icalendar(text(path)))) for path in feeds} == uids
    assert len(uids) == 1
    assert next(iter(uids)) in letter.message().as_bytes().decode() or letter.attachments
    for path in feeds:
        assert [row[path][0] for row in (first, moved, again, cancelled)] == [HELD_AT, SUMMER, SUMMER, SUMMER]
        numbers = [row[path][1] for row in (first, moved, again, cancelled)]
        assert numbers == sorted(set(numbers))
        states = [row[path][2] for row in (first, moved, again, cancelled)]
        assert states == ["CONFIRMED", "TENTATIVE", "CONFIRMED", "CANCELLED"]


def test_the_hour_on_the_wall_is_the_clusters_own_on_both_sides_of_the_change(story: Story) -> None:
    story.call()
    feed = text("/c/smolensk/sessions.ics")
    assert "DTSTART;TZID=Europe/Kyiv:20260325T140000" in feed
    story.move(SUMMER)
    feed = text("/c/smolensk/sessions.ics")
    assert "DTSTART;TZID=Europe/Kyiv:20260401T150000" in feed
    assert feed.count("BEGIN:VTIMEZONE") == 1
    assert "TZID:Europe/Kyiv" in feed


def test_a_feed_asks_to_be_read_again_and_names_itself(story: Story) -> None:
    calendar = Calendar.from_ical(text("/c/smolensk/sessions.ics"))
    assert calendar["REFRESH-INTERVAL"].dt == timedelta(hours=1)
    assert str(calendar["X-PUBLISHED-TTL"]) == "PT1H"
    assert str(calendar["X-WR-CALNAME"]) == str(calendar["NAME"]) == story.world.cluster.short_name["ru"]
    assert "METHOD" not in calendar
    assert read("/c/smolensk/sessions.ics")["Content-Type"] == "text/calendar; charset=utf-8"


def test_long_cyrillic_lines_are_folded_at_75_octets_and_signs_are_escaped() -> None:
    summary = "Засідання ради; звіт, план та ще один дуже довгий перелік питань порядку денного " * 3
    row = Appointment(
        uid_of(1), 1, HELD_AT, HELD_AT.astimezone(ZoneInfo("Europe/Kyiv")), summary, "https://cluster.example/",
        description="Перший рядок\nДругий: a\\b, c; d", location="Зала «А», 2-й поверх",
    )  # fmt: skip
    feed = feed_text([row], Feed("Рада", "uk", "https://cluster.example/feed.ics"))
    assert max(len(line) for line in feed.encode().split(b"\r\n")) <= 75
    assert "\n" not in feed.replace("\r\n", "")
    for line in feed.encode().split(b"\r\n"):
        line.decode()  # no letter is cut in two
    (event,) = Calendar.from_ical(feed).walk("VEVENT")
    other = vobject.readOne(feed).vevent
    (third,) = ics.Calendar(feed).events
    assert str(event["SUMMARY"]) == other.summary.value == third.name == summary
    assert str(event["DESCRIPTION"]) == other.description.value == third.description
    assert str(event["DESCRIPTION"]).startswith("Перший рядок\nДругий: a\\b, c; d\n")
    assert str(event["LOCATION"]) == other.location.value == third.location == row.location


@pytest.mark.parametrize("zone", ["Europe/Kyiv", "Europe/Moscow", "Asia/Novosibirsk"])
def test_zones_with_and_without_summer_time_are_read_alike(zone: str) -> None:
    moments = [datetime(2026, month, 15, 9, 30, tzinfo=ZoneInfo(zone)) for month in (1, 3, 7, 11)]
    rows = [Appointment(uid_of(zone, m), 1, HELD_AT, m, "x", "https://cluster.example/") for m in moments]
    feed = feed_text(rows, Feed("x", "uk", "https://cluster.example/feed.ics"))
    told = by_icalendar(feed)
    assert told == by_ics(feed) == by_vobject(feed)
    assert {row[0] for row in told.values()} == {m.astimezone(UTC) for m in moments} == by_expansion(feed)


def test_the_public_feed_has_announced_sessions_without_link_agenda_or_names(story: Story) -> None:
    assert "VEVENT" not in text("/c/smolensk/sessions.ics")
    story.call()
    feed = text("/c/smolensk/sessions.ics")
    assert f"https://cluster.example/c/smolensk/meetings/{story.session.pk}/" in feed
    for secret in ("meet.example", "Звіт", "Іваненка", "Член", "ATTENDEE"):
        assert secret not in feed
    story.cancel()
    assert "STATUS:CANCELLED" in text("/c/smolensk/sessions.ics")


def test_a_session_that_was_never_announced_is_in_nobodys_calendar_even_when_cancelled(story: Story) -> None:
    story.cancel()
    assert "VEVENT" not in text("/c/smolensk/sessions.ics")
    assert "VEVENT" not in text(address(member(story)))


def test_a_cluster_that_does_not_publish_its_organs_has_an_empty_feed(story: Story, monkeypatch: Any) -> None:
    story.call()
    with scope(story, ["charter", "decisions"]):
        assert "VEVENT" not in text("/c/smolensk/sessions.ics")
    assert "VEVENT" in text("/c/smolensk/sessions.ics")


@contextmanager
def scope(story: Story, value: list[str]) -> Iterator[None]:
    """Let the cluster set by an act what it publishes."""
    from eduklaster.clusters.models import Override

    row = Override.objects.create(
        cluster=story.world.cluster, key="publication.scope", value=value, origin="norm", valid_from=date(2026, 1, 1),
        act="story",
    )  # fmt: skip
    yield
    row.delete()


def test_who_was_called_once_and_is_no_longer_finds_the_session_struck_out(story: Story) -> None:
    story.call()
    seat, former = story.seats[1], member(story)
    path = address(former)
    story.move(SUMMER)
    seat.holdings.update(valid_until=DAY)
    newcomer = story.account(story.world.person("Новиченко"), "new@example.org")
    seat_fill(seat=seat, person=newcomer, on=DAY, actor=TELLER)
    story.call()
    feed = text(path)
    assert agreed(feed)[2] == "CANCELLED"
    assert "Звіт" not in feed
    assert agreed(text(address(newcomer)))[2] == "CONFIRMED"


def test_a_term_is_a_whole_day_that_takes_nobodys_time_and_goes_when_the_step_is_done(story: Story) -> None:
    world = story.world
    head = story.account(world.office("head", "Керівна"), "head@example.org")
    case = Case.objects.get()
    case.steps.filter(step="draft").update(due_on=date(2026, 3, 20), state="open")
    path = address(head)
    days = [date(2026, 3, 20)]
    (event,) = [row for row in Calendar.from_ical(text(path)).walk("VEVENT") if row["DTSTART"].dt in days]
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert str(event["TRANSP"]) == "TRANSPARENT"
    assert case.reference in str(event["DESCRIPTION"])
    assert "Іваненка" not in text(path)
    (other,) = [row for row in ics.Calendar(text(path)).events if row.begin.date() in days]
    assert other.all_day
    assert days[0] in {row.dtstart.value for row in vobject.readOne(text(path)).vevent_list}
    assert "VEVENT" not in text(address(member(story))), "it is another's turn"
    step_do(
        cluster=world.cluster, case_ids=[case.pk], step="draft",
        doer=Doer(TELLER, frozenset({"office:head"})), on=DAY,
    )  # fmt: skip
    assert not [row for row in Calendar.from_ical(text(path)).walk("VEVENT") if row["UID"] == event["UID"]]


def test_a_task_of_mine_is_a_whole_day_without_its_words_until_it_is_reported(story: Story) -> None:
    head = story.account(story.world.office("head", "Керівна"), "head@example.org")
    draft = ActDraft(
        kind="resolution", issuer="organ:council", issuer_label=Localized.same("Рада"), on=DAY,
        title=Localized.same("Про звіт"),
    )  # fmt: skip
    task = task_set(
        cluster=story.world.cluster, doer=KEEPER, on=DAY,
        draft=TaskDraft(
            title="Звіт про Іваненка", owner="office:head", due_on=date(2026, 4, 10),
            act_id=act_register(cluster=story.world.cluster, draft=draft, actor=TELLER).pk,
            power=power_of(story.world, "council"),
        ),
    )  # fmt: skip
    path = address(head)
    (event,) = [row for row in Calendar.from_ical(text(path)).walk("VEVENT") if task.reference in str(row["SUMMARY"])]
    assert event["DTSTART"].dt == date(2026, 4, 10)
    assert str(event["URL"]).endswith(f"/tasks/{task.pk}/")
    assert "Звіт про Іваненка" not in text(path)
    assert task.reference not in text(address(member(story)))
    Task.objects.update(state="reported")
    assert task.reference not in text(path)


def test_a_day_of_the_charter_is_in_the_calendar_of_whoever_it_obliges_with_its_clause(settings: Any, db: None) -> None:
    world = World.of("synergy", settings, date(2026, 11, 2))
    head, stranger = world.office("head", "Керівна"), world.person("Стороння")
    for person in (head, stranger):
        User.objects.create(person=person, email=f"p{person.pk}@example.org", language="uk")
    path = address(head)

    feed = text(path)

    rows = Calendar.from_ical(feed).walk("VEVENT")
    (report,) = [row for row in rows if row["DTSTART"].dt == date(2027, 2, 1)]
    assert "D-86" in str(report["DESCRIPTION"]) or "4.5.1" in str(report["DESCRIPTION"])
    assert str(report["TRANSP"]) == "TRANSPARENT"
    assert {row.uid for row in ics.Calendar(feed).events} == {str(row["UID"]) for row in rows}
    assert sorted(r.dtstart.value for r in vobject.readOne(feed).vevent_list) == sorted(r["DTSTART"].dt for r in rows)
    assert text(path) == feed, "the same bytes every time"
    assert "VEVENT" not in text(address(stranger))


def power_of(world: World, organ: str) -> str:
    """Return a power of an organ, where its charter names any."""
    charter = rulebook_of(world.cluster, DAY).charter
    return next((power.id for power in powers_of(charter, f"organ:{organ}")), "")


def test_programs_that_have_the_newest_are_told_so_until_something_changes(story: Story) -> None:
    story.call()
    for path in (address(member(story)), "/c/smolensk/sessions.ics"):
        answer = read(path)
        tag = answer["ETag"]
        assert read(path)["ETag"] == tag, "the same bytes every time"
        assert read(path, if_none_match=tag).status_code == 304
        assert read(path, if_none_match='"other"').status_code == 200
    public = read("/c/smolensk/sessions.ics")
    assert read("/c/smolensk/sessions.ics", if_modified_since=public["Last-Modified"]).status_code == 304
    story.move(SUMMER)
    assert read("/c/smolensk/sessions.ics", if_none_match=public["ETag"]).status_code == 200


def test_an_address_is_made_renewed_and_revoked_by_its_owner_alone(story: Story) -> None:
    story.call()
    person = member(story)
    client = story.world.client(person)
    other = story.world.client(member(story, 2))
    client.post("/me/calendar/make/")
    old = address(person)
    page = client.get("/me/calendar/")
    assert f"https://cluster.example{old}" in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "same-origin", (
        "without a referrer browsers send no origin, and no form would pass"
    )
    assert old not in other.get("/me/calendar/").content.decode()
    other.post("/me/calendar/revoke/")
    assert read(old).status_code == 200
    assert Subscription.objects.get().read_on == story.world.today

    client.post("/me/calendar/make/")
    new = address(person)
    assert new != old
    assert read(old).status_code == 404
    assert read(new).status_code == 200

    User.objects.filter(person=person).update(is_active=False)
    assert read(new).status_code == 404
    User.objects.filter(person=person).update(is_active=True)
    client.post("/me/calendar/revoke/")
    assert read(new).status_code == 404
    actions = (
        Entry.objects.filter(action__startswith="account.calendar").order_by("pk").values_list("action", flat=True)
    )
    assert list(actions) == ["account.calendar_opened", "account.calendar_renewed", "account.calendar_closed"]


def test_nobody_can_make_an_address_from_what_the_database_holds(story: Story) -> None:
    row = subscription_make(person=member(story), actor=TELLER)
    assert read(f"/calendar/{row.secret}.ics").status_code == 404
    assert read(f"/calendar/{row.secret}.{row.secret}.ics").status_code == 404
    assert row.secret not in str(Entry.objects.latest("pk").facts)


@pytest.mark.parametrize("number", [1, 30])
def test_a_feed_costs_the_same_for_one_session_and_for_thirty(
    story: Story, number: int, django_assert_max_num_queries: Any
) -> None:
    story.call()
    person = member(story)
    plan = SessionPlan(SessionKind.ORDINARY, SUMMER, place="Зал 1")
    for _ in range(number - 1):
        session = session_plan(cluster=story.world.cluster, organ="council", plan=plan, doer=KEEPER)
        Session.objects.filter(pk=session.pk).update(noticed_at=HELD_AT, state="noticed")
        Delivery.objects.create(session=session, seat=story.seats[1], person=person, version=1, sent_at=HELD_AT)
    path = address(person)
    assert text(path).count("BEGIN:VEVENT") == number
    with django_assert_max_num_queries(43):  # duties of sessions and reports stand in it, too
        read(path)
    with django_assert_max_num_queries(12):
        assert read("/c/smolensk/sessions.ics").content.count(b"BEGIN:VEVENT") == number


def test_clusters_in_several_zones_stand_in_one_feed(story: Story, settings: Any) -> None:
    story.call()
    other = World.of("synergy", settings, DAY)
    session = session_plan(
        cluster=other.cluster, organ=next(iter(o for o in ("council",))), doer=KEEPER,
        plan=SessionPlan(SessionKind.ORDINARY, SUMMER, place="Зал 1"),
    )  # fmt: skip
    Cluster.objects.filter(pk=story.world.cluster.pk).update(time_zone="Europe/Moscow")
    Session.objects.filter(pk=session.pk).update(noticed_at=HELD_AT, state="noticed")
    person = member(story)
    Delivery.objects.create(session=session, seat=story.seats[1], person=person, version=1, sent_at=HELD_AT)
    feed = text(address(person))
    assert by_icalendar(feed) == by_ics(feed) == by_vobject(feed)
    assert {row[0] for row in by_icalendar(feed).values()} == {HELD_AT, SUMMER}
    assert feed.index("TZID:Europe/Kyiv") < feed.index("TZID:Europe/Moscow") < feed.index("BEGIN:VEVENT")
