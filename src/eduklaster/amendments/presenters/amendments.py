"""How a charter is amended, and one amendment, as pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from eduklaster.charter.matters import chain_of, matter_for_kind, parties_of
from eduklaster.charter.messages import (
    parties_words,
    step_words,
)
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.enums import VersionState
from eduklaster.clusters.marks import mark_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.presenters.reading import language, reading_of
from eduklaster.clusters.presenters.records import version_days, version_state
from eduklaster.clusters.selectors import charter_of
from eduklaster.clusters.versions import version_changes
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.enums import CaseState, StepState
from eduklaster.procedures.presenters import CasePage, case_page
from eduklaster.procedures.selectors import case_now, rulebook_for
from eduklaster.ui.components import Action, ClauseMark, Fact, PathStep, State
from eduklaster.ui.typography import local_date

from ..access import may_keep
from ..enums import RecommendationState
from ..models import Amendment
from ..selectors import consultation_on
from .recommendations import Asked, RecommendationCard, asked_of, recommending_verdict
from .words import change_state, place_words

KIND = "amend_charter"


@dataclass(frozen=True, slots=True)
class Beginning:
    """How a charter is amended, before anybody begins."""

    asked: Asked
    path: list[PathStep]
    proposers: str
    mark: ClauseMark | None
    draft_url: str
    version: str
    may_begin: bool


def beginning_of(cluster: Cluster, viewer: Viewer) -> Beginning:
    """Return the steps of an amendment of this charter, who may propose one, and where the draft is written."""
    reading = reading_of(cluster)
    matter = matter_for_kind(reading.charter, KIND)
    chain = chain_of(reading.charter, matter)
    proposers = list(chain.matter.opened_by) or list(parties_of(chain.steps[0]))
    source = Citation("clause", chain.matter.clause) if chain.matter.clause else Citation.of(chain.steps[0])
    steps = [
        PathStep(step_words(s, language()), parties_words(parties_of(s), language(), reading.charter))
        for s in chain.steps
    ]
    return Beginning(
        asked_of(reading.rulebook, matter, cluster, viewer),
        [
            PathStep(_("Draft of text and rules"), _("whoever proposes"), "on"),
            *steps,
            PathStep(pgettext("step", "In force"), "", "end"),
        ],
        parties_words(proposers, language(), reading.charter),
        mark_of(source, cluster, reading.charter),
        reverse("drafting:amend", args=[cluster.code]),
        version_days(reading.version),
        viewer.is_signed_in and reading.version.state == VersionState.IN_FORCE,
    )


class AmendmentPage:
    """An amendment as its page shows it to a reader."""

    def __init__(self, row: Amendment, viewer: Viewer) -> None:
        """Keep the row and its reader; each part is read when it is drawn."""
        self.row, self.viewer = row, viewer
        self.cluster: Cluster = row.cluster

    @property
    def state(self) -> State:
        """The chip of the version."""
        return version_state(self.row.version)

    @property
    def facts(self) -> list[Fact]:
        """What it amends, since when, by whom."""
        row = self.row
        base = _("Version %(number)s, %(days)s") % {"number": row.base.number, "days": version_days(row.base)}
        return [
            Fact(_("Filed"), local_date(row.filed_on)),
            Fact(pgettext("amendment", "Filed by"), row.case.opened_as),
            Fact(pgettext("amendment", "Changes"), base),
            Fact(pgettext("amendment", "Becomes"), _("Version %(number)s, %(days)s") % {"number": row.version.number, "days": version_days(row.version)}),
        ]  # fmt: skip

    @cached_property
    def case(self) -> CasePage:
        """The case that decides on it."""
        return case_page(self.row.case, self.viewer)

    @cached_property
    def consultation(self) -> Any:
        """The time of recommendations; None where the charter has none."""
        return consultation_on(self.row.case, self.viewer.on)

    @cached_property
    def asked(self) -> Asked:
        """Who is asked, how long, with which sources."""
        rulebook = rulebook_for(self.row.case, self.viewer.on)
        return asked_of(rulebook, self.row.case.matter, self.cluster, self.viewer, self.row.case.version)

    @cached_property
    def cards(self) -> list[RecommendationCard]:
        """The recommendations."""
        return [RecommendationCard(row, self.viewer) for row in self.row.recommendations.all()]

    @property
    def waiting(self) -> int:
        """How many recommendations have no answer yet."""
        return sum(card.row.state == RecommendationState.WAITING for card in self.cards)

    @property
    def path(self) -> list[PathStep]:
        """The way from the draft into force: the chain of the case, with the answers after the consultation."""
        now = case_now(self.row.case, self.viewer.on)
        charter = charter_of(self.row.case.version).charter
        found = [PathStep(_("Draft of text and rules"), local_date(self.row.filed_on), "done")]
        for step in now.chain.steps:
            state = now.steps[step.id].state
            if state == StepState.SKIPPED:
                continue
            done_on = now.steps[step.id].done_on
            note = local_date(done_on) if done_on else parties_words(parties_of(step), language(), charter)
            if step.kind == "consultation" and self.consultation and self.consultation.last:
                note = _("until %(day)s") % {"day": local_date(self.consultation.last)}
            is_now = step.id in now.open_ids
            found.append(PathStep(step_words(step, language()), note, "done" if done_on else "on" if is_now else ""))
            if step.kind == "consultation":
                found.append(self._answers_step(bool(done_on)))
        in_force = self.row.version.effective_from
        found.append(
            PathStep(
                pgettext("step", "In force"),
                local_date(in_force) if in_force else _("from the date of the last act"),
                "end",
            )
        )
        return found

    def _answers_step(self, is_begun: bool) -> PathStep:
        given = [card for card in self.cards if card.row.state != RecommendationState.WITHDRAWN]
        answered = len(given) - self.waiting
        words = ngettext("%(answered)s of %(count)s answered", "%(answered)s of %(count)s answered", len(given))
        note = words % {"answered": answered, "count": len(given)} if given else _("no recommendation yet")
        state = "" if not is_begun else "on" if self.waiting else "done"
        return PathStep(_("Answers to recommendations"), note, state)

    @cached_property
    def changes(self) -> list[tuple[str, str, State]]:
        """The places that the amendment changes, each with the way to its redline."""
        url = reverse("amendments:redline", args=[self.cluster.code, self.row.pk])
        rows = version_changes(self.row.base, self.row.version)
        return [
            (place_words(self.row, key), f"{url}#place-{key}", change_state(row))
            for row in rows
            if row.change != "same" and (key := row.after or row.before)
        ]

    @cached_property
    def actions(self) -> list[Action]:
        """What the reader may do with the amendment."""
        code, pk, found = self.cluster.code, self.row.pk, []
        if self.viewer.is_signed_in and self.row.case.state == CaseState.OPEN:
            verdict, _marks = recommending_verdict(self.row, self.viewer)
            if verdict.allowed:
                found.append(
                    Action(_("Recommend"), reverse("amendments:recommend", args=[code, pk]), "key", "message-2")
                )
        found.append(Action(_("What it changes"), reverse("amendments:redline", args=[code, pk]), "ink", "git-compare"))
        if self.viewer.is_signed_in:
            found.append(
                Action(_("What it means for us"), reverse("amendments:impact", args=[code, pk]), "quiet", "route")
            )
            if self.row.case.state == CaseState.OPEN and may_keep(self.row, doer_of(self.viewer)):
                found.append(
                    Action(
                        _("Change the draft"),
                        reverse("drafting:revise", args=[code, pk]),
                        "quiet",
                        "pencil",
                        is_post=True,
                    )
                )
        return found
