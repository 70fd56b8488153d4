"""Forms by which a running cluster sets a rule by an act, or chooses one of the readings of a clause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduklaster.charter.keys import KeySpec
from eduklaster.charter.matters import matters_in
from eduklaster.charter.messages import matter_words
from eduklaster.charter.resolver import EVERYWHERE, Scope
from eduklaster.charter.schema import Charter
from eduklaster.people.forms import day_field

from .rules import value_field


class WhichRuleForm(forms.Form):
    """Which rule is to be set."""

    rule = forms.ChoiceField(label=gettext_lazy("Rule"))

    def __init__(self, *args: Any, groups: Sequence[Any], **kwargs: Any) -> None:
        """Offer the rules by topic."""
        super().__init__(*args, **kwargs)
        self.fields["rule"].choices = [("", "—"), *groups]  # type: ignore[attr-defined]


class _Reasoned(forms.Form):
    """Since when, and why."""

    valid_from = day_field(
        label=gettext_lazy("From the day"),
        required=False,
        help_text=gettext_lazy("Left empty: from the act that decides. It never holds from before that act."),
    )
    why = forms.CharField(
        label=gettext_lazy("Why"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class RuleChangeForm(_Reasoned):
    """The value of one rule, and for whom it is to hold."""

    where = forms.ChoiceField(label=gettext_lazy("For whom it holds"), required=False)
    field_order = ("value", "where", "valid_from", "why")

    def __init__(self, *args: Any, spec: KeySpec, charter: Charter, reader: str, **kwargs: Any) -> None:
        """Offer the whole cluster, its organs and its matters."""
        super().__init__(*args, **kwargs)
        self.fields["value"] = value_field(spec, reader, label=_("What is to hold"))
        organs = [(f"organ:{name}", organ.name.in_(reader)) for name, organ in charter.organs.items()]
        matters = [(f"matter:{name}", matter_words(charter, name, reader)) for name in matters_in(charter)]
        self.fields["where"].choices = [  # type: ignore[attr-defined]
            ("", _("The whole cluster")), (_("In one organ"), organs), (_("In one matter"), matters),
        ]  # fmt: skip
        self.order_fields(self.field_order)

    @property
    def scope(self) -> Scope:
        """What was chosen, as a scope."""
        kind, _colon, name = self.cleaned_data["where"].partition(":")
        match kind:
            case "organ":
                return Scope(organ=name)
            case "matter":
                return Scope(matter=name)
        return EVERYWHERE


class ReadingForm(_Reasoned):
    """Which of the readings of a clause is to hold."""

    reading = forms.ChoiceField(label=gettext_lazy("Reading"), widget=forms.RadioSelect)
    field_order = ("reading", "valid_from", "why")

    def __init__(self, *args: Any, readings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the readings that the charter itself leaves open."""
        super().__init__(*args, **kwargs)
        self.fields["reading"].choices = list(readings)  # type: ignore[attr-defined]
