"""The form of a duty that is proposed for participants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.schema import Charter
from eduklaster.people.forms import day_field


class DutyForm(forms.Form):
    """What participants are to do, who of them, and how long."""

    label = forms.CharField(label=_("What participants are to do"), max_length=300)
    categories = forms.MultipleChoiceField(
        label=_("Who is to do it"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked: all participants."),
    )  # fmt: skip
    valid_from = day_field(
        label=_("From the day"), required=False,
        help_text=_("Left empty: from the day on which the decision takes effect. It never holds from before."),
    )  # fmt: skip
    valid_until = day_field(label=_("Last day"), required=False, help_text=_("Left empty: without an end."))
    why = forms.CharField(label=_("Why"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, charter: Charter, reader: str, **kwargs: Any) -> None:
        """Offer the categories of the charter."""
        super().__init__(*args, **kwargs)
        self.fields["categories"].choices = [  # type: ignore[attr-defined]
            (one.id, one.label.in_(reader)) for one in charter.participants.categories
        ]
