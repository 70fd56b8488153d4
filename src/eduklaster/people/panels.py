"""Parts that upper rooms add to the cards of organisations and persons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .access import Viewer
from .models import Organisation, Person


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


def organisation_panels(viewer: Viewer, organisation: Organisation) -> list[Panel]:
    """Return the parts of a card that upper rooms add for a viewer."""
    return [panel for provider in _organisation if (panel := provider(viewer, organisation)) is not None]


def person_panels(viewer: Viewer, person: Person) -> list[Panel]:
    """Return the parts of a card that upper rooms add for a viewer."""
    return [panel for provider in _person if (panel := provider(viewer, person)) is not None]
