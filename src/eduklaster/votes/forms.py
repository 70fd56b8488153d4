"""Forms of votes: they parse and clean, they save nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.governance.presenters import seat_label
from eduklaster.governance.selectors import SeatNow

from .enums import Came
from .sealing import is_tracker
from .selectors import voters_among


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


class ObjectionForm(forms.Form):
    """Why a question is to be decided at a meeting."""

    seat = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why the question needs a meeting"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


class CloseForm(forms.Form):
    """The chair's casting vote, asked only where the charter knows one and the vote is not open."""

    chair_vote = forms.ChoiceField(
        label=_("If the votes are tied, the chair votes"),
        choices=[("", _("does not vote")), ("for", _("for")), ("against", _("against"))],
        required=False,
        widget=forms.RadioSelect,
    )


class PresenceForm(forms.Form):
    """Who has come to a vote outside of sessions: one choice for each filled seat with a vote."""

    def __init__(self, *args: Any, seats: Sequence[SeatNow], **kwargs: Any) -> None:
        """Offer the alternate only where one is named."""
        super().__init__(*args, **kwargs)
        self.seats = voters_among(seats)
        for now in self.seats:
            offered = [(Came.ABSENT.value, Came.ABSENT.label), (Came.HERE.value, Came.HERE.label)]
            offered.append((Came.REMOTE.value, Came.REMOTE.label))
            if now.holding is not None and now.holding.alternate_id is not None:
                offered.append((Came.ALTERNATE.value, Came.ALTERNATE.label))
            self.fields[f"seat_{now.seat.pk}"] = forms.ChoiceField(
                label=seat_label(now.seat, True),
                required=False,
                choices=offered,
                widget=forms.RadioSelect,
                initial=Came.ABSENT.value,
            )

    @property
    def came(self) -> dict[int, Came]:
        """How each seat came."""
        given = {now.seat.pk: self.cleaned_data.get(f"seat_{now.seat.pk}") or Came.ABSENT for now in self.seats}
        return {seat: Came(how) for seat, how in given.items()}


class CardForm(forms.Form):
    """The code of a one-time card."""

    code = forms.CharField(label=_("Code on the card"), max_length=30)
