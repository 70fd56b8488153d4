"""Pages for every kind of caller."""

import io
import json

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from tests.factories.people import (
    make_cluster,
    make_holder,
    make_organisation,
    make_person,
    make_secretary,
    make_tie,
    make_user,
)
from tests.people.test_imports import GOOD, HEAD, workbook

from eduklaster.journal.services import SYSTEM
from eduklaster.people import selectors, services
from eduklaster.people.models import ImportBatch, Invitation, OfficeHolding, Organisation, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(client):
    """A cluster with a secretary, an organ member, a head of an organisation, a stranger and an administrator."""

    class World:
        cluster = make_cluster()
        secretary = make_secretary(cluster)
        member = make_user()
        head = make_user()
        stranger = make_user()
        admin = make_user(is_platform_admin=True)
        organisation = make_organisation("Ліцей № 5", cluster=cluster, settlement="Лугова")
        foreign = make_organisation("Чужий заклад", cluster=make_cluster("smolensk"))
        person = make_person("Незабудько", cluster=cluster)

        def url(self, name, *args):
            return reverse(f"people:{name}", args=[self.cluster.code, *args])

        def get(self, who, name, *args, **query):
            client.logout()
            if who != "guest":
                client.force_login(getattr(self, who))
            return client.get(self.url(name, *args), query)

        def post(self, who, name, *args, **data):
            client.logout()
            if who != "guest":
                client.force_login(getattr(self, who))
            return client.post(self.url(name, *args), data)

    world = World()
    make_holder(world.cluster, "head", world.member.person)
    make_tie(world.head.person, world.organisation, is_head=True)
    return world


CALLERS = ("guest", "stranger", "head", "member", "admin", "secretary")


@pytest.mark.parametrize(
    ("name", "statuses"),
    [
        ("organisations", (200, 200, 200, 200, 200, 200)),
        ("offices", (200, 200, 200, 200, 200, 200)),
        ("persons", (404, 404, 404, 200, 404, 200)),
        ("organisation_new", (403, 403, 403, 403, 403, 200)),
        ("person_new", (403, 403, 403, 403, 403, 200)),
        ("import", (403, 403, 403, 403, 403, 200)),
        ("import_template", (403, 403, 403, 403, 403, 200)),
        ("office_assign", (403, 403, 403, 403, 200, 200)),
        ("invitations", (403, 403, 403, 403, 200, 200)),
        ("invite", (403, 403, 403, 403, 200, 200)),
    ],
)
def test_each_page_is_for_those_it_is_for(world, name, statuses):
    assert {who: world.get(who, name).status_code for who in CALLERS} == dict(zip(CALLERS, statuses, strict=True))


def test_a_card_of_an_organisation_is_public_its_change_is_for_head_and_secretary(world):
    pk = world.organisation.pk
    assert [world.get(who, "organisation", pk).status_code for who in CALLERS] == [200] * 6
    assert [world.get(who, "organisation_edit", pk).status_code for who in CALLERS] == [403, 403, 200, 403, 403, 200]
    assert world.get("guest", "organisation", world.foreign.pk).status_code == 404
    assert world.get("guest", "organisation", 999999).status_code == 404
    assert world.get("secretary", "organisation_edit", world.foreign.pk).status_code == 404


def test_a_person_is_seen_by_secretary_organs_and_oneself_only(world):
    statuses = [world.get(who, "person", world.person.pk).status_code for who in CALLERS]
    assert statuses == [404, 404, 404, 200, 404, 200]
    assert world.get("stranger", "person", world.stranger.person_id).status_code == 200
    assert world.get("secretary", "person", make_person(cluster=make_cluster("smolensk")).pk).status_code == 404


def test_a_name_beside_a_post_is_public_only_with_consent(world):
    surname = world.member.person.surname
    assert surname not in world.get("guest", "offices").content.decode()
    assert surname not in world.get("guest", "office", "head").content.decode()
    assert surname in world.get("secretary", "offices").content.decode()
    services.consent_give(person=world.member.person, purpose="public_name", actor=SYSTEM)
    assert surname in world.get("guest", "offices").content.decode()
    head = world.head.person.surname
    assert head not in world.get("guest", "organisation", world.organisation.pk).content.decode()


@pytest.mark.parametrize(
    ("visibility", "seen"),
    [
        ("private", {"head", "secretary"}),
        ("organ", {"head", "member", "secretary"}),
        ("participants", {"head", "member", "secretary"}),
        ("public", set(CALLERS)),
    ],
)
def test_a_contact_of_an_organisation_is_seen_as_its_visibility_says(world, visibility, seen):
    services.contact_add(
        owner=world.organisation, kind="phone", value="044 765-43-21", visibility=visibility, actor=SYSTEM
    )
    pages = {who: world.get(who, "organisation", world.organisation.pk).content.decode() for who in CALLERS}
    assert {who for who, page in pages.items() if "765-43-21" in page} == seen


def test_a_persons_contact_needs_the_consent_as_well(world):
    services.contact_add(owner=world.person, kind="phone", value="044 765-43-21", visibility="organ", actor=SYSTEM)
    assert "765-43-21" not in world.get("member", "person", world.person.pk).content.decode()
    assert "765-43-21" in world.get("secretary", "person", world.person.pk).content.decode()
    services.consent_give(person=world.person, purpose="contacts", actor=SYSTEM)
    assert "765-43-21" in world.get("member", "person", world.person.pk).content.decode()


def test_an_organisation_is_entered_and_a_mistake_is_shown_beside_its_field(world):
    data = {"official_name": "Гімназія № 1", "ownership": "communal", "sector": "education", "code_kind": "edrpou"}
    refused = world.post("secretary", "organisation_new", **data, code="00018202")
    assert refused.status_code == 422
    assert not Organisation.objects.filter(official_name="Гімназія № 1").exists()
    done = world.post("secretary", "organisation_new", **data, code="00018201", levels=["general"])
    row = Organisation.objects.get(official_name="Гімназія № 1")
    assert done.status_code == 302
    assert (row.short_name, row.levels, row.registered_in) == ("Гімназія № 1", ["general"], world.cluster)


def test_duplicates_are_merged_from_the_card(world):
    double = make_organisation("Ліцей №5", cluster=world.cluster)
    url_data = {"kept": f"Ліцей № 5 (№ {world.organisation.pk})"}
    assert world.post("secretary", "organisation_merge", double.pk, **url_data).status_code == 302
    moved = world.get("guest", "organisation", double.pk)
    assert moved.status_code == 302
    assert moved.url == world.url("organisation", world.organisation.pk)


def test_people_offices_positions_marks_and_contacts_are_entered_by_the_secretary(world):
    person = world.person
    name = f"{person.full_name} (№ {person.pk})"
    assert world.post("secretary", "person_new", surname="Коваль", given_name="Іван", language="uk").status_code == 302
    assert Person.objects.get(surname="Коваль").registered_in == world.cluster
    refused = world.post(
        "secretary", "office_assign", office="rector", person="Нема Такої", valid_from="2024-02-01", basis="наказ"
    )
    assert refused.status_code == 422
    done = world.post(
        "secretary", "office_assign", office="rector", person=name, valid_from="2024-02-01", basis="наказ № 2"
    )
    assert done.status_code == 302
    holding = OfficeHolding.objects.get(office="rector")
    assert world.post("secretary", "office_end", holding.pk, on="2024-01-01").status_code == 422
    assert world.post("secretary", "office_end", holding.pk, on="2024-03-01").status_code == 302
    organisation = f"x (№ {world.organisation.pk})"
    data = {"organisation": organisation, "position": "учитель", "valid_from": "2024-02-01"}
    assert world.post("secretary", "affiliation_new", person.pk, **data).status_code == 302
    tie = person.affiliations.get()
    assert world.post("secretary", "affiliation_end", person.pk, tie.pk, on="2024-05-01").status_code == 302
    flag = {"kind": "low-results", "source": "лист", "valid_from": "2024-02-01"}
    assert world.post("secretary", "flag_new", world.organisation.pk, **flag).status_code == 302
    assert "low-results" in world.get("secretary", "organisation", world.organisation.pk).content.decode()
    assert "low-results" not in world.get("member", "organisation", world.organisation.pk).content.decode()
    mark = world.organisation.flags.get()
    assert world.post("secretary", "flag_end", world.organisation.pk, mark.pk, on="2024-05-01").status_code == 302
    contact = {"kind": "email", "value": "n@example.org", "visibility": "organ"}
    assert world.post("secretary", "person_contact_add", person.pk, **contact).status_code == 302
    row = person.contacts.get()
    assert world.post("secretary", "person_contact_change", person.pk, row.pk, visibility="public").status_code == 302
    row.refresh_from_db()
    assert row.visibility == "public"
    assert world.post("secretary", "person_contact_change", person.pk, row.pk, remove="1").status_code == 302
    assert not person.contacts.exists()
    for who in ("secretary", "member"):
        assert world.get(who, "person", person.pk).status_code == 200


def test_the_list_is_searched_in_any_spelling_and_exported(world):
    make_organisation("Професійний ліцей «Мрія»", cluster=world.cluster)
    page = world.get("guest", "organisations", q="профессиональный лицей мрия").content.decode()
    assert "Мрія" in page
    assert "Ліцей № 5" not in page
    file = world.get("guest", "organisations", export="xlsx").content
    rows = python_calamine.load_workbook(io.BytesIO(file)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows[1:]] == ["Ліцей № 5", "Професійний ліцей «Мрія»"]


def test_an_import_goes_from_the_file_to_the_register(world):
    file = SimpleUploadedFile("list.xlsx", workbook([HEAD, *GOOD, ["", "00018201"]]))
    sent = world.post("secretary", "import", file=file)
    batch = ImportBatch.objects.get()
    assert sent.url == world.url("import_preview", batch.pk)
    page = world.get("secretary", "import_preview", batch.pk).content.decode()
    assert "Незабудько Марія Іванівна" in page
    assert world.get("admin", "import_preview", batch.pk).status_code == 403
    assert world.get("secretary", "import_faulty", batch.pk).status_code == 200
    similar = [row for row in batch.rows if row["state"] == "similar"]
    assert world.post("secretary", "import_apply", batch.pk).status_code == 302
    assert Organisation.objects.filter(official_name="Школа № 7").count() == 0
    choices = {f"choice-{row['line']}": "new" for row in similar}
    world.post("secretary", "import_preview", batch.pk, **choices)
    assert world.post("secretary", "import_apply", batch.pk, leave_out="on").url == world.url("organisations")
    assert Organisation.objects.filter(official_name="Школа № 7").count() == 1
    assert world.get("secretary", "import_preview", batch.pk).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"), [("empty.xlsx", b""), ("text.pdf", b"%PDF-1.4 x"), ("list.csv", "а;б\r\n1;2".encode())]
)
def test_a_wrong_file_is_answered_in_words(world, name, content):
    answer = world.post("secretary", "import", file=SimpleUploadedFile(name, content))
    assert answer.status_code == 422
    assert "err-t" in answer.content.decode()
    assert world.post("secretary", "import").status_code == 422


def test_a_person_is_invited_with_a_new_card_and_a_refused_invitation_leaves_none(world):
    data = {"surname": "Нова", "given_name": "Особа", "email": world.member.email, "language": "uk"}
    assert world.post("secretary", "invite", **data).status_code == 409
    assert not Person.objects.filter(surname="Нова").exists()
    assert world.post("secretary", "invite", **data | {"email": "new@example.org"}).status_code == 302
    invitation = Invitation.objects.get()
    assert invitation.person.surname == "Нова"
    assert "new@example.org" in world.get("secretary", "invitations").content.decode()
    assert world.post("secretary", "invitation_withdraw", invitation.pk).status_code == 302


def test_my_data_are_mine_to_change_to_download_and_to_close(client):
    user = make_user(make_person("Незабудько"))
    assert client.get(reverse("people:me")).status_code == 302
    client.force_login(user)
    assert "Незабудько" in client.get(reverse("people:me")).content.decode()
    data = {"surname": "Барвінок", "given_name": "Ольга", "patronymic": "", "language": "en"}
    changed = client.post(reverse("people:me_edit"), data)
    assert changed.cookies["language"].value == "en"
    client.post(reverse("people:me_contact_add"), {"kind": "phone", "value": "044 111-22-33", "visibility": "organ"})
    client.post(reverse("people:me_consent", args=["public_name"]), {"give": "1"})
    file = json.loads(client.get(reverse("people:me_data")).content)
    assert file["person"]["surname"] == "Барвінок"
    assert file["contacts"][0]["value"] == "044 111-22-33"
    assert file["consents"][0]["purpose"] == "public_name"
    client.post(reverse("people:me_consent", args=["public_name"]), {"withdraw": "1"})
    assert not selectors.has_consent(user.person, "public_name", None)
    assert client.post(reverse("people:me_consent", args=["account"]), {"give": "1"}).status_code == 404
    client.post(reverse("people:me_close"))
    user.refresh_from_db()
    assert user.is_active
    client.post(reverse("people:me_close"), {"confirm": "on"})
    user.refresh_from_db()
    assert not user.is_active
    assert client.get(reverse("people:me")).status_code == 302


@pytest.mark.parametrize("name", ["organisations", "persons"])
def test_a_list_costs_as_many_queries_for_thirty_rows_as_for_one(world, client, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(world.secretary)
    counts = []
    for extra in (0, 30):
        for number in range(extra):
            person = make_person(cluster=world.cluster)
            make_tie(person, make_organisation(f"Школа {number}", cluster=world.cluster))
        client.get(world.url(name), {"size": 100})
        with CaptureQueriesContext(connection) as queries:
            assert client.get(world.url(name), {"size": 100}).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert counts[1] <= 34
