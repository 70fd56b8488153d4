"""Histories of sessions and proposals; the room's words."""

from __future__ import annotations

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eduklaster.journal.words import SILENT, ActionWord, FactWord, register_words
from eduklaster.membership.models import Participant
from eduklaster.people.access import Viewer
from eduklaster.people.registry import Refs, Subject, among, own_entries, register_history, register_neighbours

from .access import charter_on, proposals_visible_to, sessions_visible_to
from .enums import Attending, ItemState, ProposalState, SessionKind
from .models import Proposal, Session
from .presenters import session_title

_SESSION, _PROPOSAL = "organ_sessions.session", "organ_sessions.proposal"


def _sessions(viewer: Viewer) -> QuerySet[Session]:
    return sessions_visible_to(viewer.cluster, viewer) if viewer.cluster else Session.objects.none()


def _proposals(viewer: Viewer) -> QuerySet[Proposal]:
    return proposals_visible_to(viewer.cluster, viewer) if viewer.cluster else Proposal.objects.none()


def _session_title(viewer: Viewer, session: Session) -> str:
    return session_title(session, charter_on(session.cluster, viewer))


def _proposal_title(viewer: Viewer, proposal: Proposal) -> str:
    return f"№ {proposal.number} · {proposal.title}"


def of_participant(viewer: Viewer, row: Participant) -> Refs:
    """Return what a participant proposed, as far as the reader may see proposals."""
    return {_PROPOSAL: _proposals(viewer).filter(participant=row).values_list("pk", flat=True)}


def _address(name: str, viewer: Viewer, pk: int) -> str:
    return reverse(name, args=[viewer.cluster.code if viewer.cluster else "", pk])


def register() -> None:
    """Register kinds, neighbours and words; called once when the room starts."""
    register_history(
        Subject(
            "session", _("Session"), among(_sessions), _session_title,
            lambda viewer, one: _address("sessions:session", viewer, one.pk), own_entries(_SESSION), _SESSION,
        )
    )  # fmt: skip
    register_history(
        Subject(
            "proposal", _("Proposal"), among(_proposals), _proposal_title,
            lambda viewer, one: _address("sessions:proposal", viewer, one.pk), own_entries(_PROPOSAL), _PROPOSAL,
        )
    )  # fmt: skip
    register_neighbours("participant", of_participant)
    register_words(
        actions={
            "session.planned": ActionWord(_("A session was planned"), "calendar-plus"),
            "session.entered": ActionWord(_("A session held on paper was entered afterwards"), "writing"),
            "session.moved": ActionWord(_("A session was moved"), "calendar-event"),
            "session.noticed": ActionWord(_("A session was announced"), "speakerphone"),
            "session.opened": ActionWord(_("A session was opened"), "gavel"),
            "session.led": ActionWord(_("Who presides and keeps the minutes was entered"), "user-check"),
            "session.failed": ActionWord(_("A session was not held: no quorum"), "circle-x"),
            "session.reconvened": ActionWord(_("A session was called again"), "refresh"),
            "session.cancelled": ActionWord(_("A session was cancelled"), "circle-x"),
            "session.closed": ActionWord(_("A session was closed"), "lock"),
            "session.minutes_signed": ActionWord(_("The minutes were signed"), "signature"),
            "session.attendance": ActionWord(_("Attendance was recorded"), "users"),
            "session.item_added": ActionWord(_("An item was put on the agenda"), "plus"),
            "session.item_moved": ActionWord(_("An item got another place on the agenda"), "arrows-sort"),
            "session.item_removed": ActionWord(_("An item was taken off the agenda"), "minus"),
            "session.item_minuted": ActionWord(_("The minutes of an item were written"), "pencil"),
            "session.item_vote_opened": ActionWord(_("A vote on an item was opened"), "scale"),
            "session.item_voted": ActionWord(_("A vote was taken on an item"), "scale"),
            "session.consensus_failed": ActionWord(_("Consensus was not reached on an item"), "scale"),
            "session.consensus_reached": ActionWord(_("All agreed on an item"), "check"),
            "session.item_finished": ActionWord(_("An item was finished"), "check"),
            "session.conflict_declared": ActionWord(_("A conflict of interest was declared"), "hand-stop"),
            "session.paper_added": ActionWord(_("A paper was added"), "paperclip"),
            "session.paper_removed": ActionWord(_("A paper was removed"), "paperclip"),
            "proposal.filed": ActionWord(_("A proposal was filed"), "send"),
            "proposal.admitted": ActionWord(_("A proposal was taken up"), "check"),
            "proposal.withdrawn": ActionWord(_("A proposal was withdrawn"), "circle-x"),
            f"proposal.{ProposalState.ACCEPTED}": ActionWord(_("A proposal was accepted"), "check"),
            f"proposal.{ProposalState.DECLINED}": ActionWord(_("A proposal was declined"), "circle-x"),
            f"proposal.{ProposalState.DEFERRED}": ActionWord(_("A proposal was deferred"), "calendar-event"),
            f"proposal.{ProposalState.OUTSIDE}": ActionWord(
                _("A proposal was found outside the competence of the organ"), "circle-x"
            ),
        },
        facts={
            f"{_SESSION}.kind": FactWord(_("Kind"), choices=dict(SessionKind.choices)),
            f"{_SESSION}.organ": SILENT,  # the title of the session says both
            f"{_SESSION}.number": SILENT,
            f"{_SESSION}.state": FactWord(_("State"), choices=dict(ItemState.choices)),
            f"{_SESSION}.title": FactWord(_("Item of the agenda")),
            f"{_SESSION}.file": FactWord(_("Name of the paper")),
            f"{_SESSION}.position": FactWord(_("Place on the agenda")),
            f"{_SESSION}.changed": FactWord(
                _("Written"),
                choices={"heard": _("what was heard"), "spoke": _("who spoke"), "decided": _("what was decided")},
            ),
            f"{_SESSION}.seat": FactWord(_("Seat"), subject="governance.seat"),
            f"{_SESSION}.ballot": FactWord(_("Vote"), subject="governance.ballot"),
            f"{_SESSION}.vote": FactWord(_("Vote"), subject="votes.vote"),
            f"{_SESSION}.members": FactWord(_("Members who were notified"), form="count"),
            f"{_SESSION}.carried": FactWord(_("Items carried over"), form="count"),
            f"{_SESSION}.reconvenes": FactWord(_("Instead of the session"), subject=_SESSION),
            f"{_SESSION}.starts_at": FactWord(_("Begins"), form="moment"),
            f"{_SESSION}.before": FactWord(_("Began before"), form="moment"),
            f"{_SESSION}.reconvene_until": FactWord(_("To be held again by"), form="day"),
            f"{_SESSION}.signed_on": FactWord(_("Signed"), form="day"),
            f"{_SESSION}.chaired_by": FactWord(_("Presides"), subject="people.person"),
            f"{_SESSION}.kept_by": FactWord(_("Keeps the minutes"), subject="people.person"),
            f"{_SESSION}.sent": FactWord(_("Notice sent"), form="day"),
            f"{_SESSION}.session": FactWord(_("Day of the session"), form="day"),
            f"{_SESSION}.earliest": FactWord(_("Could be held from"), form="day"),
            f"{_SESSION}.period": SILENT,
            f"{_SESSION}.urgent": FactWord(_("Urgent"), form="yes_no"),
            f"{_SESSION}.by_consensus": FactWord(_("By consensus"), form="yes_no"),
            f"{_SESSION}.entered_on": FactWord(_("Put on record"), form="day"),
            f"{_SESSION}.paper_number": FactWord(_("Number of the minutes on paper")),
            f"{_SESSION}.in_time": FactWord(_("Notice in time"), form="yes_no"),
            f"{_SESSION}.shortfall": FactWord(_("Said of the notice")),
            f"{_SESSION}.item": SILENT,
            f"{_SESSION}.items": SILENT,
            f"{_SESSION}.paper": SILENT,
            f"{_SESSION}.conflict": SILENT,
            f"{_SESSION}.sha256": FactWord(_("Hash of the file"), form="hash"),
            **{f"{_SESSION}.seats_{how.value}": FactWord(how.label, subject="governance.seat") for how in Attending},
            f"{_PROPOSAL}.number": FactWord(_("Number")),
            f"{_PROPOSAL}.state": FactWord(_("State"), choices=dict(ProposalState.choices)),
            f"{_PROPOSAL}.due_on": FactWord(_("Answer by"), form="day"),
        },
        rows={_SESSION: _("Session"), _PROPOSAL: _("Proposal")},
    )
