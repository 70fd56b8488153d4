"""A matter told in plain words."""

from pathlib import Path

import pytest

from eduklaster.charter.explain import explain, explain_rows
from eduklaster.charter.loader import load_path
from eduklaster.charter.matters import matters_in
from eduklaster.charter.resolver import Rulebook

from .build import DAY, rulebook, ruled

CHARTERS = Path(__file__).parents[2] / "charters"
SEEDS = ("synergy", "kalininsky", "zheleznogorsk", "krasnogorsky", "smolensk")
SMOLENSK = Rulebook(load_path(CHARTERS / "smolensk").charter)


def test_an_exclusion_is_told_step_by_step():
    rows = explain_rows(SMOLENSK, "exclude", on=DAY, language="ru")
    assert [r.step for r in rows if r.kind == "step"] == [
        "evidence", "notice", "reply", "hearing", "decision", "registration",
    ]  # fmt: skip
    assert len([r for r in rows if r.kind == "ground"]) == 2
    decision = next(r for r in rows if r.step == "decision" and r.kind == "step")
    assert decision.is_effect
    assert decision.source == "п. 5.3"
    assert "Пример: из 9 мест для кворума нужно 5." in decision.sentences
    assert "Если среди них есть тот, кого это касается, остаётся 6, и «за» нужно 4." in decision.sentences
    reply = next(r for r in rows if r.step == "reply")
    assert "10 дней" in reply.text
    assert reply.citation.ref == "D-55"


def test_leaving_needs_nobodys_consent():
    text = explain(SMOLENSK, "leave", on=DAY, language="uk")
    assert "Згоди на вихід не потрібно." in text
    assert "Вихід чинний у день, коли отримано повідомлення." in text


def test_a_plan_may_be_declined_and_goes_back():
    text = explain(SMOLENSK, "approve_plan", on=DAY, language="en")
    assert "This may be declined, with a reason." in text
    assert "A refusal sends the case back to “Proposal”." in text
    assert "Cites: “Agreement of the head of the council”." in text


def test_silence_is_told_as_silence():
    text = explain(SMOLENSK, "admit", on=DAY, language="ru")
    assert "В тексте об этом ничего нет, поэтому действует типовой порядок." in text
    assert "D-60" in text


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        pytest.param(
            {"voting__base": "filled"}, "In favour there must be 5 of 9, however many come.", id="all members"
        ),
        pytest.param(
            {"voting__base": "others", "voting__threshold": "all"},
            "In favour there must be 8 of 8, however many come.",
            id="all the others",
        ),
        pytest.param(
            {"voting__threshold": "at least 2/3"}, "If 7 come, 5 must be in favour.", id="two thirds of seven"
        ),
        pytest.param({"voting__base": "voting"}, "If 7 cast a vote, 4 must be in favour.", id="those who vote"),
        pytest.param({"voting__tie": "chair_decides"}, "In a tie the chair decides.", id="a casting vote"),
        pytest.param({"voting__abstentions": "leave_out"}, "Abstentions are left out.", id="abstentions"),
        pytest.param({"quorum__everyone": True}, "Everybody must take part.", id="everybody"),
        pytest.param(
            {"quorum__threshold": "at least 2/3"}, "Example: of 9 seats 6 make a quorum.", id="a quorum of two thirds"
        ),
        pytest.param(
            {"voting__also_base": "filled", "voting__also_threshold": "more than 1/2"},
            "And besides: more than half (base: all filled seats).",
            id="two bases",
        ),
        pytest.param(
            {"voting__meetings": 2},
            "The matter goes through meetings: 2; between them there pass 10 clear working days.",
            id="two meetings",
        ),
    ],
)
def test_a_vote_is_told_with_an_example(rules, sentence):
    assert sentence in explain(ruled(**rules), "exclude", on=DAY, language="en")


def test_the_example_follows_the_size_of_the_organ():
    text = explain(rulebook(), "exclude", on=DAY, language="en", seats=21)
    assert "Example: of 21 seats 11 make a quorum." in text


def test_the_effect_of_an_exclusion_may_wait_for_the_notice():
    text = explain(ruled(exclusion__effective="on_notification"), "exclude", on=DAY, language="en")
    assert "The exclusion takes effect on the day the participant is notified." in text


@pytest.mark.parametrize("name", SEEDS)
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_every_matter_of_every_seed_can_be_told(name, language):
    book = Rulebook(load_path(CHARTERS / name).charter)
    for matter in matters_in(book.charter):
        text = explain(book, matter, on=DAY, language=language)
        assert "{" not in text
        assert "None" not in text
        assert ".." not in text, matter


def test_an_unknown_matter_is_refused():
    with pytest.raises(KeyError, match="party"):
        explain(rulebook(), "party", on=DAY, language="en")
