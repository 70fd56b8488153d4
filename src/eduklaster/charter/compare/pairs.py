"""Which organs, offices, matters and parts of two charters mean the same."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ..matters import chain_of, matters_in, resolve_party
from ..schema import Charter, Party

Pair = tuple[str | None, str | None]
_LIKE = 0.75


def paired(first: Iterable[str], second: Iterable[str]) -> Iterator[Pair]:
    """Pair equal names, in the order of the first; then what only the second has."""
    left, right = list(first), list(second)
    yield from ((name, name if name in right else None) for name in left)
    yield from ((None, name) for name in right if name not in left)


def joined_by_title(pairs: Sequence[Pair], titles: Mapping[str, str]) -> list[Pair]:
    """Join what stands alone on both sides under nearly the same title."""
    found = list(pairs)
    for x in [p[0] for p in pairs if p[0] and p[1] is None]:
        alone = [p[1] for p in found if p[0] is None and p[1]]
        near = max(alone, key=lambda y: _likeness(titles[x], titles[y]), default=None)
        if near and _likeness(titles[x], titles[near]) >= _LIKE:
            found[found.index((x, None))] = (x, near)
            found.remove((None, near))
    return found


def _likeness(first: str, second: str) -> float:
    return difflib.SequenceMatcher(None, first.casefold(), second.casefold()).ratio()


def role_of(charter: Charter, party: Party) -> str:
    """Return a party by its role, so that the main organs of two charters are the same party."""
    resolved = resolve_party(charter, party) or party
    for role in ("main_organ", "approving_office", "executive", "secretary"):
        if resolve_party(charter, role) == resolved:
            return role
    return resolved


def paired_by_role(first: dict[str, list[str]], second: dict[str, list[str]]) -> Iterator[Pair]:
    """Pair names of the same role: the same name first, then in order."""
    for role in [*first, *(r for r in second if r not in first)]:
        left, right = list(first.get(role, ())), list(second.get(role, ()))
        for name in [n for n in left if n in right]:
            left.remove(name)
            right.remove(name)
            yield name, name
        for index in range(max(len(left), len(right))):
            yield (left[index] if index < len(left) else None), (right[index] if index < len(right) else None)


def organ_roles(charter: Charter) -> dict[str, list[str]]:
    """Return the organs by their role: the main one, and the others by their first kind."""
    found: dict[str, list[str]] = {"main": [charter.roles.main_organ]}
    for name, organ in charter.organs.items():
        if name != charter.roles.main_organ:
            found.setdefault(organ.kinds[0], []).append(name)
    return found


def office_roles(charter: Charter) -> dict[str, list[str]]:
    """Return the offices by their kind."""
    found: dict[str, list[str]] = {}
    for name, office in charter.offices.items():
        found.setdefault(office.kind, []).append(name)
    return found


def matter_roles(charter: Charter) -> dict[str, list[str]]:
    """Return the matters by their kind."""
    found: dict[str, list[str]] = {}
    for name in matters_in(charter):
        found.setdefault(chain_of(charter, name).matter.kind, []).append(name)
    return found
