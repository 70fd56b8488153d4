"""A charter opened for reading: the version in force today, its rules, the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eduklaster.charter import messages
from eduklaster.charter.linter import LintFinding
from eduklaster.charter.linter.coverage import Covered
from eduklaster.charter.loader import Loaded
from eduklaster.charter.resolver import Resolved, Rulebook, Scope
from eduklaster.charter.schema import Charter, Clause
from eduklaster.charter.verdicts import Citation
from eduklaster.ui.components import ClauseMark, MarkKind

from ..marks import mark_of
from ..models import CharterVersion, Cluster, FindingNote
from ..selectors import (
    charter_of,
    coverage_of,
    finding_notes,
    findings_of,
    rulebook_of,
    today_in,
    version_governing,
)


def language() -> str:
    """Return the reader's language: uk, ru or en."""
    return (get_language() or "uk")[:2]


def address(*candidates: str, args: tuple[object, ...] = ()) -> str:
    """Return the address of the first page that exists in this installation; empty where none does."""
    for name in candidates:
        try:
            return reverse(name, args=args)
        except NoReverseMatch:
            continue
    return ""


@dataclass(frozen=True)
class Reading:
    """One charter version of a cluster on a day, ready to be shown."""

    cluster: Cluster
    version: CharterVersion
    rulebook: Rulebook
    on: date
    language: str

    @property
    def loaded(self) -> Loaded:
        """The charter with the places it was read from."""
        return charter_of(self.version)

    @property
    def charter(self) -> Charter:
        """The charter."""
        return self.rulebook.charter

    @cached_property
    def coverage(self) -> tuple[Covered, ...]:
        """What serves each place of the text."""
        return coverage_of(self.version)

    @cached_property
    def findings(self) -> tuple[LintFinding, ...]:
        """What there is to say about the charter's health today."""
        return findings_of(self.version, self.on, self.rulebook.overrides)

    @cached_property
    def notes(self) -> dict[str, FindingNote]:
        """What the cluster says about those findings; one query."""
        return finding_notes(self.cluster)

    @cached_property
    def places(self) -> list[tuple[int, Clause, Clause | None]]:
        """Every place in printed order: depth, clause, parent."""
        return list(self.charter.clause_walk())

    @cached_property
    def clauses(self) -> dict[str, Clause]:
        """Places by their citation."""
        return {clause.id: clause for _depth, clause, _parent in self.places}

    def url(self, name: str, *args: object) -> str:
        """Return the address of a page of this room."""
        return reverse(f"clusters:{name}", args=[self.cluster.code, *args])

    def clause_url(self, clause: str) -> str:
        """Return the address of a place of the text, in this version where another is in force."""
        address = self.url("clause", clause)
        return f"{address}?version={self.version.number}" if self.version.effective_until else address

    def clause_name(self, clause: str) -> str:
        """Return how a place is cited in words."""
        return messages.citation_words(Citation("clause", clause), self.language, self.charter)

    def gist(self, clause: str) -> str:
        """Return what a place says, in the reader's language."""
        found = self.clauses.get(clause)
        return found.gist.in_(self.language) if found else ""

    def ask(self, key: str, scope: Scope) -> Resolved:
        """Return the value of a rule today."""
        return self.rulebook.ask(key, on=self.on, scope=scope)

    def mark(self, source: Citation | Resolved | object | None) -> ClauseMark | None:
        """Return the sign of what a claim rests on."""
        citation = source if isinstance(source, Citation) or source is None else Citation.of(source)
        if citation is not None and citation.kind == "clause":
            if citation.ref not in self.clauses:
                return None
            kind = MarkKind.GAP if self.clauses[citation.ref].kind == "gap" else MarkKind.CHARTER
            return ClauseMark(kind, self.clause_name(citation.ref), self.clause_url(citation.ref))
        return mark_of(citation, self.cluster, self.charter)


def reading_of(cluster: Cluster, version: CharterVersion | None = None, on: date | None = None) -> Reading:
    """Open the charter of a cluster; two queries."""
    day = on or today_in(cluster)
    chosen = version or version_governing(cluster, day)
    return Reading(cluster, chosen, rulebook_of(cluster, day, chosen), day, language())


SEVERITIES = ("error", "warning", "notice")


def kind_label(kind: str) -> str:
    """Return the name of a kind of finding."""
    return {
        "silence": _("Silence"),
        "contradiction": _("Contradiction"),
        "tension": _("Tension"),
        "ambiguity": _("Ambiguity"),
        "naming": _("Names"),
        "numbering": _("Numbering"),
        "dated": _("Outdated"),
        "layout": _("Layout"),
        "evidence": _("Not served"),
        "privacy": _("Privacy"),
    }.get(kind, kind)
