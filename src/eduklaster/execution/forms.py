"""Forms of tasks: they parse and clean, they save nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduklaster.people.forms import day_field

from .services import TaskDraft

Choices = Sequence[tuple[str, Any]]


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = _Files

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[bytes]]:
        """Return every file that was chosen."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given:
            super().clean(None, initial)
        return [super(FilesField, self).clean(one, initial) for one in given]


def words_field(label: Any, *, required: bool = True, rows: int = 4, **more: Any) -> forms.CharField:
    """Return a field for some sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=5000, widget=widget, **more)


class TaskForm(forms.Form):
    """A task from a decision."""

    decision = forms.ChoiceField(label=_("Decision that it rests on"))
    title = forms.CharField(label=_("What is to be done"), max_length=300)
    text = words_field(_("Details"), required=False)
    owner = forms.ChoiceField(label=_("Who has to do it"))
    due_on = day_field(label=pgettext_lazy("execution", "Term"), required=False)
    proof = forms.CharField(
        label=_("What is asked as proof"),
        max_length=300,
        required=False,
        help_text=_("For example a signed list. Then no report is taken without a file."),
    )
    power = forms.ChoiceField(label=_("Power by which it is given"), required=False)

    def __init__(
        self, *args: Any, decisions: Choices, owners: Choices, powers: Choices, term: str, **kwargs: Any
    ) -> None:
        """Offer decisions, owners and powers; say which term applies where none is named."""
        super().__init__(*args, **kwargs)
        for name, choices in (("decision", decisions), ("owner", owners), ("power", powers)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
            field.choices = [("", _("Choose")), *choices]
        if not powers:
            del self.fields["power"]
        self.fields["due_on"].help_text = _("Left empty, the charter's term applies: %(term)s.") % {"term": term}

    @property
    def draft(self) -> TaskDraft:
        """What was entered."""
        values = self.cleaned_data
        kind, _sep, key = values["decision"].partition(":")
        number = int(key) if key.isdecimal() else None
        return TaskDraft(
            title=values["title"],
            owner=values["owner"],
            text=values["text"],
            proof=values["proof"],
            due_on=values["due_on"],
            act_id=number if kind == "act" else None,
            item_id=number if kind == "item" else None,
            power=values.get("power", "").rpartition(":")[2],
        )


class ReportForm(forms.Form):
    """What was done, with proof."""

    text = words_field(_("What was done"), rows=6)
    proofs = FilesField(
        label=_("Files as proof"),
        required=False,
        help_text=_("PDF, DOCX, XLSX, ODT, PNG or JPEG, up to 20 MB each, ten at most."),
    )

    def __init__(self, *args: Any, proof: str, **kwargs: Any) -> None:
        """Say what is asked as proof."""
        super().__init__(*args, **kwargs)
        if proof:
            self.fields["proofs"].label = _("Files as proof: %(proof)s") % {"proof": proof}
            self.fields["proofs"].required = True


class CheckForm(forms.Form):
    """The answer of the controller."""

    answer = forms.ChoiceField(
        label=_("Answer to the report"),
        choices=[("yes", _("The task is done")), ("no", _("Return it: something is missing"))],
        widget=forms.RadioSelect,
    )
    reason = words_field(_("What is missing, or a word on it"), required=False, rows=3)


class ExtensionForm(forms.Form):
    """A wish for a longer term."""

    until = day_field(label=_("New term"))
    reason = words_field(_("Why more time is needed"), rows=3)


class ExtensionAnswerForm(forms.Form):
    """The answer to it."""

    answer = forms.ChoiceField(
        label=_("Answer to the wish"),
        choices=[("yes", _("Grant the new term")), ("no", _("The term stays"))],
        widget=forms.RadioSelect,
    )
    note = words_field(_("Why"), required=False, rows=3)


class ContestForm(forms.Form):
    """Why a task lies outside the powers."""

    reason = words_field(_("Which power is missing, and why"))


class RulingForm(forms.Form):
    """What was decided about contested powers."""

    answer = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            ("within", _("The task lies within the powers; its term goes on")),
            ("outside", _("The task lies outside the powers; it is over")),
        ],
        widget=forms.RadioSelect,
    )
    note = words_field(_("What was decided and why"))
    act = forms.ChoiceField(
        label=_("Act that decides it"),
        required=False,
        help_text=_("Not needed where a session has the question on its agenda."),
    )

    def __init__(self, *args: Any, acts: Choices, **kwargs: Any) -> None:
        """Offer the acts of whoever decides."""
        super().__init__(*args, **kwargs)
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", pgettext_lazy("execution", "None")), *acts]


class WithdrawForm(forms.Form):
    """The act by which a task is taken back."""

    act = forms.ChoiceField(label=_("Act by which the task is taken back"))

    def __init__(self, *args: Any, acts: Choices, **kwargs: Any) -> None:
        """Offer later acts of whoever gave the task, and of those above."""
        super().__init__(*args, **kwargs)
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- declared above
        field.choices = [("", _("Choose")), *acts]
