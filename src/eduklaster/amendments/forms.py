"""Forms of recommendations, answers and declared acts: they parse and clean, they save nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.matters import Chain, parties_of
from eduklaster.charter.messages import act_kind_words, parties_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.presenters.reading import language
from eduklaster.people.forms import day_field

from .enums import Answer
from .services import DeclaredAct, acts_to_declare


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


class DeclareForm(forms.Form):
    """Number and day of each act that a chain asks for, and the day from which the charter is in force."""

    def __init__(self, *args: Any, chain: Chain, charter: Charter, **kwargs: Any) -> None:
        """Ask for every act of the chain, each named with its issuer."""
        super().__init__(*args, **kwargs)
        self._steps = [step.id for step in acts_to_declare(chain)]
        for step in acts_to_declare(chain):
            kind = act_kind_words(step.produces, language(), charter)
            act = {"act": f"{kind[:1].upper()}{kind[1:]}", "who": parties_words(parties_of(step), language(), charter)}
            self.fields[f"number_{step.id}"] = forms.CharField(
                label=_("%(act)s (%(who)s): number") % act, max_length=40
            )
            self.fields[f"on_{step.id}"] = day_field(label=_("%(act)s (%(who)s): day") % act)
        self.fields["in_force_from"] = day_field(
            label=_("In force from"), help_text=_("The day of the last act, or a later one that it names.")
        )

    @property
    def acts(self) -> list[DeclaredAct]:
        """The acts as they were entered."""
        data = self.cleaned_data
        return [DeclaredAct(step, data[f"number_{step}"], data[f"on_{step}"]) for step in self._steps]
