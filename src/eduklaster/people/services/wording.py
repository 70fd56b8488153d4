"""Checked cases of names and posts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.journal.services import Actor
from eduklaster.kernel import clock
from eduklaster.kernel.errors import InputError
from eduklaster.language.forms import LANGUAGES, Case, Gender

from ..errors import refuse_if_read_only
from ..models import Person, WordForms
from ..wording import cases_of
from .common import record

_LONGEST = 310


def _checked_forms(
    forms: Mapping[Case, Sequence[str]], language: str, nominative: Sequence[str]
) -> dict[str, list[str]]:
    """Return the forms as they are kept.

    Raises:
        InputError: The language has no cases, a case is missing, or a part of the name has no form.
    """
    if language not in LANGUAGES:
        raise InputError("wording.language", _("Cases are kept in Ukrainian and in Russian."))
    kept = {}
    for case in cases_of(language):
        parts = [" ".join(part.split()) for part in forms.get(case, ())]
        is_whole = len(parts) == len(nominative) and all(
            bool(part) == bool(stem) for part, stem in zip(parts, nominative, strict=True)
        )
        if not is_whole or any(len(part) > _LONGEST for part in parts):
            raise InputError("wording.form", _("Each case needs its form."), field=f"{case.value}_0")
        kept[case.value] = parts
    return kept


@transaction.atomic
def name_forms_check(
    *,
    person: Person,
    language: str,
    gender: Gender | None,
    forms: Mapping[Case, Sequence[str]],
    actor: Actor,
    cluster: Cluster | None = None,
) -> WordForms:
    """Keep the cases of a name as somebody checked them: surname, given name and patronymic for each case.

    Raises:
        InputError: A case or a part is missing.
    """
    refuse_if_read_only(cluster)
    person = Person.objects.select_for_update().get(pk=person.pk)
    kept = _checked_forms(forms, language, (person.surname, person.given_name, person.patronymic))
    row, _created = WordForms.objects.update_or_create(
        person=person,
        language=language,
        defaults={
            "text": person.full_name,
            "gender": gender.value if gender else "",
            "forms": kept,
            "checked_at": clock.now(),
            "checked_by_id": actor.user_id,
        },
    )
    record(cluster, actor, "person.forms_checked", person, language=language)
    return row


@transaction.atomic
def post_forms_check(
    *, cluster: Cluster, text: str, language: str, forms: Mapping[Case, Sequence[str]], actor: Actor
) -> WordForms:
    """Keep the cases of a post for a cluster as somebody checked them.

    Raises:
        InputError: The post is empty or too long, or a case is missing.
    """
    refuse_if_read_only(cluster)
    text = " ".join(text.split())
    if not text or len(text) > _LONGEST:
        raise InputError("wording.post", _("Write the post, up to 310 characters."), field="text")
    row, _created = WordForms.objects.update_or_create(
        cluster=cluster,
        language=language,
        text=text,
        defaults={
            "forms": _checked_forms(forms, language, (text,)),
            "checked_at": clock.now(),
            "checked_by_id": actor.user_id,
        },
    )
    record(cluster, actor, "post.forms_checked", row, post=text, language=language)
    return row
