"""Chains: steps that nobody can do, that nobody reaches or that nobody waits for; categories that nobody admits."""

from __future__ import annotations

from ..matters import Chain, default_matters, parties_of, resolve_party
from ..schema import Matter, Step
from ..voting.election import ELECTIVE
from .findings import Checks, Found
from .titles import step_title
from .view import DECIDING, View, has_seats

_ADMITTING = {"admit", "agree", "found", "appoint", "designate", "form_unit", "acknowledge"}


def chain_checks(view: View) -> Checks:
    """Yield what is wrong with the chains."""
    for name, matter, chain in view.own_matters():
        yield from _dead(view, name, chain)
        yield from _fallen(view, name, matter)
        yield from _loose(view, name, chain)
        yield from _effect(view, name, matter, chain)
        yield from _signatures(view, name, chain)
        yield from _elections(view, name, matter, chain)
    yield from _admission(view)


def is_possible(view: View, party: str) -> bool:
    """Say whether a party can exist in this cluster."""
    head, _, name = party.partition(":")
    if head in {"organ", "chair", "member"}:
        organ = view.charter.organs[name]
        return has_seats(view, name, organ) and not (head == "chair" and organ.chair and organ.chair.by == "none")
    return not (party == "founders" and not view.charter.participants.founders)


def _dead(view: View, name: str, chain: Chain) -> Checks:
    dead: set[str] = set()
    for step in chain.steps:
        title, where = step_title(step), view.step_index(name, step.id)
        waits = [p for p in chain.predecessors(step) if p in dead]
        if not any(is_possible(view, p) for p in parties_of(step)):
            dead.add(step.id)
            facts = {
                "matter": view.matter_name(name),
                "step": title,
                "party": [view.party_name(p) for p in parties_of(step)],
            }
            yield Found("L-601", where, (step.clause,), facts=facts)
        elif waits:
            dead.add(step.id)
            facts = {
                "matter": view.matter_name(name),
                "step": title,
                "before": step_title(chain.step(waits[0])),
            }
            yield Found("L-602", where, (step.clause,), facts=facts)


def _fallen(view: View, name: str, matter: Matter) -> Checks:
    for step in matter.steps:
        if step.when is None and all(resolve_party(view.charter, p) is None for p in parties_of(step)):
            facts = {"matter": view.matter_name(name), "step": step_title(step), "role": list(parties_of(step))}
            yield Found("L-604", view.step_index(name, step.id), (step.clause,), facts=facts)


def _loose(view: View, name: str, chain: Chain) -> Checks:
    waited = {p for step in chain.steps for p in chain.predecessors(step)}
    effect = chain.effect_step
    for step in chain.steps[: chain.steps.index(effect)]:
        if step.id not in waited and not step.declaratory:
            facts = {"matter": view.matter_name(name), "step": step_title(step)}
            yield Found("L-603", view.step_index(name, step.id), (step.clause,), facts=facts)
    by_id = {s.id: s for s in chain.steps}
    for step in chain.steps:
        if step.kind not in {"order", "vote", "incorporation"} or step.produces == "none" or step.basis:
            continue
        before = [by_id[p] for p in chain.predecessors(step) if _is_act(by_id[p])]
        if before and not step.declaratory:
            facts = {
                "matter": view.matter_name(name), "step": step_title(step), "before": step_title(before[0]),
            }  # fmt: skip
            yield Found("L-605", view.step_index(name, step.id), (step.clause, before[0].clause), facts=facts)


def _is_act(step: Step) -> bool:
    return step.produces in {"resolution", "decision", "order", "submission"}


def _effect(view: View, name: str, matter: Matter, chain: Chain) -> Checks:
    effect = chain.effect_step
    later = [
        s
        for s in chain.steps[chain.steps.index(effect) + 1 :]
        if s.kind in DECIDING and not s.declaratory and not s.when
    ]
    if matter.effect_at and later:
        facts = {"matter": view.matter_name(name), "effect": step_title(effect), "last": step_title(later[-1])}
        yield Found("L-606", ("matters", name, "effect_at"), (matter.clause, later[-1].clause), facts=facts)


def _signatures(view: View, name: str, chain: Chain) -> Checks:
    count = len(view.charter.participants.founders)
    for step in chain.steps:
        if step.at_least and "founders" in parties_of(step) and step.at_least > count > 0:
            facts = {
                "matter": view.matter_name(name), "step": step_title(step), "needed": step.at_least, "count": count,
            }  # fmt: skip
            yield Found("L-609", view.step_index(name, step.id), (step.clause,), facts=facts)


def _elections(view: View, name: str, matter: Matter, chain: Chain) -> Checks:
    for place, step in enumerate(chain.steps):
        if not step.elects:
            continue
        facts = {"matter": view.matter_name(name), "step": step_title(step)}
        if step.kind != "vote" or matter.kind not in ELECTIVE:
            yield Found("L-610", view.step_index(name, step.id), (step.clause,), facts=facts)
        for before in chain.steps[:place]:
            if "person" in parties_of(before):
                more = {**facts, "before": step_title(before)}
                yield Found("L-611", view.step_index(name, before.id), (before.clause, step.clause), facts=more)


def _admission(view: View) -> Checks:
    for index, category in enumerate(view.charter.participants.categories):
        matter = view.charter.matters.get(category.admission) or default_matters().get(category.admission)
        if matter is None:
            continue
        if matter.kind not in _ADMITTING or (matter.categories and category.id not in matter.categories):
            facts = {"category": category.label, "matter": view.matter_name(category.admission)}
            where = ("participants", "categories", index, "admission")
            yield Found("L-607", where, (category.clause, matter.clause), facts=facts)
