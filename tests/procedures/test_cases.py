"""Cases: opened by a charter and kept to it, stopped, waited for, proved; nothing is lost on the way."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.procedures.stories import CHAIR, DAY, HEAD, SECRETARY, Story
from tests.world import TELLER, World

from eduklaster.charter.resolver import Scope
from eduklaster.clusters.errors import ClusterReadOnly
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.services import RuleChange, rule_set, version_add, version_put_in_force
from eduklaster.journal.models import Entry
from eduklaster.journal.services import journal_verify
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import cases_visible_to
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Case, Evidence
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.selectors import chain_for
from eduklaster.procedures.services import CaseDraft, case_open, case_stop, cases_tick, evidence_add, step_do
from eduklaster.procedures.services.cases import batch_title

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(settings: Any) -> Story:
    return Story(settings)


@pytest.fixture
def world(settings: Any) -> World:
    return World.of("smolensk", settings, DAY)


def exclusion(world: World, ground: str = "breach_of_duties", name: str = "Колледж") -> Case:
    member = world.participant(name, "education")
    draft = CaseDraft("exclude", Localized.same("Исключение"), ("membership.participant", str(member.pk)), ground)
    return case_open(cluster=world.cluster, draft=draft, doer=SECRETARY, on=world.today)


def test_cases_of_a_year_are_numbered_without_gaps_whatever_is_refused_between(story: Story) -> None:
    first = story.plan()
    with pytest.raises(ChainRefused):
        case_open(
            cluster=story.cluster,
            draft=CaseDraft("approve_plan", Localized.same("План")),
            doer=Doer(TELLER, frozenset({"participant:1"})),
            on=DAY,
        )
    second = story.plan()
    assert (first.number, second.number) == (1, 2)


@pytest.mark.parametrize(("ground", "code"), [("abuse_of_rights", "ground.unknown"), ("", "ground.missing")])
def test_a_ground_that_the_charter_does_not_name_opens_no_case(world: World, ground: str, code: str) -> None:
    with pytest.raises(ChainRefused) as refused:
        exclusion(world, ground)
    assert refused.value.code == code
    assert refused.value.verdict.citation is not None
    assert refused.value.verdict.citation.ref == "5.3"
    assert not Case.objects.exists()


def test_a_second_case_about_the_same_subject_waits_for_the_end_of_the_first(story: Story) -> None:
    case = story.admission("Школа № 1")
    draft = CaseDraft("admit", Localized.same("Ещё раз"), (case.subject_type, case.subject_id), payload=case.payload)
    doer = Doer(TELLER, frozenset({f"organisation:{case.subject_id}"}))
    with pytest.raises(StateError) as refused:
        case_open(cluster=story.cluster, draft=draft, doer=doer, on=DAY)
    assert refused.value.code == "case.open_already"
    case_stop(case=case, reason="Заявление отозвано", actor=TELLER, on=DAY)
    assert case_open(cluster=story.cluster, draft=draft, doer=doer, on=DAY).number == 2


def test_a_terminated_cluster_opens_and_moves_nothing(story: Story) -> None:
    case = story.plan()
    Cluster.objects.update(state="terminated")
    with pytest.raises(ClusterReadOnly):
        story.plan()
    with pytest.raises(ClusterReadOnly):
        story.do(case, "draft", SECRETARY)
    assert Case.objects.count() == 1
    assert story.steps(case)["draft"] == "open"


def test_a_stopped_case_says_why_and_nothing_of_it_can_be_done(story: Story) -> None:
    case = story.adopted()
    case_stop(case=case, reason="План не нужен", actor=TELLER, on=DAY)
    case.refresh_from_db()
    assert (case.state, case.closed_on, case.closing_reason) == (CaseState.STOPPED, DAY, "План не нужен")
    assert story.steps(case) == {"draft": "done", "adoption": "done", "order": "skipped"}
    with pytest.raises(ChainRefused) as refused:
        story.do(case, "order", HEAD)
    assert refused.value.code == "chain.closed"
    with pytest.raises(StateError) as again:
        case_stop(case=case, reason="Ещё раз", actor=TELLER, on=DAY)
    assert again.value.code == "case.closed"
    assert Entry.objects.filter(action="case.stopped").count() == 1


def test_the_hourly_round_opens_what_has_waited_long_enough_and_is_repeatable(world: World) -> None:
    case = exclusion(world)
    for step in ("evidence", "notice"):
        step_do(cluster=world.cluster, case_ids=[case.pk], step=step, doer=SECRETARY, on=DAY)
    for days, hearing in ((0, "waiting"), (9, "waiting"), (10, "open"), (10, "open"), (30, "open")):
        cases_tick(world.cluster, DAY + timedelta(days=days))
        assert case.steps.get(step="hearing").state == hearing, days
    row = case.steps.get(step="hearing")
    assert row.opened_on == DAY + timedelta(days=10), "not the day on which the round came by"
    entries = Entry.objects.count()
    cases_tick(world.cluster, DAY + timedelta(days=31))
    assert Entry.objects.count() == entries


def test_an_early_answer_does_not_shorten_the_time_in_which_more_may_be_said(world: World) -> None:
    case = exclusion(world)
    for step in ("evidence", "notice"):
        step_do(cluster=world.cluster, case_ids=[case.pk], step=step, doer=SECRETARY, on=DAY)
    answer = Doer(TELLER, frozenset({f"participant:{case.subject_id}"}))
    day = DAY + timedelta(days=3)
    step_do(cluster=world.cluster, case_ids=[case.pk], step="reply", doer=answer, on=day)
    assert case.steps.get(step="hearing").state == "waiting"
    cases_tick(world.cluster, DAY + timedelta(days=10))
    assert dict(case.steps.values_list("step", "state"))["reply"] == "done"
    assert case.steps.get(step="hearing").state == "open"


def test_a_case_keeps_to_the_charter_under_which_it_was_opened(story: Story) -> None:
    before = story.plan("По старому положению")
    old = story.cluster.versions.get()
    version = version_add(cluster=story.cluster, source=old.source + "\n# редакция 2\n", actor=TELLER, on=DAY)
    version_put_in_force(version=version, effective_from=DAY + timedelta(days=1), actor=TELLER)
    story.world.go_to(DAY + timedelta(days=2))
    after = story.plan("По новому положению")
    assert (before.version_id, after.version_id) == (old.pk, version.pk)
    for case in (before, after):
        story.do(case, "draft", SECRETARY)
        story.do(case, "adoption", CHAIR)
        story.do(case, "order", HEAD)
        assert story.state(case) == CaseState.EFFECTIVE
    before.refresh_from_db()
    assert before.version_id == old.pk


def test_a_rule_set_by_an_act_shapes_the_chains_of_cases_opened_from_its_day(world: World) -> None:
    def opened() -> Case:
        draft = CaseDraft("amend_charter", Localized.same("Изменения"))
        return case_open(cluster=world.cluster, draft=draft, doer=SECRETARY, on=world.today)

    def wait(case: Case) -> str:
        return str(chain_for(Case.objects.get(pk=case.pk)).step("consultation").wait)

    before = opened()
    change = RuleChange("amendment.consultation", "30 days", world.today)
    rule_set(cluster=world.cluster, change=change, act="Решение № 5", actor=TELLER)
    after = opened()
    assert (wait(before), wait(after)) == ("10 days", "30 days")
    assert chain_for(after).step("consultation").act == "Решение № 5"
    page = Client().get(world.url("charter/matters/amend_charter/")).content.decode().replace("\xa0", " ")
    assert "Решение № 5" in page, "the page of the matter shows the same chain and its source"


def test_evidence_is_words_or_a_file_whose_digest_is_kept(story: Story) -> None:
    case = story.plan()
    with pytest.raises(InputError) as empty:
        evidence_add(case=case, title="Справка", text="  ", doer=SECRETARY, on=DAY)
    assert (empty.value.code, empty.value.field) == ("evidence.empty", "text")
    assert not Evidence.objects.exists()
    evidence_add(case=case, title="Со слов", text="Мастерская закрыта", doer=SECRETARY, on=DAY)
    file = SimpleUploadedFile("справка.pdf", b"%PDF-1.4 checked")
    row = evidence_add(case=case, title="Справка", text="", doer=SECRETARY, on=DAY, file=file)
    row.refresh_from_db()
    with row.file.open() as kept:
        assert row.sha256 == hashlib.sha256(kept.read()).hexdigest()
    assert Entry.objects.filter(action="evidence.added", facts__sha256=row.sha256).count() == 1


def test_a_closed_case_takes_no_more_evidence(story: Story) -> None:
    case = story.plan()
    case_stop(case=case, reason="Не нужно", actor=TELLER, on=DAY)
    with pytest.raises(StateError):
        evidence_add(case=case, title="Поздно", text="Слова", doer=SECRETARY, on=DAY)
    assert not Evidence.objects.exists()


def test_everything_that_happens_to_cases_stands_in_an_unbroken_journal(story: Story) -> None:
    case = story.adopted()
    story.do(case, "order", HEAD)
    told = list(Entry.objects.filter(object_type="procedures.case", object_id=str(case.pk)).order_by("number"))
    assert [row.action for row in told] == ["case.opened", "step.done", "step.done", "step.done", "case.effective"]
    assert list(journal_verify()) == []


def seen_by_guests(case: Case) -> bool:
    guest = Viewer(AnonymousUser(), case.cluster, case.opened_on)
    return cases_visible_to(case.cluster, guest).filter(pk=case.pk).exists()


def test_an_exclusion_is_seen_by_those_concerned_and_a_plan_by_everybody(world: World) -> None:
    closed = exclusion(world)
    draft = CaseDraft("approve_plan", Localized.same("План"))
    plan = case_open(cluster=world.cluster, draft=draft, doer=SECRETARY, on=world.today)

    assert [(c.audience, seen_by_guests(c)) for c in (closed, plan)] == [("concerned", False), ("all", True)]


@pytest.mark.parametrize(("matter", "value"), [("exclude", "all"), ("approve_plan", "concerned")])
def test_an_act_says_who_sees_the_cases_opened_after_it(world: World, matter: str, value: str) -> None:
    def opened(name: str) -> Case:
        if matter == "exclude":
            return exclusion(world, name=name)
        draft = CaseDraft(matter, Localized.same("План"))
        return case_open(cluster=world.cluster, draft=draft, doer=SECRETARY, on=world.today)

    before = opened("Колледж")
    change = RuleChange("case.audience", value, DAY, Scope(matter=matter))
    rule_set(cluster=world.cluster, change=change, act="Решение № 4", actor=TELLER)
    after = opened("Лицей")

    assert (seen_by_guests(before), seen_by_guests(after)) == (value != "all", value == "all")


def test_what_the_titles_of_several_cases_begin_with_is_said_once() -> None:
    def named(uk: str, ru: str, en: str) -> Case:
        return Case(title=Localized({"uk": uk, "ru": ru, "en": en}))

    first = named("Вступ: Ліцей № 3", "Вступление: Лицей № 3", "Admission: Lyceum № 3")
    second = named("Вступ: Музей", "Вступление: Музей", "Admission: Museum")
    plan = named("План роботи", "План работы", "Plan of work")
    assert batch_title([first, second]).in_("uk") == "Вступ: Ліцей № 3; Музей"
    assert batch_title([first, second]).in_("en") == "Admission: Lyceum № 3; Museum"
    assert batch_title([first, plan]).in_("uk") == "2 справи: Вступ: Ліцей № 3; План роботи"
    assert batch_title([plan]).in_("uk") == "План роботи"
