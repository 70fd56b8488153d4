"""Forms of the room: they parse and say what is wrong with a cell; services decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import password_validators_help_text_html
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel.text import Localized
from eduklaster.language.forms import Case

from .access import Viewer
from .enums import ContactKind, EducationLevel, GrammaticalGender, Visibility
from .imports import MAX_BYTES
from .lookup import organisation_field, person_field
from .models import Organisation, Person
from .selectors import organisations_visible_to, persons_visible_to
from .wording import Proposal


def day_field(**kwargs: Any) -> forms.DateField:
    """Return a date with the browser's own calendar."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


class _ServiceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A model's fields without its uniqueness: the service answers for that, in words."""

    def validate_unique(self) -> None:
        """Leave it to the service."""

    def validate_constraints(self) -> None:
        """Leave it to the service."""


class OrganisationForm(_ServiceForm):
    """An organisation."""

    levels = forms.MultipleChoiceField(
        label=_("Levels of education"),
        choices=EducationLevel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    site = forms.URLField(label=_("Site"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = (
            "official_name",
            "short_name",
            "code_kind",
            "code",
            "legal_form",
            "ownership",
            "sector",
            "levels",
            "territory",
            "settlement",
            "site",
        )
        widgets = {"official_name": forms.Textarea(attrs={"rows": 2})}
        help_texts = {"code": _("Digits only; the check digit is verified.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["short_name"].required = False


class PersonForm(_ServiceForm):
    """A person."""

    language = forms.ChoiceField(label=_("Language of letters"), choices=settings.LANGUAGES)
    teaching_since = day_field(label=_("Teaches since"), required=False)
    managing_since = day_field(label=_("Manages since"), required=False)

    class Meta:
        model = Person
        fields = ("surname", "given_name", "patronymic", "language", "teaching_since", "managing_since")


class MyForm(forms.Form):
    """What a person changes about oneself."""

    surname = forms.CharField(label=_("Surname"), max_length=100)
    given_name = forms.CharField(label=_("Given name"), max_length=100)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=100, required=False)
    language = forms.ChoiceField(label=_("Language of pages and letters"), choices=settings.LANGUAGES)


class AffiliationForm(forms.Form):
    """A tie of a person to an organisation."""

    organisation = organisation_field(
        label=_("Organisation"), help_text=_("Begin to write the name or the state code.")
    )
    position = forms.CharField(label=_("Position"), max_length=200)
    is_head = forms.BooleanField(label=_("Heads the organisation"), required=False)
    may_represent = forms.BooleanField(label=_("Represents it in the cluster"), required=False)
    valid_from = day_field(label=_("Since"))
    valid_until = day_field(label=_("Until"), required=False, help_text=_("First day on which it no longer holds."))

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(organisations_visible_to(viewer))  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The last day of something."""

    on = day_field(label=_("First day on which it no longer holds"))


class ContactForm(forms.Form):
    """A way to reach somebody."""

    kind = forms.ChoiceField(label=_("Kind of contact"), choices=ContactKind.choices)
    value = forms.CharField(label=_("Contact"), max_length=300)
    visibility = forms.ChoiceField(
        label=_("Who may see it"), choices=Visibility.choices, initial=Visibility.PRIVATE, widget=forms.RadioSelect
    )


class FlagForm(forms.Form):
    """A dated mark on an organisation."""

    kind = forms.SlugField(
        label=_("Mark"), max_length=40, help_text=_("A short word in Latin letters, such as low-results.")
    )
    source = forms.CharField(label=_("Source"), max_length=300, help_text=_("The list or the act that says so."))
    valid_from = day_field(label=_("Since"))
    valid_until = day_field(label=_("Until"), required=False)


class MergeForm(forms.Form):
    """The organisation that stays when a duplicate is merged."""

    kept = organisation_field(label=_("The organisation that stays"))

    def __init__(self, *args: Any, viewer: Viewer, duplicate: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kept"].offer(organisations_visible_to(viewer).exclude(pk=duplicate.pk))  # type: ignore[attr-defined]


class OfficeForm(forms.Form):
    """A holder of an office."""

    office = forms.ChoiceField(label=_("Office"))
    person = person_field(
        label=_("Person"), help_text=_("Begin to write the surname. A person is entered first on the page «People».")
    )
    acting = forms.BooleanField(label=_("Acting, while the holder is away or not yet named"), required=False)
    valid_from = day_field(label=_("Since"))
    valid_until = day_field(label=_("Until"), required=False, help_text=_("First day on which it no longer holds."))
    basis = forms.CharField(
        label=_("Act"), max_length=300, help_text=_("As it is cited, such as «Order № 12 of 1 March 2026».")
    )

    def __init__(self, *args: Any, viewer: Viewer, cluster: Cluster, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = rulebook_of(cluster, on).charter.offices
        self.fields["office"].choices = [  # type: ignore[attr-defined]
            (office, str(Localized(entry.name.model_dump(exclude_none=True)))) for office, entry in offices.items()
        ]
        rows = Person.objects.all() if viewer.is_admin and not viewer.is_secretary else persons_visible_to(viewer)
        self.fields["person"].offer(rows.order_by("search_key"))  # type: ignore[attr-defined]


class InviteForm(forms.Form):
    """An invitation to open an account: for a person of the register, or for a new one."""

    person = person_field(
        label=_("Person of the register"), required=False, help_text=_("Leave it empty to enter a new person below.")
    )
    surname = forms.CharField(label=_("Surname"), max_length=100, required=False)
    given_name = forms.CharField(label=_("Given name"), max_length=100, required=False)
    patronymic = forms.CharField(label=_("Patronymic"), max_length=100, required=False)
    email = forms.EmailField(label=_("E-mail"))
    language = forms.ChoiceField(label=_("Language of the letter"), choices=settings.LANGUAGES)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].offer(persons_visible_to(viewer).filter(user__isnull=True))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a person or for a name."""
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and values.get("person") is None:
            for field in ("surname", "given_name"):
                if not values.get(field):
                    self.add_error(field, _("Write the name, or choose a person of the register."))
        return values


class AcceptForm(forms.Form):
    """The password of a new account."""

    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=lazy(password_validators_help_text_html, str)(),
    )
    repeated = forms.CharField(
        label=_("The same password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        """Compare the two."""
        values: dict[str, Any] = super().clean() or {}
        if values.get("password") and values.get("repeated") and values["password"] != values["repeated"]:
            self.add_error("repeated", _("The two passwords differ."))
        return values


class UploadForm(forms.Form):
    """A list of organisations."""

    file = forms.FileField(
        label=_("File"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv,.txt"}),
        allow_empty_file=True,
    )

    def content(self) -> bytes:
        """Return the bytes of a valid form, one byte past the limit at most."""
        data: bytes = self.cleaned_data["file"].read(MAX_BYTES + 1)
        return data


class DeclinedForm(forms.Form):
    """What is to be declined: in which language, a post or a name and how."""

    text = forms.CharField(label=_("Post"), max_length=310)
    language = forms.ChoiceField(label=_("Language"), choices=[("uk", _("Ukrainian")), ("ru", _("Russian"))])
    gender = forms.ChoiceField(label=_("The name declines"), choices=GrammaticalGender.choices)

    def __init__(self, *args: Any, asks: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(asks):
            del self.fields[name]
        if "gender" in asks and not self.initial.get("gender"):
            self.fields["gender"].choices = [("", _("choose")), *GrammaticalGender.choices]  # type: ignore[attr-defined]


class CasesForm(forms.Form):
    """One line for each case: surname, given name and patronymic, or a post."""

    def __init__(self, *args: Any, proposals: Sequence[Proposal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._proposals = proposals
        for proposal in proposals:
            labels = _NAME_PARTS if len(proposal.parts) > 1 else (_("Post"),)
            for index, (label, part) in enumerate(zip(labels, proposal.parts, strict=True)):
                if part:
                    self.fields[f"{proposal.case.value}_{index}"] = forms.CharField(
                        label=label, initial=part, max_length=310
                    )

    @property
    def rows(self) -> list[tuple[StrOrPromise, Proposal, list[forms.BoundField]]]:
        """The name of each case, what was proposed, and its fields."""
        return [
            (
                CASE_WORDS[proposal.case],
                proposal,
                [self[f"{proposal.case.value}_{index}"] for index, part in enumerate(proposal.parts) if part],
            )
            for proposal in self._proposals
        ]


_NAME_PARTS = (_("Surname"), _("Given name"), _("Patronymic"))
CASE_WORDS = {
    Case.GENITIVE: _("Genitive (of whom?)"),
    Case.DATIVE: _("Dative (to whom?)"),
    Case.ACCUSATIVE: _("Accusative (whom?)"),
    Case.INSTRUMENTAL: _("Instrumental (by whom?)"),
    Case.LOCATIVE: _("Locative (about whom?)"),
    Case.VOCATIVE: _("Vocative (address)"),
}
