"""Forms of a session held on paper: what its papers tell, and its signed minutes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.people.forms import day_field

from ..enums import SessionKind
from ..services import PaperSession
from .calling import SignForm, time_field


class PaperSessionForm(forms.Form):
    """Day, place and notice of a session that was held; days and hours are of the cluster's time zone."""

    organ = forms.ChoiceField(label=_("Organ"))
    kind = forms.ChoiceField(
        label=_("Kind of session"),
        choices=[(k.value, k.label) for k in (SessionKind.ORDINARY, SessionKind.EXTRAORDINARY)],
        widget=forms.RadioSelect,
    )
    day = day_field(label=_("Day of the session"))
    hour = time_field(_("Began at"))
    place = forms.CharField(label=_("Place"), max_length=300)
    number = forms.CharField(
        label=_("Number of the minutes on paper"),
        max_length=40,
        required=False,
        help_text=_("Here the session gets the next number of its year; the number on paper stays beside it."),
    )
    noticed_on = day_field(
        label=_("Notice was given on"),
        required=False,
        help_text=_("Left empty, no notice was given."),
    )
    urgency = forms.CharField(
        label=_("Why it could not wait"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for an extraordinary session with the short notice."),
    )
    shortfall = forms.CharField(
        label=_("What the minutes tell of a late or missing notice"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only where the notice came later than the charter asks, or was not given. It stays on record."),
    )

    def __init__(self, *args: Any, organs: Sequence[tuple[str, str]], time_zone: str, **kwargs: Any) -> None:
        """Offer the organs whose sessions the reader keeps."""
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(time_zone)
        field = self.fields["organ"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = organs
        if len(organs) == 1:
            self.initial["organ"], field.widget = organs[0][0], forms.HiddenInput()

    @property
    def paper(self) -> PaperSession:
        """What was entered."""
        values = self.cleaned_data
        return PaperSession(
            kind=SessionKind(values["kind"]),
            starts_at=datetime.combine(values["day"], values["hour"], self._zone),
            place=values["place"],
            noticed_on=values["noticed_on"],
            number=values["number"],
            urgency=values["urgency"],
            shortfall=values["shortfall"],
        )


class BringForm(SignForm):
    """The signed minutes and the day of signing."""

    file = forms.FileField(label=_("Signed minutes"), help_text=_("PDF, DOCX, XLSX, ODT, PNG or JPEG, up to 20 MB."))
