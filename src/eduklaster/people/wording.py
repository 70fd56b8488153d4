"""Names and posts in their cases: as somebody checked them, otherwise as the rules of the language say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eduklaster.clusters.models import Cluster
from eduklaster.language.forms import LANGUAGES, Case, Form, Gender, NameForm
from eduklaster.language.genders import gender_of
from eduklaster.language.names import decline_name
from eduklaster.language.posts import decline_post

from .models import Person, WordForms


def cases_of(language: str) -> tuple[Case, ...]:
    """Return the cases in which a language asks for forms, the nominative left out; Russian has no vocative."""
    return tuple(
        case for case in Case if case is not Case.NOMINATIVE and (case is not Case.VOCATIVE or language == "uk")
    )


@dataclass(frozen=True, slots=True)
class Proposal:
    """The forms of one case for a person to check: the parts, and whether they are sure or checked already."""

    case: Case
    parts: tuple[str, ...]
    is_sure: bool
    is_checked: bool


def _name(person: Person, row: WordForms | None, case: Case, language: str) -> NameForm:
    if row is not None and case.value in row.forms:
        surname, given_name, patronymic = row.forms[case.value]
        return NameForm(surname, given_name, patronymic, is_sure=True)
    gender = Gender(row.gender) if row is not None and row.gender else None
    if language not in LANGUAGES:  # English has no cases
        return NameForm(person.surname, person.given_name, person.patronymic, is_sure=True)
    return decline_name(
        person.surname, person.given_name, person.patronymic, gender=gender, case=case, language=language
    )


def names_in(persons: Iterable[Person], case: Case, language: str) -> dict[int, NameForm]:
    """Return the names of persons in a case, by their ids; `is_sure` says whether a form needs a look. One query."""
    wanted = {person.pk: person for person in persons}
    rows = {
        row.person_id: row
        for row in WordForms.objects.filter(person_id__in=wanted, language=language)
        if row.text == wanted[row.person_id or 0].full_name
    }
    return {pk: _name(person, rows.get(pk), case, language) for pk, person in wanted.items()}


def name_in(person: Person, case: Case, language: str) -> NameForm:
    """Return one person's name in a case."""
    return names_in([person], case, language)[person.pk]


def _post_row(cluster: Cluster, text: str, language: str) -> WordForms | None:
    return WordForms.objects.filter(cluster=cluster, language=language, text=text).first()


def post_in(cluster: Cluster, text: str, case: Case, language: str) -> Form:
    """Return a post in a case, as the cluster checked it or as the rules say."""
    row = _post_row(cluster, text, language)
    if row is not None and case.value in row.forms:
        return Form(row.forms[case.value][0], is_sure=True)
    return decline_post(text, case, language) if language in LANGUAGES else Form(text, is_sure=True)


def name_proposals(person: Person, language: str, gender: Gender | None) -> tuple[Gender | None, list[Proposal]]:
    """Return the gender and the forms of every case to be checked; a gender that is given outweighs what was checked."""
    row = WordForms.objects.filter(person=person, language=language, text=person.full_name).first()
    if row is not None and gender in (None, row.gender or None):
        return Gender(row.gender) if row.gender else None, [
            Proposal(case, tuple(row.forms[case.value]), is_sure=True, is_checked=True) for case in cases_of(language)
        ]
    gender = gender or gender_of(person.given_name, person.patronymic, language)
    proposals = []
    for case in cases_of(language):
        form = decline_name(
            person.surname, person.given_name, person.patronymic, gender=gender, case=case, language=language
        )
        parts = (form.surname, form.given_name, form.patronymic)
        proposals.append(Proposal(case, parts, form.is_sure, is_checked=False))
    return gender, proposals


def post_proposals(cluster: Cluster, text: str, language: str) -> list[Proposal]:
    """Return the forms of every case of a post to be checked."""
    row = _post_row(cluster, text, language)
    if row is not None:
        return [Proposal(c, tuple(row.forms[c.value]), is_sure=True, is_checked=True) for c in cases_of(language)]
    made = [(case, decline_post(text, case, language)) for case in cases_of(language)]
    return [Proposal(case, (form.text,), form.is_sure, is_checked=False) for case, form in made]
