"""Forms of recommendations and answers: they parse and clean, they save nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .enums import Answer


class RecommendationForm(forms.Form):
    """What somebody recommends on which place of the text."""

    clause = forms.ChoiceField(label=_("Place of the text"), required=False)
    text = forms.CharField(
        label=_("What you recommend and why"), max_length=8000, widget=forms.Textarea(attrs={"rows": 6})
    )

    def __init__(self, *args: Any, places: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the places of both versions; the changed ones come first."""
        super().__init__(*args, **kwargs)
        field = self.fields["clause"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [("", _("The text as a whole")), *places]


class AnswerForm(forms.Form):
    """The answer to a recommendation."""

    answer = forms.ChoiceField(label=_("Answer"), choices=Answer.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("What is taken over, or why not. Needed unless the recommendation is accepted as it is."),
    )
