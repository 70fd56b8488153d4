"""Issued documents as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.ui.components import Fact, State
from eduklaster.ui.typography import local_date

from .enums import Standing
from .models import IssuedDocument
from .profiles import profiles
from .registry import kind_get
from .selectors import standings_of

TONES = {Standing.VALID: "ok", Standing.SUPERSEDED: "warn", Standing.CORRECTED: "warn"}


def standing_state(standing: Standing) -> State:
    """Return what a document is worth as a chip."""
    return State(str(standing.label), TONES[standing])


@dataclass(frozen=True)
class IssuedLine:
    """An issued document in a short list."""

    name: str
    number: str
    on: date
    issued_at: datetime
    url: str
    state: State


def issued_lines(cluster: Cluster, documents: Iterable[IssuedDocument]) -> list[IssuedLine]:
    """Return issued documents for a short list."""
    rows = list(documents)
    standings = standings_of(rows)
    return [
        IssuedLine(
            row.name,
            row.number,
            row.on,
            row.issued_at,
            reverse("documents:document", args=[cluster.code, row.pk]),
            standing_state(standings[row.pk]),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Checked:
    """What anybody may know of a document: no title and no person."""

    name: str
    state: State
    standing: Standing
    facts: list[Fact]
    sha256: str


def checked(document: IssuedDocument, standing: Standing) -> Checked:
    """Return what the page of checking tells."""
    facts = [
        Fact(_("Kind"), str(kind_get(document.kind).title)),
        Fact(_("Number"), document.number or "—"),
        Fact(_("Date"), local_date(document.on)),
        Fact(_("Issued by"), document.issuer),
        Fact(_("Cluster"), document.cluster.name.in_(document.language)),
        Fact(_("Standard"), str(profiles()[document.profile].standard)),
        Fact(_("Recorded here"), local_date(document.issued_at, "moment")),
    ]
    return Checked(document.name, standing_state(standing), standing, facts, document.sha256)
