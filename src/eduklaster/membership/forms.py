"""Forms of the room: they parse and clean, they save nothing; services decide."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.schema import Category, Ground, Range, Requirement
from eduklaster.people.access import Viewer
from eduklaster.people.enums import CodeKind
from eduklaster.people.lookup import organisation_field, person_field
from eduklaster.people.models import Person
from eduklaster.people.selectors import organisations_visible_to, persons_visible_to
from eduklaster.procedures.forms import CheckedFileField, fact_field

from .enums import AgreementKind, AuthorityKind
from .models import Holding

RESOURCES = (("material", _("Material resources")), ("staff", _("Staff")), ("finance", _("Finance")))
_DERIVED = {"declared_material", "declared_staff", "declared_finance", "declared_resources", "resident", "is_resident"}
"""Facts that the platform reads off the application itself."""


def day_field(**kwargs: Any) -> forms.DateField:
    """Return a date with the browser's own calendar."""
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **kwargs)


def requirements_asked(category: Category) -> list[Requirement]:
    """Return the conditions that somebody has to confirm, one for each fact."""
    found = {r.fact: r for r in category.requires if r.fact not in _DERIVED}
    return list(found.values())


class DeclarationForm(forms.Form):
    """What an applicant declares: resources, residence, and the facts that the charter asks of its category."""

    is_resident = forms.BooleanField(label=_("Inside the territory of the cluster"), required=False, initial=True)

    def __init__(self, *args: Any, category: Category, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category = category
        language = (get_language() or "uk")[:2]
        wanted = {r.fact: r for r in category.requires}
        for kind, label in RESOURCES:
            asked = wanted.get(f"declared_{kind}")
            self.fields[f"resource_{kind}"] = forms.CharField(
                label=label,
                required=False,
                max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text=asked.label.in_(language) if asked else _("What it brings to common work; may stay empty."),
            )
        for requirement in requirements_asked(category):
            self.fields[f"fact_{requirement.fact}"] = fact_field(requirement, language)

    @property
    def resources(self) -> dict[str, str]:
        """The declared resources by kind; empty text means none declared."""
        return {kind: self.cleaned_data[f"resource_{kind}"].strip() for kind, _label in RESOURCES}

    @property
    def facts(self) -> dict[str, Any]:
        """The facts that were confirmed, with the value that the charter wants; those taken back are false."""
        found: dict[str, Any] = {}
        for requirement in requirements_asked(self.category):
            if isinstance(requirement.must_be, Range):
                found[requirement.fact] = self.cleaned_data[f"fact_{requirement.fact}"]
                continue
            wanted = requirement.must_be[0] if isinstance(requirement.must_be, list) else requirement.must_be
            found[requirement.fact] = wanted if self.cleaned_data[f"fact_{requirement.fact}"] else False
        return found


class JoinForm(DeclarationForm):
    """An application: who wants to take part, as what, with what."""

    field_order = (
        "organisation",
        "new_name",
        "new_code_kind",
        "new_code",
        "person",
        "community_name",
        "primary_group",
        "other_groups",
        "is_resident",
    )
    authority_kind = forms.ChoiceField(label=_("Authority of the signatory"), choices=AuthorityKind.choices)
    authority_document = forms.CharField(
        label=_("Document that shows the authority"),
        max_length=300,
        required=False,
        help_text=_("Kind, number and date: power of attorney № 12 of 3 March."),
    )
    position = forms.CharField(label=_("Position of the signatory"), max_length=200, required=False)
    note = forms.CharField(
        label=_("Paper that you record"),
        max_length=1000,
        required=False,
        help_text=_("Who signed it, when, and where it is kept. Leave empty to let the applicant do it online."),
    )

    def __init__(
        self,
        *args: Any,
        category: Category,
        rulebook: Rulebook,
        viewer: Viewer,
        needs: tuple[Requirement, ...],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, category=category, **kwargs)
        language = (get_language() or "uk")[:2]
        self.needs = needs
        self.fields["organisation"] = organisation_field(
            label=_("Organisation"), required=False, help_text=_("Begin to write its name and choose from the list.")
        )
        self.fields["organisation"].offer(organisations_visible_to(viewer))  # type: ignore[attr-defined]
        self.fields["new_name"] = forms.CharField(
            label=_("Not in the list: official name"), required=False, max_length=500
        )
        self.fields["new_code_kind"] = forms.ChoiceField(
            label=_("Kind of code"), required=False, choices=[("", "—"), *CodeKind.choices]
        )
        self.fields["new_code"] = forms.CharField(label=_("State code"), required=False, max_length=20)
        if "organisation" not in category.kinds:
            for name in ("organisation", "new_name", "new_code_kind", "new_code"):
                del self.fields[name]
        if "person" in category.kinds:
            self.fields["person"] = person_field(label=_("Person"), required=False)
            rows = persons_visible_to(viewer)
            self.fields["person"].offer(rows)  # type: ignore[attr-defined]
            if viewer.person_id:
                own = rows.filter(pk=viewer.person_id).first()
                if own and not viewer.is_secretary:
                    self.fields["person"].initial = self.fields["person"].name_of(own)  # type: ignore[attr-defined]
        if "community" in category.kinds:
            self.fields["community_name"] = forms.CharField(label=_("Community"), required=False, max_length=300)
        participants = rulebook.charter.participants
        groups = [(g.id, g.label.in_(language)) for g in participants.target_groups if g.of == "participants"]
        if groups:
            wanted = participants.one_primary_group
            self.fields["primary_group"] = forms.ChoiceField(
                label=_("Target group"), required=wanted, choices=[("", "—"), *groups]
            )
            self.fields["other_groups"] = forms.MultipleChoiceField(
                label=_("Other groups"), required=False, choices=groups, widget=forms.CheckboxSelectMultiple
            )
        if category.basis != "signature":
            for name in ("authority_kind", "authority_document", "position"):
                del self.fields[name]
        for need in needs:
            if need.fact != "authority_document":
                self.fields[f"need_{need.fact}"] = forms.BooleanField(label=need.label.in_(language), required=False)
        if not viewer.is_secretary:
            del self.fields["note"]
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Ask for one applicant exactly."""
        data = super().clean() or self.cleaned_data
        named = [n for n in ("organisation", "new_name", "person", "community_name") if data.get(n)]
        if not named and not self.errors:
            raise forms.ValidationError(_("Say who applies: choose from the list or enter a new one."))
        if len(named) > 1 and set(named) != {"person", "community_name"}:
            raise forms.ValidationError(_("Choose one applicant: from the list, or a new one, not both."))
        return data

    @property
    def confirmed_needs(self) -> dict[str, bool]:
        """The facts that the first step of the chain asks for."""
        found = {n.fact: bool(self.cleaned_data.get(f"need_{n.fact}")) for n in self.needs}
        if "authority_document" in found:
            found["authority_document"] = bool(self.cleaned_data.get("authority_document", "").strip())
        return found


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


class FounderSignForm(forms.Form):
    """Who signs for a founder, and by which document."""

    on = day_field(label=_("Date"))
    signatory = person_field(label=_("Signatory"))
    authority_kind = forms.ChoiceField(label=_("Authority"), choices=AuthorityKind.choices)
    authority_document = forms.CharField(
        label=_("Document that shows the authority"),
        max_length=300,
        required=False,
        help_text=_("Kind, number and date. Without it the charter allows no signature."),
    )
    authority_file = CheckedFileField(label=_("File"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = persons_visible_to(viewer)
        if not viewer.is_secretary:
            rows = Person.objects.filter(pk=viewer.person_id or 0)
        self.fields["signatory"].offer(rows)  # type: ignore[attr-defined]
        own = rows.filter(pk=viewer.person_id or 0).first()
        if own and not viewer.is_secretary:
            self.fields["signatory"].initial = self.fields["signatory"].name_of(own)  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    """Opening the founding meeting."""

    on = day_field(label=_("Day"))
    place = forms.CharField(label=_("Place and who has come"), max_length=1000)


class ClosingForm(forms.Form):
    """Closing the founding meeting."""

    on = day_field(label=_("Day"))
    note = forms.CharField(
        label=pgettext_lazy("form", "Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class AgreementForm(forms.Form):
    """An agreement: two to four parties, each an organisation or a person. A cluster cannot be chosen."""

    kind = forms.ChoiceField(label=_("Kind"), choices=AgreementKind.choices)
    subject = forms.CharField(label=_("Subject"), max_length=500)
    number = forms.CharField(label=_("Number"), max_length=60, required=False)
    party_1 = organisation_field(label=_("First party"))
    party_2 = organisation_field(label=_("Second party"), required=False)
    party_3 = organisation_field(label=_("Third party"), required=False)
    person = person_field(label=_("Person who is a party"), required=False)
    signed_on = day_field(label=_("Signed on"), required=False, help_text=_("Empty for a draft."))
    valid_from = day_field(label=_("In force from"), required=False)
    valid_until = day_field(label=_("In force until"), required=False, help_text=_("Last day; empty without a term."))
    survives_leaving = forms.BooleanField(
        label=_("Goes on when a party leaves the cluster"), required=False, initial=True
    )
    is_public = forms.BooleanField(label=_("Shown to everybody"), required=False, initial=True)
    file = CheckedFileField(label=_("File"), required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("party_1", "party_2", "party_3"):
            self.fields[name].offer(organisations_visible_to(viewer))  # type: ignore[attr-defined]
        self.fields["person"].offer(persons_visible_to(viewer))  # type: ignore[attr-defined]


class EndForm(forms.Form):
    """The day from which something ends."""

    on = day_field(label=_("From which day"))


class HoldingForm(forms.Form):
    """An account or property that serves the cluster, with the organisation that holds it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=Holding.Kind.choices)
    name = forms.CharField(label=_("What it is"), max_length=300)
    holder = organisation_field(
        label=_("Holder"), required=False, help_text=_("The organisation that owns it; a cluster cannot.")
    )
    value = forms.DecimalField(label=_("Value"), required=False, max_digits=14, decimal_places=2, min_value=0)
    currency = forms.CharField(label=_("Currency"), required=False, max_length=3)
    note = forms.CharField(label=pgettext_lazy("form", "Note"), required=False, max_length=300)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["holder"].offer(organisations_visible_to(viewer))  # type: ignore[attr-defined]


UNIT_KINDS = (
    ("centre", _("centre")),
    ("project", _("project")),
    ("unit", _("unit")),
    ("network", _("network")),
    ("laboratory", _("laboratory")),
    ("training_site", _("training site")),
    ("bureau", _("bureau")),
    ("node", _("node")),
)


class UnitForm(forms.Form):
    """A new unit or project of the cluster."""

    name = forms.CharField(label=_("Name"), max_length=300)
    code = forms.SlugField(label=_("Short code"), max_length=60, help_text=_("Latin letters, for the address."))
    kind = forms.ChoiceField(label=_("Kind"), choices=UNIT_KINDS)


class BatchForm(forms.Form):
    """One act for several applications."""

    on = day_field(label=_("Date"))
    title = forms.CharField(label=_("Heading of the act"), max_length=500)
    text = forms.CharField(
        label=_("Text of the act"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    note = forms.CharField(label=_("Paper that you record"), max_length=1000, required=False)
