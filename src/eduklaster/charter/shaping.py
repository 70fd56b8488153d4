"""How a cluster's rules change the steps that defaults have put into its chains.

A text may say only «fourteen days to reply» and leave the rest of an exclusion to the default chain. Then the default
chain waits fourteen days and the step cites the clause. Steps that the text itself describes are never touched, save
that an effect «by notification» adds the notification where no step tells of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from .resolver import Origin, Resolved, Rulebook, Scope
from .schema import Charter, Matter, Step
from .values import Period

_DECIDING = {"vote", "approval", "order"}
_RECORDING = {"registration", "publication"}
SHAPING = {
    "exclusion.notice", "exclusion.hearing", "exclusion.effective", "amendment.consultation", "order.decline_within",
    "admission.right_to_join", "leaving.approval", "decisions.published_within",
}  # fmt: skip
"""Rules that change the steps of chains."""


def shaped(
    charter: Charter,
    matter_id: str,
    matter: Matter,
    steps: Sequence[Step],
    *,
    rulebook: Rulebook | None = None,
    on: date | None = None,
) -> tuple[Matter, tuple[Step, ...]]:
    """Return the matter and its steps as the rules that the cluster has set on a day leave them.

    Without a rulebook the charter alone speaks; without a day, as on the first day of its version.
    """
    if rulebook is None:
        if not any(key in SHAPING for rules in (charter.rules, matter.rules) for key in rules):
            return matter, tuple(steps)
        rulebook = Rulebook(charter)
    return _Shaping(rulebook, matter_id, matter, on or charter.identity.effective_from).apply(steps)


def _source(rule: Resolved) -> dict[str, Any]:
    if rule.origin is Origin.CHARTER:
        return {"clause": rule.clause, "default": None, "act": None}
    return {"clause": None, "default": None, "act": rule.act}


class _Shaping:
    """The rules of one matter on one day."""

    def __init__(self, rulebook: Rulebook, matter_id: str, matter: Matter, on: date) -> None:
        self.rulebook = rulebook
        self.matter_id = matter_id
        self.matter = matter
        self.on = on

    def said(self, key: str) -> Resolved | None:
        """Return the answer to a rule that the cluster itself has set; None where a default speaks."""
        rule = self.rulebook.ask(key, on=self.on, scope=Scope(matter=self.matter_id))
        return None if rule.origin is Origin.DEFAULT else rule

    def apply(self, steps: Sequence[Step]) -> tuple[Matter, tuple[Step, ...]]:
        """Return the matter and its steps."""
        found = [self._own(step) for step in steps]
        match self.matter.kind:
            case "exclude":
                return self._notified(list(self._exclusion(found)))
            case "amend_charter":
                found = [self._waiting(s, "consultation", "amendment.consultation") for s in found]
            case "admit":
                found = list(self._joining(found))
            case "leave":
                found = list(self._leaving(found))
            case _:
                pass
        return self.matter, tuple(found)

    def _own(self, step: Step) -> Step:
        """Give a default step the time that the cluster has set for declining or for publishing."""
        if not step.default:
            return step
        if step.decline and (within := self.said("order.decline_within")):
            step = step.model_copy(update={"decline": step.decline.model_copy(update={"within": within.value})})
        if step.kind in _RECORDING and step.due and (due := self.said("decisions.published_within")):
            step = step.model_copy(update={"due": due.value, **_source(due)})
        return step

    def _waiting(self, step: Step, kind: str, key: str) -> Step:
        """Give a default step of a kind the waiting time that a rule names."""
        if step.kind != kind or not step.default or not (rule := self.said(key)):
            return step
        period: Period = rule.value
        return step.model_copy(update={"wait": period if period.count else None, **_source(rule)})

    def _exclusion(self, steps: Iterable[Step]) -> Iterable[Step]:
        for step in steps:
            if step.kind == "hearing" and step.default and (hearing := self.said("exclusion.hearing")):
                if hearing.value:
                    yield step.model_copy(update=_source(hearing))
                continue
            yield self._waiting(step, "reply", "exclusion.notice")

    def _notified(self, steps: list[Step]) -> tuple[Matter, tuple[Step, ...]]:
        rule = self.said("exclusion.effective")
        acting = [s for s in steps if s.kind in _DECIDING and not s.declaratory]
        if rule is None or rule.value != "on_notification" or not acting:
            return self.matter, tuple(steps)
        after = steps.index(acting[-1]) + 1
        told = next((s for s in steps[after:] if s.kind in {"notice", "acknowledgement"}), None)
        if told is None:
            told = Step.model_validate({"id": "notification", "kind": "notice", "by": "secretary", "default": "D-57"})
            told = told.model_copy(update={"after": [acting[-1].id], **_source(rule)})
            steps = [*steps[:after], told, *steps[after:]]
        return self.matter.model_copy(update={"effect_at": told.id}), tuple(steps)

    def _joining(self, steps: Iterable[Step]) -> Iterable[Step]:
        right = self.said("admission.right_to_join")
        for step in steps:
            if right and right.value and step.default and step.kind in _DECIDING and not step.declaratory:
                continue
            yield step

    def _leaving(self, steps: Sequence[Step]) -> Iterable[Step]:
        approval = self.said("leaving.approval")
        guarded = any(s.kind in _DECIDING and not s.declaratory for s in steps)
        for position, step in enumerate(steps):
            yield step
            if position == 0 and approval and approval.value and not guarded:
                vote = {"id": "approval", "kind": "vote", "by": "main_organ", "produces": "decision", "default": "D-50"}
                yield Step.model_validate(vote).model_copy(update=_source(approval))
