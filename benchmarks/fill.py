"""Prepares the database of a running demo, whose home EDUKLASTER_HOME names.

`python -m benchmarks.fill` fills a register with 100 000 participants.
"""

from __future__ import annotations

import os
from pathlib import Path


def main() -> int:
    """Fill the database of the home that the environment names."""
    from eduklaster.operations.postgres import PostgresServer

    os.environ["DATABASE_URL"] = PostgresServer(Path(os.environ["EDUKLASTER_HOME"])).url()
    os.environ["EDUKLASTER_MODE"] = "demo"
    os.environ["DJANGO_SETTINGS_MODULE"] = "eduklaster.config.settings"
    import django

    django.setup()
    _register()
    return 0


def _register() -> None:
    from django.db import connection

    from eduklaster.clusters.models import Cluster

    from .web import fill

    fill(Cluster.objects.get(code="smolensk"), 100_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    raise SystemExit(main())
