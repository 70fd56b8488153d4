"""Forms of agreements and holdings, and of the day from which one ends."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduklaster.people.access import Viewer
from eduklaster.people.forms import day_field
from eduklaster.people.lookup import organisation_field, person_field
from eduklaster.people.selectors import organisations_visible_to, persons_visible_to
from eduklaster.procedures.forms import CheckedFileField

from ..enums import AgreementKind
from ..models import Holding


class AgreementForm(forms.Form):
    """An agreement: two to four parties, each an organisation or a person. A cluster cannot be chosen."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AgreementKind.choices)
    subject = forms.CharField(label=_("Subject"), max_length=500)
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    party_1 = organisation_field(label=_("First party"))
    party_2 = organisation_field(label=_("Second party"), required=False)
    party_3 = organisation_field(label=_("Third party"), required=False)
    person = person_field(label=_("Person who is a party"), required=False)
    signed_on = day_field(label=_("Signed on"), required=False, help_text=_("Empty for a draft."))
    valid_from = day_field(label=_("In force from"), required=False)
    valid_until = day_field(label=_("In force until"), required=False, help_text=_("Last day; empty without a term."))
    survives_leaving = forms.BooleanField(
        label=_("Goes on when a party leaves the cluster"), required=False, initial=True
    )
    is_public = forms.BooleanField(label=_("Shown to everybody"), required=False, initial=True)
    file = CheckedFileField(label=_("File"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("party_1", "party_2", "party_3"):
            self.fields[name].offer(organisations_visible_to(viewer))  # type: ignore[attr-defined]
        self.fields["person"].offer(persons_visible_to(viewer))  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The day from which something ends."""

    on = day_field(label=_("From which day"))


class HoldingForm(forms.Form):
    """An account or property that serves the cluster, with the organisation that holds it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Holding.Kind.choices)
    name = forms.CharField(label=_("What it is"), max_length=300)
    holder = organisation_field(
        label=_("Holder"), required=False, help_text=_("The organisation that owns it; a cluster cannot.")
    )
    value = forms.DecimalField(label=_("Value"), required=False, max_digits=14, decimal_places=2, min_value=0)
    currency = forms.CharField(label=_("Currency"), required=False, max_length=3)
    note = forms.CharField(label=pgettext_lazy("form", "Note"), required=False, max_length=300)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].offer(organisations_visible_to(viewer))  # type: ignore[attr-defined]
