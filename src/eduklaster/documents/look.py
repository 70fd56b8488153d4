"""How a sheet looks: the measures of the standard with what a cluster has set on its blank."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from eduklaster.kernel.errors import InputError

from .profiles import Profile

MEASURES = ("left", "right", "top", "bottom", "size", "spacing")


@dataclass(frozen=True, slots=True)
class Look:
    """Margins in millimetres, size in points, spacing in lines, lines of the letterhead under the names."""

    left: float
    right: float
    top: float
    bottom: float
    size: float
    spacing: float
    indent: float
    dateline: str
    letterhead: tuple[str, ...] = ()
    shows_host: bool = True

    def as_data(self) -> dict[str, Any]:
        """Return it as JSON can keep it."""
        return {**asdict(self), "letterhead": list(self.letterhead)}


def look_of(profile: Profile, parameters: Mapping[str, Any]) -> Look:
    """Return the look by a standard with a blank's parameters.

    Raises:
        InputError: A measure lies outside what the standard allows.
    """
    values: dict[str, Any] = {**profile.page, "size": profile.size, "spacing": profile.spacing}
    for name in MEASURES:
        if parameters.get(name) is None:
            continue
        low, high = profile.limits[name]
        if not low <= float(parameters[name]) <= high:
            raise InputError(
                "documents.measure",
                _("%(standard)s allows from %(low)s to %(high)s here."),
                field=name,
                standard=profile.standard,
                low=f"{low:g}",
                high=f"{high:g}",
            )
        values[name] = float(parameters[name])
    return Look(
        **values,
        indent=profile.indent,
        dateline=profile.dateline,
        letterhead=tuple(parameters.get("letterhead", ())),
        shows_host=bool(parameters.get("shows_host", True)),
    )
