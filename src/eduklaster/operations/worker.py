"""The process that does the background work: procrastinate, over the same database."""

from __future__ import annotations

import os

from eduklaster.operations.processes import end_with_parent


def work() -> None:
    """Do jobs until a signal comes."""
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduklaster.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("procrastinate", "worker", "--concurrency=1", "--shutdown-graceful-timeout=8")


if __name__ == "__main__":
    work()
