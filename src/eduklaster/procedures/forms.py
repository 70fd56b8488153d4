"""Forms of cases: they parse and clean, they save nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.schema import Range, Requirement, Step
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Capacity
from eduklaster.people.lookup import person_field
from eduklaster.people.models import Person

ALLOWED_FILES = {"pdf", "docx", "odt", "txt", "jpg", "jpeg", "png", "p7s", "asice", "sig"}


def _file_limits() -> str:
    """Return which files are taken and how large they may be."""
    kinds = ", ".join(sorted(ALLOWED_FILES))
    limit = settings.UPLOAD_MAX_BYTES // 1024 // 1024
    return gettext("Up to %(limit)s MB: %(kinds)s.") % {"limit": limit, "kinds": kinds}


class CheckedFileField(forms.FileField):
    """An uploaded file: of a known kind, whose content is of that kind, and not too large; the help text says which."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", lazy(_file_limits, str)())
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Refuse what cannot be kept, in plain words."""
        file = super().clean(data, initial)
        if not file or file is initial:
            return file
        suffix = file.name.rpartition(".")[2].lower()
        if suffix not in ALLOWED_FILES:
            raise forms.ValidationError(
                _("Files of the kind «%(kind)s» are not accepted. Accepted: %(allowed)s."),
                params={"kind": suffix or "?", "allowed": ", ".join(sorted(ALLOWED_FILES))},
            )
        if file.size > settings.UPLOAD_MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB."), params={"limit": settings.UPLOAD_MAX_BYTES // 1024 // 1024}
            )
        head = file.read(16)
        file.seek(0)
        signatures = {
            "pdf": b"%PDF",
            "png": b"\x89PNG",
            "jpg": b"\xff\xd8",
            "jpeg": b"\xff\xd8",
            "docx": b"PK",
            "odt": b"PK",
        }
        if suffix in signatures and not head.startswith(signatures[suffix]):
            raise forms.ValidationError(_("The content of the file is not what its name says."))
        return file


def fact_field(requirement: Requirement, language: str) -> forms.Field:
    """Return the field in which a fact is entered: a number where the charter sets limits, else a confirmation."""
    kind = forms.IntegerField if isinstance(requirement.must_be, Range) else forms.BooleanField
    return kind(label=requirement.label.in_(language), required=False, help_text=_("The charter asks for this."))


class StepForm(forms.Form):
    """Doing a step: a note, the text of the act where the step issues one, and the day."""

    on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    act_title = forms.CharField(label=_("Heading of the act"), max_length=500, required=False)
    act_text = forms.CharField(
        label=_("Text of the act"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    note = forms.CharField(
        label=pgettext_lazy("form", "Note"),
        max_length=4000,
        required=False,
        help_text=_("The note will be seen in the history of the case."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, step: Step, on_paper: bool, recorded: Collection[str] = (), **kwargs: Any) -> None:
        """Show the fields that this step needs; nobody is asked for facts that the records answer."""
        super().__init__(*args, **kwargs)
        self.step = step
        if step.produces == "none":
            del self.fields["act_title"], self.fields["act_text"]
        elif self.initial.get("act_text"):
            self.fields["act_text"].help_text = _("Drafted from the case. Read names and endings before you sign.")
        if on_paper:
            self.fields["note"].required = True
            self.fields["note"].label = _("Which paper you record")
            self.fields["note"].help_text = _("Who signed it, when, and where it is kept.")
        for requirement in step.needs:
            if requirement.fact in recorded:
                continue
            self.fields[f"fact_{requirement.fact}"] = fact_field(requirement, _language())

    @property
    def facts(self) -> dict[str, Any]:
        """The facts that were confirmed, and the numbers that were entered."""
        return {
            name[5:]: value
            for name, value in self.cleaned_data.items()
            if name.startswith("fact_") and (value or (value == 0 and value is not False))
        }

    @property
    def title(self) -> Localized | None:
        """The heading of the act, as it was written."""
        written = self.cleaned_data.get("act_title")
        return Localized.same(written) if written else None


def _language() -> str:
    from django.utils.translation import get_language

    return (get_language() or "uk")[:2]


class DeclineForm(forms.Form):
    """Declining a step."""

    on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=4000,
        required=False,
        help_text=_("Everybody who follows the case will read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class EvidenceForm(forms.Form):
    """Attaching evidence to a case."""

    title = forms.CharField(label=_("What it is"), max_length=300)
    text = forms.CharField(
        label=_("What it shows"), max_length=8000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    file = CheckedFileField(label=_("File"), required=False)


class OpenCaseForm(forms.Form):
    """Opening a case of a matter that has no form of its own."""

    title = forms.CharField(label=_("What is to be decided"), max_length=300)
    note = forms.CharField(label=_("Why"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4}))


class CorrectionForm(forms.Form):
    """Correcting an act by a later act."""

    on = forms.DateField(label=_("Date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    title = forms.CharField(label=_("Heading"), max_length=500)
    text = forms.CharField(label=_("Text"), max_length=20000, widget=forms.Textarea(attrs={"rows": 10}))


def _day(**kwargs: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class DelegationForm(forms.Form):
    """Which duty, to whom, from when until when."""

    party = forms.ChoiceField(label=_("Duty"))
    person = person_field(
        label=_("Alternate"), help_text=_("Begin to write the surname. The alternate needs an account of their own.")
    )
    valid_from = _day(label=_("First day"))
    valid_until = _day(label=_("Last day"))
    note = forms.CharField(
        label=_("Why"), required=False, max_length=300, help_text=_("For instance: leave, business trip.")
    )

    def __init__(self, *args: Any, duties: Sequence[Capacity], people: QuerySet[Person], **kwargs: Any) -> None:
        """Offer the duties of the giver, and the people they know here."""
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = [(c.party, str(c.label)) for c in duties]  # type: ignore[attr-defined]
        self.fields["person"].offer(people)  # type: ignore[attr-defined]
