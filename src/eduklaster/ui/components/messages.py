"""What a page says to the reader: that there is nothing, or that something cannot be undone."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django_stubs_ext import StrOrPromise

from .marks import ClauseMark
from .ways import Action


@dataclass(frozen=True, slots=True)
class EmptyState:
    """A page or a list with nothing in it: why, and what to do."""

    title: StrOrPromise
    text: StrOrPromise = ""
    action: Action | None = None
    mark: ClauseMark | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The question before something that cannot be undone."""

    title: StrOrPromise
    text: StrOrPromise
    submit: StrOrPromise
    action_url: str = ""
    cancel_url: str = ""
    consequences: Sequence[StrOrPromise] = field(default_factory=tuple)
    marks: Sequence[ClauseMark] = ()
    is_final: bool = True
    """Draws the button in berry; False draws it in ink."""
