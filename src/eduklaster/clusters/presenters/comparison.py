"""Two charters, or two versions of one, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from eduklaster.charter.compare import Cell, Comparison, redline
from eduklaster.charter.compare.table import word
from eduklaster.kernel.sorting import uk_key
from eduklaster.ui.components import ClauseMark, Figure, State

from ..marks import mark_of
from ..models import CharterVersion, Cluster
from ..selectors import charter_of, clusters_listed, today_in, version_governing, versions_of
from .reading import Reading


@dataclass(frozen=True, slots=True)
class Choice:
    """An entry of the choice of what to compare with."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Sides:
    """What is compared, and what else may be chosen."""

    first: CharterVersion | None
    second: CharterVersion | None
    first_choices: list[Choice]
    clusters: list[Choice]
    versions: list[Choice]


def comparison_sides(reading: Reading, first: str, second: str) -> Sides:
    """Read the two sides from an address: numbers are versions of this cluster, words are codes of clusters."""
    versions = list(versions_of(reading.cluster).select_related("cluster"))
    by_number = {str(v.number): v for v in versions}
    others = sorted((c for c in clusters_listed() if c.pk != reading.cluster.pk), key=lambda c: uk_key(str(c)))
    by_code = {c.code: c for c in others}
    left = by_number.get(first) or _governing(by_code.get(first)) or reading.version
    right = by_number.get(second) or _governing(by_code.get(second))

    def version_choices(chosen: CharterVersion | None) -> list[Choice]:
        return [
            Choice(
                str(v.number), _("Version %(number)s") % {"number": v.number}, chosen is not None and v.pk == chosen.pk
            )
            for v in versions
        ]

    codes = [Choice(c.code, str(c), right is not None and right.cluster_id == c.pk) for c in others]
    return Sides(left, right, version_choices(left), codes, version_choices(right))


def _governing(cluster: Cluster | None) -> CharterVersion | None:
    return version_governing(cluster, today_in(cluster)) if cluster else None


@dataclass(frozen=True, slots=True)
class Shown:
    """One side of a row."""

    text: SafeString
    mark: ClauseMark | None


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One subject with both answers."""

    subject: str
    state: State
    first: Shown | None
    second: Shown | None


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """Subjects of one section."""

    name: str
    title: str
    rows: list[ComparedRow]


@dataclass(frozen=True, slots=True)
class ComparedPage:
    """The whole comparison."""

    first_name: str
    second_name: str
    figures: list[Figure]
    sections: list[ComparedSection]


_STATES = {
    "same": ("ok", "check"),
    "changed": ("warn", "git-compare"),
    "only_first": ("", "arrow-left"),
    "only_second": ("", "arrow-right"),
}


def comparison_page(reading: Reading, comparison: Comparison, sides: Sides, *, shows_all: bool) -> ComparedPage:
    """Return the rows of a comparison in the reader's language."""
    language = reading.language
    sections: dict[str, ComparedSection] = {}
    for row in comparison.rows(language, only_differences=not shows_all):
        section = sections.setdefault(
            row.section, ComparedSection(row.section, word(language, "sections", row.section), [])
        )
        first, second = _shown(row.first, sides.first), _shown(row.second, sides.second)
        if row.section == "clauses" and row.status == "changed" and row.first and row.second and first and second:
            # `redline` escapes both texts itself.
            before, after = redline(row.first.text, row.second.text)
            first, second = Shown(mark_safe(before), first.mark), Shown(mark_safe(after), second.mark)  # noqa: S308
        tone, icon = _STATES[row.status]
        section.rows.append(ComparedRow(row.subject, State(row.status_label, tone, icon), first, second))
    counts = comparison.counts
    return ComparedPage(
        _name(comparison, sides.first, language),
        _name(comparison, sides.second, language),
        [
            Figure(str(counts["changed"]), _("differ")),
            Figure(str(counts["only_first"]), _("in the first only")),
            Figure(str(counts["only_second"]), _("in the second only")),
            Figure(str(counts["same"]), _("the same")),
        ],
        list(sections.values()),
    )


def _name(comparison: Comparison, version: CharterVersion | None, language: str) -> str:
    if version is None:
        return ""
    name = str(version.cluster.short_name.in_(language))
    if comparison.is_of_versions:
        return f"{name}, " + _("version %(number)s") % {"number": version.number}
    return name


def _shown(cell: Cell | None, version: CharterVersion | None) -> Shown | None:
    if cell is None or version is None:
        return None
    mark = mark_of(cell.citation, version.cluster, charter_of(version).charter)
    return Shown(format_html("{}", cell.text), mark)
