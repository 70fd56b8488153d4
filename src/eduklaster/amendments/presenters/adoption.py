"""A first charter on its way into force, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from eduklaster.charter.matters import Chain, parties_of
from eduklaster.charter.messages import matter_words, parties_words, step_words
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.presenters.reading import language, reading_of
from eduklaster.clusters.presenters.records import version_days, version_state
from eduklaster.governance.selectors import composition_on
from eduklaster.governance.services import host_rule
from eduklaster.kernel.errors import StateError
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import cases_visible_to
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.presenters import CasePage, case_page
from eduklaster.ui.components import Action, ClauseMark, Fact, PathStep, State
from eduklaster.ui.typography import local_date

from ..services import adoption_rejected, is_ahead, ways_of
from ..services.adoption import ADOPTING


@dataclass(frozen=True, slots=True)
class Way:
    """One chain by which the charter comes into force: alone, or with the cluster."""

    chain: Chain
    title: str
    what: str
    source: Citation | None
    mark: ClauseMark | None
    path: list[PathStep]
    open_url: str
    is_post: bool
    declare_url: str

    @property
    def matter(self) -> str:
        """Id of the matter in the charter."""
        return self.chain.id


class AdoptionPage:
    """How the first charter of a cluster comes into force, and how far it is."""

    def __init__(self, cluster: Cluster, viewer: Viewer) -> None:
        """Keep the cluster and its reader; each part is read when it is drawn."""
        self.cluster, self.viewer = cluster, viewer
        self.reading = reading_of(cluster)
        self.version = self.reading.version

    @property
    def state(self) -> State:
        """The chip of the text."""
        return version_state(self.version)

    @property
    def facts(self) -> list[Fact]:
        """What is known of the text."""
        row = self.version
        found = [
            Fact(_("Version"), str(row.number)),
            Fact(_("In force"), version_days(row)),
            Fact(_("The cluster"), self.cluster.get_state_display()),
        ]
        found += [Fact(_("Adopted by"), row.adopted_by)] if row.adopted_by else []
        return found + ([Fact(_("Approved by"), row.approved_by)] if row.approved_by else [])

    @cached_property
    def cases(self) -> list[Case]:
        """The cases about the first charter, the newest first."""
        rows = cases_visible_to(self.cluster, self.viewer).filter(kind__in=ADOPTING).order_by("-opened_on", "-pk")
        return list(rows.select_related("cluster", "version"))

    @cached_property
    def under_way(self) -> CasePage | None:
        """The case that decides now."""
        row = next((row for row in self.cases if row.state == CaseState.OPEN), None)
        return case_page(row, self.viewer) if row else None

    @property
    def may_change(self) -> bool:
        """Whether the text was not adopted, so that its author may change it before it is put again."""
        if not self.viewer.is_signed_in or not self.viewer.capacities:
            return False
        try:
            adoption_rejected(self.cluster, self.viewer.on)
        except StateError:
            return False
        return True

    @property
    def former(self) -> list[tuple[str, str, str]]:
        """Cases that are over: what, when and how they ended, where they are read."""
        return [
            (
                row.title.in_(language()),
                f"{row.get_state_display()}, {local_date(row.closed_on)}" if row.closed_on else row.get_state_display(),
                reverse("procedures:case", args=[self.cluster.code, row.pk]),
            )
            for row in self.cases
            if row.state != CaseState.OPEN
        ]

    @cached_property
    def ways(self) -> list[Way]:
        """The chains that are still to be gone."""
        chains = ways_of(self.reading.charter)
        return [self._way(chain) for chain in chains if is_ahead(self.cluster, self.version, chain)]

    def _way(self, chain: Chain) -> Way:
        charter, code = self.reading.charter, self.cluster.code
        source = Citation("clause", chain.matter.clause) if chain.matter.clause else Citation.of(chain.steps[0])
        path = [
            PathStep(step_words(step, language()), parties_words(parties_of(step), language(), charter))
            for step in chain.steps
        ]
        is_founding = chain.matter.kind == "found"
        is_signed = any("founders" in parties_of(step) for step in chain.steps)
        may = self.viewer.is_signed_in and bool(self.viewer.capacities) and self.under_way is None
        # Founders sign at a meeting with a register of its own.
        url = (
            reverse("membership:meeting", args=[code])
            if is_founding and is_signed
            else reverse("amendments:adoption_open", args=[code, chain.id])
        )
        return Way(
            chain,
            matter_words(charter, chain.id, language()),
            _("The charter comes into force and the cluster begins to work.")
            if is_founding
            else _("The charter alone comes into force; the cluster is founded by an act of its own."),
            source,
            self.reading.mark(source),
            [*path, PathStep(pgettext("step", "In force"), _("from the date of the last act"), "end")],
            url if may else "",
            not (is_founding and is_signed),
            reverse("amendments:declare", args=[code, chain.id]) if may and self.viewer.is_secretary else "",
        )

    @property
    def empty(self) -> list[str]:
        """Ids of the organs that are to vote and in which nobody is entered yet."""
        charter = self.reading.charter
        voting = {
            party.partition(":")[2]
            for chain in ways_of(charter)
            for step in chain.steps
            if step.kind == "vote"
            for party in parties_of(step)
            if party.startswith("organ:")
        }
        return [
            name
            for name in sorted(voting & set(charter.organs))
            if not composition_on(self.cluster, name, self.viewer.on)
        ]

    @property
    def empty_organs(self) -> list[Action]:
        """The same as links to where their members are entered."""
        return [self._entering(name) for name in self.empty]

    def _entering(self, name: str) -> Action:
        organ = self.reading.charter.organs[name]
        page = "members" if host_rule(organ) and self.viewer.is_secretary else "organ"
        url = reverse(f"governance:{page}", args=[self.cluster.code, name])
        return Action(organ.name.in_(language()), url, "quiet", "users-group")
