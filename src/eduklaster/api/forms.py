"""The form of a new key."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import KeyScope


class KeyForm(forms.Form):
    """What the program is called, until when and for what the key works."""

    name = forms.CharField(
        label=_("Name of the program"), max_length=100, help_text=_("So that you know the key again in this list.")
    )
    expires_on = forms.DateField(
        label=_("Works until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The last day; at most a year from now."),
    )
    scope = forms.ChoiceField(
        label=_("What it may do"), choices=KeyScope.choices, widget=forms.RadioSelect, initial=KeyScope.READ
    )
