"""Pages as they are served, through Django's own test client: no network, the whole application and a durable database."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from eduklaster.charter.loader import bundle
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.services import cluster_create, version_put_in_force
from eduklaster.journal.services import SYSTEM
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Participant
from eduklaster.people.models import Organisation
from eduklaster.people.naming import organisation_key
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, step_do

from .measure import Row, timed

CHARTERS = Path(__file__).parents[1] / "charters"
START = date(2026, 1, 12)


def _cluster(code: str) -> Cluster:
    found = Cluster.objects.filter(code=code).first()
    if found is not None:
        return found
    cluster = cluster_create(source=bundle(CHARTERS / code), actor=SYSTEM, on=START)
    version_put_in_force(version=cluster.versions.get(), effective_from=START, actor=SYSTEM)
    return cluster


def _name(number: int) -> str:
    """Return an invented name; kinds and patrons repeat, as they do in a real register."""
    kind = ("Школа", "Ліцей", "Гімназія", "Заклад дошкільної освіти", "Коледж")[number % 5]
    patron = ("імені Орлика", "«Промінь»", "«Весна»", "імені Заболотного", "«Щасливе дитинство»", "")[number % 6]
    return f"{kind} № {number} {patron}".strip()


def fill(cluster: Cluster, count: int) -> None:
    """Enter invented organisations as participants until there are `count`."""
    have = Participant.objects.filter(cluster=cluster).count()
    organisations = Organisation.objects.bulk_create(
        [
            Organisation(official_name=name, short_name=name, search_key=organisation_key(name))
            for name in (_name(n) for n in range(have, count))
        ],
        batch_size=5000,
    )
    category = "education"
    Participant.objects.bulk_create(
        [
            Participant(
                cluster=cluster,
                number=have + i + 1,
                organisation=row,
                category=category,
                basis="decision",
                joined_on=START,
            )
            for i, row in enumerate(organisations)
        ],
        batch_size=5000,
    )


def register() -> list[Row]:
    """The register of participants with 10 and with 100 000 of them."""
    cluster = _cluster("smolensk")
    rows = []
    for count in (10, 100_000):
        fill(cluster, count)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        client = Client()
        url = f"/c/{cluster.code}/participants/"
        client.get(url)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            response = client.get(url)
        assert response.status_code == 200, response.status_code
        rows.append(
            timed(
                f"register page with {count} participants",
                lambda u=url, c=client: c.get(u),
                runs=30,
                target_ms=150,
                note=f"{len(queries)} SQL",
            )
        )
    return rows


def admission() -> list[Row]:
    """An application opened and filed: case, chain, journal, through the services behind the form."""
    cluster = _cluster("kalininsky")
    from eduklaster.clusters.selectors import rulebook_of

    charter = rulebook_of(cluster, START).charter
    category = charter.participants.categories[0]
    group = next((g.id for g in charter.participants.target_groups if g.of == "participants"), "")
    numbers = iter(range(10_000))

    def one() -> None:
        row = Organisation.objects.create(
            official_name=f"Заявник {next(numbers)}", short_name="Заявник", search_key="заявник"
        )
        doer = Doer(SYSTEM, frozenset({f"organisation:{row.pk}"}))
        case = case_open(
            cluster=cluster,
            draft=CaseDraft(
                category.admission,
                Localized.same("Вступление"),
                ("people.organisation", str(row.pk)),
                payload={
                    "participant": {"category": category.id, "organisation_id": row.pk, "primary_group": group},
                    "applicant_parties": [f"organisation:{row.pk}"],
                },
            ),
            doer=doer,
            on=START,
        )
        step_do(cluster=cluster, case_ids=[case.pk], step=case.steps.order_by("position")[0].step, doer=doer, on=START)

    return [timed("application opened and filed", one, runs=50)]
