"""Words for people."""

import re
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest

from eduklaster.charter import chains, eligibility, messages, notice, schema, seats, voting
from eduklaster.charter.keys import KEYS
from eduklaster.charter.loader import load_path
from eduklaster.charter.matters import chain_of
from eduklaster.charter.messages import (
    citation_words,
    number_words,
    origin_words,
    party_words,
    period_words,
    say,
    threshold_words,
    value_words,
)
from eduklaster.charter.messages.catalogue import entries
from eduklaster.charter.parties import PARTY_WORDS
from eduklaster.charter.resolver import Origin, Override
from eduklaster.charter.schema import MatterKind, Step
from eduklaster.charter.values import LANGUAGES, Period, Unit
from eduklaster.charter.verdicts import Citation, Verdict

from .build import DAY, rulebook, ruled

BOOK = rulebook()
CHARTERS = Path(__file__).parents[2] / "charters"
SOURCES = Path(messages.__file__).parents[1]
CODE = re.compile(
    r'"((?:vote|election|quorum|chain|matter|group|ground|eligibility|notice|leaving|deadline|delegation|seats|term|electorate|value|agenda|fee|surplus|report|standing|amendment)\.[a-z_.]+)"'
)
REFUSED = re.compile(r'refused\("([a-z_]+)"')


def codes_in_the_code() -> set[str]:
    found: set[str] = {"term.holding_over"}  # a rule's key has the same name
    for name in (
        "amending",
        "voting",
        "chains",
        "delegation",
        "eligibility",
        "notice",
        "seats",
        "money",
        "reporting",
        "lifetime",
        "casebook",
    ):
        files = sorted((SOURCES / name).glob("*.py")) or [SOURCES / f"{name}.py"]
        text = "\n".join(file.read_text(encoding="utf-8") for file in files)
        found |= set(CODE.findall(text)) - set(KEYS)
        found |= {f"vote.refused.{why}" for why in REFUSED.findall(text)} if name == "voting" else set()
    return {code for code in found if not code.endswith(".")}


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert codes_in_the_code() == messages.codes()


@pytest.mark.parametrize("code", sorted(entries()["sentences"]))
def test_a_sentence_names_the_same_facts_in_three_languages_and_ends_with_a_stop(code):
    entry = entries()["sentences"][code]

    assert set(entry) == set(LANGUAGES)
    assert len({frozenset(messages.placeholders(code, language)) for language in LANGUAGES}) == 1
    assert all(entry[language].endswith((".", "}")) for language in LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", KEYS)
def test_every_default_and_every_choice_has_words(key, language):
    spec = KEYS[key]

    assert value_words(key, spec.default, language)
    for choice in spec.choices:
        assert entries()["choices"][key][choice][language]


def vote(book, roll, *votes, **more):
    return voting.count(book, "council", roll, voting.Tally(votes=voting.Ballots(*votes), **more), on=DAY)


def test_a_carried_vote_in_three_languages():
    verdict = vote(ruled(voting__threshold="more than 1/2"), voting.Roll(21, present=15), 8, 4, 3)

    assert say(verdict, "uk", BOOK.charter) == (
        "Рішення ухвалено. Голосів «за»: 8, потрібно: 8. Рахували від числа: 15 (присутні з правом голосу). "
        "Підстава: п. 4.3."
    )
    assert say(verdict, "ru") == (
        "Решение принято. Голосов «за»: 8, нужно: 8. Считали от числа: 15 (присутствующие с правом голоса). "
        "Основание: п. 4.3."
    )
    assert say(verdict, "en") == (
        "Carried. Votes for: 8, needed: 8. Counted on: 15 (those present with a vote). Source: clause 4.3."
    )


def test_a_default_says_that_the_text_is_silent():
    verdict = vote(BOOK, voting.Roll(9, present=4), 4)

    assert say(verdict, "uk").endswith("Підстава: типове правило D-23: Кворум (текст про це мовчить).")
    assert say(verdict, "en").endswith("Source: default rule D-23: Quorum (the text is silent).")


def test_a_refusal_speaks_the_cluster_s_own_names():
    chain = chain_of(BOOK.charter, "adopt")

    refused = chains.may(chain, chains.Progress(), "adoption", by="organ:council")

    assert say(refused, "uk", BOOK.charter) == (
        "Крок «Голосування» робить: Вчена рада. Його не може зробити: Рада кластера. Підстава: п. 4.2."
    )
    early = chains.may(chain, chains.Progress(), "order", by="office:rector")
    assert say(early, "ru", BOOK.charter) == (
        "Ещё не время для шага «Приказ». Сначала: Голосование. Чья сейчас очередь: Учёный совет. Основание: п. 4.2."
    )


def every_verdict():
    adopt, exclude, strategic = (chain_of(BOOK.charter, n) for n in ("adopt", "exclude", "expel_founder"))
    ground = {"ground": "blocking"}
    yield vote(ruled(quorum__everyone=True), voting.Roll(5, present=4), 4)
    yield vote(ruled(quorum__classes={"a": 2}), voting.Roll({"a": 3, "b": 3}, present={"a": 1, "b": 3}), 4)
    yield vote(ruled(quorum__majority_class="a"), voting.Roll({"a": 3, "b": 3}, present={"a": 2, "b": 3}), 4)
    yield vote(ruled(voting__tie="chair_decides"), voting.Roll(4, present=4), 2, 2, chair_vote="for")
    yield vote(BOOK, voting.Roll(4, present=4), 2, 2)
    yield vote(ruled(voting__also_base="seats"), voting.Roll(9, present=5), 4, 1)
    yield vote(BOOK, voting.Roll(4, present=4), 0, consensus="reached")
    yield vote(ruled(voting__correspondence="no"), voting.Roll(4, present=4), 4, correspondence=voting.Correspondence())
    yield vote(ruled(voting__meetings=2), voting.Roll(4, present=4), 4, meetings=[DAY])
    yield vote(BOOK, voting.Roll(4, present=4), 4, proxies=(1,))
    yield chains.may(adopt, chains.Progress(), "adoption", by="office:head")
    yield chains.may(strategic, chains.Progress(**ground), "decision", by="organ:company")
    yield chains.ground_verdict(exclude, "bad_faith")
    yield chains.ground_verdict(exclude, "blocking")
    yield chains.deadline(adopt, "publication", opened=DAY)
    done = {"evidence": chains.Done(DAY), "notice": chains.Done(DAY)}
    yield chains.may(exclude, chains.Progress(done, **ground), "submission", by="organ:council", on=DAY)
    yield eligibility.eligibility(BOOK, "partner", {}, on=DAY)
    yield eligibility.eligibility(BOOK, "partner", {}, on=DAY, excluded_on=DAY)
    yield notice.session_notice(BOOK, "council", sent=DAY, session=DAY, on=DAY)
    yield notice.leaving_day(BOOK, notice=DAY, on=DAY)
    yield seats.seats_verdict(BOOK, "council", seats.Members(), on=DAY)
    yield seats.term_verdict(BOOK, "council", None, on=DAY, started=DAY)
    yield seats.electorate(BOOK, [("a", None)], on=DAY)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("charter", [None, BOOK.charter], ids=["without a charter", "with a charter"])
@pytest.mark.parametrize("verdict", list(every_verdict()), ids=lambda v: v.code)
def test_every_verdict_is_said_without_holes(verdict, charter, language):
    text = say(verdict, language, charter)

    assert not re.search(r"[{}]|None|Fraction|organ:|office:", text)
    assert "_" not in text or charter is None
    assert text.endswith(".")


@pytest.mark.parametrize(
    ("count", "uk", "ru", "en"),
    [
        (1, "1 робочий день", "1 рабочий день", "1 working day"),
        (3, "3 робочі дні", "3 рабочих дня", "3 working days"),
        (5, "5 робочих днів", "5 рабочих дней", "5 working days"),
        (11, "11 робочих днів", "11 рабочих дней", "11 working days"),
        (21, "21 робочий день", "21 рабочий день", "21 working days"),
        (112, "112 робочих днів", "112 рабочих дней", "112 working days"),
    ],
)
def test_periods_take_the_right_plural(count, uk, ru, en):
    period = Period.parse(f"{count} working days")

    assert [period_words(period, language) for language in LANGUAGES] == [uk, ru, en]


def test_periods_thresholds_and_numbers():
    assert period_words("immediately", "uk") == "одразу"
    assert [period_words("2 years", language) for language in LANGUAGES] == ["2 роки", "2 года", "2 years"]
    assert threshold_words("more than 1/2", "uk") == "більше ніж половина"
    assert threshold_words("at least 2/3", "ru") == "не менее двух третей"
    assert threshold_words("at least 80%", "en") == "at least 80 %"
    assert threshold_words("at least 5/7", "en") == "at least 5/7"
    assert threshold_words("all", "ru") == "все"
    assert threshold_words("at least 5", "uk") == "не менше ніж 5"
    assert [number_words(Fraction(15, 2), language) for language in LANGUAGES] == ["7,5", "7,5", "7.5"]
    assert (number_words(Fraction(16, 3), "en"), number_words(Fraction(1, 3), "en")) == ("5 1/3", "1/3")
    assert messages.day_words(date(2026, 3, 2), "en") == "2 March 2026"


def test_origins_in_words():
    override = Override("voting.threshold", "at least 2/3", "Наказ № 4", DAY, Origin.OVERRIDE)
    norm = Override("voting.threshold", "at least 2/3", "Регламент", DAY, Origin.NORM)

    def words(book):
        return origin_words(book.ask("voting.threshold", on=DAY), "uk", book.charter)

    assert words(ruled(voting__threshold="all")) == "положення, п. 4.3"
    assert words(rulebook("", override)) == "установлено актом: Наказ № 4"
    assert words(rulebook("", norm)) == "норма, ухвалена на виконання тексту: Регламент"
    assert words(BOOK) == "типове правило D-03: Потрібна більшість (текст про це мовчить)"


def test_a_cluster_s_own_words_stand_in_the_sentences():
    declaration = load_path(CHARTERS / "zheleznogorsk").charter
    order = load_path(CHARTERS / "kalininsky").charter

    assert messages.charter_words("ru", declaration) == "Декларация"
    assert messages.charter_words("uk") == "положення"
    assert messages.act_kind_words("resolution", "uk", order) == "рішення НЕР"
    assert messages.act_kind_words("resolution", "uk") == "ухвала"


def test_places_of_the_text_keep_their_printed_form():
    assert citation_words(Citation("clause", "4.10"), "ru", BOOK.charter) == "п. 4.10"
    assert citation_words(Citation("clause", "4"), "en", BOOK.charter) == "section 4"
    assert citation_words(Citation("act", "Order No. 1"), "en") == "act: Order No. 1"


def test_parties_in_words():
    charter = BOOK.charter

    assert party_words("main_organ", "uk", charter) == "Рада кластера"
    assert party_words("main_organ", "uk") == "головний орган"
    assert party_words("office:rector", "en", charter) == "Rector"
    assert party_words("chair:council", "ru", charter) == "председатель (Совет кластера)"
    assert party_words("any_participant", "ru", charter) == "любой участник"


def test_a_verdict_without_a_sentence_still_says_its_code():
    assert say(Verdict(False, "strange.code"), "uk") == "strange.code."


def test_every_kind_of_step_matter_act_party_and_unit_has_a_name():
    words = entries()

    assert set(get_args(MatterKind)) == set(words["matter_kinds"])
    assert set(get_args(Step.model_fields["kind"].annotation)) == set(words["step_kinds"])
    assert set(get_args(Step.model_fields["produces"].annotation)) == set(words["act_kinds"])
    assert set(Unit) | {"immediately"} == set(words["units"])
    assert set(words["parties"]) >= PARTY_WORDS


@pytest.mark.parametrize("room", get_args(schema.Planned.model_fields["room"].annotation))
def test_every_part_of_the_platform_that_a_plan_names_has_words(room):
    assert all(messages.room_words(room, language) != room for language in ("uk", "ru"))


def test_the_usual_grounds_are_named_not_coded():
    assert value_words("exclusion.grounds", ["bad_faith", "blocking"], "uk") == (
        "Недобросовісне користування правами чи виконання обов’язків, "
        "Дії чи бездіяльність, що унеможливлюють або істотно гальмують роботу"
    )


def test_the_title_and_the_head_of_the_text_are_named_and_never_numbered():
    said = {language: citation_words(Citation("clause", "T"), language, BOOK.charter) for language in LANGUAGES}
    assert said == {"uk": "назва", "ru": "название", "en": "title"}
    assert citation_words(Citation("clause", "H1"), "uk", BOOK.charter) == "шапка документа"
    assert messages.clause_words("4.3", "uk") is None
