"""Reads files of cases, strictly: an unknown key is an error with file, line and the allowed names."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from ..keys import KEYS
from ..loader import Problem, YamlReader
from ..problems import Fault, Unfit, fault
from ..references import unknown_rule
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
            self.problems.append(Problem(self.file, 0, "", fault("file.encoding")))
            return
        self.problems += self.reader.problems
        if data is None:
            return
        if not isinstance(data, dict) or not isinstance(data.get("cases"), list):
            self.problems.append(Problem(self.file, 1, "", fault("cases.file")))
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

    def _say(self, path: tuple[str | int, ...], wrong: Fault) -> None:
        name = ".".join(str(p) for p in path if not isinstance(p, int) and p != "cases")
        self.problems.append(Problem(self.file, self._line(path), name, wrong))

    def _names(self, part: Mapping[str, Any], allowed: set[str], path: tuple[str | int, ...]) -> bool:
        good = True
        for name in part:
            if name not in allowed:
                near = difflib.get_close_matches(name, allowed, n=1)
                self._say((*path, name), fault("key.unknown", name=name, hint=near, allowed=sorted(allowed)))
                good = False
        return good

    def _case(self, raw: Any, path: tuple[str | int, ...]) -> None:
        before = len(self.problems)
        if not isinstance(raw, dict):
            self._say(path, fault("cases.case"))
            return
        self._names(raw, TOP, path)
        for name in ("name", "on", "ask", "expect"):
            if raw.get(name) in (None, "", {}):
                self._say(path, fault("key.missing", name=name))
        ask, given, expect = raw.get("ask"), raw.get("given") or {}, raw.get("expect") or {}
        if ask is not None and ask not in GIVEN:
            self._say((*path, "ask"), fault("cases.question", given=ask, allowed=sorted(GIVEN)))
        if "on" in raw and raw["on"] is not None and not isinstance(raw["on"], date):
            self._say((*path, "on"), fault("given.no_day", given=raw["on"]))
        if not isinstance(given, dict) or not isinstance(expect, dict):
            self._say(path, fault("cases.parts"))
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
            code = "cases.answer" if allowed else "cases.no_answer"
            self._say((*path, "expect", "answer"), fault(code, given=answer, ask=ask, allowed=allowed))

    def _overrides(self, raw: Any, path: tuple[str | int, ...]) -> tuple[Override, ...]:
        found: list[Override] = []
        for index, item in enumerate(raw if isinstance(raw, list) else [raw]):
            where = (*path, "overrides", index)
            if not isinstance(item, dict):
                self._say(where, fault("cases.override"))
                continue
            if not self._names(item, OVERRIDE, where):
                continue
            absent = [name for name in ("key", "value", "act", "from") if item.get(name) is None]
            if absent:
                self._say(where, fault("cases.override_missing", names=absent))
                continue
            if str(item["key"]) not in KEYS:
                self._say(where, unknown_rule(item["key"]))
                continue
            origins = [str(origin) for origin in Origin]
            origin = item.get("origin", "override")
            if origin not in origins:
                self._say(where, fault("given.not_allowed", given=origin, allowed=origins))
                continue
            try:
                value = KEYS[item["key"]].parse(item["value"])
            except Unfit as error:
                self._say(where, error.fault)
                continue
            scope = Scope(item.get("organ"), item.get("office"), item.get("matter"), item.get("step"))
            found.append(
                Override(item["key"], value, str(item["act"]), item["from"], Origin(origin), scope, item.get("until"),
                         item.get("clause"))
            )  # fmt: skip
        return tuple(found)
