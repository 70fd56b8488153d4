"""Resolves Word's automatic numbering (numbering.xml) to the numbers that Word prints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from docx.oxml.ns import qn

_BULLETS = {"o": "◦", "\uf0a7": "▪", "§": "▪", "\uf02d": "-", "": "•"}
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"
_LATIN = "abcdefghijklmnopqrstuvwxyz"


@dataclass(slots=True)
class _Level:
    start: int = 1
    format: str = "decimal"
    text: str = ""
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class _Abstract:
    levels: dict[int, _Level] = field(default_factory=dict)
    counters: dict[int, int] = field(default_factory=dict)


class AutoNumbers:
    """Runs through a document once and gives each automatically numbered paragraph its printed number."""

    def __init__(self, document: Any) -> None:
        self._abstracts: dict[str, _Abstract] = {}
        self._lists: dict[str, tuple[str, dict[int, _Level], dict[int, int]]] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        styled: dict[str, dict[str, int]] = {}
        for abstract in root.findall(qn("w:abstractNum")):
            key = abstract.get(qn("w:abstractNumId"))
            self._abstracts[key] = _Abstract({_depth(level): _level(level) for level in abstract.findall(qn("w:lvl"))})
            for level in abstract.findall(qn("w:lvl")):
                if (style := level.find(qn("w:pStyle"))) is not None:
                    styled.setdefault(key, {})[style.get(qn("w:val"))] = _depth(level)
        for number in root.findall(qn("w:num")):
            key = number.get(qn("w:numId"))
            pointer = number.find(qn("w:abstractNumId"))
            if pointer is None or (abstract_key := pointer.get(qn("w:val"))) not in self._abstracts:
                continue
            replaced: dict[int, _Level] = {}
            starts: dict[int, int] = {}
            for override in number.findall(qn("w:lvlOverride")):
                if (level := override.find(qn("w:lvl"))) is not None:
                    replaced[_depth(override)] = _level(level)
                if (start := override.find(qn("w:startOverride"))) is not None:
                    starts[_depth(override)] = _int(start.get(qn("w:val")), 1)
            self._lists[key] = (abstract_key, replaced, starts)
            for style, depth in styled.get(abstract_key, {}).items():
                self._by_style.setdefault(style, (key, depth))

    def printed(self, paragraph: Any, style: Any) -> tuple[str, int] | None:
        """The printed number or bullet and its depth; None for a paragraph outside automatic lists."""
        place = self._place(paragraph, style)
        if place is None or place[0] not in self._lists:
            return None
        key, depth = place
        abstract_key, replaced, starts = self._lists[key]
        abstract = self._abstracts[abstract_key]
        levels = {**abstract.levels, **replaced}
        level = levels.get(depth)
        if level is None:
            return None
        if level.format == "none" and not level.text.strip():
            return None
        if depth in starts and (key, depth) not in self._begun:
            abstract.counters[depth] = starts[depth]
        elif depth in abstract.counters:
            abstract.counters[depth] += 1
        else:
            abstract.counters[depth] = level.start
        self._begun.add((key, depth))
        for deeper in [other for other in abstract.counters if other > depth]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart != 0:
                del abstract.counters[deeper]
        if level.format == "bullet":
            return _bullet(level.text), depth
        text = level.text
        for other in range(depth + 1):
            owner = levels.get(other, _Level())
            value = abstract.counters.get(other, owner.start)
            shown = str(value) if level.legal else spelled(value, owner.format)
            text = text.replace(f"%{other + 1}", shown)
        return (text.strip(), depth) if text.strip() else None

    def _place(self, paragraph: Any, style: Any) -> tuple[str, int] | None:
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        inherited = self._inherited(style)
        if own is None:
            return inherited
        number, depth = own.find(qn("w:numId")), own.find(qn("w:ilvl"))
        key = number.get(qn("w:val")) if number is not None else (inherited[0] if inherited else None)
        if key in (None, "0"):
            return None
        return key, _int(depth.get(qn("w:val")), 0) if depth is not None else 0

    def _inherited(self, style: Any) -> tuple[str, int] | None:
        seen: set[str] = set()
        while style is not None and style.style_id not in seen:
            seen.add(style.style_id)
            own = style.element.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
            if own is not None and (number := own.find(qn("w:numId"))) is not None:
                key = number.get(qn("w:val"))
                depth = own.find(qn("w:ilvl"))
                if key == "0":
                    return None
                linked = self._by_style.get(style.style_id)
                if depth is None and linked is not None:
                    return key, linked[1]
                return key, _int(depth.get(qn("w:val")), 0) if depth is not None else 0
            style = getattr(style, "base_style", None)
        return None


def spelled(value: int, form: str) -> str:
    """A counter in one of Word's number formats; an unknown format counts in digits."""
    if form in {"upperRoman", "lowerRoman"}:
        roman = _roman(value)
        return roman if form == "upperRoman" else roman.lower()
    if form in {"upperLetter", "lowerLetter", "russianUpper", "russianLower"}:
        alphabet = _CYRILLIC if form.startswith("russian") else _LATIN
        letter = alphabet[(value - 1) % len(alphabet)] * ((value - 1) // len(alphabet) + 1)
        return letter.upper() if form in {"upperLetter", "russianUpper"} else letter
    if form == "decimalZero":
        return f"{value:02d}"
    return "" if form == "none" else str(value)


def _roman(value: int) -> str:
    digits = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    large = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"))
    text = ""
    for worth, sign in (*large, *digits):
        while value >= worth:
            text, value = text + sign, value - worth
    return text


def _bullet(text: str) -> str:
    sign = text.strip()[:1]
    return _BULLETS.get(sign, "•" if "\ue000" <= sign <= "\uf8ff" else sign)


def _level(element: Any) -> _Level:
    def value(name: str, default: str) -> str:
        child = element.find(qn(name))
        return str(child.get(qn("w:val"), default)) if child is not None else default

    legal = element.find(qn("w:isLgl")) is not None
    restart = element.find(qn("w:lvlRestart"))
    return _Level(
        _int(value("w:start", "1"), 1),
        value("w:numFmt", "decimal"),
        value("w:lvlText", ""),
        legal,
        _int(restart.get(qn("w:val")), 0) if restart is not None else None,
    )


def _depth(element: Any) -> int:
    return _int(element.get(qn("w:ilvl")), 0)


def _int(value: str | None, default: int) -> int:
    return int(value) if value is not None and value.lstrip("-").isdigit() else default
