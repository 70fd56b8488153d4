"""Whatever happens at the same time: one effect, one number each, no gaps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from django.db import connection

from eduklaster.charter.loader import bundle
from eduklaster.clusters.services import cluster_create, version_put_in_force
from eduklaster.journal.models import Entry
from eduklaster.journal.services import Actor, journal_verify
from eduklaster.kernel.errors import DomainError
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Participant
from eduklaster.membership.services import NewParticipant, participant_admit
from eduklaster.people.models import Organisation
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import ActDraft, CaseDraft, act_register, case_open, step_do

CHARTERS = Path(__file__).parents[2] / "charters"
SYSTEM = Actor(None, "test")
DAY = date(2026, 3, 2)

pytestmark = pytest.mark.django_db(transaction=True)


def test_fifty_parallel_attempts_at_the_last_act_give_one_effect() -> None:
    cluster = cluster_create(source=bundle(CHARTERS / "smolensk"), actor=SYSTEM, on=DAY)
    version_put_in_force(version=cluster.versions.get(), effective_from=DAY, actor=SYSTEM)
    school = Organisation.objects.create(official_name="Колледж", short_name="Колледж")
    member = participant_admit(
        cluster=cluster, new=NewParticipant(category="education", organisation_id=school.pk), on=DAY, actor=SYSTEM
    )
    doer = Doer(SYSTEM, frozenset({f"participant:{member.pk}"}))
    draft = CaseDraft("leave", Localized.same("Выход"), ("membership.participant", str(member.pk)))
    case = case_open(cluster=cluster, draft=draft, doer=doer, on=DAY)

    def attempt(_: int) -> str:
        try:
            step_do(cluster=cluster, case_ids=[case.pk], step="notice", doer=doer, on=DAY)
        except DomainError as error:
            return error.code
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(max_workers=10) as pool:
        answers = list(pool.map(attempt, range(50)))

    assert answers.count("done") == 1
    assert set(answers) == {"done", "chain.already_done"}
    assert Participant.objects.get().state == "withdrawn"
    assert Act.objects.count() == 1
    assert Entry.objects.filter(action="participant.withdrawn").count() == 1
    assert Entry.objects.filter(action="case.effective").count() == 1
    assert Case.objects.get().effective_on == DAY
    assert list(journal_verify()) == []


def test_acts_registered_at_the_same_time_are_numbered_without_gaps() -> None:
    cluster = cluster_create(source=bundle(CHARTERS / "smolensk"), actor=SYSTEM, on=DAY)

    def register(number: int) -> int | None:
        draft = ActDraft(
            kind="order",
            issuer="office:head",
            issuer_label=Localized.same("Руководитель"),
            title=Localized.same(f"Приказ {number}"),
            on=DAY,
        )
        try:
            return act_register(cluster=cluster, draft=draft, actor=SYSTEM).number
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=8) as pool:
        numbers = list(pool.map(register, range(40)))

    assert sorted(n for n in numbers if n) == list(range(1, 41))
    assert list(journal_verify()) == []
