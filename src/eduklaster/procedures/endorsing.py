"""Marks on the document of an act that come from other steps of its case: who agreed to it, who approved it.

An agreement of the cluster's own offices is a visa, of anybody else a mark of agreement; who drafted an order puts a visa
on it. What the applicant or the person concerned consents to is no agreement to the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from eduklaster.charter import chains
from eduklaster.documents.content import Endorsement
from eduklaster.documents.naming import signature_name, written
from eduklaster.documents.registry import Frame, signatories_of

from .enums import StepState
from .models import Act, CaseStep
from .selectors import chain_for, progress_of
from .services.steps import party_label

_AGREEING = {"consent", "agreement", "approval"}
_DRAFTING = {"proposal", "submission"}
_APPROVING = {"approval", "order"}
_SPEAKING = ("office:", "organ:", "body:", "participant:", "organisation:")


def _party(row: CaseStep) -> str:
    """Return who did a step or has to: as it was recorded, else the only one who may."""
    recorded = row.data.get("concrete") or row.data.get("party") or ""
    return str(recorded) or (row.parties[0] if len(row.parties) == 1 else "")


def endorsements(issuer: str, steps: Sequence[CaseStep], frame: Frame, *, visas: bool) -> list[Endorsement]:
    """Return the marks of agreement or the visas of the steps that come before those which issue an act."""
    found: dict[str, Endorsement] = {}
    for issuing in steps:
        chain = chain_for(issuing.case)
        wanted = chain.step(issuing.step)
        rows = list(issuing.case.steps.select_related("act").order_by("position"))
        needed = {s.id for s in chains.required_before(chain, progress_of(issuing.case, frame.on, rows), wanted)}
        for row in rows:
            party = _party(row)
            if row.position >= issuing.position or not party.startswith(_SPEAKING) or party == issuer:
                continue
            if "applicant" in (by := chain.step(row.step).by) or by == "author":
                continue
            own = chains.is_operational(frame.charter, party)
            drafts = row.kind in _DRAFTING and party.startswith("office:") and wanted.produces == "order"
            if not (drafts or row.kind in _AGREEING) or (drafts or own) != visas:
                continue
            if row.state == StepState.DONE or row.step in needed:
                found.setdefault(party, _endorsement(row, party, frame))
    return list(found.values())


def _endorsement(row: CaseStep, party: str, frame: Frame) -> Endorsement:
    day = row.done_on if row.state == StepState.DONE else None
    signers = signatories_of(frame.cluster, party, day or frame.on, frame.language)
    if party.startswith("organ:") or not signers:
        number = f" {frame.words['number']} {row.act.number}" if row.act and row.act.number else ""
        return Endorsement(_label(row, party, frame), "", f"{written(day, frame.language)}{number}" if day else "")
    return Endorsement(signers[0].post, signature_name(signers[0].person, frame.profile), written(day, frame.language))


def _label(row: CaseStep, party: str, frame: Frame) -> str:
    return party_label(row.case, party).in_(frame.language) or row.done_as


def approval_lines(steps: Sequence[CaseStep], frame: Frame, cite: Callable[[Act], str]) -> list[str]:
    """Return the mark of approval: the act by which an office approved what these steps decided; empty without one."""
    for issuing in steps:
        chain = chain_for(issuing.case)
        for row in issuing.case.steps.select_related("act").order_by("position"):
            step = chain.step(row.step)
            is_later = row.state == StepState.DONE and row.kind in _APPROVING and issuing.step in step.basis
            if not is_later or not _party(row).startswith("office:"):
                continue
            if row.act is not None:
                return [frame.words["approved"], cite(row.act)]
            mark = _endorsement(row, _party(row), frame)
            return [frame.words["approved"], mark.post, f"____________ {mark.name}", mark.dated]
    return []
