"""Clause marks: from a citation of the charter language to the sign that a page shows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eduklaster.charter.messages import clause_words
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.ui.components import ClauseMark, MarkKind

from .models import CharterVersion, Cluster

_ACT_NUMBER = re.compile(r"№ \d+/\d{4}")
_PARAGRAPH = re.compile(r"(?P<within>.+)\.p(?P<number>\d+)")


def clause_text(charter: Charter | None, clause: str) -> str:
    """Return how a clause is cited: by its printed number, a paragraph without one by its order within its place."""
    if words := clause_words(clause, get_language() or "en"):
        return words
    found = next((c for _d, c, _p in charter.clause_walk() if c.id == clause), None) if charter else None
    if found is not None and found.kind == "section":
        return _("sec. %(number)s") % {"number": (found.number or clause).rstrip(".")}
    if place := _PARAGRAPH.fullmatch(clause):  # its id is no number of the text; it would lead a reader nowhere
        within = clause_text(charter, place["within"])
        return _("%(place)s, par. %(number)s") % {"place": within, "number": place["number"]}
    return _("cl. %(number)s") % {"number": clause}


def mark_of(
    citation: Citation | Mapping[str, Any] | None,
    cluster: Cluster,
    charter: Charter | None = None,
    version: CharterVersion | None = None,
) -> ClauseMark | None:
    """Return the mark of a citation, linked to the clause, the default or the act.

    `version` is the one under which a record was made: when another is in force, the link still leads to that text.
    """
    if citation is None:
        return None
    kind, ref = (
        (citation.kind, citation.ref)
        if isinstance(citation, Citation)
        else (citation.get("kind"), citation.get("ref", ""))
    )
    if kind == "clause":
        url = reverse("clusters:clause", args=[cluster.code, ref])
        if version is not None and version.effective_until is not None:
            url += f"?version={version.number}"
        return ClauseMark(MarkKind.CHARTER, clause_text(charter, ref), url)
    if kind == "default":
        return ClauseMark(
            MarkKind.DEFAULT,
            _("default · %(code)s") % {"code": ref},
            reverse("clusters:defaults", args=[cluster.code]) + f"#{ref}",
        )
    if kind == "act":
        numbered = _ACT_NUMBER.search(str(ref))
        found = f"?{urlencode({'q': numbered[0]})}" if numbered else ""
        return ClauseMark(MarkKind.ACT, str(ref), reverse("procedures:acts", args=[cluster.code]) + found)
    return ClauseMark(MarkKind.LAW, str(ref))


def marks_of(
    citations: Iterable[Citation | Mapping[str, Any]],
    cluster: Cluster,
    charter: Charter | None = None,
    version: CharterVersion | None = None,
) -> list[ClauseMark]:
    """Return the marks of several citations, each once."""
    found: dict[str, ClauseMark] = {}
    for citation in citations:
        mark = mark_of(citation, cluster, charter, version)
        if mark is not None:
            found.setdefault(str(mark.text), mark)
    return list(found.values())
