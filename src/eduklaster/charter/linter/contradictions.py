"""What in the structure contradicts itself, or pulls two ways."""

from __future__ import annotations

from typing import Any

from ..chains import is_operational
from ..keys import KEYS
from ..matters import parties_of
from ..resolver import Candidate, Scope, rules_of
from ..schema import Matter, Organ, RuleValue
from .findings import Checks, Found, Where
from .titles import rule_value_title, step_title
from .view import DECIDING, View, has_seats

_FOR_ALL = {"per_participant", "template", "host_rules"}
_NOT_THE_HEAD = ("заместитель", "начальник отдела", "заступник", "начальник відділу", "deputy", "head of department")


def contradictions(view: View) -> Checks:
    """Yield contradictions and tensions that are visible from the structure."""
    for name, organ in view.charter.organs.items():
        yield from _organ(view, name, organ)
    yield from _offices(view)
    yield from _rules(view)
    yield from _said_twice(view)
    yield from _leaving(view)
    yield from _exclusion(view)
    yield from _two_keys(view)
    yield from _money(view)
    yield from _founders(view)
    yield from _people(view)
    yield from _instances(view)


def _organ(view: View, name: str, organ: Organ) -> Checks:
    where: Where = ("organs", name)
    clauses = (organ.clause, *organ.also)
    votes = view.votes_of.get(name, [])
    if {"governing", "advisory"} <= set(organ.kinds):
        yield Found("L-501", where, clauses, facts={"organ": organ.name})
    if not has_seats(view, name, organ):
        yield Found("L-503", where, clauses, facts={"organ": organ.name})
    elif not organ.is_organisation and organ.belongs_to == "cluster" and not _is_composed(organ):
        textual = [view.matter_name(m) for m in dict.fromkeys(m for m, step in votes if step.clause)]
        if textual:
            yield Found("L-502", where, clauses, facts={"organ": organ.name, "matters": textual})
    if organ.is_organisation and not any(
        m.organ == name or (m.kind == "designate" and m.organ is None) for _, m, _ in view.own_matters()
    ):
        yield Found("L-527", where, clauses, facts={"organ": organ.name})
    yield from _chair(view, name, organ)
    yield from _who_sits(view, name, organ)
    yield from _turns(name, organ)


def _is_composed(organ: Organ) -> bool:
    return bool(organ.composed_by) or any(s.clause or s.act for s in organ.seats)


def _chair(view: View, name: str, organ: Organ) -> Checks:
    chair, where = organ.chair, ("organs", name, "chair")
    if chair is None:
        return
    if chair.by == "office" and chair.office:
        office = view.charter.offices[chair.office]
        seat = next((s for s in organ.seats if s.office == chair.office), None)
        facts = {"organ": organ.name, "office": office.name}
        if seat and seat.votes and chair.votes:
            yield Found("L-504", where, (chair.clause, seat.clause), facts=facts)
        elif seat is None:
            yield Found("L-505", where, (chair.clause, organ.clause, office.clause), facts=facts)
    if chair.by == "elected" and organ.composed_by:
        facts = {"organ": organ.name, "matter": view.matter_name(organ.composed_by)}
        yield Found("L-524", where, (chair.clause, organ.clause), facts=facts)


def _who_sits(view: View, name: str, organ: Organ) -> Checks:
    people = view.charter.participants
    is_for_all = any(s.kind in _FOR_ALL and not s.categories for s in organ.seats)
    if name == view.charter.roles.main_organ and organ.seats and not is_for_all:
        named = {c for s in organ.seats for c in s.categories}
        if any(s.kind == "per_founder" for s in organ.seats):
            named |= {f.category for f in people.founders}
        left = [c.label for c in people.categories if c.id not in named and c.tier == "voting"]
        if left:
            yield Found("L-523", ("organs", name, "seats"), (organ.clause, *(s.clause for s in organ.seats)),
                        facts={"organ": organ.name, "categories": left})  # fmt: skip
    bodies = [s for s in organ.seats if s.kind == "named_body"]
    if bodies and not organ.is_organisation:
        yield Found("L-525", ("organs", name, "seats"), tuple(s.clause for s in bodies),
                    facts={"organ": organ.name, "seats": [s.label for s in bodies]})  # fmt: skip


def _turns(name: str, organ: Organ) -> Checks:
    """Yield what keeps a rotating or a ranked seat from ever being filled, or leaves open by whom."""
    for index, seat in enumerate(organ.seats):
        where, facts = ("organs", name, "seats", index), {"organ": organ.name, "seat": seat.label}
        if seat.kind == "rotating" and not (seat.rotates_every and seat.rotates_every.count):
            yield Found("L-540", where, (seat.clause,), facts=facts)
        if seat.kind == "ranked" and not seat.offices:
            yield Found("L-541", where, (seat.clause,), facts=facts)
        if seat.offices and (seat.categories or seat.kind not in {"rotating", "ranked"}):
            yield Found("L-542", where, (seat.clause,), facts=facts)


def _offices(view: View) -> Checks:
    acting: dict[str, list[str]] = {}
    for name, chain in view.chains.items():
        for step in chain.steps:
            for party in parties_of(step):
                head, _, holder = party.partition(":")
                if head == "office":
                    acting.setdefault(holder, []).append(name)
    appointed = {m.office for _, m, _ in view.own_matters() if m.kind == "appoint" and m.office}
    chairs = {o.chair.office for o in view.charter.organs.values() if o.chair and o.chair.office}
    for name, office in view.charter.offices.items():
        if name not in acting or office.belongs_to != "cluster" or office.kind == "authority":
            continue
        if not (office.appointed_by or office.matter or name in appointed or name in chairs):
            matters = [view.matter_name(m) for m in dict.fromkeys(acting[name])]
            yield Found("L-508", ("offices", name), (office.clause,),
                        facts={"office": office.name, "matters": matters})  # fmt: skip


def _rules(view: View) -> Checks:
    candidates = list(rules_of(view.charter))
    start = view.charter.identity.effective_from
    values: dict[tuple[object, ...], list[str]] = {}
    for candidate in candidates:
        rule, spec = candidate.rule, KEYS[candidate.key]
        written = str(spec.parse(rule.value))
        values.setdefault((candidate.key, candidate.scope, rule.from_ or start), []).append(written)
        if rule.clause is None:
            locked = next(
                (c for c in candidates
                 if c.key == candidate.key and c.rule.clause and c.scope.covers(candidate.scope)
                 and str(spec.parse(c.rule.value)) != written and not _apart(c.rule, rule)), None,
            )  # fmt: skip
            if locked:
                yield Found("L-507", _place(candidate), (locked.rule.clause,),
                            facts={"key": spec.title, "locked": locked.rule.clause})  # fmt: skip
        if rule.alternatives and rule.clause:
            readings = [rule_value_title(candidate.key, spec.parse(v)) for v in (rule.value, *rule.alternatives)]
            facts: dict[str, Any] = {"key": spec.title, "value": readings[0], "alternatives": readings[1:]}
            yield Found("L-513", _place(candidate), (rule.clause, *rule.also), facts=facts)
    for (key, _scope, day), written_values in values.items():
        if len(set(written_values)) > 1:
            candidate = next(c for c in candidates if c.key == key and (c.rule.from_ or start) == day)
            facts = {"key": KEYS[str(key)].title, "day": day, "values": sorted(set(written_values))}
            yield Found("L-512", _place(candidate), (candidate.rule.clause,), facts=facts)


def _apart(first: RuleValue, second: RuleValue) -> bool:
    one_ends = first.until is not None and second.from_ is not None and first.until < second.from_
    other_ends = second.until is not None and first.from_ is not None and second.until < first.from_
    return one_ends or other_ends


def _place(candidate: Candidate) -> Where:
    scope, key = candidate.scope, candidate.key
    if scope.matter:
        return ("matters", scope.matter, "rules", key)
    if scope.organ:
        return ("organs", scope.organ, "rules", key)
    return ("offices", scope.office, "rules", key) if scope.office else ("rules", key)


def _said_twice(view: View) -> Checks:
    """Compare what `identity` and `plan` say with the rules of the same meaning."""
    charter, identity = view.charter, view.charter.identity
    pairs = []
    if identity.legal_person != "silent":
        word = {"yes": "True", "no": "False"}[identity.legal_person]
        pairs.append(("cluster.legal_person", word, ("identity", "legal_person")))
    if identity.term.kind != "silent":
        pairs.append(("cluster.term", identity.term.kind, ("identity", "term")))
    if charter.plan and charter.plan.period != "silent":
        pairs.append(("plan.period", charter.plan.period, ("plan", "period")))
    for key, word, where in pairs:
        rule = view.rulebook.ask(key, on=view.on)
        if view.says(key) and str(rule.value) != word:
            facts = {"what": KEYS[key].title, "first": word, "second": str(rule.value)}
            yield Found("L-516", where, (rule.clause,), facts=facts)


def _leaving(view: View) -> Checks:
    right = next(
        (r for r in view.charter.participants.rights
         if "leave" in r.id or (r.permission and r.permission.endswith("leave"))), None,
    )  # fmt: skip
    for name, chain in view.chains.items():
        if chain.matter.kind != "leave":
            continue
        before = chain.steps[: chain.steps.index(chain.effect_step) + 1]
        guard = next((s for s in before if s.kind in DECIDING and not s.declaratory), None)
        approval = view.rulebook.ask("leaving.approval", on=view.on, scope=Scope(matter=name))
        if right and (guard or approval.value):
            facts = {"right": right.label, "what": step_title(guard) if guard else approval.spec.title}
            clauses = (right.clause, guard.clause if guard else approval.clause)
            yield Found("L-510", ("matters", name), clauses, facts=facts)
        composing = next(
            (n for n, c in view.chains.items()
             if not c.is_default and c.matter.kind in {"compose_organ", "admit"}
             and any(s.kind == "order" for s in c.steps)), None,
        )  # fmt: skip
        if not guard and not approval.value and composing:
            clauses = (right.clause if right else None, view.chains[composing].matter.clause)
            yield Found("L-526", ("matters", composing), clauses, facts={"matter": view.matter_name(composing)})


def _exclusion(view: View) -> Checks:
    for name, matter, _ in view.own_matters():
        if matter.kind != "exclude":
            continue
        rule = view.rulebook.ask("exclusion.grounds", on=view.on)
        if not matter.grounds and not view.says("exclusion.grounds"):
            yield Found("L-509", ("matters", name), (matter.clause,), (rule.default or "",))
        elif matter.grounds and view.says("exclusion.grounds"):
            listed = [g.id for g in matter.grounds]
            if set(listed) != set(rule.value):
                facts = {"rule": sorted(rule.value), "matter": listed}
                yield Found("L-511", ("matters", name, "grounds"), (rule.clause, matter.clause), facts=facts)


def _two_keys(view: View) -> Checks:
    for name, matter, chain in view.own_matters():
        keys = [s for s in chain.steps if s.kind in DECIDING | {"agreement"} and s.clause and not s.declaratory]
        sources = {s.clause for s in keys}
        if len({parties_of(s) for s in keys}) > 1 and len(sources) > 1:
            facts = {"matter": view.matter_name(name), "steps": [step_title(s) for s in keys]}
            yield Found("L-515", ("matters", name), tuple(s.clause for s in keys), facts=facts)
        yield from _strategic(view, name, matter)


def _strategic(view: View, name: str, matter: Matter) -> Checks:
    if not matter.strategic:
        return
    for step in view.chains[name].steps:
        deciders = [p for p in parties_of(step) if is_operational(view.charter, p)]
        if step.kind in DECIDING and deciders:
            facts = {"matter": view.matter_name(name), "party": [view.party_name(p) for p in deciders]}
            yield Found("L-506", view.step_index(name, step.id), (step.clause, matter.clause), facts=facts)


def _money(view: View) -> Checks:
    charter = view.charter
    if charter.identity.legal_person == "no" and charter.finance:
        clauses = (charter.identity.legal_person_clause, *(s.clause for s in charter.finance))
        yield Found("L-514", ("finance",), clauses, facts={"sources": [s.label for s in charter.finance]})


def _founders(view: View) -> Checks:
    people = view.charter.participants
    if not people.founders:
        return
    present = {f.category for f in people.founders}
    absent = [c for c in people.categories if c.id not in present]
    if absent:
        yield Found("L-518", ("participants", "founders"), tuple(c.clause for c in absent),
                    facts={"categories": [c.label for c in absent]})  # fmt: skip
    if any(c.basis == "signature" for c in people.categories):
        yield Found("L-519", ("participants", "founders"), tuple(f.clause for f in people.founders),
                    facts={"count": len(people.founders)})  # fmt: skip
    language = view.charter.identity.language
    irregular = [
        f for f in people.founders
        if any(w in f"{f.position.in_(language)} {f.position.en}".casefold() for w in _NOT_THE_HEAD)
    ]  # fmt: skip
    if irregular:
        rows = [f"№ {f.number.strip('.')}" for f in irregular]
        yield Found("L-520", ("participants", "founders"), tuple(f.clause for f in irregular), facts={"rows": rows})


def _people(view: View) -> Checks:
    people = view.charter.participants
    opened = [c for c in people.categories if c.open_list]
    if opened:
        yield Found("L-521", ("participants", "categories"), tuple(c.clause for c in opened),
                    facts={"categories": [c.label for c in opened]})  # fmt: skip
    facts: dict[str, Any]
    groups = [g for g in people.target_groups if g.of == "participants"]
    if len(groups) > 1 and not any(g.facts for g in groups):
        facts = {"groups": len(groups), "categories": len(people.categories)}
        clauses = (*(g.clause for g in groups), *(c.clause for c in people.categories))
        yield Found("L-522", ("participants", "target_groups"), clauses, facts=facts)
    asked = [c for c in people.categories if c.requires]
    if len(asked) == 1 and len(people.categories) > 2:
        facts = {"category": asked[0].label, "requirement": [r.label for r in asked[0].requires]}
        yield Found("L-528", ("participants", "categories"), (asked[0].clause,), facts=facts)


def _instances(view: View) -> Checks:
    """Say where the text knows one cluster and clusters inside it."""
    forming = [(n, m) for n, m, _ in view.own_matters() if m.kind == "form_instance"]
    if forming:
        name, matter = forming[0]
        facts = {"matter": view.matter_name(name)}
        yield Found("L-531", ("matters", name), (view.charter.identity.clause, matter.clause), facts=facts)
