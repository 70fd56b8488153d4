"""My keys for programs: made after the password was asked again, shown once, listed, revoked; journaled by name and scope."""

from __future__ import annotations

import re
from datetime import UTC, date, time, timedelta

import pytest
from django.test import Client
from tests.api.helpers import Program

from eduklaster.api.models import ApiKey
from eduklaster.api.selectors import digest_of
from eduklaster.api.services import MOST_KEYS, key_make
from eduklaster.journal.models import Entry
from eduklaster.journal.services import PLATFORM, Actor
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError
from eduklaster.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "a-long-invented-word"


def signed_in(email: str) -> Client:
    """Return a browser that has just signed in, and given the password again for what concerns security."""
    User.objects.create_user(email, PASSWORD)
    browser = Client()
    assert browser.post("/accounts/login/", {"login": email, "password": PASSWORD}).status_code == 302
    assert browser.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
    return browser


def form(expires_on: date, **more: str) -> dict[str, str]:
    return {"name": "Звіт для району", "scope": "read", "expires_on": expires_on.isoformat(), **more}


def test_a_key_is_made_shown_once_used_and_revoked() -> None:
    browser = signed_in("one@example.org")
    until = clock.today() + timedelta(days=30)

    # Whoever has not given password or second factor again is asked first, and nothing is made.
    stale = Client()
    stale.force_login(User.objects.get(email="one@example.org"))
    assert stale.get("/my/keys/new/").status_code == 200
    asked = stale.post("/my/keys/new/", form(until))
    assert (asked.status_code, "reauthenticate" in asked["Location"]) == (302, True)
    assert ApiKey.objects.count() == 0

    # A day that has passed, or lies too far, is refused beside its field.
    for day in (clock.today(), clock.today() + timedelta(days=400)):
        refused = browser.post("/my/keys/new/", form(day))
        assert refused.status_code == 422
        assert "Оберіть день у межах найближчого року." in refused.content.decode().replace("\xa0", " ")
    made = browser.post("/my/keys/new/", form(until))
    secret = re.search(r'value="(edk_[\w-]{43})"', made.content.decode())
    assert secret is not None
    assert made["Cache-Control"].startswith("max-age=0")
    key = ApiKey.objects.get()
    assert key.digest == digest_of(secret[1])
    assert secret[1] not in str(ApiKey.objects.values().get())

    # The list shows how it begins and when it was used, never the key; the journal names neither.
    assert Program(secret[1]).get("me").json()["key"] == "Звіт для району"
    listed = browser.get("/my/keys/").content.decode().replace("\xa0", " ")
    assert key.start in listed
    assert secret[1] not in listed
    assert "востаннє вжито" in listed
    entry = Entry.objects.get(chain=PLATFORM, action="key.made")
    assert (entry.object_type, entry.object_id, entry.facts["scope"]) == ("api.apikey", str(key.pk), "read")
    assert secret[1] not in str(entry.facts)
    assert key.digest not in str(entry.facts)

    # Nobody else revokes it; revoked, it opens nothing.
    other = signed_in("two@example.org")
    assert other.post(f"/my/keys/{key.pk}/revoke/").status_code == 404
    assert Program(secret[1]).get("me").status_code == 200
    assert browser.post(f"/my/keys/{key.pk}/revoke/").status_code == 302
    assert Program(secret[1]).get("me").status_code == 401
    assert Entry.objects.filter(chain=PLATFORM, action="key.revoked", object_id=str(key.pk)).count() == 1
    browser.post(f"/my/keys/{key.pk}/revoke/")
    assert Entry.objects.filter(chain=PLATFORM, action="key.revoked").count() == 1


def test_a_key_ends_with_its_last_day_and_nobody_has_too_many(settings: object) -> None:
    user = User.objects.create_user("three@example.org", PASSWORD)
    actor = Actor(user.pk, "person")
    settings.FIXED_TODAY = date(2026, 3, 2)  # type: ignore[attr-defined]
    settings.FIXED_TIME = time(12, tzinfo=UTC)  # type: ignore[attr-defined]  # at night another day has begun elsewhere
    for number in range(MOST_KEYS):
        _key, secret = key_make(
            user=user, name=f"Програма {number}", scope="read", expires_on=date(2026, 3, 5), actor=actor
        )
    with pytest.raises(InputError, match="Спершу відкличте"):
        key_make(user=user, name="Ще одна", scope="read", expires_on=date(2026, 3, 5), actor=actor)

    settings.FIXED_TODAY = date(2026, 3, 5)  # type: ignore[attr-defined]
    assert Program(secret).get("me").status_code == 200
    settings.FIXED_TODAY = date(2026, 3, 6)  # type: ignore[attr-defined]
    assert Program(secret).get("me").status_code == 401
    key_make(user=user, name="Ще одна", scope="read", expires_on=date(2026, 3, 9), actor=actor)
