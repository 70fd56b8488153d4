"""Makes people, organisations and accounts for tests, through the services of the room."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from django.conf import settings

from eduklaster.charter.loader import bundle
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.services import cluster_create, version_put_in_force
from eduklaster.journal.services import SYSTEM
from eduklaster.people import services
from eduklaster.people.models import Affiliation, OfficeHolding, Organisation, Person, User

_numbers = count(1)
FOUNDED = date(2024, 1, 15)
PASSWORD = "correct-horse-battery"


@cache
def _source(code: str) -> str:
    return bundle(Path(settings.CHARTERS_DIR) / code)


def make_cluster(code: str = "synergy", on: date = FOUNDED) -> Cluster:
    """A cluster of the seed charters with its charter in force; the same one when asked twice."""
    found = Cluster.objects.filter(code=code).first()
    if found is not None:
        return found
    cluster = cluster_create(source=_source(code), actor=SYSTEM, on=on)
    version = cluster.versions.get()
    version_put_in_force(version=version, effective_from=on, actor=SYSTEM)
    return cluster


def make_person(surname: str = "", given_name: str = "Олена", patronymic: str = "Петрівна", **fields: Any) -> Person:
    """A person with a name of their own."""
    surname = surname or f"Особа{next(_numbers)}"
    return services.person_create(actor=SYSTEM, surname=surname, given_name=given_name, patronymic=patronymic, **fields)


def make_user(person: Person | None = None, email: str = "", **fields: Any) -> User:
    """An account that can sign in with `PASSWORD`."""
    email = email or f"user{next(_numbers)}@example.org"
    return User.objects.create_user(email, PASSWORD, person=person or make_person(), **fields)


def make_organisation(official_name: str = "", **fields: Any) -> Organisation:
    """An organisation with a name of its own."""
    official_name = official_name or f"Ліцей № {next(_numbers)}"
    return services.organisation_create(actor=SYSTEM, official_name=official_name, **fields)


def make_holder(
    cluster: Cluster, office: str, person: Person | None = None, on: date = FOUNDED, **fields: Any
) -> OfficeHolding:
    """Somebody in an office from a day."""
    return services.office_assign(
        cluster=cluster,
        office=office,
        person=person or make_person(),
        valid_from=on,
        basis="наказ № 1",
        actor=SYSTEM,
        **fields,
    )


def make_secretary(cluster: Cluster, **fields: Any) -> User:
    """The secretary of a cluster, with an account."""
    user = make_user(**fields)
    make_holder(cluster, "secretary", user.person)
    return user


def make_tie(person: Person, organisation: Organisation, on: date = FOUNDED, **fields: Any) -> Affiliation:
    """A tie of a person to an organisation."""
    return services.affiliation_start(
        person=person,
        organisation=organisation,
        position=fields.pop("position", "директор"),
        valid_from=on,
        actor=SYSTEM,
        **fields,
    )
