"""A place of a version that is no longer in force: what is shown above it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import CharterVersion
from ..versions import clause_now
from .reading import Reading
from .records import version_days


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """That the reader is in an old version, and where the place is in the one in force; no address where it is gone."""

    title: str
    text: str
    name: str = ""
    url: str = ""


def elsewhere_of(current: Reading, version: CharterVersion, clause: str) -> Elsewhere:
    """Return the notice over a place of an old version."""
    title = _("This is version %(number)s, %(days)s") % {"number": version.number, "days": version_days(version)}
    now = clause_now(clause, version, current.version)
    if now is None:
        return Elsewhere(
            title,
            _(
                "The charter in force no longer has this place. Records made under the old version rest on it as it was."
            ),
        )
    text = _("In the charter in force this place is:")
    return Elsewhere(title, text, current.clause_name(now), current.clause_url(now))
