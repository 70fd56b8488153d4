"""Plays the history of one demo cluster through the services, day after day, as people would have done it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation

from eduklaster.charter.loader import bundle
from eduklaster.charter.resolver import Scope
from eduklaster.clusters.enums import FindingState
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import rulebook_of, version_governing
from eduklaster.clusters.services import cluster_create, finding_note_set, version_add
from eduklaster.governance.enums import Choice, SeatState
from eduklaster.governance.models import Seat
from eduklaster.governance.selectors import SeatNow, composition_on
from eduklaster.governance.services import (
    RollCallInput,
    ballot_record,
    chair_seat,
    seat_fill,
    seats_concerned,
    seats_sync,
)
from eduklaster.journal.services import SYSTEM, Actor, journal_write
from eduklaster.kernel.text import Localized
from eduklaster.membership.enums import AgreementState
from eduklaster.membership.models import Agreement, Founder, Participant
from eduklaster.membership.selectors import participants_on
from eduklaster.membership.services import (
    AgreementInput,
    Authority,
    NewParticipant,
    acknowledge,
    agreement_end,
    agreement_register,
    component_found,
    founder_authority_set,
    founder_list,
    founder_sign,
    holding_record,
    participant_admit,
)
from eduklaster.people.models import OfficeHolding, Organisation, Person, User
from eduklaster.people.services import affiliation_start, office_assign, organisation_create, person_create
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import (
    CaseDraft,
    StepInput,
    act_correct,
    case_open,
    case_stop,
    evidence_add,
    refusal_record,
    step_decline,
    step_do,
    step_mark,
)

from .reading import day_of, localized

_TITLES = {
    "admit": ["Вступ: %s", "Вступление: %s", "Admission: %s"],
    "exclude": ["Виключення: %s", "Исключение: %s", "Exclusion: %s"],
    "leave": ["Вихід: %s", "Выход: %s", "Leaving: %s"],
    "name_representative": ["Представник: %s", "Представитель: %s", "Representative: %s"],
}


class StoryFault(AssertionError):
    """The demo's data and the services disagree: a refusal that did not come, a vote that went another way."""


@contextmanager
def on_the_day(day: date) -> Iterator[None]:
    """Let the clock stand on a day of the story, so that records bear its date."""
    before = settings.FIXED_TODAY
    settings.FIXED_TODAY = day
    try:
        yield
    finally:
        settings.FIXED_TODAY = before


@dataclass(order=True)
class Event:
    """Something that happens on a day; of one day, in the order written."""

    on: date
    position: int
    play: Callable[[date], None] = field(compare=False)


class Player:
    """Plays one cluster; keeps what the data call by short names."""

    def __init__(self, data: Mapping[str, Any], anchor: date, accounts: Mapping[str, Callable[[Person], User]]) -> None:
        self.data, self.anchor, self.accounts = data, anchor, accounts
        self.language = str(data["language"])
        self.people: dict[str, Person] = {}
        self.users: dict[str, User] = {}
        self.organisations: dict[str, Organisation] = {}
        self.cases: dict[str, Case] = {}
        self.agreements: dict[str, Agreement] = {}
        self.cluster: Cluster
        self.events: list[Event] = []

    # ─── the whole ─────────────────────────────────────────────────────────────────────────────────────────────────

    def play(self) -> Cluster:
        """Create the cluster and let its story happen; the caller holds the transaction."""
        created = day_of(self.data["created"], self.anchor)
        with translation.override(self.language):
            with on_the_day(created):
                self._stage(created)
            for item in self.data["story"]:
                self._schedule(item)
            for event in sorted(self.events):
                with on_the_day(event.on):
                    event.play(event.on)
        return self.cluster

    def _stage(self, on: date) -> None:
        source = bundle(settings.CHARTERS_DIR / self.data["code"])
        self.cluster = cluster_create(source=source, actor=SYSTEM, on=on)
        Cluster.objects.filter(pk=self.cluster.pk).update(help_contact=localized(self.data["help_contact"]))
        for key, name in self.data["people"].items():
            self._person(key, name)
        for key, row in self.data["organisations"].items():
            self._organisation(key, row, on)
        for person, organisation, position in self.data.get("ties", []):
            affiliation_start(
                person=self.people[person], organisation=self.organisations[organisation], position=position,
                valid_from=on, actor=SYSTEM, cluster=self.cluster,
            )  # fmt: skip

    def _person(self, key: str, name: str) -> Person:
        surname, given, *rest = name.split()
        person = person_create(
            actor=SYSTEM, cluster=self.cluster, surname=surname, given_name=given, patronymic=" ".join(rest),
            language=self.language,
        )  # fmt: skip
        self.people[key] = person
        if key in self.accounts:
            self.users[key] = self.accounts[key](person)
        return person

    def _organisation(self, key: str, row: Sequence[Any], on: date) -> None:
        official, short, sector, levels, town, position, head = row
        organisation = organisation_create(
            actor=SYSTEM, cluster=self.cluster, official_name=official, short_name=short, sector=sector,
            levels=levels.split(), settlement=town,
        )  # fmt: skip
        self.organisations[key] = organisation
        person = self.people.get(head) or self._person(key, head)
        self.people[key] = person
        affiliation_start(
            person=person, organisation=organisation, position=position, valid_from=on, actor=SYSTEM, is_head=True,
            may_represent=True, cluster=self.cluster,
        )  # fmt: skip

    def _schedule(self, item: Mapping[str, Any]) -> None:
        if "case" in item:
            self._schedule_case(item)
            return
        if "admit" in item:
            self._schedule_admission(item)
            return
        verb = next(name for name in item if name not in {"day", "actor"})
        play: Callable[[Any, Mapping[str, Any], date], None] = getattr(self, f"do_{verb}")
        self._at(item["day"], lambda on: play(item[verb], item, on))

    def _at(self, given: int | date, play: Callable[[date], None]) -> None:
        self.events.append(Event(day_of(given, self.anchor), len(self.events), play))

    # ─── who acts ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _actor(self, person: Person | None, capacity: str) -> Actor:
        user = next((u for u in self.users.values() if person and u.person_id == person.pk), None)
        return Actor(user.pk if user else None, capacity, person.pk if person else None)

    def doer(self, ref: str, on: date) -> Doer:
        """Return somebody as a party: an office, `chair:organ`, `p:` participant, `o:` organisation, `person:`, `f:` founder."""
        head, _sep, name = ref.partition(":")
        if head in {"p", "o", "f"}:
            organisation, person = self.organisations[name], self.people[name]
            label = f"{organisation.short_name}"
            parties = {f"organisation:{organisation.pk}"}
            if head == "p":
                parties = {f"participant:{self.participant(name).pk}"}
            if head == "f":
                parties = {f"founder:{Founder.objects.get(cluster=self.cluster, organisation=organisation).pk}"}
            return Doer(self._actor(person, label), frozenset(parties), False, tuple((p, label) for p in parties))
        if head == "person":
            person = self.people[name]
            return Doer(self._actor(person, str(person)), frozenset({f"person:{person.pk}"}))
        if head == "chair":
            seat = next((s for s in composition_on(self.cluster, name, on) if s.is_chair and s.holding), None)
            holder = seat.holding.person if seat and seat.holding else None
            label = self._organ_name(name)
            return Doer(self._actor(holder, label), frozenset({ref}), False, ((ref, label),))
        holding = (
            OfficeHolding.objects.filter(cluster=self.cluster, office=ref, valid_from__lte=on)
            .exclude(valid_until__lte=on)
            .select_related("person")
            .first()
        )
        label = self._office_name(ref)
        party = f"office:{ref}"
        return Doer(
            self._actor(holding.person if holding else None, label),
            frozenset({party}),
            ref == self.charter.roles.secretary,
            ((party, label),),
        )

    @property
    def charter(self) -> Any:
        """The charter by which the cluster works now."""
        from eduklaster.clusters.selectors import charter_of

        return charter_of(self.version).charter

    @property
    def version(self) -> CharterVersion:
        """The version that governs on the day of the story."""
        return version_governing(self.cluster, self._today())

    def _today(self) -> date:
        today: date = settings.FIXED_TODAY or self.anchor
        return today

    def _office_name(self, office: str) -> str:
        return Localized(self.charter.offices[office].name.model_dump()).in_(self.language)

    def _organ_name(self, organ: str) -> str:
        return Localized(self.charter.organs[organ].name.model_dump()).in_(self.language)

    def participant(self, key: str) -> Participant:
        """Return the last membership of an organisation."""
        return Participant.objects.filter(cluster=self.cluster, organisation=self.organisations[key]).latest("number")

    def _actor_of(self, item: Mapping[str, Any], on: date) -> Actor:
        return self.doer(item.get("actor", "secretary"), on).actor

    # ─── cases ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _schedule_case(self, item: Mapping[str, Any]) -> None:
        key = item["case"]
        self._at(item["day"], lambda on: self._open(key, item, on))
        for day, verb, *arguments in item.get("steps", []):
            play: Callable[..., None] = getattr(self, f"step_{verb}")
            self._at(day, lambda on, play=play, arguments=arguments: play([key], on, *arguments))  # type: ignore[misc]

    def _schedule_admission(self, item: Mapping[str, Any]) -> None:
        """Several applicants walk the cluster's way of admission together: `admission` of the data."""
        keys = [f"admit-{key}" for key in item["admit"]]
        for key in item["admit"]:
            draft = {"matter": item.get("matter", self.data["admission"]["matter"]), "by": f"o:{key}", **item}
            draft |= {"about": f"organisation:{key}", "payload": {"participant": key}}
            self._at(item["day"], lambda on, key=key, draft=draft: self._open(f"admit-{key}", draft, on))  # type: ignore[misc]
        for after, verb, *arguments in item.get("steps", self.data["admission"]["steps"]):
            play: Callable[..., None] = getattr(self, f"step_{verb}")
            together = arguments[0] in self.data["admission"]["together"]
            given = item["day"]
            day = given - after if isinstance(given, int) else date.fromordinal(given.toordinal() + after)
            for batch in [keys] if together else [[key] for key in keys]:
                self._at(
                    day,
                    lambda on, play=play, batch=batch, arguments=arguments: play(
                        batch, on, *self._own(batch, arguments)
                    ),  # type: ignore[misc]
                )

    @staticmethod
    def _own(batch: Sequence[str], arguments: Sequence[Any]) -> list[Any]:
        name = batch[0].removeprefix("admit-")
        return [a.replace("APPLICANT", name) if isinstance(a, str) else a for a in arguments]

    def _open(self, key: str, item: Mapping[str, Any], on: date) -> None:
        kind, _sep, name = item.get("about", "").partition(":")
        subject, shown = ("", ""), item.get("named", "")
        if kind == "organisation":
            subject, shown = (
                ("people.organisation", str(self.organisations[name].pk)),
                self.organisations[name].short_name,
            )
        elif kind == "participant":
            subject = ("membership.participant", str(self.participant(name).pk))
            shown = self.organisations[name].short_name
        matter = item["matter"]
        title = item.get("title") or [t % shown for t in _TITLES["admit" if matter in _ADMISSIONS else matter]]
        draft = CaseDraft(
            matter,
            localized(title),
            subject,
            ground=item.get("ground", ""),
            facts=item.get("facts", {}),
            payload=self._payload(item.get("payload", {})),
            is_public=item.get("public", True),
        )
        doer = self.doer(item["by"], on)
        self.cases[key] = case_open(cluster=self.cluster, draft=draft, doer=doer, on=on)

    def _payload(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(given)
        if "participant" in found:
            found["participant"] = self._applicant(found["participant"])
            found["applicant_parties"] = [f"organisation:{found['participant']['organisation_id']}"]
        if "person" in found:
            found["person_id"] = self.people[found.pop("person")].pk
        if "organisation" in found:
            found["organisation_id"] = self.organisations[found.pop("organisation")].pk
        if "seats" in found:
            found["seats"] = self._seats(found["seats"])
        if "seat" in found:
            organ, key = found.pop("seat")
            found["seat_id"] = self._seat_of(organ, key).pk
        if "participants" in found:
            found["participant_parties"] = [f"participant:{self.participant(k).pk}" for k in found.pop("participants")]
        if "version" in found:
            found["version_id"] = self.cluster.versions.latest("number").pk
            del found["version"]
        return found

    def _applicant(self, key: str) -> dict[str, Any]:
        row = self.data["categories"][key]
        category, group, *rest = row if isinstance(row, list) else [row, ""]
        return {
            "category": category,
            "organisation_id": self.organisations[key].pk,
            "primary_group": group or "",
            **(rest[0] if rest else {}),
        }

    def _seats(self, given: Mapping[str, Any]) -> list[dict[str, int]]:
        """Return seats with those who are to sit on them: named persons in order, representatives, or heads of units."""
        organ, people = given["organ"], given.get("people", [])
        with_alternate = given.get("alternates", {})
        rows: list[dict[str, int]] = []
        seats = [s.seat for s in composition_on(self.cluster, organ, self._today())]
        only = given.get("only")
        if only is not None:
            wanted = {self.participant(key).pk for key in only}
            seats = [s for s in seats if s.participant_id in wanted]
        by_organisation = {o.pk: k for k, o in self.organisations.items()}
        pairs: list[tuple[Seat, int]] = list(
            zip(
                (s for s in seats if not s.participant_id and not s.component_id),
                (self.people[k].pk for k in people),
                strict=False,
            )
        )
        for seat in seats:
            if seat.component and seat.component.head_id:
                pairs.append((seat, seat.component.head_id))
            elif seat.participant and seat.participant.organisation_id:
                pairs.append((seat, self.people[by_organisation[seat.participant.organisation_id]].pk))
        for seat, person in pairs:
            row = {"seat_id": seat.pk, "person_id": person}
            name = next((k for k, p in self.people.items() if p.pk == person and k in with_alternate), None)
            if name:
                row["alternate_id"] = self.people[with_alternate[name]].pk
            rows.append(row)
        return rows

    def _seat_of(self, organ: str, key: str) -> Seat:
        person = self.people[key]
        found = next(
            s
            for s in composition_on(self.cluster, organ, self._today())
            if s.holding and s.holding.person_id == person.pk
        )
        return found.seat

    def _ids(self, keys: Sequence[str]) -> list[int]:
        return [self.cases[key].pk for key in keys]

    def step_do(
        self, keys: Sequence[str], on: date, step: str, by: str, extra: Mapping[str, Any] | None = None
    ) -> None:
        """Do a step."""
        extra = extra or {}
        given = StepInput(
            note=extra.get("note", ""),
            facts=extra.get("facts", {}),
            cites=extra.get("cites"),
            act_text=extra.get("text", ""),
            data=extra.get("data", {}),
        )
        doer = self.doer(by, on)
        step_do(
            cluster=self.cluster,
            case_ids=self._ids([*keys, *extra.get("with", [])]),
            step=step,
            doer=doer,
            on=on,
            given=given,
        )

    def step_vote(self, keys: Sequence[str], on: date, step: str, given: Mapping[str, Any]) -> None:
        """Vote by roll call; the data say how many of the seats said what."""
        keys = [*keys, *given.get("with", [])]
        cases = [Case.objects.get(pk=pk) for pk in self._ids(keys)]
        organ = given.get("organ") or self.charter.roles.main_organ
        seats = composition_on(self.cluster, organ, on)
        scope = Scope(organ=organ, matter=cases[0].matter, step=step)
        concerned = seats_concerned(cases, seats, rulebook=rulebook_of(self.cluster, on), scope=scope, on=on)
        choices = {pk: Choice.RECUSED for pk in concerned if given.get("recused")}
        voters = [s for s in seats if s.state == SeatState.FILLED and s.seat.votes and s.seat.pk not in concerned]
        turn = cases[0].pk % len(voters) if voters else 0
        order = iter([s for s in voters if s.is_chair] + _turned([s for s in voters if not s.is_chair], turn))
        for word in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN):
            for _number in range(_share(given.get(word.value, 0), len(voters))):
                seat = next(order, None)
                if seat is not None:
                    choices[seat.seat.pk] = word
        result = ballot_record(
            cluster=self.cluster, organ=organ, case_ids=[c.pk for c in cases], step=step, given=RollCallInput(choices),
            doer=self.doer(given.get("recorded_by", "secretary"), on), on=on, note=given.get("note", ""),
        )  # fmt: skip
        wanted = given.get("code", "vote.carried")
        if result.verdict.code != wanted:
            raise StoryFault(
                f"{self.data['code']}: {keys} {step}: {result.verdict.code} instead of {wanted}: {result.verdict.facts}"
            )

    def step_decline(self, keys: Sequence[str], on: date, step: str, by: str, reason: str) -> None:
        """Decline a step with a reason."""
        for pk in self._ids(keys):
            step_decline(cluster=self.cluster, case_id=pk, step=step, doer=self.doer(by, on), on=on, reason=reason)

    def step_refused(
        self, keys: Sequence[str], on: date, step: str, by: str, extra: Mapping[str, Any] | None = None
    ) -> None:
        """Try what the charter does not allow: the refusal stays in the history of the case."""
        try:
            self.step_do(keys, on, step, by, extra)
        except ChainRefused as error:
            if extra and extra.get("code") and error.code != extra["code"]:
                raise StoryFault(f"{keys} {step}: refused as {error.code}") from error
            refusal_record(error)
            return
        raise StoryFault(f"{self.data['code']}: {keys} {step} was to be refused.")

    def step_stop(self, keys: Sequence[str], on: date, reason: str) -> None:
        """Stop a case."""
        for key in keys:
            self.cases[key].refresh_from_db()
            case_stop(case=self.cases[key], reason=reason, actor=self.doer("secretary", on).actor, on=on)

    def step_evidence(self, keys: Sequence[str], on: date, by: str, title: str, text: str) -> None:
        """Attach a statement."""
        for key in keys:
            evidence_add(case=self.cases[key], title=title, text=text, doer=self.doer(by, on), on=on)

    def step_mark(
        self, keys: Sequence[str], on: date, step: str, by: Sequence[str], extra: Mapping[str, Any] | None = None
    ) -> None:
        """Let several do their part of a step: parties of an agreement."""
        for ref in by:
            doer = self.doer(ref, on)
            (party,) = doer.parties
            for pk in self._ids(keys):
                step_mark(
                    cluster=self.cluster, case_id=pk, step=step, party=party, label=doer.actor.capacity, doer=doer, on=on,
                    facts=(extra or {}).get("facts"),
                )  # fmt: skip

    def step_sign(self, keys: Sequence[str], on: date, step: str, founders: Sequence[str]) -> None:
        """Let listed founders sign: authority, mark in the case, row of the register."""
        for name in founders:
            founder = Founder.objects.get(cluster=self.cluster, organisation=self.organisations[name])
            actor = self.doer(f"f:{name}", on).actor
            kind = "post" if name != "deputies" else "resolution"
            document = _AUTHORITY[kind]
            founder_authority_set(
                founder=founder, signatory=self.people[name], authority=Authority(kind, document), on=on, actor=actor
            )
            self.step_mark(keys, on, step, [f"f:{name}"], {"facts": {"authority_document": True}})
            founder_sign(founder=founder, on=on, actor=actor)

    def step_correct(self, keys: Sequence[str], on: date, step: str, by: str, title: Any, text: str) -> None:
        """Correct the act of a step by a later act."""
        act = self.cases[keys[0]].steps.select_related("act").get(step=step).act
        assert act is not None  # noqa: S101 -- the data name a step that issues an act
        act_correct(act=act, text=text, title=localized(title), on=on, actor=self.doer(by, on).actor)

    # ─── what happens outside cases ────────────────────────────────────────────────────────────────────────────────

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
            self._later(given["ends"], lambda day: self._end(agreement, day, AgreementState.TERMINATED))
        elif until is not None and until < self.anchor:
            self._end(agreement, until, AgreementState.EXPIRED)

    def _later(self, given: int, play: Callable[[date], None]) -> None:
        day = day_of(given, self.anchor)
        with on_the_day(day):
            play(day)

    def _end(self, agreement: Agreement, on: date, state: AgreementState) -> None:
        if state == AgreementState.TERMINATED:
            agreement_end(agreement=agreement, on=on, actor=self.doer("secretary", on).actor)
        else:
            Agreement.objects.filter(pk=agreement.pk).update(state=state)
            journal_write(chain=self.cluster.code, actor=SYSTEM, action="agreement.expired", subject=agreement, on=on)

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

    def do_draft_version(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """Add a draft of the charter's next version, changed where the data say."""
        source = bundle(settings.CHARTERS_DIR / self.data["code"])
        for before, after in given["replace"]:
            if before not in source:
                raise StoryFault(f"{self.data['code']}: the charter does not say «{before}»")
            source = source.replace(before, after)
        version_add(
            cluster=self.cluster, source=source, actor=self._actor_of(item, on), on=on,
            summary=localized(given["summary"]),
        )  # fmt: skip


_ADMISSIONS = {"admit", "admit_partner", "admit_unit", "accede"}
_AUTHORITY = {"post": "Приказ о назначении на должность", "resolution": "Решение представительного органа, № 1"}


def _turned(seats: list[SeatNow], by: int) -> list[SeatNow]:
    by %= len(seats) or 1
    return seats[by:] + seats[:by]


def _share(given: int | str, count: int) -> int:
    return count if given == "all" else int(given)
