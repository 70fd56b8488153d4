"""Whatever is wrong with a file is said in Ukrainian, Russian and English; every code is caused here by a real file."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

import eduklaster.charter as room
from eduklaster.charter import problems as module
from eduklaster.charter.casebook import run_cases
from eduklaster.charter.cli import charter as command
from eduklaster.charter.keys import KEYS
from eduklaster.charter.loader import CharterError, Problem, load_path, load_text
from eduklaster.charter.problems import Unfit, problem_codes

from .build import FIXTURES, SMALL, loaded, raw

LANGUAGES = ("uk", "ru", "en")
SENTENCES: dict[str, dict[str, str]] = yaml.safe_load(
    Path(module.__file__).with_suffix(".yaml").read_text(encoding="utf-8")
)["sentences"]


def of_text(text: str) -> list[Problem]:
    with pytest.raises(CharterError) as caught:
        load_text(text)
    return caught.value.problems


def of_data(*path: str | int, value: Any) -> list[Problem]:
    """Return what is wrong with the small charter once one place of it is changed."""
    data: Any = raw()
    part = data
    for name in path[:-1]:
        part = part.setdefault(name, {}) if isinstance(part, dict) else part[name]
    part[path[-1]] = value
    with pytest.raises(CharterError) as caught:
        loaded(data)
    return caught.value.problems


def of_rule(key: str, value: Any) -> list[Problem]:
    return of_data("rules", key, value={"value": value, "clause": "4.3"})


def of_type(kind: str) -> str:
    return next(key for key, spec in KEYS.items() if spec.type == kind)


def of_cases(folder: Path, text: str) -> list[Problem]:
    file = folder / "cases.yaml"
    file.write_text(text, encoding="utf-8")
    return list(run_cases(file).problems)


def _case(more: str) -> str:
    return f"charter: {SMALL}\ncases:\n  - name: one\n    on: 2026-03-02\n    ask: vote\n    {more}\n"


def of_files(folder: Path) -> list[Problem]:
    found: list[Problem] = []
    (folder / "huge.yaml").write_text("a" * 4_000_001, encoding="utf-8")
    (folder / "foreign.yaml").write_bytes("schema: 1 # положення".encode("cp1251"))
    for name in ("absent", "huge", "foreign"):
        with pytest.raises(CharterError) as caught:
            load_path(folder / f"{name}.yaml")
        found += caught.value.problems
    both = folder / "both"
    both.mkdir()
    text = (SMALL / "charter.yaml").read_text(encoding="utf-8")
    (both / "charter.yaml").write_text(text, encoding="utf-8")
    (both / "clauses.yaml").write_text(yaml.safe_dump(raw()["clauses"], allow_unicode=True), encoding="utf-8")
    with pytest.raises(CharterError) as caught:
        load_path(both)
    return found + caught.value.problems


def of_values() -> list[Problem]:
    threshold = of_type("threshold")
    return [
        *of_text("[" * 60 + "]" * 60),
        *of_text("schema: 1\n? [a, b]\n: c\n"),
        *of_data("identity", "code", value="Малий"),
        *of_data("identity", "name", value="Малий"),
        *of_data("identity", "name", "uk", value=""),
        *of_data("organs", "council", "clause", value="1" * 50),
        *of_data("participants", "categories", 2, "requires", 0, "must_be", value={"at_least": 3, "more_than": 2}),
        *of_data("participants", "categories", 2, "requires", 0, "must_be", value={"at_least": 3, "at_most": 2}),
        *of_data("participants", "categories", 0, "requires", value="yes"),
        *of_data("organs", "council", "seats", 0, "count", value=0),
        *of_data("organs", "council", "seats", 0, "count", value=20000),
        *of_data("identity", "effective_from", value="soon"),
        *of_data("without_matters", value={"award": {}}),
        *of_data("without_matters", value={"admit": {"clause": "4.3"}}),
        *of_data("facts", value={"school": {"held": "author", "label": {"uk": "а", "ru": "а", "en": "a"}}}),
        *of_data("matters", "admit", "steps", 1, "after", value=[raw()["matters"]["admit"]["steps"][1]["id"]]),
        *of_data(
            "rules", threshold, value={"value": "all", "clause": "4.3", "from": "2026-05-01", "until": "2026-04-01"}
        ),
    ]


def of_rules() -> list[Problem]:
    wrong = {
        "choice_list": "one", "text_list": 3, "party_list": ["anybody else"], "count": -1, "bool": "perhaps", "text": 5, "threshold": 5, "period": 5,
        "day": "31-31", "day_list": "01-01", "class_counts": 4,
    }  # fmt: skip
    found = [problem for kind, value in wrong.items() for problem in of_rule(of_type(kind), value)]
    found += of_rule(of_type("threshold"), "at least 1/0") + of_rule(of_type("threshold"), "many")
    return found + of_rule(of_type("choice"), "loud") + of_rule(of_type("choice"), True)


def of_casebook(folder: Path) -> list[Problem]:
    empty = folder / "nothing"
    empty.mkdir()
    found = list(run_cases(empty).problems)
    found += of_cases(folder, "[]") + of_cases(folder, "cases: []") + of_cases(folder, "cases: [one]")
    found += of_cases(folder, _case("expect: [yes]")) + of_cases(folder, _case("expect: {answer: perhaps}"))
    found += of_cases(folder, _case("expect: {answer: yes}").replace("ask: vote", "ask: value"))
    found += of_cases(folder, _case("expect: {}").replace("ask: vote", "ask: riddle"))
    for override in ("one", "{key: voting.base}", "{key: a, value: 1, act: b, from: 2026-01-01}"):
        found += of_cases(folder, _case(f"overrides: [{override}]\n    expect: {{answer: carried}}"))
    return found


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> list[Problem]:
    """Return what is wrong with many bad files, all codes together."""
    collected = [*of_files(tmp_path_factory.mktemp("files")), *of_values(), *of_rules()]
    collected += of_casebook(tmp_path_factory.mktemp("cases"))
    for file in sorted(FIXTURES.with_name("bad").glob("*.yaml")):
        with pytest.raises(CharterError) as caught:
            load_path(file)
        collected += caught.value.problems
    return collected


def test_every_code_is_caused_by_a_bad_file(found: list[Problem]) -> None:
    with pytest.raises(Unfit) as caught:  # a file's decimals are refused before; forms and acts can still bring one
        KEYS[of_type("threshold")].parse(0.5)
    assert problem_codes() == {problem.fault.code for problem in found} | {caught.value.fault.code, "given.unfit"}


def test_an_error_that_has_no_code_of_its_own_is_told_with_its_value() -> None:
    (problem,) = of_data("identity", "effective_from", value="soon")
    assert (problem.fault.code, problem.path) == ("given.kind", "identity.effective_from")


def test_only_the_nearest_shape_says_what_is_wrong() -> None:
    place = ("participants", "categories", 2, "requires", 0, "must_be")
    assert [p.fault.code for p in of_data(*place, value={"at_least": 3, "at_most": 2})] == ["range.empty"]


def test_every_problem_is_said_in_three_languages(found: list[Problem]) -> None:
    for problem in found:
        said = {language: problem.fault.in_(language) for language in LANGUAGES}
        assert len(set(said.values())) > 1, said  # a short sentence may read the same in uk and ru
        for language, sentence in said.items():
            assert sentence.endswith((".", "?")), sentence
            assert not re.search(r"\{\w+\}", sentence.replace("{schools", "")), sentence
            assert problem.as_text(language).endswith(sentence)
            assert (re.search("[іїєґ]", sentence) is not None) <= (language == "uk" or "«" in sentence), sentence
            assert problem.fault.in_(language, in_form=True)


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_the_three_languages_name_the_same_facts(code: str) -> None:
    named = {
        lang: {name for _, name, _, _ in Formatter().parse(text) if name} for lang, text in SENTENCES[code].items()
    }
    assert set(named) == set(LANGUAGES)
    assert named["uk"] == named["ru"] == named["en"]


def test_every_code_in_the_room_has_a_sentence() -> None:
    folder = Path(str(room.__file__)).parent
    written = "".join(file.read_text(encoding="utf-8") for file in folder.rglob("*.py"))
    used = set(re.findall(r"\b(?:fault|Unfit)\(\s*\"([a-z_.]+)\"", written))
    assert used <= problem_codes()


@pytest.mark.parametrize(
    ("language", "words"),
    [("uk", "Це ще не положення"), ("ru", "Это ещё не положение"), ("en", "This is no charter yet")],
)
def test_the_command_line_speaks_the_chosen_language(language: str, words: str) -> None:
    bad = FIXTURES.with_name("bad") / "unknown_organ.yaml"
    result = CliRunner().invoke(command, ["check", str(bad), "--lang", language])
    assert result.exit_code == 1
    assert words in result.output
    assert "counsel" in result.output
