"""Issuing through the web, the list, the public page that checks a document, the blank and its refusals."""

from __future__ import annotations

import hashlib
import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from docx import Document
from tests.world import TELLER

from eduklaster.documents.models import Blank, IssuedDocument
from eduklaster.documents.rendering.blank import blank
from eduklaster.documents.services import blank_replace
from eduklaster.journal.models import Entry
from eduklaster.kernel.errors import InputError
from eduklaster.procedures.services import act_correct

from .helpers import Story, kept, story


@pytest.fixture
def told(settings: Any) -> Story:
    return story("kalininsky", settings)


def own_blank(told: Story, *extra: str) -> bytes:
    """Return the platform's blank with lines of somebody's own before the text."""
    source = Document(io.BytesIO(blank("ru", "sheet", told.draft("act").look)))
    for line in extra:
        next(p for p in source.paragraphs if p.text == "{{ body }}").insert_paragraph_before(line)
    out = io.BytesIO()
    source.save(out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_secretary_issues_an_order_and_anybody_checks_it_without_reading_names(told: Story) -> None:
    client = told.world.client(told.secretary)
    act = told.subjects["act"]
    page = client.get(told.world.url(f"documents/of/procedures.act/{act.pk}/"))
    assert page.status_code == 200

    answer = client.post(told.world.url(f"documents/make/act/{act.pk}/issue/"))

    issued = IssuedDocument.objects.get()
    assert answer.url == told.world.url(f"documents/{issued.pk}/")
    assert (
        issued.sha256 == hashlib.sha256(client.get(told.world.url(f"documents/{issued.pk}/pdf/")).content).hexdigest()
    )
    assert Entry.objects.filter(action="document.issued", object_id=str(issued.pk)).count() == 1
    shown = Client().get(f"/verify/{issued.code}/").content.decode()
    assert issued.sha256 in shown
    assert issued.number in shown
    for secret in (act.signed_by.surname, told.words["title"], issued.issued_as):
        assert secret not in shown


@pytest.mark.django_db
def test_a_document_is_found_by_number_and_date_by_code_and_by_its_file(told: Story) -> None:
    issued = told.issue("act")
    guest = Client(headers={"accept-language": "en"})

    by_number = guest.get("/verify/", {"number": issued.number, "on": issued.on.isoformat()})
    by_code = guest.get("/verify/", {"code": issued.code.lower().replace("-", " ")})
    by_file = guest.post("/verify/", {"file": SimpleUploadedFile("a.pdf", kept(issued.pdf))})

    assert issued.sha256 in by_number.content.decode()
    assert by_code.url == f"/verify/{issued.code}/"
    assert issued.sha256 in by_file.content.decode()
    assert "No such document" in guest.get("/verify/", {"number": "77", "on": "2026-03-02"}).content.decode()
    assert guest.get("/verify/2222-2222-2222-2222/").status_code == 404


@pytest.mark.django_db
def test_one_changed_byte_makes_another_file(told: Story) -> None:
    issued = told.issue("act")
    source = bytearray(kept(issued.pdf))
    guest = Client(headers={"accept-language": "en"})

    same = guest.post(f"/verify/{issued.code}/", {"file": SimpleUploadedFile("a.pdf", bytes(source))})
    source[-1] ^= 1
    other = guest.post(f"/verify/{issued.code}/", {"file": SimpleUploadedFile("a.pdf", bytes(source))})

    assert "The file is the one that was issued" in same.content.decode()
    assert "The file is another one" in other.content.decode()


@pytest.mark.django_db
def test_a_later_issue_replaces_the_earlier_and_a_correction_ends_it(told: Story) -> None:
    first = told.issue("act")
    second = told.issue("act")
    guest = Client(headers={"accept-language": "en"})

    assert second.supersedes == first
    assert first.code != second.code
    assert "replaced by a later issue" in guest.get(f"/verify/{first.code}/").content.decode()
    assert "it is valid" in guest.get(f"/verify/{second.code}/").content.decode()

    act = told.subjects["act"]
    act_correct(act=act, text="1.", title=act.title, on=told.world.today, actor=TELLER)

    assert "corrected by a later act" in guest.get(f"/verify/{second.code}/").content.decode()


@pytest.mark.django_db
def test_certificates_count_from_one_in_a_year(told: Story) -> None:
    assert [told.issue("certificate").number for _time in range(3)] == ["1", "2", "3"]


@pytest.mark.django_db
def test_what_the_standard_misses_is_named_and_nothing_is_issued(settings: Any) -> None:
    told = story("kalininsky", settings, with_place=False)
    client = told.world.client(told.secretary)
    act = told.subjects["act"]

    page = client.get(told.world.url(f"documents/make/act/{act.pk}/")).content.decode().replace("\u00a0", " ")
    answer = client.post(told.world.url(f"documents/make/act/{act.pk}/issue/"))

    assert "place of issue" in page
    assert "ГОСТ Р 7.0.97-2025" in page or "GOST R 7.0.97-2025" in page
    assert answer.status_code == 422
    assert "place of issue" in answer.content.decode().replace("\u00a0", " ")
    assert not IssuedDocument.objects.exists()
    draft = client.get(told.world.url(f"documents/make/act/{act.pk}/pdf/"))
    assert draft.content.startswith(b"%PDF")


@pytest.mark.django_db
def test_guests_and_strangers_read_no_document_with_names(told: Story) -> None:
    issued = told.issue("minutes")
    for client in (Client(), told.world.client(told.world.person("Чужак"))):
        for path in (f"documents/{issued.pk}/", f"documents/{issued.pk}/pdf/", f"documents/{issued.pk}/docx/"):
            assert client.get(told.world.url(path)).status_code == 404
        assert issued.code not in client.get(told.world.url("documents/")).content.decode()


@pytest.mark.django_db
def test_the_list_costs_as_much_for_thirty_documents_as_for_one(told: Story) -> None:
    client = told.world.client(told.secretary)
    told.issue("certificate")
    client.get(told.world.url("documents/"))
    with CaptureQueriesContext(connection) as one:
        client.get(told.world.url("documents/"))
    row = IssuedDocument.objects.get()
    for number in range(2, 31):
        row.pk, row.code, row.series_number, row._state.adding = None, f"CODE-{number}", number, True
        row.save()
    with CaptureQueriesContext(connection) as thirty:
        page = client.get(told.world.url("documents/"))

    assert "CODE-30" in page.content.decode()
    assert len(thirty) <= len(one) + 1


# The blank ----------------------------------------------------------------------------------------------------------


def replace(told: Story, source: bytes | None = None, **parameters: Any) -> Blank:
    return blank_replace(
        cluster=told.world.cluster,
        place="г. Ижевск",
        parameters=parameters,
        note="story",
        template=("blank.docx", source) if source is not None else None,
        actor=TELLER,
    )


@pytest.mark.django_db
def test_a_cluster_puts_its_own_word_blank_and_its_own_measures_in_use(told: Story) -> None:
    client = told.world.client(told.secretary)
    look = told.draft("act").look
    answer = client.post(
        told.world.url("documents/blank/change/"),
        {
            **{name: look[name] for name in ("left", "right", "top", "bottom", "spacing")},
            "size": "13",
            "place": "г. Глазов",
            "letterhead": "ул. Школьная, 1\nтел. 8 (34141) 0-00-00",
            "shows_host": "on",
            "template": SimpleUploadedFile("наш.docx", own_blank(told, "Наш бланк {{ number }}")),
        },
    )
    assert answer.status_code == 302, answer.content.decode()

    issued = told.issue("act")

    text = "\n".join(p.text for p in Document(io.BytesIO(kept(issued.docx))).paragraphs)
    assert "Наш бланк №" in text
    assert "ул. Школьная, 1" in text
    assert issued.snapshot["look"]["size"] == 13
    assert issued.snapshot["content"]["place"] == "г. Глазов"
    replace(told)
    assert Blank.objects.order_by("-version").first().docx_name == "наш.docx"
    specimen = client.get(told.world.url("documents/blank/specimen.docx")).content
    assert "Наш бланк № 1" in "\n".join(p.text for p in Document(io.BytesIO(specimen)).paragraphs).replace("\xa0", " ")
    assert client.get(told.world.url("documents/blank/specimen.pdf")).content.startswith(b"%PDF")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "hostile",
    [
        "{{ ''.__class__ }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ body.__init__.__globals__ }}",
        "{{ self._TemplateReference__context }}",
        "{{ cycler.__init__ }}",
        "{{ name * 999999999 }}",
        "{{ name.upper() }}",
        "{% for a in signatures %}{% for b in signatures %}{{ a }}{% endfor %}{% endfor %}",
        "{% include '/etc/passwd' %}",
        "{{ password }}",
    ],
)
def test_a_hostile_blank_is_refused_and_nothing_changes(told: Story, hostile: str) -> None:
    before = Blank.objects.count()

    with pytest.raises(InputError) as refused:
        replace(told, own_blank(told, hostile))

    assert refused.value.field == "template"
    assert Blank.objects.count() == before


@pytest.mark.django_db
def test_files_that_are_no_blanks_are_refused(told: Story) -> None:
    macros = io.BytesIO(own_blank(told))
    with zipfile.ZipFile(macros, "a") as package:
        package.writestr("word/vbaProject.bin", b"x")
    no_body = Document()
    no_body.add_paragraph("{{ name }}")
    out = io.BytesIO()
    no_body.save(out)
    for source, code in (
        (b"%PDF-1.7", "documents.no_word"),
        (macros.getvalue(), "documents.macros"),
        (out.getvalue(), "documents.no_body"),
    ):
        with pytest.raises(InputError) as refused:
            replace(told, source)
        assert refused.value.code == code


@pytest.mark.django_db
def test_a_measure_outside_the_standard_is_refused_with_its_bounds(told: Story) -> None:
    with pytest.raises(InputError) as refused:
        replace(told, size=9)
    assert refused.value.field == "size"
    assert "12" in refused.value.message
    assert "14" in refused.value.message
