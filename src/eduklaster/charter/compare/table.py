"""The comparison as rows, as text and as a fragment of HTML."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Literal

import yaml

from .. import messages
from ..schema import Charter
from ..verdicts import Citation

_FILE = Path(__file__).with_name("words.yaml")

Status = Literal["same", "changed", "only_first", "only_second"]
Words = Callable[[str], str]


@cache
def _words() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


def word(language: str, *path: str, **parts: Any) -> str:
    """Return a word of the comparison in a language, filled in."""
    entry: Any = _words()
    for name in path:
        entry = entry[name]
    return str(entry.get(language, entry["en"])).format(**parts)


def value_word(name: str, language: str) -> str:
    """Return a fixed value of the schema, such as `regional`, in words."""
    return word(language, "values", name) if name in _words()["values"] else name


# ─── the answer ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Side:
    """What one charter says on a subject: `key` is compared, `words` are read, `citation` is the source."""

    key: Any
    words: Words
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One subject with what each of the two charters says on it; None where it says nothing."""

    section: str
    name: str
    subject: Words
    first: Side | None
    second: Side | None

    @property
    def status(self) -> Status:
        """How the two sides stand to each other."""
        if self.first is None:
            return "only_second"
        if self.second is None:
            return "only_first"
        return "same" if self.first.key == self.second.key else "changed"


@dataclass(frozen=True, slots=True)
class Cell:
    """One side of a row as people read it."""

    text: str
    source: str = ""
    citation: Citation | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table in a language. `section` and `name` identify it for programs."""

    section: str
    name: str
    subject: str
    status: Status
    status_label: str
    first: Cell | None
    second: Cell | None


@dataclass(frozen=True)
class Comparison:
    """Two charters side by side on a day. Nothing is counted or worded before it is asked for in a language."""

    first: Charter
    second: Charter
    on: date
    entries: tuple[Entry, ...]

    @property
    def is_of_versions(self) -> bool:
        """Whether the two are versions of one charter."""
        return self.first.identity.code == self.second.identity.code

    @property
    def counts(self) -> Mapping[Status, int]:
        """How many subjects are the same, different, or in one charter only."""
        found = Counter(entry.status for entry in self.entries)
        return {status: found[status] for status in ("same", "changed", "only_first", "only_second")}

    def title(self, language: str) -> str:
        """Return a heading that names both charters."""
        names = [self._name(c, language) for c in (self.first, self.second)]
        return word(language, "title", first=names[0], second=names[1])

    def _name(self, charter: Charter, language: str) -> str:
        name = charter.identity.short_name.in_(language)
        return f"{name} ({charter.identity.version})" if self.is_of_versions else name

    def rows(self, language: str, *, only_differences: bool = False) -> tuple[Row, ...]:
        """Return the table in a language, section by section."""
        return tuple(
            Row(
                entry.section,
                entry.name,
                entry.subject(language),
                entry.status,
                word(language, "status", entry.status),
                self._cell(entry.first, self.first, language),
                self._cell(entry.second, self.second, language),
            )
            for entry in self.entries
            if not (only_differences and entry.status == "same")
        )

    @staticmethod
    def _cell(side: Side | None, charter: Charter, language: str) -> Cell | None:
        if side is None:
            return None
        source = side.citation
        if source is None:
            words = ""
        elif source.kind == "default":
            words = f"{word(language, 'silent_default')}, {source.ref}"
        else:
            words = messages.citation_words(source, language, charter)
        return Cell(side.words(language), words, source)

    def summary(self, language: str) -> str:
        """Return the counts in one sentence."""
        return word(language, "summary", total=len(self.entries), **{str(k): v for k, v in self.counts.items()})

    def as_text(self, language: str, *, only_differences: bool = True) -> str:
        """Return the comparison for a terminal; what is the same is left out unless asked for."""
        lines = [self.title(language), self.summary(language)]
        section = ""
        for row in self.rows(language, only_differences=only_differences):
            if row.section != section:
                section = row.section
                lines += ["", word(language, "sections", section).upper()]
            lines.append(f"{row.subject} [{row.status_label}]")
            lines += [
                f"  {mark} {cell.text}{f' ({cell.source})' if cell.source else ''}"
                for mark, cell in (("1:", row.first), ("2:", row.second))
                if cell is not None
            ]
        return "\n".join(lines)

    def as_html(self, language: str, *, only_differences: bool = False) -> str:
        """Return the comparison as a fragment of HTML: one table, everything escaped, no styles or scripts."""
        names = [escape(self._name(c, language)) for c in (self.first, self.second)]
        head = "".join(
            f'<th scope="col">{words}</th>'
            for words in (
                escape(word(language, "subject")),
                *names,
                escape(word(language, "result")),
            )
        )
        parts = [
            f'<table class="comparison" lang="{escape(language)}">',
            f"<caption>{escape(self.title(language))}. {escape(self.summary(language))}</caption>",
            f"<thead><tr>{head}</tr></thead>",
        ]
        section = ""
        for row in self.rows(language, only_differences=only_differences):
            if row.section != section:
                parts.append("</tbody>" if section else "")
                section = row.section
                heading = escape(word(language, "sections", section))
                parts.append(f'<tbody><tr><th colspan="4" scope="rowgroup">{heading}</th></tr>')
            parts.append(_html_row(row))
        parts.append(("</tbody>" if section else "") + "</table>")
        return "\n".join(part for part in parts if part)


def _html_row(row: Row) -> str:
    first, second = (_html_cell(cell) for cell in (row.first, row.second))
    if row.section == "clauses" and row.status == "changed" and row.first and row.second:
        first, second = redline(row.first.text, row.second.text)
    return (
        f'<tr data-status="{row.status}"><th scope="row">{escape(row.subject)}</th>'
        f"<td>{first}</td><td>{second}</td><td>{escape(row.status_label)}</td></tr>"
    )


def _html_cell(cell: Cell | None) -> str:
    if cell is None:
        return "—"
    source = f" <small>{escape(cell.source)}</small>" if cell.source else ""
    return f"{escape(cell.text)}{source}"


def redline_runs(before: str, after: str) -> list[tuple[str, str]]:
    """Return how one text became another, as runs of (`same`, `out` or `in`, text) in the order of reading."""
    old, new = (re.findall(r"\s+|\w+|[^\w\s]", text) for text in (before, after))
    runs: list[tuple[str, str]] = []
    for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        gone, come = "".join(old[i1:i2]), "".join(new[j1:j2])
        if tag == "equal":
            runs.append(("same", gone))
        else:
            runs += [(how, text) for how, text in (("out", gone), ("in", come)) if text]
    return runs


def redline(before: str, after: str) -> tuple[str, str]:
    """Return two texts as escaped HTML, what went marked `del` in the first, what came marked `ins` in the second."""
    first, second = [], []
    for how, text in redline_runs(before, after):
        if how != "in":
            first.append(escape(text) if how == "same" else f"<del>{escape(text)}</del>")
        if how != "out":
            second.append(escape(text) if how == "same" else f"<ins>{escape(text)}</ins>")
    return "".join(first), "".join(second)
