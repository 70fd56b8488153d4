"""Invariant 7: nothing private reaches a public page, feed or export, and no public count is small enough to know people by."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client
from django.urls import reverse
from tests.invariants.things import addresses, things_of
from tests.test_access import routes
from tests.world import TELLER, World

from eduklaster.journal.services import Actor
from eduklaster.kernel import clock
from eduklaster.membership.models import Participant
from eduklaster.membership.services import NewParticipant, Opening, admission_open, participant_admit
from eduklaster.people.enums import ConsentPurpose
from eduklaster.people.models import Consent, ContactPoint, Person, User
from eduklaster.procedures.models import Act
from eduklaster.procedures.parties import Doer

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
SEEN = {
    "people.Organisation": "official_name short_name code_kind code legal_form ownership sector levels industry_code "
    "territory settlement site search_key find_key created_at",
    "people.OrganisationFlag": "kind valid_from valid_until",
    "people.Person": "language created_at",
    "people.User": "password last_login is_superuser language is_active is_platform_admin is_demo joined_at",
    "people.Affiliation": "position is_head may_represent valid_from valid_until",
    "people.ContactPoint": "kind visibility",
    "people.Consent": "purpose given_at withdrawn_at",
    "people.OfficeHolding": "office is_acting valid_from valid_until basis basis_act_id acting_flag",
    "people.Invitation": "language created_at expires_at sent_at accepted_at withdrawn_at",
    "people.WordForms": "language gender checked_at",
    "people.ImportBatch": "kind state uploaded_at applied_at",
}
"""Fields that are public, or hold a code or a day that tells nothing of anybody. All others are private and seeded below."""


def seed(world: World, things: dict[str, int]) -> None:
    """Write a mark of its own into every private field of everybody."""
    for person in Person.objects.all():
        Person.objects.filter(pk=person.pk).update(
            surname=f"Тайнова{person.pk}", given_name="Секретина", patronymic="Скрытовна", search_key="тайнова секретина",
            teaching_since=date(1987, 7, 13), managing_since=date(1991, 11, 19),
        )  # fmt: skip
    for account in User.objects.all():
        User.objects.filter(pk=account.pk).update(email=f"hidden{account.pk}@private.example")
    for model, fields in MARKED.items():
        apps.get_model(model).objects.update(**fields)
    ContactPoint.objects.create(
        organisation_id=things["organisation"], kind="phone", value="+38 097 777", basis="thick-basis"
    )


MARKED: dict[str, dict[str, Any]] = {
    "people.OrganisationFlag": {"source": "marked-source"},
    "people.ContactPoint": {"value": "hidden@private.example +38 097", "basis": "marked-basis"},
    "people.Invitation": {"email": "hidden-invited@private.example", "token_hash": "marked-token"},
    "people.WordForms": {"text": "marked-words", "forms": {"dative": ["marked-words"]}},
    "people.ImportBatch": {
        "file_name": "marked-file.xlsx",
        "rows": [{"values": {"phone": "+38 097"}}],
        "ignored": {"columns": ["marked-column"]},
    },
}
MARKS = re.compile(
    "Тайнова|Секретина|Скрытовна|тайнова|1987|1991|private\\.example|marked-|\\+38 097|thick-basis", re.I
)


def text_of(page: Any) -> str:
    return (page.getvalue() if page.streaming else page.content).decode("utf-8", "replace")


def walk(world: World, things: dict[str, int], client: Client, language: str) -> dict[str, str]:
    """Read every address that answers, with its exports, and return what is private in them."""
    everywhere = [
        (name, reverse(name, kwargs=dict.fromkeys(converters, "999999")))
        for name, converters in routes()
        if "cluster" not in converters
    ]
    found, read = {}, 0
    for name, address in [*((n, a) for n, _t, a in addresses(world, things)), *everywhere]:
        page = client.get(address, headers={"accept-language": language})
        if page.status_code != 200:
            continue
        texts = [text_of(page)]
        if "export=csv" in texts[0]:
            texts.append(text_of(client.get(address, {"export": "csv", "state": "ever"})))
        read += len(texts)
        if marks := {m.group() for text in texts for m in MARKS.finditer(text)}:
            found[name] = str(marks)
    assert read > 30
    return found


def test_every_field_about_people_is_public_or_seeded_with_a_mark() -> None:
    seeded = {model: set(fields) for model, fields in MARKED.items()}
    seeded["people.Person"] = {"surname", "given_name", "patronymic", "search_key", "teaching_since", "managing_since"}
    seeded["people.User"] = {"email"}

    for model in apps.get_app_config("people").get_models():
        own = {
            field.name
            for field in model._meta.get_fields()
            if isinstance(field, models.Field) and not field.is_relation and not field.primary_key
        }
        label = model._meta.label
        assert own == set(SEEN.get(label, "").split()) | seeded.get(label, set()), label


def test_nothing_private_is_on_any_public_page_feed_or_export(settings: Any) -> None:
    world = World.of("kalininsky", settings, DAY)
    things = things_of(world, "Своё")
    seed(world, things)
    stranger = Client()
    stranger.force_login(User.objects.create_user("who@example.org", "x"))

    found = {language: walk(world, things, Client(), language) for language in ("uk", "ru", "en")}
    found["stranger"] = walk(world, things, stranger, "uk")

    assert found == {"uk": {}, "ru": {}, "en": {}, "stranger": {}}


def test_a_name_is_shown_beside_a_post_as_long_as_its_consent_stands(settings: Any) -> None:
    """Without this, the test above would be satisfied with pages that show nothing."""
    world = World.of("kalininsky", settings, DAY)
    person = world.office("centre_head", "Видимая")
    address = reverse("people:office", args=[world.cluster.code, "centre_head"])
    assert "Видимая" not in Client().get(address).content.decode()

    consent = Consent.objects.create(person=person, purpose=ConsentPurpose.PUBLIC_NAME, given_at=clock.now())
    assert "Видимая" in Client().get(address).content.decode()

    Consent.objects.filter(pk=consent.pk).update(withdrawn_at=clock.now())
    assert "Видимая" not in Client().get(address).content.decode()


def with_persons(settings: Any, count: int) -> World:
    world = World.of("krasnogorsky", settings, DAY)
    world.participant("Центр № 900", "development_centre", None)
    for number in range(count):
        participant_admit(
            cluster=world.cluster, new=NewParticipant("department_staff", person_id=world.person(f"Лицо{number}").pk),
            on=DAY, actor=TELLER,
        )  # fmt: skip
    return world


@pytest.mark.parametrize(("count", "shown"), [(3, "fewer than 5"), (6, "6")])
def test_natural_persons_are_counted_from_the_smallest_published_count_and_not_listed(
    settings: Any, count: int, shown: str
) -> None:
    world = with_persons(settings, count)
    guest = Client(headers={"accept-language": "en"})

    home = guest.get(world.url("")).content.decode()
    register = guest.get(world.url("participants/")).content.decode()
    export = guest.get(world.url("participants/?export=csv&state=ever")).getvalue().decode()
    front = guest.get("/").content.decode()

    assert f'<dd class="num b">{shown}</dd>' in home
    assert f"today: {shown}" in register
    assert len(export.strip().splitlines()) == 2
    assert "№" not in export.splitlines()[0]
    assert "1 participant<" in " ".join(front.split()).replace("</p>", "<")
    person = Participant.objects.filter(kind="person").first()
    assert person is not None
    assert guest.get(world.url(f"participants/{person.pk}/")).status_code == 404
    assert guest.get(world.url(f"history/participant/{person.pk}/")).status_code == 404
    if count < 5:
        assert not re.search(rf'\b{count}\b</b>|num b">{count}<', home)
    secretary = world.client(world.office("secretary", "Орлова"))
    assert secretary.get(world.url(f"participants/{person.pk}/")).status_code == 200


def test_acts_about_a_natural_person_do_not_name_them(settings: Any) -> None:
    world = World.of("krasnogorsky", settings, DAY)
    person = world.person("Тайнова")
    doer = Doer(Actor(None, "secretary"), frozenset({"office:secretary"}), is_secretary=True)
    case = admission_open(
        cluster=world.cluster, new=NewParticipant("department_staff", person_id=person.pk), name=person.full_name,
        facts={}, authority=None, doer=doer, on=DAY, opening=Opening(note="Заявление"),
    )  # fmt: skip

    assert {case.title.in_(code).partition(": ")[2] for code in ("uk", "en")} == {"Фізична особа", "A natural person"}
    assert not Act.objects.filter(title__icontains="Тайнова").exists()
    assert "Тайнова" not in Client().get(world.url("cases/")).content.decode()
