"""Whom a step, a case, a delegation, a session or a proposal concerns, and by which address they may be written to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Q, QuerySet

from eduklaster.amendments.models import Amendment, Recommendation
from eduklaster.charter.amending import recommenders, standing_to_recommend
from eduklaster.charter.matters import parties_of
from eduklaster.charter.schema import Step
from eduklaster.clusters.models import Cluster
from eduklaster.execution.access import parties_with_seats
from eduklaster.execution.enums import Answer
from eduklaster.execution.models import Task
from eduklaster.governance.models import SeatHolding
from eduklaster.membership.models import Component, Founder, Participant
from eduklaster.membership.selectors import participants_on
from eduklaster.people.access import secretary_office
from eduklaster.people.enums import ConsentPurpose, ContactKind
from eduklaster.people.models import Affiliation, Consent, ContactPoint, OfficeHolding, Person, User
from eduklaster.people.selectors import valid_on
from eduklaster.procedures.access import doer_for
from eduklaster.procedures.models import Case, CaseStep
from eduklaster.procedures.parties import concrete_parties, is_turn_of
from eduklaster.procedures.selectors import chain_for, delegations_on, rulebook_for
from eduklaster.sessions.models import Proposal, Session

from .enums import Occasion, Rhythm
from .models import Choice


@dataclass(frozen=True, slots=True)
class Recipient:
    """A person with the address and the language in which they are written to."""

    person: Person
    address: str
    language: str


def rhythm_of(person_id: int) -> Rhythm:
    """Return how often a person wants letters."""
    row = Choice.objects.filter(person_id=person_id).first()
    return Rhythm(row.rhythm) if row else Rhythm.AT_ONCE


def recipient_of(person: Person, cluster: Cluster | None) -> Recipient | None:
    """Return how a person may be written to, or None: an account's address, else an own contact with standing consent."""
    user = User.objects.filter(person=person).first()
    if user is not None:
        return Recipient(person, user.email, user.language) if user.is_active else None
    consents = Consent.objects.filter(person=person, purpose=ConsentPurpose.NOTIFICATIONS, withdrawn_at=None)
    if not consents.filter(Q(cluster=None) | Q(cluster=cluster)).exists():
        return None
    contact = ContactPoint.objects.filter(person=person, kind=ContactKind.EMAIL).order_by("pk").first()
    return Recipient(person, contact.value, person.language) if contact else None


def persons_in_turn(row: CaseStep, on: date) -> list[Person]:
    """Return the people who may do an open step themselves: those whom the desk shows it, alternates included.

    Who may only record somebody else's paper is left out, and so is who has done their part of a collective step.
    A step that anybody may do waits for nobody in particular: nobody is written to.
    """
    case = row.case
    step = chain_for(case).step(row.step)
    marked = set(row.marks.values_list("party", flat=True))
    people = Person.objects.filter(pk__in=_candidates(case, step, on)).order_by("pk")
    return [person for person in people if is_turn_of(case, step, doer_for(person, case.cluster, on), marked)]


def _candidates(case: Case, step: Step, on: date) -> set[int]:
    """Return who could come into question at all; whether they may is asked of the engine."""
    cluster = case.cluster
    found = set(delegations_on(cluster, on).values_list("person_id", flat=True))
    for wanted in parties_of(step):
        head, _, name = wanted.partition(":")
        if head in {"organ", "office", "body"}:
            found |= _officials(cluster, name if head == "organ" else "", on)
        elif wanted == "founders":
            organisations = Founder.objects.filter(cluster=cluster).values("organisation")
            found |= _representatives(Q(organisation__in=organisations), on)
        elif (concrete := concrete_parties(case, wanted)) is not None:
            for party in concrete:
                found |= persons_of_party(cluster, party, on)
        elif wanted == "participants":
            rows = participants_on(cluster, on)
            found |= _representatives(Q(organisation__in=rows.values("organisation")), on)
            found |= set(rows.filter(person__isnull=False).values_list("person_id", flat=True))
    return found


def persons_of_party(cluster: Cluster, party: str, on: date) -> set[int]:
    """Return who may stand behind a concrete party of a cluster, before the engine is asked."""
    head, _, name = party.partition(":")
    if head == "person":
        return {int(name)}
    if head in {"office", "chair", "member"}:
        return _officials(cluster, name if head != "office" else "", on)
    if head == "organisation":
        return _representatives(Q(organisation_id=int(name)), on)
    if head == "participant":
        row = Participant.objects.filter(cluster=cluster, pk=int(name)).first()
        if row is None:
            return set()
        return {row.person_id} if row.person_id else _representatives(Q(organisation=row.organisation_id), on)
    if head == "founder":
        return _representatives(Q(organisation__in=Founder.objects.filter(pk=int(name)).values("organisation")), on)
    if head == "component":
        return set(Component.objects.filter(pk=int(name), head__isnull=False).values_list("head_id", flat=True))
    return set()


def _officials(cluster: Cluster, organ: str, on: date) -> set[int]:
    found = set(OfficeHolding.objects.filter(valid_on(on), cluster=cluster).values_list("person_id", flat=True))
    if organ:
        seats = SeatHolding.objects.filter(valid_on(on), seat__cluster=cluster, seat__organ=organ)
        found |= set(seats.values_list("person_id", flat=True))
    return found


def _representatives(condition: Q, on: date) -> set[int]:
    ties = Affiliation.objects.filter(valid_on(on)).filter(condition).filter(Q(is_head=True) | Q(may_represent=True))
    return set(ties.values_list("person_id", flat=True))


def persons_concerned(case: Case, on: date) -> Iterable[Person]:
    """Return who hears about a case as a whole: who opened it, its applicants and participant, those who follow it."""
    ids = set(case.follows.values_list("person_id", flat=True)) | applicants(case, on)
    return Person.objects.filter(pk__in=ids).order_by("pk")


def persons_called(session: Session) -> QuerySet[Person]:
    """Return the members and alternates to whom the last announcement of a session went."""
    last = session.deliveries.aggregate(last=Max("version"))["last"]
    return (
        Person.objects.filter(session_notices__session=session, session_notices__version=last).distinct().order_by("pk")
    )


def persons_proposing(proposal: Proposal, on: date) -> QuerySet[Person]:
    """Return the author of a proposal and those who represent the participant in whose name it was filed."""
    ids = {proposal.author_id}
    if proposal.participant_id is not None:
        ids |= persons_of_party(proposal.cluster, f"participant:{proposal.participant_id}", on)
    return Person.objects.filter(pk__in=ids).order_by("pk")


def task_party(task: Task, occasion: Occasion) -> str:
    """Return the party that an occasion of a task concerns: its owner, whoever checks it, gave it or decides on the powers."""
    if occasion == Occasion.REPORTED:
        return task.controller
    if occasion == Occasion.CONTESTED:
        waiting = task.contests.filter(answer=Answer.WAITING).first()
        return waiting.decides if waiting else task.set_by
    if occasion == Occasion.LONGER:
        return task.set_by
    return task.owner


def task_happened(task: Task, occasion: Occasion) -> date | None:
    """Return the day of the latest thing of a kind that happened to a task."""
    if occasion == Occasion.GIVEN:
        return task.set_on
    if occasion == Occasion.REPORTED:
        return task.reports.aggregate(last=Max("made_on"))["last"]  # type: ignore[no-any-return]
    if occasion == Occasion.CONTESTED:
        return task.contests.aggregate(last=Max("filed_on"))["last"]  # type: ignore[no-any-return]
    if occasion == Occasion.LONGER:
        return task.extensions.filter(answer=Answer.WAITING).aggregate(last=Max("asked_on"))["last"]  # type: ignore[no-any-return]
    answered = (
        rows.aggregate(last=Max("answered_on"))["last"] for rows in (task.reports, task.extensions, task.contests)
    )
    return max((day for day in (*answered, task.closed_on) if day is not None), default=None)


def persons_acting(cluster: Cluster, party: str, on: date) -> list[Person]:
    """Return the people who act as a party on a day, alternates included; an organ acts through its chair and the secretary."""
    head, _, name = party.partition(":")
    wanted = {party}
    if head == "organ":
        wanted = {f"chair:{name}", f"office:{secretary_office(cluster, on)}"}
    candidates = set(delegations_on(cluster, on).values_list("person_id", flat=True))
    for one in wanted:
        candidates |= _seated(int(name), on) if head == "seat" else persons_of_party(cluster, one, on)
    people = Person.objects.filter(pk__in=candidates).order_by("pk")
    return [p for p in people if wanted & parties_with_seats(cluster, doer_for(p, cluster, on), on)]


def _seated(seat: int, on: date) -> set[int]:
    rows = SeatHolding.objects.filter(valid_on(on), seat=seat).values_list("person_id", "alternate_id")
    return {person for pair in rows for person in pair if person is not None}


def persons_asked(amendment: Amendment, on: date) -> list[Person]:
    """Return those whom the charter asks for recommendations on an amendment; who speaks for none of them is left out."""
    cluster = amendment.cluster
    rulebook = rulebook_for(amendment.case, on)
    parties, _rule = recommenders(rulebook, on=on, matter=amendment.case.matter)
    found: set[int] = set()
    for party in parties:
        head, _, name = party.partition(":")
        if head in {"office", "member", "chair"}:
            found |= _officials(cluster, name if head != "office" else "", on)
        elif party in {"any_participant", "participants"}:
            rows = participants_on(cluster, on)
            found |= _representatives(Q(organisation__in=rows.values("organisation")), on)
            found |= set(rows.filter(person__isnull=False).values_list("person_id", flat=True))
        elif party == "founders":
            organisations = Founder.objects.filter(cluster=cluster).values("organisation")
            found |= _representatives(Q(organisation__in=organisations), on)
    people = Person.objects.filter(pk__in=found).order_by("pk")
    return [p for p in people if standing_to_recommend(parties, doer_for(p, cluster, on).parties) is not None]


def persons_answering(amendment: Amendment, on: date) -> QuerySet[Person]:
    """Return who answers recommendations: whoever keeps the records, and who filed the amendment."""
    office = secretary_office(amendment.cluster, on)
    keepers = OfficeHolding.objects.filter(valid_on(on), cluster=amendment.cluster, office=office)
    ids = set(keepers.values_list("person_id", flat=True))
    author = amendment.case.opened_by
    if author is not None and author.person_id is not None:
        ids.add(author.person_id)
    return Person.objects.filter(pk__in=ids).order_by("pk")


def persons_advising(row: Recommendation, on: date) -> QuerySet[Person]:
    """Return who gave a recommendation: the person who filed it, and those who speak for the participant behind it."""
    ids = {row.filed_by.person_id} if row.filed_by and row.filed_by.person_id else set()
    if row.party.startswith("participant:"):
        ids |= persons_of_party(row.amendment.cluster, row.party, on)
    return Person.objects.filter(pk__in=ids).order_by("pk")


def applicants(case: Case, on: date) -> set[int]:
    """Return who opened a case and those in whose name it was opened, on paper too."""
    found = {case.opened_by.person_id} if case.opened_by and case.opened_by.person_id else set()
    for word in ("applicant", "participant", "author"):
        for party in concrete_parties(case, word) or ():
            if party.startswith(("participant:", "organisation:", "person:")):
                found |= persons_of_party(case.cluster, party, on)
    return found
