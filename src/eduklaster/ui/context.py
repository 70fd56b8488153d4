"""``shell``, the lazy object behind ``ui/page.html``: an unused part of it costs nothing.

The page puts it into its own context with ``{% prepare_shell %}``, so it is there on every page that extends
the shell, even where no context processor runs (a form without its token, a bad request).
"""

from functools import cached_property

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from eduklaster.ui import navigation
from eduklaster.ui.appearance import Appearance, Contrast, TextSize, Theme, appearance_of
from eduklaster.ui.navigation import Account, ClusterLike, HelpContact, NavItem, Notifications

BAR_SIZE = 4
"""Entries of the bottom bar on a phone; the fifth place is «More»."""
TABS_SIZE = 7
"""Tabs that fit beside «More» on a wide screen; one more is shown in its stead."""

_SHORT_LANGUAGE = {"uk": "Укр", "ru": "Рус", "en": "Eng"}


class Language:
    """A language of the interface."""

    def __init__(self, code: str, current: str) -> None:
        self.code = code
        self.short_name = _SHORT_LANGUAGE.get(code, code)
        self.name = get_language_info(code)["name_local"]
        self.is_current = code == current


class Shell:
    """Everything around the content of a page; each part is asked for when it is drawn."""

    themes = Theme
    contrasts = Contrast
    text_sizes = TextSize

    def __init__(self, request: HttpRequest | None = None) -> None:
        self._request = request if request is not None else HttpRequest()

    @cached_property
    def cluster(self) -> ClusterLike | None:
        """The cluster of the page; None on the platform's own pages."""
        return getattr(self._request, "cluster", None)

    @cached_property
    def appearance(self) -> Appearance:
        """The reader's theme, contrast and size of text."""
        return appearance_of(self._request)

    @cached_property
    def languages(self) -> list[Language]:
        """Languages of the interface, the current one marked."""
        current = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        return [Language(code, current) for code, _name in settings.LANGUAGES]

    @cached_property
    def path(self) -> str:
        """Address to come back to after a change of language or look."""
        return self._request.get_full_path()

    @cached_property
    def is_signed_in(self) -> bool:
        """Whether a person is behind the request."""
        user = getattr(self._request, "user", None)
        return bool(user is not None and user.is_authenticated)

    @cached_property
    def account(self) -> Account | None:
        """The person; a plain account without a card is shown by its login."""
        if not self.is_signed_in:
            return None
        account = navigation.account_for(self._request)
        if account is not None:
            return account
        return Account(name=str(self._request.user))

    @cached_property
    def initials(self) -> str:
        """Two letters for the corner."""
        if self.account is None:
            return ""
        if self.account.initials:
            return self.account.initials
        words = self.account.name.replace("@", " ").split()
        return "".join(word[0] for word in words[:2]).upper()

    @cached_property
    def navigation(self) -> list[NavItem]:
        """Tabs."""
        return navigation.navigation_for(self._request)

    @cached_property
    def bar(self) -> list[NavItem]:
        """The first tabs, for the bottom bar of a phone."""
        return self.navigation[:BAR_SIZE]

    @property
    def tabs(self) -> list[NavItem]:
        """The tabs of a wide screen; the rest stands under «More»."""
        return self.navigation if len(self.navigation) <= TABS_SIZE + 1 else self.navigation[:TABS_SIZE]

    @property
    def tabs_rest(self) -> list[NavItem]:
        """The tabs under «More» on a wide screen."""
        return self.navigation[len(self.tabs) :]

    @property
    def is_tabs_rest_current(self) -> bool:
        """Whether the page stands under «More»."""
        return any(item.is_current for item in self.tabs_rest)

    @cached_property
    def bar_rest(self) -> list[NavItem]:
        """The other tabs, under «More»."""
        return self.navigation[BAR_SIZE:]

    @cached_property
    def is_rest_current(self) -> bool:
        """Whether the page belongs to a tab hidden under «More»."""
        return any(item.is_current for item in self.bar_rest)

    @cached_property
    def user_menu(self) -> list[NavItem]:
        """Entries under the initials."""
        return navigation.user_menu_for(self._request)

    @cached_property
    def notifications(self) -> Notifications | None:
        """Unread news."""
        return navigation.notifications_for(self._request) if self.is_signed_in else None

    @cached_property
    def search_url(self) -> str | None:
        """Address of the search page."""
        return navigation.search_url_for(self._request)

    @cached_property
    def home_url(self) -> str:
        """Address behind the emblem."""
        return navigation.home_url_for(self._request)

    @cached_property
    def footer(self) -> list[NavItem]:
        """Links at the foot."""
        return navigation.footer_for(self._request)

    @cached_property
    def contact(self) -> HelpContact | None:
        """A human to call."""
        return navigation.contact_for(self._request)

    @cached_property
    def login_url(self) -> str:
        """Address of the sign-in page, or nothing where accounts are off."""
        return _reverse_or_empty("account_login")

    @cached_property
    def logout_url(self) -> str:
        """Address that ends the session."""
        return _reverse_or_empty("account_logout")

    @cached_property
    def product_name(self) -> object:
        """Line under the platform's name."""
        return _("Clusters that live by their charters")


def _reverse_or_empty(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
