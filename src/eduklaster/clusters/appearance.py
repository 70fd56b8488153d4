"""How a cluster looks in the shell, derived from its charter: the petals of its emblem, its word for the charter."""

from __future__ import annotations

from typing import Any

from eduklaster.charter.schema import Charter
from eduklaster.kernel.text import Localized
from eduklaster.ui.emblem import MAX_PETALS

_COMPONENTS = {
    "centre": "leaf",
    "project": "drop",
    "unit": "dot",
    "network": "house",
    "laboratory": "drop",
    "training_site": "tooth",
    "bureau": "dot",
    "node": "house",
}
_SECTORS = {"education": "leaf", "science": "drop", "business": "tooth", "authority": "house", "civil": "dot"}
_KINDS: dict[str, tuple[str, str, str]] = {
    "regulation": ("Положення", "Положение", "Regulation"),
    "declaration": ("Декларація", "Декларация", "Declaration"),
    "bylaw": ("Статут", "Устав", "Bylaw"),
    "agreement": ("Договір", "Договор", "Agreement"),
}


def emblem_kinds(charter: Charter) -> list[str]:
    """Return a shape for each founding member: components that the text names, else founders, else categories."""
    people = charter.participants
    sector = {category.id: _SECTORS.get(category.sector, "dot") for category in people.categories}
    kinds = [_COMPONENTS[component.kind] for component in people.components]
    kinds = kinds or [sector.get(founder.category, "dot") for founder in people.founders]
    return (kinds or list(sector.values()))[:MAX_PETALS]


def charter_word(charter: Charter) -> Localized:
    """Return what the cluster calls its charter, or the common word for a text of its kind."""
    term = charter.vocabulary.get("charter")
    if term is not None:
        words = {code: text[:1].upper() + text[1:] for code, text in term.one.model_dump().items()}
        return Localized(words)
    return Localized(zip(("uk", "ru", "en"), _KINDS[charter.identity.kind], strict=True))


def appearance_of(charter: Charter) -> dict[str, Any]:
    """Return the columns of a cluster that follow from its charter."""
    return {"emblem_kinds": emblem_kinds(charter), "charter_word": charter_word(charter)}
