"""Background jobs of the room: thin, they call a service."""

from __future__ import annotations

from procrastinate.contrib.django import app

from . import services


@app.periodic(cron="35 * * * *")
@app.task(queueing_lock="api_answers", name="api.answers")
def answers_forget(timestamp: int) -> None:
    """Forget old answers."""
    services.answers_forget()
