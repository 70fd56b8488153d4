"""Runs cases against their charters and says in words what did not fit."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..keys import KEYS
from ..loader import CharterError, Loaded, Problem, load_path
from ..problems import fault
from ..resolver import Resolved
from ..verdicts import Citation, Verdict
from .model import BadCase, Case, CaseResult, Report
from .questions import ask_case
from .reading import CaseFile
from .words import EXPECT


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
    for name in EXPECT.get(case.ask, ()):
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
    from ..messages import say

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
        return Report((), (Problem(str(directory), 0, "", fault("cases.absent")),))
    for file in files:
        cases = CaseFile(file)
        problems += cases.problems
        source = _charter_path(file, cases.charter)
        if source is None:
            problems.append(Problem(str(file), 1, "charter", fault("cases.no_charter")))
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
