"""The description is whole: every answer, every error, examples that fit, words in three languages, one page for people."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema_rs
import polib
import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.api.helpers import six_callers

from eduklaster.api.contract import TAGS
from eduklaster.api.problems import TITLES
from eduklaster.api.views.docs import description
from eduklaster.api.words import SUMMARIES
from eduklaster.sessions.models import Proposal

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
        if status.startswith("2") and "content" in answer
    }
    sent = {
        told["requestBody"]["content"]["application/json"]["schema"]["$ref"].removeprefix(SHAPES)
        for _method, _path, told in operations()
        if "requestBody" in told
    }
    bare = {name for name in answered | sent if not name.endswith("Page") and not shapes[name].get("examples")}
    assert bare - without == set()


def test_titles_of_operations_are_translated() -> None:
    assert {told["summary"] for _method, _path, told in operations()} == set(SUMMARIES)
    for language in ("uk", "ru"):
        catalogue = polib.pofile(str(django_settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"))
        known = {entry.msgid for entry in catalogue.translated_entries()}
        assert set(SUMMARIES) - known == set()


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_the_page_for_people_tells_all_without_scripts_or_strangers(language: str) -> None:
    client = Client(headers={"accept-language": language})
    page = client.get("/api/docs/")
    text = page.content.decode()

    assert page.status_code == 200
    assert len(page.content) < 200_000
    own = text.partition("<main")[2].partition("</main>")[0]
    assert "<script" not in own
    assert not [url for url in re.findall(r'(?:src|href)="(https?://[^"]+)', text) if "testserver" not in url]
    for _method, path, told in operations():
        assert path in own
        assert f'id="{told["operationId"]}"' in own
    for kind in TITLES:
        assert f'id="problem-{kind}"' in own
    sent = client.get("/api/v1/openapi.json")
    assert json.loads(sent.content)["openapi"].startswith("3.1")
    assert client.get("/api/v1/openapi.json", headers={"If-None-Match": sent.headers["ETag"]}).status_code == 304


@pytest.mark.django_db
def test_one_row_and_thirty_cost_the_same_queries(settings: Any) -> None:
    world, programs, _arguments = six_callers(settings)
    root = f"clusters/{world.cluster.code}"
    secretary = programs["secretary"]

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            answer = secretary.get(address)
        assert answer.status_code == 200, answer.content
        assert answer.json()["items"], address
        return len(found)

    lists = ["proposals", "participants", "cases", "acts", "sessions", "votes"]
    for name in lists:
        queries(f"{root}/{name}")  # charters are read once
    before = {name: queries(f"{root}/{name}?per_page=1") for name in lists}
    first = Proposal.objects.get()
    for number in range(2, 32):
        first.pk, first.number = None, number
        first.save()
    for number in range(30):
        world.participant(f"Школа № {number + 10}", "school", None, "innovative_environment")
    after = {name: queries(f"{root}/{name}?per_page=30") for name in lists}
    assert after == before
    assert max(after.values()) <= 20
