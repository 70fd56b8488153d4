"""The agenda: items with papers, declared conflicts, what was heard and said, how each item ended."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import F, Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import notice
from eduklaster.charter.resolver import Scope
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.governance.selectors import composition_on
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.votes.enums import VoteState
from eduklaster.votes.models import Vote

from ..enums import NOT_OVER, ItemKind, ItemState, SessionState
from ..models import AgendaItem, Conflict, Paper, Proposal, Session
from ..selectors import asked_now, day_of, roll_of
from .common import session_locked, written

PAPER_LIMIT = 20 * 1024 * 1024
"""Bytes; a bigger file does not reach a phone on a slow link."""
PAPER_KINDS = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
_SIGNATURES = {".pdf": b"%PDF-", ".png": b"\x89PNG", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff"}
_ZIPPED = {".docx", ".xlsx", ".odt"}


@dataclass(frozen=True, slots=True)
class ItemFields:
    """What an item says. A decision on a case names the case and the step that is voted on."""

    title: str
    kind: ItemKind = ItemKind.INFORMATION
    speaker: str = ""
    case_id: int | None = None
    step: str = ""
    proposal_id: int | None = None
    parent_id: int | None = None


@transaction.atomic
def item_add(*, cluster: Cluster, session_id: int, fields: ItemFields, doer: Doer, votes_for: int = 0) -> AgendaItem:
    """Put an item at the end of the agenda.

    After the notice the charter's rule on extending the agenda holds (`agenda.extension`): locked, by a vote of the
    session (`votes_for` of those who are here), or free.

    Raises:
        RuleRefusal: The agenda is locked, the session is not asked yet, or too few were for it (`agenda.locked`,
            `agenda.by_vote`, `agenda.not_extended`).
        InputError: The case or proposal is not one of this cluster, or is closed.
    """
    states = (SessionState.PLANNED, SessionState.NOTICED, SessionState.OPEN)
    session = session_locked(cluster, session_id, doer, *states)
    if not fields.title.strip():
        raise InputError("agenda.title", _("Name the item."), field="title")
    verdict = _may_extend(session, votes_for) if session.state != SessionState.PLANNED else None
    case = _case(cluster, fields)
    proposal = _proposal(session, fields)
    last = session.items.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem.objects.create(
        session=session,
        parent_id=_parent(session, fields.parent_id),
        position=last + 1,
        kind=ItemKind.PROPOSAL if proposal else ItemKind.DECISION if case else fields.kind,
        title=fields.title.strip(),
        speaker=fields.speaker.strip(),
        case=case,
        step=fields.step if case else "",
        proposal=proposal,
        added_in_session=session.state == SessionState.OPEN,
    )
    written(session, doer, "item_added", verdict, item=item.pk, title=item.title)
    return item


def _may_extend(session: Session, votes_for: int) -> Verdict:
    day, rulebook = day_of(session), rulebook_of(session.cluster, day_of(session))
    rule = rulebook.ask("agenda.extension", on=day, scope=Scope(organ=session.organ))
    if rule.value == "by_vote" and session.state != SessionState.OPEN:
        citation = Citation.of(rule)
        refused = Verdict(False, "agenda.by_vote", (citation,) if citation else (), {}, (rule,))
        raise RuleRefusal(refused, _("After the notice only the session itself extends its agenda, by a vote."))
    present = len(asked_now(session, roll_of(session)))
    if votes_for > present:
        raise InputError(
            "agenda.votes",
            _("There are more votes than members who are here: %(here)s."),
            field="votes_for",
            here=present,
        )
    verdict = notice.agenda_extension(rulebook, session.organ, on=day, for_=votes_for, present=present)
    if verdict.code == "agenda.locked":
        raise RuleRefusal(verdict, _("After the notice the agenda is not changed."))
    if not verdict.allowed:
        raise RuleRefusal(
            verdict,
            _("The agenda is not extended: %(for_)s for it, %(needed)s of %(present)s needed.") % dict(verdict.facts),
        )
    return verdict


def _case(cluster: Cluster, fields: ItemFields) -> Case | None:
    if fields.case_id is None:
        return None
    case = Case.objects.filter(cluster=cluster, pk=fields.case_id).first()
    if case is None or case.state != CaseState.OPEN:
        raise InputError("agenda.case", _("Choose a case that is open."), field="case")
    if not case.steps.filter(step=fields.step).exists():
        raise InputError("agenda.step", _("Choose a step of this case."), field="step")
    return case


def _proposal(session: Session, fields: ItemFields) -> Proposal | None:
    if fields.proposal_id is None:
        return None
    found = Proposal.objects.filter(cluster=session.cluster, organ=session.organ, pk=fields.proposal_id).first()
    if found is None:
        raise InputError("agenda.proposal", _("Choose a proposal made to this organ."), field="proposal")
    if session.items.filter(proposal=found).exclude(state=ItemState.REMOVED).exists():
        raise InputError("agenda.proposal_twice", _("This proposal is on the agenda already."), field="proposal")
    return found


def _parent(session: Session, pk: int | None) -> int | None:
    if pk is None:
        return None
    if not session.items.filter(pk=pk, parent__isnull=True).exists():
        raise InputError("agenda.parent", _("Choose an item of this agenda."), field="parent")
    return pk


def item_locked(cluster: Cluster, item_id: int, doer: Doer, *states: SessionState) -> AgendaItem:
    """Lock the session of an item, and return the item with it."""
    found = AgendaItem.objects.filter(pk=item_id, session__cluster=cluster).values_list("session_id", flat=True).first()
    if found is None:
        raise InputError("agenda.item", _("Choose an item of this agenda."))
    session = session_locked(cluster, found, doer, *states)
    item = AgendaItem.objects.select_for_update(of=("self",)).select_related("case", "proposal").get(pk=item_id)
    item.session = session
    return item


def require_no_vote(item: AgendaItem) -> None:
    """Refuse an item on which a vote is under way."""
    if Vote.objects.filter(item_vote__item=item, state=VoteState.OPEN).exists():
        raise StateError("agenda.vote_under_way", _("A vote on this item is under way."))


@transaction.atomic
def agenda_move(*, cluster: Cluster, item_id: int, up: bool, doer: Doer) -> None:
    """Exchange an item with its neighbour; at the edge nothing happens."""
    item = item_locked(cluster, item_id, doer, SessionState.PLANNED)
    if item.kind == ItemKind.EXECUTION:
        return
    rows = item.session.items.filter(parent=item.parent_id).exclude(pk=item.pk)
    rows = rows.exclude(kind=ItemKind.EXECUTION)  # it stays first
    near = rows.filter(position__lt=item.position) if up else rows.filter(position__gt=item.position)
    other = near.order_by("-position" if up else "position").first()
    if other is None:
        return
    AgendaItem.objects.filter(pk=item.pk).update(position=other.position)
    AgendaItem.objects.filter(pk=other.pk).update(position=item.position)
    written(item.session, doer, "item_moved", item=item.pk, title=item.title, position=other.position)


@transaction.atomic
def item_remove(*, cluster: Cluster, item_id: int, doer: Doer) -> None:
    """Take an item off. Before the notice it disappears; later it stays on record as taken off."""
    item = item_locked(cluster, item_id, doer, SessionState.PLANNED, SessionState.NOTICED, SessionState.OPEN)
    if item.kind == ItemKind.EXECUTION:
        raise StateError("agenda.execution", _("Execution of earlier decisions opens every session; the item stays."))
    require_no_vote(item)
    if item.ballot_id is not None:
        raise StateError("agenda.voted", _("A vote was taken on this item; it stays on the agenda."))
    if item.session.state == SessionState.PLANNED and not item.papers.exists() and not item.children.exists():
        position, pk = item.position, item.pk
        try:
            with transaction.atomic():
                item.conflicts.all().delete()
                item.delete()
        except ProtectedError:  # an upper room holds to the item, as a task from its decision does: it stays on record
            item.pk = pk
        else:
            written(item.session, doer, "item_removed", item=pk, title=item.title)
            item.session.items.filter(position__gt=position).update(position=F("position") - 1)
            return
    item.state = ItemState.REMOVED
    item.save(update_fields=["state"])
    written(item.session, doer, "item_removed", item=item.pk, title=item.title)


@transaction.atomic
def item_minute(*, cluster: Cluster, item_id: int, heard: str, spoke: str, decided: str, doer: Doer) -> AgendaItem:
    """Write down what was heard, who spoke and what was decided; possible until the minutes are signed."""
    item = item_locked(cluster, item_id, doer, SessionState.OPEN, SessionState.CLOSED)
    before: dict[str, Any] = {"heard": item.heard, "spoke": item.spoke, "decided": item.decided}
    item.heard, item.spoke, item.decided = heard.strip(), spoke.strip(), decided.strip()
    if item.state == ItemState.OPEN and (item.heard or item.spoke):
        item.state = ItemState.DISCUSSED
    item.save(update_fields=["heard", "spoke", "decided", "state"])
    written(
        item.session,
        doer,
        "item_minuted",
        item=item.pk,
        title=item.title,
        changed=[k for k, v in before.items() if v != getattr(item, k)],
    )
    return item


@transaction.atomic
def item_finish(*, cluster: Cluster, item_id: int, state: ItemState, doer: Doer, decided: str = "") -> AgendaItem:
    """Say how an item ended: decided, taken note of, postponed to the next session, taken off.

    An item for decision on a case is decided by its vote; a proposal by its disposition.

    Raises:
        StateError: A vote on it is under way, a decision on a case has no vote yet, or a proposal no disposition.
    """
    item = item_locked(cluster, item_id, doer, SessionState.OPEN)
    require_no_vote(item)
    if state == ItemState.DECIDED:
        if item.case_id is not None and item.ballot_id is None:
            raise StateError("agenda.no_vote", _("This item is decided by a vote; open the vote first."))
        if item.proposal_id is not None and item.proposal and item.proposal.session_id != item.session_id:
            raise StateError("agenda.no_disposition", _("Give the proposal its answer first."))
        if not decided.strip() and item.case_id is None and item.proposal_id is None and not item.decided:
            raise InputError("agenda.decided", _("Write down what was decided."), field="decided")
    item.state = state
    if decided.strip():
        item.decided = decided.strip()
    item.save(update_fields=["state", "decided"])
    written(item.session, doer, "item_finished", item=item.pk, title=item.title, state=state)
    return item


@transaction.atomic
def conflict_declare(*, cluster: Cluster, item_id: int, seat_id: int, reason: str, doer: Doer) -> Conflict:
    """Let the holder of a seat, or the keeper on their word, declare that an item concerns them.

    Raises:
        AccessError: Somebody else's seat.
        InputError: No reason, or a seat of another organ.
        StateError: The session is over, the item has its decision, or a vote on it is under way.
    """
    cluster_lock(cluster)
    item = AgendaItem.objects.select_related("session__cluster").filter(pk=item_id, session__cluster=cluster).first()
    if item is None:
        raise InputError("agenda.item", _("Choose an item of this agenda."))
    if not reason.strip():
        raise InputError("conflict.reason", _("Say in a few words what the conflict is."), field="reason")
    seats = {row.seat.pk: row for row in composition_on(cluster, item.session.organ, day_of(item.session))}
    row = seats.get(seat_id)
    if row is None or row.holding is None:
        raise InputError("conflict.seat", _("Choose a seat of this organ that has a holder."), field="seat")
    if item.session.state not in NOT_OVER:
        raise StateError(
            "session.state",
            _("The session is %(state)s; this cannot be done now."),
            state=item.session.get_state_display(),
        )
    if item.state == ItemState.DECIDED:
        raise StateError("conflict.late", _("This item has its decision; a conflict is declared before the vote."))
    require_no_vote(item)
    mine = doer.actor.person_id in {row.holding.person_id, row.holding.alternate_id}
    if not mine:
        session_locked(cluster, item.session_id, doer)
    conflict, created = Conflict.objects.get_or_create(item=item, seat=row.seat, defaults={"reason": reason.strip()})
    if created:
        written(
            item.session, doer, "conflict_declared", item=item.pk, title=item.title, seat=seat_id, conflict=conflict.pk
        )
    return conflict


def upload_checked(upload: UploadedFile[bytes]) -> tuple[str, str]:
    """Return the content type and the SHA-256 of a file that came in, for papers and for proofs alike.

    Raises:
        InputError: The file is too big, empty, of another kind, or not what its name says.
    """
    name = (upload.name or "").lower()
    ending = next((known for known in PAPER_KINDS if name.endswith(known)), None)
    if ending is None:
        raise InputError("paper.kind", _("Attach a PDF, DOCX, XLSX, ODT, PNG or JPEG file."), field="file")
    if not upload.size or upload.size > PAPER_LIMIT:
        raise InputError("paper.size", _("The file is empty or bigger than 20 MB."), field="file")
    start = upload.read(8)
    upload.seek(0)
    if (ending in _ZIPPED and not start.startswith(b"PK")) or not start.startswith(_SIGNATURES.get(ending, b"")):
        raise InputError(
            "paper.content", _("The file is not what its name says; save it again and retry."), field="file"
        )
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return PAPER_KINDS[ending], digest.hexdigest()


@transaction.atomic
def paper_add(*, cluster: Cluster, item_id: int, title: str, upload: UploadedFile[bytes], doer: Doer) -> Paper:
    """Attach a file to an item: PDF, DOCX, XLSX, ODT or a picture, whose content is what its name says.

    Raises:
        InputError: The file is too big, empty, of another kind, or not what its name says.
    """
    item = item_locked(cluster, item_id, doer, SessionState.PLANNED, SessionState.NOTICED, SessionState.OPEN)
    content_type, sha256 = upload_checked(upload)
    paper = Paper.objects.create(
        item=item,
        title=title.strip() or (upload.name or "")[:300],
        file=upload,
        sha256=sha256,
        size=upload.size or 0,
        content_type=content_type,
        added_by_id=doer.actor.user_id,
    )
    written(
        item.session,
        doer,
        "paper_added",
        item=item.pk,
        title=item.title,
        paper=paper.pk,
        file=paper.title,
        sha256=paper.sha256,
    )
    return paper


@transaction.atomic
def paper_remove(*, cluster: Cluster, paper_id: int, doer: Doer) -> None:
    """Take a paper away while the session is being prepared; its hash stays in the journal."""
    paper = Paper.objects.select_related("item").filter(pk=paper_id, item__session__cluster=cluster).first()
    if paper is None:
        raise InputError("paper.missing", _("This paper is not there any more."))
    item = item_locked(cluster, paper.item_id, doer, SessionState.PLANNED)
    written(
        item.session,
        doer,
        "paper_removed",
        item=item.pk,
        title=item.title,
        paper=paper.pk,
        file=paper.title,
        sha256=paper.sha256,
    )
    name, storage = str(paper.file.name), paper.file.storage
    paper.delete()
    transaction.on_commit(lambda: storage.delete(name))
