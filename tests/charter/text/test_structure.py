"""What stands under what in texts written for these tests."""

from __future__ import annotations

import pytest

from eduklaster.charter.text import Document, NodeKind, import_bytes, import_text

from .conftest import DOCUMENTS


def read(text: str, name: str = "text.txt") -> Document:
    return import_bytes(text.encode(), name)


@pytest.fixture(scope="module")
def luhova() -> Document:
    return import_text(DOCUMENTS / "luhova_uk.txt")


@pytest.fixture(scope="module")
def sosnovka() -> Document:
    return import_text(DOCUMENTS / "sosnovka_ru.txt")


@pytest.mark.parametrize("name", sorted(path.name for path in DOCUMENTS.iterdir()))
def test_no_line_of_a_document_is_lost(name: str) -> None:
    document = import_text(DOCUMENTS / name)

    assert document.uncovered_lines == ()
    assert len({node.id for node in document.walk()}) == len(list(document.walk()))


def test_the_stamp_and_the_title_stand_at_the_top(luhova: Document) -> None:
    stamp, title = luhova.nodes[:2]

    assert (stamp.kind, stamp.line_from, stamp.line_to) == (NodeKind.STAMP, 1, 4)
    assert stamp.text.endswith("від 3 березня 2031 року № 17-к")
    assert (title.kind, title.id) == (NodeKind.TITLE, "T")
    assert luhova.title == "ПОЛОЖЕННЯ про навчальний кластер «Лугова»"


def test_roman_sections_keep_the_alphabet_in_which_they_are_printed(luhova: Document) -> None:
    sections = [(node.id, node.number) for node in luhova.nodes if node.kind is NodeKind.HEADING]

    assert sections == [("1", "І."), ("2", "ІІ."), ("5", "V.")]


def test_a_number_without_its_last_dot_is_a_number(luhova: Document) -> None:
    assert luhova.find("1.3").number == "1.3"


def test_bullets_of_any_dash_get_the_next_number_of_their_clause(luhova: Document) -> None:
    assert [(node.id, node.number) for node in luhova.find("1.2").children] == [
        ("1.2.1", "-"),
        ("1.2.2", "-"),
        ("1.2.3", "–"),
        ("1.2.p1", None),
    ]


def test_lettered_items_stand_under_the_numbered_item_before_them(luhova: Document) -> None:
    assert [(node.id, node.kind) for node in luhova.find("2.2").children] == [
        ("2.2.1", NodeKind.ITEM),
        ("2.2.2", NodeKind.ITEM),
        ("2.2.3", NodeKind.GAP),
        ("2.2.4", NodeKind.ITEM),
    ]
    assert [node.number for node in luhova.find("2.2.2").children] == ["а)", "б)", None, "г)"]


def test_a_letter_that_looks_like_a_digit_is_read_and_kept_verbatim(luhova: Document) -> None:
    clause = luhova.find("2.3")

    assert clause.number == "2.З."
    assert [remark.lines for remark in luhova.warnings if remark.code == "look_alike"] == [(28,)]


def test_a_sentence_broken_by_a_blank_line_is_joined(luhova: Document) -> None:
    clause = luhova.find("2.1")

    assert clause.text == "Раду скликає голова щонайменше двічі на рік."
    assert (clause.line_from, clause.line_to) == (18, 20)


def test_missing_numbers_are_gaps_and_nothing_is_renumbered(luhova: Document) -> None:
    gaps = {node.id: node.note for node in luhova.walk() if node.kind is NodeKind.GAP}

    assert gaps == {
        "2.2.2.в": "в",
        "2.2.3": "3",
        "2.4": "2.4",
        "3-4": "III, IV",
        "A1.r3": "3",
        "A2": "2",
    }


def test_a_number_used_twice_is_kept_twice_and_reported(luhova: Document) -> None:
    assert [node.text for node in luhova.walk() if node.number == "2.5."] == [
        "Протокол веде секретар.",
        "Протокол зберігають десять років.",
    ]
    assert luhova.find("2.5~2").line_from == 30
    assert [remark.lines for remark in luhova.warnings if remark.code == "duplicate"] == [(30,)]


def test_unnumbered_paragraphs_of_a_section_get_synthetic_ids(luhova: Document) -> None:
    assert [(node.id, node.line_from) for node in luhova.find("5").children] == [("5.p1", 32), ("5.p2", 34)]


def test_a_pipe_table_of_an_annex_loses_its_empty_row_and_its_rules(luhova: Document) -> None:
    table = luhova.find("A1.t1")

    assert luhova.find("A1.h").text == "Перелік майстерень"
    assert [(row.id, row.cells) for row in table.children if row.kind is NodeKind.TABLE_ROW] == [
        ("A1.cols", ("№", "Майстерня", "Адреса")),
        ("A1.r1", ("1", "Столярна", "вул. Тесль, 4")),
        ("A1.r2", ("2", "Гончарна", "вул. Глиняна, 9")),
        ("A1.r4", ("4", "Ткацька", "вул. Лляна, 1")),
    ]
    assert (table.line_from, table.line_to) == (39, 45)


def test_unnumbered_headings_standing_alone_are_sections(sosnovka: Document) -> None:
    sections = [(node.id, node.text) for node in sosnovka.nodes if node.kind is NodeKind.HEADING]

    assert sections == [("1", "Общие положения"), ("2", "Наши намерения"), ("3", "Порядок работы")]


def test_a_lead_in_paragraph_takes_bullets_of_every_kind(sosnovka: Document) -> None:
    assert [(node.id, node.number) for node in sosnovka.find("2.p1").children] == [
        ("2.p1.1", "-"),
        ("2.p1.2", "*"),
        ("2.p1.3", "•"),
    ]


def test_a_short_label_takes_plain_and_boxed_tasks_in_printed_order(sosnovka: Document) -> None:
    tasks = sosnovka.find("2.p2")

    assert tasks.text == "Задачи:"
    assert [(node.id, node.number) for node in tasks.children] == [
        ("2.p2.1", None),
        ("2.p2.2", None),
        ("2.p2.3", "□"),
    ]


def test_several_missing_numbers_make_one_gap(sosnovka: Document) -> None:
    assert [node.id for node in sosnovka.find("3").children] == ["3.1", "3.2", "3.3-4", "3.5"]
    assert sosnovka.find("3.3-4").note == "3, 4"


def test_a_tab_table_goes_over_blank_lines_up_to_its_closing_rule(sosnovka: Document) -> None:
    table = sosnovka.find("A1.t1")

    assert [row.number for row in table.children] == [None, "1.", "2."]
    assert (table.line_from, table.line_to) == (42, 46)
    assert sosnovka.find("A1.h").text == "Список участников Сосновского кластера"


def test_markdown_sections_ignore_the_depth_of_the_sign_when_they_are_numbered() -> None:
    document = import_text(DOCUMENTS / "bereg_ru.md")

    assert [(node.id, node.number) for node in document.nodes[1:]] == [
        ("1", "Раздел I."),
        ("2", "Раздел II."),
        ("3", None),
        ("4", "Раздел IV."),
    ]
    assert document.find("1.1").text == "Кластер объединяет речные школы."


def test_a_date_or_initials_at_the_start_of_a_line_are_no_numbers() -> None:
    document = read(
        "1. Загальні положення\n1.1. Кластер засновано, як свідчить наказ.\n12.05.2030 року відбулися збори.\n"
        "І. П. Малина очолює раду.\n2. Рада\n2.1. Рада мала."
    )

    assert [node.number for node in document.walk() if node.number] == ["1.", "1.1.", "2.", "2.1."]


def test_numbers_out_of_order_stay_where_they_are_printed() -> None:
    document = read("1. Общее\n1.1. Раз.\n1.3. Три.\n1.2. Два.\n2. Иное\n2.1. Четыре.")

    assert [node.number for node in document.find("1").children] == ["1.1.", "1.3.", "1.2."]
    assert [remark.code for remark in document.warnings if remark.lines == (4,)] == ["out_of_order"]
    assert not [node for node in document.walk() if node.kind is NodeKind.GAP]


def test_chapters_nest_in_sections_and_clauses_keep_their_own_numbers() -> None:
    document = read(
        "Статут спілки\n\nРозділ І\nОснови\nГлава 1. Мета\n1.1. Мета спілки проста.\nГлава 2. Засоби\n"
        "2.1. Засоби теж.\nРозділ ІІ\nКінець\nГлава 3. Прощання\n3.1. Бувайте."
    )

    assert [(node.id, node.text) for node in document.nodes[1:]] == [("1", "Основи"), ("2", "Кінець")]
    assert [node.id for node in document.find("1").children] == ["1.g1", "1.g2"]
    assert document.find("1.g2.1").number == "2.1."


def test_a_numbered_list_under_a_clause_with_a_colon_belongs_to_the_clause() -> None:
    document = read(
        "1. Общее\n1.1. Задачи клуба:\n1. собирать травы;\n2. сушить травы.\n1.2. Клуб мал.\n2. Конец\n2.1. Всё."
    )

    assert [(node.id, node.kind) for node in document.find("1.1").children] == [
        ("1.1.1", NodeKind.ITEM),
        ("1.1.2", NodeKind.ITEM),
    ]
    assert [node.id for node in document.nodes] == ["1", "2"]


def test_a_bullet_sign_before_a_printed_number_gives_way_to_the_number() -> None:
    document = read("1. Общее\n1.1. Пути:\n- 1) лесом, где:\n  - сыро;\n- темно;\n2) полем.")

    assert [node.number for node in document.find("1.1").children] == ["1)", "2)"]
    assert [node.id for node in document.find("1.1.1").children] == ["1.1.1.1", "1.1.1.2"]


def test_a_text_without_a_title_says_so() -> None:
    document = read("1. Общие положения\n1.1. Клуб открыт.")

    assert document.title == ""
    assert [remark.code for remark in document.warnings] == ["no_title"]
