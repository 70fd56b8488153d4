"""The demo plays the lives of five clusters through the services, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from tests.history.walk import without_entry

from eduklaster.clusters.enums import ClusterState
from eduklaster.clusters.models import Cluster, Override
from eduklaster.clusters.selectors import today_in
from eduklaster.config.env import Mode
from eduklaster.demo import services
from eduklaster.demo.enums import DEMO_PASSWORD
from eduklaster.demo.reading import CLUSTERS
from eduklaster.demo.selectors import DemoSignIn, demo_sign_ins
from eduklaster.demo.services import demo_load, demo_reset
from eduklaster.documents.content import Content
from eduklaster.documents.drafts import draft_of
from eduklaster.documents.models import IssuedDocument
from eduklaster.documents.registry import kind_get
from eduklaster.governance.models import Ballot, SeatHolding
from eduklaster.journal.models import Entry
from eduklaster.journal.services import journal_head, journal_verify
from eduklaster.kernel.errors import StateError
from eduklaster.membership.enums import AgreementState, ParticipantState
from eduklaster.membership.models import Acknowledgement, Agreement, Founder, Participant
from eduklaster.membership.selectors import participants_on
from eduklaster.people.access import capacities_of
from eduklaster.people.models import Affiliation, ContactPoint, Organisation, User
from eduklaster.procedures.enums import ActState, CaseState, StepState
from eduklaster.procedures.models import Act, Case, CaseStep, Refusal
from eduklaster.sessions.enums import ProposalState, SessionState
from eduklaster.sessions.models import Proposal, Session
from eduklaster.sessions.selectors import day_of
from eduklaster.votes.enums import VoteState
from eduklaster.votes.models import Vote


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: object) -> Iterator[None]:
    """Load the demo once for the module; each test's changes are rolled back."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        demo_load()
    yield
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        demo_reset()


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loaded")]


def test_five_clusters_are_in_force_with_people_organs_and_offices() -> None:
    clusters = list(Cluster.objects.filter(code__in=CLUSTERS))

    assert len(clusters) == 5
    for cluster in clusters:
        assert cluster.state == ClusterState.ACTIVE
        assert cluster.versions.filter(state="in_force").count() == 1
        assert participants_on(cluster, today_in(cluster)).count() >= 9
        assert SeatHolding.objects.filter(seat__cluster=cluster, valid_until__isnull=True).count() >= 6
        assert cluster.office_holdings.filter(valid_until__isnull=True).exists()
        assert all(cluster.help_contact[language] for language in ("uk", "ru", "en"))


def test_every_row_of_the_demo_is_named_by_an_entry_of_a_journal() -> None:
    assert without_entry() == {}


def test_a_second_loading_changes_nothing() -> None:
    before = (journal_head(), Entry.objects.count(), User.objects.count())

    demo_load()

    assert (journal_head(), Entry.objects.count(), User.objects.count()) == before


def test_an_interrupted_loading_goes_on_with_the_clusters_that_lack(monkeypatch: pytest.MonkeyPatch) -> None:
    demo_reset()
    monkeypatch.setattr(services, "CLUSTERS", ("smolensk", "krasnogorsky"))
    play = services._cluster_load

    def cut_off(code: str, password: str) -> None:
        play(code, password)
        if code == "krasnogorsky":
            raise KeyboardInterrupt

    monkeypatch.setattr(services, "_cluster_load", cut_off)
    with pytest.raises(KeyboardInterrupt):
        demo_load()
    assert list(Cluster.objects.values_list("code", flat=True)) == ["smolensk"]
    first = list(Entry.objects.filter(chain="smolensk").order_by("number").values_list("hash", flat=True))

    monkeypatch.setattr(services, "_cluster_load", play)
    demo_load()

    assert set(Cluster.objects.values_list("code", flat=True)) == {"smolensk", "krasnogorsky"}
    assert list(Entry.objects.filter(chain="smolensk").order_by("number").values_list("hash", flat=True)) == first
    assert list(journal_verify()) == []


def test_the_journal_holds() -> None:
    assert list(journal_verify()) == []


def test_cases_are_in_every_state() -> None:
    assert set(Case.objects.values_list("state", flat=True)) == set(CaseState.values)
    assert {"open", "done", "declined", "lost", "skipped"} <= set(CaseStep.objects.values_list("state", flat=True))
    assert Refusal.objects.values("cluster").distinct().count() >= 4
    assert Act.objects.filter(state=ActState.CORRECTED).exists()
    assert Override.objects.filter(origin="override").exists()
    assert Override.objects.filter(origin="interpretation").exists()
    assert Ballot.objects.filter(verdict__code="vote.no_quorum").exists()


def test_one_order_has_six_days_left_and_something_is_overdue() -> None:
    open_steps = CaseStep.objects.filter(state=StepState.OPEN, case__state=CaseState.OPEN).select_related(
        "case__cluster"
    )
    left = {(row.kind, (row.due_on - today_in(row.case.cluster)).days) for row in open_steps if row.due_on}

    assert ("order", 6) in left
    assert any(days < 0 for _kind, days in left)


def test_acts_are_numbered_without_gaps() -> None:
    for row in Act.objects.values("cluster", "issuer", "kind", "year").annotate(count=Count("pk")):
        count = row.pop("count")
        numbers = Act.objects.filter(**row).order_by("number").values_list("number", flat=True)
        assert list(numbers) == list(range(1, count + 1))


def test_membership_and_agreements_have_a_history() -> None:
    assert set(Participant.objects.values_list("state", flat=True)) >= {
        ParticipantState.ACTIVE,
        ParticipantState.WITHDRAWN,
        ParticipantState.EXCLUDED,
    }
    assert set(Agreement.objects.values_list("state", flat=True)) >= {
        AgreementState.SIGNED,
        AgreementState.EXPIRED,
        AgreementState.TERMINATED,
    }
    for cluster in Cluster.objects.all():
        today = today_in(cluster)
        then = participants_on(cluster, today.replace(year=today.year - 1))
        assert set(then.values_list("pk", flat=True)) != set(
            participants_on(cluster, today).values_list("pk", flat=True)
        )
        confirmed = Acknowledgement.objects.filter(participant__cluster=cluster).count()
        assert 0 < confirmed < Participant.objects.filter(cluster=cluster).count()


def test_twelve_of_sixteen_founders_have_signed() -> None:
    states = list(Founder.objects.filter(cluster__code="zheleznogorsk").values_list("state", flat=True))

    assert (states.count("signed"), states.count("listed")) == (12, 4)


def test_there_is_a_sign_in_for_each_of_the_24_roles_and_more_with_invented_addresses() -> None:
    rows = demo_sign_ins()

    assert len(rows) == len({row.key for row in rows}) == len({row.email for row in rows}) >= 24
    for row in rows:
        assert all(row.role[language] and row.what[language] for language in ("uk", "ru", "en"))


@pytest.mark.parametrize("row", demo_sign_ins(), ids=lambda row: row.key)
def test_everybody_can_sign_in_and_is_what_the_card_says(row: DemoSignIn, client: Client) -> None:
    user = User.objects.select_related("person").get(email=row.email)
    assert user.is_demo
    assert user.person is not None
    assert user.person.full_name == row.name
    assert user.check_password(DEMO_PASSWORD)

    response = client.post(reverse("demo:sign_in", args=[row.key]))

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
    cluster = Cluster.objects.filter(code=row.cluster_code).first()
    _has(row, user, cluster)


def _has(row: DemoSignIn, user: User, cluster: Cluster | None) -> None:
    on = today_in(cluster) if cluster else None
    kind, _sep, name = row.party.partition(":")
    if kind in {"office", "platform"}:
        from datetime import date

        assert row.party in {c.party for c in capacities_of(user, cluster, on or date(2026, 1, 1))}
    elif kind == "seat":
        assert SeatHolding.objects.filter(
            person=user.person, seat__organ=name, seat__cluster=cluster, valid_until__isnull=True
        ).exists()
    elif kind == "listed":
        named = Founder.objects.get(organisation__affiliations__person=user.person, cluster=cluster)
        assert named.state == "listed"
    elif kind in {"participant", "founder"}:
        ties = Affiliation.objects.filter(person=user.person, may_represent=True, valid_until__isnull=True)
        organisations = list(ties.values_list("organisation", flat=True))
        assert Participant.objects.filter(cluster=cluster, organisation__in=organisations, state="active").exists()
        if kind == "founder":
            assert Founder.objects.filter(organisation__in=organisations, state="signed").exists()


def test_the_page_shows_everybody_and_finds_by_a_word(client: Client) -> None:
    page = client.get(reverse("demo:index"), headers={"accept-language": "uk"})
    assert page.status_code == 200
    assert page.content.count(b"data-demo-card") == len(demo_sign_ins())

    found = client.get(reverse("demo:index"), {"q": "ректор"}, headers={"accept-language": "uk"})
    assert 1 <= found.content.count(b"data-demo-card") < len(demo_sign_ins())


def test_signing_in_needs_the_token_of_the_form() -> None:
    client = Client(enforce_csrf_checks=True)

    response = client.post(reverse("demo:sign_in", args=["secretary"]))

    assert response.status_code == 403
    assert "_auth_user_id" not in client.session


def test_in_production_there_is_no_such_door(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    class Production:
        mode = Mode.PRODUCTION

    monkeypatch.setattr(settings, "ENVIRONMENT", Production())

    assert client.get(reverse("demo:index")).status_code == 404
    assert client.post(reverse("demo:sign_in", args=["secretary"])).status_code == 404
    with pytest.raises(StateError):
        demo_reset()


def test_no_contacts_of_real_people_are_in_the_data() -> None:
    assert not ContactPoint.objects.exists()
    for path in Path(demo_load.__code__.co_filename).parent.glob("data/*.yaml"):
        text = path.read_text(encoding="utf-8")
        assert all(mail.endswith("example.org") for mail in re.findall(r"[\w.]+@[\w.]+", text))
        assert not re.search(r"\(\d{3}\)", text.replace("(000)", ""))
    assert not Organisation.objects.exclude(code="").exists()


def test_each_council_has_met_and_meets_again() -> None:
    for cluster in Cluster.objects.all():
        today = today_in(cluster)
        sessions = Session.objects.filter(cluster=cluster)
        held = sessions.filter(state=SessionState.SIGNED).earliest("starts_at")
        assert held.quorum["allowed"]
        assert held.minutes_signed_on is not None
        assert held.noticed_at is not None
        assert held.noticed_at < held.opened_at < held.closed_at
        assert held.deliveries.filter(is_alternate=False).count() >= held.attendance.count() >= 6
        assert {"decided", "noted"} <= set(held.items.values_list("state", flat=True))
        assert 3 <= held.items.count() <= 5
        assert held.disposed_proposals.get().state == ProposalState.ACCEPTED
        assert Vote.objects.filter(item_vote__item__session=held, is_carried=True).exists()
        coming = sessions.get(state=SessionState.NOTICED)
        assert day_of(coming) == today if cluster.code == "kalininsky" else day_of(coming) > today
        assert 3 <= coming.items.count() <= 5

    for code in ("synergy", "kalininsky"):
        rows = Session.objects.filter(cluster__code=code)
        failed = rows.get(state=SessionState.FAILED)
        assert not failed.quorum["allowed"]
        assert rows.get(reconvenes=failed).state == SessionState.SIGNED
        assert Proposal.objects.get(cluster__code=code, state=ProposalState.FILED).agenda_items.count() == 1
        methods = Vote.objects.filter(cluster__code=code, state=VoteState.CLOSED).values_list("method", flat=True)
        assert set(methods) == {"open", "secret"}


SECTIONS = {
    "uk": ("СЛУХАЛИ:", "ВИСТУПИЛИ:", "УХВАЛИЛИ:", "Голосували"),
    "ru": ("СЛУШАЛИ:", "ВЫСТУПИЛИ:", "РЕШИЛИ:", "Голосовали"),
}


def test_the_first_minutes_of_each_cluster_are_issued_with_an_extract_and_came_back_signed() -> None:
    for cluster in Cluster.objects.all():
        minutes = IssuedDocument.objects.get(cluster=cluster, kind="minutes")
        content = Content.of(minutes.snapshot["content"])
        text = " ".join(f"{block.number} {block.text}" for block in content.body)
        assert [section for section in SECTIONS[cluster.language] if section not in text] == [], cluster.code
        assert "типове правило" not in text, "a document rests on no default of the platform"
        assert "типовое правило" not in text
        assert all(one.post and one.name for one in content.signatures)
        assert minutes.signed_copies.get().code == "signature.not_listed"
        extract = IssuedDocument.objects.get(cluster=cluster, kind="extract")
        assert Content.of(extract.snapshot["content"]).certified


def test_orders_bear_the_visas_of_those_who_drafted_them_and_decisions_the_mark_of_their_approval() -> None:
    kind = kind_get("act")
    drafts = [
        draft_of(act.cluster, kind, act) for act in Act.objects.filter(kind__in=["order", "resolution", "decision"])
    ]
    contents = [draft.content for draft in drafts]

    orders = [one for one in contents if one.variant == "order"]
    assert any(one.visas for one in orders)
    assert all(mark.post and mark.name and mark.dated for one in contents for mark in one.visas)
    assert any(one.approval for one in contents if one.variant != "order")
    assert not {requisite.key for draft in drafts for requisite in draft.missing} & {"agreed", "visas"}
