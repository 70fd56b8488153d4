"""The process that does the background work: procrastinate, over the same database."""

from __future__ import annotations

import asyncio
import os

from eduklaster.operations.processes import end_with_parent


def work() -> None:
    """Do jobs until a signal comes."""
    end_with_parent()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduklaster.config.settings")
    import django

    django.setup()
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise RuntimeError(f"Procrastinate works with {type(connector).__name__} instead of Django's connection.")

    async def run() -> None:
        with app.replace_connector(connector.get_worker_connector()):
            async with app.open_async() as ready:
                await ready.run_worker_async(concurrency=1, shutdown_graceful_timeout=8, delete_jobs="successful")

    asyncio.run(run())


if __name__ == "__main__":
    work()
