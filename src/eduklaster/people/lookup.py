"""A field that finds a person or an organisation by what was typed; works without JavaScript, with suggestions."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from .models import Organisation, Person
from .selectors import organisations_found, persons_found

Row = TypeVar("Row", bound=Model)
SUGGESTIONS = 300
_NUMBER = re.compile(r"\(№\s*(\d+)\)\s*$")


def by_number(pk: int) -> str:
    """Return what finds a row by its number, as programs write it; people see the name before it."""
    return f"(№ {pk})"


class LookupInput(forms.TextInput):
    """A text input with suggestions beneath it."""

    options: Callable[[], list[str]] = staticmethod(list)

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Draw the input and its list."""
        identifier = f"{(attrs or {}).get('id', name)}_options"
        box = super().render(name, value, {**(attrs or {}), "list": identifier, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}"></option>', ((option,) for option in self.options()))
        return format_html('{}<datalist id="{}">{}</datalist>', box, identifier, options)


class LookupField(forms.CharField, Generic[Row]):
    """Finds one row among those the form was given: by the number in brackets, or by a name that only one row fits."""

    def __init__(
        self, find: Callable[[QuerySet[Row], str], QuerySet[Row]], words: Callable[[Row], str], **kwargs: Any
    ) -> None:
        """Take how rows are found and what they are called; `offer` gives the rows themselves."""
        kwargs.setdefault("max_length", 600)
        super().__init__(widget=LookupInput, **kwargs)
        self._find, self._words = find, words
        self._rows: QuerySet[Row] | None = None

    def offer(self, rows: QuerySet[Row]) -> None:
        """Set the rows among which is looked."""
        self._rows = rows
        self.widget.options = lambda: [self.name_of(row) for row in rows[:SUGGESTIONS]]

    def name_of(self, row: Row) -> str:
        """Return what stands in the box for a row."""
        return f"{self._words(row)} {by_number(row.pk)}"

    def clean(self, value: Any) -> Any:
        """Return the row, or say that none or several fit."""
        text = super().clean(value)
        if not text:
            return None
        assert self._rows is not None  # noqa: S101  # a form that forgot to offer rows is a mistake of ours
        number = _NUMBER.search(text)
        fitting = self._rows.filter(pk=int(number[1]))[:1] if number else self._find(self._rows, text)[:6]
        found = list(fitting)
        if not found:
            raise ValidationError(_("Nobody and nothing here fits «%(text)s»."), code="unknown", params={"text": text})
        if len(found) > 1:
            names = "; ".join(self.name_of(row) for row in found)
            raise ValidationError(
                _("Several fit; write one of them: %(names)s."), code="several", params={"names": names}
            )
        return found[0]


def person_field(**kwargs: Any) -> LookupField[Person]:
    """Return a field that finds a person."""
    return LookupField(persons_found, lambda person: person.full_name, **kwargs)


def organisation_field(**kwargs: Any) -> LookupField[Organisation]:
    """Return a field that finds an organisation."""
    return LookupField(organisations_found, lambda organisation: organisation.short_name, **kwargs)
