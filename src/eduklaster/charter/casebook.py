"""Cases: situations with the verdict that a charter must give, written in YAML and run against it.

`docs/charter-language.md` describes the format for people who write charters. Reading is strict: an unknown key is an
error with file, line and the allowed names.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from . import chains, eligibility, notice, seats, voting
from .calendar import CountryCalendar, country_calendar
from .keys import KEYS, key_spec
from .loader import CharterError, Loaded, Problem, YamlReader, load_path
from .matters import Chain, chain_of, matters_in, parties_of
from .resolver import EVERYWHERE, Origin, Override, Resolved, Rulebook, Scope
from .verdicts import Citation, Verdict

_TOP = {"name", "on", "ask", "matter", "step", "organ", "given", "expect", "overrides", "holidays", "working_days"}
_TOP |= {"office", "note"}
_ROLL = {
    "seats", "present", "vacant", "suspended", "pending", "untrained", "lapsed", "recused", "recused_absent",
    "represented", "remote", "appointed", "listed", "rights", "reconvened", "organ", "matter", "step",
}  # fmt: skip
_CHAIN = {"done", "declined", "facts", "ground", "done_on", "opened", "closed", "matter"}
_GIVEN: dict[str, set[str]] = {
    "value": {"key", "organ", "office", "matter", "step"},
    "quorum": _ROLL,
    "vote": _ROLL
    | {"votes", "chair_vote", "chair", "proxies", "advance", "groups", "method", "meetings", "by_correspondence",
       "consensus"},
    "chain": _CHAIN | {"try", "by", "cites", "signatures", "cases", "decline", "reason"},
    "next": _CHAIN,
    "ground": {"ground", "matter"},
    "eligibility": {"category", "facts", "refused_on", "excluded_on"},
    "notice": {"sent", "session", "urgent", "organ"},
    "leaving": {"notice", "documents", "matter"},
    "seats": {"organ", "participants", "founders", "components", "member_organisations", "confirmed"},
    "term": {"organ", "seat", "started", "terms_served", "successor", "predecessor_started"},
    "deadline": {"step", "opened", "matter"},
    "electorate": {"members", "organ"},
}  # fmt: skip
_EXPECT_ALWAYS = {"answer", "code", "clause", "default", "act", "facts"}
_EXPECT: dict[str, set[str]] = {
    "value": {"value", "origin"},
    "chain": {"effective"},
    "next": {"next", "effective", "waits_for"},
    "eligibility": {"missing"},
    "notice": {"earliest"},
    "leaving": {"effective"},
    "seats": {"seats", "filled", "pending", "voting"},
    "term": {"ends"},
    "deadline": {"due"},
    "electorate": {"entitled"},
}
_OVERRIDE = {"key", "value", "act", "from", "until", "matter", "step", "organ", "office", "origin", "clause"}
_ANSWERS: dict[str, tuple[str, ...]] = {
    "quorum": ("quorate", "not_quorate", "refused"),
    "vote": ("carried", "lost", "no_quorum", "refused"),
    "chain": ("allowed", "refused"),
    "ground": ("allowed", "refused"),
    "eligibility": ("eligible", "held"),
    "notice": ("in_time", "late"),
    "leaving": ("allowed", "refused"),
    "term": ("in_office", "ended", "holding_over", "refused"),
}
_NAMED_ANSWERS = {"quorum.met": "quorate", "quorum.missing": "not_quorate", "eligibility.met": "eligible"}
_OFTEN = {"by_correspondence": {"sent", "closed", "objections", "procedural"},
          "rights": {"for", "against", "abstain", "total", "present"}}  # fmt: skip


class BadCase(Exception):
    """A case cannot be asked; the message says why."""


@dataclass(frozen=True, slots=True)
class Case:
    """One situation with the answer that is expected."""

    file: str
    line: int
    name: str
    on: date
    ask: str
    given: Mapping[str, Any]
    expect: Mapping[str, Any]
    scope: Scope = EVERYWHERE
    overrides: tuple[Override, ...] = ()
    holidays: tuple[date, ...] = ()
    working_days: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a question answered: the verdict, and the words and lists that `expect` may name."""

    verdict: Verdict
    answer: str
    found: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """A case that was run: what did not fit, in words; empty when all did."""

    case: Case
    mismatches: tuple[str, ...] = ()
    verdict: Verdict | None = None

    @property
    def passed(self) -> bool:
        """Whether the charter gave the verdict that was expected."""
        return not self.mismatches


@dataclass(frozen=True, slots=True)
class Report:
    """All cases of a folder with their results, and what was wrong with the files."""

    results: tuple[CaseResult, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def passed(self) -> int:
        """How many cases passed."""
        return sum(result.passed for result in self.results)

    @property
    def failed(self) -> int:
        """How many cases failed or could not be read."""
        return len(self.results) - self.passed + len(self.problems)

    def as_text(self, *, verbose: bool = False) -> str:
        """Return the report for a terminal; the last line is `N passed, M failed`."""
        lines = [str(problem) for problem in self.problems]
        for result in self.results:
            if result.passed:
                if verbose:
                    lines.append(f"ok    {result.case.name}")
                continue
            lines.append(f"FAIL  {result.case.name}  ({result.case.file}:{result.case.line})")
            lines += [f"      {mismatch}" for mismatch in result.mismatches]
        return "\n".join([*lines, f"{self.passed} passed, {self.failed} failed"])


# ─── reading ───────────────────────────────────────────────────────────────────────────────────────────────────────


class _Cases:
    """Reads one file of cases and collects what is wrong with it."""

    def __init__(self, path: Path) -> None:
        self.file = str(path)
        self.reader = YamlReader(self.file)
        self.problems: list[Problem] = []
        self.charter: str | None = None
        self.cases: list[Case] = []
        try:
            data = self.reader.read(path.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            self.problems.append(Problem(self.file, 0, "", "the file is not UTF-8 text."))
            return
        self.problems += self.reader.problems
        if data is None:
            return
        if not isinstance(data, dict) or not isinstance(data.get("cases"), list):
            self.problems.append(Problem(self.file, 1, "", "a file of cases is a mapping with a list `cases`."))
            return
        self._names(data, {"cases", "charter"}, ())
        self.charter = data.get("charter")
        for index, raw in enumerate(data["cases"]):
            self._case(raw, ("cases", index))

    def _line(self, path: tuple[str | int, ...]) -> int:
        for length in range(len(path), -1, -1):
            if path[:length] in self.reader.lines:
                return self.reader.lines[path[:length]][1]
        return 0

    def _say(self, path: tuple[str | int, ...], message: str) -> None:
        name = ".".join(str(p) for p in path if not isinstance(p, int) and p != "cases")
        self.problems.append(Problem(self.file, self._line(path), name, message))

    def _names(self, part: Mapping[str, Any], allowed: set[str], path: tuple[str | int, ...]) -> bool:
        good = True
        for name in part:
            if name not in allowed:
                near = difflib.get_close_matches(name, allowed, n=1)
                hint = f" Did you mean «{near[0]}»?" if near else ""
                self._say((*path, name), f"the key «{name}» is unknown.{hint} Allowed: {', '.join(sorted(allowed))}.")
                good = False
        return good

    def _case(self, raw: Any, path: tuple[str | int, ...]) -> None:
        before = len(self.problems)
        if not isinstance(raw, dict):
            self._say(path, "a case is a mapping with `name`, `on`, `ask`, `given` and `expect`.")
            return
        self._names(raw, _TOP, path)
        for name in ("name", "on", "ask", "expect"):
            if raw.get(name) in (None, "", {}):
                self._say(path, f"«{name}» is missing.")
        ask, given, expect = raw.get("ask"), raw.get("given") or {}, raw.get("expect") or {}
        if ask is not None and ask not in _GIVEN:
            self._say((*path, "ask"), f"there is no question «{ask}». Allowed: {', '.join(sorted(_GIVEN))}.")
        if "on" in raw and raw["on"] is not None and not isinstance(raw["on"], date):
            self._say((*path, "on"), f"«{raw['on']}» is no day; write 2026-03-01 without quotes.")
        if not isinstance(given, dict) or not isinstance(expect, dict):
            self._say(path, "`given` and `expect` are mappings.")
            return
        if ask in _GIVEN:
            self._names(given, _GIVEN[ask], (*path, "given"))
            self._names(expect, _EXPECT_ALWAYS | _EXPECT.get(ask, set()), (*path, "expect"))
            self._answer(ask, expect, path)
            for name, allowed in _OFTEN.items():
                if isinstance(given.get(name), dict):
                    self._names(given[name], allowed, (*path, "given", name))
        overrides = self._overrides(raw.get("overrides") or [], path)
        if len(self.problems) > before:
            return
        scope = Scope(
            organ=raw.get("organ") or given.get("organ"),
            office=raw.get("office") or given.get("office"),
            matter=raw.get("matter") or given.get("matter"),
            step=raw.get("step") or given.get("step"),
        )
        self.cases.append(
            Case(
                self.file,
                self._line(path),
                str(raw["name"]),
                raw["on"],
                str(ask),
                given,
                expect,
                scope,
                overrides,
                tuple(raw.get("holidays") or ()),
                tuple(raw.get("working_days") or ()),
            )
        )

    def _answer(self, ask: str, expect: Mapping[str, Any], path: tuple[str | int, ...]) -> None:
        answer, allowed = expect.get("answer"), _ANSWERS.get(ask, ())
        if answer is not None and answer not in allowed:
            words = ", ".join(allowed) or "none; name the expected values instead"
            self._say((*path, "expect", "answer"), f"«{answer}» is no answer to «{ask}». Allowed: {words}.")

    def _overrides(self, raw: Any, path: tuple[str | int, ...]) -> tuple[Override, ...]:
        found: list[Override] = []
        for index, item in enumerate(raw if isinstance(raw, list) else [raw]):
            where = (*path, "overrides", index)
            if not isinstance(item, dict):
                self._say(where, "an override is a mapping with `key`, `value`, `act` and `from`.")
                continue
            if not self._names(item, _OVERRIDE, where):
                continue
            absent = [name for name in ("key", "value", "act", "from") if item.get(name) is None]
            if absent:
                self._say(where, f"missing: {', '.join(absent)}.")
                continue
            try:
                value = key_spec(item["key"]).parse(item["value"])
                origin = Origin(item.get("origin", "override"))
            except (KeyError, ValueError) as error:
                self._say(where, str(error.args[0]))
                continue
            scope = Scope(item.get("organ"), item.get("office"), item.get("matter"), item.get("step"))
            found.append(
                Override(item["key"], value, str(item["act"]), item["from"], origin, scope, item.get("until"),
                         item.get("clause"))
            )  # fmt: skip
        return tuple(found)


# ─── asking ────────────────────────────────────────────────────────────────────────────────────────────────────────


def ask_case(case: Case, loaded: Loaded) -> Outcome:
    """Ask the charter what the case asks.

    Raises:
        BadCase: The case names something that the charter does not have, or lacks what the question needs.
    """
    rulebook = Rulebook(loaded.charter, case.overrides)
    calendar = country_calendar(
        loaded.charter.identity.calendar, holidays=case.holidays, working_days=case.working_days
    )
    try:
        return _QUESTIONS[case.ask](case, rulebook, calendar)
    except KeyError as error:
        raise BadCase(str(error.args[0])) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise BadCase(f"the case cannot be read: {error}.") from error


def _wanted(case: Case, *names: str) -> Iterator[Any]:
    for name in names:
        if case.given.get(name) is None:
            raise BadCase(f"`given.{name}` is missing; the question «{case.ask}» needs it.")
        yield case.given[name]


def _matter(case: Case, rulebook: Rulebook) -> str:
    if not case.scope.matter:
        raise BadCase(f"`matter` is missing. Known: {', '.join(matters_in(rulebook.charter))}.")
    return case.scope.matter


def _organ_of(case: Case, rulebook: Rulebook) -> str:
    """Return the organ that the question is about: named, or the one that does the step, or the main organ."""
    if case.scope.organ:
        if case.scope.organ not in rulebook.charter.organs:
            raise BadCase(f"There is no organ «{case.scope.organ}». Known: {', '.join(rulebook.charter.organs)}.")
        return case.scope.organ
    if case.scope.matter:
        chain = chain_of(rulebook.charter, case.scope.matter)
        votes = [s for s in chain.steps if s.kind == "vote"][-1:]
        wanted = [chain.step(case.scope.step)] if case.scope.step else votes
        for step in wanted:
            for party in parties_of(step):
                head, _, name = party.partition(":")
                if head in {"organ", "chair", "member"}:
                    return name
    return rulebook.charter.roles.main_organ


def _number(value: Any) -> Fraction:
    return Fraction(str(value).replace(" ", "").rstrip("%")) / (100 if str(value).strip().endswith("%") else 1)


def _ballots(raw: Mapping[str, Any]) -> voting.Ballots:
    strange = set(raw) - {"for", "against", "abstain"}
    if strange:
        raise BadCase(f"votes are `for`, `against`, `abstain`, not {', '.join(sorted(strange))}.")
    return voting.Ballots(int(raw.get("for", 0)), int(raw.get("against", 0)), int(raw.get("abstain", 0)))


def _roll(case: Case) -> voting.Roll:
    (all_seats,) = _wanted(case, "seats") if not case.given.get("rights") else (case.given.get("seats", 0),)
    given = case.given
    counts = {
        name: given.get(name, 0)
        for name in ("present", "vacant", "pending", "suspended", "untrained", "lapsed", "recused", "recused_absent",
                     "represented")
    }  # fmt: skip
    rights = given.get("rights") or {}
    present = rights.get("present")
    there = _number(present) if present is not None else sum(
        (_number(rights[n]) for n in ("for", "against", "abstain") if n in rights), Fraction(0)
    )  # fmt: skip
    return voting.Roll(
        seats=all_seats,
        **counts,
        remote=given.get("remote", 0),
        appointed=given.get("appointed"),
        listed=given.get("listed"),
        rights_total=_number(rights.get("total", 0)),
        rights_present=there,
        is_reconvened=bool(given.get("reconvened")),
    )


def _tally(case: Case) -> voting.Tally:
    given = case.given
    raw = given.get("votes") or {}
    by_class = any(isinstance(part, Mapping) for part in raw.values())
    votes = {name: _ballots(part) for name, part in raw.items()} if by_class else _ballots(raw)
    rights = given.get("rights") or {}
    cast = (
        voting.RightsCast(*(_number(rights.get(name, 0)) for name in ("for", "against", "abstain"))) if rights else None
    )
    chair = given.get("chair")
    chair_is = voting.Tally().chair if chair is None else frozenset([chair] if isinstance(chair, str) else chair)
    return voting.Tally(
        votes=votes,
        rights=cast,
        groups=_groups(given.get("groups")),
        advance=_ballots(given.get("advance") or {}),
        proxies=tuple(given.get("proxies") or ()),
        chair_vote=given.get("chair_vote"),
        chair=chair_is,
        method=given.get("method"),
        meetings=tuple(given.get("meetings") or ()),
        correspondence=_letter(given.get("by_correspondence")),
        consensus=given.get("consensus"),
    )


def _groups(raw: Any) -> dict[str, Any] | None:
    if not raw:
        return None
    if set(raw) <= {"for", "against", "abstain", "total"} and all(isinstance(v, int) for v in raw.values()):
        stands = [way for way in ("for", "against", "abstain") for _ in range(raw.get(way, 0))]
        stands += ["abstain"] * max(0, raw.get("total", 0) - len(stands))
        return {str(index): way for index, way in enumerate(stands)}
    return dict(raw)


def _letter(raw: Any) -> voting.Correspondence | None:
    if not raw:
        return None
    if raw is True:
        return voting.Correspondence()
    return voting.Correspondence(
        raw.get("sent"), raw.get("closed"), raw.get("objections", 0), bool(raw.get("procedural"))
    )


def _progress(case: Case, chain: Chain) -> chains.Progress:
    """Return the progress that a case describes; a case silent on the ground rests on the first there is."""
    given = case.given
    days = given.get("done_on") or {}
    for name in [*(given.get("done") or []), *days]:
        chain.step(name)
    names = list(dict.fromkeys([*(given.get("done") or []), *days]))
    progress = chains.Progress(
        done={name: chains.Done(days.get(name)) for name in names},
        facts=given.get("facts") or {},
        ground=given["ground"] if "ground" in given else next((g.id for g in chains.grounds_of(chain)), None),
        opened_on=given.get("opened"),
        is_closed=bool(given.get("closed")),
    )
    return chains.after_decline(chain, progress, given["declined"]) if given.get("declined") else progress


def _ask_value(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (key,) = _wanted(case, "key")
    resolved = rulebook.ask(key, on=case.on, scope=case.scope)
    citation = Citation.of(resolved)
    verdict = Verdict(True, "value.found", (citation,) if citation else (), {"key": key, "value": resolved.value},
                      (resolved,))  # fmt: skip
    return Outcome(verdict, "", {"value": resolved, "origin": resolved.origin.value})


def _ask_quorum(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    verdict = voting.quorum(rulebook, _organ_of(case, rulebook), _roll(case), on=case.on, scope=case.scope)
    return Outcome(verdict, _word(verdict))


def _ask_vote(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    organ = _organ_of(case, rulebook)
    roll, tally = _roll(case), _tally(case)
    verdict = voting.count(rulebook, organ, roll, tally, on=case.on, scope=case.scope, calendar=calendar)
    return Outcome(verdict, _word(verdict))


def _ask_chain(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    chain = chain_of(rulebook.charter, _matter(case, rulebook))
    (step,) = _wanted(case, "try")
    progress = _progress(case, chain)
    given = case.given
    by = given.get("by") or parties_of(chain.step(step))[0]
    if given.get("decline"):
        within = rulebook.ask("order.decline_within", on=case.on, scope=replace(case.scope, step=step)).value
        reason = given.get("reason")
        words = reason if isinstance(reason, str) else "given" if reason else None
        verdict = chains.may_decline(
            chain, progress, step, by=by, reason=words, on=case.on, calendar=calendar, within=within
        )
        after = chains.after_decline(chain, progress, step) if verdict.allowed else progress
    else:
        least = rulebook.ask("founding.minimum", on=case.on).value if chain.matter.kind == "found" else None
        verdict = chains.may(
            chain,
            progress,
            step,
            by=by,
            on=case.on,
            cites=given.get("cites") or (),
            calendar=calendar,
            signatures=given.get("signatures"),
            least=least,
            cases=given.get("cases", 1),
        )
        after = progress.with_done(step, case.on) if verdict.allowed else progress
    effective = chains.is_effective(chain, after, on=case.on, calendar=calendar)
    return Outcome(verdict, "allowed" if verdict.allowed else "refused", {"effective": effective})


def _ask_next(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    chain = chain_of(rulebook.charter, _matter(case, rulebook))
    progress = _progress(case, chain)
    days = {"on": case.on, "calendar": calendar}
    following = chains.next_steps(chain, progress, **days)  # type: ignore[arg-type]
    found = {
        "next": [step.id for step in following],
        "effective": chains.is_effective(chain, progress, **days),  # type: ignore[arg-type]
        "waits_for": list(chains.waits_for(chain, progress, **days)),  # type: ignore[arg-type]
    }
    citations = tuple(dict.fromkeys(c for step in following if (c := Citation.of(step))))
    return Outcome(Verdict(True, "chain.state", citations, {"matter": chain.id, **found}), "", found)


def _ask_ground(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    chain = chain_of(rulebook.charter, case.scope.matter or "exclude")
    verdict = chains.ground_verdict(chain, case.given.get("ground"))
    return Outcome(verdict, "allowed" if verdict.allowed else "refused")


def _ask_eligibility(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (category,) = _wanted(case, "category")
    given = case.given
    verdict = eligibility.eligibility(
        rulebook,
        category,
        given.get("facts") or {},
        on=case.on,
        refused_on=given.get("refused_on"),
        excluded_on=given.get("excluded_on"),
        calendar=calendar,
    )
    found = {"missing": verdict.facts.get("missing", [])}
    return Outcome(verdict, "eligible" if verdict.allowed else "held", found)


def _ask_notice(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    sent, session = _wanted(case, "sent", "session")
    verdict = notice.session_notice(
        rulebook,
        _organ_of(case, rulebook),
        sent=sent,
        session=session,
        on=case.on,
        urgent=bool(case.given.get("urgent")),
        calendar=calendar,
    )
    return Outcome(verdict, _word(verdict), {"earliest": verdict.facts["earliest"]})


def _ask_leaving(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (sent,) = _wanted(case, "notice")
    verdict = notice.leaving_day(
        rulebook,
        notice=sent,
        on=case.on,
        documents=case.given.get("documents") or (),
        scope=case.scope if case.scope.matter else Scope(matter="leave"),
        calendar=calendar,
    )
    found = {"effective": verdict.facts.get("effective")}
    return Outcome(verdict, "allowed" if verdict.allowed else "refused", found)


def _ask_seats(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    given = case.given
    members = seats.Members(
        participants=given.get("participants") or {},
        founders=given.get("founders"),
        components=given.get("components"),
        member_organisations=given.get("member_organisations"),
    )
    known = {category.id for category in rulebook.charter.participants.categories}
    for name in members.participants:
        if name not in known:
            raise BadCase(f"There is no category «{name}». Known: {', '.join(sorted(known))}.")
    verdict = seats.seats_verdict(
        rulebook, _organ_of(case, rulebook), members, on=case.on, confirmed=given.get("confirmed")
    )
    return Outcome(verdict, "", verdict.facts)


def _ask_term(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (started,) = _wanted(case, "started")
    successor = case.given.get("successor")
    verdict = seats.term_verdict(
        rulebook,
        _organ_of(case, rulebook),
        case.given.get("seat"),
        on=case.on,
        started=started,
        terms_served=case.given.get("terms_served", 0),
        successor_on=successor if isinstance(successor, date) else case.on if successor else None,
        predecessor_started=case.given.get("predecessor_started"),
        calendar=calendar,
    )
    return Outcome(verdict, verdict.code.removeprefix("term."), {"ends": verdict.facts["ends"]})


def _ask_deadline(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    chain = chain_of(rulebook.charter, _matter(case, rulebook))
    (opened,) = _wanted(case, "opened")
    if not case.scope.step:
        raise BadCase("`step` is missing.")
    verdict = chains.deadline(chain, case.scope.step, opened=opened, calendar=calendar)
    return Outcome(verdict, "", {"due": verdict.facts.get("due")})


def _ask_electorate(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (members,) = _wanted(case, "members")
    verdict = seats.electorate(
        rulebook,
        [(str(m["id"]), m.get("last_active")) for m in members],
        on=case.on,
        organ=case.scope.organ,
        calendar=calendar,
    )
    return Outcome(verdict, "", {"entitled": verdict.facts["entitled"]})


_QUESTIONS: dict[str, Callable[[Case, Rulebook, CountryCalendar], Outcome]] = {
    "value": _ask_value,
    "quorum": _ask_quorum,
    "vote": _ask_vote,
    "chain": _ask_chain,
    "next": _ask_next,
    "ground": _ask_ground,
    "eligibility": _ask_eligibility,
    "notice": _ask_notice,
    "leaving": _ask_leaving,
    "seats": _ask_seats,
    "term": _ask_term,
    "deadline": _ask_deadline,
    "electorate": _ask_electorate,
}


def _word(verdict: Verdict) -> str:
    if verdict.code in _NAMED_ANSWERS:
        return _NAMED_ANSWERS[verdict.code]
    return verdict.code.split(".")[1]


# ─── comparing ─────────────────────────────────────────────────────────────────────────────────────────────────────


def run_case(case: Case, loaded: Loaded) -> CaseResult:
    """Run one case and say in words what did not fit."""
    try:
        outcome = ask_case(case, loaded)
    except BadCase as error:
        return CaseResult(case, (str(error),))
    mismatches: list[str] = []
    expect = case.expect
    because = _because(outcome.verdict)
    if "answer" in expect and expect["answer"] != outcome.answer:
        mismatches.append(f"expected {expect['answer']}, got {outcome.answer} {because}")
    if "code" in expect and expect["code"] != outcome.verdict.code:
        mismatches.append(f"expected the code {expect['code']}, got {outcome.verdict.code} {because}")
    for kind in ("clause", "default", "act"):
        if kind in expect and Citation(kind, str(expect[kind])) not in outcome.verdict.citations:
            named = ", ".join(f"{c.kind} {c.ref}" for c in outcome.verdict.citations) or "no source"
            mismatches.append(f"expected {kind} {expect[kind]} to be cited, got {named}")
    for name, wanted in (expect.get("facts") or {}).items():
        mismatches += _fact(name, wanted, outcome.verdict.facts)
    for name in _EXPECT.get(case.ask, ()):
        if name in expect and not _same(expect[name], outcome.found.get(name)):
            mismatches.append(
                f"expected {name} {_shown(expect[name])}, got {_shown(outcome.found.get(name))} {because}"
            )
    return CaseResult(case, tuple(mismatches), outcome.verdict)


def _fact(name: str, wanted: Any, facts: Mapping[str, Any]) -> list[str]:
    real = next((n for n in (name, f"{name}_", f"quorum_{name}") if n in facts), name)
    if real not in facts:
        return [f"expected the fact {name} {_shown(wanted)}, but there is none; known: {', '.join(sorted(facts))}"]
    if _same(wanted, facts[real]):
        return []
    return [f"expected the fact {name} {_shown(wanted)}, got {_shown(facts[real])}"]


def _same(wanted: Any, got: Any) -> bool:
    if isinstance(got, Resolved):
        try:
            return bool(KEYS[got.key].parse(wanted) == got.value)
        except ValueError:
            return False
    if isinstance(got, int | Fraction) and not isinstance(got, bool) and not isinstance(wanted, bool):
        try:
            return Fraction(str(wanted)) == got
        except ValueError:
            return False
    if isinstance(got, list | tuple) and isinstance(wanted, list):
        return len(got) == len(wanted) and all(_same(a, b) for a, b in zip(wanted, got, strict=True))
    if isinstance(got, Mapping) and isinstance(wanted, Mapping):
        return set(wanted) == set(got) and all(_same(wanted[name], got[name]) for name in wanted)
    return bool(wanted == got) or (got is not None and not isinstance(got, bool) and str(wanted) == str(got))


def _shown(value: Any) -> str:
    if isinstance(value, Resolved):
        return f"«{_shown(value.value)}»"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_shown(v) for v in value)}]"
    return "nothing" if value is None else str(value)


def _because(verdict: Verdict) -> str:
    """Return why, in one bracket: the sentence of the verdict and the rules that were read."""
    from .messages import say

    rules = "; ".join(
        f"{r.key} = {_shown(r.value)} ({_source(r)})" for r in verdict.values if Citation.of(r) in verdict.citations
    )
    return f"because: {say(verdict, 'en')}{f' Rules: {rules}.' if rules else ''}"


def _source(resolved: Resolved) -> str:
    citation = Citation.of(resolved)
    return f"{citation.kind} {citation.ref}" if citation else resolved.origin.value


# ─── folders ───────────────────────────────────────────────────────────────────────────────────────────────────────


def case_files(path: Path) -> list[Path]:
    """Return the files of cases under a path: a file, a folder of cases, a cluster's or many clusters' folder."""
    if path.is_file():
        return [path]
    if (path / "charter.yaml").exists() or (path / "cases").is_dir():
        return sorted((path / "cases").glob("*.yaml"))
    if path.name == "cases":
        return sorted(path.glob("*.yaml"))
    return sorted(path.glob("*/cases/*.yaml")) or sorted(path.glob("*.yaml"))


def _charter_path(file: Path, named: str | None) -> Path | None:
    if named:
        return file.parent / named
    return next((folder for folder in list(file.parents)[:3] if (folder / "charter.yaml").exists()), None)


def run_cases(directory: Path) -> Report:
    """Run every case under a path against the charter beside it.

    The charter is named in the file (`charter: path`) or is the `charter.yaml` of the nearest folder above. What cannot
    be read counts as failed; the report says why.
    """
    results: list[CaseResult] = []
    problems: list[Problem] = []
    charters: dict[Path, Loaded | None] = {}
    files = case_files(directory)
    if not files:
        return Report((), (Problem(str(directory), 0, "", "there are no cases here (cases/*.yaml)."),))
    for file in files:
        cases = _Cases(file)
        problems += cases.problems
        source = _charter_path(file, cases.charter)
        if source is None:
            problems.append(Problem(str(file), 1, "charter", "no charter.yaml above; name one with `charter: path`."))
            continue
        if source not in charters:
            try:
                charters[source] = load_path(source)
            except CharterError as error:
                charters[source] = None
                problems += error.problems
        loaded = charters[source]
        if loaded is not None:
            results += [run_case(case, loaded) for case in cases.cases]
    return Report(tuple(results), tuple(problems))
