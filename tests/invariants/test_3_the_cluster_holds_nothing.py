"""Invariant 3: money, things and contracts belong to an organisation or a person; there is no way to write down a cluster."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction
from tests.invariants.five import CODES, charter
from tests.world import TELLER, World

from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.journal.models import Entry
from eduklaster.kernel.errors import DomainError, RuleRefusal
from eduklaster.membership.models import Agreement, AgreementParty, Holding
from eduklaster.membership.services import AgreementInput, agreement_register, holding_record

DAY = date(2026, 3, 2)
TENANT = {"cluster", "registered_in", "parent"}
"""Columns that may name a cluster: whose record it is, where a row was entered, which cluster an instance came from."""
WORDS_OF_HOLDING = (
    "holder", "owner", "payer", "payee", "beneficiary", "proprietor", "employer", "donor", "debtor", "creditor",
    "tenant", "landlord", "account", "balance", "budget", "treasury", "asset",
)  # fmt: skip


def our_models() -> list[type[models.Model]]:
    return [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("eduklaster.")]


def test_every_reference_to_a_cluster_says_whose_record_it_is_and_nothing_more() -> None:
    found = {
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey) and field.related_model is Cluster and field.name not in TENANT
    }
    assert found == set()


def test_a_cluster_has_no_column_for_anything_that_can_be_owned() -> None:
    names = {field.name for field in Cluster._meta.get_fields() if not field.auto_created}
    assert not {name for name in names for word in WORDS_OF_HOLDING if word in name}
    assert not [f for f in Cluster._meta.get_fields() if isinstance(f, models.DecimalField)]


def test_every_column_that_names_a_holder_leads_to_an_organisation_or_a_person() -> None:
    """Which organisation an account or a thing has is compulsory, or shared out between organisation and person."""
    for model in our_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey) and any(word in field.name for word in WORDS_OF_HOLDING):
                target = field.related_model
                assert isinstance(target, type)
                label = target._meta.label
                assert label in {"people.Organisation", "people.Person", "people.User"}, (
                    f"{model._meta.label}.{field.name}"
                )


def test_whatever_has_a_sum_of_money_has_a_compulsory_holder() -> None:
    rich = [m for m in our_models() if any(isinstance(f, models.DecimalField) for f in m._meta.get_fields())]
    assert Holding in rich
    for model in rich:
        owners = [
            f
            for f in model._meta.get_fields()
            if isinstance(f, models.ForeignKey) and f.related_model is not Cluster and not f.null
        ]
        targets = {f.related_model._meta.label for f in owners if isinstance(f.related_model, type)}
        assert "people.Organisation" in targets, model._meta.label


@pytest.mark.django_db
def test_the_database_takes_no_holding_without_its_holder_and_no_party_that_is_nobody(settings: Any) -> None:
    world = World.of("smolensk", settings, DAY)

    with pytest.raises(IntegrityError), transaction.atomic():
        Holding.objects.create(cluster=world.cluster, kind="account", name="Счёт", recorded_on=DAY)
    agreement = Agreement.objects.create(cluster=world.cluster, kind="access", subject="Мастерская")
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementParty.objects.create(agreement=agreement, role="Кластер")


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_nothing_is_recorded_for_the_cluster_itself_and_the_refusal_cites_the_clause_or_the_default(
    settings: Any, code: str
) -> None:
    """The rule refuses before the database has to: with a code, and with the place that says the cluster is no owner."""
    world = World.of(code, settings, DAY)
    source = Citation.of(Rulebook(charter(code)).ask("cluster.legal_person", on=DAY))
    assert source is not None

    for kind in Holding.Kind.values:
        with pytest.raises(RuleRefusal) as refused:
            holding_record(cluster=world.cluster, kind=kind, name="Счёт", holder=None, on=DAY, actor=TELLER)
        assert (refused.value.code, refused.value.verdict.citations) == ("cluster.owns_nothing", (source,))
        assert source.ref in str(refused.value)

    secretary = world.client(world.office(charter(code).roles.secretary, "Орлова"))
    given = {"kind": Holding.Kind.values[0], "name": "Счёт"}
    for holder in ("", str(world.cluster)):
        page = secretary.post(world.url("holdings/new/"), given | {"holder": holder})
        assert page.status_code == 422, holder
    assert source.ref in secretary.post(world.url("holdings/new/"), given).content.decode()
    assert not Holding.objects.exists()
    assert not Entry.objects.filter(action="holding.recorded").exists()


@pytest.mark.django_db
def test_an_agreement_takes_two_parties_who_are_organisations_or_persons(settings: Any) -> None:
    world = World.of("smolensk", settings, DAY)
    only = world.organisation("Колледж")

    with pytest.raises(DomainError):
        agreement_register(
            cluster=world.cluster, given=AgreementInput("access", "Мастерская", [only.pk], signed_on=DAY), on=DAY,
            actor=TELLER,
        )  # fmt: skip
    assert not AgreementParty.objects.exists()
