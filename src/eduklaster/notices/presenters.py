"""A notice in words, and the letter around it. Names of people and titles of cases stay on the page behind the link."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduklaster.charter.messages import citation_words, matter_words, step_words
from eduklaster.charter.verdicts import Citation
from eduklaster.post.services import LetterDraft
from eduklaster.procedures.presenters import citation_note
from eduklaster.procedures.selectors import chain_for, charter_for
from eduklaster.ui.typography import local_date

from .enums import Occasion
from .models import Notice
from .selectors import Recipient

_SALT = "eduklaster.notices.stop"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a letter: what, where, until when, by which clause."""

    title: str
    cluster: str
    url: str
    case: str = ""
    due_on: date | None = None
    basis: str = ""
    gist: str = ""


def line_of(notice: Notice) -> Line:
    """Return a notice in the language that is active."""
    language = (translation.get_language() or "uk")[:2]
    site = settings.SITE_URL.rstrip("/")
    if notice.delegation is not None:
        row = notice.delegation
        title = _("You may act by delegation: %(duty)s, from %(since)s until %(until)s") % {
            "duty": row.label.in_(language),
            "since": local_date(row.valid_from),
            "until": local_date(row.valid_until),
        }
        url = reverse("procedures:delegation", args=[row.cluster.code, row.pk])
        return Line(title, row.cluster.short_name.in_(language), f"{site}{url}")
    case = notice.case
    assert case is not None  # noqa: S101 -- the table's own constraint
    charter = charter_for(case)
    words = matter_words(charter, case.matter, language)
    where = {
        "cluster": case.cluster.short_name.in_(language),
        "url": site + reverse("procedures:case", args=[case.cluster.code, case.pk]),
        "case": _("%(matter)s, case № %(number)s") % {"matter": words, "number": case.reference},
    }
    if notice.step is None:
        if notice.occasion == Occasion.FILED:
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
        titles[Occasion(notice.occasion)] % {"step": step_words(step, language)},
        due_on=notice.step.due_on,
        basis=citation_words(citation, language, charter) if citation else "",
        gist=citation_note(step, charter),
        **where,
    )


def letter_of(key: str, notices: Sequence[Notice], to: Recipient) -> LetterDraft:
    """Return one letter about one notice, or about several, in the recipient's language."""
    with translation.override(to.language):
        lines = [line_of(notice) for notice in notices]
        first = lines[0]
        if len(lines) == 1:
            until = _(", until %(day)s") % {"day": local_date(first.due_on)} if first.due_on else ""
            subject = f"{first.title}{until} · {first.cluster}"
        else:
            subject = ngettext("%(count)s thing from the cluster", "%(count)s things from the cluster", len(lines)) % {
                "count": len(lines)
            }
        stop = settings.SITE_URL.rstrip("/") + reverse("notices:stop", args=[stop_token(to.person.pk)])
        context = {
            "lines": lines,
            "given_name": to.person.given_name,
            "stop": stop,
            "mine": settings.SITE_URL.rstrip("/") + reverse("notices:mine"),
            "language": to.language,
            "subject": subject,
        }
        return LetterDraft(
            key=key,
            recipient=to.address,
            language=to.language,
            subject=subject,
            text=render_to_string("notices/letters/notice.txt", context),
            html=render_to_string("notices/letters/notice.html", context),
            person_id=to.person.pk,
            headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
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
