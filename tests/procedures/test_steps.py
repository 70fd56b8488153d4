"""Steps: in their order, by their party, with their basis; declined in time; several cases by one act."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from tests.procedures.stories import CHAIR, DAY, HEAD, SECRETARY, Story
from tests.world import TELLER, World

from eduklaster.journal.models import Entry
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Participant
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.errors import ChainRefused, PaperNoteMissing
from eduklaster.procedures.models import Act, Case, Refusal, StepMark
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, refusal_record, step_decline, step_do, step_mark

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(settings: Any) -> Story:
    return Story(settings)


def refused(story: Story, *args: Any, **given: Any) -> ChainRefused:
    """Try a step; return the refusal, having seen that it left everything as it was."""
    before = story.kept()
    with pytest.raises(ChainRefused) as error:
        story.do(*args, **given)
    assert story.kept() == before
    return error.value


def decline(story: Story, case: Case, on: date, reason: str = "Нет сроков", doer: Doer = HEAD) -> Case:
    return step_decline(cluster=story.cluster, case_id=case.pk, step="order", doer=doer, on=on, reason=reason)


def test_a_step_out_of_order_is_refused_with_what_it_waits_for_and_the_rule(story: Story) -> None:
    case = story.admission("Школа № 1")
    story.do(case, "application", SECRETARY, note="Заявление № 4")
    error = refused(story, case, "order", HEAD)
    assert (error.code, error.verdict.facts["waits_for"]) == ("chain.not_yet", ["recommendation"])
    assert error.verdict.citation is not None
    assert error.verdict.citation.ref == "7.2"
    assert "7.2" in str(error)


def test_a_step_dated_before_the_step_before_it_is_refused_with_the_first_possible_day(story: Story) -> None:
    case = story.plan()
    story.do(case, "draft", SECRETARY, on=DAY + timedelta(days=3))
    error = refused(story, case, "adoption", CHAIR, on=DAY)
    assert (error.code, error.verdict.facts["earliest"]) == ("chain.dated_early", DAY + timedelta(days=3))
    assert str(error)


def test_the_reply_belongs_to_the_participant_concerned_and_not_to_another(settings: Any) -> None:
    world = World.of("smolensk", settings, DAY)
    concerned, other = (world.participant(name, "education") for name in ("Колледж", "Лицей"))
    secretary = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)
    draft = CaseDraft(
        "exclude", Localized.same("Исключение"), ("membership.participant", str(concerned.pk)), "breach_of_duties"
    )
    case = case_open(cluster=world.cluster, draft=draft, doer=secretary, on=DAY)
    for step in ("evidence", "notice"):
        step_do(cluster=world.cluster, case_ids=[case.pk], step=step, doer=secretary, on=DAY)
    with pytest.raises(ChainRefused) as error:
        step_do(
            cluster=world.cluster,
            case_ids=[case.pk],
            step="reply",
            doer=Doer(TELLER, frozenset({f"participant:{other.pk}"})),
            on=DAY,
        )
    assert error.value.code == "chain.wrong_party"
    step_do(
        cluster=world.cluster,
        case_ids=[case.pk],
        step="reply",
        doer=Doer(TELLER, frozenset({f"participant:{concerned.pk}"})),
        on=DAY,
    )
    assert case.steps.get(step="reply").state == "done"


def test_only_the_parties_of_an_agreement_sign_it(story: Story) -> None:
    rows = [story.world.participant(f"Школа {n}", "school", group="innovative_environment") for n in range(3)]
    parties = [f"participant:{row.pk}" for row in rows]
    case = case_open(
        cluster=story.cluster,
        draft=CaseDraft("agree", Localized.same("Договор"), payload={"participant_parties": parties[:2]}),
        doer=Doer(TELLER, frozenset(parties[:1])),
        on=DAY,
    )
    story.do(case, "draft", Doer(TELLER, frozenset(parties[:1])))

    def sign(party: str) -> None:
        step_mark(
            cluster=story.cluster,
            case_id=case.pk,
            step="signatures",
            party=party,
            label=party,
            doer=Doer(TELLER, frozenset({party})),
            on=DAY,
        )

    with pytest.raises(ChainRefused) as error:
        sign(parties[2])
    assert error.value.code == "chain.wrong_party"
    assert not StepMark.objects.exists()
    sign(parties[0])
    with pytest.raises(StateError) as again:
        sign(parties[0])
    assert again.value.code == "step.marked"
    sign(parties[1])
    assert StepMark.objects.count() == 2


def test_a_step_that_is_done_is_not_done_again(story: Story) -> None:
    case = story.adopted()
    assert refused(story, case, "adoption", CHAIR).code == "chain.already_done"


def test_the_wrong_organ_office_or_outsider_is_refused(story: Story) -> None:
    case = story.plan()
    story.do(case, "draft", SECRETARY)
    for party in ("office:centre_head", "chair:other", "member:nes", "participant:7", "person:9"):
        stranger = Doer(TELLER, frozenset({party}))
        assert refused(story, case, "adoption", stranger).code == "chain.wrong_party", party
    story.do(case, "adoption", CHAIR)
    assert refused(story, case, "order", CHAIR).code == "chain.wrong_party"


def test_an_order_that_does_not_cite_its_basis_is_refused(story: Story) -> None:
    error = refused(story, story.adopted(), "order", HEAD, cites=set())
    assert (error.code, error.verdict.facts["basis"]) == ("chain.basis_missing", ["adoption"])


def test_a_step_that_the_chain_does_not_have_is_named(story: Story) -> None:
    case = story.plan()
    with pytest.raises(InputError) as error:
        story.do(case, "publication", SECRETARY)
    assert error.value.code == "step.unknown"


def test_the_secretary_records_another_ones_paper_only_with_a_note(story: Story) -> None:
    case = story.admission("Школа № 2")
    with pytest.raises(PaperNoteMissing):
        story.do(case, "application", Doer(TELLER, frozenset(), is_secretary=True), note="  ")
    assert story.steps(case)["application"] == "open"
    story.do(case, "application", Doer(TELLER, frozenset(), is_secretary=True), note="Заявление от 1 марта")
    assert story.steps(case)["application"] == "done"


# ─── declining ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_may_sign_may_decline_until_the_last_day_of_the_term(story: Story) -> None:
    case = story.adopted()
    due = case.steps.get(step="order").due_on
    assert due == DAY + timedelta(days=10), "the default term, where the charter names none"
    decline(story, case, due)
    assert story.steps(case) == {"draft": "open", "adoption": "waiting", "order": "waiting"}
    assert story.state(case) == CaseState.OPEN


def test_a_day_after_the_term_declining_is_refused_and_signing_is_not(story: Story) -> None:
    case = story.adopted()
    before = story.kept()
    with pytest.raises(ChainRefused) as error:
        decline(story, case, DAY + timedelta(days=11))
    assert error.value.code == "chain.decline_late"
    assert error.value.verdict.facts["until"] == DAY + timedelta(days=10)
    assert story.kept() == before
    story.do(case, "order", HEAD, on=DAY + timedelta(days=11))
    assert story.state(case) == CaseState.EFFECTIVE


def test_what_came_back_is_done_anew_with_acts_of_its_own(story: Story) -> None:
    case = story.adopted()
    decline(story, case, DAY)
    story.do(case, "draft", SECRETARY)
    story.do(case, "adoption", CHAIR)
    story.do(case, "order", HEAD)
    assert list(Act.objects.filter(kind="resolution").order_by("number").values_list("number", flat=True)) == [1, 2]
    order = Act.objects.get(kind="order")
    assert [act.number for act in order.basis.all()] == [2]
    assert case.steps.get(step="adoption").data["returned"][0]["reason"] == "Нет сроков"


def test_an_admission_that_is_declined_is_closed_and_nobody_is_admitted(story: Story) -> None:
    case = story.admission("Школа № 3")
    story.do(case, "application", SECRETARY, note="Заявление")
    story.do(case, "recommendation", CHAIR)
    decline(story, case, DAY)
    case.refresh_from_db()
    assert (case.state, case.closed_on, case.closing_reason) == (CaseState.DECLINED, DAY, "Нет сроков")
    assert refused(story, case, "order", HEAD).code == "chain.closed"
    assert not Participant.objects.exists()


def test_nobody_declines_a_step_of_somebody_else_or_one_that_cannot_be_declined(story: Story) -> None:
    case = story.adopted()
    with pytest.raises(ChainRefused) as error:
        decline(story, case, DAY, doer=CHAIR)
    assert error.value.code == "chain.wrong_party"
    other = story.plan("План 2")
    with pytest.raises(ChainRefused) as error:
        step_decline(cluster=story.cluster, case_id=other.pk, step="draft", doer=SECRETARY, on=DAY, reason="Нет")
    assert error.value.code == "chain.no_decline"


# ─── several cases by one act ──────────────────────────────────────────────────────────────────────────────────────


def recommended(story: Story, *names: str) -> list[Case]:
    cases = [story.admission(name) for name in names]
    for case in cases:
        story.do(case, "application", SECRETARY, note="Заявление")
    return cases


def test_one_act_serves_several_cases_and_rests_on_what_each_rests_on(story: Story) -> None:
    first, second, third = recommended(story, "Школа № 4", "Школа № 5", "Школа № 6")
    story.do(first, "recommendation", CHAIR, second)
    story.do(third, "recommendation", CHAIR)
    story.do(first, "order", HEAD, second, third)
    order = Act.objects.get(kind="order")
    assert sorted(act.number for act in order.basis.all()) == [1, 2]
    assert {case.steps.get(step="order").act for case in (first, second, third)} == {order}
    assert {story.state(case) for case in (first, second, third)} == {CaseState.EFFECTIVE}
    assert Participant.objects.count() == 3


def test_one_case_that_is_not_ready_stops_the_act_for_all(story: Story) -> None:
    first, second = recommended(story, "Школа № 7", "Школа № 8")
    story.do(first, "recommendation", CHAIR)
    assert refused(story, first, "order", HEAD, second).code == "chain.not_yet"


def test_a_step_without_batch_serves_one_case(story: Story) -> None:
    first, second = story.adopted("План 1"), story.adopted("План 2")
    error = refused(story, first, "order", HEAD, second)
    assert (error.code, error.verdict.facts["cases"]) == ("chain.batch", 2)


def test_an_unknown_case_stops_the_act(story: Story) -> None:
    (first,) = recommended(story, "Школа № 9")
    before = story.kept()
    stranger = Case(pk=first.pk + 1000)
    with pytest.raises(InputError) as error:
        story.do(first, "recommendation", CHAIR, stranger)
    assert error.value.code == "case.unknown"
    assert story.kept() == before


# ─── effect and history ────────────────────────────────────────────────────────────────────────────────────────────


def test_the_effect_counts_from_the_day_of_the_act_not_of_its_typing(story: Story) -> None:
    (case,) = recommended(story, "Школа № 10")
    story.do(case, "recommendation", CHAIR)
    story.world.go_to(DAY + timedelta(days=20))
    story.do(case, "order", HEAD, on=DAY + timedelta(days=2))
    case.refresh_from_db()
    assert case.effective_on == DAY + timedelta(days=2)
    assert Participant.objects.get().joined_on == DAY + timedelta(days=2)


def test_registering_afterwards_brings_no_second_effect(story: Story) -> None:
    (case,) = recommended(story, "Школа № 11")
    story.do(case, "recommendation", CHAIR)
    story.do(case, "order", HEAD)
    assert story.steps(case)["registration"] == "open"
    story.do(case, "registration", SECRETARY)
    assert Participant.objects.count() == 1
    assert Entry.objects.filter(action="case.effective").count() == 1


def test_a_refused_attempt_stays_in_the_history_of_its_case(story: Story) -> None:
    case = story.plan()
    error = refused(story, case, "order", HEAD)
    row = refusal_record(error)
    assert row is not None
    assert list(case.refusals.all()) == [row]
    assert row.verdict["code"] == "chain.not_yet"
    assert (row.step, row.attempted_as) == ("order", TELLER.capacity)
    entry = Entry.objects.get(action="step.refused")
    assert (entry.rule, entry.object_id) == ("chain.not_yet", str(case.pk))


def test_a_refused_opening_has_no_case_whose_history_could_keep_it(story: Story) -> None:
    with pytest.raises(ChainRefused) as error:
        case_open(
            cluster=story.cluster,
            draft=CaseDraft("approve_plan", Localized.same("План")),
            doer=Doer(TELLER, frozenset({"participant:1"})),
            on=DAY,
        )
    assert error.value.code == "chain.wrong_party"
    assert refusal_record(error.value) is None
    assert not Refusal.objects.exists()
    assert not Case.objects.exists()
