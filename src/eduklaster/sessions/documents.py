"""Papers of a session: notice, agenda, attendance sheet, ballot papers, minutes, extracts from the minutes."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, today_in
from eduklaster.documents.content import Block, Column, Content, Signature
from eduklaster.documents.naming import genitive, signature_name, told, written
from eduklaster.documents.registry import DocumentKind, Frame, register_document, signatories_of
from eduklaster.governance.access import keeps, organ_name
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import doer_of

from .access import sessions_visible_to
from .enums import Attending, ItemKind, ItemState, SessionKind, SessionState
from .minutes import as_sentence, item_blocks
from .models import AgendaItem, Session
from .selectors import RollRow, agenda_of, day_of, numbers_of, quorum_now, roll_of

_MANY = 10
"""From how many persons on the minutes count those present and attach the sheet, as clerks do."""
_HELD = {SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED}
_HOW = {
    Attending.ROOM: "room",
    Attending.REMOTE: "remote",
    Attending.ALTERNATE: "alternate",
    Attending.ABSENT: "not_there",
    Attending.EXCUSED: "excused",
}


class Paper:
    """What every paper of a session starts from."""

    def __init__(self, session: Session, frame: Frame) -> None:
        """Keep the session and the frame."""
        self.session, self.frame, self.words = session, frame, frame.words

    @cached_property
    def numbers(self) -> dict[int, str]:
        """The numbers of the items by their ids."""
        return numbers_of(self.session)

    @property
    def organ(self) -> str:
        """The name of the organ in the language of the document."""
        found = self.frame.charter.organs.get(self.session.organ)
        return organ_name(found).in_(self.frame.language) if found else self.session.organ

    @property
    def called(self) -> str:
        """What was called: «чергового засідання Ради кластера», without the organ where its genitive is not sure."""
        return f"{self.words[f'session_{self.session.kind}']} {genitive(self.frame.cluster, self.organ, self.frame.language)}".strip()

    def moment(self, at: Any) -> str:
        """Return a moment in the cluster's own time."""
        local = at.astimezone(ZoneInfo(self.session.cluster.time_zone))
        return f"{written(local.date(), self.frame.language)}, {local:%H:%M}"

    def content(self, kind: str, heading: str, body: Iterable[Block], **more: Any) -> Content:
        """Return a paper with what every one of them says about itself."""
        head = self.frame.masthead
        if kind in {"minutes", "extract"} and self.session.place and not head["place"]:
            head["place"] = self.session.place
        values = {
            "unit": self.organ,
            "name": self.words[kind],
            "on": self.frame.on.isoformat(),
            "number": str(self.session.number),
            "signatures": self.signatures(),
            **more,
        }
        return Content(kind=kind, variant="", **head, heading=heading, body=list(body), **values)

    def agenda_lines(self) -> list[Block]:
        """Return the agenda, each item with who reports."""
        blocks = []
        for item in agenda_of(self.session):
            if item.state == ItemState.REMOVED:
                continue
            number = self.numbers[item.pk]
            reports = told(self.words["reports"], item.speaker) if item.speaker else ""
            blocks.append(Block("item", f"{as_sentence(item.title)} {reports}".strip(), number=f"{number}."))
        return blocks

    def signatures(self) -> list[Signature]:
        """Return who signs a paper that goes out before the session: the chair, else the secretary."""
        language, cluster = self.frame.language, self.frame.cluster
        signers = signatories_of(cluster, f"organ:{self.session.organ}", self.frame.on, language)
        signers = signers or signatories_of(
            cluster, f"office:{self.frame.charter.roles.secretary}", self.frame.on, language
        )
        return [Signature(one.post, signature_name(one.person, self.frame.profile)) for one in signers]

    def keepers(self) -> list[Signature]:
        """Return who signs the minutes: who chaired the session and who kept it."""
        profile = self.frame.profile
        return [
            Signature(self.words["chair_post"], signature_name(self.session.chaired_by, profile)),
            Signature(self.words["secretary_post"], signature_name(self.session.kept_by, profile)),
        ]


def notice_content(session: Session, frame: Frame) -> Content:
    """Return the notice: when, where, about what."""
    paper, words = Paper(session, frame), frame.words
    rows = [(words["organ"], paper.organ), (words["when"], paper.moment(session.starts_at))]
    if session.kind == SessionKind.CORRESPONDENCE and session.ends_at:
        rows[1:] = [(words["answers_until"], paper.moment(session.ends_at))]
    if session.place:
        rows.append((words["where"], session.place))
    if session.link:
        rows.append((words["link"], session.link))
    body = [Block("paragraph", words["invites"]), Block("facts", rows=rows), Block("lead", words["agenda_title"])]
    agenda = paper.agenda_lines()
    return paper.content("notice", words["notice_heading"] % paper.called, [*body, *agenda] if agenda else [])


def agenda_content(session: Session, frame: Frame) -> Content:
    """Return the agenda on a sheet of its own."""
    paper = Paper(session, frame)
    heading = f"{paper.called} № {session.number}, {paper.moment(session.starts_at)}"
    return paper.content("agenda", heading, paper.agenda_lines(), number="")


def registration_content(session: Session, frame: Frame) -> Content:
    """Return the attendance sheet: every seat with its holder and a place to sign."""
    paper, words = Paper(session, frame), frame.words
    heading = f"{words['registration_heading']} № {session.number}"
    rows = [
        (str(position), row.now.seat.label.in_(frame.language), _holder(row), _how(row, words), "")
        for position, row in enumerate(roll_of(session), 1)
        if row.now.holding is not None
    ]
    body = [Block("table", columns=_roll_columns(words), rows=rows)] if rows else []
    return paper.content("registration", heading, body, number="")


def _roll_columns(words: Any) -> tuple[Column, ...]:
    return (
        Column(words["number"], 0.4, "center"),
        Column(words["seat"], 2.8),
        Column(words["person"], 2.0),
        Column(words["how"], 1.5),
        Column(words["signed"], 1.6),
    )


def _holder(row: RollRow) -> str:
    holding, entry = row.now.holding, row.attendance
    if entry is not None and entry.how == Attending.ALTERNATE and entry.person is not None:
        return str(entry.person)
    return str(holding.person) if holding else ""


def _how(row: RollRow, words: Any) -> str:
    return str(words[_HOW[Attending(row.attendance.how)]]) if row.attendance else ""


def ballot_content(item: AgendaItem, frame: Frame) -> Content:
    """Return a ballot paper for one item: the question and one empty box for each answer."""
    paper, words = Paper(item.session, frame), frame.words
    body = [
        Block("lead", words["question"] % item.title),
        Block("choices", rows=[(words["for"],), (words["against"],), (words["abstain"],)]),
        Block("paragraph", words["instruction"]),
    ]
    heading = f"{words['ballot_heading']} {words['ballot_session'] % f'№ {item.session.number}'}, {written(frame.on, frame.language)}"
    return paper.content("ballot", heading, body, number="", signatures=[], layout="ballot")


def minutes_content(session: Session, frame: Frame) -> Content:
    """Return the minutes: who was there, the agenda, and for each item heard, spoke, decided with its votes."""
    paper, words = Paper(session, frame), frame.words
    roll = roll_of(session)
    attached = sum(row.is_here for row in roll) > _MANY
    presence = _presence(session, frame, roll, words["list_attached"])
    body = [*presence, Block("lead", words["agenda_title"]), *paper.agenda_lines()]
    for item in agenda_of(session):
        if item.state != ItemState.REMOVED:
            body += item_blocks(item, paper.numbers[item.pk], frame)
    annex: list[Block] = []
    if attached:
        rows = [
            (str(number), row.now.seat.label.in_(frame.language), _holder(row), _how(row, words), "")
            for number, row in enumerate((r for r in roll if r.now.holding is not None), 1)
        ]
        annex = [
            Block("plain", words["annex"] % (written(frame.on, frame.language), session.number)),
            Block("heading", words["registration_title"], level=2),
            Block("table", columns=_roll_columns(words), rows=rows),
        ]
    return paper.content("minutes", paper.called, body, signatures=paper.keepers(), annex=annex)


def _presence(session: Session, frame: Frame, roll: list[RollRow], counted: str) -> list[Block]:
    """Return who chaired, kept and was there; `counted` is how many people are told by their number."""
    words = frame.words
    there = [row for row in roll if row.is_here]
    away = [_holder(row) for row in roll if row.now.holding is not None and not row.is_here]
    blocks = []
    if session.chaired_by:
        blocks.append(Block("plain", told(words["chaired"], session.chaired_by)))
    if session.kept_by:
        blocks.append(Block("plain", told(words["kept"], session.kept_by)))
    names = counted % len(there) if len(there) > _MANY else ", ".join(_holder(row) for row in there)
    blocks.append(Block("label", names, number=words["present_list"]))
    if away:
        blocks.append(Block("plain", told(words["absent"], ", ".join(away))))
    verdict = quorum_now(session, roll)
    facts = verdict.facts
    if "quorum_needed" in facts:
        pattern = words["quorum_met" if verdict.allowed else "quorum_missing"]
        counts = (facts.get("present", len(there)), facts.get("quorum_base", len(roll)), facts["quorum_needed"])
        blocks.append(Block("plain", told(pattern, *counts)))
    return blocks


def extract_content(item: AgendaItem, frame: Frame) -> Content:
    """Return an extract: the head of the minutes, one item, and the mark that it is true."""
    session = item.session
    paper, words = Paper(session, frame), frame.words
    body = [
        *_presence(session, frame, roll_of(session), words["counted"]),
        *item_blocks(item, paper.numbers[item.pk], frame),
    ]
    office, today = f"office:{frame.charter.roles.secretary}", today_in(frame.cluster)
    certifiers = signatories_of(frame.cluster, office, today, frame.language)[:1]
    return paper.content(
        "extract",
        paper.called,
        body,
        signatures=[replace(one, seal=words["seal"]) for one in paper.keepers()],
        copy_of=words["true_extract"] if certifiers else "",
        certified=[Signature(one.post, signature_name(one.person, frame.profile)) for one in certifiers],
        certified_on=written(today, frame.language) if certifiers else "",
    )


# Offering -----------------------------------------------------------------------------------------------------------


def _named(cluster: Cluster, viewer: Viewer) -> QuerySet[Session]:
    return sessions_visible_to(cluster, viewer).select_related("cluster", "chaired_by", "kept_by")


def _items(cluster: Cluster, viewer: Viewer) -> QuerySet[AgendaItem]:
    visible = sessions_visible_to(cluster, viewer).order_by().values("pk")
    return AgendaItem.objects.filter(session__in=visible).select_related(
        "session__cluster", "session__chaired_by", "session__kept_by", "ballot__act", "case"
    )


def _keeps(cluster: Cluster, viewer: Viewer, organ: str, on: date) -> bool:
    return viewer.is_secretary or keeps(rulebook_of(cluster, on).charter, organ, doer_of(viewer))


def _noticed_on(session: Session) -> date:
    """Return the day of a notice: when it was given or, before that, today."""
    if session.noticed_at is None:
        return min(today_in(session.cluster), day_of(session))
    return session.noticed_at.astimezone(ZoneInfo(session.cluster.time_zone)).date()


def _session_page(session: Session, cluster: Cluster) -> str:
    return reverse("sessions:session", args=[cluster.code, session.pk])


def _item_page(item: AgendaItem, cluster: Cluster) -> str:
    return reverse("sessions:item", args=[cluster.code, item.session_id, item.pk])


def register() -> None:
    """Offer the papers; called once when the room starts."""
    of_sessions: tuple[tuple[str, Any, Callable[[Session, Frame], Content], Callable[[Session], bool]], ...] = (
        ("notice", _("Notice of the session"), notice_content, lambda s: s.state != SessionState.CANCELLED),
        ("agenda", _("Agenda"), agenda_content, lambda s: s.state != SessionState.CANCELLED),
        ("registration", _("Attendance sheet"), registration_content, lambda s: s.state != SessionState.CANCELLED),
        ("minutes", pgettext_lazy("of one session", "Minutes"), minutes_content, lambda s: s.state in _HELD),
    )
    for key, title, build, applies in of_sessions:
        register_document(
            DocumentKind(
                key=key,
                title=title,
                subject="organ_sessions.session",
                model=Session,
                visible=_named,
                on=_noticed_on if key == "notice" else day_of,
                build=build,
                page=_session_page,
                applies=applies,
                may_issue=lambda cluster, viewer, session: _keeps(cluster, viewer, session.organ, day_of(session)),
            )
        )
    of_items: tuple[tuple[str, Any, Callable[[AgendaItem, Frame], Content], Callable[[AgendaItem], bool]], ...] = (
        ("extract", _("Extract from the minutes"), extract_content, lambda i: i.session.state in _HELD),
        ("ballot", _("Ballot paper"), ballot_content, lambda i: i.kind != ItemKind.INFORMATION),
    )
    for key, title, build_item, fits in of_items:
        register_document(
            DocumentKind(
                key=key,
                title=title,
                subject="organ_sessions.agendaitem",
                model=AgendaItem,
                visible=_items,
                on=lambda item: day_of(item.session),
                build=build_item,
                page=_item_page,
                applies=fits,
                may_issue=lambda cluster, viewer, item: _keeps(
                    cluster, viewer, item.session.organ, day_of(item.session)
                ),
            )
        )
