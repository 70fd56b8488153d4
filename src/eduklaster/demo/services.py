"""Loading and deleting the demo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.journal.models import Entry
from eduklaster.journal.services import PLATFORM, SYSTEM, journal_write
from eduklaster.kernel import clock
from eduklaster.kernel.errors import StateError
from eduklaster.people.models import Person, User
from eduklaster.people.services import person_create
from eduklaster.procedures.services import cases_tick

from .enums import DEMO_PASSWORD
from .player import Player
from .reading import CLUSTERS, data_of
from .selectors import demo_is_open

Progress = Callable[[str, int, int], None]
STAMP = "demo.loaded"
_KEPT = {"django_migrations", "django_content_type", "auth_permission", "django_site", "operations_stamp"}


def _loaded(chain: str) -> bool:
    return Entry.objects.filter(chain=chain, action=STAMP).exists()


def _user_create(person: Person | None, *, email: str, language: str, password: str, is_admin: bool = False) -> User:
    user = User(
        email=email, person=person, language=language, is_demo=True, is_platform_admin=is_admin, password=password
    )
    user.save()
    facts = {"person": person.pk if person else None}
    journal_write(chain=PLATFORM, actor=SYSTEM, action="account.opened", subject=user, facts=facts)
    return user


def demo_load(progress: Progress | None = None) -> None:
    """Load the five demo clusters with their history up to today; what is loaded already is left as it is.

    Each cluster is one transaction with a stamp in its journal, so an interrupted loading goes on with the next one.
    """
    password = ""
    for position, code in enumerate(CLUSTERS):
        if progress:
            progress(str(_("Loading the example clusters")), position, len(CLUSTERS))
        if _loaded(code):
            continue
        password = password or make_password(DEMO_PASSWORD)
        with transaction.atomic():
            _cluster_load(code, password)
    with transaction.atomic():
        if not _loaded(PLATFORM):
            _platform_load(password or make_password(DEMO_PASSWORD))
    if progress:
        progress(str(_("Loading the example clusters")), len(CLUSTERS), len(CLUSTERS))


def _cluster_load(code: str, password: str) -> None:
    rows = [row for row in data_of("sign_ins")["sign_ins"] if row["cluster"] == code]
    data = data_of(code)
    accounts = {
        row["person"]: partial(_user_create, email=row["email"], language=data["language"], password=password)
        for row in rows
    }
    anchor = clock.today(data["time_zone"])
    cluster: Cluster = Player(data, anchor, accounts).play()
    cases_tick(cluster, anchor)
    journal_write(chain=code, actor=SYSTEM, action=STAMP, subject=cluster, on=anchor)


def _platform_load(password: str) -> None:
    for row in data_of("sign_ins")["sign_ins"]:
        if not row["cluster"]:
            surname, given, patronymic = row["name"].split()
            person = person_create(
                actor=SYSTEM, surname=surname, given_name=given, patronymic=patronymic, language=row["language"]
            )
            _user_create(person, email=row["email"], language=row["language"], password=password, is_admin=True)
    journal_write(chain=PLATFORM, actor=SYSTEM, action=STAMP, subject=("demo", "demo"))


def demo_reset() -> None:
    """Delete everything that the platform holds, accounts included. Only in a demo installation or in tests.

    Raises:
        StateError: This is a production installation.
    """
    if not demo_is_open():
        raise StateError("demo.closed", _("This is not a demo installation, so nothing was deleted."))
    wanted = [name for name in connection.introspection.table_names() if name not in _KEPT]
    # Jobs go too: numbers begin anew, so what is left of them would speak of other rows.
    wanted = [name for name in wanted if not name.startswith("procrastinate") or name == "procrastinate_jobs"]
    quoted = ", ".join(connection.ops.quote_name(name) for name in wanted)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {quoted} RESTART IDENTITY CASCADE")
