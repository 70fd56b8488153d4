"""Whatever a service enters, in whatever room, an entry of the journal names; so does an import, row by row."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.history.walk import EXCEPTIONS, PARENTS, models_of_the_rooms, rows_now, without_entry
from tests.world import TELLER, World

from eduklaster.clusters.services import special_day_set
from eduklaster.governance.services import seat_fill, seat_vacate
from eduklaster.journal.models import Entry
from eduklaster.journal.services import Actor, Note, journal_verify, journal_write, journal_write_all
from eduklaster.membership.enums import ParticipantState
from eduklaster.membership.models import Agreement
from eduklaster.membership.services import AgreementInput, agreement_register, participant_release
from eduklaster.people import imports
from eduklaster.people.enums import ConsentPurpose
from eduklaster.people.models import Affiliation, ContactPoint, Organisation, Person, User
from eduklaster.people.services import (
    account_language_set,
    consent_give,
    contact_add,
    invitation_send,
    organisation_create,
)
from eduklaster.procedures.parties import Doer
from eduklaster.sessions.enums import Attending, ItemState, SessionKind
from eduklaster.sessions.models import Session
from eduklaster.sessions.services import (
    ItemFields,
    ProposalDraft,
    SessionPlan,
    attendance_set,
    conflict_declare,
    item_add,
    item_finish,
    paper_add,
    proposal_file,
    session_notify,
    session_open,
    session_plan,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
ORGAN = "nes"
SET_UP_BY_HAND = {"people.person", "people.organisation", "people.affiliation", "people.officeholding"}
"""What the builder of the world enters without a service, so that a story can begin."""

LIST = "\r\n".join(
    [
        "Полное название;Город;ФИО;Должность;E-mail",
        "Лицей № 5;Луговая;Незабудкина Мария Ивановна;директор;list5@example.org",
        "Школа № 7;Луговая;;;school7@example.org",
    ]
)


@pytest.fixture
def world(settings: Any) -> World:
    """A cluster whose council sits."""
    return World.of("kalininsky", settings, DAY)


def session_held(world: World) -> Session:
    """Hold a session with everything that can stand on its record."""
    school = world.participant("Школа № 900", "school", world.person("Школьная"), group="social_partnership")
    author = world.office("secretary", "Секретарева")
    doer = Doer(Actor(None, "story", author.pk), is_secretary=True)
    cluster, day = world.cluster, DAY + timedelta(days=20)
    seats = world.fill(ORGAN, 9)
    draft = ProposalDraft(ORGAN, "Общая лаборатория", "Открыть её для всех школ.", school.pk)
    proposal_file(cluster=cluster, draft=draft, doer=doer, label="секретарь", on=DAY)
    at = datetime.combine(day, datetime.min.time(), ZoneInfo(cluster.time_zone)) + timedelta(hours=10)
    session = session_plan(
        cluster=cluster, organ=ORGAN, plan=SessionPlan(SessionKind.ORDINARY, at, place="Зал 1"), doer=doer
    )
    item = item_add(cluster=cluster, session_id=session.pk, fields=ItemFields("О планах"), doer=doer)
    upload = SimpleUploadedFile("plan.pdf", b"%PDF-1.7 plan")
    paper_add(cluster=cluster, item_id=item.pk, title="План", upload=upload, doer=doer)
    session_notify(cluster=cluster, session_id=session.pk, doer=doer, on=DAY)
    world.go_to(day)
    present = {seat.pk: Attending.ROOM for seat in seats[:6]} | {seats[6].pk: Attending.EXCUSED}
    attendance_set(cluster=cluster, session_id=session.pk, given=present, doer=doer)
    session = session_open(cluster=cluster, session_id=session.pk, doer=doer)
    conflict_declare(cluster=cluster, item_id=item.pk, seat_id=seats[0].pk, reason="Пишет план.", doer=doer)
    item_finish(cluster=cluster, item_id=item.pk, state=ItemState.NOTED, doer=doer)
    return session


def teller_with_account(world: World) -> Actor:
    """Return whoever uploads lists: an account is named on them."""
    person = world.office("secretary", "Секретарева")
    world.client(person)
    return Actor(User.objects.get(person=person).pk, "story", person.pk)


def test_everything_on_the_record_of_a_session_is_named(world: World) -> None:
    before = rows_now()

    session = session_held(world)

    assert session.items.count() == 2, "the waiting proposal came onto the agenda with the item"
    assert session.deliveries.count() == 9
    assert session.attendance.count() == 7
    assert {name: lost for name, lost in without_entry(before).items() if name not in SET_UP_BY_HAND} == {}


def test_every_row_of_an_imported_list_has_an_entry_of_its_own_and_the_chain_holds(world: World) -> None:
    teller = teller_with_account(world)
    before = rows_now()

    batch = imports.batch_upload(cluster=world.cluster, content=LIST.encode(), file_name="list.csv", actor=teller)
    imports.batch_apply(batch=batch, actor=teller)

    assert (Organisation.objects.count(), Person.objects.count(), ContactPoint.objects.count()) == (2, 2, 2)
    assert without_entry(before) == {}
    tie = Affiliation.objects.get()
    assert Entry.objects.get(object_type="people.affiliation", object_id=str(tie.pk)).facts["import"] == batch.pk
    assert list(journal_verify()) == []


def test_what_an_import_changed_keeps_the_values_before_and_after(world: World) -> None:
    fields = {"official_name": "Лицей № 5", "short_name": "Лицей № 5", "sector": "education"}
    row = organisation_create(actor=TELLER, cluster=world.cluster, **fields)
    teller = teller_with_account(world)
    batch = imports.batch_upload(cluster=world.cluster, content=LIST.encode(), file_name="list.csv", actor=teller)
    choices = {line["line"]: str(row.pk) for line in batch.rows if line["matches"]}

    batch = imports.batch_choose(batch=batch, choices=choices)
    imports.batch_apply(batch=batch, actor=teller)

    entry = Entry.objects.get(action="organisation.updated", object_id=str(row.pk))
    assert entry.changes["settlement"] == ["", "Луговая"]


def test_persons_contacts_consents_invitations_and_days_are_named(world: World) -> None:
    person = world.person("Новая")
    before = rows_now()

    contact_add(owner=person, kind="email", value="new@example.org", actor=TELLER, cluster=world.cluster)
    consent_give(person=person, purpose=ConsentPurpose.CONTACTS, actor=TELLER, cluster=world.cluster)
    invitation_send(email="new@example.org", person=person, actor=TELLER, cluster=world.cluster)
    special_day_set(cluster=world.cluster, day=DAY, is_working=False, reason="Праздник", actor=TELLER, on=DAY)

    assert without_entry(before) == {}


def test_leaving_a_cluster_writes_down_every_agreement_that_ends_with_it(world: World) -> None:
    row = world.participant("Завод", "partner", group="social_partnership")
    given = AgreementInput(
        kind="practice_base",
        subject="Практика",
        organisations=[row.organisation_id or 0, world.organisation("Колледж").pk],
        signed_on=DAY,
        survives_leaving=False,
    )
    agreement = agreement_register(cluster=world.cluster, given=given, on=DAY, actor=TELLER)

    participant_release(participant=row, state=ParticipantState.WITHDRAWN, on=DAY, actor=TELLER)

    ended = Entry.objects.get(action="agreement.ended", object_id=str(agreement.pk))
    assert ended.facts == {"participant": row.pk}
    assert ended.changes == {"state": ["signed", Agreement.objects.get().state]}


def test_whoever_leaves_a_seat_is_named_where_the_next_one_takes_it(world: World) -> None:
    world.participant("Школа № 900", "school", world.person("Школьная"), group="social_partnership")
    (seat,) = world.fill(ORGAN, 1)
    former = seat.holdings.get().person_id

    seat_fill(seat=seat, person=world.person("Сменная"), on=DAY, actor=TELLER)
    seat_vacate(seat=seat, on=DAY + timedelta(days=1), actor=TELLER)

    vacated, filled, *_before = Entry.objects.filter(object_type="governance.seat", object_id=str(seat.pk)).order_by(
        "-pk"
    )
    assert filled.facts["left"] == [former]
    assert vacated.facts["left"] == [filled.facts["person"]]


def test_a_changed_language_is_written_down_once(world: World) -> None:
    user = world.client(world.person("Полиглот")) and User.objects.get()

    account_language_set(user=user, language="ru")
    account_language_set(user=user, language="ru")

    assert [entry.changes for entry in Entry.objects.filter(action="account.language")] == [{"language": ["en", "ru"]}]


def test_a_row_that_no_service_entered_is_found(world: World) -> None:
    before = rows_now()

    stray = Organisation.objects.create(official_name="Ничья", short_name="Ничья", registered_in=world.cluster)

    assert without_entry(before) == {"people.organisation": [stray.pk]}


def test_many_entries_at_once_are_linked_as_if_written_one_by_one(world: World) -> None:
    start = Entry.objects.filter(chain=world.cluster.code).count()

    written = journal_write_all(
        chain=world.cluster.code, actor=TELLER, notes=[Note("demo.loaded", world.cluster) for _one in range(3)]
    )
    last = journal_write(chain=world.cluster.code, actor=TELLER, action="demo.loaded", subject=world.cluster)

    assert [entry.number for entry in (*written, last)] == list(range(start + 1, start + 5))
    assert last.previous == written[-1].hash
    assert list(journal_verify()) == []


def test_every_exception_and_every_parent_is_of_a_model_that_exists() -> None:
    models = {model._meta.label_lower for model in models_of_the_rooms()}

    assert {*EXCEPTIONS, *PARENTS} - models == set()
    assert set(EXCEPTIONS) & set(PARENTS) == set()
