"""One of everything that an address can name, in one cluster, and what the tables hold before and after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from tests.test_access import routes
from tests.world import TELLER, World

from eduklaster.amendments.services import (
    AmendmentDraft,
    RecommendationDraft,
    amendment_file,
    recommendation_file,
)
from eduklaster.clusters.selectors import finding_code, findings_of, version_governing
from eduklaster.clusters.services import RuleChange, rule_set
from eduklaster.documents.registry import kind_get
from eduklaster.documents.services import blank_replace, document_issue
from eduklaster.execution.models import HeadReport, Proof, Report, Task
from eduklaster.governance.enums import Choice
from eduklaster.governance.models import Designation
from eduklaster.governance.services import RollCallInput, ballot_record
from eduklaster.journal.services import Actor
from eduklaster.kernel.text import Localized
from eduklaster.membership.services import (
    AgreementInput,
    NewParticipant,
    Opening,
    admission_open,
    agreement_register,
    component_found,
    founder_list,
    holding_record,
)
from eduklaster.people.models import Affiliation, ContactPoint, ImportBatch, Invitation, OfficeHolding, User
from eduklaster.people.services import organisation_create, organisation_flag_set, person_create
from eduklaster.procedures.models import Delegation
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, case_open, evidence_add, step_do
from eduklaster.sessions.enums import SessionKind
from eduklaster.sessions.services import (
    ItemFields,
    ProposalDraft,
    SessionPlan,
    item_add,
    paper_add,
    proposal_file,
    session_plan,
)

WORDS = {
    "step": "evidence", "matter": "exclude", "organ": "nes", "office": "secretary", "purpose": "contacts",
    "clause": "4.3", "key": "secretary", "token": "nothing",
}  # fmt: skip
"""Arguments of addresses that are words of the charter, not numbers of rows."""


def things_of(world: World, mark: str) -> dict[str, int]:
    """Make one of everything in a cluster by the charter of Kalininsky; ids by the name of the address's argument.

    Every name has the mark in it, so that it can be found on a page. Rows that share the name of an argument with another
    have names of their own: `ASIDE`.
    """
    cluster, day = world.cluster, world.today
    secretary = world.office("secretary", f"Секретарь{mark}")
    account = User.objects.create_user(f"keeper-{mark}@example.org".lower(), "x", person=secretary)
    keeper = Doer(Actor(account.pk, "secretary", secretary.pk), frozenset({"office:secretary"}), is_secretary=True)
    member = world.participant(
        f"Школа {mark}", "school", world.person(f"Заречная{mark}"), "innovative_environment"
    )  # fmt: skip
    gone = world.participant(f"Училище {mark}", "school", world.person(f"Уходящая{mark}"), "innovative_environment")
    peaceful = world.participant(f"Гимназия {mark}", "school", None, "innovative_environment")
    itself = Doer(TELLER, frozenset({f"participant:{gone.pk}"}))
    about = ("membership.participant", str(member.pk))
    case = case_open(
        cluster=cluster, draft=CaseDraft("exclude", Localized.same(f"Исключение {mark}"), about, "abuse_of_rights"),
        doer=keeper, on=day,
    )  # fmt: skip
    evidence = evidence_add(
        case=case, title=f"Акт {mark}", text="Проверка", doer=keeper, on=day,
        file=SimpleUploadedFile("act.txt", b"text", "text/plain"),
    )  # fmt: skip
    one, other = (
        organisation_create(actor=TELLER, cluster=cluster, official_name=f"{name} {mark}", short_name=f"{name} {mark}")
        for name in ("Завод", "Музей")
    )
    flag = organisation_flag_set(
        organisation=one, kind="low_results", source=f"Проверка {mark}", valid_from=day, actor=TELLER, cluster=cluster
    )
    person = person_create(actor=TELLER, cluster=cluster, surname=f"Петрова{mark}", given_name="Анна")
    tie = Affiliation.objects.create(person=person, organisation=one, position=f"мастер {mark}", valid_from=day)
    contact = ContactPoint.objects.create(person=person, kind="email", value=f"anna-{mark}@example.org")
    organisation_contact = ContactPoint.objects.create(organisation=one, kind="phone", value=f"+38 050 000 {mark}")
    founder = founder_list(
        cluster=cluster, organisation=other, position="директор", category="school", number="1", actor=TELLER, on=day
    )
    agreement = agreement_register(
        cluster=cluster, given=AgreementInput("access", f"Мастерская {mark}", [one.pk, other.pk], signed_on=day),
        on=day, actor=TELLER,
    )  # fmt: skip
    holding_row = holding_record(
        cluster=cluster, kind="equipment", name=f"Станок {mark}", holder=one, on=day, actor=TELLER
    )
    component = component_found(
        cluster=cluster, code="unit", name=Localized.same(f"Лаборатория {mark}"), kind="laboratory", on=day,
        organisation=one, actor=TELLER,
    )  # fmt: skip
    seats = world.fill("nes")
    giver = User.objects.create_user(f"giver-{mark}@example.org".lower(), "x", person=world.person(f"Дающая{mark}"))
    entering = admission_open(
        cluster=cluster, new=NewParticipant("school", organisation_id=other.pk, primary_group="social_partnership"),
        name=f"Музей {mark}", facts={}, authority=None, doer=keeper, on=day, opening=Opening(note="Заявление"),
    )  # fmt: skip
    ballot = ballot_record(
        cluster=cluster, organ="nes", case_ids=[entering.pk], step="recommendation", doer=keeper, on=day,
        given=RollCallInput({seat.pk: Choice.FOR for seat in seats}),
    ).ballot  # fmt: skip
    office = OfficeHolding.objects.create(
        cluster=cluster, office="centre_head", person=person, valid_from=day, basis=f"Приказ {mark}"
    )
    invitation = Invitation.objects.create(
        email=f"x-{mark}@example.org", person=person, cluster=cluster, token_hash=mark * 8, language="ru",
        expires_at="2027-01-01T00:00:00Z",
    )  # fmt: skip
    batch = ImportBatch.objects.create(
        cluster=cluster, kind="organisations", file_name=f"{mark}.xlsx", rows=[], uploaded_by=account
    )
    delegation = Delegation.objects.create(
        cluster=cluster, party=f"participant:{member.pk}", label=Localized.same(f"Школа {mark}"), person=person,
        given_by=giver, valid_from=day, valid_until=day + timedelta(days=30),
    )  # fmt: skip
    proposal = proposal_file(
        cluster=cluster, draft=ProposalDraft("nes", f"Предложение {mark}", "Открыть лабораторию."), doer=keeper,
        label="Секретарь", on=day,
    )  # fmt: skip
    session = session_plan(
        cluster=cluster, organ="nes", doer=keeper,
        plan=SessionPlan(
            SessionKind.ORDINARY, datetime.combine(day + timedelta(days=20), time(10), UTC), place=f"Зал {mark}"
        ),
    )  # fmt: skip
    item = item_add(cluster=cluster, session_id=session.pk, fields=ItemFields(f"Отчёт {mark}"), doer=keeper)
    task = Task.objects.create(
        cluster=cluster, year=day.year, number=1, title=f"Поручение {mark}", item=item, set_by="organ:nes", organ="nes",
        owner="office:secretary", owner_label=Localized.same("Секретарь"), controller="chair:nes", set_on=day,
        first_due_on=day, due_on=day,
    )  # fmt: skip
    head_report = HeadReport.objects.create(
        cluster=cluster, year=day.year, number=1, author="chair:nes", addressee="office:centre_head", since=day,
        until=day, text=f"Итоги {mark}", made_on=day,
    )  # fmt: skip
    report = Report.objects.create(task=task, text=f"Сделано {mark}", made_on=day, made_by="Секретарь", answer_by=day)
    proof = Proof.objects.create(
        report=report, title=f"Доказательство {mark}", file=SimpleUploadedFile("proof.pdf", b"%PDF-1.7\n"), sha256="0",
        size=9, content_type="application/pdf",
    )  # fmt: skip
    paper = paper_add(
        cluster=cluster, item_id=item.pk, title=f"Справка {mark}", doer=keeper,
        upload=SimpleUploadedFile("paper.pdf", b"%PDF-1.7\n", "application/pdf"),
    )  # fmt: skip
    applying = admission_open(
        cluster=cluster, new=NewParticipant("school", organisation_id=one.pk, primary_group="social_partnership"),
        name=f"Завод {mark}", facts={}, authority=None, doer=keeper, on=day, opening=Opening(note="Заявление"),
    )  # fmt: skip
    leaving = case_open(
        cluster=cluster, doer=itself, on=day,
        draft=CaseDraft("leave", Localized.same(f"Выход {mark}"), ("membership.participant", str(gone.pk))),
    )  # fmt: skip
    step_do(cluster=cluster, case_ids=[leaving.pk], step="notice", doer=itself, on=day)
    act = leaving.steps.get(step="notice").act
    assert act is not None
    rule = rule_set(
        cluster=cluster, change=RuleChange("voting.tie", "chair_decides", day), act=f"Рішення {mark}", actor=TELLER
    )
    designation = Designation.objects.create(
        cluster=cluster, organ="nes", matter="exclude", organisation=one, valid_from=day, case=case
    )
    amendment = amendment_file(
        cluster=cluster, doer=keeper, on=day,
        draft=AmendmentDraft(Localized.same(f"Поправка {mark}"), f"Причина {mark}", world.amended_source(f"Цель {mark}")),
    )  # fmt: skip
    step_do(cluster=cluster, case_ids=[amendment.case_id], step="consultation", doer=keeper, on=day)
    recommendation = recommendation_file(
        amendment=amendment, draft=RecommendationDraft(f"Совет {mark}"), on=day,
        doer=Doer(TELLER, frozenset({f"participant:{member.pk}"})),
    )  # fmt: skip
    blank_replace(cluster=cluster, place="г. Ижевск", parameters={}, note="", actor=TELLER)
    document = document_issue(cluster=cluster, kind=kind_get("notice"), subject=session, actor=TELLER)
    return {
        "document": document.pk,
        "amendment": amendment.pk, "recommendation": recommendation.pk,
        "case": case.pk, "act": act.pk, "participant": member.pk, "organisation": one.pk, "person": person.pk,
        "affiliation": tie.pk, "contact": contact.pk, "founder": founder.pk, "agreement": agreement.pk,
        "component": component.pk, "ballot": ballot.pk, "holding": office.pk, "invitation": invitation.pk,
        "evidence": evidence.pk, "flag": flag.pk, "batch": batch.pk, "delegation": delegation.pk,
        "proposal": proposal.pk, "session": session.pk, "item": item.pk, "paper": paper.pk, "task": task.pk, "proof": proof.pk,
        "head_report": head_report.pk, "seat": seats[0].pk,
        "holding_row": holding_row.pk, "organisation_contact": organisation_contact.pk,
        "application": applying.pk, "recommended": entering.pk, "peaceful": peaceful.pk,
        "version": version_governing(cluster, day).pk, "rule": rule.pk, "designation": designation.pk,
    }  # fmt: skip


def addresses(world: World, things: dict[str, int]) -> Iterator[tuple[str, set[str], str]]:
    """Yield every address of a cluster, filled with things: its name, which things are in it, the address."""
    words = WORDS | {
        "finding": finding_code(findings_of(version_governing(world.cluster, world.today), world.today, ())[0])
    }
    for name, converters in routes():
        if "cluster" not in converters:
            continue
        given = {key: things.get(key, words.get(key, "999999")) for key in converters if key != "cluster"}
        if name == "people:organisation_contact_change":
            given["contact"] = things.get("organisation_contact", "999999")
        if name in {"governance:vote", "membership:applicant"}:
            given |= {"case": things.get("application", "999999")} | (
                {"step": "recommendation"} if "step" in given else {}
            )
        if name == "membership:batch":
            given |= {"matter": "admit", "step": "order"}
        if name == "membership:exclude":
            given |= {"participant": things.get("peaceful", given["participant"])}
        if name == "history:object":
            for kind, key in HISTORIES.items():
                if key not in things:
                    continue
                arguments = {"cluster": world.cluster.code, "kind": kind, "identifier": things[key]}
                yield f"{name} {kind}", {key}, reverse(name, kwargs=arguments)
            continue
        named = {key for key in converters if key in things}
        yield name, named, reverse(name, kwargs={"cluster": world.cluster.code, **given})


ASIDE = {"organisation_contact", "application", "recommended", "peaceful"}
"""Things that stand in an address under another name."""

HISTORIES = {
    "amendment": "amendment",
    "document": "document",
    "recommendation": "recommendation",
    "session": "session",
    "proposal": "proposal",
    "task": "task",
    "head_report": "head_report",
    "case": "case", "act": "act", "delegation": "delegation", "participant": "participant", "founder": "founder",
    "agreement": "agreement", "holding": "holding_row", "component": "component", "seat": "seat", "ballot": "ballot",
    "person": "person", "position": "affiliation", "holder": "holding", "invitation": "invitation", "import": "batch",
    "version": "version", "rule": "rule", "designation": "designation",
}  # fmt: skip
"""Kinds of history whose objects are rows of one cluster, with the thing of each."""


def everything() -> dict[str, str]:
    """Return how many rows every table of ours has and a digest of what is in them: equal means nothing was written."""
    models = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("eduklaster.")]
    digest = "SELECT '{}', count(*) || ' ' || coalesce(md5(string_agg(md5(t::text), '' ORDER BY md5(t::text))), '') FROM {} t"
    parts = [digest.format(m._meta.label, connection.ops.quote_name(m._meta.db_table)) for m in models]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return dict(cursor.fetchall())
