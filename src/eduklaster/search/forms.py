"""What is asked on the page of search."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.schema import Charter
from eduklaster.governance.access import organ_name

from .enums import Kind
from .selectors import LONGEST, Asked


class SearchForm(forms.Form):
    """Words, kind, organ, period; everything stands in the address."""

    q = forms.CharField(label=_("Words"), required=False, max_length=LONGEST)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *Kind.choices], widget=forms.HiddenInput)
    organ = forms.ChoiceField(label=_("Organ"), required=False)
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, charter: Charter, **kwargs: Any) -> None:
        """Offer the organs of the charter."""
        super().__init__(*args, **kwargs)
        organs = [(key, str(organ_name(organ))) for key, organ in charter.organs.items()]
        self.fields["organ"].choices = [("", _("all organs")), *organs]  # type: ignore[attr-defined]

    @property
    def asked(self) -> Asked:
        """What is asked; a filter that makes no sense leaves nothing out."""
        self.is_valid()
        data = self.cleaned_data
        return Asked(
            words=data.get("q", ""),
            kind=data.get("kind", ""),
            organ=data.get("organ", ""),
            since=data.get("since"),
            until=data.get("until"),
        )
