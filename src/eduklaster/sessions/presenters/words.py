"""How a session, an item and a proposal are called, and the chips of their states."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from eduklaster.charter.messages import matter_words
from eduklaster.charter.schema import Charter
from eduklaster.governance.access import organ_name
from eduklaster.procedures.presenters import language
from eduklaster.procedures.selectors import charter_for
from eduklaster.ui.components import State

from ..enums import ItemState, ProposalState, SessionState
from ..models import AgendaItem, Proposal, Session
from ..selectors import numbered

_SESSION_TONES = {
    SessionState.PLANNED: "",
    SessionState.NOTICED: "now",
    SessionState.OPEN: "now",
    SessionState.CLOSED: "warn",
    SessionState.SIGNED: "ok",
    SessionState.FAILED: "no",
    SessionState.CANCELLED: "no",
}
_ITEM_TONES = {
    ItemState.OPEN: "",
    ItemState.DISCUSSED: "now",
    ItemState.DECIDED: "ok",
    ItemState.NOTED: "ok",
    ItemState.POSTPONED: "warn",
    ItemState.REMOVED: "no",
}
_PROPOSAL_TONES = {
    ProposalState.FILED: "now",
    ProposalState.ADMITTED: "now",
    ProposalState.ACCEPTED: "ok",
    ProposalState.DECLINED: "no",
    ProposalState.DEFERRED: "warn",
    ProposalState.OUTSIDE: "no",
    ProposalState.WITHDRAWN: "",
}


def session_state(session: Session) -> State:
    """Return the state of a session as a chip."""
    if session.entered_at is not None and session.state in {SessionState.PLANNED, SessionState.OPEN}:
        return State(_("being entered from paper"), "now")
    if session.entered_at is not None and session.state == SessionState.CLOSED:
        return State(_("signed minutes to be added"), "warn")
    return State(session.get_state_display(), _SESSION_TONES[SessionState(session.state)])


def item_state(item: AgendaItem) -> State:
    """Return the state of an item of the agenda as a chip."""
    return State(item.get_state_display(), _ITEM_TONES[ItemState(item.state)])


def proposal_state(proposal: Proposal) -> State:
    """Return the state of a proposal as a chip."""
    return State(proposal.get_state_display(), _PROPOSAL_TONES[ProposalState(proposal.state)])


def session_title(session: Session, charter: Charter) -> str:
    """Return «Council, session № 3»."""
    organ = charter.organs.get(session.organ)
    name = str(organ_name(organ)) if organ else session.organ
    return _("%(organ)s, session № %(number)s") % {"organ": name, "number": session.number}


def agenda_told(items: Iterable[AgendaItem]) -> list[str]:
    """Return an agenda as it may leave the platform: no title of a case or proposal, which may name somebody."""
    rows = numbered(items).items()
    return [f"{number}. {item_told(row)}" for number, row in rows if row.state != ItemState.REMOVED]


def item_told(item: AgendaItem) -> str:
    """Return an item without the title of its case or proposal."""
    if item.case is not None:
        words = matter_words(charter_for(item.case), item.case.matter, language())
        return _("%(matter)s, case № %(number)s") % {"matter": words, "number": item.case.reference}
    if item.proposal is not None:
        return _("A participant's proposal № %(number)s") % {"number": item.proposal.number}
    return item.title
