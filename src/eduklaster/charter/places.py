"""Places of a text from version to version: which were changed, which moved, where a citation of an old one leads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from .schema import Charter, Clause

Change = Literal["changed", "new", "gone", "moved", "same"]
_LONG = 40
_ALIKE = 0.85


def places_of(charter: Charter) -> dict[str, Clause]:
    """Return every place of a text by its citation, in printed order."""
    return {clause.id: clause for _depth, clause, _parent in charter.clause_walk()}


def followed(clause: str, charters: Sequence[Charter]) -> str | None:
    """Return what a place of the first charter is called in the last one; None where its text is gone.

    `charters` are the versions between, in order. A place keeps its citation unless a later version says where it has
    moved (`was`), or gives its number to another text.
    """
    here: str | None = clause
    for later in charters[1:]:
        places = places_of(later)
        moved = next((place.id for place in places.values() if place.was == here), None)
        stays = here in places and places[here].was in (None, here)
        here = moved or (here if stays else None)
        if here is None:
            return None
    return here


def moves(before: Mapping[str, str], after: Mapping[str, str]) -> dict[str, str]:
    """Return which places of a new text carry words that stood elsewhere before: new citation to old one.

    Words are the same when they read alike, number and spaces aside; long ones may differ a little. A place that
    keeps its words keeps its citation, and no words move twice.
    """
    old = {place: _plain(text) for place, text in before.items()}
    new = {place: _plain(text) for place, text in after.items()}
    loose = {place: text for place, text in old.items() if text and not _alike(text, new.get(place, ""))}
    found: dict[str, str] = {}
    for place, text in new.items():
        if not text or _alike(old.get(place, ""), text):
            continue
        match = next((was for was, words in loose.items() if words == text), None)
        match = match or next((was for was, words in loose.items() if _alike(words, text)), None)
        if match is not None and match != place:
            found[place] = match
            del loose[match]
    return found


def _plain(text: str) -> str:
    return " ".join(re.sub(r"^\s*[\d.)]+\s+", "", text).split()).casefold()


def _alike(first: str, second: str) -> bool:
    if first == second:
        return True
    if min(len(first), len(second)) < _LONG:
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.real_quick_ratio() >= _ALIKE and matcher.quick_ratio() >= _ALIKE and matcher.ratio() >= _ALIKE


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """What became of one place. `before` and `after` are citations; one is None where the place is new or gone."""

    before: str | None
    after: str | None
    change: Change
    old_text: str
    new_text: str


def place_changes(
    first: Charter, second: Charter, old_texts: Mapping[str, str], new_texts: Mapping[str, str]
) -> list[PlaceChange]:
    """Return the places of two versions side by side in the order of the second, gone ones after the place they followed."""
    old, new = places_of(first), places_of(second)
    ahead = {clause: followed(clause, (first, second)) for clause in old}
    behind = {after: before for before, after in ahead.items() if after is not None}
    found: list[PlaceChange] = []
    for clause, place in new.items():
        was = behind.get(clause)
        text = new_texts.get(clause, "")
        if was is None:
            found.append(PlaceChange(None, clause, "new", "", text))
            continue
        before = old_texts.get(was, "")
        is_renumbered = was != clause or old[was].number != place.number
        change: Change = "changed" if before != text else "moved" if is_renumbered else "same"
        found.append(PlaceChange(was, clause, change, before, text))
    order = list(old)
    for clause in order:
        if ahead[clause] is None:
            gone = PlaceChange(clause, None, "gone", old_texts.get(clause, ""), "")
            earlier = order[: order.index(clause)]
            spots = [i for i, row in enumerate(found) if row.before in earlier]
            found.insert(spots[-1] + 1 if spots else 0, gone)
    return found
