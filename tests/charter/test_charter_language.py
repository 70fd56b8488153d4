"""The reference for people who write charters: its examples load, its cases pass, its tables are in step."""

import re
import types
import typing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import BaseModel

from eduklaster.charter import casebook, parties, schema
from eduklaster.charter.casebook import words as case_words
from eduklaster.charter.linter import lint
from eduklaster.charter.loader import Loaded, load_text
from eduklaster.charter.matters import chain_of, matters_in
from eduklaster.charter.reference import refresh

DOCUMENT = Path(__file__).parents[2] / "docs" / "charter-language.md"
TEXT = DOCUMENT.read_text(encoding="utf-8")
BLOCKS = [
    (TEXT[: found.start()].count("\n") + 1, found[1]) for found in re.finditer(r"```yaml\n(.*?)```", TEXT, re.DOTALL)
]
SMALLEST = next(block for _, block in BLOCKS if block.startswith("# charter"))
PARTS = [pytest.param(block, id=f"line {line}") for line, block in BLOCKS if block.startswith("# part")]


class _Loader(yaml.SafeLoader):
    """Leaves `on`, `yes` and `no` alone, as the charter's own reader does in keys."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, form) for tag, form in resolvers if tag != "tag:yaml.org,2002:bool" or first in "tTfF"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _merged(base: Any, part: Any) -> Any:
    if isinstance(base, dict) and isinstance(part, dict):
        return base | {key: _merged(base.get(key), value) for key, value in part.items()}
    if isinstance(base, list) and isinstance(part, list):
        return base + part
    return part


def with_part(part: str) -> Loaded:
    """Return the smallest charter with a part of the reference added."""
    data = _merged(yaml.load(SMALLEST, _Loader), yaml.load(part, _Loader))  # noqa: S506 -- a safe loader
    return load_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def test_every_block_says_what_it_is():
    assert len(BLOCKS) > 40
    for line, block in BLOCKS:
        assert block.startswith(("# charter\n", "# part\n", "# cases\n")), f"line {line}"


def test_the_smallest_charter_loads_and_can_decide_everything():
    loaded = load_text(SMALLEST)
    for matter in matters_in(loaded.charter):
        assert chain_of(loaded.charter, matter).steps
    assert [f for f in lint(loaded, on=date(2026, 3, 2)) if f.severity == "error" and f.code != "L-701"] == []


@pytest.mark.parametrize("part", PARTS)
def test_every_part_loads(part):
    loaded = with_part(part)
    assert [f.code for f in lint(loaded, on=date(2026, 3, 2)) if f.severity == "error" and f.code != "L-701"] == []


def test_all_26_shapes_have_an_example():
    chapter = TEXT.split("## The 26 shapes of rules")[1].split("\n## ")[0]
    assert re.findall(r"^(\d+)\. \*\*", chapter, re.MULTILINE) == [str(n) for n in range(1, 27)]
    assert chapter.count("```yaml") == 26


def test_the_cases_of_the_reference_pass(tmp_path):
    (tmp_path / "charter.yaml").write_text(SMALLEST, encoding="utf-8")
    (tmp_path / "cases").mkdir()
    for number, block in enumerate(block for _, block in BLOCKS if block.startswith("# cases")):
        (tmp_path / "cases" / f"{number}.yaml").write_text(block, encoding="utf-8")
    report = casebook.run_cases(tmp_path)
    assert report.failed == 0, report.as_text()
    assert report.passed >= 4


def test_the_tables_are_in_step_with_the_data():
    assert refresh(TEXT) == TEXT, "run: python -m eduklaster.charter.reference docs/charter-language.md"


def _models() -> set[type[BaseModel]]:
    return {
        part
        for part in vars(schema).values()
        if isinstance(part, type) and issubclass(part, schema.Strict) and part.__module__.startswith(schema.__name__)
    }


def _choices(annotation: Any) -> set[str]:
    if typing.get_origin(annotation) is typing.Literal:
        return {str(choice) for choice in typing.get_args(annotation) if isinstance(choice, str)}
    if typing.get_origin(annotation) in {typing.Union, types.UnionType, list, typing.Annotated}:
        return {c for argument in typing.get_args(annotation) for c in _choices(argument)}
    return set()


@pytest.mark.parametrize("model", sorted(_models(), key=lambda m: m.__name__), ids=lambda m: m.__name__)
def test_every_key_and_every_choice_is_explained(model):
    words = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`\n]+)`", TEXT))))
    for name, field in model.model_fields.items():
        assert (field.alias or name) in words, f"{model.__name__}.{name} is not explained"
        assert _choices(field.annotation) <= words, f"{model.__name__}.{name}: {_choices(field.annotation) - words}"


def test_every_party_and_question_is_explained():
    words = set(re.findall(r"[\w-]+", " ".join(re.findall(r"`([^`\n]+)`", TEXT))))
    assert words >= parties.PARTY_WORDS
    for ask, given in case_words.GIVEN.items():
        assert {ask, *given} <= words, ask
    for expect in (case_words.EXPECT_ALWAYS, *case_words.EXPECT.values()):
        assert expect <= words, expect - words


def test_links_inside_the_document_lead_somewhere():
    def anchor(heading: str) -> str:
        kept = re.sub(r"[^\w\s-]", "", heading.replace("`", "").lower())
        return kept.strip().replace(" ", "-")

    headings = {anchor(h) for h in re.findall(r"^#+ (.+)$", TEXT, re.MULTILINE)}
    assert set(re.findall(r"\]\(#([^)]+)\)", TEXT)) <= headings
