"""The description is whole: every answer, every error, examples that fit, words in three languages, one page for people."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jsonschema_rs
import polib
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pydantic import BaseModel
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR
from tests.api.helpers import problem, six_callers
from tests.world import World

from eduklaster.amendments.models import Recommendation
from eduklaster.api.contract import TAGS
from eduklaster.api.problems import TITLES
from eduklaster.api.views.docs import description
from eduklaster.api.words import CONTEXT, texts, worded
from eduklaster.execution.models import HeadReport, Task
from eduklaster.kernel import clock
from eduklaster.kernel.text import Localized
from eduklaster.people.models import Person, User
from eduklaster.procedures.models import Act, Delegation, Evidence
from eduklaster.search.services import rebuild
from eduklaster.sessions.models import Proposal, Session

SHAPES = "#/components/schemas/"


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    return [(m, path, told) for path, methods in description()["paths"].items() for m, told in methods.items()]


def test_every_operation_declares_its_answers_errors_and_who_may_call() -> None:
    for method, path, told in operations():
        wanted = {"401", "404", "422", "429"} | ({"304"} if method == "get" else {"403", "409", "413", "415"})
        assert wanted <= set(told["responses"]), path
        for status, answer in told["responses"].items():
            assert answer["description"], (path, status)
            if status >= "400":
                assert answer["content"] == {"application/problem+json": {"schema": {"$ref": f"{SHAPES}Problem"}}}, (
                    path,
                    status,
                )
        assert told["security"], path
        assert set(told["tags"]) <= set(TAGS), path
        assert told["summary"], path
        assert told["operationId"], path
        for one in told["parameters"]:
            assert one["in"] == "path" or one["description"], (path, one["name"])
    names = [told["operationId"] for _method, _path, told in operations()]
    assert len(set(names)) == len(names)
    assert {tag["name"] for tag in description()["tags"]} == set(TAGS)
    assert all(tag["description"] for tag in description()["tags"])
    assert set(description()["components"]["securitySchemes"]) == {"key", "session", "token"}


def test_every_shape_is_described_and_its_example_fits() -> None:
    shapes = description()["components"]["schemas"]
    without = {"Page"}
    for name, shape in shapes.items():
        for field, told in shape.get("properties", {}).items():
            assert told.get("description"), f"{name}.{field}"
        for example in shape.get("examples", []):
            whole = {**shape, "components": {"schemas": shapes}}
            jsonschema_rs.validator_for(whole).validate(example)
    answered = {
        answer["content"]["application/json"]["schema"]["$ref"].removeprefix(SHAPES)
        for _method, _path, told in operations()
        for status, answer in told["responses"].items()
        if status.startswith("2") and "application/json" in answer.get("content", {})
    }
    sent = {
        next(iter(told["requestBody"]["content"].values()))["schema"]["$ref"].removeprefix(SHAPES)
        for _method, _path, told in operations()
        if "requestBody" in told
    }
    bare = {name for name in answered | sent if not name.endswith("Page") and not shapes[name].get("examples")}
    assert bare - without == set()


def shapes_of(base: type[BaseModel]) -> Iterator[type[BaseModel]]:
    for shape in base.__subclasses__():
        if shape.__module__.startswith("eduklaster.api."):
            yield shape
        yield from shapes_of(shape)


def test_no_two_shapes_have_one_name() -> None:
    description()  # every shape is imported then
    known: dict[str, set[str]] = {}
    for shape in shapes_of(BaseModel):
        known.setdefault(shape.__name__, set()).add(shape.__module__)
    assert "Problem" in known
    assert {name: modules for name, modules in known.items() if len(modules) > 1} == {}, "the last one would win"


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_everything_that_the_description_says_is_translated(language: str) -> None:
    catalogue = polib.pofile(str(django_settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"))
    known = {entry.msgid for entry in catalogue.translated_entries() if entry.msgctxt == CONTEXT}

    assert len(texts(description())) > 700
    assert set(texts(description())) - known == set()


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_the_description_is_openapi_in_each_language_and_says_the_same(language: str) -> None:
    told = description(language)

    OPENAPI_31_VALIDATOR.validate(told)
    plain = [worded(one, lambda _text: "") for one in (told, description("en"))]
    assert plain[0] == plain[1]  # but for the words it is one description
    if language != "en":  # code words aside, nothing is left in English
        said = {re.sub(r"`[^`]*`|OpenAPI|SHA-256|JSON|PDF", "", text) for text in texts(told)}
        assert [text for text in said if re.search("[A-Za-z]{3}", text) and not re.search("[а-яіїєґ]", text)] == []


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_the_page_for_people_tells_all_without_scripts_or_strangers(language: str) -> None:
    client = Client(headers={"accept-language": language})
    page = client.get("/api/docs/")
    text = page.content.decode()

    assert page.status_code == 200
    assert len(gzip.compress(page.content)) < 100_000  # as it is sent
    own = text.partition("<main")[2].partition("</main>")[0]
    assert "<script" not in own
    assert not [url for url in re.findall(r'(?:src|href)="(https?://[^"]+)', text) if "testserver" not in url]
    for _method, path, told in operations():
        assert path in own
        assert f'id="{told["operationId"]}"' in own
    assert 'id="shape-ProofIn"' in own  # a part of a body is described too
    for kind in TITLES:
        assert f'id="problem-{kind}"' in own
    sent = client.get("/api/v1/openapi.json")
    assert json.loads(sent.content)["openapi"].startswith("3.1")
    assert sent.headers["Content-Language"] == language
    assert (
        json.loads(sent.content)["tags"][0]["x-displayName"]
        == {"uk": "Кластери", "ru": "Кластеры", "en": "Clusters"}[language]
    )
    assert json.loads(sent.content)["tags"][0]["x-displayName"] in own
    assert client.get("/api/v1/openapi.json", headers={"If-None-Match": sent.headers["ETag"]}).status_code == 304
    chosen = client.get(f"/api/v1/openapi.json?lang={language}", headers={"Accept-Language": "de"})
    assert (chosen.content, chosen.headers["Content-Language"]) == (sent.content, language)
    assert problem(client.get("/api/v1/openapi.json?lang=de"))["errors"][0]["field"] == "lang"


@pytest.mark.django_db
def test_one_row_and_thirty_cost_the_same_queries(settings: Any) -> None:
    world, programs, arguments = six_callers(settings)
    root = f"clusters/{world.cluster.code}"

    def queries(address: str, caller: str = "secretary") -> int:
        with CaptureQueriesContext(connection) as found:
            answer = programs[caller].get(address)
        assert answer.status_code == 200, answer.content
        assert answer.json()["items"], address
        return len(found)

    meeting = Session.objects.get(pk=arguments["session"])
    Session.objects.filter(pk=meeting.pk).update(noticed_at=clock.now(), state="noticed")
    act = Act.objects.get(pk=arguments["act"])
    public = {"kind": "resolution", "issuer": "organ:nes", "pk": None}
    _copies(act, 1, **public, number=1)
    span = "since=2026-03-01&until=2026-04-30&"
    lists = [
        f"{root}/{name}"
        for name in (
            "proposals?", "participants?", "cases?", "acts?", "sessions?", "votes?", "tasks?", "task-owners?", "head-reports?",
            f"duties?{span}", "search?q=лаборатория&", "meetings?", "decisions?", f"calendar/entries?{span}",
            f"amendments/{arguments['amendment']}/recommendations?", "persons?", "organisations?", "delegations?",
            "alternates?", f"cases/{arguments['case']}/evidence?",
        )
    ]  # fmt: skip
    _kept(world, arguments, range(1))
    lists.append(f"me/calendar/entries?{span}")
    for name in lists:
        queries(f"{name}per_page=1")  # charters are read once
    before = {name: queries(f"{name}per_page=1") for name in lists}
    for row, changed in (
        (Proposal.objects.get(), {}),
        (Task.objects.get(pk=arguments["task"]), {}),
        (HeadReport.objects.get(), {}),
        (Recommendation.objects.get(), {}),
        (Session.objects.get(pk=meeting.pk), {}),
        (act, public),
    ):
        _copies(row, 30, **changed)
    for number in range(30):
        world.participant(f"Школа № {number + 10}", "school", None, "innovative_environment")
    _kept(world, arguments, range(1, 31))
    rebuild(cluster=world.cluster)
    after = {name: queries(f"{name}per_page=30") for name in lists}
    assert after == before
    assert max(after.values()) <= 45


def _kept(world: World, arguments: dict[str, str], numbers: range) -> None:
    """Store people with accounts, evidence of the case and delegations, each under a number of its own."""
    giver = User.objects.get(person__offices__office="secretary")
    for number in numbers:
        person = Person.objects.create(surname=f"Людина {number}", given_name="Анна", registered_in=world.cluster)
        User.objects.create(email=f"kept{number}@example.org", person=person)
        Evidence.objects.create(case_id=arguments["case"], title="Витяг", text="Так.", added_on=world.today)
        day = world.today + timedelta(days=1000 + number)
        Delegation.objects.create(
            cluster=world.cluster, party="office:secretary", label=Localized.same("Секретар"), person=person,
            given_by=giver, valid_from=day, valid_until=day,
        )  # fmt: skip


def _copies(row: Any, count: int, **changed: Any) -> None:
    """Store copies of a row under numbers of their own."""
    kept = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    rows = [type(row)(**{**kept, "number": 100 + number, **changed}) for number in range(count)]
    type(row)._default_manager.bulk_create(rows)
