"""What holds for every call: languages, refusals, strictness, ETag, limits, repeated writes, sessions of browsers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from tests.api.helpers import ROOT, Program, problem, program_of, six_callers

from eduklaster.api.enums import KeyScope
from eduklaster.api.models import KeptAnswer
from eduklaster.api.services import answers_forget
from eduklaster.people.models import User
from eduklaster.sessions.models import Proposal

pytestmark = pytest.mark.django_db
PROPOSAL = {"organ": "nes", "title": "Спільна теплиця", "text": "Побудувати її разом."}


def test_one_manner_for_every_call(settings: Any) -> None:
    world, programs, arguments = six_callers(settings)
    guest, secretary, stranger = programs["guest"], programs["secretary"], programs["stranger"]
    cluster = f"clusters/{world.cluster.code}"

    # Hidden, missing and unknown answer alike.
    hidden = guest.get(f"{cluster}/cases/{arguments['case']}")
    missing = guest.get(f"{cluster}/cases/999999")
    assert hidden.status_code == missing.status_code == 404
    assert problem(hidden) == problem(missing)
    assert problem(guest.get("nowhere"))["code"] == "not_found"
    assert problem(guest.get("clusters/nowhere/organs"))["code"] == "not_found"

    # The language is the asked one; without it the account's.
    said = {code: problem(stranger.get(f"{cluster}/sessions", Accept_Language=code)) for code in ("uk", "ru", "en")}
    assert {one["code"] for one in said.values()} == {"governance.capacity"}
    assert said["en"]["detail"] == "This needs an office, a seat or a membership in the cluster."
    assert len({one["detail"] for one in said.values()}) == 3
    assert guest.get(f"{cluster}/sessions", Accept_Language="ru").headers["Content-Language"] == "ru"
    User.objects.filter(email="stranger@example.org").update(language="ru")
    assert problem(stranger.get(f"{cluster}/sessions"))["detail"] == said["ru"]["detail"]

    # Nobody in particular is asked to sign in, also with a key that opens nothing.
    answer = guest.get("me")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert problem(answer)["code"] == "people.sign_in"
    assert problem(Program("edk_nothing").get("clusters"))["code"] == "api.key"
    assert Program().call("get", "clusters", Authorization="Basic YTpi").status_code == 401

    # What does not fit the description is refused before anybody is asked, and says which field.
    def faults(response: Any) -> set[tuple[str, str, str]]:
        assert response.status_code == 422
        told = problem(response)
        assert told["code"] == "request.malformed"
        return {(one["place"], one["field"], one["code"]) for one in told["errors"]}

    assert faults(guest.get(f"{cluster}/organs?on=5")) == {("query", "on", "date_type")}
    assert faults(guest.get(f"{cluster}/organs?on=2026-02-30")) == {("query", "on", "date_parsing")}
    assert faults(guest.get(f"{cluster}/organs?on=0001-01-01")) == {("query", "on", "date_bounds")}
    assert faults(guest.get(f"{cluster}/organs?day=2026-02-20")) == {("query", "day", "unknown_parameter")}
    assert faults(guest.get(f"{cluster}/acts?page=1&page=2")) == {("query", "page", "twice")}
    assert faults(guest.get(f"{cluster}/acts?page=0&per_page=101")) == {
        ("query", "page", "greater_than_equal"),
        ("query", "per_page", "less_than_equal"),
    }
    assert faults(guest.get(f"{cluster}/acts/99999999999999999999")) == {("path", "act", "int_parsing")}
    assert faults(guest.get(f"{cluster}/acts?q=a%00b")) == {("query", "q", "null_byte")}
    body = {**PROPOSAL, "title": "a\x00b", "text": "x" * 20_001, "participant": "5", "colour": "red"}
    assert faults(secretary.post(f"{cluster}/proposals", body)) == {
        ("body", "title", "null_byte"),
        ("body", "text", "string_too_long"),
        ("body", "participant", "int_type"),
        ("body", "colour", "extra_forbidden"),
    }
    deep = "[" * 100_000
    for written in ("{", deep, '{"a": NaN}', ""):
        answer = Client().post(
            f"{ROOT}{cluster}/proposals", written, content_type="application/json", headers=secretary.headers
        )
        assert answer.status_code == 422, written[:20]
    plain = Client().post(
        f"{ROOT}{cluster}/proposals", json.dumps(PROPOSAL), content_type="text/plain", headers=secretary.headers
    )
    assert problem(plain)["code"] == "api.media_type"
    assert plain.status_code == 415
    large = Client().post(
        f"{ROOT}{cluster}/proposals", "x" * 6_000_000, content_type="application/json", headers=secretary.headers
    )
    assert large.status_code == 413
    assert problem(large)["code"] == "api.too_large"
    wrong = secretary.call("patch", f"{cluster}/proposals")
    assert (wrong.status_code, set(wrong.headers["Allow"].split(", "))) == (405, {"GET", "POST"})
    assert problem(wrong)["code"] == "api.method"
    assert Proposal.objects.count() == 1

    # Reading the same twice is saved.
    first = guest.get(f"{cluster}/organs")
    tag = first.headers["ETag"]
    again = guest.get(f"{cluster}/organs", If_None_Match=f'"other", W/{tag}')
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", tag)
    assert guest.get(f"{cluster}/organs", If_None_Match=tag, Accept_Language="en").status_code == 200
    assert {"Accept-Language", "Authorization", "Cookie"} <= {one.strip() for one in first.headers["Vary"].split(",")}
    head = guest.call("head", f"{cluster}/organs")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", tag)


def test_a_write_is_done_once_and_a_key_does_what_its_owner_may(settings: Any) -> None:
    world, programs, _arguments = six_callers(settings)
    secretary = programs["secretary"]
    address = f"clusters/{world.cluster.code}/proposals"
    before = Proposal.objects.count()

    # The same request twice is one proposal; the same key with another request is refused.
    first = secretary.post(address, PROPOSAL, Idempotency_Key="greenhouse-1")
    again = secretary.post(address, PROPOSAL, Idempotency_Key="greenhouse-1")
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Proposal.objects.count() == before + 1
    other = secretary.post(address, {**PROPOSAL, "title": "Інша"}, Idempotency_Key="greenhouse-1")
    assert problem(other)["code"] == "api.other_request"
    assert problem(secretary.post(address, PROPOSAL, Idempotency_Key="short"))["code"] == "request.malformed"

    # A refusal of the rules is kept too, a malformed request is not.
    refused = [secretary.post(address, {**PROPOSAL, "organ": "none"}, Idempotency_Key="greenhouse-2") for _ in "ab"]
    assert {one.status_code for one in refused} == {422}
    assert refused[0].content == refused[1].content
    assert refused[1].headers["Idempotency-Replayed"] == "true"
    assert secretary.post(address, {}, Idempotency_Key="greenhouse-3").status_code == 422
    assert secretary.post(address, PROPOSAL, Idempotency_Key="greenhouse-3").status_code == 201
    assert KeptAnswer.objects.count() == 3
    KeptAnswer.objects.filter(key="greenhouse-1").update(created_at="2020-01-01T00:00:00Z")
    assert answers_forget() == 1

    # A key for reading does not write; one that ended, was revoked, or whose owner is gone opens nothing.
    user = User.objects.get(email=secretary.get("me").json()["email"])
    reader = program_of(user, KeyScope.READ)
    assert reader.get(address).status_code == 200
    refused_writing = reader.post(address, PROPOSAL)
    assert (refused_writing.status_code, problem(refused_writing)["code"]) == (403, "api.scope")
    settings.API_REQUESTS_PER_MINUTE = 3
    assert reader.get("me").status_code == 200
    stopped = reader.get("me")
    assert (stopped.status_code, problem(stopped)["code"]) == (429, "api.too_many")
    assert 1 <= int(stopped.headers["Retry-After"]) <= 60
    settings.API_REQUESTS_PER_MINUTE = 1000
    assert reader.get("me").status_code == 200
    user.is_active = False
    user.save(update_fields=["is_active"])
    assert reader.get("clusters").status_code == 401

    # A browser's session writes with the token of its forms only.
    browser = Client(enforce_csrf_checks=True)
    user.is_active = True
    user.save(update_fields=["is_active"])
    browser.force_login(user)
    assert browser.get(ROOT + "me").json()["key"] is None
    bare = browser.post(ROOT + address, PROPOSAL, content_type="application/json")
    assert (bare.status_code, problem(bare)["code"]) == (403, "api.csrf")
    browser.get("/my/keys/new/")
    token = browser.cookies["csrftoken"].value
    done = browser.post(ROOT + address, PROPOSAL, content_type="application/json", headers={"X-CSRFToken": token})
    assert done.status_code == 201, done.content
