"""Who signs for organs; the certificate of a member."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, today_in
from eduklaster.documents.content import Block, Content, Signature
from eduklaster.documents.enums import Standing
from eduklaster.documents.naming import genitive, in_sentence, name_declined, signature_name, told, written
from eduklaster.documents.registry import (
    DocumentKind,
    Frame,
    Signatory,
    office_signatories,
    register_document,
    register_signatories,
    signatories_of,
)
from eduklaster.kernel.errors import NotFound
from eduklaster.language.forms import Case as Grammar
from eduklaster.people.access import Viewer, office_name
from eduklaster.people.models import Person
from eduklaster.procedures.access import is_insider
from eduklaster.procedures.models import Case
from eduklaster.procedures.registry import register_draft
from eduklaster.procedures.selectors import chain_for, charter_for

from .access import chair_title, organ_name
from .models import Seat, SeatHolding
from .selectors import chairings_on, holdings_on


def organ_signatories(cluster: Cluster, party: str, on: date, language: str) -> Sequence[Signatory]:
    """Return the chair of an organ on a day: of its seat, or by office."""
    head, _sep, name = party.partition(":")
    if head not in {"organ", "chair"}:
        return []
    try:
        organ = rulebook_of(cluster, on).charter.organs.get(name)
    except NotFound:
        return []
    if organ is None:
        return []
    office = organ.chair.office if organ.chair else None
    post = (office_name(cluster, office, on) if office else chair_title(organ)).in_(language)
    held = (
        holdings_on(on)
        .filter(seat__in=chairings_on(on).filter(cluster=cluster, organ=name).values("seat"))
        .select_related("person")
        .first()
    )
    if held is not None:
        return [Signatory(post, held.person)]
    return office_signatories(cluster, f"office:{office}", on, language) if office else []


def holdings_to_print(cluster: Cluster, viewer: Viewer) -> QuerySet[SeatHolding]:
    """Return the seats whose certificates somebody may have: all for insiders, otherwise one's own."""
    rows = SeatHolding.objects.filter(seat__cluster=cluster).select_related("seat__cluster", "person", "basis_act")
    if is_insider(viewer):
        return rows
    return rows.filter(person_id=viewer.person_id or 0)


def certificate_content(holding: SeatHolding, frame: Frame) -> Content:
    """Return what certifies that a person sits in an organ, on which seat, since when, by which act."""
    words, language = frame.words, frame.language
    organ = frame.charter.organs.get(holding.seat.organ)
    name = organ_name(organ).in_(language) if organ else holding.seat.organ
    label = holding.seat.label.in_(language)
    basis = holding.basis_note
    if holding.basis_act is not None:
        act = holding.basis_act
        basis = words["decision_of"] % (frame.term(act.kind), written(act.on, language), act.number)
    declined = genitive(frame.cluster, name, language)
    member = told(words["is_member_of"], declined) if declined else told(words["is_member"], name)
    lines = [words["certifies"], holding.person.full_name, member]
    blocks = [
        Block("paragraph", lines[0]),
        Block("heading", lines[1], level=2),
        Block("paragraph", lines[2]),
    ]
    if label and label != name:
        blocks.append(Block("paragraph", told(words["seat_line"], label)))
    blocks.append(Block("paragraph", told(words["since"], written(holding.valid_from, language))))
    if holding.valid_until:
        blocks.append(Block("paragraph", told(words["until"], written(holding.valid_until, language))))
    if basis:
        blocks.append(Block("paragraph", told(words["by_act"], basis)))
    signers = signatories_of(frame.cluster, f"organ:{holding.seat.organ}", frame.on, language)
    if not signers:
        office = frame.charter.roles.approving_office or frame.charter.roles.secretary
        signers = signatories_of(frame.cluster, f"office:{office}", frame.on, language)
    return Content(
        kind="certificate",
        variant="",
        **frame.masthead,
        name=words["certificate"],
        on=frame.on.isoformat(),
        number=frame.number,
        heading=name,
        body=blocks,
        signatures=[Signature(one.post, signature_name(one.person, frame.profile)) for one in signers],
        layout="certificate",
    )


def seating_draft(case: Case, words: Mapping[str, str], language: str) -> str:
    """Return what the act says that composes an organ: who takes which seat, names in the accusative."""
    entries = {entry["seat_id"]: entry["person_id"] for entry in case.payload.get("seats", [])}
    seats = Seat.objects.filter(cluster=case.cluster, pk__in=entries).order_by("order", "pk")
    persons = Person.objects.in_bulk(entries.values())
    charter = charter_for(case)
    lines = []
    for seat in seats:
        organ = charter.organs.get(seat.organ)
        called = organ_name(organ).in_(language) if organ else seat.organ
        declined = genitive(case.cluster, called, language) or words["draft_organ"] % called
        name = name_declined(persons[entries[seat.pk]], Grammar.ACCUSATIVE, language)
        lines.append(words["draft_seat"] % (declined, name, seat.label.in_(language)))
    return _numbered(lines)


def _numbered(lines: Sequence[str]) -> str:
    """Return items of an act, numbered where there are several."""
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1)) if len(lines) > 1 else "".join(lines)


def appointment_draft(case: Case, words: Mapping[str, str], language: str) -> str:
    """Return what the act says that gives an office: the name in the accusative, the post in the genitive."""
    if (said := _post_and_name(case, words, language)) is None:
        return ""
    post, name = said
    if case.payload.get("is_acting"):
        return words["draft_acting"] % (post, name)
    return words["draft_appoint"] % (name, post)


def dismissal_draft(case: Case, words: Mapping[str, str], language: str) -> str:
    """Return what the act says that takes an office away: the name in the accusative, the post in the genitive."""
    if (said := _post_and_name(case, words, language)) is None:
        return ""
    post, name = said
    if case.payload.get("is_acting"):
        return words["draft_dismiss_acting"] % (post, name)
    return words["draft_dismiss"] % (name, post)


def _post_and_name(case: Case, words: Mapping[str, str], language: str) -> tuple[str, str] | None:
    """Return the post in the genitive and the person in the accusative; None where the case names neither."""
    office = case.payload.get("office") or chain_for(case).matter.office
    person = Person.objects.filter(pk=case.payload.get("person_id") or 0).first()
    if not office or person is None:
        return None
    post = office_name(case.cluster, office, case.opened_on).in_(language)
    declined = in_sentence(genitive(case.cluster, post, language)) or words["draft_post"] % post
    return declined, name_declined(person, Grammar.ACCUSATIVE, language)


def _standing(holding: SeatHolding) -> Standing:
    ended = holding.valid_until is not None and holding.valid_until <= today_in(holding.seat.cluster)
    return Standing.SUPERSEDED if ended else Standing.VALID


def _page(holding: SeatHolding, cluster: Cluster) -> str:
    return reverse("governance:organ", args=[cluster.code, holding.seat.organ])


def register() -> None:
    """Tell who signs for organs, draft acts, offer the certificate; called once when the room starts."""
    register_draft("compose_organ", seating_draft)
    register_draft("appoint", appointment_draft)
    register_draft("dismiss", dismissal_draft)
    register_signatories(organ_signatories)
    register_document(
        DocumentKind(
            key="certificate",
            title=_("Certificate of a member"),
            subject="governance.seatholding",
            model=SeatHolding,
            visible=holdings_to_print,
            on=lambda holding: today_in(holding.seat.cluster),
            build=certificate_content,
            page=_page,
            standing=_standing,
            numbered=True,
        )
    )
