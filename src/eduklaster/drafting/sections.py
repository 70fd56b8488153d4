"""The parts of a charter that stand in rows, each with its page: where they are in the data and what they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from eduklaster.charter import schema

from .enums import Stage

if TYPE_CHECKING:
    from .forms.words import Label

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Section:
    """Rows of one kind. `path` leads to a list, or to a mapping by id where `is_keyed`."""

    name: str
    path: tuple[str, ...]
    model: type[BaseModel]
    stage: Stage
    title: Label
    lead: Label
    add: Label
    icon: str
    prefix: str
    title_field: str = "label"
    is_keyed: bool = False

    def rows(self, data: Data) -> Iterator[tuple[str, Data]]:
        """Yield every row with its key: the id in a mapping, the position in a list."""
        found = holder_of(data, self.path)
        if isinstance(found, dict):
            yield from found.items()
        elif isinstance(found, list):
            yield from ((str(index), row) for index, row in enumerate(found))

    def row(self, data: Data, key: str) -> Data | None:
        """Return one row; a list is also asked by id, because addresses of categories name it."""
        rows = dict(self.rows(data))
        return rows.get(key) or next((row for row in rows.values() if not self.is_keyed and row.get("id") == key), None)

    def place(self, data: Data, key: str) -> tuple[str | int, ...]:
        """Return where a row stands in the data."""
        if self.is_keyed:
            return (*self.path, key)
        row = self.row(data, key)
        position = next((int(k) for k, found in self.rows(data) if found is row), -1)
        return (*self.path, position)

    def put(self, data: Data, key: str, row: Data) -> str:
        """Write a row into the data and return its key; the key `new` adds one."""
        holder: Any = data
        for step in self.path[:-1]:
            holder = holder.setdefault(step, {})
        found = holder.setdefault(self.path[-1], {} if self.is_keyed else [])
        taken = set(found) if self.is_keyed else {str(r.get("id", "")) for r in found}
        if self.is_keyed:
            name = key if key != "new" else _free(self.prefix, taken)
            found[name] = row
            return name
        if "id" in self.model.model_fields and not row.get("id"):
            row = {"id": _free(self.prefix, taken), **row}
        if key == "new":
            found.append(row)
            return str(len(found) - 1)
        found[int(self.place(data, key)[-1])] = row
        return key

    def drop(self, data: Data, key: str) -> None:
        """Take a row out of the data."""
        *_path, last = self.place(data, key)
        del holder_of(data, self.path)[last]


def _free(prefix: str, taken: set[str]) -> str:
    number = 1
    while (name := prefix if number == 1 else f"{prefix}_{number}") in taken:
        number += 1
    return name


def holder_of(data: Data, path: tuple[str | int, ...]) -> Any:
    """Return what stands at a path of the data, or None."""
    found: Any = data
    for step in path:
        try:
            found = found[step]
        except (KeyError, IndexError, TypeError):
            return None
    return found


def _more(name: str, path: str, model: type[BaseModel], title: Any, lead: Any, icon: str, prefix: str, title_field: str = "label", *, keyed: bool = False) -> Section:  # fmt: skip
    return Section(
        name, tuple(path.split(".")), model, Stage.MORE, title, lead, _("Add a row"), icon, prefix, title_field, keyed
    )


ORGANS = Section(
    "organs", ("organs",), schema.Organ, Stage.ORGANS, _("Organs"),
    _("Who decides: seats, quorum, majority and chair of each organ."), _("Add an organ"), "sitemap", "organ", "name", True,
)  # fmt: skip
OFFICES = Section(
    "offices", ("offices",), schema.Office, Stage.OFFICES, _("Offices"),
    _("Posts whose holders act alone: head, secretary, the one who approves."), _("Add an office"), "user-check",
    "office", "name", True,
)  # fmt: skip
CATEGORIES = Section(
    "categories", ("participants", "categories"), schema.Category, Stage.CATEGORIES, _("Participants"),
    _("Who may take part, and on which conditions."), _("Add a category"), "users-group", "category",
)  # fmt: skip
MORE: tuple[Section, ...] = (
    _more("founders", "participants.founders", schema.Founder, _("Founders in the text"), _("Organisations that the text itself lists as founders, in its order."), "users-group", "founder", "organisation"),
    _more("groups", "participants.target_groups", schema.TargetGroup, _("Target groups"), _("By what participants, or the people served, are sorted."), "users-group", "group"),
    _more("rights", "participants.rights", schema.Entitlement, _("Rights of participants"), _("What a participant may do."), "bookmark", "right"),
    _more("duties", "participants.duties", schema.Entitlement, _("Duties of participants"), _("What a participant has to do."), "bookmark", "duty"),
    _more("forms", "participants.internal_forms", schema.Entitlement, _("Inner forms of work"), _("How participants work together inside the cluster."), "bookmark", "form"),
    _more("components", "participants.components", schema.Component, _("Units and projects"), _("Centres, projects and laboratories that the text names."), "sitemap", "component", "name"),
    _more("bodies", "bodies", schema.Body, _("Bodies outside the cluster"), _("Ministries, unions and authorities that the text names."), "sitemap", "body", "name", keyed=True),
    _more("vocabulary", "vocabulary", schema.VocabularyTerm, _("Words of the cluster"), _("What this cluster calls its participants, its charter, its decisions."), "bookmark", "word", "one", keyed=True),
    _more("finance", "finance", schema.FinanceSource, _("Sources of money"), _("Kinds of money that the text allows, and their conditions."), "file-text", "source"),
    _more("indicators", "indicators", schema.Indicator, _("Indicators"), _("By what the cluster tells its results."), "file-text", "indicator"),
    _more("legal", "legal_bases", schema.LegalBasis, _("Legal bases"), _("Laws and acts on which the text rests."), "file-text", "law", "title"),
    _more("norms", "norms", schema.Norm, _("Subordinate norms"), _("Rules of procedure and other acts that the text announces."), "file-text", "norm", "title"),
    _more("findings", "findings", schema.Finding, _("What people saw in the text"), _("Silences and contradictions that only a reader can see."), "bookmark", "finding", "finding"),
    *(
        _more(name, f"registers.{'forms' if name == 'interaction' else name}", schema.Entry, title, lead, "file-text", name.rstrip("s"))
        for name, title, lead in (
            ("purposes", _("Purposes"), _("Why the cluster exists.")), ("goals", _("Goals"), _("What it wants to reach.")),
            ("tasks", _("Tasks"), _("What it does for that.")), ("directions", _("Directions of work"), _("In which fields it works.")),
            ("functions", _("Functions"), _("What it is there for.")), ("principles", _("Principles"), _("By what it is guided.")),
            ("effects", _("Expected effects"), _("What is to come of it.")),
            ("interaction", _("Forms of interaction"), _("How participants meet and work.")),
            ("audiences", _("Audiences"), _("For whom it works.")),
        )
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Single:
    """A part of a charter that stands once."""

    name: str
    path: tuple[str, ...]
    model: type[BaseModel]
    title: Label
    lead: Label
    leave_out: tuple[str, ...] = ()
    may_be_absent: bool = False


_IDENTITY_FORM = ("code", "kind", "title", "name", "short_name", "level", "territory", "language", "calendar", "time_zone", "effective_from")  # fmt: skip
SINGLES: tuple[Single, ...] = (
    Single("about", ("identity",), schema.Identity, _("More about the cluster"), _("Approval, term, host, legal person, other spellings."), _IDENTITY_FORM),
    Single("roles", ("roles",), schema.Roles, _("Who plays which role"), _("Which organ and offices the default procedures mean.")),
    Single("plan", ("plan",), schema.Plan, _("Plan of work"), _("Whether the cluster has a plan of its own, and for which period."), may_be_absent=True),
)  # fmt: skip

SECTIONS: dict[str, Section] = {s.name: s for s in (ORGANS, OFFICES, CATEGORIES, *MORE)}
BY_SINGLE: dict[str, Single] = {s.name: s for s in SINGLES}
