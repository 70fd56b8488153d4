"""Forms of the founding: who signs for a founder, and the meeting opened and closed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduklaster.people.access import Viewer
from eduklaster.people.forms import day_field
from eduklaster.people.lookup import person_field
from eduklaster.people.models import Person
from eduklaster.people.selectors import persons_visible_to
from eduklaster.procedures.forms import CheckedFileField

from ..enums import AuthorityKind


class FounderSignForm(forms.Form):
    """Who signs for a founder, and by which document."""

    on = day_field(label=_("Date"))
    signatory = person_field(label=_("Signatory"))
    authority_kind = forms.ChoiceField(label=_("Authority"), choices=AuthorityKind.choices)
    authority_document = forms.CharField(
        label=_("Document that shows the authority"),
        max_length=300,
        required=False,
        help_text=_("Kind, number and date. Without it the charter allows no signature."),
    )
    authority_file = CheckedFileField(label=_("File"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = persons_visible_to(viewer)
        if not viewer.is_secretary:
            rows = Person.objects.filter(pk=viewer.person_id or 0)
        self.fields["signatory"].offer(rows)  # type: ignore[attr-defined]
        own = rows.filter(pk=viewer.person_id or 0).first()
        if own and not viewer.is_secretary:
            self.fields["signatory"].initial = self.fields["signatory"].name_of(own)  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    """Opening the founding meeting."""

    on = day_field(label=_("Day"))
    place = forms.CharField(label=_("Place and who has come"), max_length=1000)


class ClosingForm(forms.Form):
    """Closing the founding meeting."""

    on = day_field(label=_("Day"))
    note = forms.CharField(
        label=pgettext_lazy("form", "Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
