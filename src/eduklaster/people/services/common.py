"""What every service of the room does: the chain of the journal, the check of the fields."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in
from eduklaster.journal.services import PLATFORM, Actor, Note, journal_write, journal_write_all
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError


def record(
    cluster: Cluster | None,
    actor: Actor,
    action: str,
    subject: models.Model | tuple[str, str],
    *,
    on: date | None = None,
    changes: Mapping[str, Any] | None = None,
    **facts: Any,
) -> None:
    """Write one entry into the cluster's chain, or into the platform's.

    `changes` are fields with what stood in them before and after; for persons and contacts only `facts` name the fields,
    because an entry can never be forgotten.
    """
    day = on or (today_in(cluster) if cluster else clock.today())
    journal_write(
        chain=cluster.code if cluster else PLATFORM,
        actor=actor,
        action=action,
        subject=subject,
        on=day,
        facts=facts,
        changes=changes,
    )


def record_all(cluster: Cluster, actor: Actor, notes: Sequence[Note]) -> None:
    """Write many entries into the cluster's chain at once, as an import does."""
    journal_write_all(chain=cluster.code, actor=actor, notes=notes)


def check_fields(row: models.Model, *, exclude: tuple[str, ...] = ("search_key",)) -> None:
    """Refuse values that the columns do not take, naming the first such field.

    Raises:
        InputError: A value is too long, missing or not among the choices.
    """
    try:
        row.clean_fields(exclude=set(exclude))
    except ValidationError as error:
        field, messages = next(iter(error.message_dict.items()))
        raise InputError(
            "people.field",
            _("%(name)s: %(problem)s"),
            field=field,
            name=_name_of(row, field),
            problem=" ".join(messages),
        ) from error


def _name_of(row: models.Model, field: str) -> str:
    return str(getattr(row._meta.get_field(field), "verbose_name", field))


def changed_fields(row: models.Model, values: dict[str, Any]) -> list[str]:
    """Set the values that differ and return the names of their fields, sorted."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return sorted(changed)


def refuse_reversed(valid_from: date, valid_until: date | None) -> None:
    """Refuse a period that ends before it begins."""
    if valid_until is not None and valid_until < valid_from:
        raise InputError("people.period", _("The last day is before the first."), field="valid_until")
