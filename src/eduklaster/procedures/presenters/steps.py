"""One step of a chain as the page of its case shows it: its state, its outcome in words, what may be done."""

from __future__ import annotations

from datetime import date

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import act_kind_words, parties_words, period_words, step_words
from eduklaster.charter.schema import Charter, Step
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.ui.components import Action, ChainStep
from eduklaster.ui.typography import local_date

from ..enums import StepState
from ..models import Case, CaseStep
from ..models import Refusal as RefusedAttempt
from ..parties import concrete_parties
from ..registry import step_page
from ..selectors import CaseNow, charter_for
from .words import language, refusal_shown

STEP_ICONS = {
    "application": "file-text",
    "consent": "user-check",
    "signature": "signature",
    "agreement": "file-text",
    "acknowledgement": "check",
    "proposal": "file-text",
    "evidence": "folder",
    "notice": "mail",
    "reply": "message-2",
    "hearing": "users-group",
    "consultation": "message-2",
    "submission": "file-text",
    "recommendation": "check",
    "vote": "gavel",
    "approval": "check",
    "order": "signature",
    "incorporation": "folder",
    "registration": "clipboard-check",
    "publication": "speakerphone",
    "report": "file-text",
}


def step_shown(
    case: Case,
    now: CaseNow,
    step: Step,
    row: CaseStep,
    refused: list[RefusedAttempt],
    can_act: bool,
    lent: dict[str, date],
) -> ChainStep:
    """Return a step with its refused attempts; `can_act` says that it is the reader's turn, `lent` until when a party has delegated."""
    charter = charter_for(case)
    is_open = step.id in now.open_ids
    state = {
        StepState.DONE: "done",
        StepState.DECLINED: "done",
        StepState.LOST: "done",
        StepState.SKIPPED: "done",
    }.get(StepState(row.state), "now" if is_open else "todo")
    who = parties_words(parties_of(step), language(), charter)
    when, text = "", ""
    if row.done_on:
        when = f"{local_date(row.done_on)} · {row.done_as}"
        text = _outcome(row, charter)
    elif is_open:
        when = _("now · until %(day)s") % {"day": local_date(row.due_on)} if row.due_on else _("now")
        text = _("Waits for: %(who)s.") % {"who": who}
        until = [day for p in parties_of(step) for c in concrete_parties(case, p) or () if (day := lent.get(c))]
        if until:
            text += " " + _("An alternate acts by delegation until %(day)s.") % {"day": local_date(max(until))}
    else:
        text = who
    note = ""
    if step.wait:
        note = _("Time to answer or to wait: %(period)s.") % {"period": period_words(step.wait, language())}
    elif step.due and not row.done_on:
        note = _("To be done within %(period)s.") % {"period": period_words(step.due, language())}
    return ChainStep(
        title=step_words(step, language()),
        state=state,
        when=when,
        text=text,
        icon=STEP_ICONS.get(step.kind, "circle"),
        refusals=[refusal_shown(r, case) for r in refused],
        marks=marks_of(
            [c for c in [Citation.of(step), *(Citation("clause", a) for a in step.also)] if c],
            case.cluster,
            charter,
            case.version,
        ),
        note=note,
        actions=_actions(case, step, row) if can_act else [],
    )


def _outcome(row: CaseStep, charter: Charter) -> str:
    parts = []
    if row.act_id and row.act is not None:
        parts.append(
            _("%(kind)s № %(number)s of %(day)s.")
            % {
                "kind": capfirst(act_kind_words(row.act.kind, language(), charter)),
                "number": f"{row.act.number}/{row.act.year}",
                "day": local_date(row.act.on),
            }
        )
    tally = row.data.get("tally") or {}
    if "ranking" in tally:
        parts.append(
            _("Elected: %(count)s of %(places)s; most votes: %(most)s, the majority is %(needed)s of %(base)s.")
            % {
                "count": len(row.data.get("elected", [])),
                "places": tally.get("places", ""),
                "most": tally.get("most", ""),
                "needed": tally.get("needed", ""),
                "base": tally.get("base", ""),
            }
        )
    elif tally:
        parts.append(
            _("For: %(for)s, against: %(against)s, abstained: %(abstain)s; needed: %(needed)s of %(base)s.")
            % {
                "for": tally.get("for_", 0),
                "against": tally.get("against", 0),
                "abstain": tally.get("abstain", 0),
                "needed": tally.get("needed", ""),
                "base": tally.get("base", ""),
            }
        )
    if row.state == StepState.DECLINED:
        parts.append(_("Declined: %(reason)s") % {"reason": row.note})
    elif row.state == StepState.LOST:
        parts.append(_("Nobody is elected.") if "ranking" in tally else _("The motion was not carried."))
    elif row.note:
        parts.append(row.note)
    return " ".join(parts)


def _actions(case: Case, step: Step, row: CaseStep) -> list[Action]:
    is_election = step.elects and bool(case.payload.get("candidates"))
    page = step_page("election" if is_election else step.kind)
    url = reverse(page or "procedures:step", args=[case.cluster.code, case.pk, step.id])
    found = [
        Action(
            _("Hold the election") if is_election else _do_words(step),
            url,
            "key" if not step.decline else "ink",
            STEP_ICONS.get(step.kind, ""),
        )
    ]
    if step.decline:
        found.append(
            Action(
                _("Decline with a reason"), reverse("procedures:decline", args=[case.cluster.code, case.pk, step.id])
            )
        )
    return found


def _do_words(step: Step) -> str:
    return {
        "vote": _("Record the vote"),
        "order": _("Sign the order"),
        "signature": _("Sign"),
        "consent": _("Give consent"),
        "reply": _("Reply"),
        "notice": _("Notify"),
        "evidence": _("Confirm the evidence"),
        "hearing": _("Record the hearing"),
        "registration": _("Register"),
        "publication": _("Publish"),
        "approval": _("Approve"),
        "application": _("File the application"),
    }.get(step.kind, _("Do this step"))
