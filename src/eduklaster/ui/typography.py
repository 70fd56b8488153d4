"""Typesetting of text and dates in the reader's language.

``nb`` ties short words, signs and numbers to their neighbours, so a line never ends in «п.» or begins with
a dash. Dates are written the way the reader writes them: «2 березня 2026», «2 марта 2026», «2 March 2026».
"""

import datetime
import re
from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.dateformat import time_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeData, SafeString, mark_safe
from django.utils.translation import get_language

NBSP = "\u00a0"

_LETTER = "A-Za-zА-Яа-яЁёЄєІіЇїҐґ"
_WORD_START = rf"(?<![{_LETTER}0-9’'ʼ-])"
_SIGNS = "п|пп|ст|ч|гл|розд|разд|абз|с|стор|стр|м|смт|с-ще|г|вул|ул|д|буд|кв|каб|art|p|pp|ch|sec"
_UNITS = (
    "год|хв|сек|с|дн|міс|рр?|грн|млн|млрд|тис|км|м|м²|кг|га|осіб|"
    "ч|мин|дн|мес|гг?|руб|тыс|чел|кредит\\w*|h|min|km|kg|EUR|UAH|RUB|ECTS|ЄКТС|ЕКТС|МБ|КБ|MB|KB"
)
_MONTHS = (
    "січня|лютого|березня|квітня|травня|червня|липня|серпня|вересня|жовтня|листопада|грудня|"
    "января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|"
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_PARTICLES = "же|ж|ли|ль|бы|б|би"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    # «п. 4.3», «ст. 12», «м. Київ»
    (re.compile(rf"{_WORD_START}((?:{_SIGNS})\.) +(?=\S)", re.IGNORECASE), rf"\1{NBSP}"),
    # «№ 41», «§ 4»
    (re.compile(r"([№§]) +(?=\S)"), rf"\1{NBSP}"),
    (re.compile(rf"{_WORD_START}(No\.) +(?=\d)"), rf"\1{NBSP}"),
    # initials: «І. П. Бойко»
    (re.compile(r"(?<![\w.])([A-ZА-ЯЁЄІЇҐ]\.) +(?=[A-ZА-ЯЁЄІЇҐ])"), rf"\1{NBSP}"),
    # «Бойко І. П.»: nobody's initials stand on another line than the surname
    (re.compile(rf"([A-ZА-ЯЁЄІЇҐ][{_LETTER}’'-]+) +(?=[A-ZА-ЯЁЄІЇҐ]\.\s?[A-ZА-ЯЁЄІЇҐ]\.)"), rf"\1{NBSP}"),
    # day and month
    (re.compile(rf"(\d{{1,2}}) +(?=(?:{_MONTHS})\b)"), rf"\1{NBSP}"),
    # number and unit, thousands, per cent
    (re.compile(rf"(\d) +(?=(?:{_UNITS})(?![{_LETTER}]))"), rf"\1{NBSP}"),
    (re.compile(r"(\d) +(?=[%₴₽€°])"), rf"\1{NBSP}"),
    (re.compile(r"(?<![\d.,])(\d{1,3}) +(?=\d{3}(?!\d))"), rf"\1{NBSP}"),
    # telephone numbers: «(000) 000-00-02»; a word joiner keeps each hyphen where it stands
    (re.compile(r"(\(\d{2,5}\)) +(?=\d)"), rf"\1{NBSP}"),
    (re.compile(r"(?<![\d-])(\d{2,3})-(\d{2})-(\d{2})(?![\d-])"), "\\1\u2060-\u2060\\2\u2060-\u2060\\3"),
    # a dash stays at the end of its line
    (re.compile(r" +(?=[—–](?:\s|$))"), NBSP),
    # particles hold on to the word before them
    (re.compile(rf"(?<=[{_LETTER}]) +(?=(?:{_PARTICLES})(?![{_LETTER}]))"), NBSP),
)
# Words of one and two letters hold on to the next word; twice, because «і в школі» has two of them in a row.
_SHORT = re.compile(rf"{_WORD_START}(?!(?:{_PARTICLES}) )([{_LETTER}]{{1,2}}) +(?=[«„“\"(]?[{_LETTER}0-9])")
_TAG = re.compile(r"(<[^>]+>)")


@lru_cache(maxsize=4096)  # the words of pages and forms come again and again
def _tie(text: str) -> str:
    if " " not in text and "-" not in text:
        return text
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    for _ in range(2):
        text = _SHORT.sub(rf"\1{NBSP}", text)
    return text


def nb(value: object) -> str:
    """The same text with non-breaking spaces where a line must not break; marked-up text keeps its tags."""
    if isinstance(value, SafeData):
        # Only spaces between words change, so what was safe stays safe.
        return mark_safe(  # noqa: S308
            "".join(part if part.startswith("<") else _tie(part) for part in _TAG.split(str(value)))
        )
    return _tie(str(value))


class InLanguages(Protocol):
    """A text that may stand in several languages: `kernel.text.Localized`, a charter's text."""

    def in_(self, language: str) -> str:
        """Return the text in a language, or as near to it as it has."""
        ...


def own_language(text: str | InLanguages, language: str, reader: str = "") -> str:
    """Return the language in which a document's own text is shown where it is not the reader's, otherwise nothing.

    A plain text is in the `language` of its cluster. A text in several languages is the reader's as soon as it says
    something else there than in `language`. `reader` is the language of the request unless it is given.
    """
    shown = (reader or get_language() or language)[:2]
    if language == shown:
        return ""
    if isinstance(text, str):
        return language if text.strip() else ""
    own = text.in_(language)
    return language if own and text.in_(shown) == own else ""


def own_words(text: str | InLanguages, language: str, reader: str = "") -> str:
    """The same text for a page, marked with its language where it is not the reader's, so that it is read out right."""
    shown = nb(text if isinstance(text, str) else text.in_((reader or get_language() or language)[:2]))
    marked = own_language(text, language, reader)
    return format_html('<span lang="{}">{}</span>', marked, shown) if marked else shown


class DateStyle(StrEnum):
    """How much of a moment is written."""

    LONG = "long"  # 2 березня 2026
    DAY = "day"  # 2 березня
    SHORT = "short"  # 02.03.2026, in English 2 Mar 2026
    WEEKDAY = "weekday"  # пн, 2 березня
    MONTH = "month"  # березень 2026
    TIME = "time"  # 10:42
    MOMENT = "moment"  # 2 березня 2026, 10:42
    SHORT_MOMENT = "short_moment"  # 02.03.2026, 10:42


def _in_slavic() -> bool:
    return (get_language() or "en").split("-")[0] in {"uk", "ru"}


def _local(value: datetime.date) -> datetime.date:
    if isinstance(value, datetime.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def local_date(value: datetime.date | None, style: str = DateStyle.LONG) -> str:
    """A date or an aware moment in the reader's words and time zone; an empty string for nothing.

    :param style: one of :class:`DateStyle`; a style with a time needs a datetime.
    """
    if value is None:
        return ""
    moment = _local(value)
    style = DateStyle(style)
    clock = time_format(moment.time(), "H:i") if isinstance(moment, datetime.datetime) else ""
    if style is DateStyle.TIME:
        return clock
    if style in {DateStyle.SHORT, DateStyle.SHORT_MOMENT}:
        words = format_date(moment, "d.m.Y" if _in_slavic() else "j M Y")
    elif style is DateStyle.DAY:
        words = format_date(moment, "j E")
    elif style is DateStyle.WEEKDAY:
        name = format_date(moment, "D")
        words = f"{name.lower() if _in_slavic() else name}, {format_date(moment, 'j E')}"
    elif style is DateStyle.MONTH:
        name = format_date(moment, "F")
        words = f"{name.lower() if _in_slavic() else name} {moment.year}"
    else:
        words = format_date(moment, "j E Y")
    if clock and style in {DateStyle.MOMENT, DateStyle.SHORT_MOMENT}:
        words = f"{words}, {clock}"
    if style in {DateStyle.DAY, DateStyle.SHORT}:
        return words.replace(" ", NBSP)
    return nb(words)  # the day stays with its month, the rest may go to the next line


def time_element(value: datetime.date | None, style: str = DateStyle.LONG) -> SafeString:
    """The same words inside ``<time datetime>``, so that a machine can read them."""
    if value is None:
        return SafeString("")
    return format_html(
        '<time datetime="{}">{}</time>',
        _local(value).isoformat(),
        conditional_escape(local_date(value, style)),
    )


def tile_words(value: datetime.date) -> tuple[str, str]:
    """Day of the month and the line under it: («16», «кві, чт»)."""
    moment = _local(value)
    month, weekday = format_date(moment, "M"), format_date(moment, "D")
    if _in_slavic():
        month, weekday = month.lower(), weekday.lower()
    return str(moment.day), f"{month}, {weekday}"
