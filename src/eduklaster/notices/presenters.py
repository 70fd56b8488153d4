"""A notice in words, and the letter around it. Names of people and titles of cases stay on the page behind the link."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from email.utils import parseaddr
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from eduklaster.amendments.models import Amendment, Recommendation
from eduklaster.amendments.selectors import consultation_on
from eduklaster.calendars.maker import Invitation, invitation_text
from eduklaster.calendars.presenters import session_appointment
from eduklaster.charter.amending import recommenders
from eduklaster.charter.messages import citation_words, matter_words, step_words
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, today_in
from eduklaster.execution.enums import Answer
from eduklaster.execution.models import Task
from eduklaster.execution.selectors.obligations import Obligation
from eduklaster.governance.access import organ_name
from eduklaster.kernel import clock
from eduklaster.kernel.text import LANGUAGES, Localized
from eduklaster.post.services import LetterDraft
from eduklaster.procedures.models import Case, Delegation
from eduklaster.procedures.presenters import citation_note, language
from eduklaster.procedures.selectors import chain_for, charter_for, rulebook_for
from eduklaster.sessions.enums import SessionKind
from eduklaster.sessions.models import Proposal, Session
from eduklaster.sessions.presenters import agenda_told, session_title
from eduklaster.sessions.selectors import agenda_of, day_of
from eduklaster.ui.typography import local_date

from .enums import CALLS, Occasion
from .models import Notice
from .selectors import Recipient

_SALT = "eduklaster.notices.stop"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a letter: what, where, when, until when, by which clause. `facts` are labels with their values."""

    title: str
    cluster: str
    url: str
    case: str = ""
    when: str = ""
    due_on: date | None = None
    basis: str = ""
    gist: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    agenda: tuple[str, ...] = field(default=())


def _site() -> str:
    return settings.SITE_URL.rstrip("/")


def line_of(notice: Notice) -> Line:
    """Return a notice in the language that is active."""
    occasion = Occasion(notice.occasion)
    if notice.delegation is not None:
        return _delegation_line(notice.delegation)
    if notice.session is not None:
        return _session_line(notice.session, occasion, is_alternate=is_alternate(notice))
    if notice.proposal is not None:
        return _proposal_line(notice.proposal, occasion)
    if notice.task is not None:
        return _task_line(notice.task, occasion)
    if notice.duty is not None:
        return _duty_line(notice.duty)
    if notice.amendment is not None:
        return _amendment_line(notice.amendment)
    if notice.recommendation is not None:
        return _recommendation_line(notice.recommendation, occasion)
    assert notice.case is not None  # noqa: S101 -- the table's own constraint
    return _case_line(notice.case, notice, occasion)


def _delegation_line(row: Delegation) -> Line:
    title = _("You may act by delegation: %(duty)s, from %(since)s until %(until)s") % {
        "duty": row.label.in_(language()),
        "since": local_date(row.valid_from),
        "until": local_date(row.valid_until),
    }
    url = reverse("procedures:delegation", args=[row.cluster.code, row.pk])
    return Line(title, row.cluster.short_name.in_(language()), _site() + url)


def _case_line(case: Case, notice: Notice, occasion: Occasion) -> Line:
    charter = charter_for(case)
    words = matter_words(charter, case.matter, language())
    where = {
        "cluster": case.cluster.short_name.in_(language()),
        "url": _site() + reverse("procedures:case", args=[case.cluster.code, case.pk]),
        "case": _("%(matter)s, case № %(number)s") % {"matter": words, "number": case.reference},
    }
    if notice.step is None:
        if occasion == Occasion.FILED:
            return Line(_("The case is open"), **where)
        outcome = _("The case is closed: %(state)s") % {"state": case.get_state_display()}
        return Line(outcome, **where)
    step = chain_for(case).step(notice.step.step)
    citation = Citation.of(step)
    titles = {
        Occasion.TURN: _("Your turn: %(step)s"),
        Occasion.SOON: _("The term is near: %(step)s"),
        Occasion.OVERDUE: _("The term is over: %(step)s"),
    }
    return Line(
        titles[occasion] % {"step": step_words(step, language())},
        due_on=notice.step.due_on,
        basis=citation_words(citation, language(), charter) if citation else "",
        gist=citation_note(step, charter) if step.clause else "",
        **where,
    )


def _session_line(session: Session, occasion: Occasion, *, is_alternate: bool) -> Line:
    cluster = session.cluster
    charter = rulebook_of(cluster, day_of(session)).charter
    titles = {
        Occasion.CONVENED: _("You are called to a session: %(session)s"),
        Occasion.MOVED: _("The session is moved: %(session)s"),
        Occasion.CANCELLED: _("The session will not be held: %(session)s"),
        Occasion.HELD: _("The session is over: %(session)s"),
    }
    is_called = occasion == Occasion.CONVENED
    gist = _("A new call follows with the agenda.") if occasion == Occasion.MOVED else ""
    if is_called and is_alternate:
        gist = _("You are written to as an alternate: come if the member cannot.")
    return Line(
        titles[occasion] % {"session": session_title(session, charter)},
        cluster.short_name.in_(language()),
        _site() + reverse("sessions:session", args=[cluster.code, session.pk]),
        when=_moment(session, "starts_at"),
        basis=_basis(session.notice.get("citations", ()), charter) if is_called else "",
        gist=gist,
        facts=_session_facts(session) if occasion in {Occasion.CONVENED, Occasion.MOVED} else (),
        agenda=tuple(agenda_told(agenda_of(session))) if is_called else (),
    )


def _moment(session: Session, name: str) -> str:
    with timezone.override(ZoneInfo(session.cluster.time_zone)):
        return local_date(getattr(session, name), "moment")


def _session_facts(session: Session) -> tuple[tuple[str, str], ...]:
    ahead = session.starts_at.astimezone(ZoneInfo(session.cluster.time_zone)).strftime("%z")
    begins = f"{_moment(session, 'starts_at')} (UTC{ahead[:3]}:{ahead[3:]})"
    if session.kind == SessionKind.CORRESPONDENCE:
        facts = [(_("How it is held"), session.get_kind_display()), (_("Questions are sent"), begins)]
        return (*facts, (_("Answers are taken until"), _moment(session, "ends_at")))
    facts = [(_("Day and hour"), begins)]
    if session.place:
        facts.append((_("Place"), session.place))
    if session.link:
        facts.append((_("Remotely"), _("the link stands on the page of the session")))
    if session.kind == SessionKind.EXTRAORDINARY:
        facts.append((_("Session"), session.get_kind_display()))
    return tuple(facts)


def _basis(citations: Iterable[dict[str, Any]], charter: Charter) -> str:
    return "; ".join(citation_words(Citation(**row), language(), charter) for row in citations)


def _proposal_line(proposal: Proposal, occasion: Occasion) -> Line:
    cluster = proposal.cluster
    charter = rulebook_of(cluster, proposal.filed_on).charter
    organ = charter.organs.get(proposal.organ)
    facts = [(_("To whom"), organ_name(organ).in_(language()) if organ else proposal.organ)]
    if occasion == Occasion.ANSWERED:
        title = _("Your proposal № %(number)s has its answer: %(state)s")
        if proposal.deferred_to is not None:
            facts.append((_("Deferred to"), local_date(proposal.deferred_to)))
    else:
        title = _("Your proposal № %(number)s is filed")
        facts.append((_("Answer by"), local_date(proposal.due_on)))
    return Line(
        title % {"number": proposal.number, "state": proposal.get_state_display()},
        cluster.short_name.in_(language()),
        _site() + reverse("sessions:proposal", args=[cluster.code, proposal.pk]),
        basis=_basis(proposal.citations, charter) if occasion == Occasion.PROPOSED else "",
        facts=tuple(facts),
    )


def _task_line(task: Task, occasion: Occasion) -> Line:
    """Return a task; its words stay on the page, since they may name somebody."""
    cluster = task.cluster
    charter = rulebook_of(cluster, task.set_on).charter
    titles = {
        Occasion.GIVEN: _("You have a task: № %(number)s"),
        Occasion.SOON: _("The term of a task is near: № %(number)s"),
        Occasion.OVERDUE: _("The term of a task is over: № %(number)s"),
        Occasion.REPORTED: _("A task is reported and waits for your check: № %(number)s"),
        Occasion.CHECKED: _("Your task № %(number)s: %(state)s"),
        Occasion.CONTESTED: _("Whether a task lies within the powers is to be decided: № %(number)s"),
        Occasion.LONGER: _("More time is asked for on a task: № %(number)s"),
        Occasion.EXTENDED: _("There is more time for your task: № %(number)s"),
        Occasion.KEPT: _("The term of your task stays: № %(number)s"),
    }
    is_open = occasion in {Occasion.GIVEN, Occasion.SOON, Occasion.OVERDUE}
    return Line(
        titles[occasion] % {"number": task.reference, "state": task.get_state_display()},
        cluster.short_name.in_(language()),
        _site() + reverse("execution:task", args=[cluster.code, task.pk]),
        due_on=task.due_on if is_open else None,
        basis=_basis(task.citations, charter) if occasion == Occasion.GIVEN else "",
        facts=_task_facts(task, occasion),
    )


def _task_facts(task: Task, occasion: Occasion) -> tuple[tuple[str, str], ...]:
    term = (pgettext("execution", "Term"), local_date(task.due_on))
    if occasion == Occasion.LONGER:
        wish = task.extensions.filter(answer=Answer.WAITING).first()
        return (term, (_("Asked for until"), local_date(wish.until))) if wish else (term,)
    if occasion in {Occasion.EXTENDED, Occasion.KEPT}:
        return (term,)
    return (term,) if occasion == Occasion.CHECKED and not task.closed_on else ()


def duty_data(row: Obligation, cluster: Cluster, on: date) -> dict[str, Any]:
    """Return a day of the charter as a notice keeps it: words and basis in three languages, the address in the cluster."""
    charter = rulebook_of(cluster, on).charter
    basis = {code: "; ".join(citation_words(one, code, charter) for one in row.citations) for code in LANGUAGES}
    return {
        "title": row.words,
        "cluster": dict(cluster.short_name),
        "url": row.url,
        "due_on": row.when.isoformat(),
        "basis": basis,
    }


def _duty_line(duty: dict[str, Any]) -> Line:
    return Line(
        Localized(duty["title"]).in_(language()),
        Localized(duty["cluster"]).in_(language()),
        _site() + duty["url"],
        due_on=date.fromisoformat(duty["due_on"]),
        basis=Localized(duty["basis"]).in_(language()),
    )


def _amendment_line(amendment: Amendment) -> Line:
    cluster, on = amendment.cluster, today_in(amendment.cluster)
    rulebook = rulebook_for(amendment.case, on)
    _parties, rule = recommenders(rulebook, on=on, matter=amendment.case.matter)
    consultation = consultation_on(amendment.case, on)
    citation = Citation.of(rule)
    return Line(
        _("You are asked for recommendations on an amendment of the charter: %(title)s")
        % {"title": amendment.title.in_(language())},
        cluster.short_name.in_(language()),
        _site() + reverse("amendments:amendment", args=[cluster.code, amendment.pk]),
        due_on=consultation.last if consultation else None,
        basis=citation_words(citation, language(), rulebook.charter) if citation else "",
    )


def _recommendation_line(row: Recommendation, occasion: Occasion) -> Line:
    cluster = row.amendment.cluster
    titles = {
        Occasion.ADVISED: _("A recommendation waits for its answer: № %(number)s on the amendment «%(title)s»"),
        Occasion.REPLIED: _("Your recommendation № %(number)s on the amendment «%(title)s» has its answer: %(answer)s"),
    }
    return Line(
        titles[occasion]
        % {
            "number": row.number,
            "title": row.amendment.title.in_(language()),
            "answer": row.get_answer_display(),
        },
        cluster.short_name.in_(language()),
        _site() + reverse("amendments:recommendation", args=[cluster.code, row.pk]),
    )


def letter_of(key: str, notices: Sequence[Notice], to: Recipient) -> LetterDraft:
    """Return one letter about one notice, or about several, in the recipient's language."""
    with translation.override(to.language):
        lines = [line_of(notice) for notice in notices]
        subject = _subject(lines)
        is_call = any(notice.occasion in CALLS for notice in notices)
        stop = _site() + reverse("notices:stop", args=[stop_token(to.person.pk)])
        context = {
            "lines": lines,
            "stop": "" if is_call else stop,
            "mine": _site() + reverse("notices:mine"),
            "language": to.language,
            "subject": subject,
        }
        headers = {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
        return LetterDraft(
            key=key,
            recipient=to.address,
            language=to.language,
            subject=subject,
            text=render_to_string("notices/letters/notice.txt", context),
            html=render_to_string("notices/letters/notice.html", context),
            calendar=session_calendar(notices[0], lines[0], to) if is_call else "",
            person_id=to.person.pk,
            headers={} if is_call else headers,
        )


def _subject(lines: Sequence[Line]) -> str:
    first = lines[0]
    if len(lines) > 1:
        words = ngettext("%(count)s thing from the cluster", "%(count)s things from the cluster", len(lines))
        return words % {"count": len(lines)}
    when = f", {first.when}" if first.when else ""
    until = _(", until %(day)s") % {"day": local_date(first.due_on)} if first.due_on else ""
    return f"{first.title}{when}{until} · {first.cluster}"


def is_alternate(notice: Notice) -> bool:
    """Whether a session is announced to somebody as an alternate alone."""
    if notice.session is None:
        return False
    rows = notice.session.deliveries.filter(person=notice.person).order_by("-version", "is_alternate")
    return bool(rows.values_list("is_alternate", flat=True).first())


def session_calendar(notice: Notice, line: Line, to: Recipient) -> str:
    """Return a session as an iCalendar object for one reader; the feeds tell the same of it."""
    assert notice.session is not None  # noqa: S101 -- the caller asks for calls alone
    session = notice.session
    charter = rulebook_of(session.cluster, day_of(session)).charter
    return invitation_text(
        session_appointment(session, charter, changed_at=clock.now(), agenda=line.agenda),
        Invitation(
            "CANCEL" if notice.occasion == Occasion.CANCELLED else "REQUEST",
            organizer=(parseaddr(settings.DEFAULT_FROM_EMAIL)[1], line.cluster),
            attendee=(to.address, "OPT-PARTICIPANT" if is_alternate(notice) else "REQ-PARTICIPANT"),
            at=clock.now(),
        ),
        language=to.language,
    )


def stop_token(person_id: int) -> str:
    """Return the signed word by which a person stops letters without signing in; it opens nothing else."""
    return signing.dumps(person_id, salt=_SALT)


def person_of_token(token: str) -> int | None:
    """Return the person of a signed word, or None where it is not ours."""
    try:
        return int(signing.loads(token, salt=_SALT))
    except (signing.BadSignature, ValueError, TypeError):
        return None
