"""Forms of situations: a vote, an applicant, a notice of a session; and of a case that is kept."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduklaster.charter.schema import Charter

from .texts import Data, category_choices, organ_choices


class VoteForm(forms.Form):
    """A vote to try the rules on."""

    organ = forms.ChoiceField(label=gettext_lazy("Organ"))
    seats = forms.IntegerField(label=gettext_lazy("Seats, all filled"), min_value=1, max_value=1000, initial=9)
    present = forms.IntegerField(label=gettext_lazy("Present"), min_value=0, max_value=1000, initial=7)
    for_ = forms.IntegerField(label=gettext_lazy("For"), min_value=0, max_value=1000, initial=4)
    against = forms.IntegerField(label=gettext_lazy("Against"), min_value=0, max_value=1000, initial=2)
    abstain = forms.IntegerField(label=gettext_lazy("Abstain"), min_value=0, max_value=1000, initial=1)

    def __init__(self, *args: Any, charter: Charter, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = organ_choices(charter, language)  # type: ignore[attr-defined]
        self.fields["organ"].initial = charter.roles.main_organ

    def clean(self) -> Data:
        """Refuse a vote that cannot be."""
        data: Data = super().clean() or {}
        if not self.errors:
            if data["present"] > data["seats"]:
                self.add_error("present", _("No more can be present than there are seats."))
            if data["for_"] + data["against"] + data["abstain"] > data["present"]:
                self.add_error("for_", _("More votes than members present."))
        return data

    def situation(self) -> Data:
        """Return the question as a case of the charter asks it."""
        data = self.cleaned_data
        votes = {"for": data["for_"], "against": data["against"], "abstain": data["abstain"]}
        return {
            "ask": "vote", "organ": data["organ"],
            "given": {"seats": data["seats"], "present": data["present"], "votes": votes},
        }  # fmt: skip


class ApplicantForm(forms.Form):
    """An applicant of a category, with the conditions that are met."""

    category = forms.ChoiceField(label=gettext_lazy("Category"))
    met = forms.MultipleChoiceField(
        label=gettext_lazy("Conditions that are met"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, charter: Charter, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = category_choices(charter, language)  # type: ignore[attr-defined]
        needed = [r for c in charter.participants.categories for r in c.requires]
        self._wanted = {r.fact: r.must_be for r in needed}
        met = {r.fact: r.label.in_(language) for r in needed}
        self.fields["met"].choices = list(met.items())  # type: ignore[attr-defined]

    def situation(self) -> Data:
        """Return the question as a case of the charter asks it."""
        data = self.cleaned_data
        facts: Data = {}
        for name in data["met"]:
            wanted = self._wanted[name]
            facts[name] = wanted[0] if isinstance(wanted, list) else wanted
        return {"ask": "eligibility", "given": {"category": data["category"], "facts": facts}}


class NoticeForm(forms.Form):
    """A notice of a session: when it was sent, when the session is."""

    organ = forms.ChoiceField(label=gettext_lazy("Organ"))
    sent = forms.DateField(
        label=gettext_lazy("Notice sent on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    session = forms.DateField(
        label=gettext_lazy("Session on"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    urgent = forms.BooleanField(label=gettext_lazy("The session is urgent"), required=False)

    def __init__(self, *args: Any, charter: Charter, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organ"].choices = organ_choices(charter, language)  # type: ignore[attr-defined]

    def situation(self) -> Data:
        """Return the question as a case of the charter asks it."""
        data = self.cleaned_data
        given = {"sent": data["sent"].isoformat(), "session": data["session"].isoformat(), "urgent": data["urgent"]}
        return {"ask": "notice", "organ": data["organ"], "given": given}


SITUATIONS: dict[str, Any] = {"vote": VoteForm, "eligibility": ApplicantForm, "notice": NoticeForm}
ANSWERS = {
    "vote": {
        "carried": gettext_lazy("carried"), "lost": gettext_lazy("not carried"), "no_quorum": gettext_lazy("no quorum"),
        "refused": gettext_lazy("not allowed"),
    },
    "eligibility": {"eligible": gettext_lazy("may join"), "held": gettext_lazy("waits: something is missing")},
    "notice": {"in_time": gettext_lazy("in time"), "late": gettext_lazy("late")},
}  # fmt: skip


class CaseForm(forms.Form):
    """A situation that is kept with the verdict that the text demands."""

    name = forms.CharField(label=gettext_lazy("Name of the case"), max_length=200)
    expected = forms.ChoiceField(label=gettext_lazy("The text demands"))

    def __init__(self, *args: Any, ask: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["expected"].choices = list(ANSWERS[ask].items())  # type: ignore[attr-defined]
