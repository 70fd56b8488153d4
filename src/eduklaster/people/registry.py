"""Whose history can be read: rooms say for each kind of object who sees it, what it is called, and what belongs to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet
from django_stubs_ext import StrOrPromise

from eduklaster.kernel.errors import NotFound

from .access import Viewer

Refs = Mapping[str, Iterable[object]]
"""Ids of rows by their type: `{"people.affiliation": [3, 4]}`."""
Neighbours = Callable[[Viewer, Any], Refs]
_LONGEST_ID = 18


def nothing_withheld(viewer: Viewer, thing: Any) -> Sequence[str]:
    """Withhold nothing: whoever sees the object sees everything that happened to it."""
    return ()


@dataclass(frozen=True, slots=True)
class Subject:
    """A kind of object with a history.

    `find` returns those of the ids that a viewer may see, by id, as the object's own page bounds them; `refs` names the
    rows whose entries are its history; `withheld` gives beginnings of actions that this viewer is not told of.
    """

    kind: str
    name: StrOrPromise
    find: Callable[[Viewer, Sequence[str]], Mapping[str, Any]]
    title: Callable[[Viewer, Any], str]
    page: Callable[[Viewer, Any], str]
    refs: Neighbours
    model: str = ""
    withheld: Callable[[Viewer, Any], Sequence[str]] = nothing_withheld


_kinds: dict[str, Subject] = {}
_models: dict[str, Subject] = {}
_neighbours: dict[str, list[Neighbours]] = {}


def among(visible: Callable[[Viewer], QuerySet[Any]]) -> Callable[[Viewer, Sequence[str]], Mapping[str, Model]]:
    """Return a `find` over rows: those of the queryset bounded by the viewer that have one of the ids."""

    def find(viewer: Viewer, ids: Sequence[str]) -> Mapping[str, Model]:
        numbers = [int(one) for one in ids if one.isascii() and one.isdecimal() and len(one) <= _LONGEST_ID]
        return {str(row.pk): row for row in visible(viewer).filter(pk__in=numbers)} if numbers else {}

    return find


def own_entries(model: str) -> Neighbours:
    """Return `refs` of an object whose history is its own entries and nothing else."""
    return lambda viewer, thing: {model: [thing.pk]}


def register_history(subject: Subject) -> None:
    """Give a kind of object a page of history; call it in `AppConfig.ready`."""
    _kinds[subject.kind] = subject
    if subject.model:
        _models[subject.model] = subject


def register_neighbours(kind: str, provider: Neighbours) -> None:
    """Let an upper room add rows to the history of a lower room's kind; call it in `AppConfig.ready`."""
    providers = _neighbours.setdefault(kind, [])
    if provider not in providers:
        providers.append(provider)


def subject_of_kind(kind: str) -> Subject:
    """Return a kind by its word in the address.

    Raises:
        NotFound: No such kind has a history.
    """
    if kind not in _kinds:
        raise NotFound
    return _kinds[kind]


def subject_of_model(model: str) -> Subject | None:
    """Return the kind whose rows are of a type."""
    return _models.get(model)


def subjects() -> list[Subject]:
    """Return all kinds with a history."""
    return list(_kinds.values())


def thing_get(viewer: Viewer, subject: Subject, identifier: str) -> Any:
    """Return the object whose history is asked for.

    Raises:
        NotFound: There is none, or the viewer may not see it.
    """
    found = subject.find(viewer, [identifier]).get(identifier)
    if found is None:
        raise NotFound
    return found


def refs_of(viewer: Viewer, subject: Subject, thing: Any) -> dict[str, set[str]]:
    """Return every row whose entries are the history of an object, with what upper rooms add."""
    found: dict[str, set[str]] = {}
    for provider in (subject.refs, *_neighbours.get(subject.kind, ())):
        for model, ids in provider(viewer, thing).items():
            found.setdefault(model, set()).update(str(one) for one in ids)
    return {model: ids for model, ids in found.items() if ids}
