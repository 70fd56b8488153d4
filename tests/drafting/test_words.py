"""Every field of the charter's forms, and everything that can be chosen in one, has a name in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django import forms
from django.utils.translation import override
from pydantic import BaseModel
from tests.world import CHARTERS

from eduklaster.charter.loader import load_path
from eduklaster.charter.schema import Matter, Step
from eduklaster.drafting.forms.clauses import ClauseForm
from eduklaster.drafting.forms.parts import PartForm, Surroundings, rows_in
from eduklaster.drafting.sections import SECTIONS, SINGLES

FORMS: list[tuple[type[BaseModel], tuple[str, ...]]] = [
    (Step, ()),
    (Matter, ("kind",)),
    *((section.model, ()) for section in SECTIONS.values()),
    *((single.model, single.leave_out) for single in SINGLES),
]


def with_rows(
    forms_of: list[tuple[type[BaseModel], tuple[str, ...]]],
) -> Iterator[tuple[type[BaseModel], tuple[str, ...]]]:
    for model, left_out in forms_of:
        yield model, left_out
        yield from with_rows([(inner, ()) for _name, inner in rows_in(model)])


@pytest.mark.parametrize("language", ["uk", "ru"])
def test_every_field_of_the_forms_and_every_choice_has_a_name(language: str) -> None:
    around = Surroundings(load_path(CHARTERS / "kalininsky").charter, "ru", language)
    nameless = []
    with override(language):
        built = [
            PartForm(model=model, part=None, around=around, leave_out=left_out)
            for model, left_out in dict.fromkeys(with_rows(FORMS))
        ]
        for form in [*built, ClauseForm(part=None, around=around, data_of_charter={})]:
            for name, field in form.fields.items():
                shown = [str(field.label)]
                if isinstance(field, forms.ChoiceField):
                    shown += [str(label) for _value, label in field.choices]
                nameless += [
                    (form.model.__name__, name, words)
                    for words in shown
                    if not re.search("[а-яієїґ0-9—]", words.lower())
                ]
    assert nameless == []
