"""Amendments by the chains of the five charters; recommendations, revisions, moved places, impact, replay."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.world import TELLER, World

from eduklaster.amendments.enums import Answer
from eduklaster.amendments.models import Amendment, Recommendation
from eduklaster.amendments.services import (
    AmendmentDraft,
    RecommendationDraft,
    amendment_file,
    amendment_revise,
    recommendation_answer,
    recommendation_file,
    recommendation_withdraw,
)
from eduklaster.clusters.enums import VersionState
from eduklaster.clusters.selectors import version_in_force
from eduklaster.clusters.services import version_put_in_force
from eduklaster.clusters.versions import clause_now
from eduklaster.governance.enums import Choice
from eduklaster.governance.models import Ballot
from eduklaster.governance.services import RollCallInput, ballot_record
from eduklaster.journal.models import Entry
from eduklaster.kernel.errors import AccessError, InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.selectors import case_now
from eduklaster.procedures.services import case_stop, step_do
from eduklaster.votes.replays import ballots_replayed, differences

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
SECRETARY = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)
NEW = "Нова мета, записана для історії про зміни."


def filed(world: World, doer: Doer = SECRETARY, **more: Any) -> Amendment:
    draft = AmendmentDraft(Localized.same("Зміни"), "Час настав.", world.amended_source(NEW), **more)
    return amendment_file(cluster=world.cluster, draft=draft, doer=doer, on=world.today)


def done(world: World, case: Case, step: str, *parties: str) -> None:
    doer = Doer(TELLER, frozenset(parties or {"office:secretary"}), is_secretary=not parties)
    step_do(cluster=world.cluster, case_ids=[case.pk], step=step, doer=doer, on=world.today)


@pytest.mark.parametrize("code", ["synergy", "kalininsky", "krasnogorsky", "smolensk", "zheleznogorsk"])
def test_each_charter_is_amended_by_its_own_chain(code: str, settings: Any) -> None:
    world = World.of(code, settings, DAY)
    first = version_in_force(world.cluster, DAY)
    amendment = filed(world)
    case = amendment.case
    for step in case_now(case, DAY).chain.steps:
        case.refresh_from_db()
        if case.state != "open":
            break
        parties = step.by if isinstance(step.by, list) else [step.by]
        if step.id in {row.step for row in case.steps.filter(state="done")}:
            continue
        acting = {f"chair:{p.partition(':')[2]}" if p.startswith("organ:") else p for p in parties}
        world.go_to(world.today + timedelta(days=1))
        done(world, case, step.id, *acting)
        if step.wait:
            world.go_to(world.today + timedelta(days=step.wait.count))
    case.refresh_from_db()
    amendment.version.refresh_from_db()
    assert case.state == "effective"
    assert amendment.version.state == VersionState.IN_FORCE
    assert version_in_force(world.cluster, case.effective_on) == amendment.version
    assert version_in_force(world.cluster, case.effective_on - timedelta(days=1)) == first


def test_what_changes_nothing_is_no_amendment(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    same = AmendmentDraft(Localized.same("Зміни"), "Просто так.", world.cluster.versions.get().source)
    with pytest.raises(InputError) as refused:
        amendment_file(cluster=world.cluster, draft=same, doer=SECRETARY, on=DAY)
    assert refused.value.code == "amendment.same"
    assert world.cluster.versions.count() == 1


def test_a_draft_is_changed_until_somebody_decides_on_it(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    amendment = filed(world)
    other = AmendmentDraft(Localized.same("Зміни"), "Час настав.", world.amended_source("Ще інша мета."))
    with pytest.raises(AccessError):
        amendment_revise(amendment=amendment, draft=other, doer=Doer(TELLER, frozenset({"participant:1"})), on=DAY)
    revised = amendment_revise(amendment=amendment, draft=other, doer=SECRETARY, on=DAY)
    assert "Ще інша мета." in revised.version.source
    before, after = Entry.objects.get(action="charter.rewritten").changes["checksum"]
    assert before != after == revised.version.checksum
    case_stop(case=amendment.case, reason="Відкликано.", actor=TELLER, on=DAY)
    amendment.version.refresh_from_db()
    assert amendment.version.state == VersionState.WITHDRAWN
    with pytest.raises(StateError):
        amendment_revise(amendment=amendment, draft=other, doer=SECRETARY, on=DAY)


def test_recommendations_are_numbered_answered_and_taken_back(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    head = world.person("Белова")
    school = world.participant("Школа № 1", "school", head, "innovative_environment")
    amendment = filed(world)
    case = amendment.case
    done(world, case, "consultation")
    participant = Doer(TELLER, frozenset({f"participant:{school.pk}"}))
    given: dict[str, Any] = {"amendment": amendment, "doer": participant, "on": DAY}
    with pytest.raises(InputError):
        recommendation_file(draft=RecommendationDraft("Слово.", "99.99"), **given)
    with pytest.raises(ChainRefused):
        recommendation_file(
            draft=RecommendationDraft("Слово."), **{**given, "doer": Doer(TELLER, frozenset({"person:1"}))}
        )
    one, two = (recommendation_file(draft=RecommendationDraft(text), **given) for text in ("Перше.", "Друге."))
    assert (one.number, two.number, one.citations) == (1, 2, [{"kind": "default", "ref": "D-119"}])
    recommendation_withdraw(cluster=world.cluster, recommendation_id=two.pk, doer=participant, on=DAY)
    answers: dict[str, Any] = {"cluster": world.cluster, "recommendation_id": one.pk, "on": DAY}
    with pytest.raises(AccessError):
        recommendation_answer(answer=Answer.ACCEPTED, text="", doer=participant, **answers)
    with pytest.raises(InputError):
        recommendation_answer(answer=Answer.PARTLY, text=" ", doer=SECRETARY, **answers)
    assert Recommendation.objects.get(pk=one.pk).state == "waiting", "a refusal changes nothing"
    world.go_to(DAY + timedelta(days=10))
    vote = next(s.id for s in case_now(case, world.today).chain.steps if s.kind == "vote")
    with pytest.raises(ChainRefused, match="№ 1"):
        done(world, case, vote, "chair:nes")
    recommendation_answer(answer=Answer.DECLINED, text="Зайве.", doer=SECRETARY, **answers)
    with pytest.raises(StateError):
        recommendation_withdraw(cluster=world.cluster, recommendation_id=one.pk, doer=participant, on=world.today)
    done(world, case, vote, "chair:nes")
    with pytest.raises(StateError):
        recommendation_answer(answer=Answer.ACCEPTED, text="", doer=SECRETARY, **answers)


def test_a_recorded_vote_is_counted_again_with_the_same_result_and_a_mismatch_is_shown(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    seats = world.fill("nes", 9)
    amendment = filed(world)
    case = amendment.case
    done(world, case, "consultation")
    world.go_to(DAY + timedelta(days=11))
    vote = next(s.id for s in case_now(case, world.today).chain.steps if s.kind == "vote")
    words = [Choice.FOR] * 7 + [Choice.AGAINST, Choice.ABSTAIN]
    ballot_record(
        cluster=world.cluster, organ="nes", case_ids=[case.pk], step=vote,
        given=RollCallInput({seat.pk: word for seat, word in zip(seats, words, strict=True)}), doer=SECRETARY, on=world.today,
    )  # fmt: skip
    amendment.version.refresh_from_db()
    assert amendment.version.state == VersionState.ADOPTED
    (again,) = ballots_replayed(world.cluster, Ballot.objects.filter(cluster=world.cluster))
    assert again.agrees
    assert again.again.code == "vote.carried"
    assert again.version == amendment.base
    recorded = Ballot.objects.get()
    recorded.verdict["facts"]["for_"] = 6
    assert differences(recorded.verdict, again.again) == ("for_",)


def test_a_moved_place_is_followed_from_the_version_that_cited_it(settings: Any, client: Client) -> None:
    world = World.of("kalininsky", settings, DAY)
    source = world.cluster.versions.get().source
    moved = world.moved_source("4.3", "4.33")
    amendment = amendment_file(
        cluster=world.cluster, draft=AmendmentDraft(Localized.same("Зміни"), "Час.", moved), doer=SECRETARY, on=DAY
    )
    version_put_in_force(version=amendment.version, effective_from=DAY, actor=TELLER)
    assert amendment.base.source == source
    assert clause_now("4.3", amendment.base, amendment.version) == "4.33"
    page = client.get(world.url("charter/4.3/"), headers={"accept-language": "en"}).content.decode()
    assert world.url("charter/4.33/") in page, "the old citation leads to the place where its words are now"
    assert client.get(world.url("charter/77.7/")).status_code == 404
