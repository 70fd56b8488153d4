"""A letter put into the outbox leaves once, whatever is retried and whoever dies."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from tests.factories.people import make_user

from eduklaster.kernel import clock
from eduklaster.kernel.errors import StateError
from eduklaster.post.models import Letter
from eduklaster.post.services import (
    PAUSES,
    LetterDraft,
    letter_deliver,
    letter_put,
    letter_try_again,
    letters_deliver_due,
    letters_forget,
)
from eduklaster.post.tasks import letter_deliver as letter_job

pytestmark = pytest.mark.django_db


def draft(key: str = "note:1", **fields: Any) -> LetterDraft:
    return LetterDraft(key, "olena@example.org", "uk", "Ваша\nчерга", "Текст листа", **fields)


@pytest.fixture
def no_server(settings: Any) -> Iterator[None]:
    """A mail server that refuses connections."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = taken.getsockname()
        yield


def test_a_letter_leaves_by_a_job_and_not_while_it_is_put() -> None:
    letter = letter_put(draft=draft(html="<p>Текст листа</p>"))
    assert mail.outbox == []
    assert ProcrastinateJob.objects.filter(args={"letter_id": letter.pk}).count() == 1
    letter_job(letter.pk)
    sent = mail.outbox[0]
    assert (sent.to, sent.subject, sent.body) == (["olena@example.org"], "Ваша черга", "Текст листа")
    assert sent.alternatives[0][0] == "<p>Текст листа</p>"
    assert sent.message()["Auto-Submitted"] == "auto-generated"


def test_the_same_key_is_the_same_letter() -> None:
    first, second = letter_put(draft=draft()), letter_put(draft=draft())
    assert first == second
    assert ProcrastinateJob.objects.filter(args={"letter_id": first.pk}).count() == 1


def test_a_repeated_job_sends_nothing_more() -> None:
    letter = letter_put(draft=draft())
    assert letter_deliver(letter_id=letter.pk)
    assert not letter_deliver(letter_id=letter.pk)
    assert letters_deliver_due() == 0
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_a_letter_once() -> None:
    letter = letter_put(draft=draft())

    def work(_number: int) -> bool:
        try:
            return letter_deliver(letter_id=letter.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert sorted(pool.map(work, range(8))) == [False] * 7 + [True]
    assert len(mail.outbox) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_is_not_written_about() -> None:
    before = ProcrastinateJob.objects.count()
    with transaction.atomic():
        letter_put(draft=draft())
        assert ProcrastinateJob.objects.count() == before + 1
        transaction.set_rollback(True)
    assert not Letter.objects.exists()
    assert ProcrastinateJob.objects.count() == before


def test_a_letter_whose_job_was_lost_leaves_with_the_next_round() -> None:
    letter_put(draft=draft())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
    assert letters_deliver_due() == 1
    assert len(mail.outbox) == 1


def test_a_refused_letter_waits_longer_each_time_and_is_given_up_at_last(no_server: None) -> None:
    letter = letter_put(draft=draft())
    waited = []
    for _attempt in PAUSES:
        letter_deliver(letter_id=letter.pk)
        letter.refresh_from_db()
        assert letter.state == "waiting"
        waited.append(round((letter.next_try_at - clock.now()).total_seconds() / 60))
    assert waited == list(PAUSES)
    assert letters_deliver_due() == 0
    letter_deliver(letter_id=letter.pk)
    letter.refresh_from_db()
    assert (letter.state, letter.attempt_count) == ("failed", len(PAUSES) + 1)
    assert letter.error.startswith("ConnectionRefusedError")


def test_a_letter_given_up_leaves_after_all_when_somebody_says_so(no_server: None, settings: Any) -> None:
    letter = letter_put(draft=draft())
    with pytest.raises(StateError):
        letter_try_again(letter_id=letter.pk)
    Letter.objects.update(state="failed")
    letter_try_again(letter_id=letter.pk)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert letters_deliver_due() == 1


def test_a_secret_is_erased_once_sent() -> None:
    letter = letter_put(draft=draft(is_secret=True, html="<p>link</p>"))
    letter_deliver(letter_id=letter.pk)
    letter.refresh_from_db()
    assert (letter.text, letter.html) == ("", "")


def test_the_same_letter_keeps_its_message_id() -> None:
    letter = letter_put(draft=draft())
    letter_deliver(letter_id=letter.pk)
    Letter.objects.update(state="waiting", sent_at=None)
    letter_deliver(letter_id=letter.pk)
    one, two = (message.message()["Message-ID"] for message in mail.outbox)
    assert one == two


def test_letters_are_forgotten_after_a_year_but_not_while_they_wait() -> None:
    old = clock.now() - timedelta(days=366)
    for key in ("a", "b", "c"):
        letter_put(draft=draft(key))
    Letter.objects.filter(key__in=["a", "b"]).update(made_at=old)
    Letter.objects.filter(key="a").update(state="sent", sent_at=old)
    assert letters_forget() == 1
    assert set(Letter.objects.values_list("key", flat=True)) == {"b", "c"}


def test_a_forgotten_password_is_answered_through_the_outbox(client: Client) -> None:
    user = make_user(email="olena@example.org")
    client.post("/accounts/password/reset/", {"email": "Olena@example.org"})
    letter = Letter.objects.get()
    assert (letter.recipient, letter.person_id, letter.is_secret) == ("olena@example.org", user.person_id, True)
    assert "/accounts/password/reset/key/" in letter.text
    assert mail.outbox == []
    letters_deliver_due()
    assert len(mail.outbox) == 1
    assert Letter.objects.get().text == ""
