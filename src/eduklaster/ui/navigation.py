"""What rooms put into the shell: tabs, the person's menu, counters, a search address, a human to call.

A room registers a provider in ``AppConfig.ready``; the shell asks it once for each page, and only when it
draws that part. A provider takes the request and answers with plain values, so the shell knows no domain.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from django.http import HttpRequest
from django_stubs_ext import StrOrPromise

from .components import Action, Record


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the menu."""

    label: StrOrPromise
    url: str
    icon: str = "folder"
    is_current: bool = False
    count: int | None = None
    """Things that wait for the person there; None or 0 draws nothing."""


@dataclass(frozen=True, slots=True)
class Account:
    """The signed-in person as the shell shows them."""

    name: str
    role: StrOrPromise = ""
    url: str = ""
    initials: str = ""


@dataclass(frozen=True, slots=True)
class Notifications:
    """Where unread news are and how many."""

    url: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class HelpContact:
    """A human to turn to, printed at the foot of every page."""

    phone: str = ""
    email: str = ""
    note: StrOrPromise = ""


class ClusterLike(Protocol):
    """What the shell needs to know of a cluster; found as ``request.cluster``."""

    @property
    def code(self) -> str:
        """Short code for addresses."""

    @property
    def short_name(self) -> str:
        """Name for the header."""

    @property
    def territory_name(self) -> str:
        """Line under the name."""

    @property
    def emblem_svg(self) -> str:
        """Inline SVG from :func:`eduklaster.ui.emblem.emblem`."""


@dataclass(frozen=True, slots=True)
class Onward:
    """What another room has about an object on its page: what came of it, what the reader may do with it there."""

    title: StrOrPromise
    records: Sequence[Record] = ()
    actions: Sequence[Action] = ()


OnwardProvider = Callable[[HttpRequest, int], Onward | None]
T = TypeVar("T")
Provider = Callable[[HttpRequest], T]


class _Registry(Generic[T]):
    """Providers in order; the same provider registered twice counts once."""

    def __init__(self) -> None:
        self._providers: list[tuple[int, Provider[T]]] = []

    def register(self, provider: Provider[T], order: int) -> None:
        if all(known is not provider for _, known in self._providers):
            self._providers.append((order, provider))
            self._providers.sort(key=lambda pair: pair[0])

    def unregister(self, provider: Provider[T]) -> None:
        self._providers = [pair for pair in self._providers if pair[1] is not provider]

    def answers(self, request: HttpRequest) -> list[T]:
        return [provider(request) for _, provider in self._providers]


_navigation: _Registry[Sequence[NavItem]] = _Registry()
_user_menu: _Registry[Sequence[NavItem]] = _Registry()
_footer: _Registry[Sequence[NavItem]] = _Registry()
_account: _Registry[Account | None] = _Registry()
_notifications: _Registry[Notifications | None] = _Registry()
_search: _Registry[str | None] = _Registry()
_home: _Registry[str | None] = _Registry()
_contact: _Registry[HelpContact | None] = _Registry()
_onward: dict[str, list[OnwardProvider]] = {}


def register_navigation(provider: Provider[Sequence[NavItem]], order: int = 100) -> None:
    """Add tabs; smaller order stands further left."""
    _navigation.register(provider, order)


def unregister_navigation(provider: Provider[Sequence[NavItem]]) -> None:
    """Take tabs away again; for tests."""
    _navigation.unregister(provider)


def register_user_menu(provider: Provider[Sequence[NavItem]], order: int = 100) -> None:
    """Add entries to the menu under the person's initials."""
    _user_menu.register(provider, order)


def register_footer(provider: Provider[Sequence[NavItem]], order: int = 100) -> None:
    """Add links to the foot: check a document, privacy."""
    _footer.register(provider, order)


def register_account(provider: Provider[Account | None], order: int = 100) -> None:
    """Say who is signed in; the first answer that is not None counts."""
    _account.register(provider, order)


def register_notifications(provider: Provider[Notifications | None], order: int = 100) -> None:
    """Say how many news are unread; the first answer that is not None counts."""
    _notifications.register(provider, order)


def register_search(provider: Provider[str | None], order: int = 100) -> None:
    """Give the address of the search page; the first answer that is not None counts."""
    _search.register(provider, order)


def register_home(provider: Provider[str | None], order: int = 100) -> None:
    """Give the address behind the emblem; the first answer that is not None counts."""
    _home.register(provider, order)


def register_contact(provider: Provider[HelpContact | None], order: int = 100) -> None:
    """Name a human to call; the first answer that is not None counts."""
    _contact.register(provider, order)


def register_onward(subject: str, provider: OnwardProvider) -> None:
    """Add a part to the page of an object of a lower room; `subject` is its table (`procedures.act`), the provider gets its key."""
    providers = _onward.setdefault(subject, [])
    if provider not in providers:
        providers.append(provider)


def onward_for(request: HttpRequest, subject: str, key: int) -> list[Onward]:
    """Return what upper rooms have about an object; parts with nothing in them are left out."""
    answers = [provider(request, key) for provider in _onward.get(subject, ())]
    return [one for one in answers if one is not None and (one.records or one.actions)]


def _first(answers: Sequence[T | None]) -> T | None:
    return next((answer for answer in answers if answer is not None), None)


def _with_current(items: Sequence[NavItem], path: str) -> list[NavItem]:
    """Mark the entry whose address is the longest beginning of the path, unless a provider marked one."""
    if any(item.is_current for item in items):
        return list(items)
    fitting = [
        item.url for item in items if item.url and (path == item.url or path.startswith(item.url.rstrip("/") + "/"))
    ]
    best = max(fitting, key=len, default=None)
    return [replace(item, is_current=item.url == best) for item in items]


def navigation_for(request: HttpRequest) -> list[NavItem]:
    """Tabs of the page, the current one marked."""
    items = [item for answer in _navigation.answers(request) for item in answer]
    return _with_current(items, request.path)


def user_menu_for(request: HttpRequest) -> list[NavItem]:
    """Entries under the person's initials."""
    return [item for answer in _user_menu.answers(request) for item in answer]


def footer_for(request: HttpRequest) -> list[NavItem]:
    """Links at the foot."""
    return [item for answer in _footer.answers(request) for item in answer]


def account_for(request: HttpRequest) -> Account | None:
    """The signed-in person, or None for a guest."""
    return _first(_account.answers(request))


def notifications_for(request: HttpRequest) -> Notifications | None:
    """Unread news, or None where there is nothing to show."""
    return _first(_notifications.answers(request))


def search_url_for(request: HttpRequest) -> str | None:
    """Address of the search page, or None."""
    return _first(_search.answers(request))


def home_url_for(request: HttpRequest) -> str:
    """Address behind the emblem."""
    return _first(_home.answers(request)) or "/"


def contact_for(request: HttpRequest) -> HelpContact | None:
    """A human to call, or None."""
    return _first(_contact.answers(request))
