"""A case as a picture: its keys, its chain with refusals, what happens next."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from .marks import ClauseMark
from .ways import Action


@dataclass(frozen=True, slots=True)
class Key:
    """One of the conditions that together give an effect."""

    title: StrOrPromise
    note: StrOrPromise
    state: str = "wait"
    """got, wait, or off (the effect that has not come yet)."""
    icon: str = "key"


@dataclass(frozen=True, slots=True)
class PathStep:
    """A step of «What happens next»: what, and who and when."""

    title: StrOrPromise
    note: StrOrPromise = ""
    state: str = ""
    """done, on (now), end (the last, square), or empty."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused attempt: a branch off the chain, never hidden."""

    title: StrOrPromise
    text: StrOrPromise
    marks: Sequence[ClauseMark] = ()
    when: StrOrPromise = ""


@dataclass(frozen=True, slots=True)
class ChainStep:
    """A step of a case, with its refused branches and its note in the margin."""

    title: StrOrPromise
    state: str
    """done, now, todo."""
    when: StrOrPromise = ""
    """Line above the title: date, person."""
    text: StrOrPromise = ""
    icon: str = ""
    refusals: Sequence[Refusal] = ()
    marks: Sequence[ClauseMark] = ()
    note: StrOrPromise = ""
    """One sentence in the margin."""
    actions: Sequence[Action] = ()

    @property
    def icon_name(self) -> str:
        """The icon of the pin."""
        return self.icon or {"done": "check", "now": "hourglass", "todo": "clock"}[self.state]

    @property
    def state_words(self) -> str:
        """The state said aloud."""
        return {"done": _("Done"), "now": _("Now"), "todo": _("Ahead")}[self.state]
