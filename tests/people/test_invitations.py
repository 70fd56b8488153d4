"""The only way in: a link that works once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from tests.factories.people import make_cluster, make_person, make_user

from eduklaster.journal.services import SYSTEM
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError, NotFound, StateError
from eduklaster.people import services
from eduklaster.people.models import Invitation, User
from eduklaster.post.models import Letter
from eduklaster.post.services import letters_deliver_due

pytestmark = pytest.mark.django_db
STRONG = "tysiacha-lypovykh-lystkiv"


@pytest.fixture
def invite():
    def send(**fields):
        values = {
            "email": "Maria@Example.org",
            "person": make_person("Незабудько"),
            "cluster": make_cluster(),
            "actor": SYSTEM,
        }
        invitation = services.invitation_send(**values | fields)
        assert invitation.sent_at is None
        letters_deliver_due()
        invitation.refresh_from_db()
        return invitation, mail.outbox[-1].body.split("/invitations/")[1].split("/")[0] if mail.outbox else ""

    return send


def test_the_letter_is_in_the_invitees_language_and_only_the_hash_of_the_token_is_kept(invite):
    invitation, token = invite(language="en")
    assert "You are invited" in mail.outbox[0].body
    assert mail.outbox[0].to == ["maria@example.org"]
    assert invitation.sent_at is not None
    assert token not in str(Invitation.objects.values())
    assert token not in str(Letter.objects.values())
    assert len(token) > 40


def test_accepting_opens_an_account_once(invite):
    _invitation, token = invite()
    user = services.invitation_accept(token=token, password=STRONG)
    assert user.check_password(STRONG)
    assert user.person.surname == "Незабудько"
    assert user.person.consents.get().purpose == "account"
    with pytest.raises(NotFound):
        services.invitation_accept(token=token, password=STRONG)
    assert User.objects.count() == 1


def test_a_weak_password_leaves_the_link_working(invite):
    _invitation, token = invite()
    with pytest.raises(InputError) as refusal:
        services.invitation_accept(token=token, password="12345")
    assert refusal.value.message
    assert not User.objects.exists()
    assert services.invitation_accept(token=token, password=STRONG)


def test_an_old_a_withdrawn_a_replaced_and_a_wrong_link_answer_alike(invite):
    person = make_person()
    first, old = invite(person=person)
    _second, replaced = invite(person=person)
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    third, withdrawn = invite(person=person)
    services.invitation_withdraw(invitation=third, actor=SYSTEM)
    fourth, late = invite(person=person)
    Invitation.objects.filter(pk=fourth.pk).update(expires_at=clock.now() - timedelta(seconds=1))
    for token in (old, replaced, withdrawn, late, "nonsense"):
        with pytest.raises(NotFound):
            services.invitation_accept(token=token, password=STRONG)
    assert not User.objects.exists()


def test_whoever_has_an_account_is_not_invited(invite):
    user = make_user(email="known@example.org")
    with pytest.raises(StateError):
        invite(person=user.person)
    with pytest.raises(StateError):
        invite(email="KNOWN@example.org")
    with pytest.raises(InputError):
        invite(email="nobody")
    assert not Invitation.objects.exists()


def test_a_letter_that_cannot_leave_is_seen_and_breaks_nothing(invite, settings, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    invitation, _token = invite()
    assert invitation.sent_at is None
    assert "Connection refused" in Letter.objects.get().error


def test_the_page_of_a_link_opens_the_account_signs_in_and_offers_a_second_factor(invite, client):
    _invitation, token = invite()
    url = reverse("people:invitation_accept", args=[token])
    page = client.get(url)
    assert page.status_code == 200
    assert page["Referrer-Policy"] == "no-referrer"
    assert client.post(url, {"password": STRONG, "repeated": "other"}).status_code == 422
    assert client.post(url, {"password": "12345", "repeated": "12345"}).status_code == 422
    done = client.post(url, {"password": STRONG, "repeated": STRONG}, follow=True)
    assert done.redirect_chain[0][0] == reverse("people:welcome")
    assert reverse("mfa_activate_totp") in done.content.decode()
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.get(url).status_code == 404


def test_a_closed_account_is_out_at_once(client):
    user = make_user()
    client.force_login(user)
    assert client.get(reverse("people:me")).status_code == 200
    services.account_deactivate(user=user, actor=SYSTEM)
    assert client.get(reverse("people:me")).status_code == 302
