"""Parts that upper rooms add to the cards of organisations and persons, and links to the holders of offices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django_stubs_ext import StrOrPromise

from .access import Viewer
from .models import OfficeHolding, Organisation, Person


@dataclass(frozen=True, slots=True)
class Panel:
    """A template of an upper room with its context; drawn on the card inside the page's own column."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)


OrganisationPanel = Callable[[Viewer, Organisation], Panel | None]
PersonPanel = Callable[[Viewer, Person], Panel | None]
_organisation: list[OrganisationPanel] = []
_person: list[PersonPanel] = []


def register_organisation_panel(provider: OrganisationPanel) -> None:
    """Add a part to the card of an organisation, such as its memberships; call it in `AppConfig.ready`."""
    if provider not in _organisation:
        _organisation.append(provider)


def register_person_panel(provider: PersonPanel) -> None:
    """Add a part to the card of a person, such as seats; call it in `AppConfig.ready`."""
    if provider not in _person:
        _person.append(provider)


HoldingLinks = Callable[[Viewer, list[OfficeHolding]], dict[int, tuple[StrOrPromise, str]]]
_holding: list[HoldingLinks] = []


def register_holding_links(provider: HoldingLinks) -> None:
    """Let `provider` offer what can be done about holders of an office: words and address, by id of the holding."""
    if provider not in _holding:
        _holding.append(provider)


def holding_links(viewer: Viewer, holdings: list[OfficeHolding]) -> dict[int, list[tuple[StrOrPromise, str]]]:
    """Return what upper rooms let a viewer do about holders, by id of the holding."""
    found: dict[int, list[tuple[StrOrPromise, str]]] = {}
    for provider in _holding:
        for key, link in provider(viewer, holdings).items():
            found.setdefault(key, []).append(link)
    return found


def organisation_panels(viewer: Viewer, organisation: Organisation) -> list[Panel]:
    """Return the parts of a card that upper rooms add for a viewer."""
    return [panel for provider in _organisation if (panel := provider(viewer, organisation)) is not None]


def person_panels(viewer: Viewer, person: Person) -> list[Panel]:
    """Return the parts of a card that upper rooms add for a viewer."""
    return [panel for provider in _person if (panel := provider(viewer, person)) is not None]
