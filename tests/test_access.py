"""Who gets which page: every address of the platform and six kinds of caller.

A new address without a row fails. 404 stands for hidden and for missing alike; 302 leads to sign-in or onwards; 403 names
the capacity that is needed; 405 is an address that only takes forms.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from tests.world import World

from eduklaster.amendments.services import AmendmentDraft, RecommendationDraft, amendment_file, recommendation_file
from eduklaster.drafting.services import draft_create
from eduklaster.execution.models import HeadReport, Task
from eduklaster.journal.services import Actor
from eduklaster.kernel.text import Localized
from eduklaster.people.models import User
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, number_next, step_do
from eduklaster.sessions.enums import SessionKind
from eduklaster.sessions.services import ProposalDraft, SessionPlan, proposal_file, session_plan
from eduklaster.votes.enums import Standing
from eduklaster.votes.services import Presence, VoteDraft, vote_open

DAY = date(2026, 3, 2)
TABLE = Path(__file__).with_name("access_table.txt")
CALLERS = ("guest", "stranger", "participant", "member", "secretary", "admin")
LIBRARIES = ("account_", "mfa_", "set_language", "socialaccount", "usersessions")


def routes() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the name and the converters of every address of our own."""

    def walk(patterns: Any, namespace: str) -> Iterator[tuple[str, dict[str, str]]]:
        for entry in patterns:
            if hasattr(entry, "url_patterns"):
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                yield from walk(entry.url_patterns, inner)
            else:
                yield f"{namespace}{entry.name}", dict(entry.pattern.converters)

    for name, converters in walk(get_resolver().url_patterns, ""):
        if entry_is_ours(name):
            yield name, converters


def entry_is_ours(name: str) -> bool:
    """Say whether an address belongs to the platform and not to a library."""
    return not name.startswith(LIBRARIES) and not name.endswith(":None") and name != "None"


@transaction.atomic
def the_world(settings: Any) -> tuple[World, dict[str, Client], dict[str, str]]:
    """Build a cluster with one of everything, six callers, and the arguments of addresses."""
    world = World.of("kalininsky", settings, DAY)
    secretary = world.office("secretary", "Орлова")
    world.office("centre_head", "Павлова")
    head = world.person("Белова")
    first = world.participant("Школа № 1", "school", head, "innovative_environment")
    other = world.participant("Школа № 2", "school", world.person("Иванчук"), "innovative_environment")
    seats = world.fill("nes")
    seat = seats[0]
    doer = Doer(Actor(None, "secretary"), frozenset({"office:secretary"}), True)
    case = case_open(
        cluster=world.cluster,
        draft=CaseDraft(
            "exclude", Localized.same("Исключение"), ("membership.participant", str(other.pk)), "abuse_of_rights"
        ),
        doer=doer,
        on=DAY,
    )
    leave = case_open(
        cluster=world.cluster,
        draft=CaseDraft("leave", Localized.same("Выход"), ("membership.participant", str(other.pk))),
        doer=Doer(Actor(None, "participant"), frozenset({f"participant:{other.pk}"})),
        on=DAY,
    )
    step_do(
        cluster=world.cluster,
        case_ids=[leave.pk],
        step="notice",
        doer=Doer(Actor(None, "participant"), frozenset({f"participant:{other.pk}"})),
        on=DAY,
    )
    act = leave.steps.get(step="notice").act
    assert act is not None
    holder = seat.holdings.get().person
    keeper = Doer(Actor(None, "secretary", secretary.pk), is_secretary=True)
    proposal = proposal_file(
        cluster=world.cluster,
        draft=ProposalDraft("nes", "Общая лаборатория", "Открыть её для всех школ."),
        doer=keeper,
        label="Секретарь",
        on=DAY,
    )
    session = session_plan(
        cluster=world.cluster,
        organ="nes",
        plan=SessionPlan(SessionKind.ORDINARY, datetime(2026, 3, 20, 10, tzinfo=UTC), place="Зал 1"),
        doer=keeper,
    )
    task = Task.objects.create(
        cluster=world.cluster,
        year=2026,
        number=number_next(world.cluster, "task", 2026),
        title="Подготовить план лаборатории",
        item=session.items.get(),
        set_by="organ:nes",
        organ="nes",
        owner="office:secretary",
        owner_label=Localized.same("Секретарь"),
        controller="chair:nes",
        set_on=DAY,
        first_due_on=DAY,
        due_on=DAY,
    )
    head_report = HeadReport.objects.create(
        cluster=world.cluster,
        year=2026,
        number=number_next(world.cluster, "head_report", 2026),
        author="chair:nes",
        addressee="office:centre_head",
        since=DAY,
        until=DAY,
        made_on=DAY,
    )
    vote = vote_open(
        cluster=world.cluster,
        draft=VoteDraft("nes", Localized.same("Общая лаборатория")),
        presence=Presence({row.pk: Standing.HOLDER for row in seats}),
        doer=keeper,
        on=DAY,
    ).vote
    filing = Doer(keeper.actor, frozenset({"office:secretary"}), is_secretary=True)
    amendment = amendment_file(
        cluster=world.cluster,
        draft=AmendmentDraft(Localized.same("Друга мета"), "Її бракує.", world.amended_source("Зміцнити школи.")),
        doer=filing,
        on=DAY,
    )
    step_do(cluster=world.cluster, case_ids=[amendment.case_id], step="consultation", doer=filing, on=DAY)
    recommendation = recommendation_file(
        amendment=amendment,
        draft=RecommendationDraft("Додати дитячі садки."),
        doer=Doer(Actor(None, "participant"), frozenset({f"participant:{first.pk}"})),
        on=DAY,
    )
    administrator = User.objects.create_user("admin@example.org", "x", is_platform_admin=True)
    stranger = User.objects.create_user("stranger@example.org", "x", person=world.person("Чужак"))
    clients = {
        "guest": Client(),
        "stranger": Client(),
        "participant": world.client(head),
        "member": world.client(holder),
        "secretary": world.client(secretary),
        "admin": Client(),
    }
    clients["stranger"].force_login(stranger)
    clients["admin"].force_login(administrator)
    owner = User.objects.get(person=secretary)
    draft = draft_create(owner=owner, template="kalininsky", name="Шостий", on=DAY)
    arguments = {
        "cluster": world.cluster.code,
        "case": str(case.pk),
        "step": "evidence",
        "matter": "exclude",
        "act": str(act.pk),
        "participant": str(other.pk),
        "organisation": str(other.organisation_id),
        "person": str(holder.pk),
        "office": "secretary",
        "organ": "nes",
        "clause": "4.3",
        "finding": "L-201",
        "key": "secretary",
        "purpose": "contacts",
        "token": "nothing",
        "session": str(session.pk),
        "item": str(session.items.get().pk),
        "proposal": str(proposal.pk),
        "task": str(task.pk),
        "head_report": str(head_report.pk),
        "draft": str(draft.pk),
        "amendment": str(amendment.pk),
        "recommendation": str(recommendation.pk),
        "section": "finance",
        "name": "roles",
        "scope": "cluster",
        "vote": str(vote.pk),
        "kind": "case",
        "identifier": str(case.pk),
        "subject": "procedures.act",
        "pk": str(act.pk),
    }
    return world, clients, arguments


def table() -> dict[str, tuple[int, ...]]:
    """Read the table: one line for each address, six numbers."""
    rows = {}
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, *numbers = line.split()
            rows[name] = tuple(int(number) for number in numbers)
    return rows


@pytest.mark.django_db
def test_every_address_answers_every_kind_of_caller_as_the_table_says(settings: Any) -> None:
    _world, clients, arguments = the_world(settings)

    def status(caller: str, name: str, converters: dict[str, str]) -> int:
        address = reverse(name, kwargs={k: arguments.get(k, "999999") for k in converters})
        response = clients[caller].get(address)
        if response.streaming:
            b"".join(response)
        return response.status_code

    found = {name: tuple(status(caller, name, converters) for caller in CALLERS) for name, converters in routes()}

    assert found == table()
