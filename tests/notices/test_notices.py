"""Who is written to, when, once, in which language; and who is not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.world import TELLER, World

from eduklaster.clusters.services import RuleChange, rule_set
from eduklaster.kernel import clock
from eduklaster.kernel.text import Localized
from eduklaster.notices import services
from eduklaster.notices.enums import Occasion, Rhythm
from eduklaster.notices.models import Notice
from eduklaster.notices.presenters import stop_token
from eduklaster.notices.selectors import rhythm_of
from eduklaster.people.models import Consent, ContactPoint, Person, User
from eduklaster.post.models import Letter
from eduklaster.post.services import letters_deliver_due
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_follow, case_open, delegation_give, step_decline, step_do

DAY = date(2026, 3, 2)
HEAD = Doer(TELLER, frozenset({"office:head"}))
pytestmark = pytest.mark.django_db


class Story:
    """A head with an account, a plan that waits for the head."""

    def __init__(self, settings: Any) -> None:
        settings.SITE_URL = "https://cluster.example"
        self.world = World.of("smolensk", settings, DAY)
        self.head = self.world.office("head", "Соколова")
        self.user = User.objects.create_user("head@example.org", "x", person=self.head, language="uk")
        self.case = self.plan()

    def plan(self, title: str = "План Іваненка") -> Case:
        draft = CaseDraft("approve_plan", Localized.same(title))
        return case_open(cluster=self.world.cluster, draft=draft, doer=HEAD, on=self.world.today)

    def announce(self, step: str = "draft") -> int:
        return services.step_announce(step_id=self.case.steps.get(step=step).pk)

    def sent(self) -> list[Any]:
        letters_deliver_due()
        return mail.outbox

    def term(self, day: date) -> None:
        self.case.steps.filter(step="draft").update(due_on=day)


@pytest.fixture
def story(settings: Any) -> Story:
    return Story(settings)


def test_an_opened_step_becomes_a_job_of_the_same_transaction(story: Story) -> None:
    step = story.case.steps.get(step="draft")
    assert ProcrastinateJob.objects.filter(task_name="notices.step", args={"step_id": step.pk}).count() == 1
    assert not Letter.objects.exists(), "nothing slow happens while the cluster is locked"


def test_whose_turn_it_is_gets_one_letter_with_link_clause_and_term(story: Story) -> None:
    story.term(date(2026, 3, 13))
    assert story.announce() == 1
    assert story.announce() == 0
    (letter,) = story.sent()
    url = f"https://cluster.example/c/smolensk/cases/{story.case.pk}/"
    assert letter.to == ["head@example.org"]
    assert url in letter.body
    assert url in letter.alternatives[0][0]
    assert "13 березня 2026" in letter.body.replace("\u00a0", " ")
    assert story.case.reference in letter.body


def test_a_letter_names_matter_and_number_and_never_the_title_or_anybody_else(story: Story) -> None:
    story.announce()
    (letter,) = story.sent()
    assert "Іваненка" not in letter.body + letter.subject + letter.alternatives[0][0]
    assert "Соколова" not in letter.body + letter.alternatives[0][0]
    assert "<time" not in letter.body


@pytest.mark.parametrize(("language", "word"), [("uk", "13 березня"), ("ru", "13 марта"), ("en", "13 March")])
def test_a_letter_speaks_the_language_of_its_reader(story: Story, language: str, word: str) -> None:
    User.objects.update(language=language)
    story.term(date(2026, 3, 13))
    story.announce()
    letter = Letter.objects.get()
    assert letter.language == language
    story.sent()
    assert mail.outbox[0].message()["Content-Language"] == language
    assert word in mail.outbox[0].body.replace("\u00a0", " ")


def test_a_step_that_is_done_meanwhile_is_not_announced(story: Story) -> None:
    step_do(cluster=story.world.cluster, case_ids=[story.case.pk], step="draft", doer=HEAD, on=DAY)
    assert story.announce("draft") == 0


def test_a_step_that_comes_back_is_announced_anew(story: Story) -> None:
    assert story.announce() == 1
    step_do(cluster=story.world.cluster, case_ids=[story.case.pk], step="draft", doer=HEAD, on=DAY)
    later = DAY + timedelta(days=1)
    story.world.go_to(later)
    step_decline(
        cluster=story.world.cluster, case_id=story.case.pk, step="agreement", doer=HEAD, on=later, reason="Нет сроков"
    )
    story.case.steps.filter(step="draft").update(opened_on=later)
    assert story.announce() == 1


def test_the_alternate_is_written_to_as_well_as_the_holder(story: Story) -> None:
    deputy = story.world.person("Дроздова")
    User.objects.create_user("deputy@example.org", "x", person=deputy)
    row = delegation_give(
        cluster=story.world.cluster,
        giver=story.user,
        party="office:head",
        alternate=deputy,
        valid_from=DAY,
        valid_until=DAY + timedelta(days=9),
        actor=TELLER,
        on=DAY,
    )
    assert services.delegation_announce(delegation_id=row.pk) == 1
    assert story.announce() == 2
    assert sorted(Letter.objects.values_list("recipient", flat=True)) == [
        "deputy@example.org",
        "deputy@example.org",
        "head@example.org",
    ]


def test_two_working_days_before_the_term_is_recalled_once_and_again_when_it_is_over(story: Story) -> None:
    story.term(date(2026, 3, 10))  # a Tuesday after a Monday off: two working days before lies the Thursday
    told = {}
    for day in (date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 6), date(2026, 3, 10), date(2026, 3, 11)):
        story.world.go_to(day)
        told[day.day] = services.reminders_tick(story.world.cluster, day) + services.reminders_tick(
            story.world.cluster, day
        )
    assert told == {4: 0, 5: 1, 6: 0, 10: 0, 11: 1}
    assert list(Notice.objects.order_by("pk").values_list("occasion", flat=True)) == ["soon", "overdue"]


def test_a_step_whose_term_is_over_when_it_is_told_brings_one_letter_and_not_two(story: Story) -> None:
    story.term(DAY - timedelta(days=1))
    assert story.announce() == 1
    assert services.reminders_tick(story.world.cluster, DAY) == 0
    assert Notice.objects.get().occasion == "overdue"


def test_when_to_recall_is_a_rule_that_an_act_replaces(story: Story) -> None:
    assert str(story.world.rule("reminder.before")) == "2 working days"
    rule_set(
        cluster=story.world.cluster,
        change=RuleChange("reminder.before", "5 days", DAY),
        act="решение № 5",
        actor=TELLER,
    )
    story.term(date(2026, 3, 10))
    assert services.reminders_tick(story.world.cluster, date(2026, 3, 4)) == 0
    assert services.reminders_tick(story.world.cluster, date(2026, 3, 5)) == 1


def person_with_contact(story: Story) -> Person:
    User.objects.filter(pk=story.user.pk).delete()
    ContactPoint.objects.create(person=story.head, kind="email", value="own@example.org")
    return story.head


def test_without_an_account_nobody_is_written_to_but_by_consent(story: Story) -> None:
    person = person_with_contact(story)
    assert story.announce() == 0
    consent = Consent.objects.create(person=person, purpose="notifications", given_at=clock.now())
    assert story.announce() == 1
    assert Letter.objects.get().recipient == "own@example.org"
    Consent.objects.filter(pk=consent.pk).update(withdrawn_at=clock.now())
    assert services.reminders_tick(story.world.cluster, date(2027, 3, 5)) == 0


def test_a_closed_account_gets_nothing(story: Story) -> None:
    User.objects.update(is_active=False)
    assert story.announce() == 0


def test_who_chose_never_gets_nothing(story: Story) -> None:
    services.rhythm_set(person=story.head, rhythm=Rhythm.NEVER)
    assert story.announce() == 0
    assert not Notice.objects.exists()


def test_a_digest_gathers_the_day_and_leaves_out_what_is_done(story: Story) -> None:
    services.rhythm_set(person=story.head, rhythm=Rhythm.DAILY)
    first = story.case
    story.announce()
    for _number in range(2):
        story.case = story.plan()
        story.announce()
    step_do(cluster=story.world.cluster, case_ids=[first.pk], step="draft", doer=HEAD, on=DAY)
    assert not Letter.objects.exists()
    assert services.digests_send(rhythm=Rhythm.WEEKLY) == 0
    assert services.digests_send(rhythm=Rhythm.DAILY) == 1
    assert services.digests_send(rhythm=Rhythm.DAILY) == 0
    (letter,) = story.sent()
    assert letter.body.count("/cases/") == 2
    assert f"/cases/{first.pk}/" not in letter.body


def test_who_goes_back_to_letters_at_once_gets_what_has_gathered(story: Story) -> None:
    services.rhythm_set(person=story.head, rhythm=Rhythm.WEEKLY)
    story.announce()
    services.rhythm_set(person=story.head, rhythm=Rhythm.AT_ONCE)
    assert Letter.objects.count() == 1
    assert not Notice.objects.filter(settled_at=None).exists()


def test_who_follows_a_case_hears_how_it_ended(story: Story) -> None:
    reader = story.world.person("Чижова")
    User.objects.create_user("reader@example.org", "x", person=reader)
    case_follow(case=story.case, person=reader, wanted=True)
    Case.objects.filter(pk=story.case.pk).update(state="declined", closed_on=DAY)
    assert services.case_announce(case_id=story.case.pk, occasion=Occasion.CLOSED) == 1
    assert services.case_announce(case_id=story.case.pk, occasion=Occasion.CLOSED) == 0
    case_follow(case=story.case, person=reader, wanted=False)
    assert not story.case.follows.exists()


def test_the_applicant_hears_that_the_case_is_open(story: Story) -> None:
    head = story.world.person("Белова")
    User.objects.create_user("school@example.org", "x", person=head)
    member = story.world.participant("Колледж", "education", head)
    case = case_open(
        cluster=story.world.cluster,
        draft=CaseDraft("leave", Localized.same("Выход"), ("membership.participant", str(member.pk))),
        doer=Doer(TELLER, frozenset({f"participant:{member.pk}"})),
        on=DAY,
    )
    assert services.case_announce(case_id=case.pk, occasion=Occasion.FILED) == 1
    assert Letter.objects.get().recipient == "school@example.org"


def test_records_of_long_ago_are_no_news(story: Story) -> None:
    case_follow(case=story.case, person=story.head, wanted=True)
    Case.objects.filter(pk=story.case.pk).update(state="declined", closed_on=DAY - timedelta(days=15))
    assert services.case_announce(case_id=story.case.pk, occasion=Occasion.CLOSED) == 0


def test_the_link_in_a_letter_stops_letters_without_signing_in(story: Story, client: Client) -> None:
    story.announce()
    (letter,) = story.sent()
    address = letter.extra_headers["List-Unsubscribe"].strip("<>")
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = address.removeprefix("https://cluster.example")
    assert client.get(path).status_code == 200
    assert rhythm_of(story.head.pk) == Rhythm.AT_ONCE, "a look changes nothing"
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert rhythm_of(story.head.pk) == Rhythm.NEVER
    assert client.get(reverse("notices:stop", args=[stop_token(story.head.pk) + "x"])).status_code == 404


def test_my_letters_show_mine_alone_and_change_how_often_they_come(story: Story) -> None:
    story.announce()
    mine = story.world.client(story.head)
    letter = Letter.objects.get()
    assert mine.get(reverse("notices:mine")).status_code == 200
    assert letter.subject.split(":")[0] in mine.get(reverse("notices:letter", args=[letter.pk])).content.decode()
    other = story.world.client(story.world.person("Чужая"))
    assert other.get(reverse("notices:letter", args=[letter.pk])).status_code == 404
    assert mine.post(reverse("notices:rhythm"), {"rhythm": "weekly"}).status_code == 302
    assert rhythm_of(story.head.pk) == Rhythm.WEEKLY
    mine.post(reverse("notices:rhythm"), {"rhythm": "hourly"})
    assert rhythm_of(story.head.pk) == Rhythm.WEEKLY


def test_the_administrator_sees_what_did_not_leave_and_why_but_not_what_was_in_it(story: Story, client: Client) -> None:
    story.announce()
    Letter.objects.update(state="failed", error="SMTPServerDisconnected: gone")
    client.force_login(User.objects.create_user("admin@example.org", "x", is_platform_admin=True))
    page = client.get(reverse("notices:unsent")).content.decode()
    assert "SMTPServerDisconnected" in page
    assert Letter.objects.get().subject not in page
    again = reverse("notices:again", args=[Letter.objects.get().pk])
    assert client.get(again).status_code == 200
    assert client.post(again).status_code == 302
    assert Letter.objects.get().state == "waiting"


def letters(number: int, person: Person | None = None) -> None:
    now = clock.now()
    Letter.objects.all().delete()
    Letter.objects.bulk_create(
        Letter(
            key=f"row{row}",
            person_id=person.pk if person else None,
            recipient="head@example.org",
            language="uk",
            subject=f"Лист {row}",
            text="Текст",
            state="failed",
            error="SMTPServerDisconnected: gone",
            made_at=now,
            next_try_at=now,
        )
        for row in range(number)
    )


def queries(client: Client, url: str, shown: int) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        page = client.get(url).content.decode()
    assert page.count("<tr") >= shown
    return len(seen)


def test_lists_of_letters_ask_the_database_as_often_for_thirty_rows_as_for_one(story: Story, client: Client) -> None:
    client.force_login(User.objects.create_user("admin@example.org", "x", is_platform_admin=True))
    mine = story.world.client(story.head)
    counts = {}
    for number in (1, 30):
        letters(number, story.head)
        counts[number] = (
            queries(mine, reverse("notices:mine") + "?size=50", number),
            queries(client, reverse("notices:unsent") + "?size=50", number),
        )
    assert counts[1] == counts[30]
    assert max(counts[30]) <= 8
