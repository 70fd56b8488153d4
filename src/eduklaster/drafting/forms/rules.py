"""The form of one rule: its value by the type of its key, the clauses it rests on, and how long it holds."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from eduklaster.charter.keys import KeySpec
from eduklaster.charter.messages import choice_words
from eduklaster.charter.schema import RuleValue

from .fields import CountsField, DaysOfYearField, LinesField, PeriodField, ThresholdField
from .parts import PartForm, Surroundings
from .texts import Data


def value_field(spec: KeySpec, reader: str, *, label: str) -> forms.Field:
    """Return the field in which a value of a rule is entered, in its written form; `reader` is the language of the reader."""
    about: Data = {"label": label}
    labels = [(choice, choice_words(spec.key, choice, reader)) for choice in spec.choices]
    match spec.type:
        case "choice":
            return forms.ChoiceField(choices=[("", "—"), *labels], **about)
        case "choice_list":
            return forms.MultipleChoiceField(
                choices=labels, widget=forms.CheckboxSelectMultiple, required=False, **about
            )
        case "threshold":
            return ThresholdField(**about)
        case "period":
            return PeriodField(language=reader, **about)
        case "count":
            return forms.IntegerField(min_value=0, max_value=1_000_000, **about)
        case "bool":
            yes_no = [(True, _("yes")), (False, _("no"))]
            return forms.TypedChoiceField(
                choices=yes_no, coerce=lambda v: v == "True", widget=forms.RadioSelect, empty_value=None, **about
            )
        case "text_list" | "party_list":
            return LinesField(required=False, **about)
        case "day_list":
            return DaysOfYearField(required=False, **about)
        case "class_counts":
            return CountsField(required=False, **about)
    return forms.CharField(max_length=200, **about)


class RuleForm(PartForm):
    """A rule that the charter sets; a clause is compulsory, for without one the default speaks."""

    def __init__(self, *args: Any, spec: KeySpec, part: Data | None, around: Surroundings, **kwargs: Any) -> None:
        self.spec = spec
        super().__init__(
            *args, model=RuleValue, part=part, around=around, leave_out=("value", "alternatives"), **kwargs
        )
        field = value_field(spec, self.around.reader, label=_("What the charter says"))
        self.fields = {"value": field, **self.fields}
        self.initial["value"] = self.part.get("value")
        self.fields["clause"].required = not self.part.get("act")
        self.kept = [name for name in self.kept if name != "value"]

    @property
    def value_field(self) -> Any:
        """The field of the value itself."""
        return self["value"]

    def written(self) -> Data:
        """Return the rule with its value, exact."""
        found = super().written()
        found.pop("default", None)
        if "value" in self.changed_data or "value" not in found:
            found["value"] = self.cleaned_data["value"]
        return {"value": found.pop("value"), **found}
