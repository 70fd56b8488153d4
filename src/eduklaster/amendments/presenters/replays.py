"""Past votes counted again, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from eduklaster.charter.messages import (
    sentence_of,
)
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.presenters.reading import language
from eduklaster.clusters.selectors import charter_of
from eduklaster.governance.presenters import ballot_state
from eduklaster.procedures.presenters import verdict_of
from eduklaster.ui.components import ClauseMark, State
from eduklaster.votes.replays import Replayed


@dataclass(frozen=True, slots=True)
class ReplayedLine:
    """A recorded vote beside its new count."""

    question: str
    url: str
    on: Any
    version: str
    recorded: State
    sentence: str
    agrees: State
    marks: list[ClauseMark]


def replayed_line(found: Replayed, cluster: Cluster) -> ReplayedLine:
    """Return a vote that was counted again as a line of the page."""
    charter = charter_of(found.version).charter
    verdict = verdict_of(found.again.as_json())
    agrees = (
        State(pgettext("count", "the same"), "ok", "check")
        if found.agrees
        else State(pgettext("count", "differs"), "no", "alert-triangle")
    )
    return ReplayedLine(
        str(found.ballot.question),
        reverse("governance:ballot", args=[cluster.code, found.ballot.pk]),
        found.ballot.on,
        _("Version %(number)s") % {"number": found.version.number},
        ballot_state(found.ballot),
        sentence_of(verdict, language(), charter),
        agrees,
        marks_of(verdict.citations, cluster, charter, found.version),
    )
