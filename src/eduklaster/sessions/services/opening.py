"""What opens every session: execution of earlier decisions, told by an upper room and frozen when the session opens."""

from __future__ import annotations

from django.db.models import F, Max

from ..enums import ItemKind, ItemState
from ..models import AgendaItem, Session
from ..registry import opening_get


def execution_first(session: Session) -> AgendaItem | None:
    """Put the execution of earlier decisions at the head of an agenda that lacks it; nothing where nothing is to be told."""
    opening = opening_get()
    if opening is None or session.items.filter(kind=ItemKind.EXECUTION).exists() or not opening.is_wanted(session):
        return None
    session.items.update(position=F("position") + 1)
    title = opening.title(session.cluster)
    return AgendaItem.objects.create(session=session, position=1, kind=ItemKind.EXECUTION, title=title)


def questions_put(session: Session) -> list[AgendaItem]:
    """Put the questions that wait for the organ at the end of an agenda, each once."""
    opening = opening_get()
    if opening is None:
        return []
    last = session.items.aggregate(last=Max("position"))["last"] or 0
    items = []
    for position, (key, title) in enumerate(opening.questions(session), last + 1):
        item = AgendaItem.objects.create(session=session, position=position, kind=ItemKind.DECISION, title=title)
        opening.placed(item, key)
        items.append(item)
    return items


def execution_freeze(session: Session) -> None:
    """Keep the list as it is at this moment; a session called again after one without quorum freezes its own."""
    opening = opening_get()
    item = session.items.filter(kind=ItemKind.EXECUTION).exclude(state=ItemState.REMOVED).first()
    if opening is None or item is None:
        return
    item.listed = [row.as_data() for row in opening.rows(session)]
    item.save(update_fields=["listed"])
