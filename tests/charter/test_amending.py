"""Who is asked for recommendations on an amendment, how long, and what an unanswered one holds back."""

from datetime import date, timedelta

import pytest
from tests.world import CHARTERS

from eduklaster.charter.amending import (
    answers_verdict,
    consultation_of,
    may_recommend,
    recommenders,
    standing_to_recommend,
)
from eduklaster.charter.chains import Done, Progress
from eduklaster.charter.loader import bundle, load_text
from eduklaster.charter.matters import chain_of, matter_for_kind
from eduklaster.charter.messages import sentence_of
from eduklaster.charter.resolver import Override, Rulebook

DAY = date(2026, 3, 2)


def charter(code: str) -> tuple[Rulebook, str]:
    found = load_text(bundle(CHARTERS / code)).charter
    return Rulebook(found), matter_for_kind(found, "amend_charter")


def opened(code: str, *overrides: Override):
    book, matter = charter(code)
    chain = chain_of(book.charter, matter)
    progress = Progress(done={"proposal": Done(DAY), "consultation": Done(DAY)})
    return Rulebook(book.charter, overrides), chain, consultation_of(chain, progress)


def test_the_charter_names_who_is_asked_and_where_it_is_silent_the_default_does():
    named, rule = recommenders(charter("synergy")[0], on=DAY, matter="amend_charter")
    assert named == ("office:rector", "office:head", "any_participant", "member:academic_council")
    assert rule.clause == "6.p1"
    silent, default = recommenders(charter("kalininsky")[0], on=DAY, matter="amend_charter")
    assert default.default == "D-119"
    assert silent[:2] == ("any_participant", "member:nes"), "an organ is asked through its members"


@pytest.mark.parametrize(
    ("own", "standing"),
    [
        ({"office:rector", "person:1"}, "office:rector"),
        ({"participant:7"}, "participant:7"),
        ({"chair:academic_council"}, "chair:academic_council"),
        ({"member:council"}, None),
        ({"person:3"}, None),
    ],
)
def test_one_recommends_as_a_party_that_is_asked(own, standing):
    book, matter = charter("synergy")
    assert standing_to_recommend(recommenders(book, on=DAY, matter=matter)[0], own) == standing


@pytest.mark.parametrize(
    ("days", "code"),
    [(-1, "not_under_consultation"), (0, "may_recommend"), (9, "may_recommend"), (10, "not_under_consultation")],
)
def test_recommendations_are_taken_from_the_day_it_is_opened_until_its_waiting_time_is_over(days, code):
    book, chain, consultation = opened("synergy")
    verdict = may_recommend(book, chain, consultation, own={"office:rector"}, on=DAY + timedelta(days=days))
    assert verdict.code == f"amendment.{code}"
    assert verdict.citation.ref == "6.p1"


def test_nothing_is_recommended_before_it_is_opened():
    book, chain, _consultation = opened("synergy")
    waiting = consultation_of(chain, Progress(done={"proposal": Done(DAY)}))
    assert waiting.first is None
    assert not may_recommend(book, chain, waiting, own={"office:rector"}, on=DAY).allowed


def test_an_unanswered_recommendation_holds_the_vote_and_is_named():
    book, chain, _consultation = opened("synergy")
    assert answers_verdict(book, chain, "consultation", unanswered=["№ 1"], on=DAY) is None, "it decides nothing"
    held = answers_verdict(book, chain, "adoption", unanswered=["№ 1, ректор"], on=DAY)
    assert (held.allowed, held.citation.ref) == (False, "6.p1")
    assert "№ 1, ректор" in sentence_of(held, "uk", book.charter)
    assert answers_verdict(book, chain, "adoption", unanswered=[], on=DAY).allowed


def test_an_act_may_say_that_answers_are_not_needed_where_the_charter_is_silent():
    book, chain, _consultation = opened("kalininsky")
    vote = next(step.id for step in chain.steps if step.kind == "vote")
    held = answers_verdict(book, chain, vote, unanswered=["№ 1"], on=DAY)
    assert (held.allowed, held.citation.ref) == (False, "D-120")
    freed, chain, _consultation = opened("kalininsky", Override("amendment.answers", "none", "Решение № 7", DAY))
    assert answers_verdict(freed, chain, vote, unanswered=["№ 1"], on=DAY).allowed
