"""Lists from offices: good, bad and strange ones."""

import io
import zipfile

import pytest
import python_calamine
import xlsxwriter
from django.utils import translation
from tests.factories.people import make_cluster, make_organisation, make_secretary

from eduklaster.journal.models import Entry
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.people import imports
from eduklaster.people.access import Viewer
from eduklaster.people.imports.columns import header_field
from eduklaster.people.imports.reading import cell_text, sheets_read
from eduklaster.people.models import Affiliation, ContactPoint, ImportBatch, Organisation, Person

HEAD = ["Повна назва", "Код ЄДРПОУ", "Місто", "ПІБ", "Посада", "Телефон", "E-mail"]
GOOD = [
    [
        "Ліцей № 5",
        "00018201",
        "Лугова",
        "Незабудько Марія Іванівна",
        "директор",
        "+380 44 123-45-67",
        "litsei5@example.org",
    ],
    ["Школа № 7", "", "Лугова", "", "", "", ""],
]


def workbook(rows, sheet="Аркуш"):
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet(sheet)
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            page.write(number, column, value)
    book.close()
    return buffer.getvalue()


def csv_bytes(rows, delimiter=";", encoding="utf-8"):
    return "\r\n".join(delimiter.join(str(cell) for cell in row) for row in rows).encode(encoding)


@pytest.fixture
def cluster(db):
    return make_cluster()


@pytest.fixture
def actor(cluster):
    user = make_secretary(cluster)
    return Viewer(user=user, cluster=cluster, on=cluster.created_at.date()).actor()


def upload(cluster, actor, content, name="list.xlsx"):
    return imports.batch_upload(cluster=cluster, content=content, file_name=name, actor=actor)


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1251", "utf-16"])
def test_a_csv_list_is_read_in_every_encoding_and_with_every_separator(delimiter, encoding):
    (sheet,) = sheets_read(csv_bytes([HEAD, *GOOD], delimiter, encoding), "list.csv")
    assert sheet.rows[1][1][0] == "Ліцей № 5"
    assert sheet.rows[1][1][1] == "00018201"


@pytest.mark.parametrize(
    ("value", "text"),
    [(7.0, "7"), (7.5, "7.5"), (1234567890123.0, "1234567890123"), (None, ""), ("  а  б\n", "а б"), ("'+380", "+380")],
)
def test_a_cell_reads_as_a_person_reads_it(value, text):
    assert cell_text(value) == text


def word_document():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "import.empty"),
        (b" \r\n\xef\xbb\xbf", "import.empty"),
        (b"%PDF-1.7\n%\xe2\xe3\n1 0 obj", "import.wrong_kind"),
        (word_document(), "import.wrong_kind"),
        (b"PK\x03\x04 broken", "import.damaged"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00", "import.wrong_kind"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "import.wrong_kind"),
        (b"x" * (5 * 1024 * 1024 + 1), "import.too_large"),
        (b"a;b;c\r\n1;2;3", "import.damaged"),
        (workbook([HEAD]), "import.no_rows"),
        (workbook([]), "import.no_head"),
        (csv_bytes([["Назва"], *[[f"Школа {n}"] for n in range(5001)]]), "import.too_many"),
    ],
)
def test_a_bad_file_is_refused_in_plain_words_and_nothing_is_kept(cluster, actor, content, code):
    with pytest.raises(InputError) as refusal:
        upload(cluster, actor, content)
    assert refusal.value.code == code
    assert refusal.value.message
    assert not ImportBatch.objects.exists()


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("Наименование учреждения", "official_name"), ("НАЗВА ЗАКЛАДУ *", "official_name"), ("Official name", "official_name"),
        ("Код за ЄДРПОУ", "code:edrpou"), ("ИНН", "code:inn"), ("Эл. почта", "email"), ("Ел. пошта", "email"),
        ("Тел.", "phone"), ("Ф.И.О.", ""), ("ФИО", "representative"), ("Примітка", ""),
    ],
)  # fmt: skip
def test_heads_are_known_in_three_languages(text, field):
    assert header_field(text) == field


def test_a_preview_writes_nothing_and_applying_writes_everything(cluster, actor):
    batch = upload(cluster, actor, workbook([["Перелік закладів"], HEAD, *GOOD]))
    assert [row["state"] for row in batch.rows] == ["new", "new"]
    assert [row["line"] for row in batch.rows] == [3, 4]
    assert not Organisation.objects.exists()
    assert imports.batch_apply(batch=batch, actor=actor) == {"created": 2, "changed": 0, "unchanged": 0, "persons": 1}
    tie = Affiliation.objects.get()
    assert (tie.position, tie.may_represent, tie.is_head) == ("директор", True, False)
    assert set(ContactPoint.objects.values_list("kind", "visibility")) == {("phone", "private"), ("email", "private")}
    text = str(list(Entry.objects.values_list("facts", flat=True)))
    assert "Незабудько" not in text
    assert "litsei5" not in text


def test_importing_the_same_list_again_changes_nothing(cluster, actor):
    imports.batch_apply(batch=upload(cluster, actor, workbook([HEAD, *GOOD])), actor=actor)
    again = upload(cluster, actor, csv_bytes([HEAD, *GOOD]))
    assert [row["state"] for row in again.rows] == ["same", "same"]
    result = imports.batch_apply(batch=again, actor=actor)
    assert result == {"created": 0, "changed": 0, "unchanged": 2, "persons": 0}
    assert Organisation.objects.count() == 2
    assert Person.objects.filter(surname="Незабудько").count() == 1
    assert ContactPoint.objects.count() == 2


def test_a_code_that_excel_took_for_a_number_gets_its_zeros_back(cluster, actor):
    batch = upload(cluster, actor, workbook([["Назва", "ЄДРПОУ"], ["Ліцей № 5", 18201.0]]))
    imports.batch_apply(batch=batch, actor=actor)
    assert Organisation.objects.get().code == "00018201"


@pytest.mark.parametrize(
    ("row", "field", "code"),
    [
        (["", "00018201"], "official_name", "name_missing"),
        (["Ліцей", "00018202"], "code", "code_shape"),
        (["Ліцей", "12AB"], "code", "code_shape"),
        (["Ліцей", "", "", "Незабудько"], "representative", "representative"),
        (["Ліцей", "", "", "", "директор"], "position", "representative_missing"),
        (["Ліцей", "", "", "", "", "12"], "phone", "phone"),
        (["Ліцей", "", "", "", "", "", "пошта@"], "email", "email"),
        (["Л" * 501], "official_name", "too_long"),
    ],
)
def test_a_bad_cell_is_named_in_words(cluster, actor, row, field, code):
    batch = upload(cluster, actor, workbook([HEAD, row]))
    (problem,) = batch.rows[0]["problems"]
    assert (problem["field"], problem["code"]) == (field, code)
    for language in ("uk", "ru", "en"):
        with translation.override(language):
            assert imports.problem_words(problem)


def test_a_word_outside_the_choices_is_refused_and_the_allowed_words_are_shown(cluster, actor):
    batch = upload(cluster, actor, workbook([["Назва", "Рівні освіти", "Галузь"], ["Ліцей", "середня; вища", "магія"]]))
    (problem,) = batch.rows[0]["problems"]
    with translation.override("en"):
        assert "«магія»" in imports.problem_words(problem)
        assert "education" in imports.problem_words(problem)


def test_the_same_organisation_twice_in_a_list_is_a_mistake_of_the_second_row(cluster, actor):
    batch = upload(cluster, actor, workbook([HEAD, GOOD[0], GOOD[0]]))
    assert [row["state"] for row in batch.rows] == ["new", "error"]
    assert batch.rows[1]["problems"][0]["facts"] == {"line": 2}


def test_a_similar_name_waits_for_a_choice(cluster, actor):
    known = make_organisation("Луговський професійний ліцей", settlement="Лугова")
    batch = upload(
        cluster, actor, workbook([["Назва", "Місто", "Сайт"], ["Луговский профессиональный лицей", "", "example.org"]])
    )
    (row,) = batch.rows
    assert row["state"] == "similar"
    assert row["matches"][0]["id"] == known.pk
    with pytest.raises(StateError) as refusal:
        imports.batch_apply(batch=batch, actor=actor)
    assert refusal.value.code == "import.undecided"
    with pytest.raises(InputError):
        imports.batch_choose(batch=batch, choices={2: "999999"})
    batch = imports.batch_choose(batch=batch, choices={2: str(known.pk)})
    assert batch.rows[0]["changes"] == ["site"]
    assert imports.batch_apply(batch=batch, actor=actor)["changed"] == 1
    known.refresh_from_db()
    assert known.site == "https://example.org"
    assert known.official_name == "Луговський професійний ліцей"  # another cluster's words are never overwritten


def test_faulty_rows_stop_the_import_unless_they_are_left_out(cluster, actor):
    batch = upload(cluster, actor, workbook([HEAD, GOOD[0], ["", "00018201"]]))
    with pytest.raises(StateError) as refusal:
        imports.batch_apply(batch=batch, actor=actor)
    assert refusal.value.code == "import.faulty"
    assert not Organisation.objects.exists()
    assert imports.batch_apply(batch=batch, actor=actor, leave_out_faulty=True)["created"] == 1


def test_an_import_is_applied_once(cluster, actor):
    batch = upload(cluster, actor, workbook([HEAD, *GOOD]))
    imports.batch_apply(batch=batch, actor=actor)
    with pytest.raises(StateError):
        imports.batch_apply(batch=batch, actor=actor)
    batch.refresh_from_db()
    assert batch.rows == []


def test_a_register_that_changed_since_the_preview_is_looked_at_again(cluster, actor):
    batch = upload(cluster, actor, workbook([HEAD, GOOD[0]]))
    make_organisation("Ліцей № 5 імені Лесі Українки", code_kind="edrpou", code="00018201")
    assert imports.batch_apply(batch=batch, actor=actor)["created"] == 0
    assert Organisation.objects.count() == 1


def test_a_discarded_preview_keeps_no_rows(cluster, actor):
    batch = upload(cluster, actor, workbook([HEAD, *GOOD]))
    imports.batch_discard(batch=batch, actor=actor)
    batch.refresh_from_db()
    assert (batch.state, batch.rows) == ("discarded", [])


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_the_template_can_be_filled_in_and_sent(cluster, actor, language):
    with translation.override(language):
        content = imports.template_workbook()
    book = python_calamine.load_workbook(io.BytesIO(content))
    head = book.get_sheet_by_index(0).to_python()[0]
    assert [header_field(cell) for cell in head] == [column.field for column in imports.COLUMNS]
    filled = workbook([head, [column.example for column in imports.COLUMNS]])
    (row,) = upload(cluster, actor, filled).rows
    assert row["problems"] == []


def test_the_faulty_rows_come_back_with_what_is_wrong(cluster, actor):
    batch = upload(cluster, actor, workbook([HEAD, GOOD[0], ["", "00018202", "", "", "", "+1"]]))
    rows = python_calamine.load_workbook(io.BytesIO(imports.faulty_workbook(batch))).get_sheet_by_index(0).to_python()
    assert len(rows) == 2
    assert rows[1][-2] == "3"
    assert rows[1][-1]
    assert "+1" in rows[1]


def test_a_long_list_costs_as_many_queries_as_a_short_one(cluster, actor, django_assert_max_num_queries):
    for number, size in enumerate((1, 300)):
        rows = [
            [
                f"Ліцей «Промінь {number}{index}»",
                "",
                f"Місто{index}",
                f"Коваль{index} Іван",
                "",
                "",
                f"k{number}{index}@example.org",
            ]
            for index in range(size)
        ]
        batch = upload(cluster, actor, workbook([HEAD, *rows]))
        choices = {row["line"]: "new" for row in batch.rows if row["state"] == "similar"}
        batch = imports.batch_choose(batch=batch, choices=choices)
        with django_assert_max_num_queries(45):
            imports.batch_apply(batch=batch, actor=actor)
    assert Organisation.objects.count() == 301


def test_what_is_left_aside_is_told(cluster, actor):
    content = "Назва;Рівень участі у мережі;\nЛіцей Ґанок;абв;зайве\n".encode()
    batch = upload(cluster, actor, content, "list.csv")
    assert batch.ignored == {"columns": ["Рівень участі у мережі"], "rows": [2]}
