"""Recognises printed numbers: Roman and decimal sections, clauses, list signs, annexes, approval stamps.

Ukrainian and Russian typists mix alphabets («ІІ» in Cyrillic, «IV» in Latin, «З» for 3), so every reading is done on a
folded copy while the number itself is kept verbatim.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum


class Sign(StrEnum):
    """The kind of a printed number."""

    ROMAN = "roman"
    WORD = "word"
    DECIMAL = "decimal"
    INTEGER = "integer"
    PAREN = "paren"
    LETTER = "letter"
    BULLET = "bullet"
    ANNEX = "annex"


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed and as read.

    ``values``: (2, 1) for «2.1.», (4,) for «IV.», the place in the alphabet for a letter. ``length``: characters of
    the line that the number takes, blanks after it too. ``bare``: printed without the dot that would make it certain.
    ``word``: «розділ» and the like, folded; the folded letter; the class of a bullet.
    ``folded``: look-alike letters were read as digits.
    """

    sign: Sign
    number: str
    values: tuple[int, ...]
    length: int
    bare: bool = False
    word: str = ""
    folded: bool = False


_DIGIT_TWINS = str.maketrans({"З": "3", "О": "0", "O": "0", "І": "1", "I": "1", "l": "1"})
_ROMAN_TWINS = str.maketrans({"І": "I", "Х": "X", "С": "C", "М": "M", "Ⅰ": "I"})
_UNICODE_ROMAN = dict(zip("ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ", range(1, 13), strict=True))
_LETTER_TWINS = str.maketrans("aceopxyikAB", "асеорхуікАВ")

#: Letters that lists really use; ґ, є, ё, з, и, і, ї, й, о, ч, ь and others are skipped by some typists, never by rule.
CORE_ALPHABET = "абвгдежклмнпрстуфхцшщюя"
WHOLE_ALPHABET = "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя"
LATIN_ALPHABET = "abcdefghijklmnopqrstuvwxyz"

_PART = r"(?:[0-9ЗОOІIl]{1,3}|[IVXІХ]{1,6})"
_NEXT = r"(?=\s|$|[А-ЯІЇЄҐЁA-Zа-яіїєґё«\"“„(])"
_DECIMAL = re.compile(rf"({_PART}(?:\.{_PART}){{1,5}})(\.?){_NEXT}")
_SPACED = re.compile(r"(\d{1,2}(?:\.\s\d{1,2}){1,3})(\.)(?=\s+\D)")
_DATE_TAIL = re.compile(r"\s*(?:р|г|року|года)\b\.?")
_INTEGER = re.compile(r"(\d{1,3})(\.)(?=\s|$|[А-ЯІЇЄҐЁA-Z«\"“„(])")
_BARE_INTEGER = re.compile(r"(\d{1,2})()(?=\s+[А-ЯІЇЄҐЁA-Z«])")
_PAREN = re.compile(r"\(?(\d{1,3})\s?\)")
_LETTER = re.compile(r"\(?([А-ЯІЇЄҐЁа-яіїєґёA-Za-z])\s?\)")
_ROMAN = re.compile(r"([IVXLІХ]{1,8}|[Ⅰ-Ⅻ])(\s?\.|)(?=\s|$|[А-ЯІЇЄҐЁ«])")
_ROMAN_PAREN = re.compile(r"([IVXІХ]{1,6}|[Ⅰ-Ⅻ])\s?\)")
_WORD = re.compile(
    r"(Частина|Часть|Розділ|Раздел|Глава|Стаття|Статья|Параграф|ЧАСТИНА|ЧАСТЬ|РОЗДІЛ|РАЗДЕЛ|ГЛАВА|СТАТТЯ|СТАТЬЯ"
    r"|ПАРАГРАФ|§)\s*(?:№\s*)?([IVXLІХ]{1,8}|[Ⅰ-Ⅻ]|\d{1,3})(?![\w])\s*([.:)–—-]?)"
)
_BULLET = re.compile(r"([•·●▪■□▫◦○‣⁃∙➢✓*\ue000-\uf8ff]|[-–—−‒])(\s+|(?=[^\W\d_])|$)|(o)(?:\s{2,}|\t)")
_DASHES = "-–—−‒⁃"
_ANNEX = re.compile(
    r"(Додат(?:ок|ки)|ДОДАТ(?:ОК|КИ)|Приложени[ея]|ПРИЛОЖЕНИ[ЕЯ])"
    r"(?:\s*(?:№|N|No\.?)?\s*(\d{1,3}|[А-ЯІЄA-Z](?![\w])))?\s*([.:–—-]?)(?=\s|$)"
)
_ANNEX_TAIL = re.compile(r"(?:до|к|ко)\s|[А-ЯІЇЄҐЁ«(]")

STAMP_START = re.compile(
    r"(?i)\s*(?:затверджен[оаі]|затверджую|утвержден[оаы]?|утверждаю|погоджено|погоджую|согласован[оаы]?|согласую"
    r"|схвалено|ухвалено|прийнято|принято|одобрен[оаы]?)(?!\w)"
)
STAMP_LIKE = re.compile(
    r"(?i)наказ|приказ|протокол|рішенн|решени|розпорядж|распоряж|постанов|№|\b(?:від|от)\s|\b(?:19|20)\d\d\b|_{3,}"
    r"|директор|ректор|керівник|руководител|голов[аи]\b|председател|начальник|м\.\s?п\.|підпис|подпись|адміністрац"
    r"|администрац|рад[аиоу]\b|совет|департамент|управлін|управлени|відділ|отдел"
)
TITLE_START = re.compile(
    r"(?i)\s*(?:положенн[яі]|положени[ея]|декларац[іи]я|статут|устав|регламент|порядок|концепц[іи]я|меморандум|хартія"
    r"|хартия|угода|соглашение|договір|договор|програма|программа)(?!\w)"
)
OPENING_HEADING = re.compile(r"(?i)\s*(?:загальн[іа]|общ(?:ие|ая))\s+(?:положенн|положени|част)|\s*преамбула\s*$")


def roman_value(text: str) -> int | None:
    """The value of a canonical Roman numeral in either alphabet, up to 89; None where it is none."""
    if text in _UNICODE_ROMAN:
        return _UNICODE_ROMAN[text]
    worth = {"I": 1, "V": 5, "X": 10, "L": 50}
    signs = text.translate(_ROMAN_TWINS)
    if not re.fullmatch(r"(?:XL|L?X{0,3})(?:IX|IV|V?I{0,3})", signs) or not signs:
        return None
    total = 0
    for sign, after in zip(signs, [*signs[1:], ""], strict=True):
        total += -worth[sign] if after and worth[after] > worth[sign] else worth[sign]
    return total


def letter_value(letter: str) -> tuple[str, int]:
    """The folded small letter and its place in the whole alphabet (Cyrillic wins where the shapes are the same)."""
    small = letter.lower().translate(_LETTER_TWINS)
    if small in WHOLE_ALPHABET:
        return small, WHOLE_ALPHABET.index(small) + 1
    return small, LATIN_ALPHABET.index(small) + 1 if small in LATIN_ALPHABET else 0


def recognise(text: str) -> Printed | None:
    """The number with which a line starts; None for a line of plain words. The caller strips leading blanks."""
    bullet = _BULLET.match(text)
    if bullet:
        after = text[bullet.end() :]
        inner = _PAREN.match(after) or _DECIMAL.match(after)
        if inner is not None and after[:1].isdigit() and (found := recognise(after)) is not None and not found.bare:
            return Printed(
                found.sign,
                found.number,
                found.values,
                found.length + bullet.end(),
                word=found.word,
                folded=found.folded,
            )
        sign = bullet[1] or bullet[3]
        if sign in _DASHES and bullet[2] == "" and after and not after[0].isalpha():
            return None
        return Printed(
            Sign.BULLET,
            sign,
            (),
            bullet.end(),
            bare=bullet[2] == "" and bool(after),
            word=_bullet_class(sign),
        )
    return (
        _annex(text)
        or _worded(text)
        or _decimal(text)
        or _plain(_INTEGER, text, Sign.INTEGER)
        or _plain(_PAREN, text, Sign.PAREN)
        or _roman(text)
        or _letter(text)
        or _plain(_BARE_INTEGER, text, Sign.INTEGER, bare=True)
    )


def read_number(number: str) -> Printed | None:
    """Reads a number that stands alone, as a node keeps it; a lone integer counts as a clause number."""
    cleaned = number.strip()
    if re.fullmatch(r"\d{1,3}", cleaned):
        return Printed(Sign.INTEGER, cleaned, (int(cleaned),), len(cleaned))
    if re.fullmatch(r"\d{1,3}(?:\.\d{1,3})+\.?", cleaned):
        parts = tuple(int(part) for part in cleaned.strip(".").split("."))
        return Printed(Sign.DECIMAL, cleaned, parts, len(cleaned))
    if roman_value(cleaned):
        return recognise(f"{cleaned}. А")
    return recognise(f"{cleaned} А") if cleaned else None


def _bullet_class(sign: str) -> str:
    return "-" if sign in _DASHES else "•" if sign in "•·●∙" else sign


def _trailing(text: str, end: int) -> int:
    return end + len(text[end:]) - len(text[end:].lstrip())


def _plain(pattern: re.Pattern[str], text: str, sign: Sign, *, bare: bool = False) -> Printed | None:
    match = pattern.match(text)
    if not match:
        return None
    value = int(match[1])
    if value == 0 or (len(match[1]) > 1 and match[1][0] == "0"):
        return None
    if sign is Sign.INTEGER and _DATE_TAIL.match(text[match.end() :]):
        return None
    return Printed(sign, match[0].strip(), (value,), _trailing(text, match.end()), bare=bare)


def _decimal(text: str) -> Printed | None:
    match = _DECIMAL.match(text) or _SPACED.match(text)
    if not match:
        return None
    parts: list[int] = []
    folded = False
    tokens = re.split(r"\.\s?", match[1])
    if not any(character.isdigit() for character in match[1]):
        return None
    for token in tokens:
        if token.isdigit():
            if token[0] == "0":
                return None
            parts.append(int(token))
        elif (value := roman_value(token)) is not None and (len(token) > 1 or token is tokens[0]):
            parts.append(value)
        else:
            digits = token.translate(_DIGIT_TWINS)
            if not digits.isdigit() or digits[0] == "0":
                return None
            parts.append(int(digits))
            folded = True
    rest = text[match.end() :]
    if max(parts) > 300 or _DATE_TAIL.match(rest) or rest.lstrip()[:1] in {"%", "×"}:
        return None
    return Printed(
        Sign.DECIMAL,
        match[0].strip(),
        tuple(parts),
        _trailing(text, match.end()),
        bare=not match[2],
        folded=folded,
    )


def _roman(text: str) -> Printed | None:
    if (match := _ROMAN_PAREN.match(text)) and (value := roman_value(match[1])):
        return Printed(Sign.PAREN, match[0].strip(), (value,), _trailing(text, match.end()))
    match = _ROMAN.match(text)
    if not match or not (value := roman_value(match[1])):
        return None
    if re.match(r"\s*[А-ЯІЇЄҐ]\.", text[match.end() :]):
        return None
    return Printed(Sign.ROMAN, match[0].strip(), (value,), _trailing(text, match.end()), bare=not match[2])


def _worded(text: str) -> Printed | None:
    match = _WORD.match(text)
    if not match:
        return None
    value = int(match[2]) if match[2].isdigit() else roman_value(match[2])
    rest = text[match.end() :].strip()
    if not value or (rest and not match[3] and (rest[-1:] in ".;,:" or len(rest) > 120 or rest[0].islower())):
        return None
    return Printed(Sign.WORD, match[0].strip(), (value,), _trailing(text, match.end()), word=match[1].lower())


def _letter(text: str) -> Printed | None:
    match = _LETTER.match(text)
    if not match:
        return None
    letter, place = letter_value(match[1])
    if not place:
        return None
    return Printed(Sign.LETTER, match[0].strip(), (place,), _trailing(text, match.end()), word=letter)


def _annex(text: str) -> Printed | None:
    match = _ANNEX.match(text)
    if not match or len(text.strip()) > 200:
        return None
    rest = text[match.end() :].strip()
    if rest and not _ANNEX_TAIL.match(rest):
        return None
    if rest and not match[3] and rest[-1:] in ".;," and not re.match(r"(?:до|к|ко)\s", rest):
        return None
    values = (int(match[2]),) if match[2] and match[2].isdigit() else ()
    return Printed(Sign.ANNEX, match[0].strip(), values, _trailing(text, match.end()), word=match[2] or "")
