"""Runs all benchmarks and prints a table: what, how many, median, p95, target, whether it is met.

`python -m benchmarks [charters|register|admission|documents|web|votes ...]` runs some of them. The database is a temporary embedded
PostgreSQL, thrown away at the end; `web` starts the whole platform with its demo.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from .measure import Row, table


def main() -> int:
    """Run the named benchmarks, or all."""
    wanted = sys.argv[1:] or ["charters", "register", "admission", "documents", "web", "votes"]
    rows: list[Row] = []
    if "charters" in wanted:
        from .charters import run as charters

        rows += charters()
    if "documents" in wanted:
        from .documents import run as documents

        rows += documents()
    if {"register", "admission"} & set(wanted):
        with tempfile.TemporaryDirectory(prefix="eduklaster-bench-") as home:
            rows += _with_database(Path(home), wanted)
    if "web" in wanted:
        from . import http

        with http.server() as (base, environment):
            rows += http.first_load(base) + http.admission(base) + http.register(base, environment)
    if "votes" in wanted:
        from .votes import run as votes

        rows += votes()
    print(table(rows))
    return 0


def _with_database(home: Path, wanted: list[str]) -> list[Row]:
    os.environ["EDUKLASTER_MODE"] = "test"
    os.environ["EDUKLASTER_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "eduklaster.config.settings"
    from eduklaster.operations.postgres import PostgresServer

    server = PostgresServer(home, durable=True)
    os.environ["DATABASE_URL"] = server.start()
    try:
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from . import web

        rows: list[Row] = []
        if "register" in wanted:
            rows += web.register()
        if "admission" in wanted:
            rows += web.admission()
        return rows
    finally:
        server.stop()


if __name__ == "__main__":
    raise SystemExit(main())
