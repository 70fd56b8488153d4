"""What belongs to an item of an agenda: its papers, and who has declared that it concerns them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from eduklaster.kernel.errors import NotFound
from eduklaster.procedures.access import doer_of
from eduklaster.sessions.models import AgendaItem, Conflict, Paper
from eduklaster.sessions.presenters import SessionRoom
from eduklaster.sessions.services import conflict_declare, paper_add, paper_remove
from eduklaster.sessions.services.agenda import PAPER_KINDS

from ..contract import operation
from ..inputs import Address, BodyId, Code, Heading, In, PathId, Upload
from ..paging import Page, Paging, page_of
from ..uploads import Multipart
from .common import Out, at, attached, example, local
from .session_shapes import room_of

router = Router(tags=["sessions"])
_I = "/clusters/{cluster}/sessions/{session}/agenda/{item}"
KINDS = tuple(dict.fromkeys(PAPER_KINDS.values()))
"""Kinds of files that papers and proofs have."""


class PaperOut(Out):
    """A paper of an item."""

    model_config = example(
        id=21, title="Кошторис лабораторії", size=48213, content_type="application/pdf",
        sha256="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", added_at="2026-03-05T10:00:00+02:00",
    )  # fmt: skip

    id: int
    """Its number in addresses."""
    title: str
    """Heading."""
    size: int
    """Bytes."""
    content_type: str
    """Kind of the file."""
    sha256: str
    """Its hash."""
    added_at: datetime
    """When it was added."""


class PaperIn(In):
    """A paper that is added: a form with a file of at most 20 MB."""

    model_config = In.model_config | {
        "json_schema_extra": {"examples": [{"title": "Кошторис лабораторії", "file": "%PDF-1.7…"}]}
    }

    file: Upload
    """PDF, DOCX, XLSX, ODT, PNG or JPEG; its content has to be what its name says."""
    title: Address = ""
    """Heading; without it the name of the file."""


class ConflictOut(Out):
    """A member's own word that an item concerns them."""

    model_config = example(
        id=3, seat=12, label="Директор ліцею № 5", reason="Йдеться про мій заклад.",
        declared_at="2026-03-20T12:10:00+02:00",
    )  # fmt: skip

    id: int
    """Number of the declaration."""
    seat: int
    """Number of the seat; it is heard on the item and does not vote."""
    label: str
    """What the seat stands for."""
    reason: str
    """What the conflict of interest is."""
    declared_at: datetime
    """When it was declared."""


class ConflictIn(In):
    """A conflict of interest that is declared."""

    model_config = In.model_config | {"json_schema_extra": {"examples": [{"reason": "Йдеться про мій заклад."}]}}

    reason: Heading
    """What the conflict of interest is."""
    seat: BodyId | None = None
    """The seat for which it is declared: the keeper records it on a member's word; without it the own seat."""


def _opened(
    request: HttpRequest, cluster: str, session: int, item: int, *, keeper: bool = False
) -> tuple[SessionRoom, AgendaItem]:
    """Return an item with its session, as its page opens it."""
    found, viewer = at(request, cluster)
    room = room_of(found, viewer, session, keeper=keeper)
    row = room.session.items.filter(pk=item).first()
    if row is None:
        raise NotFound
    return room, row


def _paper(row: Paper, room: SessionRoom) -> PaperOut:
    return PaperOut(
        id=row.pk,
        title=row.title,
        size=row.size,
        content_type=row.content_type,
        sha256=row.sha256,
        added_at=local(row.added_at, room.cluster),
    )


def _found(row: AgendaItem, paper: int) -> Paper:
    found = row.papers.filter(pk=paper).first()
    if found is None:
        raise NotFound
    return found


@operation(router, "get", f"{_I}/papers", Page[PaperOut])
def list_papers(
    request: HttpRequest, cluster: Code, session: PathId, item: PathId, paging: Query[Paging]
) -> Page[PaperOut]:
    """The papers of an item, in the order in which they were added."""
    room, row = _opened(request, cluster, session, item)
    return page_of(row.papers.order_by("pk"), paging, lambda rows: [_paper(one, room) for one in rows])


@operation(router, "post", f"{_I}/papers", PaperOut, status=201, files=True)
def add_paper(
    request: HttpRequest, cluster: Code, session: PathId, item: PathId, body: Annotated[PaperIn, Multipart(...)]
) -> PaperOut:
    """Attach a paper to an item; the keeper of the session does so until it is closed."""
    room, row = _opened(request, cluster, session, item, keeper=True)
    paper = paper_add(
        cluster=room.cluster, item_id=row.pk, title=body.title, upload=body.file, doer=doer_of(room.viewer)
    )
    return _paper(paper, room)


@operation(router, "get", f"{_I}/papers/{{paper}}", None, media=KINDS)
def download_paper(request: HttpRequest, cluster: Code, session: PathId, item: PathId, paper: PathId) -> HttpResponse:
    """The file of a paper as it was added."""
    _room, row = _opened(request, cluster, session, item)
    found = _found(row, paper)
    return attached(found.file, found.content_type, f"{found.title}.{str(found.file.name).rpartition('.')[2]}")


@operation(router, "delete", f"{_I}/papers/{{paper}}", None, status=204)
def remove_paper(request: HttpRequest, cluster: Code, session: PathId, item: PathId, paper: PathId) -> None:
    """Take a paper away while the session is planned; its hash stays in the journal."""
    room, row = _opened(request, cluster, session, item, keeper=True)
    paper_remove(cluster=room.cluster, paper_id=_found(row, paper).pk, doer=doer_of(room.viewer))


def _conflict(row: Conflict, room: SessionRoom) -> ConflictOut:
    label = next((line.label for line in room.roll if line.seat_id == row.seat_id), "")
    return ConflictOut(
        id=row.pk,
        seat=row.seat_id,
        label=label,
        reason=row.reason,
        declared_at=local(row.declared_at, room.cluster),
    )


@operation(router, "get", f"{_I}/conflicts", Page[ConflictOut])
def list_conflicts(
    request: HttpRequest, cluster: Code, session: PathId, item: PathId, paging: Query[Paging]
) -> Page[ConflictOut]:
    """Who has declared that an item concerns them."""
    room, row = _opened(request, cluster, session, item)

    def show(rows: Iterable[Conflict]) -> list[ConflictOut]:
        return [_conflict(one, room) for one in rows]

    return page_of(row.conflicts.order_by("pk"), paging, show)


@operation(router, "post", f"{_I}/conflicts", ConflictOut, status=201)
def declare_conflict(
    request: HttpRequest, cluster: Code, session: PathId, item: PathId, body: ConflictIn
) -> ConflictOut:
    """Declare that an item concerns oneself: one is heard on it and does not vote."""
    room, row = _opened(request, cluster, session, item)
    person: Any = room.viewer.person_id
    own = (r.now.seat.pk for r in room.rows if r.now.holding and r.now.holding.person_id == person)
    seat = body.seat or (next(own, None) if person is not None else None)
    if seat is None:
        raise NotFound
    found = conflict_declare(
        cluster=room.cluster, item_id=row.pk, seat_id=seat, reason=body.reason, doer=doer_of(room.viewer)
    )
    return _conflict(found, room)
