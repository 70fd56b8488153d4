"""Invariant 9: where a charter lets participants leave freely, nobody approves it, declines it or is waited for."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.invariants.five import CODES, charter
from tests.world import TELLER, World

from eduklaster.charter.chains import Done, Progress, effect_step, may_decline
from eduklaster.charter.matters import chain_of, matter_for_kind, parties_of
from eduklaster.charter.notice import leaving_day
from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.charter.verdicts import Citation
from eduklaster.kernel.text import Localized
from eduklaster.membership.services import NewParticipant, participant_admit
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, step_do

DAY = date(2026, 3, 2)
FREE = [code for code in CODES if Rulebook(charter(code)).ask("leaving.approval", on=DAY).value is False]


def test_all_five_let_participants_leave_freely_by_clause_or_by_default() -> None:
    assert set(FREE) == set(CODES)
    assert Rulebook(charter("smolensk")).ask("leaving.approval", on=DAY).clause == "5.1.4"


@pytest.mark.parametrize("code", FREE)
def test_the_notice_is_answered_with_a_day_and_the_source_that_lets_go_and_not_with_a_question(code: str) -> None:
    rulebook, scope = Rulebook(charter(code)), Scope(matter=matter_for_kind(charter(code), "leave"))
    documents = rulebook.ask("leaving.documents", on=DAY, scope=scope).value

    verdict = leaving_day(rulebook, notice=DAY, on=DAY, documents=documents, scope=scope)

    assert (verdict.allowed, verdict.code) == (True, "leaving.allowed")
    assert Citation.of(rulebook.ask("leaving.approval", on=DAY, scope=scope)) in verdict.citations


@pytest.mark.parametrize("code", FREE)
def test_no_step_before_the_effect_belongs_to_anybody_but_the_one_who_leaves(code: str) -> None:
    chain = chain_of(charter(code), matter_for_kind(charter(code), "leave"))
    last = effect_step(chain, Progress())
    before = [s for s in chain.steps[: chain.steps.index(last) + 1] if not s.declaratory]

    assert {party for step in before for party in parties_of(step)} <= {
        "participant",
        "founders",
        "applicant",
        "person",
    }
    binding = {s.kind for s in chain.steps if not s.declaratory}  # an order that only states what has happened is none
    assert not binding & {"vote", "order", "approval", "consent", "agreement"}
    notified = Progress(done={last.id: Done(DAY)})
    assert not [s.id for s in chain.steps if may_decline(chain, notified, s.id, by="office:head", on=DAY).allowed]


@pytest.mark.django_db
@pytest.mark.parametrize("code", FREE)
def test_one_notice_ends_membership_on_its_day_in_every_cluster(settings: Any, code: str) -> None:
    world = World.of(code, settings, DAY)
    participants = charter(code).participants
    category = next(c for c in participants.categories if "organisation" in c.kinds)
    group = next((g.id for g in participants.target_groups if g.of == "participants"), "")
    member = participant_admit(
        cluster=world.cluster,
        new=NewParticipant(category.id, organisation_id=world.organisation("Школа").pk, primary_group=group),
        on=world.start, actor=TELLER,
    )  # fmt: skip
    matter = matter_for_kind(charter(code), "leave")
    itself = Doer(TELLER, frozenset({f"participant:{member.pk}"}))
    draft = CaseDraft(matter, Localized.same("Выход"), ("membership.participant", str(member.pk)))
    case = case_open(cluster=world.cluster, draft=draft, doer=itself, on=DAY)
    last = effect_step(chain_of(charter(code), matter), Progress())

    step_do(cluster=world.cluster, case_ids=[case.pk], step=last.id, doer=itself, on=DAY)

    member.refresh_from_db()
    assert (member.state, member.left_on) == ("withdrawn", DAY)
    assert Case.objects.get().effective_on == DAY
