"""What the text does not say, and which default speaks instead."""

from __future__ import annotations

from collections.abc import Iterable

from ..keys import BY_CODE, KEYS, KindSilence, silence_on
from ..resolver import EVERYWHERE, Scope
from ..schema import Organ
from ..values import LocalizedText
from .findings import Checks, Found, Where
from .titles import kind_title, rule_value_title, step_title
from .view import View

_VOTING = ("voting.method", "voting.base", "voting.threshold", "voting.abstentions", "voting.tie")
_QUORUM = ("quorum.base", "quorum.threshold", "quorum.reconvene_within")
_SESSIONS = ("notice.ordinary", "sessions.per_year", "minutes.signed_within")
_TERMS = ("term.length", "chair.term")
_PLAN = ("plan.period", "plan.unplanned")
_REPORT = ("report.period", "report.due_day")
_JOINING = (
    "admission.readmission_wait", "leaving.approval", "leaving.notice", "leaving.liability", "exclusion.notice",
    "exclusion.hearing", "exclusion.grounds", "exclusion.effective",
)  # fmt: skip
_TOLD_ELSEWHERE = {
    *_VOTING, *_QUORUM, *_SESSIONS, *_PLAN, *_REPORT, *_JOINING, "chair.term", "term.length", "office.acting",
    "chair.choice", "seats.composition", "cluster.term", "cluster.legal_person", "publication.scope", "fees.amount",
    "office.secretary", "indicators.set",
}  # fmt: skip
_EVERYWHERE = LocalizedText(uk="Усюди", ru="Везде", en="Everywhere")
_DATE = LocalizedText(uk="дата", ru="дата", en="date")
_BOOKKEEPING = {"registration", "publication"}


def silences(view: View) -> Checks:
    """Yield every topic on which the text says nothing."""
    yield from _organs(view)
    yield from _offices(view)
    yield from _identity(view)
    yield from _participants(view)
    yield from _plan_money_results(view)
    yield from _matters(view)
    yield from _norms(view)
    yield from _filled(view)
    yield from _rest(view)


def _unsaid(view: View, keys: Iterable[str], scope: Scope = EVERYWHERE) -> list[str]:
    return [key for key in keys if not view.says(key, scope)]


def _topic(view: View, code: str, keys: Iterable[str], scope: Scope, **more: object) -> Found | None:
    unsaid = _unsaid(view, keys, scope)
    if not unsaid:
        return None
    organ = scope.organ
    where = ("organs", organ) if organ else ("rules",)
    clause = view.charter.organs[organ].clause if organ else None
    facts = {"keys": [KEYS[k].title for k in unsaid], **more}
    return Found(code, where, (clause,), tuple(view.code(k, scope) for k in unsaid), facts)


def _organs(view: View) -> Checks:
    charter = view.charter
    for name, organ in charter.organs.items():
        is_host = organ.belongs_to == "host"
        if name in view.votes_of or name == charter.roles.main_organ:
            scope = Scope(organ=name)
            yield from _votes(view, name, organ)
            if found := _topic(view, "L-103", _SESSIONS, scope, organ=organ.name):
                yield found
            yield from _composition(view, name, organ)
            yield from _order(view, name, organ)
            yield from _chair(view, name, organ)
            has_terms = organ.is_organisation or is_host or any(s.term for s in organ.seats)
            found = None if has_terms else _topic(view, "L-106", _TERMS, scope, organ=organ.name)
            if found:
                yield found
        if not organ.powers and not is_host and {"governing", "constituent"} & set(organ.kinds):
            yield Found("L-529", ("organs", name), (organ.clause,), facts={"organ": organ.name})


def _votes(view: View, name: str, organ: Organ) -> Checks:
    """Ask for each vote of the organ: a rule may be said for one matter and left open for the others."""
    votes = view.votes_of.get(name, [])
    asked = [Scope(organ=name, matter=matter, step=step.id) for matter, step in votes] or [Scope(organ=name)]
    for code, keys in (("L-101", _VOTING), ("L-102", _QUORUM)):
        nowhere = [k for k in keys if not any(view.says(k, scope) for scope in asked)]
        if nowhere:
            defaults = tuple(view.code(k, Scope(organ=name)) for k in nowhere)
            facts = {"organ": organ.name, "keys": [KEYS[k].title for k in nowhere]}
            yield Found(code, ("organs", name), (organ.clause,), defaults, facts)
    partly = {
        k: [s.matter for s in asked if s.matter and view.says(k, s)]
        for k in (*_VOTING, *_QUORUM)
        if any(view.says(k, s) for s in asked) and not all(view.says(k, s) for s in asked)
    }
    if partly:
        matters = dict.fromkeys(m for told in partly.values() for m in told)
        facts = {
            "organ": organ.name,
            "keys": [KEYS[k].title for k in partly],
            "matters": [view.matter_name(m) for m in matters],
        }
        defaults = tuple(KEYS[k].code for k in partly)
        yield Found("L-124", ("organs", name), (organ.clause,), defaults, facts)


def _composition(view: View, name: str, organ: Organ) -> Checks:
    said = any(seat.clause or seat.act for seat in organ.seats) or view.says("seats.composition", Scope(organ=name))
    if not said and not organ.is_organisation:
        codes = [s.default for s in organ.seats if s.default] or [view.code("seats.composition", Scope(organ=name))]
        yield Found("L-104", ("organs", name), (organ.clause,), tuple(dict.fromkeys(codes)), {"organ": organ.name})


def _order(view: View, name: str, organ: Organ) -> Checks:
    for index, seat in enumerate(organ.seats):
        if seat.kind == "rotating" and not (seat.offices or seat.categories):
            code = view.code("seats.turn_left", Scope(organ=name))
            facts = {"organ": organ.name, "seat": seat.label}
            yield Found("L-126", ("organs", name, "seats", index), (seat.clause,), (code,), facts)


def _chair(view: View, name: str, organ: Organ) -> Checks:
    if organ.is_organisation or (organ.chair and (organ.chair.clause or organ.chair.act)):
        return
    if not view.says("chair.choice", Scope(organ=name)):
        code = (organ.chair and organ.chair.default) or KEYS["chair.choice"].code
        yield Found("L-105", ("organs", name), (organ.clause,), (code,), {"organ": organ.name})


def _offices(view: View) -> Checks:
    for name, office in view.charter.offices.items():
        if office.default:
            yield Found("L-119", ("offices", name), (), (office.default,), {"office": office.name})
        elif office.belongs_to == "cluster" and not office.term and not view.says("office.acting", Scope(office=name)):
            code = view.code("office.acting", Scope(office=name))
            yield Found("L-120", ("offices", name), (office.clause,), (code,), {"office": office.name})


def _identity(view: View) -> Checks:
    identity = view.charter.identity
    if identity.term.kind == "silent" and not view.says("cluster.term"):
        yield Found("L-109", ("identity", "term"), (identity.clause,), (view.code("cluster.term"),))
    if identity.legal_person == "silent" and not view.says("cluster.legal_person"):
        yield Found("L-110", ("identity", "legal_person"), (identity.clause,), (view.code("cluster.legal_person"),))
    approval = identity.approval
    absent = [
        words
        for is_absent, words in (
            (approval is None, KEYS["chain.found"].title),
            (approval is not None and not approval.number, "№"),
            (approval is not None and approval.on is None, _DATE),
        )
        if is_absent
    ]
    if absent:
        clauses = (approval.clause if approval else None, identity.clause)
        yield Found("L-111", ("identity",), clauses, facts={"missing": absent})


def _participants(view: View) -> Checks:
    people = view.charter.participants
    if not people.rights:
        yield Found("L-112", ("participants",))
    if not people.duties:
        yield Found("L-113", ("participants",))
    keys = [k for k in _JOINING if k not in view.keys_said]
    if any(m.grounds and all(g.clause for g in m.grounds) for _, m, _ in view.own_matters() if m.kind == "exclude"):
        keys = [k for k in keys if k != "exclusion.grounds"]
    if keys:
        defaults = tuple(KEYS[k].code for k in keys)
        yield Found("L-121", ("rules",), (), defaults, {"keys": [KEYS[k].title for k in keys]})


def _plan_money_results(view: View) -> Checks:
    charter = view.charter
    silent_plan = charter.plan is None or bool(charter.plan.default)
    keys = [k for k in _PLAN if k not in view.keys_said and (silent_plan or k != "plan.period")]
    if silent_plan or (charter.plan and charter.plan.period == "silent"):
        keys = list(dict.fromkeys([*keys, *([] if view.says("plan.period") else ["plan.period"])]))
    if keys:
        clause = charter.plan.clause if charter.plan else None
        yield Found("L-114", ("plan",), (clause,), tuple(KEYS[k].code for k in keys),
                    {"keys": [KEYS[k].title for k in keys]})  # fmt: skip
    if not any(s.clause for s in charter.finance):
        yield Found("L-115", ("finance",), (), (KEYS["fees.amount"].code,))
    if not any(i.clause or i.act for i in charter.indicators) and "indicators.set" not in view.keys_said:
        yield Found("L-116", ("indicators",), (), (KEYS["indicators.set"].code,))
    if "publication.scope" not in view.keys_said:
        yield Found("L-117", ("rules",), (), (KEYS["publication.scope"].code,))
    if report := [k for k in _REPORT if k not in view.keys_said]:
        yield Found("L-118", ("rules",), (), tuple(KEYS[k].code for k in report),
                    {"keys": [KEYS[k].title for k in report]})  # fmt: skip


def _matters(view: View) -> Checks:
    for name, chain in view.chains.items():
        if chain.is_default and silence_on(chain.matter.kind) is not KindSilence.ALONE:
            continue
        if not any(s.clause or s.act for s in chain.steps):
            defaults = tuple(dict.fromkeys(s.default for s in chain.steps if s.default))
            facts = {
                "matter": view.matter_name(name),
                "steps": [step_title(s) for s in chain.steps],
            }
            where = ("matters",) if chain.is_default else ("matters", name)
            yield Found("L-107", where, (chain.matter.clause,), defaults, facts)
            continue
        added = [s for s in chain.steps if s.default and s.kind not in _BOOKKEEPING]
        if added:
            yield Found(
                "L-108",
                ("matters", name),
                (chain.matter.clause,),
                tuple(dict.fromkeys(s.default for s in added if s.default)),
                {"matter": view.matter_name(name), "steps": [step_title(s) for s in added]},
            )
        first = chain.steps[0]
        if first.default and len(chain.steps) > 1 and chain.matter.opened_by:
            facts = {
                "matter": view.matter_name(name),
                "parties": [view.party_name(p) for p in chain.matter.opened_by],
            }
            yield Found("L-123", ("matters", name), (chain.matter.clause,), (first.default,), facts)
    unmentioned = [
        n for n, c in view.chains.items() if c.is_default and silence_on(c.matter.kind) is KindSilence.TOGETHER
    ]
    if unmentioned:
        codes = dict.fromkeys(s.default for n in unmentioned for s in view.chains[n].steps if s.default)
        facts = {"kinds": [kind_title(view.chains[n].matter.kind) for n in unmentioned]}
        yield Found("L-608", ("matters",), (), tuple(c for c in codes if BY_CODE[c].type == "chain"), facts)


def _norms(view: View) -> Checks:
    for index, norm in enumerate(view.charter.norms):
        if not norm.act or (norm.on and norm.on > view.on):
            yield Found("L-122", ("norms", index), (norm.clause,), facts={"norm": norm.title})


def _filled(view: View) -> Checks:
    """Tell which silence which act fills; the default that it replaces is named for the reader's comparison."""
    for override, answer in view.filled:
        path: Where
        about, path, clause = _EVERYWHERE, ("rules", override.key), None
        if override.scope.matter:
            about, path = view.matter_name(override.scope.matter), ("matters", override.scope.matter, *path)
            own = view.charter.matters.get(override.scope.matter)
            clause = own.clause if own else None
        elif override.scope.organ in view.charter.organs:
            organ = view.charter.organs[str(override.scope.organ)]
            about, path, clause = organ.name, ("organs", str(override.scope.organ), *path), organ.clause
        elif override.scope.office in view.charter.offices:
            office = view.charter.offices[str(override.scope.office)]
            about, path, clause = office.name, ("offices", str(override.scope.office), *path), office.clause
        facts = {
            "where": about,
            "title": answer.spec.title,
            "value": rule_value_title(answer.key, answer.value),
            "act": override.act,
            "code": answer.spec.code,
        }
        yield Found("L-125", path, (clause,), (answer.spec.code,), facts, act=override.act)


def _rest(view: View) -> Checks:
    silent = [
        spec
        for key, spec in KEYS.items()
        if key not in view.keys_said and key not in _TOLD_ELSEWHERE and spec.type != "chain"
    ]
    if silent:
        yield Found("L-199", ("rules",), (), tuple(s.code for s in silent), {"count": len(silent)})
