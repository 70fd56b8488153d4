"""A cluster ends by the act of its charter, settles what is left, and is then only read (R-S1-7.1, R-S4-8.1)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from tests.scenarios.stories import do, vote
from tests.world import TELLER, World

from eduklaster.clusters.errors import ClusterReadOnly
from eduklaster.clusters.models import Cluster
from eduklaster.journal.models import Entry
from eduklaster.journal.services import journal_verify
from eduklaster.membership.models import Agreement
from eduklaster.membership.services import AgreementInput, agreement_register
from eduklaster.people.services import organisation_merge
from eduklaster.procedures.models import Act, Case

pytestmark = pytest.mark.django_db


def test_the_council_of_smolensk_ends_the_cluster_and_its_records_stay_readable(settings: Any) -> None:
    world = World.of("smolensk", settings, date(2026, 3, 2))
    secretary = world.client(world.office("secretary", "Орлова"))
    members = [world.participant(f"Колледж № {n}", "education", world.person(f"Глава {n}")) for n in range(3)]
    seats = world.fill("council")
    given = AgreementInput("access", "Мастерская", [m.organisation_id or 0 for m in members], signed_on=world.today)
    agreement_register(cluster=world.cluster, given=given, on=world.today, actor=TELLER)
    ending = world.url("winding-up/")
    assert secretary.get(ending).status_code == 404, "nothing has ended"

    opened = secretary.post(world.url("cases/open/terminate/"), {"title": "Прекращение", "note": "Цели достигнуты"})
    assert opened.status_code == 302
    case = Case.objects.get()
    assert vote(world, secretary, case, "decision", dict.fromkeys(seats, "for")).status_code == 302
    world.cluster.refresh_from_db()
    assert world.cluster.state == "winding_up"
    assert "winding-up/" in Client().get(world.url("charter/")).content.decode()
    page = secretary.get(ending)
    assert [one.count for one in page.context["first"]] == [1], "the publication waits"
    assert [one.count for one in page.context["going_on"]] == [1], "the agreement goes on between its parties"
    assert secretary.post(ending).status_code == 409

    assert do(world, secretary, case, "publication").status_code == 302
    head = world.client(members[0].organisation.affiliations.get().person)
    assert head.post(ending).status_code == 403, "a member does not close the cluster"
    assert secretary.post(ending).status_code == 302
    world.cluster.refresh_from_db()
    assert (world.cluster.state, world.cluster.terminated_on) == ("terminated", world.today)

    written = (Entry.objects.count(), Act.objects.count())
    with pytest.raises(ClusterReadOnly):
        agreement_register(cluster=world.cluster, given=given, on=world.today, actor=TELLER)
    for address in ("cases/open/event_terms/", "winding-up/"):
        assert secretary.post(world.url(address), {"title": "Ещё", "note": ""}).status_code in {403, 409, 422}
    assert (Entry.objects.count(), Act.objects.count(), Agreement.objects.count()) == (*written, 1)
    for address in ("charter/", "participants/", "acts/", f"cases/{case.pk}/", "agreements/", "winding-up/"):
        assert secretary.get(world.url(address)).status_code == 200, address
    assert list(journal_verify()) == []


def test_a_closed_cluster_keeps_nobody_from_merging_organisations_that_are_shared(settings: Any) -> None:
    world = World.of("smolensk", settings, date(2026, 3, 2))
    kept = world.participant("Колледж", "education", world.person("Глава"))
    Cluster.objects.filter(pk=world.cluster.pk).update(state="terminated", terminated_on=world.today)
    assert kept.organisation is not None

    merged = organisation_merge(
        duplicate=world.organisation("Колледж, второй раз"), kept=kept.organisation, actor=TELLER
    )

    assert merged == kept.organisation
    assert list(journal_verify()) == []
