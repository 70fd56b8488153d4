"""Signing in: a second step by codes from an app, a passkey alone, letters and the words of the library's pages."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import allauth
import polib
import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib import auth
from django.core import mail
from django.urls import reverse
from tests.factories.people import make_person, make_user

from eduklaster.config import library_words
from eduklaster.config.env import ROOT
from eduklaster.post.services import letters_deliver_due

PASSWORD = "калина-міст-48-жито"  # of an invented person


@pytest.fixture
def account(db: None) -> Any:
    user = make_user(make_person("Калиненко"))
    user.set_password(PASSWORD)
    user.save(update_fields=["password"])
    return user


def code_of(secret: str, step: int = 0) -> str:
    """Return what an app shows now, or some half-minutes later."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30 + step)))


def send(page: Any, button: str = "main form button[type=submit]") -> None:
    with page.expect_navigation():
        page.locator(button).first.click()


def sign_in(page: Any, server: Any, email: str) -> None:
    page.goto(server.url + reverse("account_login"))
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    send(page, "form[action='/accounts/login/'] button")


def go(page: Any, server: Any, name: str) -> None:
    """Open a page of the account, saying the password once more where the library asks for it."""
    page.goto(server.url + reverse(name))
    if reverse("account_reauthenticate") in page.url:
        page.fill("[name=password]", PASSWORD)
        send(page)


def sign_out(page: Any, server: Any) -> None:
    page.goto(server.url + reverse("account_logout"))
    send(page)


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_codes_from_an_app_are_set_up_asked_for_and_switched_off(
    account: Any, browser: Any, axe: Any, live_server: Any, settings: Any
) -> None:
    settings.MFA_TOTP_TOLERANCE = 1  # the same half-minute is not waited for twice
    page = browser.new_page()
    page.set_viewport_size({"width": 390, "height": 900})
    sign_in(page, live_server, account.email)
    page.goto(live_server.url + reverse("account_email"))
    assert (
        "Підтверджено" in page.locator("main").inner_text()
    )  # an invitation has proved it, so nothing stands in the way
    go(page, live_server, "mfa_activate_totp")
    assert axe(page) == []
    secret = page.locator("#authenticator_secret").input_value()

    page.fill("[name=code]", "000000")
    send(page)
    assert "Неправильний код." in page.locator("main").inner_text()

    page.fill("[name=code]", code_of(secret))
    send(page)
    go(page, live_server, "mfa_view_recovery_codes")
    assert axe(page) == []
    spare = page.locator("#recovery_codes").input_value().split()
    assert len(spare) == 10

    sign_out(page, live_server)
    sign_in(page, live_server, account.email)
    assert page.url.startswith(live_server.url + reverse("mfa_authenticate"))
    assert axe(page) == []
    page.fill("[name=code]", code_of(secret, 1))
    send(page)
    assert reverse("mfa_authenticate") not in page.url

    sign_out(page, live_server)
    sign_in(page, live_server, account.email)
    page.fill("[name=code]", spare[0])
    send(page)
    assert reverse("mfa_authenticate") not in page.url
    go(page, live_server, "mfa_deactivate_totp")
    send(page)
    sign_out(page, live_server)
    sign_in(page, live_server, account.email)
    assert reverse("mfa_authenticate") not in page.url


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_named_and_opens_the_account_without_a_password(
    account: Any, browser: Any, axe: Any, live_server: Any
) -> None:
    page = browser.new_page()
    page.set_viewport_size({"width": 390, "height": 900})
    device = browser.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )
    sign_in(page, live_server, account.email)
    go(page, live_server, "mfa_add_webauthn")
    assert axe(page) == []
    page.fill("[name=name]", "Ноутбук кафедри")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda url: reverse("mfa_add_webauthn") not in url)

    go(page, live_server, "mfa_list_webauthn")
    assert axe(page) == []
    listed = page.locator("main").inner_text()
    assert "Ноутбук кафедри" in listed
    assert "вхід без пароля" in listed
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    sign_out(page, live_server)
    page.goto(live_server.url + reverse("account_login"))
    page.click("#passkey_login")
    page.wait_for_url(lambda url: reverse("account_login") not in url)
    page.goto(live_server.url + reverse("people:me"))
    assert account.email in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("language", "known", "unknown"),
    [
        ("uk", "Новий пароль на eduklaster", "Облікового запису з цією адресою на eduklaster немає"),
        ("ru", "Новый пароль на eduklaster", "Учётной записи с этим адресом на eduklaster нет"),
        ("en", "New password on eduklaster", "There is no account with this address on eduklaster"),
    ],
)
def test_a_letter_sets_a_new_password_in_the_reader_s_language(
    account: Any, client: Any, language: str, known: str, unknown: str
) -> None:
    client.cookies["language"] = language
    for address in (account.email, "nobody@example.org"):
        client.post(reverse("account_reset_password"), {"email": address})

    letters_deliver_due()
    assert [letter.subject for letter in mail.outbox] == [known, unknown]
    assert "signup" not in mail.outbox[1].body
    link = re.search(r"https?://\S+", mail.outbox[0].body)
    assert link is not None
    form = client.get(link.group(), follow=True)
    done = client.post(
        form.request["PATH_INFO"], {"password1": PASSWORD + "!", "password2": PASSWORD + "!"}, follow=True
    )
    assert done.status_code == 200
    account.refresh_from_db()
    assert account.check_password(PASSWORD + "!")


def test_every_sentence_said_anew_is_still_one_a_library_says() -> None:
    said = {
        entry.msgid
        for folder in (Path(allauth.__file__).parent, Path(auth.__file__).parent)
        for entry in polib.mofile(str(folder / "locale/uk/LC_MESSAGES/django.mo"))
    }

    assert set(library_words.SENTENCES) <= said


def test_english_says_the_library_s_headings_in_sentence_case() -> None:
    catalogue = polib.pofile(str(ROOT / "locale/en/LC_MESSAGES/django.po"))
    pages = {entry.msgid: entry.msgstr or entry.msgstr_plural[0] for entry in catalogue}

    assert set(library_words.SENTENCES) >= {entry.msgid for entry in catalogue if not entry.msgid_plural}
    assert not [said for said in pages.values() if re.search(r"\w [A-Z][a-z]+ [A-Z]", said.replace("Google Auth", ""))]
