"""Forms of joining: what an applicant declares, who applies, and one act for several applications."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.messages import citation_words
from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.schema import Category, Charter, Range, Requirement
from eduklaster.charter.verdicts import Citation
from eduklaster.people.access import Viewer
from eduklaster.people.codes import code_clean, code_problem
from eduklaster.people.enums import CodeKind
from eduklaster.people.forms import day_field
from eduklaster.people.lookup import organisation_field, person_field
from eduklaster.people.matching import organisations_matching
from eduklaster.people.selectors import organisations_visible_to, persons_visible_to
from eduklaster.procedures.forms import fact_field

from ..enums import AuthorityKind

RESOURCES = (("material", _("Material resources")), ("staff", _("Staff")), ("finance", _("Finance")))
_DERIVED = {"declared_material", "declared_staff", "declared_finance", "declared_resources", "resident", "is_resident"}
"""Facts that the platform reads off the application itself."""


def requirements_asked(category: Category) -> list[Requirement]:
    """Return the conditions that somebody has to confirm, one for each fact."""
    found = {r.fact: r for r in category.requires if r.fact not in _DERIVED}
    return list(found.values())


def _declaration_asked(asked: Requirement, language: str, charter: Charter) -> str:
    citation = Citation.of(asked)
    basis = citation_words(citation, language, charter) if citation else ""
    words = gettext("The charter asks this of such an applicant (%(basis)s). Left empty, the application is held.")
    return words % {"basis": basis}


class DeclarationForm(forms.Form):
    """What an applicant declares: resources, residence, and the facts that the charter asks of its category."""

    is_resident = forms.BooleanField(label=_("Inside the territory of the cluster"), required=False, initial=True)

    def __init__(self, *args: Any, category: Category, charter: Charter, **kwargs: Any) -> None:
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
                help_text=_declaration_asked(asked, language, charter)
                if asked
                else _("What it brings to common work; may stay empty."),
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
        "new_is_other",
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
        super().__init__(*args, category=category, charter=rulebook.charter, **kwargs)
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
        self.fields["new_is_other"] = forms.BooleanField(
            label=_("It is none of these: enter it as a new organisation"), required=False, widget=forms.HiddenInput
        )
        if "organisation" not in category.kinds:
            for name in ("organisation", "new_name", "new_is_other", "new_code_kind", "new_code"):
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
        """Ask for one applicant exactly, for a new one that resembles nobody known, and for groups each named once."""
        data = super().clean() or self.cleaned_data
        asked = [n for n in ("organisation", "new_name", "person", "community_name") if n in self.fields]
        named = [n for n in asked if data.get(n)]
        if not named and not set(asked) & set(self.errors):
            self.add_error(asked[0], _("Say who applies: choose from the list or enter a new one."))
        if len(named) > 1 and set(named) != {"person", "community_name"}:
            raise forms.ValidationError(_("Choose one applicant: from the list, or a new one, not both."))
        if named == ["new_name"]:
            self._clean_new(data)
        if data.get("primary_group") and data["primary_group"] in data.get("other_groups", []):
            self.add_error("other_groups", _("This is the primary group already; leave it out here."))
        return data

    def _clean_new(self, data: dict[str, Any]) -> None:
        """Check the code beside its field, and ask before a name is entered that the register seems to have."""
        code, kind = code_clean(data.get("new_code", "")), data.get("new_code_kind", "")
        data["new_code"] = code
        if code and not kind:
            self.add_error("new_code_kind", _("Choose the register that the code comes from."))
        elif problem := code_problem(kind, code):
            self.add_error("new_code", str(problem))
        found = organisations_matching(data["new_name"], code, code_kind=kind)
        known = next((match for match in found if match.by in {"code", "name"}), None)
        if known is not None:
            self.add_error(
                "new_name",
                forms.ValidationError(
                    _("The register has «%(name)s» already (№ %(number)s). Choose it in the field «Organisation»."),
                    params={"name": known.name, "number": known.organisation_id},
                ),
            )
        elif found and not data.get("new_is_other"):
            self.fields["new_is_other"].widget = forms.CheckboxInput()
            self.add_error(
                "new_name",
                forms.ValidationError(
                    _(
                        "It resembles: %(names)s. Choose one of them in the field «Organisation», or tick the box below."
                    ),
                    params={"names": "; ".join(f"{match.name} (№ {match.organisation_id})" for match in found)},
                ),
            )

    @property
    def confirmed_needs(self) -> dict[str, bool]:
        """The facts that the first step of the chain asks for."""
        found = {n.fact: bool(self.cleaned_data.get(f"need_{n.fact}")) for n in self.needs}
        if "authority_document" in found:
            found["authority_document"] = bool(self.cleaned_data.get("authority_document", "").strip())
        return found


class BatchForm(forms.Form):
    """One act for several applications."""

    on = day_field(label=_("Date"))
    title = forms.CharField(label=_("Heading of the act"), max_length=500)
    text = forms.CharField(
        label=_("Text of the act"), max_length=20000, required=False, widget=forms.Textarea(attrs={"rows": 6})
    )
    note = forms.CharField(label=_("Paper that you record"), max_length=1000, required=False)
