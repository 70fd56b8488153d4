"""Writing the journal and verifying its chains."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from eduklaster.kernel import clock

from .models import Entry, Head

PLATFORM = "platform"
_COVERED = (
    "chain",
    "number",
    "at",
    "on",
    "actor_id",
    "capacity",
    "action",
    "object_type",
    "object_id",
    "rule",
    "citations",
    "facts",
    "changes",
    "previous",
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts and in which capacity. `user_id` is empty for the platform itself (deadlines, imports of demo data)."""

    user_id: int | None
    capacity: str
    person_id: int | None = None


SYSTEM = Actor(None, "platform")


def _canonical(value: Any) -> Any:
    return json.loads(json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True))


def _digest(values: Mapping[str, Any]) -> str:
    plain = {
        key: value.isoformat() if isinstance(value, date | datetime) else value
        for key, value in ((key, values[key]) for key in _COVERED)
    }
    text = json.dumps(plain, cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Note:
    """What one entry says. `subject` is the row that was written, or its (type, id)."""

    action: str
    subject: models.Model | tuple[str, str]
    on: date | None = None
    rule: str = ""
    citations: Sequence[Mapping[str, str]] = ()
    facts: Mapping[str, Any] | None = None
    changes: Mapping[str, Any] | None = None


def journal_write(
    *,
    chain: str,
    actor: Actor,
    action: str,
    subject: models.Model | tuple[str, str],
    on: date | None = None,
    rule: str = "",
    citations: Sequence[Mapping[str, str]] = (),
    facts: Mapping[str, Any] | None = None,
    changes: Mapping[str, Any] | None = None,
) -> Entry:
    """Append one entry to a chain, inside the transaction of the change it records.

    `subject` is the row that was written, or its (type, id). The head of the chain is locked until commit, so that links
    have no gaps; callers lock what else they need before.

    Raises:
        TypeError: `on` is a moment instead of a day.
    """
    note = Note(action, subject, on, rule, citations, facts, changes)
    return journal_write_all(chain=chain, actor=actor, notes=[note])[0]


@transaction.atomic
def journal_write_all(*, chain: str, actor: Actor, notes: Sequence[Note]) -> list[Entry]:
    """Append entries in their order, each linked to the one before: what a service writes that enters many rows at once."""
    Head.objects.get_or_create(chain=chain)
    head = Head.objects.select_for_update().get(chain=chain)
    at = clock.now()
    entries: list[Entry] = []
    for note in notes:
        entry = _entry(head, actor, note, at)
        head.number, head.hash = entry.number, entry.hash
        entries.append(entry)
    Entry.objects.bulk_create(entries, batch_size=1000)
    head.save(update_fields=["number", "hash"])
    return entries


def _entry(head: Head, actor: Actor, note: Note, at: datetime) -> Entry:
    if isinstance(note.on, datetime):  # kept as a day, it would no longer have the digest that it was written with
        raise TypeError("An entry of the journal is dated by a day, not by a moment.")
    row = note.subject
    kind, identifier = (row._meta.label_lower, str(row.pk)) if isinstance(row, models.Model) else row
    values: dict[str, Any] = {
        "chain": head.chain,
        "number": head.number + 1,
        "at": at.astimezone(UTC),
        "on": note.on or at.date(),
        "actor_id": actor.user_id,
        "capacity": actor.capacity[:300],
        "action": note.action,
        "object_type": kind,
        "object_id": identifier,
        "rule": note.rule,
        "citations": _canonical(list(note.citations)),
        "facts": _canonical(dict(note.facts or {})),
        "changes": _canonical(dict(note.changes or {})),
        "previous": head.hash,
    }
    return Entry(**values, hash=_digest(values))


@dataclass(frozen=True, slots=True)
class Break:
    """A place where a chain does not hold. `code` is `missing`, `link`, `changed`, `no_head` or `head`; `why` says it in English."""

    chain: str
    number: int
    code: str
    why: str


def journal_verify(chain: str | None = None) -> Iterator[Break]:
    """Yield every place where a chain was changed, cut or reordered; nothing means that all chains hold."""
    heads = Head.objects.order_by("chain")
    chains = [chain] if chain else sorted({*heads.values_list("chain", flat=True), *_chains_without_head()})
    for name in chains:
        previous, expected = "0" * 64, 1
        for entry in Entry.objects.filter(chain=name).order_by("number").iterator(chunk_size=2000):
            values = {key: getattr(entry, key) for key in _COVERED}
            values["at"] = entry.at.astimezone(UTC)
            if entry.number != expected:
                yield Break(name, expected, "missing", f"entries {expected} to {entry.number - 1} are missing")
            if entry.previous != previous:
                yield Break(name, entry.number, "link", "the link to the entry before does not match")
            if _digest(values) != entry.hash:
                yield Break(name, entry.number, "changed", "the entry was changed after it was written")
            previous, expected = entry.hash, entry.number + 1
        head = Head.objects.filter(chain=name).first()
        if head is None:
            yield Break(name, 0, "no_head", "the head of the chain is missing")
        elif (head.number, head.hash) != (expected - 1, previous):
            yield Break(
                name,
                head.number,
                "head",
                "the head does not match the last entry: entries were cut off or the head was changed",
            )


def _chains_without_head() -> list[str]:
    return list(Entry.objects.order_by().values_list("chain", flat=True).distinct())


def journal_head() -> str:
    """Return one hash over the heads of all chains; equal heads mean equal histories."""
    lines = [f"{head.chain} {head.number} {head.hash}" for head in Head.objects.order_by("chain")]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
