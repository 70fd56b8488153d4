"""Sessions and decisions in public: an allow-list, a page of each, a feed that programs can follow."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.notices.test_calls import DAY, HELD_AT, KEEPER, Story
from tests.world import TELLER

from eduklaster.clusters.models import Override
from eduklaster.governance.models import Ballot
from eduklaster.journal.models import Entry
from eduklaster.kernel.text import Localized
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.services import ActDraft, act_register
from eduklaster.sessions.enums import SessionKind
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.services import SessionPlan, session_plan

ATOM = "{http://www.w3.org/2005/Atom}"
pytestmark = pytest.mark.django_db


@pytest.fixture
def story(settings: Any) -> Story:
    return Story(settings)


def read(path: str, **headers: str) -> Any:
    return Client(headers={"accept-language": "uk", **headers}).get(f"/c/smolensk/{path}")


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()).replace("\xa0", " "))


def decided(story: Story, *, method: str = "open", on_case: bool = True, **fields: Any) -> Act:
    """Let the council adopt a plan at its session: 9 for, 2 against, nobody abstains."""
    draft = ActDraft(
        kind="resolution", issuer="organ:council", issuer_label=Localized.same("Рада"),
        title=Localized.same("Про план на рік"), on=DAY, text="Повний текст.", **fields,
    )  # fmt: skip
    act = act_register(cluster=story.world.cluster, draft=draft, actor=TELLER)
    ballot = Ballot.objects.create(
        cluster=story.world.cluster, organ="council", on=DAY, question=Localized.same("План Іваненка"), method=method,
        rule=[], roll=[], verdict={"code": "vote.carried", "facts": {"for_": 9, "against": 2, "abstain": 0}},
        is_carried=True, act=act,
    )  # fmt: skip
    ballot.cases.set(Case.objects.all())
    AgendaItem.objects.filter(case__isnull=False).update(ballot=ballot)
    case = Case.objects.get()
    case.steps.filter(step="agreement").update(act=act)
    return act


def root_of(answer: Any) -> ElementTree.Element:
    return ElementTree.fromstring(answer.content)  # noqa: S314 -- our own feed


def entries(answer: Any) -> list[dict[str, str]]:
    rows = root_of(answer).findall(f"{ATOM}entry")
    return [{part.tag.removeprefix(ATOM): part.text or part.get("href", "") for part in row} for row in rows]


def test_an_announced_session_is_public_without_what_was_written_freely(story: Story) -> None:
    assert read(f"meetings/{story.session.pk}/").status_code == 404
    assert "№ 1" not in words(read("meetings/"))
    story.call()
    page, listed = read(f"meetings/{story.session.pk}/"), read("meetings/")
    told = words(page)
    assert "25 березня 2026, 15:00" in told, "by the clock of the cluster"
    assert "Зал ради" in told
    assert Case.objects.get().reference in told
    assert str(story.session.number) in words(listed)
    for secret in ("meet.example", "Іваненка", "Звіт за рік", "Член", "Дроздова"):
        for answer in (page, listed, read("news.atom")):
            assert secret not in answer.content.decode(), secret
    story.cancel()
    assert "скасовано" in words(read(f"meetings/{story.session.pk}/"))
    assert "Немає потреби" not in words(read(f"meetings/{story.session.pk}/"))


def test_a_case_that_is_not_open_to_all_is_missing_from_the_public_agenda(story: Story) -> None:
    story.call()
    Case.objects.update(audience="concerned")
    assert Case.objects.get().reference not in words(read(f"meetings/{story.session.pk}/"))


def test_a_decision_has_its_number_day_matter_votes_session_and_a_way_to_check_it(story: Story) -> None:
    story.call()
    act = decided(story)
    page = read(f"decisions/{act.pk}/")
    told = words(page)
    assert "Про план на рік" in told
    assert f"№ {act.number}/2026" in told
    assert "За 9 Проти 2 Утрималися 0" in told
    assert f"/c/smolensk/meetings/{story.session.pk}/" in page.content.decode()
    link = re.search(r'href="(/check/[^"]+)"', page.content.decode())
    assert link
    assert "Про план на рік" in words(Client().get(link[1].replace("&amp;", "&")))
    assert "Іваненка" not in page.content.decode()
    assert "Про план на рік" in words(read(f"meetings/{story.session.pk}/"))
    assert "Про план на рік" in words(read("decisions/"))
    assert "Про план на рік" not in words(read("decisions/?year=2025"))
    assert "Про план на рік" in words(read("decisions/?year=2026&organ=council"))


def test_small_numbers_of_a_secret_vote_are_withheld(story: Story) -> None:
    act = decided(story, method="secret")
    told = words(read(f"decisions/{act.pk}/"))
    assert "Проти 2" not in told
    assert "менше ніж 5" in told or "менше 5" in told


def test_closed_acts_and_acts_of_closed_cases_are_nowhere(story: Story) -> None:
    story.call()
    hidden = decided(story, is_public=False)
    for path in ("decisions/", "news.atom", f"meetings/{story.session.pk}/"):
        assert "Про план" not in words(read(path)), path
    assert read(f"decisions/{hidden.pk}/").status_code == 404
    Act.objects.update(is_public=True)
    assert read(f"decisions/{hidden.pk}/").status_code == 200
    Case.objects.update(audience="concerned")
    assert read(f"decisions/{hidden.pk}/").status_code == 404
    assert "Про план" not in words(read("news.atom"))


def test_a_cluster_publishes_no_more_than_its_charter_says(story: Story) -> None:
    story.call()
    act = decided(story)
    row = Override.objects.create(
        cluster=story.world.cluster, key="publication.scope", value=["charter", "organs"], origin="norm",
        valid_from=date(2026, 1, 1), act="story",
    )  # fmt: skip
    assert read(f"decisions/{act.pk}/").status_code == 404
    assert len(entries(read("news.atom"))) == 1, "the session alone"
    Override.objects.filter(pk=row.pk).update(value=["charter", "decisions"])
    assert read(f"meetings/{story.session.pk}/").status_code == 404
    assert "засідання № 1" not in words(read(f"decisions/{act.pk}/"))
    assert len(entries(read("news.atom"))) == 1, "the decision alone"


def test_the_feed_speaks_the_language_of_the_cluster_and_keeps_the_names_of_its_entries(story: Story) -> None:
    story.call()
    act = decided(story)
    answer = read("news.atom")
    assert answer["Content-Type"].startswith("application/atom+xml")
    root = root_of(answer)
    assert root.get("{http://www.w3.org/XML/1998/namespace}lang") == "ru"
    assert answer.content == Client(headers={"accept-language": "en"}).get("/c/smolensk/news.atom").content
    decision, session = sorted(entries(answer), key=lambda one: "decisions" not in one["link"])
    assert decision["link"].endswith(f"/c/smolensk/decisions/{act.pk}/")
    assert "заседание № 1" in session["title"]
    story.move(HELD_AT + timedelta(days=2))
    moved = next(one for one in entries(read("news.atom")) if "meetings" in one["link"])
    assert moved["id"] == session["id"]
    assert moved["updated"] >= session["updated"]
    assert "27.03.2026" in moved["summary"]
    assert [one["link"] for one in entries(read("acts.atom"))] == [decision["link"]]


def test_both_feeds_have_what_the_standard_requires_and_names_of_their_own(story: Story) -> None:
    story.call()
    decided(story)
    atom = "{http://www.w3.org/2005/Atom}"
    names = set()
    for path in ("news.atom", "acts.atom"):
        root = root_of(read(path))
        for part in [root, *root.findall(f"{atom}entry")]:
            assert [len(part.findall(atom + name)) for name in ("id", "title", "updated")] == [1, 1, 1]
        assert root.findtext(f"{atom}author/{atom}name") == "Смоленский кластер", "the cluster, never a person"
        assert all(part.find(f"{atom}link") is not None for part in root.findall(f"{atom}entry"))
        assert any(link.get("rel") == "self" for link in root.findall(f"{atom}link"))
        names.add(root.findtext(f"{atom}id"))
    assert len(names) == 2, "two feeds are two things"


def test_a_reader_of_feeds_that_has_the_newest_is_told_so(story: Story) -> None:
    empty = read("news.atom")
    assert read("news.atom", if_none_match=empty["ETag"]).status_code == 304, "an empty feed stays the same, too"
    story.call()
    answer = read("news.atom", if_none_match=empty["ETag"])
    assert answer.status_code == 200
    assert read("news.atom", if_none_match=answer["ETag"]).status_code == 304
    assert read("news.atom", if_modified_since=answer["Last-Modified"]).status_code == 304
    story.cancel()
    assert Entry.objects.filter(action="session.cancelled").exists()
    assert read("news.atom", if_none_match=answer["ETag"]).status_code == 200


def test_pages_lead_programs_to_the_feeds_and_guests_to_the_sessions(story: Story) -> None:
    for path in ("", "meetings/", "decisions/"):
        page = read(path).content.decode()
        assert '<link rel="alternate" type="application/atom+xml" href="/c/smolensk/news.atom"' in page, path
        assert '<link rel="alternate" type="text/calendar" href="/c/smolensk/sessions.ics"' in page, path
    tabs = [item.url for item in read("").context["shell"].navigation]
    assert "/c/smolensk/meetings/" in tabs
    member = story.world.client(story.seats[1].holdings.get().person).get("/c/smolensk/")
    assert "/c/smolensk/meetings/" not in [item.url for item in member.context["shell"].navigation]
    assert "/c/smolensk/meetings/" in Client().get("/sitemap.xml").content.decode()


@pytest.mark.parametrize("number", [1, 30])
def test_public_lists_cost_the_same_for_one_row_and_for_thirty(story: Story, number: int) -> None:
    for index in range(number):
        draft = ActDraft(
            kind="order", issuer="office:head", issuer_label=Localized.same("Голова"), on=DAY,
            title=Localized.same(f"Наказ {index}"),
        )  # fmt: skip
        act_register(cluster=story.world.cluster, draft=draft, actor=TELLER)
        session_plan(
            cluster=story.world.cluster,
            organ="council",
            plan=SessionPlan(SessionKind.ORDINARY, HELD_AT, place="Зал 1"),
            doer=KEEPER,
        )
    Session.objects.update(noticed_at=HELD_AT, state="noticed")
    read("meetings/")
    for path, most in (("meetings/", 13), ("decisions/", 14), ("news.atom", 14)):
        with CaptureQueriesContext(connection) as queries:
            answer = read(path)
        assert answer.status_code == 200
        assert len(queries) <= most, (path, len(queries))
    if number > 25:
        assert 'href="?page=2"' in read("decisions/").content.decode()
