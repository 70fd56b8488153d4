"""The documented defaults as they stand in one cluster: what applies, and what the charter or an act says instead."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from eduklaster.charter.keys import KEYS, KeySpec
from eduklaster.charter.matters import chain_of, default_matters, matter_for_kind, undecided
from eduklaster.charter.messages import matter_words, step_words, value_words
from eduklaster.charter.resolver import EVERYWHERE, Origin, Resolved, rules_of
from eduklaster.charter.verdicts import Citation
from eduklaster.ui.components import ClauseMark, State

from .reading import Reading, address


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Where the charter or an act says something else: whose rule, its value, its source."""

    where: str
    value: str
    mark: ClauseMark | None


@dataclass(frozen=True, slots=True)
class DefaultRow:
    """One default in a cluster."""

    code: str
    title: str
    why: str
    value: str
    state: State
    mark: ClauseMark | None
    line: str
    elsewhere: list[Elsewhere]
    change_url: str = ""


@dataclass(frozen=True, slots=True)
class DefaultGroup:
    """Defaults of one topic."""

    name: str
    title: str
    rows: list[DefaultRow]


def group_label(name: str) -> str:
    """Return the name of a topic of rules: the part of a key before the dot."""
    return {
        "voting": _("Voting"), "quorum": _("Quorum"), "session": _("Sessions"), "seats": _("Seats"),
        "chair": _("Chair"), "member": _("Members"), "minutes": _("Minutes"), "office": _("Offices"),
        "admission": _("Joining"), "leaving": _("Leaving"), "exclusion": _("Exclusion"), "chain": _("Procedures"), "case": _("Cases"),
        "plan": _("Plan"), "report": _("Reports"), "fees": _("Money"), "finance": _("Money"), "cluster": _("The cluster"),
        "publication": _("Publication"), "charter": _("The charter"), "acts": _("Acts"), "act": _("Acts"),
        "participation": _("Participation"), "founding": _("Founding"), "eligibility": _("Joining"),
        "notice": _("Notices"), "deadline": _("Deadlines"), "agreement": _("Agreements"), "project": _("Projects"),
        "event": _("Events"), "award": _("Awards"), "term": _("Terms"), "amendment": _("Changes of the charter"),
        "tasks": pgettext("execution", "Tasks"),
    }.get(name, _("Other rules"))  # fmt: skip


def defaults_of(reading: Reading, *, may_change: bool = False) -> list[DefaultGroup]:
    """Return every documented default with what holds in the cluster today, by topic; `may_change` adds how to replace it."""
    groups: dict[str, DefaultGroup] = {}
    said: dict[str, list[Elsewhere]] = _scoped(reading)
    for spec in KEYS.values():
        name = spec.key.split(".")[0]
        title = group_label(name)
        group = groups.setdefault(title, DefaultGroup(name, title, []))
        group.rows.append(_row(reading, spec, said.get(spec.key, []), may_change))
    other = groups.pop(_("Other rules"), None)
    return [*groups.values(), *([other] if other else [])]


def _row(reading: Reading, spec: KeySpec, elsewhere: list[Elsewhere], may_change: bool) -> DefaultRow:
    now = reading.ask(spec.key, EVERYWHERE)
    state, line = _state(now, bool(elsewhere))
    value, mark = value_words(spec.key, now.value, reading.language, reading.charter), reading.mark(now)
    if spec.type == "chain":
        value, state, line, mark = _chain(reading, spec)
    offered = may_change and spec.type != "chain" and not now.is_locked
    page = address("drafting:rule_change", args=(reading.cluster.code,)) if offered else ""
    return DefaultRow(
        spec.code, spec.title.in_(reading.language), spec.why.in_(reading.language), value, state, mark, line, elsewhere,
        f"{page}?rule={spec.key}" if page else "",
    )  # fmt: skip


def _state(now: Resolved, has_elsewhere: bool) -> tuple[State, str]:
    match now.origin:
        case Origin.CHARTER:
            return State(_("locked by a clause"), "ok", "lock"), "ln-charter"
        case Origin.DEFAULT if has_elsewhere:
            return State(_("default, with exceptions"), "", "circle-dashed"), "ln-default"
        case Origin.DEFAULT:
            return State(_("default applies"), "", "circle-dashed"), "ln-default"
    return State(_("set by an act"), "ok", "signature"), "ln-act"


def _chain(reading: Reading, spec: KeySpec) -> tuple[str, State, str, ClauseMark | None]:
    """Return how the default chain of a matter stands: replaced by the charter's own, or in use."""
    kind = str(spec.raw_default)
    name = matter_for_kind(reading.charter, kind)
    if name not in reading.charter.matters and name not in default_matters():
        return value_words(spec.key, kind, reading.language), *_state(reading.ask(spec.key, EVERYWHERE), False), None
    chain = chain_of(reading.charter, name)
    if (without := undecided(reading.charter, name)) is not None:
        words = without.reason.in_(reading.language) if without.reason else ""
        return words, State(_("not decided here"), "", "circle-minus"), "ln-charter", reading.mark(Citation.of(without))
    words = " → ".join(dict.fromkeys(step_words(step, reading.language) for step in chain.steps))
    own = next((s for s in chain.steps if s.clause), None)
    if own is not None:
        return words, State(_("the charter has its own chain"), "ok", "lock"), "ln-charter", reading.mark(own)
    mark = reading.mark(Citation("default", spec.code))
    return words, State(_("default applies"), "", "circle-dashed"), "ln-default", mark


def _scoped(reading: Reading) -> dict[str, list[Elsewhere]]:
    """Return what is said for one organ, office or matter only, by key."""
    found: dict[str, list[Elsewhere]] = {}
    charter, language = reading.charter, reading.language

    def whose(organ: str | None, office: str | None, matter: str | None) -> str:
        if organ in charter.organs:
            return charter.organs[organ].name.in_(language)
        if office in charter.offices:
            return charter.offices[office].name.in_(language)
        return matter_words(charter, matter, language) if matter else ""

    seen: set[tuple[str, str, str]] = set()
    scopes = [(c.key, c.scope) for c in rules_of(charter) if c.rule.clause or c.rule.act]
    scopes += [(o.key, o.scope) for o in reading.rulebook.overrides]
    for key, scope in scopes:
        if scope == EVERYWHERE or key not in KEYS:
            continue
        now = reading.ask(key, scope)
        if now.origin is Origin.DEFAULT:
            continue
        row = Elsewhere(
            whose(scope.organ, scope.office, scope.matter),
            value_words(key, now.value, language, charter),
            reading.mark(now),
        )
        if (key, row.where, row.value) not in seen:
            seen.add((key, row.where, row.value))
            found.setdefault(key, []).append(row)
    return found
