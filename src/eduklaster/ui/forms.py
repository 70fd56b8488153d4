"""Forms of the room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.ui.appearance import Appearance, Contrast, TextSize, Theme


class AppearanceForm(forms.Form):
    """Theme, contrast and size of text."""

    text = forms.ChoiceField(label=_("Size of text"), choices=TextSize.choices, widget=forms.RadioSelect)
    contrast = forms.ChoiceField(label=_("Contrast"), choices=Contrast.choices, widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("Theme"), choices=Theme.choices, widget=forms.RadioSelect)

    @property
    def appearance(self) -> Appearance:
        """The choice of a valid form."""
        return Appearance(
            theme=Theme(self.cleaned_data["theme"]),
            contrast=Contrast(self.cleaned_data["contrast"]),
            text=TextSize(self.cleaned_data["text"]),
        )
