"""«Вигляд»: theme, contrast and size of text: a cookie, and attributes of ``<html>`` set by the server."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext_lazy

COOKIE_NAME = "appearance"
COOKIE_AGE = 60 * 60 * 24 * 365


class Theme(TextChoices):
    """Light or dark ground."""

    DEVICE = "device", pgettext_lazy("theme", "as on the device")
    LIGHT = "light", pgettext_lazy("theme", "light")
    DARK = "dark", pgettext_lazy("theme", "dark")


class Contrast(TextChoices):
    """Strength of contrast."""

    NORMAL = "normal", pgettext_lazy("contrast", "normal")
    MORE = "more", pgettext_lazy("contrast", "high")


class TextSize(TextChoices):
    """Size of text: 100, 125, 150 %."""

    NORMAL = "normal", pgettext_lazy("text size", "normal")
    LARGE = "large", pgettext_lazy("text size", "large")
    XLARGE = "xlarge", pgettext_lazy("text size", "largest")


@dataclass(frozen=True, slots=True)
class Appearance:
    """A reader's choice."""

    theme: Theme = Theme.DEVICE
    contrast: Contrast = Contrast.NORMAL
    text: TextSize = TextSize.NORMAL

    @classmethod
    def parse(cls, value: str) -> "Appearance":
        """Read the cookie; whatever is not understood falls back to the usual look."""
        parts = [*value.split("."), "", "", ""][:3]
        return cls(
            theme=Theme(parts[0]) if parts[0] in Theme.values else Theme.DEVICE,
            contrast=Contrast(parts[1]) if parts[1] in Contrast.values else Contrast.NORMAL,
            text=TextSize(parts[2]) if parts[2] in TextSize.values else TextSize.NORMAL,
        )

    def serialize(self) -> str:
        """The value of the cookie."""
        return f"{self.theme.value}.{self.contrast.value}.{self.text.value}"

    @property
    def html_attributes(self) -> SafeString:
        """Attributes for ``<html>``; no theme attribute means «as on the device»."""
        attributes = SafeString("")
        if self.theme is not Theme.DEVICE:
            attributes += format_html(' data-bs-theme="{}"', self.theme.value)
        if self.contrast is Contrast.MORE:
            attributes += SafeString(' data-contrast="more"')
        if self.text is not TextSize.NORMAL:
            attributes += format_html(' data-text="{}"', self.text.value)
        return attributes

    @property
    def color_scheme(self) -> str:
        """For ``<meta name="color-scheme">``, so that the ground is right before the first style arrives."""
        return {"light": "light", "dark": "dark"}.get(self.theme.value, "light dark")


def appearance_of(request: HttpRequest) -> Appearance:
    """The reader's choice from the cookie."""
    return Appearance.parse(request.COOKIES.get(COOKIE_NAME, ""))


def remember(response: HttpResponse, appearance: Appearance) -> None:
    """Keep the choice for a year."""
    response.set_cookie(
        COOKIE_NAME,
        appearance.serialize(),
        max_age=COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
