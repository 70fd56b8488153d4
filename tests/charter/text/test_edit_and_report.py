"""A person's corrections, the terminal report, JSON and the command."""

from __future__ import annotations

from pathlib import Path

import pytest

from eduklaster.charter.text import Document, EditError, NodeKind, TextImportError, import_bytes, import_text
from eduklaster.charter.text.cli_import import import_text_command
from eduklaster.charter.text.edit import (
    ChangeKind,
    ChangeLevel,
    ChangeNumber,
    Drop,
    Edit,
    Join,
    MarkHeading,
    Split,
    apply,
    edits_from_json,
)
from eduklaster.charter.text.report import from_json, render, to_json

from .conftest import DOCUMENTS

TEXT = """Положение о клубе

1. Общее
1.1. Клуб собирает травы. 1.2. Клуб сушит травы.
1.4. Клуб хранит:
- мяту;
- липу.
О чае
Чай пьют вместе.
"""


@pytest.fixture
def club() -> Document:
    return import_bytes(TEXT.encode(), "club.txt")


def words(document: Document) -> list[str]:
    return " ".join(part for node in document.walk() for part in (node.number or "", node.text)).split()


def test_a_clause_is_split_where_the_typist_forgot_a_new_line(club: Document) -> None:
    offset = club.find("1.1").text.index("1.2.")
    corrected = apply(club, [Split("1.1", offset)])

    assert [(node.id, node.text) for node in corrected.find("1").children[:3]] == [
        ("1.1", "Клуб собирает травы."),
        ("1.2", "Клуб сушит травы."),
        ("1.3", ""),
    ]
    assert corrected.find("1.3").kind is NodeKind.GAP
    assert corrected.find("1.2").line_from == 4
    assert words(corrected) == words(club)


def test_a_node_is_joined_with_the_text_before_it(club: Document) -> None:
    corrected = apply(club, [Join("1.4.2")])

    assert corrected.find("1.4.1").text == "мяту; - липу."
    assert (corrected.find("1.4.1").line_from, corrected.find("1.4.1").line_to) == (6, 7)
    assert words(corrected) == words(club)


def test_a_paragraph_becomes_the_heading_of_what_follows(club: Document) -> None:
    heading = next(node for node in club.walk() if node.text == "О чае")
    corrected = apply(club, [MarkHeading(heading.id)])

    assert [node.text for node in corrected.nodes[2:]] == ["О чае"]
    assert [node.text for node in corrected.nodes[2].children] == ["Чай пьют вместе."]
    assert corrected.nodes[2].id == "2"


def test_a_misread_number_is_corrected_and_its_gap_closes(club: Document) -> None:
    assert club.find("1.2-3").kind is NodeKind.GAP
    corrected = apply(club, [ChangeNumber("1.4", "1.2.")])

    assert corrected.find("1.2").text == "Клуб хранит:"
    assert not [node for node in corrected.walk() if node.kind is NodeKind.GAP]
    assert "gap" not in {remark.code for remark in corrected.warnings}


def test_a_false_number_becomes_words_again(club: Document) -> None:
    corrected = apply(club, [ChangeNumber("1.4", None), ChangeKind("1.4", NodeKind.PARAGRAPH)])

    assert corrected.find("1.p1").text == "1.4. Клуб хранит:"
    assert words(corrected) == words(club)


def test_a_level_changes_without_changing_the_printed_order(club: Document) -> None:
    corrected = apply(club, [ChangeLevel("1.4.2", 1), ChangeLevel("1.4", -1)])

    assert words(corrected) == words(club)
    assert corrected.find("1.4.1").children[0].text == "липу."
    assert [node.number for node in corrected.nodes if node.kind is not NodeKind.GAP] == [None, "1.", "1.4."]


def test_a_dropped_node_leaves_its_lines_on_the_account(club: Document) -> None:
    corrected = apply(club, [Drop("1.4")])

    assert 5 in corrected.set_aside_lines
    assert corrected.uncovered_lines == ()
    assert ("dropped_by_hand", (5,)) in {(remark.code, remark.lines) for remark in corrected.warnings}
    assert any(node.text == "мяту;" for node in corrected.walk())


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (Join("9.9"), "edit_unknown_node"),
        (Join("T"), "edit_no_previous"),
        (Split("1.4", 0), "edit_bad_offset"),
        (Split("1.4", 4000), "edit_bad_offset"),
        (ChangeKind("1.4", NodeKind.TABLE), "edit_bad_kind"),
        (ChangeLevel("T", 1), "edit_bad_level"),
        (ChangeLevel("T", -1), "edit_bad_level"),
    ],
)
def test_an_impossible_correction_is_refused_and_changes_nothing(club: Document, edit: Edit, code: str) -> None:
    before = to_json(club)
    with pytest.raises(EditError) as caught:
        apply(club, [edit])

    assert caught.value.code == code
    assert to_json(club) == before


def test_corrections_are_read_from_json(club: Document) -> None:
    edits = edits_from_json(
        '[{"do": "kind", "node": "1.4", "kind": "item"}, {"do": "level", "node": "1.4.1", "by": -1}]'
    )

    assert edits == (ChangeKind("1.4", NodeKind.ITEM), ChangeLevel("1.4.1", -1))
    for wrong in ('{"do": "join"}', '[{"do": "burn", "node": "1"}]', "[1]", "[", '[{"do": "split", "node": "1"}]'):
        with pytest.raises(EditError) as caught:
            edits_from_json(wrong)
        assert caught.value.code == "edit_bad_format"


@pytest.mark.parametrize("name", sorted(path.name for path in DOCUMENTS.iterdir()))
def test_a_tree_survives_json(name: str) -> None:
    document = import_text(DOCUMENTS / name)

    assert from_json(to_json(document)) == document
    assert apply(document, []) == document


def test_what_is_no_stored_tree_is_refused() -> None:
    for wrong in ("{", "[]", '{"schema": 99}', '{"schema": 1}'):
        with pytest.raises(TextImportError) as caught:
            from_json(wrong)
        assert caught.value.code == "json_bad_format"


def test_the_report_shows_numbers_gaps_lines_and_the_account(club: Document) -> None:
    report = render(club, language="ru")

    assert "  1.2-3    ∅ 1.2, 1.3" in report
    assert "«1. Общее»  [3]" in report
    assert report.endswith("Строк: 9; в дереве 8, отложено 0, не нашли места 0.")


def test_the_command_prints_a_tree_or_json_and_tells_bad_files_apart(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good = tmp_path / "club.txt"
    good.write_text(TEXT)

    assert import_text_command(good, False) == 0
    assert "«Положение о клубе»" in capsys.readouterr().out
    assert import_text_command(good, True) == 0
    assert from_json(capsys.readouterr().out).title == "Положение о клубе"
    assert import_text_command(tmp_path / "no.txt", False, language="uk") == 2
    assert capsys.readouterr().err == "Файл «no.txt» не знайдено. [not_found]\n"
