"""The life of an import: upload and preview, choices, application in one transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, Note
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError, NotFound, StateError

from ..enums import Sector
from ..errors import refuse_if_read_only
from ..models import ImportBatch, Organisation, User
from ..naming import organisation_key, plain_key
from ..selectors import Wanted, organisations_matching_all, organisations_of
from ..services.common import record, record_all
from .columns import row_check, rows_parse
from .people import people_apply
from .reading import sheets_read

KIND = "organisations"
_ORGANISATION_FIELDS = (
    "official_name",
    "short_name",
    "code_kind",
    "code",
    "legal_form",
    "ownership",
    "sector",
    "levels",
    "territory",
    "settlement",
    "site",
)
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """How many rows are in which state; `undecided` are similar rows without a choice."""

    total: int
    new: int
    same: int
    similar: int
    error: int
    undecided: int

    @property
    def writable(self) -> int:
        """How many rows can be written as they stand."""
        return self.total - self.error - self.undecided

    @property
    def is_ready(self) -> bool:
        """Whether every row can be applied as it stands."""
        return self.error == 0 and self.undecided == 0 and self.total > 0


def summary_of(batch: ImportBatch) -> ImportSummary:
    """Count the rows of a batch by state."""
    states = Counter(row["state"] for row in batch.rows)
    undecided = sum(1 for row in batch.rows if row["state"] == "similar" and not row["choice"])
    return ImportSummary(len(batch.rows), states["new"], states["same"], states["similar"], states["error"], undecided)


def rows_examine(cluster: Cluster, rows: list[tuple[int, dict[str, str]]], choices: Mapping[int, str]) -> list[Row]:
    """Check rows and look each up in the register: state, matches, what would change, what is wrong.

    States: `new`, `same` (one organisation of the register, by code or by name and place), `similar` (a choice is due),
    `error`. Choices made before are kept while they still make sense. Costs the same number of queries for any number.
    """
    checked = [(line, cells, *row_check(cells, cluster.language)) for line, cells in rows]
    matches = organisations_matching_all(
        [
            Wanted(
                values.get("official_name", ""),
                values.get("code", ""),
                values.get("code_kind", ""),
                values.get("settlement", ""),
            )
            for _line, _cells, values, _problems in checked
        ]
    )
    examined: list[Row] = []
    seen: dict[tuple[str, ...], int] = {}
    for (line, cells, values, problems), found in zip(checked, matches, strict=True):
        problems = list(problems)
        sure = [match for match in found if match.by in {"code", "name"}]
        if len([match for match in sure if match.by == "code"]) > 1:
            problems.append({"field": "code", "code": "twins", "facts": {}})
        same = sure[0].organisation_id if sure else None
        marks = _marks(values, same)
        before = next((seen[mark] for mark in marks if mark in seen), None)
        if before is not None:
            problems.append({"field": "official_name", "code": "twice", "facts": {"line": before}})
        else:
            seen.update(dict.fromkeys(marks, line))
        state = "error" if problems else "same" if same else "similar" if found else "new"
        choice = choices.get(line, "") if state == "similar" else str(same or "")
        if state == "similar" and choice not in {"new", *(str(match.organisation_id) for match in found)}:
            choice = ""
        examined.append(
            {
                "line": line,
                "cells": cells,
                "state": state,
                "problems": problems,
                "choice": choice,
                "changes": [],
                "matches": [
                    {
                        "id": match.organisation_id,
                        "name": match.name,
                        "code": match.code,
                        "settlement": match.settlement,
                        "by": match.by,
                        "score": match.score,
                    }
                    for match in found
                ]
                if state in {"same", "similar"}
                else [],
            }
        )
    _changes_fill(cluster, examined)
    return examined


def _marks(values: Mapping[str, Any], same: int | None) -> list[tuple[str, ...]]:
    marks: list[tuple[str, ...]] = []
    if values.get("code"):
        marks.append(("code", values.get("code_kind", ""), values["code"]))
    elif values.get("official_name"):
        marks.append(("name", organisation_key(values["official_name"]), plain_key(values.get("settlement", ""))))
    if same:
        marks.append(("row", str(same)))
    return marks


def _changes_fill(cluster: Cluster, rows: list[Row]) -> None:
    chosen = {int(row["choice"]) for row in rows if row["choice"] not in {"", "new"}}
    known = Organisation.objects.in_bulk(chosen)
    own = set(organisations_of(cluster, today_in(cluster)).filter(pk__in=chosen).values_list("pk", flat=True))
    for row in rows:
        organisation = known.get(int(row["choice"])) if row["choice"] not in {"", "new"} else None
        if organisation is not None:
            values, _problems = row_check(row["cells"], cluster.language)
            row["changes"] = sorted(_differences(organisation, values, organisation.pk in own))


def _differences(organisation: Organisation, values: Mapping[str, Any], is_own: bool) -> dict[str, Any]:
    """Return what a row would change: everything for the cluster's own organisations, only what is empty for others'."""
    found = {}
    for field in _ORGANISATION_FIELDS:
        value, current = values.get(field), getattr(organisation, field)
        if not value or value == current:
            continue
        if field in {"code", "code_kind"} and organisation.code and values.get("code") != organisation.code:
            continue  # a code is never overwritten by a list
        if is_own or not current or current == "unknown":
            found[field] = value
    return found


@transaction.atomic
def batch_upload(*, cluster: Cluster, content: bytes, file_name: str, actor: Actor) -> ImportBatch:
    """Read a file and keep its rows for the preview; nothing reaches the register.

    Raises:
        InputError: The file is no list, has no rows or too many; the sentence says what to do.
    """
    refuse_if_read_only(cluster)
    parsed = rows_parse(sheets_read(content, file_name))
    batch = ImportBatch.objects.create(
        cluster=cluster,
        kind=KIND,
        file_name=file_name[-255:],
        rows=rows_examine(cluster, parsed.rows, {}),
        ignored={"columns": parsed.unknown, "rows": parsed.headless},
        uploaded_by=User.objects.get(pk=actor.user_id or 0),
    )
    record(cluster, actor, "import.uploaded", batch, rows=len(batch.rows))
    return batch


def _open(batch: ImportBatch) -> ImportBatch:
    found = ImportBatch.objects.select_for_update(of=("self",)).select_related("cluster").filter(pk=batch.pk).first()
    if found is None:
        raise NotFound
    if found.state != ImportBatch.State.PREVIEW:
        raise StateError("import.closed", _("This import was applied or discarded already."))
    return found


@transaction.atomic
def batch_choose(*, batch: ImportBatch, choices: Mapping[int, str]) -> ImportBatch:
    """Say for similar rows (by line) whether they are `new` or which organisation they are, by its id.

    Raises:
        InputError: A choice is not among the matches of its row.
    """
    found = _open(batch)
    for row in found.rows:
        choice = choices.get(row["line"])
        if choice is None or row["state"] != "similar":
            continue
        if choice not in {"", "new", *(str(match["id"]) for match in row["matches"])}:
            raise InputError(
                "import.choice", _("Choose one of the organisations shown, or «new»."), field=str(row["line"])
            )
        row["choice"] = choice
        row["changes"] = []
    _changes_fill(found.cluster, [row for row in found.rows if row["state"] in {"same", "similar"}])
    found.save(update_fields=["rows"])
    return found


@transaction.atomic
def batch_refresh(*, batch: ImportBatch) -> ImportBatch:
    """Look all rows up anew, keeping the choices: the register may have changed since the upload."""
    found = _open(batch)
    _examine_again(found)
    found.save(update_fields=["rows"])
    return found


def _examine_again(batch: ImportBatch) -> None:
    choices = {row["line"]: row["choice"] for row in batch.rows if row["choice"]}
    batch.rows = rows_examine(batch.cluster, [(row["line"], row["cells"]) for row in batch.rows], choices)


@transaction.atomic
def batch_discard(*, batch: ImportBatch, actor: Actor) -> None:
    """Throw a preview away, with the rows, which may hold personal data."""
    found = _open(batch)
    found.state, found.rows = ImportBatch.State.DISCARDED, []
    found.save(update_fields=["state", "rows"])
    record(found.cluster, actor, "import.discarded", found)


@transaction.atomic
def batch_apply(*, batch: ImportBatch, actor: Actor, leave_out_faulty: bool = False) -> dict[str, int]:
    """Write all rows of a preview into the register, or none. Applying the same list again changes nothing.

    Returns how many organisations were created, changed and left as they were, and how many persons were entered.

    Raises:
        StateError: Rows are faulty (and not left out) or wait for a choice; the register changed since the preview.
    """
    found = _open(batch)
    refuse_if_read_only(found.cluster)
    cluster_lock(found.cluster)
    _examine_again(found)
    summary = summary_of(found)
    if summary.undecided:
        raise StateError(
            "import.undecided",
            _("%(number)s rows wait for your choice: new, or one of the register?"),
            number=summary.undecided,
        )
    if summary.error and not leave_out_faulty:
        raise StateError(
            "import.faulty",
            _("%(number)s rows have mistakes. Correct them in the file, or agree to leave them out."),
            number=summary.error,
        )
    rows = [row for row in found.rows if row["state"] != "error"]
    try:
        with transaction.atomic():
            result = _apply(found, rows, actor)
    except IntegrityError as error:
        raise StateError(
            "import.changed", _("The register has changed meanwhile. Look at the preview again.")
        ) from error
    found.state, found.applied_at, found.rows = ImportBatch.State.APPLIED, clock.now(), []
    found.save(update_fields=["state", "applied_at", "rows"])
    return result


def _apply(batch: ImportBatch, rows: list[Row], actor: Actor) -> dict[str, int]:
    cluster, on = batch.cluster, today_in(batch.cluster)
    values = [row_check(row["cells"], cluster.language)[0] for row in rows]
    ids = {int(row["choice"]) for row in rows if row["choice"] not in {"", "new"}}
    known = {
        one.pk: one
        for one in Organisation.objects.select_for_update(of=("self",))
        .filter(pk__in=ids, merged_into=None)
        .order_by("pk")
    }
    if len(known) < len(ids):
        raise StateError("import.changed", _("The register has changed meanwhile. Look at the preview again."))
    own = set(organisations_of(cluster, on).filter(pk__in=ids).values_list("pk", flat=True))
    source = {"import": batch.pk}
    notes: list[Note] = []
    created: list[Organisation] = []
    changed: dict[int, Organisation] = {}
    targets: list[Organisation] = []
    for row, value in zip(rows, values, strict=True):
        if row["choice"] in {"", "new"}:
            organisation = _organisation_new(cluster, value)
            created.append(organisation)
        else:
            organisation = known[int(row["choice"])]
            differences = _differences(organisation, value, organisation.pk in own)
            before = {field: getattr(organisation, field) for field in differences}
            for field, new in differences.items():
                setattr(organisation, field, new)
            if differences:
                changes = {field: [before[field], new] for field, new in differences.items()}
                notes.append(Note("organisation.updated", organisation, on, facts=source, changes=changes))
                organisation.search_key = organisation_key(organisation.official_name, organisation.short_name)
                changed[organisation.pk] = organisation
        targets.append(organisation)
    Organisation.objects.bulk_create(created, batch_size=500)
    Organisation.objects.bulk_update(changed.values(), [*_ORGANISATION_FIELDS, "search_key"], batch_size=500)
    writable = own | {organisation.pk for organisation in created}
    notes += [Note("organisation.created", one, on, facts={**source, "fields": _filled(one)}) for one in created]
    people = people_apply(batch, values, targets, writable, on)
    persons = people.persons
    record_all(cluster, actor, [*notes, *people.notes])
    record(
        cluster,
        actor,
        "organisations.imported",
        batch,
        on=on,
        created=[one.pk for one in created],
        changed=sorted(changed),
        persons=persons,
        rows=len(rows),
    )
    return {
        "created": len(created),
        "changed": len(changed),
        "unchanged": len(rows) - len(created) - len(changed),
        "persons": len(persons),
    }


def _filled(organisation: Organisation) -> list[str]:
    return sorted(field for field in _ORGANISATION_FIELDS if getattr(organisation, field))


def _organisation_new(cluster: Cluster, value: Mapping[str, Any]) -> Organisation:
    fields = {field: value[field] for field in _ORGANISATION_FIELDS if field in value}
    fields.setdefault("short_name", value["official_name"][:200])
    fields.setdefault("sector", Sector.EDUCATION)
    organisation = Organisation(registered_in=cluster, **fields)
    organisation.search_key = organisation_key(organisation.official_name, organisation.short_name)
    return organisation
