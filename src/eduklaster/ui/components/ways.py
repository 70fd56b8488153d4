"""Where one can go from a page: buttons, crumbs, tabs, quick selections."""

from dataclasses import dataclass

from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Action:
    """A button or a link that leads somewhere."""

    label: StrOrPromise
    url: str
    style: str = "quiet"
    """key (one on a screen), ink, quiet, stop."""
    icon: str = ""
    is_post: bool = False
    """Sends a form instead of following a link."""


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the way to this page; the last has no address."""

    label: StrOrPromise
    url: str = ""


@dataclass(frozen=True, slots=True)
class Tab:
    """A part of a page that has its own address."""

    label: StrOrPromise
    url: str
    is_current: bool = False
    count: int | None = None
    icon: str = ""


@dataclass(frozen=True, slots=True)
class QuickFilter:
    """A quick selection above a list, with its count."""

    label: StrOrPromise
    url: str
    is_current: bool = False
    count: int | None = None
