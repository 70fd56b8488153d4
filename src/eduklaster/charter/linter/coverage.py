"""Which clause is served by what: a rule, a parameter, a procedure, a page; or not, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import BaseModel

from ..loader import Loaded
from ..schema import Charter, Finding, Matter, NotAutomated, Planned, RuleValue, Screen, VocabularyTerm
from ..values import LocalizedText
from .findings import Where, dotted

Service = Literal["parameter", "procedure", "rule", "screen", "planned", "not_automated", "gap", "uncovered"]
SERVICES: tuple[Service, ...] = get_args(Service)


@dataclass(frozen=True, slots=True)
class Covered:
    """One clause with everything that serves it. `service` is the strongest; `places` are paths in the charter."""

    clause: str
    gist: LocalizedText
    depth: int
    service: Service
    services: tuple[Service, ...]
    places: tuple[str, ...] = ()
    note: LocalizedText | str | None = None

    @property
    def is_served(self) -> bool:
        """Whether something serves the clause, or a reason says why nothing can."""
        return self.service != "uncovered"


@dataclass(frozen=True, slots=True)
class Coverage:
    """All clauses of a charter in printed order."""

    rows: tuple[Covered, ...]

    @property
    def counts(self) -> dict[Service, int]:
        """How many clauses each kind of service is the strongest for."""
        found = Counter(row.service for row in self.rows)
        return {service: found[service] for service in SERVICES}

    @property
    def uncovered(self) -> tuple[Covered, ...]:
        """Clauses that nothing serves."""
        return tuple(row for row in self.rows if not row.is_served)

    @property
    def is_complete(self) -> bool:
        """Whether every clause is served."""
        return not self.uncovered

    def as_text(self) -> str:
        """Return the counts for a terminal, and the clauses left out."""
        counted = ", ".join(f"{service} {number}" for service, number in self.counts.items() if number)
        lines = [f"{len(self.rows)} clauses: {counted}"]
        if self.uncovered:
            lines.append(f"uncovered: {', '.join(row.clause for row in self.uncovered)}")
        return "\n".join(lines)


def coverage(loaded: Loaded) -> Coverage:
    """Return for each clause of a charter what serves it."""
    charter = loaded.charter
    served: dict[str, dict[Service, list[str]]] = {}
    notes: dict[str, LocalizedText | str] = {}
    for path, service, cited, note in _citations(charter):
        served.setdefault(cited, {}).setdefault(service, []).append(dotted(path))
        if note is not None:
            notes.setdefault(cited, note)
    rows = []
    for depth, clause, _parent in charter.clause_walk():
        found = served.get(clause.id, {})
        if clause.kind == "gap":
            found = {**found, "gap": []}
        services = _ranked(found)
        places = tuple(place for s in services for place in found.get(s, []))
        rows.append(Covered(clause.id, clause.gist, depth, services[0], services, places, notes.get(clause.id)))
    return Coverage(tuple(rows))


_LISTS_ONLY = ("registers", "finance", "indicators", "participants.target_groups")


def _ranked(found: dict[Service, list[str]]) -> tuple[Service, ...]:
    """Return the services of a clause, strongest first.

    A clause that a register merely lists, while a later room is to serve it, counts as planned and not as served.
    """
    services = [s for s in SERVICES if s in found]
    waits: list[Service] = [s for s in ("planned", "not_automated") if s in found]
    if waits and services[0] == "rule" and all(p.startswith(_LISTS_ONLY) for p in found["rule"]):
        services = [*waits, *(s for s in services if s not in waits)]
    return tuple(services) or ("uncovered",)


_NOT_SERVING = (Finding, VocabularyTerm)


def _citations(charter: Charter) -> Iterator[tuple[Where, Service, str, LocalizedText | str | None]]:
    """Yield (path, kind of service, clause, note) for every citation that serves a clause."""
    for path, part in _parts(charter, ()):
        if isinstance(part, _NOT_SERVING):
            continue
        note: LocalizedText | str | None = None
        match part:
            case Screen():
                service: Service = "screen"
                note = part.screen
            case Planned():
                service, note = "planned", part.room
            case NotAutomated():
                service, note = "not_automated", part.reason
            case RuleValue():
                service = "parameter"
            case _:
                service = "procedure" if isinstance(part, Matter) or (path and path[0] == "matters") else "rule"
        cited = [getattr(part, "clause", None), getattr(part, "legal_person_clause", None), *getattr(part, "also", ())]
        for clause in cited:
            if clause:
                yield path, service, clause, note


def _parts(part: Any, path: Where) -> Iterator[tuple[Where, BaseModel]]:
    if isinstance(part, BaseModel):
        yield path, part
        for name, field in type(part).model_fields.items():
            if not (isinstance(part, Charter) and name == "clauses"):
                yield from _parts(getattr(part, name), (*path, field.alias or name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _parts(value, (*path, key))
    elif isinstance(part, list | tuple):
        for index, value in enumerate(part):
            yield from _parts(value, (*path, index))
