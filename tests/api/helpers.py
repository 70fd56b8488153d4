"""Calling the API in tests: as six kinds of caller, with keys, and the operations of the description."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.test import Client
from tests.test_access import CALLERS, the_world
from tests.world import World

from eduklaster.api.enums import KeyScope
from eduklaster.api.services import key_make
from eduklaster.journal.services import Actor
from eduklaster.kernel import clock
from eduklaster.people.models import User

ROOT = "/api/v1/"
CHARTER_MATTER = "exclude"


class Program:
    """A program that calls the API with a key, or with none."""

    def __init__(self, secret: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {secret}"} if secret else {}

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """Call an address under the root; `body` is sent as JSON."""
        sent: dict[str, Any] = {"headers": {**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}}
        if body is not None:
            sent |= {"data": json.dumps(body), "content_type": "application/json"}
        return self.client.generic(method.upper(), ROOT + path, **_data(sent))

    def get(self, path: str, **headers: str) -> Any:
        """Read an address."""
        return self.call("get", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        """Send a body."""
        return self.call("post", path, body, **headers)

    def send(self, path: str, fields: dict[str, Any], **headers: str) -> Any:
        """Send a form with files: what has a `read` is a file."""
        sent = {**self.headers, **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self.client.post(ROOT + path, fields, headers=sent)


def _data(sent: dict[str, Any]) -> dict[str, Any]:
    return {"data": sent.pop("data", ""), "content_type": sent.pop("content_type", ""), **sent}


def key_of(user: User, scope: KeyScope = KeyScope.WRITE) -> str:
    """Make a key for an account and return its secret."""
    expires = clock.today() + timedelta(days=30)
    return key_make(user=user, name="test", scope=scope, expires_on=expires, actor=Actor(user.pk, "test"))[1]


def program_of(user: User, scope: KeyScope = KeyScope.WRITE) -> Program:
    """Return a program with a key of an account."""
    return Program(key_of(user, scope))


def six_callers(settings: Any) -> tuple[World, dict[str, Program], dict[str, str]]:
    """Build the world of the access table with a program for each kind of caller."""
    world, clients, arguments = the_world(settings)
    settings.API_REQUESTS_PER_MINUTE = 100_000
    programs = {"guest": Program()}
    for name in CALLERS[1:]:
        user = User.objects.get(pk=clients[name].session["_auth_user_id"])
        programs[name] = program_of(user)
    return world, programs, arguments


def problem(response: HttpResponse) -> dict[str, Any]:
    """Return a refusal; asserts that it is one."""
    assert response.headers["Content-Type"] == "application/problem+json", response.content
    found: dict[str, Any] = json.loads(response.content)
    assert found["status"] == response.status_code
    return found
