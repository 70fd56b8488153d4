"""The documents agree with the house: rooms, variables, packages, links."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from eduklaster.config.env import ROOT

DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
"""Pictures of running pages, taken when there is something to show."""

_FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


@cache
def prose_of(page: Path) -> str:
    return _FENCE.sub("", page.read_text(encoding="utf-8"))


def rooms() -> set[str]:
    return {place.parent.name for place in (ROOT / "src" / "eduklaster").glob("*/__init__.py")}


def anchors_of(page: Path) -> set[str]:
    """Return the anchors of a page's headings, made as code hosts make them."""
    words = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in _HEADING.findall(prose_of(page)))
    return {heading.strip().replace(" ", "-") for heading in words}


def table_rows(text: str) -> list[list[str]]:
    """Return the cells of every row of the tables in a text, without heads and rules."""
    lines = text.splitlines()
    rows = []
    for number, line in enumerate(lines):
        is_head = number + 1 < len(lines) and lines[number + 1].startswith("|---")
        if line.startswith("|") and not line.startswith("|---") and not is_head:
            rows.append([cell.strip() for cell in line.strip("|").split("|")])
    return rows


def test_the_map_names_every_room() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    drawing = text.split("## The rooms")[1].split("```")[1]
    drawn = set(re.findall(r"[a-z]+", " ".join(re.split(r"\s{2,}", line)[0] for line in drawing.splitlines())))
    assert drawn == rooms()


def test_the_map_names_no_module_that_is_gone() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    places = re.findall(r"`((?:{})/[\w/.]+)`".format("|".join(sorted(rooms()))), text)
    assert places
    assert [place for place in places if not (ROOT / "src" / "eduklaster" / place).exists()] == []


def test_every_variable_is_in_the_operators_guide() -> None:
    source = (ROOT / "src" / "eduklaster" / "config" / "env.py").read_text(encoding="utf-8")
    read = set(re.findall(r"(?:env\.\w+|environ\.get)\(\s*\"([A-Z_]+)\"", source))
    guide = (DOCS / "operator.md").read_text(encoding="utf-8").split("## Variables")[1].split("\n## ")[0]
    told = {row[0].strip("`") for row in table_rows(guide)}
    assert "DATABASE_URL" in read
    assert told == read


def test_every_package_has_its_reason_and_every_reason_its_package() -> None:
    record = next((DOCS / "adr").glob("0008-*.md")).read_text(encoding="utf-8")
    for name in ("run", "dev", "assets"):
        part = record.split(f"(`{name}.in`)")[1].split("\n### ")[0]
        told = {row[0].strip("`"): row[1] for row in table_rows(part)}
        lines = (ROOT / "requirements" / f"{name}.in").read_text(encoding="utf-8").splitlines()
        wanted = {re.split(r"[\[<>=!~; ]", line)[0] for line in lines if line and not line.startswith(("#", "-r"))}
        assert set(told) == wanted
        assert all(told.values())


def test_the_glossary_has_every_term_in_three_languages() -> None:
    rows = table_rows((DOCS / "glossary.md").read_text(encoding="utf-8"))
    assert len(rows) > 80
    for row in rows:
        assert len(row) == 5, row
        assert all(row), row
        ukrainian, russian, english = row[1:4]
        assert re.search("[а-яіїєґ]", ukrainian.lower()), row
        assert not re.search("[ыэёъ]", ukrainian.lower()), row
        assert re.search("[а-яё]", russian.lower()), row
        assert not re.search("[іїєґ’]", russian.lower()), row
        assert english.isascii(), row


def test_decisions_are_numbered_without_gaps_and_have_their_parts() -> None:
    records = sorted((DOCS / "adr").glob("*.md"))
    assert [int(place.name[:4]) for place in records] == list(range(1, len(records) + 1))
    for place in records:
        text = place.read_text(encoding="utf-8")
        assert text.startswith(f"# {place.name[:4]}. "), place.name
        parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
        assert parts == ["Context", "Decision", "Consequences"], place.name


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_lead_somewhere(page: Path) -> None:
    for link in _LINK.findall(prose_of(page)):
        if link.startswith(("http://", "https://", "mailto:")):
            continue
        place, _, anchor = link.partition("#")
        target = (page.parent / place).resolve() if place else page
        assert target.exists(), link
        if anchor:
            assert anchor in anchors_of(target), link
