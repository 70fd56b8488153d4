"""Invariant 10: a citation is the printed number; import, amendment and comparison never renumber anything."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.invariants.five import CHARTERS, CODES, charter, loaded
from tests.world import TELLER, World

from eduklaster.charter.compare import compare
from eduklaster.charter.loader import bundle, load_text
from eduklaster.charter.resolver import rules_of
from eduklaster.charter.text.parser import import_bytes
from eduklaster.clusters.selectors import charter_of
from eduklaster.clusters.services import version_add, version_put_in_force

DAY = date(2026, 3, 2)
Tree = list[dict[str, Any]]


def written(code: str) -> list[tuple[str, str | None]]:
    """Every place of a charter with its printed number, read from the file without the loader."""
    found: list[tuple[str, str | None]] = []

    def walk(nodes: Tree) -> None:
        for node in nodes:
            found.append((str(node["id"]), node.get("number")))
            walk(node.get("children", []))

    walk(yaml.safe_load(Path(CHARTERS, code, "clauses.yaml").read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("code", CODES)
def test_loading_keeps_every_printed_number_in_its_order(code: str) -> None:
    assert [(c.id, c.number) for _depth, c, _parent in charter(code).clause_walk()] == written(code)


@pytest.mark.parametrize("code", CODES)
def test_a_printed_number_begins_its_citation(code: str) -> None:
    """«4.2.» is cited as 4.2 and as nothing else; bullets and unnumbered paragraphs are cited by their place."""
    for citation, number in written(code):
        plain = (number or "").strip().rstrip(".").strip()
        if plain and plain.replace(".", "").isdigit() and "." in plain:
            assert citation == plain, citation


@pytest.mark.parametrize("code", CODES)
def test_every_rule_cites_a_place_that_is_printed(code: str) -> None:
    printed = {citation for citation, _number in written(code)}
    cited = {c.rule.clause for c in rules_of(charter(code)) if c.rule.clause}
    assert cited <= printed
    assert cited


def with_inserted(code: str, position: int) -> tuple[str, list[tuple[str, str | None]]]:
    """The charter with a new place inserted near the top of a section, and the numbers that it has to have then."""
    text = bundle(CHARTERS / code)
    rest, mark, clauses = text.rpartition("\nclauses:\n")
    raw = yaml.safe_load(mark + clauses)
    sections = [node for node in raw["clauses"] if node.get("children")]
    section = sections[position % len(sections)]
    gist = {"uk": "Нове.", "ru": "Новое.", "en": "New."}
    first = str(section["children"][0]["id"])
    section["children"].insert(0, {"id": "77.7", "number": "77.7.", "gist": gist})
    expected = written(code)
    expected.insert([citation for citation, _number in expected].index(first), ("77.7", "77.7."))
    return rest + "\n" + str(yaml.safe_dump(raw, allow_unicode=True, sort_keys=False)), expected


@pytest.mark.parametrize("code", CODES)
def test_what_an_amendment_puts_in_moves_nothing(code: str) -> None:
    for position in range(3):
        source, expected = with_inserted(code, position)
        amended = load_text(source)
        assert [(c.id, c.number) for _depth, c, _parent in amended.charter.clause_walk()] == expected
        entries = [e for e in compare(loaded(code), amended, on=DAY).entries if e.status != "same"]
        cited = {side.citation.ref for e in entries for side in (e.first, e.second) if side and side.citation}
        assert cited <= {"77.7"}, "a comparison finds nothing moved"


@pytest.mark.django_db
def test_an_amended_version_in_force_keeps_the_numbers_of_the_one_before(settings: Any) -> None:
    world = World.of("smolensk", settings, DAY)
    first = world.cluster.versions.get()
    second = version_add(cluster=world.cluster, source=with_inserted("smolensk", 1)[0], actor=TELLER, on=DAY)
    version_put_in_force(version=second, effective_from=DAY, actor=TELLER)

    before, after = (charter_of(version).charter.clause_ids() for version in (first, second))

    assert after - before == {"77.7"}
    assert before <= after


NUMBERS = st.lists(st.integers(1, 30), min_size=2, max_size=8, unique=True).map(sorted)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(sections=NUMBERS, items=NUMBERS)
def test_an_imported_text_keeps_its_numbers_with_all_their_gaps(sections: list[int], items: list[int]) -> None:
    lines = ["Положення про освітній кластер", ""]
    for section in sections:
        lines += [f"{section}. Розділ про важливе", ""]
        lines += [f"{section}.{item}. Учасники роблять спільну справу." for item in items]
        lines.append("")

    document = import_bytes("\n".join(lines).encode(), "положення.txt")

    nodes = [node for top in document.nodes for node in top.walk()]
    printed = [n.number.rstrip(".") for n in nodes if n.number]
    assert printed == [p for s in sections for p in (str(s), *(f"{s}.{i}" for i in items))]
    assert [n.id for n in nodes if n.number] == printed
    assert document.uncovered_lines == ()
