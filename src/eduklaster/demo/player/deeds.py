"""What else happens in a story: offices, founders, agreements, holdings, findings, documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings

from eduklaster.amendments.enums import Answer
from eduklaster.amendments.models import Amendment
from eduklaster.amendments.services import (
    AmendmentDraft,
    RecommendationDraft,
    amendment_file,
    recommendation_answer,
    recommendation_file,
)
from eduklaster.charter.loader import bundle
from eduklaster.clusters.enums import FindingState
from eduklaster.clusters.services import finding_note_set
from eduklaster.documents.registry import kind_get
from eduklaster.documents.services import blank_replace, document_issue
from eduklaster.execution.services.head import head_report_begin, head_report_send
from eduklaster.governance.enums import SeatState
from eduklaster.governance.models import Seat
from eduklaster.governance.services import (
    chair_seat,
    seat_fill,
    seats_sync,
)
from eduklaster.journal.services import SYSTEM
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Agreement
from eduklaster.membership.selectors import participants_on
from eduklaster.membership.services import (
    AgreementInput,
    NewParticipant,
    acknowledge,
    agreement_end,
    agreement_register,
    agreements_expire,
    component_found,
    founder_list,
    holding_record,
    participant_admit,
)
from eduklaster.people.models import Person
from eduklaster.people.services import office_assign
from eduklaster.procedures.enums import ActKind
from eduklaster.procedures.selectors import acts_of

from ..reading import day_of, localized
from .cases import Cases
from .stage import StoryFault


class Deeds(Cases):
    """Does what needs no case."""

    def do_offices(self, given: Mapping[str, str], item: Mapping[str, Any], on: date) -> None:
        """Enter holders of offices whom acts outside the cluster name."""
        basis = str(self.data["host_act"])
        for office, person in given.items():
            office_assign(
                cluster=self.cluster,
                office=office,
                person=self.people[person],
                valid_from=on,
                basis=basis,
                actor=SYSTEM,
            )

    def do_join(self, given: Sequence[str], item: Mapping[str, Any], on: date) -> None:
        """Enter participants who take part from the founding."""
        for key in given:
            new = NewParticipant(**self._applicant(key))
            participant_admit(cluster=self.cluster, new=new, on=on, actor=self._actor_of(item, on))

    def do_components(self, given: Mapping[str, str], item: Mapping[str, Any], on: date) -> None:
        """Enter the units that the charter names, with their heads."""
        host = self.organisations[str(self.data["host"])]
        for row in self.charter.participants.components:
            if row.id not in given:
                continue
            component_found(
                cluster=self.cluster, code=row.id, name=Localized(row.name.model_dump()), kind=row.kind, on=on,
                actor=self._actor_of(item, on), organisation=host, head=self.people[given[row.id]], is_founding=True,
            )  # fmt: skip

    def do_host_seats(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """Enter the members of an organ that the rules of the host compose."""
        for order, key in enumerate(given["people"]):
            seat = Seat.objects.create(
                cluster=self.cluster, organ=given["organ"], rule=given["rule"], label=localized(given["label"]),
                order=order, state=SeatState.VACANT, created_on=on,
            )  # fmt: skip
            seat_fill(seat=seat, person=self.people[key], on=on, actor=SYSTEM, note=str(self.data["host_act"]))
            if order == 0:
                chair_seat(seat=seat, on=on, actor=SYSTEM)

    def do_sync(self, given: Any, item: Mapping[str, Any], on: date) -> None:
        """Make the seats that the charter gives."""
        seats_sync(cluster=self.cluster, on=on, actor=self._actor_of(item, on))

    def do_fill(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """Seat the representatives whom the participants name themselves."""
        for row in self._seats(given):
            seat = Seat.objects.get(pk=row["seat_id"])
            if seat.state == SeatState.FILLED:
                continue
            seat_fill(
                seat=seat, person=Person.objects.get(pk=row["person_id"]), on=on, actor=self._actor_of(item, on),
                note=str(given.get("note", "")),
                alternate=Person.objects.get(pk=row["alternate_id"]) if "alternate_id" in row else None,
            )  # fmt: skip

    def do_founders(self, given: Sequence[str], item: Mapping[str, Any], on: date) -> None:
        """List the organisations of the founders' register as the charter prints it, in the order of the keys."""
        for key, row in zip(given, self.charter.participants.founders, strict=True):
            founder_list(
                cluster=self.cluster, organisation=self.organisations[key],
                position=Localized(row.position.model_dump()).in_(self.language), category=row.category,
                number=row.number, clause=row.clause or "", actor=SYSTEM, on=on,
            )  # fmt: skip

    def do_acknowledge(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """Let participants confirm that they have read the charter; some have not yet."""
        late = {self.participant(key).pk for key in given.get("not_yet", [])}
        for participant in participants_on(self.cluster, on).order_by("number"):
            if participant.pk in late:
                continue
            key = next((k for k, o in self.organisations.items() if o.pk == participant.organisation_id), None)
            actor = self.doer(f"p:{key}", on).actor if key else self._actor_of(item, on)
            acknowledge(participant=participant, version=self.version, on=on, actor=actor)

    def do_agreement(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """Enter an agreement; `until` and `ends` are days like all others."""
        until = day_of(given["until"], self.anchor) if "until" in given else None
        agreement = agreement_register(
            cluster=self.cluster,
            given=AgreementInput(
                kind=given["kind"], subject=given["subject"], number=given.get("number", ""), signed_on=on,
                organisations=[self.organisations[k].pk for k in given["parties"]], valid_until=until,
                survives_leaving=given.get("survives_leaving", True), is_public=given.get("public", True),
            ),
            on=on, actor=self._actor_of(item, on),
        )  # fmt: skip
        if "ends" in given:
            self._later(given["ends"], lambda day: self._end(agreement, day))
        elif until is not None and until < self.anchor:
            agreements_expire(cluster=self.cluster, on=until + timedelta(days=1))

    def _end(self, agreement: Agreement, on: date) -> None:
        agreement_end(agreement=agreement, on=on, actor=self.doer("secretary", on).actor)

    def do_holding(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """Record what a participant holds for the common work."""
        holding_record(
            cluster=self.cluster, kind=given["kind"], name=given["name"], holder=self.organisations[given["holder"]],
            note=given.get("note", ""), on=on, actor=self._actor_of(item, on),
        )  # fmt: skip

    def do_finding(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """Say what became of a finding of the charter's health."""
        finding_note_set(
            cluster=self.cluster, finding=given["code"], state=FindingState(given["state"]), note=given["note"],
            act=given["act"], actor=self._actor_of(item, on), on=on,
        )  # fmt: skip

    def do_blank(self, given: Mapping[str, str], item: Mapping[str, Any], on: date) -> None:
        """Enter what stands on the blank of the cluster: the place of its documents."""
        actor = self._actor_of(item, on)
        blank_replace(cluster=self.cluster, place=given["place"], parameters={}, note=given["note"], actor=actor)

    def do_issue(self, given: Sequence[str], item: Mapping[str, Any], on: date) -> None:
        """Issue official documents: the newest act of each kind that is named, and the registers."""
        actor = self._actor_of(item, on)
        for key in given:
            if key in ActKind.values:
                subject = acts_of(self.cluster).filter(kind=key).first()
                if subject is None:
                    raise StoryFault(f"{self.data['code']}: no act of the kind «{key}» to issue")
                document_issue(cluster=self.cluster, kind=kind_get("act"), subject=subject, actor=actor)
            else:
                document_issue(cluster=self.cluster, kind=kind_get(key), subject=self.cluster, actor=actor)

    def do_amendment(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """File an amendment: the charter changed where the data say, by whoever may propose one."""
        source = bundle(settings.CHARTERS_DIR / self.data["code"])
        for before, after in given["replace"]:
            if source.count(before) != 1:
                raise StoryFault(f"{self.data['code']}: the charter does not say «{before}» once")
            source = source.replace(before, after)
        draft = AmendmentDraft(localized(given["title"]), given["why"], source)
        amendment = amendment_file(cluster=self.cluster, draft=draft, doer=self.doer(given["by"], on), on=on)
        self.cases[given["case"]] = amendment.case

    def do_recommendation(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """Recommend something on an amendment, and answer it where the data say."""
        amendment = Amendment.objects.get(case=self.cases[given["to"]])
        wanted = RecommendationDraft(given["text"], given.get("clause", ""))
        row = recommendation_file(amendment=amendment, draft=wanted, doer=self.doer(given["by"], on), on=on)
        if answer := given.get("answer"):
            recommendation_answer(
                cluster=self.cluster, recommendation_id=row.pk, answer=Answer(answer[0]), text=answer[1],
                doer=self.doer("secretary", on), on=on,
            )  # fmt: skip

    def do_head_report(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """Write the head's report of a time that ends on the day, and hand it in where the data say."""
        doer = self.doer(item["actor"], on)
        since = day_of(given["since"], self.anchor)
        report = head_report_begin(cluster=self.cluster, since=since, until=on, text=given["text"], doer=doer, on=on)
        if given.get("send"):
            head_report_send(cluster=self.cluster, report_id=report.pk, doer=doer, on=on)


_ADMISSIONS = {"admit", "admit_partner", "admit_unit", "accede"}
_AUTHORITY = {"post": "Приказ о назначении на должность", "resolution": "Решение представительного органа, № 1"}
