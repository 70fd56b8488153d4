"""Typed events from lower rooms to upper ones, delivered after commit.

An event is a frozen dataclass in the `events` module of the room that publishes it. Handlers are registered in
`AppConfig.ready` of upper rooms and are idempotent. A handler that fails is loud: its exception reaches the caller.

`inside` handlers run in the publishing transaction: they are for consequences that must hold or fall with the event, such
as a seat that is vacated when a participant leaves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

Event = TypeVar("Event")
_inside: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)
_after: dict[type[Any], list[Callable[[Any], None]]] = defaultdict(list)


def on_event(kind: type[Event], handler: Callable[[Event], None], *, inside: bool = False) -> None:
    """Call `handler` for every event of a kind; registering the same handler twice changes nothing."""
    handlers = (_inside if inside else _after)[kind]
    if handler not in handlers:
        handlers.append(handler)


def publish(event: object) -> None:
    """Run the `inside` handlers at once and the others when the transaction has committed."""
    for handler in _inside[type(event)]:
        handler(event)
    for handler in _after[type(event)]:
        transaction.on_commit(partial(handler, event))
