"""Forms of proposals: filing one, letting it in, and what becomes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.people.forms import day_field

from ..enums import ProposalState
from ..services import ProposalDraft


class ProposalForm(forms.Form):
    """A proposal to an organ."""

    organ = forms.ChoiceField(label=_("To which organ"))
    participant = forms.ChoiceField(label=_("On behalf of"), required=False)
    title = forms.CharField(label=_("Title"), max_length=300)
    text = forms.CharField(
        label=_("What is proposed and why"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(
        self, *args: Any, organs: Sequence[tuple[str, str]], participants: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        """Offer the organs, and the participants for whom the reader speaks."""
        super().__init__(*args, **kwargs)
        for name, choices in (("organ", organs), ("participant", participants)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
            field.choices = choices
        if not participants:
            del self.fields["participant"]

    @property
    def draft(self) -> ProposalDraft:
        """What was entered."""
        values = self.cleaned_data
        chosen = values.get("participant")
        return ProposalDraft(values["organ"], values["title"], values["text"], int(chosen) if chosen else None)


class DispositionForm(forms.Form):
    """What becomes of a proposal."""

    state = forms.ChoiceField(
        label=_("Disposition"),
        widget=forms.RadioSelect,
        choices=[(s.value, s.label) for s in (ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.DEFERRED)],
    )
    reason = forms.CharField(
        label=_("Answer to the author"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A refusal needs a reason; it is published with the decision."),
    )
    deferred_to = day_field(label=_("Deferred to"), required=False)

    def __init__(self, *args: Any, is_answering: bool, **kwargs: Any) -> None:
        """Offer only to put the answer off where nobody may answer now."""
        super().__init__(*args, **kwargs)
        if not is_answering:
            field = self.fields["state"]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
            field.choices = [(ProposalState.DEFERRED.value, ProposalState.DEFERRED.label)]
            self.initial["state"] = ProposalState.DEFERRED.value
            field.help_text = _("The organ accepts or declines in its session.")


class AdmissionForm(forms.Form):
    """Whether the organ may decide on a proposal."""

    is_within = forms.TypedChoiceField(
        label=_("Is it within the competence of the organ?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes, it will be considered")), ("no", _("No, it is outside the competence"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason, if it is outside"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )
