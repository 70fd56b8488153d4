"""Prepares the database of a running demo, whose home EDUKLASTER_HOME names.

`python -m benchmarks.fill register` fills a register with 100 000 participants; `python -m benchmarks.fill account` lets the
head who signs the orders of a cluster sign in with a password.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path


def main() -> int:
    """Fill the database of the home that the environment names."""
    from eduklaster.operations.postgres import PostgresServer

    os.environ["DATABASE_URL"] = PostgresServer(Path(os.environ["EDUKLASTER_HOME"])).url()
    os.environ["EDUKLASTER_MODE"] = "demo"
    os.environ["DJANGO_SETTINGS_MODULE"] = "eduklaster.config.settings"
    import django

    django.setup()
    {"register": _register, "account": _account}[sys.argv[1]]()
    return 0


def _account() -> None:
    from eduklaster.people.models import OfficeHolding, User

    from .http import EMAIL, PASSWORD

    holding = OfficeHolding.objects.get(cluster__code="kalininsky", office="centre_head", valid_until=None)
    User.objects.filter(person=holding.person).delete()  # the demo's own account has a second factor to ask for
    User.objects.create_user(EMAIL, PASSWORD, person=holding.person, language="en")


def _register() -> None:
    from django.db import connection

    from eduklaster.clusters.models import Cluster

    from .web import fill

    fill(Cluster.objects.get(code="smolensk"), 100_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    raise SystemExit(main())
