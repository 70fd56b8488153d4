"""Turns entries of the journal into words, never saying more of a person than the reader may see."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import former_versions, was_in_force
from eduklaster.journal.models import Entry
from eduklaster.journal.words import FactWord, action_words, fact_word, row_word
from eduklaster.people.access import Viewer
from eduklaster.people.models import User
from eduklaster.people.registry import subject_of_model
from eduklaster.people.selectors import names_shown_to
from eduklaster.procedures.models import Case
from eduklaster.ui.components import ClauseMark
from eduklaster.ui.typography import local_date

from .charter_words import CharterWords

HASH_SHOWN = 10
Ref = tuple[str, str]
_PARTIES = {
    "participant": "membership.participant",
    "founder": "membership.founder",
    "component": "membership.component",
    "organisation": "people.organisation",
    "person": "people.person",
    "seat": "governance.seat",
}
"""Concrete parties that are rows: `founder:3`."""


@dataclass(frozen=True, slots=True)
class Named:
    """An object in words, with its page where it has one."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Detail:
    """One fact or one change; `before` is None for a fact."""

    label: str
    values: Sequence[Named]
    before: Sequence[Named] | None = None

    @property
    def words(self) -> str:
        """The detail as one line of text."""
        now = ", ".join(value.text for value in self.values)
        if self.before is None:
            return f"{self.label}: {now}"
        return f"{self.label}: {', '.join(value.text for value in self.before)} → {now}"


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words."""

    entry: Entry
    title: str
    icon: str
    thing: Named
    kind: str
    details: Sequence[Detail]
    capacity: str
    person: str
    rule: str
    marks: Sequence[ClauseMark]
    recorded_at: datetime.datetime

    @property
    def short_hash(self) -> str:
        """The beginning of the hash, enough to compare with a printed page."""
        return self.entry.hash[:HASH_SHOWN]


class Reader:
    """Reads a page of entries for a viewer: every kind of row that they name is asked for once."""

    def __init__(self, cluster: Cluster, viewer: Viewer, entries: Iterable[Entry]) -> None:
        self._cluster = cluster
        self._viewer = viewer
        self._entries = list(entries)
        self._charter = CharterWords(cluster, viewer.on, viewer.language)
        self._zone = ZoneInfo(cluster.time_zone)

    @cached_property
    def _names(self) -> dict[Ref, Named]:
        wanted: dict[str, set[str]] = {}
        for entry in self._entries:
            wanted.setdefault(entry.object_type, set()).add(entry.object_id)
            for name, value in (*entry.facts.items(), *entry.changes.items()):
                word = fact_word(entry.action, entry.object_type, name)
                for model, identifier in _refs(word, value):
                    wanted.setdefault(model, set()).add(identifier)
        found: dict[Ref, Named] = {}
        for model, ids in wanted.items():
            subject = subject_of_model(model)
            if subject is None or not ids:
                continue
            for identifier, thing in subject.find(self._viewer, sorted(ids)).items():
                title, page = subject.title(self._viewer, thing), subject.page(self._viewer, thing)
                found[model, identifier] = Named(title, page)
        return found

    @cached_property
    def _actors(self) -> dict[int, str]:
        ids = {entry.actor_id for entry in self._entries if entry.actor_id is not None}
        users = User.objects.filter(pk__in=ids, person__isnull=False).select_related("person")
        persons = {user.pk: user.person for user in users if user.person is not None}
        shown = names_shown_to(self._viewer, {person.pk for person in persons.values()})
        return {pk: str(person) for pk, person in persons.items() if person.pk in shown}

    def line(self, entry: Entry) -> Line:
        """Return an entry in words."""
        title, icon = action_words(entry.action)
        subject = subject_of_model(entry.object_type)
        named = self._names.get((entry.object_type, entry.object_id))
        url = ""
        if named is not None and subject is not None:
            url = reverse("history:object", args=[self._cluster.code, subject.kind, entry.object_id])
        return Line(
            entry,
            title,
            icon,
            Named(named.text if named else "", url),
            row_word(entry.object_type),
            list(self._details(entry)),
            _capacity_words(entry.capacity),
            self._actors.get(entry.actor_id or 0, ""),
            self._charter.rule(entry.rule),
            marks_of(entry.citations, self._cluster, self._charter.charter, self._version(entry)),
            entry.at.astimezone(self._zone),
        )

    @cached_property
    def _versions(self) -> list[CharterVersion]:
        return list(former_versions(self._cluster))

    @cached_property
    def _versions_of_cases(self) -> dict[str, int]:
        ids = [entry.object_id for entry in self._entries if entry.object_type == "procedures.case"]
        return {str(pk): version for pk, version in Case.objects.filter(pk__in=ids).values_list("pk", "version_id")}

    def _version(self, entry: Entry) -> CharterVersion | None:
        """Return the charter version under which an entry was made, where the charter has been amended since."""
        if len(self._versions) < 2 or not entry.citations:
            return None
        of_case = self._versions_of_cases.get(entry.object_id) if entry.object_type == "procedures.case" else None
        return next((v for v in self._versions if (v.pk == of_case if of_case else was_in_force(v, entry.on))), None)

    def _details(self, entry: Entry) -> Iterable[Detail]:
        for name, pair in entry.changes.items():
            word = fact_word(entry.action, entry.object_type, name)
            if word is None or word.is_shown:
                before, after = pair if isinstance(pair, list) and len(pair) == 2 else (None, pair)
                label = str(word.label) if word else field_label(entry.object_type, name)
                yield Detail(label, self._values(entry, word, after), self._values(entry, word, before))
        for name, value in entry.facts.items():
            word = fact_word(entry.action, entry.object_type, name)
            if value in ("", None, [], {}) or (word is not None and not word.is_shown):
                continue
            if word is not None and word.form == "step" and entry.rule.endswith(f".{value}"):
                continue  # the rule beside it names the step already
            label = str(word.label) if word else field_label(entry.object_type, name)
            yield Detail(label, self._values(entry, word, value))

    def _values(self, entry: Entry, word: FactWord | None, value: Any) -> list[Named]:
        if value in ("", None, []):
            return [Named("—")]
        if word is None:
            return [Named(_plain(value))]
        refs = _refs(word, value)
        if refs:
            hidden = Named(_("not shown here"))
            named = Counter(self._names.get(ref, hidden) for ref in refs)  # seats of one kind are called alike
            return [Named(f"{one.text} × {times}", one.url) if times > 1 else one for one, times in named.items()]
        if word.choices:
            return [Named(str(word.choices.get(str(one), one))) for one in _many(value)]
        match word.form:
            case "yes_no":
                return [Named(_("yes") if value else _("no"))]
            case "day":
                return [Named(local_date(datetime.date.fromisoformat(str(value)[:10]), "short"))]
            case "moment":
                at = datetime.datetime.fromisoformat(str(value)).astimezone(self._zone)
                return [Named(f"{local_date(at.date(), 'short')}, {at:%H:%M}")]
            case "hash":
                return [Named(f"{str(value)[:HASH_SHOWN]}…")]
            case "count":
                return [Named(str(len(_many(value))))]
            case "fields":
                return [Named(field_label(entry.object_type, str(one))) for one in _many(value)]
            case "text":
                return [Named(_plain(value))]
            case form:
                rule = entry.rule if form == "rule_value" else entry.facts.get("matter") or entry.rule
                return [Named(self._charter.word(form, one, rule)) for one in _many(value)]


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _refs(word: FactWord | None, value: Any) -> list[Ref]:
    """Return the rows that a value names."""
    if word is None:
        return []
    ids = [str(one) for one in _many(value) if isinstance(one, int | str) and not isinstance(one, bool)]
    if word.subject:
        return [(word.subject, one) for one in ids]
    if word.form != "party":
        return []
    parties = [one.partition(":") for one in ids]
    return [(_PARTIES[head], tail) for head, _colon, tail in parties if head in _PARTIES and tail.isdecimal()]


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(_plain(one) for one in value)
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_plain(one)}" for key, one in value.items())
    return "—" if value in ("", None) else str(value)


def field_label(object_type: str, name: str) -> str:
    """Return what a column is called in forms, or its name where no form shows it."""
    try:
        label = apps.get_model(object_type)._meta.get_field(name).verbose_name
    except (LookupError, FieldDoesNotExist, AttributeError, ValueError):
        label = name.replace("_", " ")
    return str(capfirst(label))


def _capacity_words(capacity: str) -> str:
    """Return a capacity; the few that the platform itself writes have words in the reader's language."""
    own = {"platform": _("The platform itself"), "guest": _("Guest"), "person": _("For oneself")}
    return own.get(capacity, capacity)
