"""What every reading of duties starts from: the charter of a day, and a duty in three languages with its sources."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils import translation
from django.utils.functional import Promise

from eduklaster.charter.calendar import WorkingCalendar
from eduklaster.charter.matters import resolve_party
from eduklaster.charter.messages import parties_words
from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.kernel.text import LANGUAGES
from eduklaster.procedures.presenters import language

from ..enums import DutyKind
from .obligations import Obligation


def said(words: Promise | str, **parts: Callable[[str], object]) -> dict[str, str]:
    """Return a sentence in three languages."""
    said = {}
    for code in LANGUAGES:
        with translation.override(code):
            said[code] = str(words) % {name: part(code) for name, part in parts.items()} if parts else str(words)
    return said


def source(*rules: object) -> tuple[Citation, ...]:
    """Return where rules and parts of the charter come from, each once."""
    found = [Citation.of(rule) for rule in rules]
    return tuple(dict.fromkeys(one for one in found if one is not None))


class Days:
    """One reading of a charter for a span of days."""

    def __init__(self, cluster: Cluster, on: date, since: date, until: date, *, read: Days | None = None) -> None:
        """Read the charter of a day; `read` is another reading of the same day, which is then not repeated."""
        self.cluster, self.on, self.since, self.until = cluster, on, since, until
        self.rulebook: Rulebook = read.rulebook if read else rulebook_of(cluster, on)
        self.charter = self.rulebook.charter
        self.calendar: WorkingCalendar = read.calendar if read else calendar_of(cluster)

    def duty(
        self, key: str, when: date, kind: DutyKind, words: dict[str, str], url: str, parties: tuple[str, ...],
        citations: tuple[Citation, ...],
    ) -> Obligation:  # fmt: skip
        """Return an obligation in the language that is active."""
        named = tuple(party for one in parties if (party := resolve_party(self.charter, one)))
        who = parties_words(named, language(), self.charter)
        return Obligation(key, when, kind, words.get(language(), words["uk"]), url, who, named, citations, words=words)
