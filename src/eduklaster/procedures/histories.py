"""Histories of cases and acts; the room's words."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from eduklaster.journal.words import SILENT, ActionWord, FactWord, register_words
from eduklaster.people.access import Viewer
from eduklaster.people.registry import Refs, Subject, among, own_entries, register_history, register_neighbours

from .access import acts_visible_to, cases_visible_to, delegations_visible_to
from .enums import ActKind
from .models import Act, Case, Delegation
from .selectors import act_citation

_REFUSALS = {
    "chain.closed": _("the case is closed already"),
    "chain.already_done": _("the step is done already"),
    "chain.not_needed": _("the step is not needed in this case"),
    "chain.reserved": _("the matter is reserved for another organ"),
    "chain.wrong_party": _("the step belongs to somebody else"),
    "chain.not_yet": _("other steps come first"),
    "chain.waiting_period": _("the waiting time has not run out"),
    "chain.dated_early": _("the day lies before that of the step before"),
    "chain.basis_missing": _("the act does not rest on the act that the charter asks for"),
    "chain.fact_missing": _("something that the charter asks for is missing"),
    "chain.reason_missing": _("no reason was given"),
    "chain.batch": _("the cases cannot be decided together"),
    "chain.no_decline": _("this step cannot be declined"),
    "chain.decline_late": _("the time for declining is over"),
    "chain.at_least": _("fewer signed than the charter asks for"),
    "ground.unknown": _("the charter knows no such ground"),
    "ground.missing": _("no ground was named"),
    "eligibility.missing": _("something that the charter asks of applicants is missing"),
    "eligibility.waiting": _("the waiting time has not run out"),
    "leaving.document_missing": _("a document that leaving needs is missing"),
    "leaving.approval_needed": _("leaving needs an approval"),
    "matter.not_decided": _("the cluster does not decide such matters"),
    "notice.late": _("the notice was sent too late"),
    "notice.missing": _("no notice was given"),
    "quorum.missing": _("no quorum"),
    "vote.lost": _("not carried"),
    "vote.no_quorum": _("no quorum"),
}


def _cases(viewer: Viewer) -> QuerySet[Case]:
    return cases_visible_to(viewer.cluster, viewer) if viewer.cluster else Case.objects.none()


def _acts(viewer: Viewer) -> QuerySet[Act]:
    return acts_visible_to(viewer.cluster, viewer) if viewer.cluster else Act.objects.none()


def _delegations(viewer: Viewer) -> QuerySet[Delegation]:
    return delegations_visible_to(viewer.cluster, viewer) if viewer.cluster else Delegation.objects.none()


def _address(name: str, viewer: Viewer, thing: Any) -> str:
    return reverse(name, args=[viewer.cluster.code if viewer.cluster else "", thing.pk])


def _act_refs(viewer: Viewer, act: Act) -> Refs:
    later = _acts(viewer).filter(corrects=act).values_list("pk", flat=True)
    return {"procedures.act": [act.pk, *later], "clusters.override": _overrides_by(act)}


def _overrides_by(act: Act) -> list[int]:
    return list(act.cluster.overrides.filter(act_id=act.pk).values_list("pk", flat=True))


def _corrections(viewer: Viewer, document: Any) -> Refs:
    """Return the acts that correct what a document was made of: its end is part of its history."""
    if document.subject_type != "procedures.act":
        return {}
    return {"procedures.act": list(_acts(viewer).filter(corrects=document.subject_id).values_list("pk", flat=True))}


def _case_refs(viewer: Viewer, case: Case) -> Refs:
    acts = _acts(viewer).filter(steps__case=case).values_list("pk", flat=True)
    return {**own_entries("procedures.case")(viewer, case), "procedures.act": acts}


_SUBJECTS = (
    Subject(
        "case", _("Case"), among(_cases), lambda viewer, one: f"№ {one.reference} · {one.title}",
        lambda viewer, one: _address("procedures:case", viewer, one), _case_refs, "procedures.case",
    ),
    Subject(
        "act", _("Act"), among(_acts), lambda viewer, one: act_citation(one, viewer.language),
        lambda viewer, one: _address("procedures:act", viewer, one), _act_refs, "procedures.act",
    ),
    Subject(
        "delegation", _("Delegation"), among(_delegations), lambda viewer, one: str(one.label),
        lambda viewer, one: _address("procedures:delegation", viewer, one), own_entries("procedures.delegation"),
        "procedures.delegation",
    ),
)  # fmt: skip


def register() -> None:
    """Register kinds and words; called once when the room starts."""
    for subject in _SUBJECTS:
        register_history(subject)
    register_neighbours("document", _corrections)
    register_words(
        actions={
            "act.registered": ActionWord(_("An act was registered"), "signature"),
            "case.opened": ActionWord(_("A case was opened"), "folder"),
            "case.effective": ActionWord(_("A case came to its end"), "circle-check"),
            "case.stopped": ActionWord(_("A case was stopped"), "circle-x"),
            "evidence.added": ActionWord(_("Evidence was attached"), "paperclip"),
            "step.done": ActionWord(_("A step was done"), "check"),
            "step.marked": ActionWord(_("A party did its part of a step"), "check"),
            "step.declined": ActionWord(_("A step was declined"), "circle-x"),
            "step.refused": ActionWord(_("An attempt was refused"), "ban"),
            "delegation.given": ActionWord(_("The duty was delegated"), "user-check"),
            "delegation.revoked": ActionWord(_("The delegation was ended before its last day"), "user-minus"),
            "step.lost": ActionWord(_("A vote was lost"), "circle-x"),
        },
        facts={
            "act": FactWord(_("Act"), subject="procedures.act"),
            "basis": FactWord(_("Rests on"), subject="procedures.act"),
            "corrects": FactWord(_("Corrects"), subject="procedures.act"),
            "procedures.act.kind": FactWord(_("Kind"), choices=dict(ActKind.choices)),
            "procedures.act.number": FactWord(_("Number")),
            "issuer": FactWord(_("Issued by"), form="party"),
            "procedures.case.number": FactWord(_("Number")),
            "procedures.case.version": FactWord(_("Version of the charter")),
            "procedures.case.kind": SILENT,
            "matter": FactWord(_("Matter"), form="matter"),
            "step.refused.matter": SILENT,
            "ground": FactWord(_("Ground"), form="ground"),
            "step": FactWord(_("Step"), form="step"),
            "party": FactWord(_("By"), form="party"),
            "on_paper": FactWord(_("Recorded from paper"), form="yes_no"),
            "until": FactWord(_("Until the day"), form="day"),
            "procedures.delegation.from": FactWord(_("From the day"), form="day"),
            "procedures.delegation.party": FactWord(_("Duty"), form="party"),
            "then": FactWord(
                _("What follows"), choices={"back": _("the case goes back"), "close": _("the case is closed")}
            ),
            "step.refused.code": FactWord(_("Why"), choices=_REFUSALS),
            "reason": FactWord(_("Reason")),
            "steps": SILENT,
            "evidence": SILENT,
            "sha256": FactWord(_("Checksum of the file"), form="hash"),
        },
        rows={"procedures.case": _("Case"), "procedures.act": _("Act"), "procedures.delegation": _("Delegation")},
    )
