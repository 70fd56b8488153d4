"""An alternate acts for the holder of a duty, for a time, where the charter allows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.world import TELLER, World

from eduklaster.clusters.services import RuleChange, rule_set
from eduklaster.journal.models import Entry
from eduklaster.journal.services import journal_verify
from eduklaster.kernel.errors import AccessError, InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.people.access import capacities_of
from eduklaster.people.models import OfficeHolding, Person, User
from eduklaster.procedures.access import doer_for
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Act, Case, Delegation
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, delegation_give, delegation_revoke, step_do

DAY = date(2026, 3, 2)
UNTIL = date(2026, 3, 13)
pytestmark = pytest.mark.django_db


@dataclass
class Story:
    """The head of a cluster, a deputy with an account, a plan that waits for the head."""

    world: World
    head: Person
    deputy: Person
    case: Case

    @property
    def giver(self) -> User:
        return User.objects.get(person=self.head)

    def give(self, **fields: Any) -> Delegation:
        values: dict[str, Any] = {
            "cluster": self.world.cluster,
            "giver": self.giver,
            "party": "office:head",
            "alternate": self.deputy,
            "valid_from": DAY,
            "valid_until": UNTIL,
            "actor": TELLER,
            "on": self.world.today,
        }
        return delegation_give(**values | fields)


@pytest.fixture
def story(settings: Any) -> Story:
    world = World.of("smolensk", settings, DAY)
    head, deputy = world.office("head", "Соколова"), world.person("Дроздова")
    for person in (head, deputy):
        world.client(person)
    case = case_open(
        cluster=world.cluster,
        draft=CaseDraft("approve_plan", Localized.same("План на 2027 год")),
        doer=Doer(TELLER, frozenset({"office:head"})),
        on=DAY,
    )
    return Story(world, head, deputy, case)


def draft_by(story: Story, person: Person, on: date) -> None:
    doer = doer_for(person, story.world.cluster, on)
    step_do(cluster=story.world.cluster, case_ids=[story.case.pk], step="draft", doer=doer, on=on)


def test_the_alternate_does_the_step_and_the_record_says_by_delegation_until_when(story: Story) -> None:
    story.give()
    draft_by(story, story.deputy, DAY)
    step = story.case.steps.get(step="draft")
    assert step.state == "done"
    assert "за дорученням до" in step.done_as
    assert list(journal_verify()) == []


def test_the_act_that_an_alternate_signs_is_the_offices_act(story: Story) -> None:
    story.give()
    draft_by(story, story.deputy, DAY)
    doer = doer_for(story.deputy, story.world.cluster, DAY)
    step_do(cluster=story.world.cluster, case_ids=[story.case.pk], step="agreement", doer=doer, on=DAY)
    assert Act.objects.get().issuer == "office:head"


def test_the_holder_keeps_the_duty_meanwhile(story: Story) -> None:
    story.give()
    draft_by(story, story.head, DAY)
    assert "за дорученням" not in story.case.steps.get(step="draft").done_as


@pytest.mark.parametrize("day", [DAY - timedelta(days=1), UNTIL + timedelta(days=1)])
def test_before_the_first_and_after_the_last_day_the_alternate_is_a_stranger(story: Story, day: date) -> None:
    story.give()
    assert capacities_of(User.objects.get(person=story.deputy), story.world.cluster, day) == []
    assert capacities_of(User.objects.get(person=story.deputy), story.world.cluster, UNTIL) != []


def test_without_a_delegation_the_chain_refuses_and_nothing_is_done(story: Story) -> None:
    with pytest.raises(ChainRefused) as refused:
        draft_by(story, story.deputy, DAY)
    assert refused.value.code == "chain.wrong_party"
    assert story.case.steps.get(step="draft").state == "open"


def test_a_stranger_to_a_step_reads_whose_it_is_and_is_offered_no_form(story: Story) -> None:
    url = story.world.url(f"cases/{story.case.pk}/steps/draft/")
    page = story.world.client(story.deputy).get(url)
    assert "office:" not in page.context["why_not"]
    assert page.context["why_not"]
    assert 'name="note"' not in page.content.decode()
    own = story.world.client(story.head).get(url)
    assert own.context["why_not"] == ""
    assert 'name="note"' in own.content.decode()


def test_a_refusal_is_said_once_and_not_in_codes(story: Story) -> None:
    url = story.world.url(f"cases/{story.case.pk}/steps/draft/")
    page = story.world.client(story.deputy).post(url, {"on": DAY.isoformat()})
    (said,) = page.context["form"].non_field_errors()
    assert page.status_code == 422
    assert "«draft»" not in said
    assert page.content.decode().count("error-summary") == 1
    assert "err-t" not in page.content.decode()


def test_a_delegation_lapses_with_the_office_of_the_one_who_gave_it(story: Story) -> None:
    story.give()
    OfficeHolding.objects.filter(person=story.head).update(valid_until=DAY + timedelta(days=1))
    with pytest.raises(ChainRefused):
        draft_by(story, story.deputy, DAY + timedelta(days=1))


def test_a_charter_that_forbids_delegation_is_cited_in_the_refusal(story: Story) -> None:
    rule_set(
        cluster=story.world.cluster,
        change=RuleChange("duty.delegation", "none", DAY - timedelta(days=30)),
        act="решение № 4 от 01.02.2026",
        actor=TELLER,
    )
    with pytest.raises(ChainRefused) as refused:
        story.give()
    assert refused.value.code == "delegation.forbidden"
    assert refused.value.verdict.citation is not None
    assert refused.value.verdict.citation.kind == "act"
    assert not Delegation.objects.exists()


def test_where_the_charter_is_silent_the_default_is_named(story: Story) -> None:
    story.give()
    assert Entry.objects.get(action="delegation.given").citations == [{"kind": "default", "ref": "D-98"}]


def test_there_is_one_alternate_at_a_time(story: Story) -> None:
    story.give()
    other = story.world.person("Галкина")
    story.world.client(other)
    with pytest.raises(ChainRefused) as refused:
        story.give(alternate=other, valid_from=UNTIL, valid_until=UNTIL + timedelta(days=5))
    assert refused.value.code == "delegation.taken"
    assert Delegation.objects.count() == 1
    assert story.give(alternate=other, valid_from=UNTIL + timedelta(days=1), valid_until=UNTIL + timedelta(days=5))


def test_a_delegated_duty_is_not_passed_on(story: Story) -> None:
    story.give()
    third = story.world.person("Галкина")
    story.world.client(third)
    with pytest.raises(ChainRefused) as refused:
        story.give(giver=User.objects.get(person=story.deputy), alternate=third)
    assert refused.value.code == "delegation.twice"


def test_two_who_stand_in_for_each_other_do_not_turn_in_a_circle(story: Story) -> None:
    secretary = story.world.office("secretary", "Галкина")
    story.world.client(secretary)
    story.give(alternate=secretary)
    story.give(giver=User.objects.get(person=secretary), party="office:secretary", alternate=story.head)
    parties = {c.party for c in capacities_of(story.giver, story.world.cluster, DAY)}
    assert {"office:head", "office:secretary"} <= parties


def test_only_a_duty_of_ones_own_is_delegated(story: Story) -> None:
    for party in ("office:secretary", "platform:admin", "member:council"):
        with pytest.raises(AccessError):
            story.give(party=party)
    assert not Delegation.objects.exists()


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"valid_from": DAY - timedelta(days=1)}, "delegation.past"),
        ({"valid_until": DAY - timedelta(days=1)}, "delegation.days"),
    ],
)
def test_days_that_make_no_sense_are_refused(story: Story, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as refused:
        story.give(**fields)
    assert refused.value.code == code


def test_the_alternate_is_somebody_else_with_an_account(story: Story) -> None:
    for alternate in (story.head, story.world.person("Без входа")):
        with pytest.raises(InputError):
            story.give(alternate=alternate)
    assert not Delegation.objects.exists()


def test_a_revoked_delegation_ends_at_once_and_cannot_be_revoked_twice(story: Story) -> None:
    row = story.give()
    stranger = User.objects.create_user("stranger@example.org", "x", person=story.world.person("Чужая"))
    with pytest.raises(AccessError):
        delegation_revoke(delegation=row, user=stranger, is_secretary=False, actor=TELLER, on=DAY)
    delegation_revoke(delegation=row, user=story.giver, is_secretary=False, actor=TELLER, on=DAY)
    with pytest.raises(ChainRefused):
        draft_by(story, story.deputy, DAY)
    with pytest.raises(StateError):
        delegation_revoke(delegation=row, user=story.giver, is_secretary=False, actor=TELLER, on=DAY)
    assert story.give(), "the time is free for another delegation"


def test_the_desk_of_the_alternate_shows_what_was_delegated(story: Story) -> None:
    link = f"/cases/{story.case.pk}/"
    assert link not in story.world.client(story.deputy).get(story.world.url("my/")).content.decode()
    story.give()
    assert link in story.world.client(story.deputy).get(story.world.url("my/")).content.decode()
    page = story.world.client(story.deputy).get(story.world.url(f"cases/{story.case.pk}/")).content.decode()
    assert "An alternate acts by delegation until" in page.replace("\u00a0", " ").replace("&nbsp;", " ")


def test_a_duty_is_delegated_and_ended_on_pages(story: Story) -> None:
    holder, alternate = story.world.client(story.head), story.world.client(story.deputy)
    stranger = story.world.client(story.world.person("Чужая"))
    values = {
        "party": "office:head",
        "person": f"Дроздова (№ {story.deputy.pk})",
        "valid_from": DAY.isoformat(),
        "valid_until": UNTIL.isoformat(),
        "note": "отпуск",
    }
    assert stranger.get(story.world.url("delegations/new/")).status_code == 404
    Person.objects.filter(pk=story.deputy.pk).update(registered_in=story.world.cluster)
    refused = holder.post(story.world.url("delegations/new/"), values | {"valid_until": "2026-03-01"})
    assert refused.status_code == 422
    done = holder.post(story.world.url("delegations/new/"), values)
    assert done.status_code == 302
    row = Delegation.objects.get()
    for client in (holder, alternate):
        assert f"delegations/{row.pk}/" in client.get(story.world.url("delegations/")).content.decode()
        assert client.get(story.world.url(f"delegations/{row.pk}/")).status_code == 200
    assert stranger.get(story.world.url(f"delegations/{row.pk}/")).status_code == 404
    assert alternate.post(story.world.url(f"delegations/{row.pk}/end/")).status_code == 302
    row.refresh_from_db()
    assert row.revoked_on == DAY


def test_the_list_asks_as_often_for_thirty_rows_as_for_one(story: Story) -> None:
    client = story.world.client(story.head)
    asked = []
    for days in (range(1), range(1, 30)):
        for number in days:
            day = DAY + timedelta(days=number)
            story.give(valid_from=day, valid_until=day)
        client.get(story.world.url("delegations/"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(story.world.url("delegations/?size=50"))
        asked.append(len(queries))
    assert page.content.decode().count("/delegations/") > 30
    assert asked[0] == asked[1]
