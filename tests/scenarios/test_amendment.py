"""The story of an amendment with recommendations, told through the web."""

from __future__ import annotations

from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from tests.scenarios.stories import do, vote
from tests.world import TELLER, World

from eduklaster.amendments.models import Amendment, Recommendation
from eduklaster.clusters.enums import VersionState
from eduklaster.clusters.selectors import version_in_force
from eduklaster.drafting.models import Draft
from eduklaster.drafting.services import draft_save
from eduklaster.governance.models import Seat
from eduklaster.governance.services import seat_fill
from eduklaster.kernel.text import Localized
from eduklaster.procedures.models import Act, Case, Refusal
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, cases_tick

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2026, 3, 2)
COUNCIL = "academic_council"
NEW_WORDS = "Чотирнадцять головних завдань, серед них волонтерство."


def host_seats(world: World, number: int) -> list[Seat]:
    """Fill the seats of the council of the institute, which its own rules compose."""
    seats = []
    for place in range(number):
        seat = Seat.objects.create(
            cluster=world.cluster, organ=COUNCIL, rule="members", label=Localized.same(f"Місце {place + 1}"), order=place,
            state="vacant", created_on=world.start,
        )  # fmt: skip
        seat_fill(seat=seat, person=world.person(f"Радник {place + 1}"), on=world.start, actor=TELLER)
        seats.append(seat)
    return seats


def said(seats: list[Seat], for_: int, against: int, abstain: int) -> dict[Seat, str]:
    """Return a roll call: the rest is absent."""
    words = ["for"] * for_ + ["against"] * against + ["abstain"] * abstain
    return dict(zip(seats, [*words, *["absent"] * (len(seats) - len(words))], strict=True))


def read(response: Any) -> str:
    """Return a page with its signs and spaces as plain ones."""
    return unescape(response.content.decode()).replace("\xa0", " ")


def recommend(world: World, client: Client, amendment: Amendment, clause: str, text: str) -> Any:
    """File a recommendation through its form."""
    return client.post(world.url(f"amendments/{amendment.pk}/recommend/"), {"clause": clause, "text": text})


def answer(world: World, client: Client, row: Recommendation, what: str, why: str = "") -> Any:
    """Answer a recommendation through its form."""
    return client.post(world.url(f"amendments/recommendations/{row.pk}/answer/"), {"answer": what, "text": why})


def drafted(world: World, client: Client) -> Draft:
    """Begin a draft of an amendment and change one place of the text on its page and one step of a chain."""
    assert client.post(world.url("amendments/draft/")).status_code == 302
    draft = Draft.objects.get()
    page = client.get(f"/new-cluster/{draft.pk}/clauses/3.3/")
    form = page.context["form"]
    fields = {name: form[name].value() for name in form.fields if form[name].value() not in (None, [])}
    kept = client.post(
        f"/new-cluster/{draft.pk}/clauses/3.3/", {**fields, "words": NEW_WORDS, "revision": draft.revision}
    )
    assert kept.status_code == 302, kept.content.decode()[:4000]
    draft.refresh_from_db()
    data = draft.data
    closing = next(s for s in data["matters"]["terminate"]["steps"] if s["id"] == "order")
    closing["decline"] = {"within": "20 days"}
    data["organs"]["council"]["seats"].append(
        {"id": "volunteers", "kind": "appointed", "label": {"uk": "Волонтери", "ru": "Волонтёры", "en": "Volunteers"},
         "count": 2, "clause": "4.3"}
    )  # fmt: skip
    draft_save(draft=draft, data=data, stage=draft.stage, by=draft.owner)
    return draft


def test_a03_an_amendment_waits_for_every_answer_and_both_versions_stay_readable(settings: Any) -> None:
    world = World.of("synergy", settings, DAY)
    secretary = world.client(world.office("secretary", "Секретаренко"))
    rector_person = world.office("rector", "Ректоренко")
    rector = world.client(rector_person)
    head = world.person("Партнеренко")
    world.participant("Громадська спілка", "ngo", head)
    subject = world.client(head)
    seats = host_seats(world, 21)
    member = world.client(seats[0].holdings.get().person)
    guest = Client(headers={"accept-language": "uk"})
    running = case_open(
        cluster=world.cluster,
        draft=CaseDraft("terminate", Localized.same("Припинення")),
        doer=Doer(TELLER, frozenset({"office:rector"}), True),
        on=DAY,
    )

    draft = drafted(world, secretary)
    submitted = secretary.post(f"/new-cluster/{draft.pk}/submit/", {"title": "Волонтерство", "why": "Бо воно є."})
    assert submitted.status_code == 302, submitted.content.decode()[:4000]
    amendment = Amendment.objects.get()
    case = amendment.case
    first, second = amendment.base, amendment.version
    assert (second.state, case.steps.get(step="proposal").state) == (VersionState.DRAFT, "done")
    too_early = recommend(world, rector, amendment, "3.3", "Рано.")
    assert too_early.status_code == 422, "nobody is asked before the consultation is opened"

    assert do(world, secretary, case, "consultation").status_code == 302
    second.refresh_from_db()
    assert second.state == VersionState.CONSULTATION
    outsider = world.client(world.person("Чужаненко"))
    assert recommend(world, outsider, amendment, "3.3", "Не треба.").status_code == 422
    for client, text in ((rector, "Назвати волонтерів."), (subject, "Додати літні школи."), (member, "Лишити як є.")):
        filed = recommend(world, client, amendment, "3.3", text)
        assert filed.status_code == 302, filed.content.decode()[:3000]
    rows = list(Recommendation.objects.order_by("number"))
    assert [row.party.split(":")[0] for row in rows] == ["office", "participant", "member"]
    assert answer(world, secretary, rows[0], "accepted").status_code == 302
    assert answer(world, secretary, rows[1], "partly", "Літні школи вже є в плані.").status_code == 302
    assert answer(world, rector, rows[2], "accepted").status_code == 404, "answers are given by author or secretary"

    world.go_to(DAY + timedelta(days=9))
    assert vote(world, secretary, case, "adoption", said(seats, 8, 4, 3)).status_code == 422, "ten days have not passed"
    world.go_to(DAY + timedelta(days=10))
    assert recommend(world, rector, amendment, "3.3", "Пізно.").status_code == 422
    cases_tick(world.cluster, world.today)
    refused = vote(world, secretary, case, "adoption", said(seats, 8, 4, 3))
    words = read(refused)
    assert refused.status_code == 422
    assert "№ 3" in words
    assert "6.p1" in words
    assert Refusal.objects.filter(case=case, verdict__code="amendment.unanswered").exists()
    assert not Act.objects.filter(kind="resolution").exists()

    assert answer(world, secretary, rows[2], "declined").status_code == 422, "declining needs a reason"
    assert answer(world, secretary, rows[2], "declined", "Зміна потрібна громадам.").status_code == 302
    impact = read(secretary.get(world.url(f"amendments/{amendment.pk}/impact/")))
    assert f"№ {running.reference}" in impact
    assert impact.count("Volunteers") == 2, "two new seats"
    assert vote(world, secretary, case, "adoption", said(seats, 8, 4, 3)).status_code == 302
    second.refresh_from_db()
    assert second.state == VersionState.ADOPTED
    assert version_in_force(world.cluster, world.today) == first

    world.go_to(DAY + timedelta(days=12))
    drafted_order = rector.get(world.url(f"cases/{case.pk}/steps/order/")).context["form"].initial["act_text"]
    lines = drafted_order.splitlines()
    assert lines[0] == "Унести до Положення такі зміни (редакція № 2):"
    assert f"1. Викласти п. 3.3 у такій редакції: «{NEW_WORDS}»" in lines
    assert lines[-1] == "2. Змінити правила, як їх установлює редакція № 2."
    assert do(world, rector, case, "order", act_text=drafted_order).status_code == 302
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.effective_until) == (VersionState.SUPERSEDED, world.today)
    assert (second.state, second.effective_from) == (VersionState.IN_FORCE, world.today)
    assert Seat.objects.filter(organ="council", rule="volunteers").count() == 2
    running.refresh_from_db()
    assert running.version == first, "what runs is finished by the version under which it began"

    redline = read(guest.get(world.url(f"amendments/{amendment.pk}/redline/")))
    assert "Чотирнадцять" in redline
    assert "20 днів" in redline, "a changed term is told too"
    assert "<ins>" in redline
    assert "<del>" in redline
    now = read(guest.get(world.url("charter/3.3/")))
    before = read(guest.get(world.url("charter/3.3/") + f"?version={first.number}"))
    assert NEW_WORDS in now
    assert NEW_WORDS not in before
    assert f'href="{world.url("charter/3.3/")}"' in before, "the old place leads to the one in force"
    old_case = guest.get(world.url(f"cases/{running.pk}/"))
    assert old_case.status_code == 200
    act = Act.objects.get(kind="order")
    page = read(secretary.get(world.url(f"acts/{act.pk}/")))
    assert f"{world.url('charter/6.p1/')}?version={first.number}" in page, (
        "a record leads to the text it was made under"
    )
    again = guest.get(world.url("amendments/replay/"))
    assert [row.question for row in again.context["rows"]] == ["Волонтерство"]
    assert again.context["differing"] == 0, "the vote counts the same under the version then in force"
    assert Case.objects.get(pk=case.pk).state == "effective"
