"""Reads files of cases, strictly: an unknown key is an error with file, line and the allowed names."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..keys import key_spec
from ..loader import Problem, YamlReader
from ..resolver import Origin, Override, Scope
from .model import Case
from .words import ANSWERS, EXPECT, EXPECT_ALWAYS, GIVEN, INNER, OVERRIDE, TOP


class CaseFile:
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
        self._names(raw, TOP, path)
        for name in ("name", "on", "ask", "expect"):
            if raw.get(name) in (None, "", {}):
                self._say(path, f"«{name}» is missing.")
        ask, given, expect = raw.get("ask"), raw.get("given") or {}, raw.get("expect") or {}
        if ask is not None and ask not in GIVEN:
            self._say((*path, "ask"), f"there is no question «{ask}». Allowed: {', '.join(sorted(GIVEN))}.")
        if "on" in raw and raw["on"] is not None and not isinstance(raw["on"], date):
            self._say((*path, "on"), f"«{raw['on']}» is no day; write 2026-03-01 without quotes.")
        if not isinstance(given, dict) or not isinstance(expect, dict):
            self._say(path, "`given` and `expect` are mappings.")
            return
        if ask in GIVEN:
            self._names(given, GIVEN[ask], (*path, "given"))
            self._names(expect, EXPECT_ALWAYS | EXPECT.get(ask, set()), (*path, "expect"))
            self._answer(ask, expect, path)
            for name, allowed in INNER.items():
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
        answer, allowed = expect.get("answer"), ANSWERS.get(ask, ())
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
            if not self._names(item, OVERRIDE, where):
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
