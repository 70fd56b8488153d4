"""State codes of organisations: what a code of each register looks like."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .enums import CodeKind

_SHAPES: dict[str, tuple[re.Pattern[str], Promise]] = {
    CodeKind.EDRPOU: (re.compile(r"\d{8}"), _("An EDRPOU code has 8 digits.")),
    CodeKind.INN: (re.compile(r"\d{10}|\d{12}"), _("An INN has 10 digits, or 12 for a person.")),
    CodeKind.OGRN: (re.compile(r"\d{13}|\d{15}"), _("An OGRN has 13 digits, or 15 for a person.")),
}
_SUM_IS_WRONG = _("The check digit does not fit: a digit is mistyped.")


def _weighted(digits: list[int], weights: list[int]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def _edrpou_fits(digits: list[int]) -> bool:
    number = int("".join(map(str, digits)))
    weights = [7, 1, 2, 3, 4, 5, 6] if 30_000_000 <= number <= 60_000_000 else [1, 2, 3, 4, 5, 6, 7]
    check = _weighted(digits[:7], weights) % 11
    if check == 10:
        check = _weighted(digits[:7], [weight + 2 for weight in weights]) % 11 % 10
    return check == digits[7]


def _inn_fits(digits: list[int]) -> bool:
    tail = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]
    if len(digits) == 10:
        return _weighted(digits, tail[2:]) % 11 % 10 == digits[9]
    return _weighted(digits, tail[1:]) % 11 % 10 == digits[10] and _weighted(digits, tail) % 11 % 10 == digits[11]


def _ogrn_fits(digits: list[int]) -> bool:
    number = int("".join(map(str, digits[:-1])))
    return number % (len(digits) - 2) % 10 == digits[-1]


_FITS = {CodeKind.EDRPOU: _edrpou_fits, CodeKind.INN: _inn_fits, CodeKind.OGRN: _ogrn_fits}


def code_problem(kind: str, code: str) -> Promise | None:
    """Return what is wrong with a code of a register, or None. An empty code is not wrong."""
    if not code or kind not in _SHAPES:
        return None
    shape, words = _SHAPES[kind]
    if not shape.fullmatch(code):
        return words
    return None if _FITS[CodeKind(kind)]([int(char) for char in code]) else _SUM_IS_WRONG


def code_clean(text: str) -> str:
    """Return a code as registers write it: no spaces, no trailing «.0» of a number cell."""
    text = re.sub(r"[\s\u00a0\u202f]", "", text)
    return re.sub(r"^(\d+)[.,]0+$", r"\1", text)


def code_kind_guess(code: str, language: str) -> str:
    """Return the register that a code most likely comes from, by its length and the cluster's language."""
    if not code:
        return ""
    if code.isdigit():
        by_length = {8: CodeKind.EDRPOU, 10: CodeKind.INN, 12: CodeKind.INN, 13: CodeKind.OGRN, 15: CodeKind.OGRN}
        if len(code) in by_length:
            return by_length[len(code)]
        if len(code) < 8:
            return CodeKind.EDRPOU if language == "uk" else CodeKind.OTHER
    return CodeKind.OTHER
