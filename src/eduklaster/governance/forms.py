"""Forms of organs and votes: they parse and clean, they save nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduklaster.charter.matters import chain_of, matters_in
from eduklaster.charter.messages import matter_words
from eduklaster.charter.schema import Charter
from eduklaster.people.access import Viewer
from eduklaster.people.forms import day_field
from eduklaster.people.lookup import organisation_field, person_field
from eduklaster.people.models import Person
from eduklaster.people.selectors import organisations_visible_to, persons_visible_to

from .enums import Choice, SeatState
from .presenters import SheetRow, heard, said_words, seat_label
from .registry import Circumstances
from .selectors import SeatNow

SAID = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.PRESENT, Choice.ABSENT)


def matters_of_kind(charter: Charter, kind: str, language: str) -> list[tuple[str, str]]:
    """Return the matters of a kind that the cluster can open, with their names."""
    return [
        (matter, matter_words(charter, matter, language))
        for matter in matters_in(charter)
        if chain_of(charter, matter).matter.kind == kind
    ]


class OnDayForm(forms.Form):
    """The day for which a composition is shown."""

    on = day_field(label=_("On the day"), required=False)


class RollCallForm(forms.Form):
    """A roll call: what each seat said, the day, a note."""

    on = day_field(label=_("Day of the vote"))
    note = forms.CharField(
        label=pgettext_lazy("form", "Note"),
        max_length=4000,
        required=False,
        help_text=_("The note will be seen in the history of the case: name the minutes, the place, who kept them."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    consensus = forms.BooleanField(label=_("Consensus was sought and not reached"), required=False)
    earlier = day_field(label=_("Day of the first meeting"), required=False)

    def __init__(self, *args: Any, rows: Sequence[SheetRow], asks: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        """Offer choices for every seat that can vote; ask for circumstances only where the charter wants them."""
        super().__init__(*args, **kwargs)
        if "consensus" not in asks:
            del self.fields["consensus"]
        if "meetings" not in asks:
            del self.fields["earlier"]
        self.rows = rows
        for row in rows:
            if not row.can_vote:
                continue
            said = (Choice.PRESENT, Choice.ABSENT) if row.is_concerned or not row.counts else SAID
            self.fields[row.field] = forms.ChoiceField(
                label=row.label,
                choices=[(choice.value, said_words(choice)) for choice in said],
                widget=forms.RadioSelect,
                initial=Choice.ABSENT,
                required=False,
            )
            if row.alternate:
                self.fields[f"alternate_{row.seat_id}"] = forms.BooleanField(
                    label=_("the alternate came"), required=False
                )

    @staticmethod
    def filled(data: QueryDict, rows: Sequence[SheetRow], said: Choice) -> QueryDict:
        """Return what was entered with every seat that can vote saying the same; one without a vote is then present."""
        filled = data.copy()
        for row in rows:
            if row.can_vote:
                votes = row.counts and not row.is_concerned
                filled[row.field] = (said if votes or said == Choice.ABSENT else Choice.PRESENT).value
        return filled

    @property
    def choices(self) -> dict[int, Choice]:
        """What the seats said; a seat about which nothing is entered is absent."""
        said = {row.seat_id: self.cleaned_data.get(row.field) for row in self.rows if row.can_vote}
        return heard(self.rows, {seat: Choice(choice) for seat, choice in said.items() if choice})

    @property
    def circumstances(self) -> Circumstances:
        """What was entered of how the vote came about."""
        earlier = self.cleaned_data.get("earlier")
        is_failed = self.cleaned_data.get("consensus")
        return Circumstances("failed" if is_failed else None, (earlier,) if earlier else ())

    @property
    def alternates(self) -> frozenset[int]:
        """Seats whose alternate came."""
        return frozenset(
            row.seat_id for row in self.rows if row.alternate and self.cleaned_data.get(f"alternate_{row.seat_id}")
        )


class ComposeForm(forms.Form):
    """Who is to sit on the seats of an organ."""

    def __init__(self, *args: Any, seats: Sequence[SeatNow], viewer: Viewer, **kwargs: Any) -> None:
        """Offer a person for every seat."""
        super().__init__(*args, **kwargs)
        self.seats = seats
        people = persons_visible_to(viewer)
        for now in seats:
            field = person_field(label=seat_label(now.seat, True), required=False)
            if now.holding is not None:
                field.help_text = _("Now: %(name)s. Leave empty to keep.") % {"name": now.holding.person.full_name}
            elif now.state == SeatState.PENDING:
                field.help_text = _("The seat waits for its act.")
            field.offer(people)
            self.fields[f"seat_{now.seat.pk}"] = field

    def clean(self) -> dict[str, Any]:
        """Ask for at least one seat, and nobody on two of them."""
        data = super().clean() or {}
        persons = [person.pk for person in data.values() if person is not None]
        if not self.errors and not persons:
            raise forms.ValidationError(_("Name a person for at least one seat."), code="nobody")
        if len(persons) != len(set(persons)):
            raise forms.ValidationError(_("One person cannot sit on two seats of the same organ."), code="twice")
        return data

    @property
    def payload(self) -> list[dict[str, int]]:
        """Seats with their persons, as the matter wants them."""
        return [
            {"seat_id": now.seat.pk, "person_id": self.cleaned_data[f"seat_{now.seat.pk}"].pk}
            for now in self.seats
            if self.cleaned_data.get(f"seat_{now.seat.pk}") is not None
        ]


class PersonsField(forms.CharField):
    """Several people, one on each line, each found as in a field for one person."""

    def __init__(self, **kwargs: Any) -> None:
        """Take a box with room for several lines."""
        super().__init__(widget=forms.Textarea(attrs={"rows": 8}), max_length=20000, **kwargs)
        self._one = person_field(required=False)

    def offer(self, people: QuerySet[Person]) -> None:
        """Set the people among whom is looked."""
        self._one.offer(people)

    def clean(self, value: Any) -> Any:
        """Return the people in the order of the lines; whoever is not found is named, all at once."""
        found, problems = [], []
        for line in (super().clean(value) or "").splitlines():
            try:
                person = self._one.clean(line.strip(" ,;"))
            except forms.ValidationError as error:
                problems += error.error_list
            else:
                found += [person] if person is not None else []
        if problems:
            raise forms.ValidationError(problems)
        return found


class MembersForm(forms.Form):
    """Who has come into an organ of the host, who has gone, who presides, and by which paper."""

    come = PersonsField(
        label=_("Who joins the organ"), required=False,
        help_text=_("One person on a line: the surname is enough where only one person here has it."),
    )  # fmt: skip
    gone = forms.MultipleChoiceField(
        label=_("Who has gone"), required=False, widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    chair = person_field(label=_("Who presides"), required=False, help_text=_("Leave empty to keep."))
    note = forms.CharField(
        label=_("By which paper"), max_length=300, help_text=_("For instance: order № 12 of the host, 1 September.")
    )
    on = day_field(label=_("From the day"))

    def __init__(self, *args: Any, seats: Sequence[SeatNow], viewer: Viewer, **kwargs: Any) -> None:
        """Offer the persons of the cluster, and the members as they are."""
        super().__init__(*args, **kwargs)
        people = persons_visible_to(viewer)
        self.fields["come"].offer(people)  # type: ignore[attr-defined]
        self.fields["chair"].offer(people)  # type: ignore[attr-defined]
        members = [(str(now.seat.pk), now.holding.person.full_name) for now in seats if now.holding is not None]
        if members:
            self.fields["gone"].choices = members  # type: ignore[attr-defined]
        else:
            del self.fields["gone"]


class ElectForm(forms.Form):
    """Which member is to preside; several where the charter lets the organ choose among them."""

    seat = forms.MultipleChoiceField(
        label=_("Candidates"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Mark everybody who stands. One candidate is voted for or against; several are voted on as an election."),
    )  # fmt: skip

    def __init__(self, *args: Any, seats: Sequence[SeatNow], elects: bool, **kwargs: Any) -> None:
        """Offer the members in office."""
        super().__init__(*args, **kwargs)
        if not elects:
            self.fields["seat"] = forms.ChoiceField(label=_("Candidate"), widget=forms.RadioSelect)
        self.fields["seat"].choices = [  # type: ignore[attr-defined]
            (str(now.seat.pk), f"{seat_label(now.seat, True)}: {now.holding.person.full_name}")
            for now in seats
            if now.holding is not None
        ]

    @property
    def chosen(self) -> list[str]:
        """The seats of those who stand."""
        given = self.cleaned_data["seat"]
        return [given] if isinstance(given, str) else list(given)


MORE_CANDIDATES = 7
"""How many further boxes for candidates a form offers."""


def _more_candidates(form: forms.Form, viewer: Viewer) -> None:
    for number in range(2, MORE_CANDIDATES + 2):
        field = person_field(label=_("Candidate %(number)s") % {"number": number}, required=False)
        field.offer(persons_visible_to(viewer))
        form.fields[f"person_{number}"] = field


def _standing(form: forms.Form) -> list[int]:
    """Return the persons named, each once; a person named twice is an error of the form."""
    names = ["person", *(f"person_{number}" for number in range(2, MORE_CANDIDATES + 2))]
    found = [form.cleaned_data[name].pk for name in names if form.cleaned_data.get(name) is not None]
    if len(found) != len(set(found)):
        raise forms.ValidationError(_("A candidate is named twice."), code="twice")
    return found


class NomineesForm(forms.Form):
    """Which seats are to be filled by an election, and who stands for them."""

    seats = forms.MultipleChoiceField(label=_("Seats to be filled"), widget=forms.CheckboxSelectMultiple)
    person = person_field(label=_("Candidate 1"), help_text=_("Begin to write the surname."))

    def __init__(self, *args: Any, seats: Sequence[SeatNow], viewer: Viewer, **kwargs: Any) -> None:
        """Offer the seats of the organ and the persons of the cluster."""
        super().__init__(*args, **kwargs)
        offered = [(str(now.seat.pk), seat_label(now.seat, True)) for now in seats]
        self.fields["seats"].choices = offered  # type: ignore[attr-defined]
        self.fields["person"].offer(persons_visible_to(viewer))  # type: ignore[attr-defined]
        _more_candidates(self, viewer)

    def clean(self) -> dict[str, Any]:
        """Refuse fewer candidates than seats, or somebody named twice."""
        data = super().clean() or {}
        self.standing = _standing(self)
        if not self.errors and len(self.standing) < len(data["seats"]):
            few = forms.ValidationError(_("There are fewer candidates than seats."), code="few_candidates")
            self.add_error("person", few)
        return data

    @property
    def payload(self) -> dict[str, Any]:
        """The seats that are put up, and who stands for them."""
        return {
            "vacant_seats": [int(seat) for seat in self.cleaned_data["seats"]],
            "candidates": [{"person_id": person} for person in self.standing],
        }


class AppointForm(forms.Form):
    """Who is to hold an office; several candidates where the charter lets an organ choose among them."""

    office = forms.ChoiceField(label=_("Office"))
    person = person_field(
        label=_("Candidate"), help_text=_("Begin to write the surname. The candidate will be asked for consent.")
    )
    is_acting = forms.BooleanField(label=_("Acts for a time"), required=False)

    def __init__(
        self, *args: Any, offices: Sequence[tuple[str, str]], viewer: Viewer, elects: bool = False, **kwargs: Any
    ) -> None:
        """Offer the offices of the matter and the persons of the cluster."""
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = list(offices)  # type: ignore[attr-defined]
        self.fields["person"].offer(persons_visible_to(viewer))  # type: ignore[attr-defined]
        if elects:
            self.fields["person"].help_text = _(
                "Begin to write the surname. One candidate is voted for or against; several are voted on as an election."
            )
            _more_candidates(self, viewer)
            self.order_fields(["office", "person"])

    def clean(self) -> dict[str, Any]:
        """Refuse somebody named twice."""
        data = super().clean() or {}
        self.standing = _standing(self)
        return data

    @property
    def payload(self) -> dict[str, Any]:
        """The office and whoever is to hold it, or those who stand for it."""
        data = self.cleaned_data
        about = {"office": data["office"], "is_acting": data["is_acting"]}
        if len(self.standing) == 1:
            return {**about, "person_id": self.standing[0]}
        return {**about, "candidates": [{"person_id": person} for person in self.standing]}


class DismissForm(forms.Form):
    """Who is to leave an office."""

    holding = forms.ChoiceField(label=_("Holder of the office"))

    def __init__(self, *args: Any, holdings: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        """Offer those who hold the offices of the matter today."""
        super().__init__(*args, **kwargs)
        self.fields["holding"].choices = list(holdings)  # type: ignore[attr-defined]


class DesignateForm(forms.Form):
    """Which organisation is to be an organ, or to hold a role."""

    organisation = organisation_field(
        label=_("Organisation"), help_text=_("Begin to write the name or the state code.")
    )
    mandate = forms.CharField(
        label=_("Mandate"), max_length=2000, required=False, help_text=_("What it is entrusted with, and from which day."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        """Offer the organisations of the cluster."""
        super().__init__(*args, **kwargs)
        self.fields["organisation"].offer(organisations_visible_to(viewer))  # type: ignore[attr-defined]
