"""Issued documents as pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from eduklaster.clusters.models import Cluster
from eduklaster.signatures.results import Code
from eduklaster.signatures.sentences import container_words, sentence
from eduklaster.ui.components import Fact, State
from eduklaster.ui.typography import local_date

from .enums import Standing
from .models import IssuedDocument, SignedCopy
from .profiles import profiles
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
        Fact(_("Kind"), document.name.capitalize()),
        Fact(_("Number"), document.number or "—"),
        Fact(_("Date"), local_date(document.on)),
        Fact(_("Issued by"), document.issuer),
        Fact(_("Cluster"), document.cluster.name.in_(document.language)),
        Fact(_("Standard"), str(profiles()[document.profile].standard)),
        Fact(_("Recorded here"), local_date(document.issued_at, "moment")),
    ]
    return Checked(document.name, standing_state(standing), standing, facts, document.sha256)


@dataclass(frozen=True)
class SignerLine:
    """Who signed; `office` is post and organisation, which anybody may read."""

    name: str
    office: str
    at: str
    algorithm: str
    issuer: str


@dataclass(frozen=True)
class SignedLine:
    """A signed copy in a list."""

    pk: int
    container: str
    on: datetime
    sentence: str
    state: State
    signers: list[SignerLine]


def _signed_state(code: str) -> State:
    if code == Code.TRUSTED:
        return State(_("signature holds"), "ok")
    if code in (Code.ALGORITHM_UNKNOWN, Code.UNPROVEN, Code.EDITED_UNPROVEN):
        return State(_("not checked"), "warn")
    return State(_("holds, with a remark"), "warn")


def _signer_line(signer: dict[str, str]) -> SignerLine:
    office = ", ".join(part for part in (signer["post"], signer["organisation"]) if part)
    at = local_date(datetime.fromisoformat(signer["signed_at"]), "moment") if signer["signed_at"] else ""
    return SignerLine(signer["name"] or _("unnamed"), office, at, signer["algorithm"], signer["issuer"])


def signed_lines(copies: Iterable[SignedCopy]) -> list[SignedLine]:
    """Return signed copies for a list."""
    language = (get_language() or "uk")[:2]
    return [
        SignedLine(
            copy.pk,
            container_words(copy.container, language),
            copy.validated_at,
            sentence(copy.code, copy.facts, language),
            _signed_state(copy.code),
            [_signer_line(signer) for signer in copy.signers],
        )
        for copy in copies
    ]
