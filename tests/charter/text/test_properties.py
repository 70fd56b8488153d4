"""What holds for every text: no line and no word is lost, whatever the numbering."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eduklaster.charter.text import Document, import_bytes
from eduklaster.charter.text.edit import ChangeLevel, Drop, Edit, Join, MarkHeading, apply
from eduklaster.charter.text.errors import EditError, TextImportError
from eduklaster.charter.text.report import from_json, to_json

WORDS = st.sampled_from(["рада", "Кластер", "школа", "узел", "ліс", "Совет", "їжа", "план", "«Мак»", "й", "та"])
SENTENCE = st.lists(WORDS, min_size=1, max_size=9).map(" ".join)
ENDING = st.sampled_from([".", ";", ":", ",", ""])
NUMBER = st.one_of(
    st.sampled_from(["І.", "II.", "ІІІ.", "IV.", "Розділ 2.", "Глава 3", "Додаток 1", "Приложение 2."]),
    st.lists(st.integers(1, 12), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)) + "."),
    st.integers(1, 9).map(lambda number: f"{number})"),
    st.sampled_from(["а)", "б)", "г)", "a)", "-", "–", "•", "*", "□", "", "", "", "1.З."]),
)
LINE = st.builds(
    lambda indent, number, sentence, ending: " " * indent + f"{number} {sentence}{ending}".strip(),
    st.integers(0, 6),
    NUMBER,
    SENTENCE,
    ENDING,
)
ROW = st.lists(SENTENCE, min_size=3, max_size=4).map("\t".join)
TEXT = st.lists(st.one_of(LINE, LINE, LINE, st.just(""), ROW, st.just("\f")), min_size=1, max_size=40).map("\n".join)


def read(text: str) -> Document | None:
    """The tree, or None where the text is refused for a reason that such texts can have."""
    with suppress(TextImportError):
        return import_bytes(text.encode(), "any.txt")
    with pytest.raises(TextImportError, match=r"no text|encoding|named"):
        import_bytes(text.encode(), "any.txt")
    return None


def accounted(document: Document) -> set[int]:
    return document.covered_lines | set(document.set_aside_lines)


@settings(max_examples=150, deadline=None)
@given(TEXT)
def test_every_line_and_every_word_of_a_generated_regulation_is_in_the_tree_or_set_aside(text: str) -> None:
    document = read(text)
    if document is None:
        return

    assert document.uncovered_lines == ()
    if "\f" not in text:
        filled = {number for number, line in enumerate(text.split("\n"), 1) if line.strip()}
        assert filled <= accounted(document)
    if not document.set_aside_lines and not any(r.code == "repeated_table_head" for r in document.warnings):
        letters = "".join(character for character in text if character.isalpha() or character.isdigit())
        kept = "".join(
            "".join(node.cells) if node.cells else f"{node.number or ''}{node.text}" for node in document.walk()
        )
        assert "".join(character for character in kept if character.isalpha() or character.isdigit()) == letters


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=400))
def test_no_text_at_all_breaks_the_importer(text: str) -> None:
    document = read(text)
    if document is not None:
        assert document.uncovered_lines == ()
        assert from_json(to_json(document)) == document


@settings(max_examples=150, deadline=None)
@given(TEXT, st.data())
def test_no_correction_loses_a_line(text: str, data: st.DataObject) -> None:
    document = read(text)
    if document is None:
        return
    node = data.draw(st.sampled_from([node.id for node in document.walk()]))
    edit: Edit = data.draw(
        st.sampled_from([Join(node), Drop(node), MarkHeading(node), ChangeLevel(node, 1), ChangeLevel(node, -1)])
    )
    try:
        corrected = apply(document, [edit])
    except EditError:
        return

    assert corrected.uncovered_lines == ()
    assert accounted(document) <= accounted(corrected)
    assert len({node.id for node in corrected.walk()}) == len(list(corrected.walk()))


@pytest.mark.parametrize(
    "line",
    ["рада та", "Рада кластера вирішує.", "5. Рада", "[bookmark:" * 20, "**a " * 20, "." * 200 + " а", "- а:"],
)
def test_a_long_monotonous_file_is_read_whole(line: str) -> None:
    document = import_bytes("\n".join([line] * 3000).encode(), "long.txt")

    assert document.uncovered_lines == ()
    assert len(accounted(document)) == 3000


def test_a_list_nested_without_end_stays_on_the_deepest_level() -> None:
    document = import_bytes("\n".join(f"{' ' * 2 * depth}- рада:" for depth in range(2000)).encode(), "deep.txt")

    assert document.uncovered_lines == ()
    assert from_json(to_json(document)) == document
