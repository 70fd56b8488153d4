"""Forms of leaving and of exclusion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.schema import Ground
from eduklaster.people.forms import day_field
from eduklaster.procedures.forms import CheckedFileField


class LeaveForm(forms.Form):
    """A notice of leaving: documents that the charter wants, and the paper where the secretary records it."""

    def __init__(self, *args: Any, documents: list[str], on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if documents:
            self.fields["documents"] = forms.MultipleChoiceField(
                label=_("Documents handed in"),
                choices=[(d, d.replace("_", " ")) for d in documents],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        if on_paper:
            self.fields["note"] = forms.CharField(
                label=_("Which paper you record"),
                max_length=1000,
                help_text=_("Who signed it, when, and where it is kept."),
            )
            self.fields["received_on"] = day_field(
                label=_("Day on which the paper was received"),
                help_text=_("The charter counts the end of the membership from this day."),
            )
        self.fields["is_sure"] = forms.BooleanField(
            label=_("Yes, the participant leaves; a notice that was given cannot be taken back"),
            error_messages={"required": _("Confirm that the participant leaves.")},
        )


class _AnyChoice(forms.ChoiceField):
    """A choice whose wrong values reach the service: it refuses them by the clause."""

    def valid_value(self, value: Any) -> bool:
        """Let the service answer."""
        return True


class ExcludeForm(forms.Form):
    """An exclusion: ground and evidence."""

    ground = _AnyChoice(label=_("Ground"), widget=forms.RadioSelect)
    title = forms.CharField(label=_("Evidence: what it is"), max_length=300)
    text = forms.CharField(
        label=_("What it shows"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 5})
    )
    file = CheckedFileField(label=_("File"), required=False)

    def __init__(self, *args: Any, grounds: list[Ground], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = (get_language() or "uk")[:2]
        self.fields["ground"].choices = [(g.id, g.label.in_(language)) for g in grounds]  # type: ignore[attr-defined]
