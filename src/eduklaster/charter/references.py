"""Checks that every name used in a charter exists in it: clauses, organs, offices, matters, steps and so on."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from .keys import BY_CODE, KEYS, KeySpec
from .matters import default_matters, parties_of
from .problems import Fault, Unfit, fault
from .schema import Charter, Matter, Party, Rules, Sourced, WithoutMatter

Path = tuple[str | int, ...]
Found = tuple[Path, Fault]
_LAST = f"D-{max(int(code[2:].rstrip('abcdefgh')) for code in BY_CODE)}"


def reference_problems(charter: Charter, keys: Mapping[str, KeySpec]) -> Iterator[Found]:
    """Yield (path, fault) for every name that leads nowhere and every rule value that does not fit its key."""
    yield from _clauses(charter)
    yield from _rules(charter, keys)
    yield from _organs(charter)
    yield from _matters(charter)
    yield from _roles(charter)
    yield from _facts(charter)
    yield from _without(charter)


def _unknown(what: str, name: str, known: Iterable[str]) -> Fault:
    names = sorted(known)
    return fault("name.unknown", what=what, name=name, hint=difflib.get_close_matches(name, names, n=1), known=names)


def _clauses(charter: Charter) -> Iterator[Found]:
    seen: set[str] = set()
    for _, clause, _parent in charter.clause_walk():
        if clause.id in seen:
            yield ("clauses",), fault("clause.twice", name=clause.id)
        seen.add(clause.id)
    for path, name in _citations(charter, ()):
        if name not in seen:
            yield path, fault("clause.unknown", name=name, hint=difflib.get_close_matches(name, seen, n=3))
    for path, code in _defaults(charter, ()):
        if code not in BY_CODE:
            yield path, fault("default.unknown", name=code, last=_LAST)


def _walk(part: Any, path: Path) -> Iterator[tuple[Path, BaseModel]]:
    if isinstance(part, BaseModel):
        yield path, part
        for name in type(part).model_fields:
            if not (isinstance(part, Charter) and name == "clauses"):
                alias = type(part).model_fields[name].alias or name
                yield from _walk(getattr(part, name), (*path, alias))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _walk(value, (*path, key))
    elif isinstance(part, list | tuple):
        for index, value in enumerate(part):
            yield from _walk(value, (*path, index))


def _citations(charter: Charter, path: Path) -> Iterator[tuple[Path, str]]:
    for where, part in _walk(charter, path):
        for field in ("clause", "legal_person_clause"):
            if name := getattr(part, field, None):
                yield (*where, field), name
        for field in ("also", "clauses"):
            for index, name in enumerate(getattr(part, field, None) or []):
                if isinstance(name, str):
                    yield (*where, field, index), name


def _defaults(charter: Charter, path: Path) -> Iterator[tuple[Path, str]]:
    for where, part in _walk(charter, path):
        if isinstance(part, Sourced | WithoutMatter) and part.default:
            yield (*where, "default"), part.default


def _rule_blocks(charter: Charter) -> Iterator[tuple[Path, Rules]]:
    yield ("rules",), charter.rules
    for name, organ in charter.organs.items():
        yield ("organs", name, "rules"), organ.rules
    for name, office in charter.offices.items():
        yield ("offices", name, "rules"), office.rules
    for name, matter in charter.matters.items():
        yield ("matters", name, "rules"), matter.rules
        for index, step in enumerate(matter.steps):
            yield ("matters", name, "steps", index, "rules"), step.rules


def unknown_rule(key: str) -> Fault:
    """Return that there is no such rule, with near ones."""
    return fault("rule.unknown", name=key, hint=difflib.get_close_matches(str(key), KEYS, n=3))


def _rules(charter: Charter, keys: Mapping[str, KeySpec]) -> Iterator[Found]:
    for path, rules in _rule_blocks(charter):
        for key, entry in rules.items():
            spec = keys.get(key)
            if spec is None:
                yield (*path, key), unknown_rule(key)
                continue
            for index, value in enumerate(entry if isinstance(entry, list) else [entry]):
                where: Path = (*path, key, index) if isinstance(entry, list) else (*path, key)
                for item in [value.value, *value.alternatives]:
                    try:
                        typed = spec.parse(item)
                    except Unfit as error:
                        yield (*where, "value"), error.fault
                        continue
                    if spec.type == "party_list":
                        yield from (((*where, "value"), wrong) for one in typed if (wrong := _party(charter, one)))
                if value.from_ and value.until and value.until < value.from_:
                    yield where, fault("days.order", last=value.until, first=value.from_)


def _matters_known(charter: Charter) -> set[str]:
    """Return the matters that the cluster decides, by its own chain or a default one."""
    return (set(charter.matters) | set(default_matters())) - set(charter.without_matters)


def _party(charter: Charter, party: Party) -> Fault | None:
    head, _, name = party.partition(":")
    if head in {"organ", "chair", "member"} and name not in charter.organs:
        return _unknown("organ", name, charter.organs)
    if head == "office" and name not in charter.offices:
        return _unknown("office", name, charter.offices)
    if head == "body" and name not in charter.bodies:
        return _unknown("body", name, charter.bodies)
    return None


def _organs(charter: Charter) -> Iterator[Found]:
    categories = {c.id for c in charter.participants.categories}
    matters = _matters_known(charter)
    for name, organ in charter.organs.items():
        base: Path = ("organs", name)
        if organ.composed_by and organ.composed_by not in matters:
            yield (*base, "composed_by"), _unknown("matter", organ.composed_by, matters)
        if organ.convened_by and (wrong := _party(charter, organ.convened_by)):
            yield (*base, "convened_by"), wrong
        if organ.chair and organ.chair.office and organ.chair.office not in charter.offices:
            yield (*base, "chair", "office"), _unknown("office", organ.chair.office, charter.offices)
        if organ.chair and organ.chair.matter and organ.chair.matter not in matters:
            yield (*base, "chair", "matter"), _unknown("matter", organ.chair.matter, matters)
        for index, seat in enumerate(organ.seats):
            where: Path = (*base, "seats", index)
            if seat.office and seat.office not in charter.offices:
                yield (*where, "office"), _unknown("office", seat.office, charter.offices)
            for listed in seat.offices:
                if listed not in charter.offices:
                    yield (*where, "offices"), _unknown("office", listed, charter.offices)
            for category in seat.categories:
                if category not in categories:
                    yield (*where, "categories"), _unknown("category", category, categories)
            if seat.takes_effect_by and seat.takes_effect_by not in matters:
                yield (*where, "takes_effect_by"), _unknown("matter", seat.takes_effect_by, matters)
            for party in [seat.chosen_by, *seat.in_agreement_with]:
                if party and (wrong := _party(charter, party)):
                    yield where, wrong
    for name, office in charter.offices.items():
        for field in ("appointed_by", "reports_to"):
            if (party := getattr(office, field)) and (wrong := _party(charter, party)):
                yield ("offices", name, field), wrong
        if office.matter and office.matter not in matters:
            yield ("offices", name, "matter"), _unknown("matter", office.matter, matters)
    for index, component in enumerate(charter.participants.components):
        if component.seats_head_in and component.seats_head_in not in charter.organs:
            yield (
                ("participants", "components", index, "seats_head_in"),
                _unknown("organ", component.seats_head_in, charter.organs),
            )
    for index, founder in enumerate(charter.participants.founders):
        if founder.category not in categories:
            yield ("participants", "founders", index, "category"), _unknown("category", founder.category, categories)


def _matters(charter: Charter) -> Iterator[Found]:
    categories = {c.id for c in charter.participants.categories}
    for name, matter in charter.matters.items():
        yield from _matter(charter, name, matter, categories)
    for index, category in enumerate(charter.participants.categories):
        known = _matters_known(charter)
        if category.admission not in known:
            yield ("participants", "categories", index, "admission"), _unknown("matter", category.admission, known)
    if charter.plan and charter.plan.matter not in _matters_known(charter):
        yield ("plan", "matter"), _unknown("matter", charter.plan.matter, charter.matters)


def _matter(charter: Charter, name: str, matter: Matter, categories: set[str]) -> Iterator[Found]:
    base: Path = ("matters", name)
    ids = [step.id for step in matter.steps]
    for step_id in sorted({i for i in ids if ids.count(i) > 1}):
        yield (*base, "steps"), fault("step.twice", name=step_id)
    if matter.effect_at and matter.effect_at not in ids:
        yield (*base, "effect_at"), _unknown("step", matter.effect_at, ids)
    if matter.organ and matter.organ not in charter.organs:
        yield (*base, "organ"), _unknown("organ", matter.organ, charter.organs)
    if matter.office and matter.office not in charter.offices:
        yield (*base, "office"), _unknown("office", matter.office, charter.offices)
    for category in matter.categories:
        if category not in categories:
            yield (*base, "categories"), _unknown("category", category, categories)
    for party in matter.opened_by:
        if wrong := _party(charter, party):
            yield (*base, "opened_by"), wrong
    for index, step in enumerate(matter.steps):
        where: Path = (*base, "steps", index)
        for party in parties_of(step):
            if wrong := _party(charter, party):
                yield (*where, "by"), wrong
        for field in ("after", "basis"):
            for other in getattr(step, field):
                if other not in ids:
                    yield (*where, field), _unknown("step", other, ids)
                elif other == step.id:
                    yield (*where, field), fault("step.itself", name=other)
        if step.decline and step.decline.then == "back" and step.decline.to not in ids:
            yield (*where, "decline", "to"), _unknown("step", step.decline.to or "", ids)
    for cycle in _cycles(matter):
        yield (*base, "steps"), fault("step.cycle", steps=cycle)


def _cycles(matter: Matter) -> Iterator[list[str]]:
    ids = [step.id for step in matter.steps]
    edges = {
        step.id: [a for a in (step.after or ([ids[i - 1]] if i else [])) if a in ids]
        for i, step in enumerate(matter.steps)
    }
    done: set[str] = set()

    def visit(node: str, trail: list[str]) -> list[str] | None:
        if node in trail:
            return [*trail[trail.index(node) :], node]
        if node in done:
            return None
        for following in edges[node]:
            if found := visit(following, [*trail, node]):
                return found
        done.add(node)
        return None

    for start in ids:
        if found := visit(start, []):
            yield found
            return


def _roles(charter: Charter) -> Iterator[Found]:
    roles = charter.roles
    if roles.main_organ not in charter.organs:
        yield ("roles", "main_organ"), _unknown("organ", roles.main_organ, charter.organs)
    for field in ("approving_office", "secretary"):
        if (name := getattr(roles, field)) and name not in charter.offices:
            yield ("roles", field), _unknown("office", name, charter.offices)
    if roles.executive and (wrong := _party(charter, roles.executive)):
        yield ("roles", "executive"), wrong


_HELD = {"organ", "office", "chair"}
_HELD_ROLES = {"main_organ", "approving_office", "executive", "secretary"}


def _facts(charter: Charter) -> Iterator[Found]:
    for name, fact in charter.facts.items():
        path: Path = ("facts", name, "held")
        if fact.held.partition(":")[0] not in _HELD | _HELD_ROLES:
            yield path, fault("fact.not_held", given=fact.held)
        elif wrong := _party(charter, fact.held):
            yield path, wrong


def _without(charter: Charter) -> Iterator[Found]:
    own = {matter.kind: name for name, matter in charter.matters.items()}
    for name in charter.without_matters:
        path: Path = ("without_matters", name)
        default = default_matters().get(name)
        if default is None:
            yield path, _unknown("default_matter", name, default_matters())
        elif name in charter.matters or default.kind in own:
            yield path, fault("without.own", name=own.get(default.kind, name))
