"""Where rules, steps and lists of a charter do not fit together, or leave a thing half said."""

from __future__ import annotations

from typing import Any

from ..keys import KEYS
from ..matters import Chain
from ..resolver import Scope
from ..schema import Step
from .findings import Checks, Found
from .titles import rule_value_title, step_title
from .view import DECIDING, View

_RECORDING = {"registration", "publication"}


def disagreements(view: View) -> Checks:
    """Yield rules that the steps belie, powers and rights that the text scatters or joins, ends half told."""
    yield from _rules_and_steps(view)
    yield from _powers(view)
    yield from _host_governs(view)
    yield from _rights(view)
    yield from _indicators(view)
    yield from _ends(view)


def _rules_and_steps(view: View) -> Checks:
    for name, chain in view.chains.items():
        for key, step in _belied(view, name, chain):
            rule = view.rulebook.ask(key, on=view.on, scope=Scope(matter=name))
            facts = {
                "matter": view.matter_name(name),
                "key": KEYS[key].title,
                "value": rule_value_title(key, rule.value),
                "step": step_title(step) if step else "—",
            }
            yield Found("L-538", ("matters", name), (rule.clause, step.clause if step else None), facts=facts)


def _belied(view: View, name: str, chain: Chain) -> list[tuple[str, Step | None]]:
    """Return the rules that the text has set and its own steps contradict, with the step that does."""

    def said(key: str) -> Any:
        scope = Scope(matter=name)
        return view.rulebook.ask(key, on=view.on, scope=scope).value if view.says(key, scope) else None

    def first(*kinds: str) -> Step | None:
        return next((s for s in chain.steps if s.kind in kinds and not s.declaratory), None)

    found: list[tuple[str, Step | None]] = []
    guard = first(*DECIDING)
    match chain.matter.kind:
        case "admit":
            if said("admission.right_to_join") and guard:
                found.append(("admission.right_to_join", guard))
        case "leave":
            if said("leaving.approval") is False and guard:
                found.append(("leaving.approval", guard))
        case "exclude":
            reply, hearing = first("reply"), first("hearing")
            notice = said("exclusion.notice")
            if notice and notice.count and (reply is None or reply.wait != notice):
                found.append(("exclusion.notice", reply))
            if said("exclusion.hearing") is not None and said("exclusion.hearing") != bool(hearing):
                found.append(("exclusion.hearing", hearing))
        case "amend_charter":
            consultation, period = first("consultation"), said("amendment.consultation")
            if period and period.count and (consultation is None or consultation.wait != period):
                found.append(("amendment.consultation", consultation))
        case _:
            pass
    return found


def _powers(view: View) -> Checks:
    for name, organ in view.charter.organs.items():
        clauses = [p.clause for p in organ.powers if p.clause]
        places = list(dict.fromkeys(clauses))
        sections = {clause.split(".")[0] for clause in places}
        together = any(sum(c == place or c.startswith(f"{place}.") for c in clauses) * 2 > len(clauses)
                       for place in [*places, *sections])  # fmt: skip
        if len(places) > 2 and len(sections) > 1 and (not together or len(places) == len(clauses)):
            facts = {"organ": organ.name, "clauses": places}
            yield Found("L-533", ("organs", name, "powers"), (organ.clause, *places), facts=facts)


def _host_governs(view: View) -> Checks:
    name = view.charter.roles.main_organ
    organ = view.charter.organs[name]
    of_participants = {"per_participant", "per_founder", "per_component", "template", "elected"}
    told = [s for s in organ.seats if s.kind in of_participants and (s.clause or s.act)]
    if organ.belongs_to == "host" and not told:
        yield Found("L-534", ("organs", name), (organ.clause,), facts={"organ": organ.name})


def _rights(view: View) -> Checks:
    by_clause: dict[str, list[Any]] = {}
    for right in view.charter.participants.rights:
        if right.clause:
            by_clause.setdefault(right.clause, []).append(right.label)
    for clause, labels in by_clause.items():
        if len(labels) > 1:
            yield Found("L-537", ("participants", "rights"), (clause,), facts={"clause": clause, "rights": labels})


def _indicators(view: View) -> Checks:
    loose = [i for i in view.charter.indicators if i.nature == "informal" and i.measure is None]
    if loose:
        clauses = tuple(i.clause for i in loose)
        yield Found("L-536", ("indicators",), clauses, facts={"indicators": [i.label for i in loose]})


def _ends(view: View) -> Checks:
    term = view.charter.identity.term
    says_until = view.says("cluster.term") and view.rulebook.ask("cluster.term", on=view.on).value == "until"
    if (term.kind == "until" or says_until) and not (term.until or term.lasts):
        yield Found("L-539", ("identity", "term"), (term.clause,))
    for name, chain in view.chains.items():
        if chain.matter.kind != "terminate":
            continue
        later = chain.steps[chain.steps.index(chain.effect_step) + 1 :]
        if not any(s.clause and s.kind not in _RECORDING for s in later):
            where = ("matters",) if chain.is_default else ("matters", name)
            yield Found("L-535", where, (chain.matter.clause,), facts={"matter": view.matter_name(name)})
