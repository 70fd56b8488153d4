"""What the columns are called in three languages, and what may stand in their cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from eduklaster.kernel.errors import InputError
from eduklaster.kernel.text import LANGUAGES

from ..codes import code_clean, code_kind_guess, code_problem
from ..enums import CodeKind, ContactKind
from ..naming import plain_key
from ..services.contacts import contact_value_check
from .headers import BY_FIELD, CHOICE_CLASSES, CHOICES, CODE_COLUMNS, COLUMNS
from .reading import MAX_ROWS, Sheet

PROBLEMS: dict[str, Promise] = {
    "name_missing": _("Enter the official name."),
    "too_long": _("This is longer than %(limit)s characters."),
    "code_shape": _("%(why)s"),
    "choice": _("«%(value)s» is not among: %(allowed)s."),
    "email": _("«%(value)s» is no e-mail address: it looks like name@example.org."),
    "phone": _("«%(value)s» is no telephone number: it has at least five digits."),
    "site": _("«%(value)s» is no address of a site: it looks like https://example.org."),
    "representative": _("Write surname and given name: «%(value)s» is one word."),
    "representative_missing": _("A position stands here, but no representative."),
    "twice": _("The same organisation stands in row %(line)s already."),
    "twins": _("Several organisations of the register have this code; name its register."),
}


def problem_words(problem: Mapping[str, Any]) -> str:
    """Return the sentence of a stored problem in the reader's language."""
    facts = dict(problem.get("facts", {}))
    if problem["code"] == "code_shape":
        return str(code_problem(facts["kind"], facts["value"]) or "")
    if problem["code"] == "choice":
        facts["allowed"] = ", ".join(str(label) for label in CHOICE_CLASSES[problem["field"]].labels)
    return str(PROBLEMS[problem["code"]]) % facts


@lru_cache(maxsize=1)
def _header_fields() -> dict[str, str]:
    found: dict[str, str] = {}
    for column in COLUMNS:
        for name in column.names:
            found[plain_key(name)] = column.field
        for language in LANGUAGES:
            with translation.override(language):
                found.setdefault(plain_key(str(column.title)), column.field)
    for field, names in CODE_COLUMNS.items():
        found.update({plain_key(name): field for name in names})
    return found


@lru_cache(maxsize=1)
def _choice_values() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for field, choices in CHOICES.items():
        values = found.setdefault(field, {})
        for value, names in choices.items():
            for name in (value, *names):
                values[plain_key(name)] = str(value)
        for language in LANGUAGES:
            with translation.override(language):
                for value, label in CHOICE_CLASSES[field].choices:
                    values.setdefault(plain_key(str(label)), str(value))
    return found


def header_field(text: str) -> str:
    """Return the field that a head of a column names, or an empty text."""
    return _header_fields().get(plain_key(text.split("(")[0].strip(" *:")), "")


@dataclass(frozen=True, slots=True)
class Parsed:
    """The rows under the head of a list: number in the file and the cells by field; what of the list is left aside."""

    rows: list[tuple[int, dict[str, str]]]
    unknown: list[str]
    headless: list[int]
    """Numbers of the rows with something in a column that has no head."""


def rows_parse(sheets: list[Sheet]) -> Parsed:
    """Find the head of the list among the first rows of each sheet and return the rows under it.

    Raises:
        InputError: No sheet has a column with the names; there are no rows, or too many.
    """
    for sheet in sheets:
        for index, (_number, cells) in enumerate(sheet.rows[:20]):
            fields = [header_field(cell) for cell in cells]
            if "official_name" not in fields and "short_name" not in fields:
                continue
            if len([field for field in fields if field]) == 1 and len(cells) > 1 and index + 1 < len(sheet.rows):
                # one word «Заклад» in a title above the list is not its head
                below = [header_field(cell) for cell in sheet.rows[index + 1][1]]
                if "official_name" in below:
                    continue
            rows = [(number, _by_field(fields, row)) for number, row in sheet.rows[index + 1 :]]
            rows = [(number, row) for number, row in rows if row]
            if not rows:
                raise InputError("import.no_rows", _("There are no rows under the head of the list."), field="file")
            if len(rows) > MAX_ROWS:
                raise InputError(
                    "import.too_many",
                    _("The list has more than %(limit)s rows. Divide it into parts."),
                    field="file",
                    limit=MAX_ROWS,
                )
            unknown = [cell for cell, field in zip(cells, fields, strict=True) if cell and not field]
            headless = [number for number, row in sheet.rows[index + 1 :] if _has_headless(cells, row)]
            return Parsed(rows, unknown, headless)
    if any(sheet.name.lower().endswith((".xlsx", ".ods")) for sheet in sheets):
        raise InputError(
            "import.damaged",
            _(
                "The name says that this is a workbook, but its content is not: the file is damaged. Save it anew in Excel."
            ),
            field="file",
        )
    heads = next((cells for sheet in sheets for _number, cells in sheet.rows), [])
    raise InputError(
        "import.no_head",
        _(
            "No column with the names of organisations was found. The first row must name the columns, as in the template; it reads: %(heads)s."
        ),
        field="file",
        heads=", ".join(cell for cell in heads if cell)[:200] or "—",
    )


def _has_headless(heads: list[str], row: list[str]) -> bool:
    return any(value and not (heads[place] if place < len(heads) else "") for place, value in enumerate(row))


def _by_field(fields: list[str], row: list[str]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for field, value in zip(fields, row, strict=False):
        if not field or not value:
            continue
        head, _sep, kind = field.partition(":")
        if head in cells:
            continue
        cells[head] = value
        if kind:
            cells.setdefault("code_kind", kind)
    return cells


def _problem(field: str, code: str, **facts: Any) -> dict[str, Any]:
    return {"field": field, "code": code, "facts": facts}


def row_check(cells: Mapping[str, str], language: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return what a row says (fields of the organisation and of its representative) and what is wrong with its cells."""
    values: dict[str, Any] = {}
    problems: list[dict[str, Any]] = []
    for field, text in cells.items():
        if len(text) > BY_FIELD[field].limit:
            problems.append(_problem(field, "too_long", limit=BY_FIELD[field].limit))
        elif field in CHOICE_CLASSES:
            _choice_read(field, text, values, problems)
        else:
            values[field] = text
    if not values.get("official_name"):
        if values.get("short_name"):
            values["official_name"] = values["short_name"]
        elif not any(problem["field"] == "official_name" for problem in problems):
            problems.append(_problem("official_name", "name_missing"))
    _code_read(values, problems, language)
    _contacts_read(values, problems)
    return values, problems


def _choice_read(field: str, text: str, values: dict[str, Any], problems: list[dict[str, Any]]) -> None:
    known = _choice_values()[field]
    found = []
    for part in text.replace(";", ",").split(",") if field == "levels" else [text]:
        if not part.strip():
            continue
        value = known.get(plain_key(part))
        if value is None:
            problems.append(_problem(field, "choice", value=part.strip()))
            return
        found.append(value)
    if found:
        order = list(CHOICE_CLASSES[field].values)
        values[field] = sorted(set(found), key=order.index) if field == "levels" else found[0]


def _code_read(values: dict[str, Any], problems: list[dict[str, Any]], language: str) -> None:
    code = code_clean(values.get("code", ""))
    if not code:
        values.pop("code", None)
        values.pop("code_kind", None)
        return
    kind = values.get("code_kind") or code_kind_guess(code, language)
    if kind == CodeKind.EDRPOU and code.isdigit() and len(code) < 8 and code_problem(kind, code.zfill(8)) is None:
        code = code.zfill(8)  # Excel took the code for a number and dropped the zeros in front
    if kind == CodeKind.INN and code.isdigit() and len(code) in {9, 11} and code_problem(kind, f"0{code}") is None:
        code = f"0{code}"
    values["code"], values["code_kind"] = code, kind
    if code_problem(kind, code) is not None:
        problems.append(_problem("code", "code_shape", kind=kind, value=code))


def _contacts_read(values: dict[str, Any], problems: list[dict[str, Any]]) -> None:
    if "site" in values:
        site = values["site"] if "://" in values["site"] else f"https://{values['site']}"
        try:
            URLValidator(schemes=["http", "https"])(site)
            values["site"] = site
        except ValidationError:
            problems.append(_problem("site", "site", value=values["site"]))
    if "email" in values:
        parts = [part.strip().lower() for part in values["email"].replace(";", ",").split(",") if part.strip()]
        for part in parts:
            try:
                validate_email(part)
            except ValidationError:
                problems.append(_problem("email", "email", value=part))
        values["email"] = parts
    if "phone" in values:
        try:
            contact_value_check(ContactKind.PHONE, values["phone"])
        except InputError:
            problems.append(_problem("phone", "phone", value=values["phone"]))
    if "representative" in values and len(values["representative"].split()) < 2:
        problems.append(_problem("representative", "representative", value=values["representative"]))
    if "position" in values and "representative" not in values:
        problems.append(_problem("position", "representative_missing"))
