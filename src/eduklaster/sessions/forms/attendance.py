"""The form of attendance: one choice for each filled seat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from ..enums import Attending
from ..presenters import RollLine


class AttendanceForm(forms.Form):
    """Who is there: one choice for each filled seat."""

    def __init__(self, *args: Any, lines: Sequence[RollLine], **kwargs: Any) -> None:
        """Offer the alternate only where one is named."""
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.can_attend]
        for line in self.lines:
            offered = [a for a in Attending if a != Attending.ALTERNATE or line.alternate]
            self.fields[line.field] = forms.ChoiceField(
                label=line.label,
                required=False,
                choices=[(a.value, a.label) for a in offered],
                widget=forms.RadioSelect,
                initial=line.how or Attending.ABSENT,
            )

    @property
    def given(self) -> dict[int, Attending]:
        """How the seats take part."""
        return {line.seat_id: Attending(said) for line in self.lines if (said := self.cleaned_data.get(line.field))}
