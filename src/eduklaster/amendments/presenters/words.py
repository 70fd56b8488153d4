"""Words that several pages of amendments share."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from eduklaster.charter.messages import (
    citation_words,
)
from eduklaster.charter.places import PlaceChange, places_of
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.presenters.reading import language
from eduklaster.clusters.selectors import charter_of
from eduklaster.ui.components import State

from ..models import Amendment

_CHANGES = {
    "changed": (pgettext_lazy("place of a text", "changed"), "warn", "pencil"),
    "new": (pgettext_lazy("place of a text", "new"), "ok", "plus"),
    "gone": (pgettext_lazy("place of a text", "taken out"), "no", "minus"),
    "moved": (pgettext_lazy("place of a text", "moved"), "plum", "arrow-right"),
    "same": (pgettext_lazy("place of a text", "as before"), "", "check"),
}


def change_state(row: PlaceChange) -> State:
    """Return the chip of what became of a place."""
    words, tone, icon = _CHANGES[row.change]
    return State(words, tone, icon)


def place_words(amendment: Amendment, clause: str) -> str:
    """Return how a place is cited: by the new text where it has the place, else by the old one."""
    new, old = charter_of(amendment.version).charter, charter_of(amendment.base).charter
    charter = new if clause in places_of(new) else old
    return citation_words(Citation("clause", clause), language(), charter)
