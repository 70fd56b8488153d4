"""Recommendations as pages show them, and who is asked for them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from eduklaster.charter.amending import ANSWERS, may_recommend, recommenders
from eduklaster.charter.matters import chain_of
from eduklaster.charter.messages import (
    party_words,
    period_words,
    value_words,
)
from eduklaster.charter.places import PlaceChange
from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.marks import mark_of, marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.presenters.reading import language
from eduklaster.clusters.selectors import charter_of
from eduklaster.clusters.versions import version_changes
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.selectors import chain_for, rulebook_for
from eduklaster.ui.components import Action, ClauseMark, State

from ..access import may_keep
from ..enums import Answer, RecommendationState
from ..models import Amendment, Recommendation
from ..selectors import consultation_on
from .words import place_words

_ANSWER_TONES = {Answer.ACCEPTED: "ok", Answer.PARTLY: "warn", Answer.DECLINED: "no"}


def recommendation_state(row: Recommendation) -> State:
    """Return the chip of a recommendation: its answer, or that it has none."""
    if row.state == RecommendationState.ANSWERED:
        return State(row.get_answer_display(), _ANSWER_TONES[Answer(row.answer)])
    return State(row.get_state_display(), "now" if row.state == RecommendationState.WAITING else "")


class RecommendationCard:
    """A recommendation with its answer and what the reader may do with it."""

    def __init__(self, row: Recommendation, viewer: Viewer) -> None:
        """Keep the row and its reader."""
        self.row, self.viewer = row, viewer
        self.amendment = row.amendment
        self.cluster: Cluster = row.amendment.cluster

    @property
    def state(self) -> State:
        """The chip."""
        return recommendation_state(self.row)

    @cached_property
    def place(self) -> str:
        """The place that it is about."""
        return place_words(self.amendment, self.row.clause) if self.row.clause else _("The text as a whole")

    @property
    def place_url(self) -> str:
        """Where the change of the place stands."""
        url = reverse("amendments:redline", args=[self.cluster.code, self.amendment.pk])
        return f"{url}#place-{self.row.clause}" if self.row.clause else url

    @property
    def marks(self) -> list[ClauseMark]:
        """By which rule this party is asked."""
        charter = charter_of(self.amendment.base).charter
        return marks_of(self.row.citations, self.cluster, charter, self.amendment.base)

    @property
    def url(self) -> str:
        """The page of the recommendation."""
        return reverse("amendments:recommendation", args=[self.cluster.code, self.row.pk])

    @cached_property
    def actions(self) -> list[Action]:
        """What the reader may do."""
        if not self.viewer.is_signed_in or self.amendment.case.state != CaseState.OPEN:
            return []
        doer, args, found = doer_of(self.viewer), [self.cluster.code, self.row.pk], []
        is_waiting = self.row.state == RecommendationState.WAITING
        if self.row.state != RecommendationState.WITHDRAWN and may_keep(self.amendment, doer):
            words = pgettext("do it", "Answer") if is_waiting else _("Change the answer")
            found.append(
                Action(words, reverse("amendments:answer", args=args), "ink" if is_waiting else "quiet", "message-2")
            )
        if is_waiting and self.row.party in doer.parties:
            found.append(Action(_("Take it back"), reverse("amendments:withdraw", args=args), "stop", "x"))
        return found


def places_offered(amendment: Amendment) -> list[tuple[str, str]]:
    """Return the places on which one may recommend, with their beginnings: those that are changed first."""
    rows = version_changes(amendment.base, amendment.version)
    changed = [row for row in rows if row.change != "same"]
    rest = [row for row in rows if row.change == "same"]
    return [
        (key, f"{place_words(amendment, key)} · {_short(row)}")
        for row in [*changed, *rest]
        if (key := row.after or row.before)
    ]


def _short(row: PlaceChange, length: int = 70) -> str:
    text = " ".join((row.new_text or row.old_text).split())
    return text if len(text) <= length else text[:length].rsplit(" ", 1)[0] + "…"


def recommending_verdict(amendment: Amendment, viewer: Viewer) -> tuple[Verdict, list[ClauseMark]]:
    """Return whether the reader may recommend today, and by which rule."""
    case = amendment.case
    chain, rulebook = chain_for(case), rulebook_for(case, viewer.on)
    consultation = consultation_on(case, viewer.on, chain)
    own = doer_of(viewer).parties if viewer.is_signed_in else frozenset()
    verdict = may_recommend(rulebook, chain, consultation, own=own, on=viewer.on)
    return verdict, marks_of(verdict.citations, amendment.cluster, rulebook.charter, case.version)


@dataclass(frozen=True, slots=True)
class Asked:
    """The consultation as the charter or its default has it, in words."""

    who: str
    who_mark: ClauseMark | None
    period: str
    period_mark: ClauseMark | None
    answers: str
    answers_mark: ClauseMark | None


def asked_of(rulebook: Rulebook, matter: str, cluster: Cluster, viewer: Viewer, version: Any = None) -> Asked:
    """Return who is asked, how long and whether answers are due, each with its source."""
    charter = rulebook.charter
    chain = chain_of(charter, matter)
    step = next((s for s in chain.steps if s.kind == "consultation"), None)
    parties, rule = recommenders(rulebook, on=viewer.on, matter=matter)
    answers = rulebook.ask(ANSWERS, on=viewer.on, scope=Scope(matter=matter))
    period = period_words(step.wait, language()) if step and step.wait else _("until it is decided")

    def mark(source: object) -> ClauseMark | None:
        return mark_of(Citation.of(source), cluster, charter, version)

    return Asked(
        ", ".join(dict.fromkeys(party_words(p, language(), charter) for p in parties)),
        mark(rule),
        period if step else _("the charter provides for no consultation"),
        mark(step) if step else None,
        value_words(ANSWERS, answers.value, language(), charter),
        mark(answers),
    )
