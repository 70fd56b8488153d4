"""Words, dates, icons and emblems in a page."""

import datetime
from collections.abc import Sequence

from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from eduklaster.ui import typography
from eduklaster.ui.context import Shell
from eduklaster.ui.emblem import emblem as draw_emblem
from eduklaster.ui.icons import icon_svg

from .library import register


@register.simple_tag(takes_context=True)
def prepare_shell(context: Context) -> str:
    """Put ``shell`` into the context of a page; works even where no request is known."""
    if "shell" not in context:
        context["shell"] = Shell(context.get("request"))
    return ""


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """``{% icon "bell" %}``: an inline icon; write the word beside it."""
    return icon_svg(name, css_class)


@register.filter(is_safe=True)
def nb(value: object) -> str:
    """``{{ text|nb }}``: the text with non-breaking spaces."""
    return typography.nb(value)


@register.simple_tag
def own_words(text: str | typography.InLanguages, language: str) -> str:
    """``{% own_words act.title cluster.language %}``: a document's own text with its language where that is another."""
    return typography.own_words(text, language)


@register.simple_tag
def own_lang(text: str | typography.InLanguages, language: str) -> str:
    """``<div{% own_lang act.text cluster.language %}>``: the same as an attribute, for whole blocks of text."""
    marked = typography.own_language(text, language)
    return format_html(' lang="{}"', marked) if marked else ""


@register.simple_tag
def local_date(value: datetime.date | None, style: str = "long") -> SafeString:
    """``{% local_date day "short" %}``: a date in the reader's format inside ``<time>``."""
    return typography.time_element(value, style)


@register.filter
def date_words(value: datetime.date | None, style: str = "long") -> str:
    """``{{ day|date_words:"day" }}``: the same words without markup, for sentences and attributes."""
    return typography.local_date(value, style)


@register.simple_tag
def emblem(name: str, kinds: Sequence[str], missing: int = 0, size: int = 64, label: str = "") -> SafeString:
    """``{% emblem cluster.name kinds %}``: the flower of members."""
    return draw_emblem(name, kinds, missing=missing, size=size, label=label)


@register.simple_tag
def platform_emblem(size: int = 50) -> SafeString:
    """The platform's own flower, for pages without a cluster."""
    return draw_emblem("eduklaster", ("leaf", "drop") * 3, size=size)


@register.simple_tag
def empty_flower() -> SafeString:
    """Six places, all still waiting: the picture of an empty list."""
    return draw_emblem("eduklaster", ("leaf",), missing=5, size=112)


@register.filter
def phone_digits(value: str) -> str:
    """A telephone number as ``tel:`` wants it."""
    return "".join(char for char in value if char.isdigit() or char == "+")


@register.simple_tag
def heading(level: int, text: object, css_class: str = "") -> SafeString:
    """``{% heading 3 title %}``: a heading of a level chosen by the page."""
    tag = f"h{min(6, max(1, int(level)))}"
    if css_class:
        return format_html('<{} class="{}">{}</{}>', SafeString(tag), css_class, text, SafeString(tag))
    return format_html("<{}>{}</{}>", SafeString(tag), text, SafeString(tag))
