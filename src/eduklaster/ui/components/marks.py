"""The sign of a basis, and the chip of a state."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise


class MarkKind(StrEnum):
    """Where a claim comes from."""

    CHARTER = "charter"
    DEFAULT = "default"
    ACT = "act"
    LAW = "law"
    GAP = "gap"

    @property
    def icon(self) -> str:
        """Icon of the mark."""
        return _MARK_ICONS[self]

    @property
    def css(self) -> str:
        """Class beside ``cl``."""
        return {"charter": "", "default": "def"}.get(self.value, self.value)

    @property
    def words(self) -> str:
        """What the mark says aloud."""
        return {
            "charter": _("The charter says so."),
            "default": _("The charter is silent, a default applies."),
            "act": _("An act set it."),
            "law": _("The law or a statement of a participant."),
            "gap": _("The number is missing in the charter."),
        }[self.value]


_MARK_ICONS = {
    MarkKind.CHARTER: "bookmark",
    MarkKind.DEFAULT: "circle-dashed",
    MarkKind.ACT: "signature",
    MarkKind.LAW: "scale",
    MarkKind.GAP: "alert-triangle",
}


@dataclass(frozen=True, slots=True)
class ClauseMark:
    """The sign of a basis: one for each claim, a link to the clause."""

    kind: str
    """One of :class:`MarkKind`: charter, default, act, law, gap."""
    text: StrOrPromise
    """The printed number with its word: «п. 4.3», «типове · D-05», «наказ № 41»."""
    url: str = ""
    inline: bool = False
    """Smaller, for the end of a sentence."""

    @property
    def mark(self) -> MarkKind:
        """The kind as an enum; an unknown one is an error."""
        return MarkKind(self.kind)


class Tone(StrEnum):
    """Role of a colour; each has its own icon, so that colour never speaks alone."""

    OK = "ok"  # done, in force
    NOW = "now"  # somebody is awaited
    PLAIN = ""  # planned, neutral
    WARN = "warn"  # attention
    NO = "no"  # refused
    PERSON = "plum"  # done by a person, by law

    @property
    def icon(self) -> str:
        """Icon used unless another is named."""
        return {
            "ok": "circle-check",
            "now": "hourglass",
            "warn": "alert-triangle",
            "no": "ban",
            "plum": "user",
            "": "clock",
        }[self.value]


@dataclass(frozen=True, slots=True)
class State:
    """A chip: icon, word and colour together."""

    label: StrOrPromise
    tone: str = ""
    icon: str = ""

    @property
    def icon_name(self) -> str:
        """The icon drawn."""
        return self.icon or Tone(self.tone).icon
