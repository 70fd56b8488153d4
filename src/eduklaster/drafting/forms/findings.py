"""The form of what became of a finding."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from eduklaster.clusters.enums import FindingState


class FindingForm(forms.Form):
    """What the cluster says about a finding of its charter's health."""

    state = forms.ChoiceField(label=gettext_lazy("State"), choices=FindingState.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=gettext_lazy("What was decided"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    act = forms.CharField(
        label=gettext_lazy("Act"), required=False, max_length=300, help_text=gettext_lazy("Number and day of the act.")
    )
