"""Forms of calling and ending a session: when, where and how it meets, why it is put off, when it was signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.people.forms import day_field
from eduklaster.people.models import Person

from ..enums import SessionKind
from ..models import Session
from ..presenters import Leaders
from ..services import SessionPlan


def time_field(label: Any, *, required: bool = True) -> forms.TimeField:
    """Return an hour with the browser's own clock."""
    return forms.TimeField(label=label, required=required, widget=forms.TimeInput(attrs={"type": "time"}))


class SessionForm(forms.Form):
    """When, where and how an organ meets; days and hours are of the cluster's time zone."""

    organ = forms.ChoiceField(label=_("Organ"))
    kind = forms.ChoiceField(label=_("Kind of session"), choices=SessionKind.choices, widget=forms.RadioSelect)
    day = day_field(label=_("Day"))
    hour = time_field(_("Begins at"))
    until_day = day_field(
        label=_("Answers until"), required=False, help_text=_("Only for a session by correspondence.")
    )
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    link = forms.URLField(label=_("Link for remote attendance"), max_length=500, required=False, assume_scheme="https")
    urgency = forms.CharField(
        label=_("Why it cannot wait"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for an extraordinary session with the short notice."),
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

    @classmethod
    def initial_of(cls, session: Session) -> dict[str, Any]:
        """Return the values of a session for changing them."""
        zone = ZoneInfo(session.cluster.time_zone)
        start = session.starts_at.astimezone(zone)
        return {
            "organ": session.organ,
            "kind": session.kind,
            "day": start.date(),
            "hour": start.time(),
            "until_day": session.ends_at.astimezone(zone).date() if session.ends_at else None,
            "place": session.place,
            "link": session.link,
            "urgency": session.urgency,
        }

    def clean(self) -> dict[str, Any]:
        """Ask for the end of a session by correspondence."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("kind") == SessionKind.CORRESPONDENCE and not values.get("until_day"):
            self.add_error("until_day", _("Say until when answers are taken."))
        return values

    @property
    def plan(self) -> SessionPlan:
        """What was entered, as aware moments; answers by correspondence are taken until the end of the last day."""
        values = self.cleaned_data
        until: date | None = values.get("until_day") if values["kind"] == SessionKind.CORRESPONDENCE else None
        return SessionPlan(
            kind=SessionKind(values["kind"]),
            starts_at=datetime.combine(values["day"], values["hour"], self._zone),
            ends_at=datetime.combine(until, time(23, 59), self._zone) if until else None,
            place=values["place"],
            link=values["link"],
            urgency=values["urgency"],
        )


class LeadersForm(forms.Form):
    """Who presides and who keeps the minutes."""

    chaired_by = forms.ChoiceField(label=_("Presides"), required=False)
    kept_by = forms.ChoiceField(label=_("Keeps the minutes"), required=False)

    def __init__(self, *args: Any, leaders: Leaders, **kwargs: Any) -> None:
        """Offer those who can do it, whoever usually does first."""
        super().__init__(*args, **kwargs)
        self.initial = {"chaired_by": leaders.chair, "kept_by": leaders.keeper, **self.initial}
        self._known = {str(one.pk): one for one in (*leaders.chairs, *leaders.keepers)}
        for name, people in (("chaired_by", leaders.chairs), ("kept_by", leaders.keepers)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
            field.choices = [(str(one.pk), one.full_name) for one in people]

    @property
    def chosen(self) -> dict[str, Person | None]:
        """Who was chosen, as services take it."""
        return {name: self._known.get(self.cleaned_data.get(name) or "") for name in ("chaired_by", "kept_by")}


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SignForm(forms.Form):
    """The day on which the minutes were signed."""

    on = day_field(label=_("Signed on"))
