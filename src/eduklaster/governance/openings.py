"""What a matter about organs and offices needs before its case is opened: what may be chosen, and the case made of it.

Pages and API ask the same: an `Opening` finds the matter, `form` says what may be chosen and what is wrong with it,
`draft` makes the case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from eduklaster.charter.chains import opening_verdict
from eduklaster.charter.matters import Chain, chain_of, parties_of
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Participant
from eduklaster.people.access import Viewer, office_name, require_signed_in
from eduklaster.people.models import Affiliation, OfficeHolding
from eduklaster.people.selectors import names_shown_to, valid_on
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.presenters import language
from eduklaster.procedures.services import CaseDraft
from eduklaster.procedures.services.standing import refusal

from .access import organ_name, require_capacity
from .enums import SeatState
from .forms import (
    AppointForm,
    ComposeForm,
    DesignateForm,
    DismissForm,
    ElectForm,
    NomineesForm,
    matters_of_kind,
)
from .selectors import SeatNow, composition_on, dismissible
from .services import matter_title, seats_sync

Given = QueryDict | Mapping[str, Any] | None
"""What was sent; None where a form is only read."""


class Opening:
    """A matter of one kind that somebody may open in a cluster."""

    kind: ClassVar[str]

    def __init__(self, cluster: Cluster, viewer: Viewer, matter: str = "") -> None:
        """Find the matter; without its id the first of the kind.

        Raises:
            AccessError: Nobody in particular asks, or somebody who is nothing in the cluster.
            ChainRefused: The charter says that the cluster decides no such matter.
            NotFound: There is no such matter.
        """
        require_signed_in(viewer)
        require_capacity(viewer)
        self.cluster, self.viewer = cluster, viewer
        self.charter: Charter = rulebook_of(cluster, viewer.on).charter
        self.known = matters_of_kind(self.charter, self.kind, language())
        if not self.known:
            verdict = opening_verdict(self.charter, self.kind)
            if not verdict.allowed:
                raise refusal(verdict, doer_of(viewer), cluster=cluster, case=None)
            raise NotFound
        wanted = matter or self.known[0][0]
        if wanted not in dict(self.known):
            raise NotFound
        self.chain: Chain = chain_of(self.charter, wanted)

    @property
    def source(self) -> Citation | None:
        """Where the charter, or a default, says how this is decided."""
        clause = self.chain.matter.clause
        return Citation("clause", clause) if clause else Citation.of(self.chain.steps[0])

    @property
    def elects(self) -> bool:
        """Whether a vote of the chain may choose among several candidates."""
        return any(step.elects for step in self.chain.steps)

    def form(self, given: Given, initial: Mapping[str, Any]) -> forms.Form:
        """Return the form of the matter, with what was sent."""
        raise NotImplementedError

    def draft(self, form: Any) -> CaseDraft:
        """Return the case that a valid form asks for."""
        raise NotImplementedError


class _OfOrgan(Opening):
    """A matter about the seats of an organ."""

    @property
    def organ(self) -> str:
        """Id of the organ."""
        return self.chain.matter.organ or self.charter.roles.main_organ

    def _composition(self) -> list[SeatNow]:
        return composition_on(self.cluster, self.organ, self.viewer.on)

    def _detail(self) -> Localized | None:
        found = None if self.chain.matter.organ else self.charter.organs.get(self.organ)
        return organ_name(found) if found else None


class Composing(_OfOrgan):
    """Who sits on the seats of an organ."""

    kind = "compose_organ"

    @property
    def _is_named_by_participants(self) -> bool:
        return any("participant" in parties_of(step) for step in self.chain.steps)

    def seats(self) -> list[SeatNow]:
        """Return the seats that may be filled: those of the viewer's own participants where these name whom they send."""
        seats = self._composition()
        if self.elects or self.viewer.is_secretary or not self._is_named_by_participants:
            return seats
        return [now for now in seats if f"participant:{now.seat.participant_id}" in self.viewer.parties] or seats

    def form(self, given: Given, initial: Mapping[str, Any]) -> ComposeForm | NomineesForm:
        """Return a form with a person for each seat, or with the candidates of an election."""
        if self.viewer.is_secretary and given is not None:
            seats_sync(cluster=self.cluster, on=self.viewer.on, actor=self.viewer.actor())
        made = NomineesForm if self.elects else ComposeForm
        return made(given, seats=self.seats(), viewer=self.viewer)

    def draft(self, form: ComposeForm | NomineesForm) -> CaseDraft:
        """Return the case: about the participant, where it alone names its representative, so that it can sign."""
        if isinstance(form, NomineesForm):
            called = matter_title(self.charter, self.chain.id, self._detail())
            return CaseDraft(self.chain.id, called, payload={"organ": self.organ, **form.payload})
        about = self._participant_of(form.payload)
        detail = Localized(about.public_name) if about else self._detail()
        return CaseDraft(
            self.chain.id,
            matter_title(self.charter, self.chain.id, detail),
            ("membership.participant", str(about.pk)) if about else ("", ""),
            payload={"organ": self.organ, "seats": form.payload},
        )

    def _participant_of(self, payload: Sequence[Mapping[str, int]]) -> Participant | None:
        """Return the participant whose representative is named; None where there are several."""
        if not self._is_named_by_participants:
            return None
        named = {row["seat_id"] for row in payload}
        found = {now.seat.participant for now in self._composition() if now.seat.pk in named}
        return next(iter(found)) if len(found) == 1 else None


class Electing(_OfOrgan):
    """Who presides over an organ."""

    kind = "elect_chair"

    def members(self) -> list[SeatNow]:
        """Return the seats of those who may be proposed: members in office."""
        return [
            now for now in self._composition() if now.holding is not None and now.state == SeatState.FILLED
        ]  # fmt: skip

    def form(self, given: Given, initial: Mapping[str, Any]) -> ElectForm:
        """Return a form with the members in office."""
        return ElectForm(given, seats=self.members(), elects=self.elects)

    def draft(self, form: ElectForm) -> CaseDraft:
        """Return the case."""
        seats = {str(now.seat.pk): now for now in self.members()}
        standing = [
            {"seat_id": now.seat.pk, **({"person_id": now.holding.person_id} if now.holding else {})}
            for now in (seats[chosen] for chosen in form.chosen)
        ]
        payload: dict[str, Any] = standing[0] if len(standing) == 1 else {"candidates": standing}
        return CaseDraft(self.chain.id, matter_title(self.charter, self.chain.id), payload=payload)


class Appointing(Opening):
    """Who holds an office."""

    kind = "appoint"

    def offices(self) -> list[tuple[str, str]]:
        """Return the offices that may be given: the one of the matter, else those of the cluster."""
        only = self.chain.matter.office
        found = [
            (name, office.name.in_(language()))
            for name, office in self.charter.offices.items()
            if (name == only if only else office.belongs_to == "cluster")
        ]
        if found or not only:
            return found
        return [(only, str(office_name(self.cluster, only, self.viewer.on)))]

    def form(self, given: Given, initial: Mapping[str, Any]) -> AppointForm:
        """Return a form with the offices and the persons of the cluster."""
        return AppointForm(
            given,
            offices=self.offices(),
            viewer=self.viewer,
            elects=self.elects,
            initial={"office": self.chain.matter.office or initial.get("office", "")},
        )

    def draft(self, form: AppointForm) -> CaseDraft:
        """Return the case."""
        office = form.cleaned_data["office"]
        detail = None if self.chain.matter.office else office_name(self.cluster, office, self.viewer.on)
        return CaseDraft(self.chain.id, matter_title(self.charter, self.chain.id, detail), payload=form.payload)


class Dismissing(Opening):
    """Who leaves an office."""

    kind = "dismiss"

    def holdings(self) -> list[tuple[OfficeHolding, bool]]:
        """Return whose time in office may end, each with whether the viewer may read the name."""
        held = dismissible(self.cluster, self.charter, self.chain, self.viewer.on)
        named = names_shown_to(self.viewer, {row.person_id for row in held})
        return [(row, row.person_id in named) for row in held]

    def form(self, given: Given, initial: Mapping[str, Any]) -> DismissForm:
        """Return a form with those who hold the offices of the matter today."""
        choices = [(str(row.pk), self._words(row, is_named=is_named)) for row, is_named in self.holdings()]
        return DismissForm(given, holdings=choices, initial={"holding": initial.get("holding", "")})

    def _words(self, row: OfficeHolding, *, is_named: bool) -> str:
        """Return an office, who holds it and whether for a time only."""
        who = row.person.full_name if is_named else _("name not published")
        words = f"{office_name(row.cluster, row.office, self.viewer.on)}: {who}"
        return f"{words} ({_('acting')})" if row.is_acting else words

    def draft(self, form: DismissForm) -> CaseDraft:
        """Return the case."""
        row = OfficeHolding.objects.get(cluster=self.cluster, pk=form.cleaned_data["holding"])
        payload = {"office": row.office, "person_id": row.person_id, "holding_id": row.pk, "is_acting": row.is_acting}
        detail = None if self.chain.matter.office else office_name(self.cluster, row.office, self.viewer.on)
        title = matter_title(self.charter, self.chain.id, detail)
        return CaseDraft(self.chain.id, title, ("people.officeholding", str(row.pk)), payload=payload)


class Designating(Opening):
    """Which organisation is an organ or holds a role."""

    kind = "designate"

    def form(self, given: Given, initial: Mapping[str, Any]) -> DesignateForm:
        """Return a form with the organisations of the cluster."""
        return DesignateForm(given, viewer=self.viewer)

    def draft(self, form: DesignateForm) -> CaseDraft:
        """Return the case: with whoever heads the organisation, or represents it, so that consent can be given."""
        organisation = form.cleaned_data["organisation"]
        head = (
            Affiliation.objects.filter(valid_on(self.viewer.on), organisation=organisation)
            .filter(Q(is_head=True) | Q(may_represent=True))
            .order_by("-is_head", "pk")
            .first()
        )
        payload: dict[str, Any] = {"organisation_id": organisation.pk, "why": form.cleaned_data["mandate"]}
        if head is not None:
            payload["person_id"] = head.person_id
        title = matter_title(self.charter, self.chain.id, Localized.same(organisation.short_name))
        return CaseDraft(self.chain.id, title, ("people.organisation", str(organisation.pk)), payload=payload)
