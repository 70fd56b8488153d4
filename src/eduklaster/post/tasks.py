"""Background jobs of the outbox."""

from __future__ import annotations

from procrastinate.contrib.django import app

from . import services


@app.task(name="post.letter_deliver")
def letter_deliver(letter_id: int) -> None:
    """Send one letter at once; what fails is taken up by the round below."""
    services.letter_deliver(letter_id=letter_id)


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="post_letters_due", name="post.letters_due")
def letters_due(timestamp: int) -> None:
    """Send what waits for another attempt, or what a dead worker left behind."""
    services.letters_deliver_due()


@app.periodic(cron="40 3 * * *")
@app.task(queueing_lock="post_letters_forget", name="post.letters_forget")
def letters_forget(timestamp: int) -> None:
    """Erase old letters."""
    services.letters_forget()
