"""A cluster with one of everything that a document can be made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tests.world import TELLER, World

from eduklaster.charter.matters import chain_of, matters_in
from eduklaster.clusters.models import CharterVersion
from eduklaster.clusters.selectors import charter_of, rulebook_of
from eduklaster.documents.drafts import Draft, draft_of
from eduklaster.documents.models import IssuedDocument
from eduklaster.documents.registry import kind_get
from eduklaster.documents.services import blank_replace, document_issue
from eduklaster.execution.services.head import head_report_begin
from eduklaster.governance.models import Chairing, Seat, SeatHolding
from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Founder
from eduklaster.membership.services import NewParticipant, participant_admit
from eduklaster.people.models import OfficeHolding, Person
from eduklaster.procedures.documents import is_drafted
from eduklaster.procedures.models import Act, Case, CaseStep
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import ActDraft, act_register
from eduklaster.sessions.models import AgendaItem, Attendance, Session

CLUSTERS = ("synergy", "kalininsky", "krasnogorsky", "smolensk", "zheleznogorsk")
KINDS = (
    "act", "charter", "redline", "certificate", "participants", "founders", "notice", "agenda", "registration",
    "minutes", "extract", "ballot", "head_report",
)  # fmt: skip
DRAFTS = ("act_draft",)
"""Kinds that are only drafted: what they become is issued as something else, and until then they lack number and date."""
DAY = date(2026, 3, 2)
TEXTS = {
    "uk": {
        "place": "м. Біла Церква",
        "approved": "Наказ керівника установи-засновника від 01.03.2025 № 12",
        "title": "Про введення навчальних закладів до складу кластера",
        "text": "1. Увести до складу кластера Ліцей № 3 та Заклад дошкільної освіти «Сонечко» з 1 квітня 2026 року.\n"
        "2. Секретареві внести зміни до реєстру учасників до 10 квітня 2026 року.\n3. Контроль за виконанням залишаю за собою.",
        "item": "Про спільну програму підвищення кваліфікації на 2026 рік",
        "heard": "Про проєкт програми та розподіл годин між закладами. Матеріали надіслано членам ради завчасно.",
        "spoke": "Литвин О. В. — запропонувала додати модуль з інклюзії.\nГнатюк С. П. — підтримав.",
        "decided": "1. Затвердити програму.\n2. Надіслати її закладам до 15 квітня 2026 року.",
        "organisation": "Комунальний заклад загальної середньої освіти «Ліцей № %s»",
        "surnames": "Гайова Литвин Гнатюк Савчук Мельничук Цимбал Ґудзь Єременко Їжакевич Щербань Юрченко Яремчук",
        "given": ("Олена", "Вікторівна"),
    },
    "ru": {
        "place": "г. Ижевск",
        "approved": "Приказ руководителя организации-учредителя от 01.03.2025 № 12",
        "title": "О включении образовательных организаций в состав кластера",
        "text": "1. Включить в состав кластера Лицей № 3 и Детский сад «Солнышко» с 1 апреля 2026 года.\n"
        "2. Секретарю внести изменения в реестр участников до 10 апреля 2026 года.\n3. Контроль оставляю за собой.",
        "item": "О совместной программе повышения квалификации на 2026 год",
        "heard": "О проекте программы и распределении часов между организациями. Материалы разосланы заранее.",
        "spoke": "Ларина О. В. — предложила добавить модуль по инклюзии.\nГромов С. П. — поддержал.",
        "decided": "1. Утвердить программу.\n2. Направить её организациям до 15 апреля 2026 года.",
        "organisation": "Муниципальное общеобразовательное учреждение «Лицей № %s»",
        "surnames": "Гаевая Ларина Громова Савина Мельникова Цветкова Еремеева Жукова Щербакова Юрьева Яковлева Ёлкина",
        "given": ("Елена", "Викторовна"),
    },
}


@dataclass
class Story:
    """The cluster and what documents are made of, by the key of the kind."""

    world: World
    subjects: dict[str, Any]
    secretary: Person

    @property
    def words(self) -> dict[str, Any]:
        """The texts of the cluster's language."""
        return TEXTS[self.world.cluster.language]

    def draft(self, key: str) -> Draft:
        """Return the draft of a kind."""
        return draft_of(self.world.cluster, kind_get(key), self.subjects[key])

    def issue(self, key: str) -> IssuedDocument:
        """Issue a kind."""
        return document_issue(cluster=self.world.cluster, kind=kind_get(key), subject=self.subjects[key], actor=TELLER)


def kept(file: Any) -> bytes:
    """Return what a kept file holds, and close it."""
    with file.open("rb") as opened:
        return bytes(opened.read())


def story(code: str, settings: Any, *, with_place: bool = True) -> Story:
    """Make a cluster of five with people, seats, a session that was held, acts and two versions of the charter."""
    world = World.of(code, settings, DAY)
    cluster, words = world.cluster, TEXTS[world.cluster.language]
    charter = rulebook_of(cluster, DAY).charter
    if with_place:
        blank_replace(cluster=cluster, place=words["place"], parameters={}, note="", actor=TELLER)
    people = [_person(surname, words, cluster.language) for surname in words["surnames"].split()]
    for person, office in zip(people, charter.offices, strict=False):
        OfficeHolding.objects.create(
            cluster=cluster, office=office, person=person, valid_from=date(2025, 3, 10), basis="story"
        )
    secretary = OfficeHolding.objects.get(cluster=cluster, office=charter.roles.secretary).person
    category = charter.participants.categories[0].id
    group = next((g.id for g in charter.participants.target_groups if g.of == "participants"), "")
    CharterVersion.objects.filter(cluster=cluster).update(approved_by=words["approved"])
    for number in range(1, 5):
        name = words["organisation"] % number
        participant_admit(
            cluster=cluster,
            new=NewParticipant(category=category, organisation_id=world.organisation(name).pk, primary_group=group),
            on=date(2025, 6, 1),
            actor=TELLER,
        )
    founder = world.organisation(words["organisation"] % 9)
    Founder.objects.create(
        cluster=cluster, number="1", order=1, organisation=founder, position="директор", category=category
    )
    organ = charter.roles.main_organ
    seats = _seats(world, organ, people)
    session, item = _session(world, organ, seats, people, words)
    CharterVersion.objects.create(
        cluster=cluster,
        number=2,
        source=_amended(cluster.versions.get(number=1), cluster.language),
        checksum="2",
        state="draft",
    )
    return Story(
        world,
        {
            "act": _act(world, organ, charter.roles.approving_office or next(iter(charter.offices)), words),
            "charter": cluster.versions.get(number=1),
            "redline": cluster.versions.get(number=2),
            "certificate": seats[0].holdings.get(),
            "participants": cluster,
            "founders": cluster,
            **dict.fromkeys(("notice", "agenda", "registration", "minutes"), session),
            **dict.fromkeys(("extract", "ballot"), item),
            "act_draft": _step_to_draft(world, words, seats, people),
            "head_report": head_report_begin(
                cluster=cluster,
                since=date(2025, 6, 1),
                until=DAY,
                text=words["decided"],
                on=DAY,
                doer=Doer(TELLER, is_secretary=True),
            ),
        },
        secretary,
    )


def _step_to_draft(world: World, words: dict[str, Any], seats: list[Seat], people: list[Person]) -> CaseStep | None:
    """Return a step that waits and will issue an order or the like; None where the charter has no such step."""
    charter = rulebook_of(world.cluster, DAY).charter
    chains = [chain_of(charter, matter, on=DAY) for matter in matters_in(charter)]
    found = [(chain, step) for chain in chains for step in chain.steps if is_drafted(step)]
    found.sort(key=lambda pair: (pair[0].matter.kind != "compose_organ", pair[1].produces != "order"))
    if not found:
        return None
    chain, step = found[0]
    case = Case.objects.create(
        cluster=world.cluster, version=world.cluster.versions.get(number=1), matter=chain.id, kind=chain.matter.kind,
        year=2026, number=1, title=Localized.same(words["title"]), opened_on=DAY, opened_as="story",
        payload={"seats": [{"seat_id": s.pk, "person_id": p.pk} for s, p in zip(seats[:2], people[5:7], strict=True)]},
    )  # fmt: skip
    return CaseStep.objects.create(case=case, step=step.id, position=0, kind=step.kind, state="open", opened_on=DAY)


def _amended(version: CharterVersion, language: str) -> str:
    """Return the charter with other words at three of its places."""
    source = version.source
    places = [c for _d, c, _p in charter_of(version).charter.clause_walk() if c.kind == "clause"][:3]
    for place in places:
        gist = place.gist.in_(language)
        source = source.replace(gist, " ".join(["…", *gist.split()[1:-1], "2027"]))
    return source


def _person(surname: str, words: dict[str, Any], language: str) -> Person:
    given, patronymic = words["given"]
    return Person.objects.create(
        surname=surname, given_name=given, patronymic=patronymic, language=language, search_key=surname.lower()
    )


def _seats(world: World, organ: str, people: list[Person]) -> list[Seat]:
    seats = list(Seat.objects.filter(cluster=world.cluster, organ=organ).exclude(state="abolished").order_by("pk"))
    while len(seats) < 5:
        seats.append(
            Seat.objects.create(
                cluster=world.cluster,
                organ=organ,
                rule="elected",
                created_on=date(2025, 3, 10),
                state="filled",
                label=Localized.same(f"{len(seats) + 1}"),
            )
        )
    for seat, person in zip(seats, people, strict=False):
        SeatHolding.objects.filter(seat=seat).delete()
        SeatHolding.objects.create(seat=seat, person=person, valid_from=date(2025, 6, 1), basis_note="story")
        Seat.objects.filter(pk=seat.pk).update(state="filled")
    if not Chairing.objects.filter(cluster=world.cluster, organ=organ).exists():
        Chairing.objects.create(cluster=world.cluster, organ=organ, seat=seats[0], valid_from=date(2025, 6, 1))
    return seats


def _session(
    world: World, organ: str, seats: list[Seat], people: list[Person], words: dict[str, Any]
) -> tuple[Session, AgendaItem]:
    session = Session.objects.create(
        cluster=world.cluster,
        organ=organ,
        year=2026,
        number=3,
        starts_at=datetime(2026, 2, 26, 9, tzinfo=UTC),
        place=words["place"],
        state="closed",
        opened_at=datetime(2026, 2, 26, 9, tzinfo=UTC),
        closed_at=datetime(2026, 2, 26, 11, tzinfo=UTC),
        chaired_by=people[0],
        kept_by=people[1],
    )
    how = ("room", "remote", "room", "excused")
    for seat, person, answer in zip(seats, people, how, strict=False):
        Attendance.objects.create(session=session, seat=seat, person=person, how=answer, came_at=session.starts_at)
    item = AgendaItem.objects.create(
        session=session, position=1, kind="decision", title=words["item"],
        speaker=str(people[2]), heard=words["heard"], spoke=words["spoke"], decided=words["decided"], state="decided",
    )  # fmt: skip
    AgendaItem.objects.create(session=session, position=2, title=words["title"], heard=words["heard"], state="noted")
    return session, item


def _act(world: World, organ: str, office: str, words: dict[str, Any]) -> Act:
    resolution = act_register(
        cluster=world.cluster,
        draft=ActDraft(
            kind="resolution",
            issuer=f"organ:{organ}",
            issuer_label=Localized({k: v for k, v in _organ_name(world, organ).items() if v}),
            title=Localized.same(words["title"]),
            on=date(2026, 2, 26),
            text=words["text"],
        ),
        actor=TELLER,
    )
    holding = OfficeHolding.objects.filter(cluster=world.cluster, office=office).first()
    return act_register(
        cluster=world.cluster,
        draft=ActDraft(
            kind="order",
            issuer=f"office:{office}",
            issuer_label=Localized.same(office),
            title=Localized.same(words["title"]),
            on=DAY,
            text=words["text"],
            effective_on=DAY,
            signed_by_id=holding.person_id if holding else None,
        ),
        actor=TELLER,
        basis=[resolution],
    )


def _organ_name(world: World, organ: str) -> dict[str, Any]:
    return dict(rulebook_of(world.cluster, DAY).charter.organs[organ].name.model_dump())
