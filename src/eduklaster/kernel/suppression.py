"""Counts of people in public: which numbers of a table are shown so that nobody is recognised in them.

The threshold rule with complementary suppression, as in A. Hundepool and others, «Handbook on Statistical Disclosure
Control» (ESSnet SDC, 2010), chapters 4 and 5: a count below the smallest published one is withheld, and so is whatever
would let it be worked out from the total. The check here is exact for a table of one row with its total: a withheld count
has at least two possible values for a reader who knows this rule and every number that is shown.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class PublicCount:
    """A count as everybody may read it: the number, or no number and perhaps a bound it stays under."""

    number: int | None
    under: int | None = None

    def __str__(self) -> str:
        """Return the number or the words that stand in its place."""
        if self.number is not None:
            return str(self.number)
        return _("fewer than %(number)s") % {"number": self.under} if self.under else _("not shown")


@dataclass(frozen=True, slots=True)
class PublicCounts(Generic[K]):
    """A table of one row as everybody may read it; empty cells are left out."""

    cells: Mapping[K, PublicCount]
    total: PublicCount


def published(counts: Mapping[K, int], minimum: int) -> PublicCounts[K]:
    """Return what may be shown of counts of people and of their total, where `minimum` is the smallest published count.

    Counts from 1 to `minimum - 1` are withheld. While one of them still has a single possible value, the smallest of the
    others is withheld with them, and in the end the total.
    """
    counted = {key: number for key, number in counts.items() if number}
    small = {key for key, number in counted.items() if number < minimum}
    others = sorted(counted.keys() - small, key=lambda key: (counted[key], str(key)))
    withheld: set[K] = set()
    total = sum(counted.values())
    is_total_shown = not 0 < total < minimum
    while (
        small and is_total_shown and not _has_room(sum(counted[k] for k in small | withheld), small, withheld, minimum)
    ):
        if others:
            withheld.add(others.pop(0))
        else:
            is_total_shown = False
    bound = minimum if minimum > 2 else None  # «fewer than two» is one
    cells = {
        key: PublicCount(None, bound) if key in small else PublicCount(None if key in withheld else number)
        for key, number in counted.items()
    }
    if is_total_shown:
        return PublicCounts(cells, PublicCount(total))
    return PublicCounts(cells, PublicCount(None, bound if total < minimum else None))


def _has_room(hidden: int, small: set[K], withheld: set[K], minimum: int) -> bool:
    """Say whether a small count can be more than one number, given the sum of all that is not shown.

    A small count lies between 1 and `minimum - 1`, another withheld one is `minimum` or more.
    """
    rest = len(small) - 1
    most = min(minimum - 1, hidden - rest - len(withheld) * minimum)
    least = 1 if withheld else max(1, hidden - rest * (minimum - 1))
    return most > least
