"""Forms of votes: they parse and clean, they save nothing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .sealing import is_tracker


class SaidForm(forms.Form):
    """An answer on its way into the box: for which seat, what, under which receipt."""

    seat = forms.IntegerField(required=False, widget=forms.HiddenInput)
    said = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    tracker = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)
    code = forms.CharField(max_length=30, required=False, widget=forms.HiddenInput)

    def clean_tracker(self) -> str:
        """Drop what cannot be a receipt."""
        given = str(self.cleaned_data["tracker"]).strip().upper()
        return given if is_tracker(given) else ""

    @classmethod
    def of(cls, data: Any) -> SaidForm:
        """Read an answer; several candidates come as several values of `said`."""
        given = data.copy()
        if len(data.getlist("said")) > 1:
            given["said"] = ",".join(data.getlist("said"))
        form = cls(given)
        form.is_valid()
        return form


class ReasonForm(forms.Form):
    """Why a vote is annulled."""

    reason = forms.CharField(label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class CloseForm(forms.Form):
    """The chair's casting vote, asked only where the charter knows one and the vote is not open."""

    chair_vote = forms.ChoiceField(
        label=_("If the votes are tied, the chair votes"),
        choices=[("", _("does not vote")), ("for", _("for")), ("against", _("against"))],
        required=False,
        widget=forms.RadioSelect,
    )


class CardForm(forms.Form):
    """The code of a one-time card."""

    code = forms.CharField(label=_("Code on the card"), max_length=30)
