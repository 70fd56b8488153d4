"""Reads a charter from a folder or a file, with messages that name file, line and the allowed names."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from .keys import KEYS
from .problems import Fault, Unfit, fault
from .schema import Charter

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MAX_BYTES = 4_000_000
_MAX_NODES = 200_000
_NUMBERS_TO_QUOTE = {"clause", "also", "clauses", "id", "number", "version"}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a file: where it stands and what would be right."""

    file: str
    line: int
    path: str
    fault: Fault

    @property
    def message(self) -> str:
        """The sentence in English."""
        return self.fault.in_("en")

    def as_text(self, language: str) -> str:
        """Return `file:line: path: sentence` with the sentence in a language."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.path + ': ' if self.path else ''}{self.fault.in_(language)}"

    def __str__(self) -> str:
        """Return the line in English."""
        return self.as_text("en")


class CharterError(Exception):
    """The file is no charter; `problems` says why, one by one."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems in the order of the file."""
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class Loaded:
    """A charter with the places its parts were read from."""

    charter: Charter
    lines: Mapping[tuple[str | int, ...], tuple[str, int]]
    source: str

    def line_of(self, *path: str | int) -> tuple[str, int]:
        """Return (file, line) of the nearest known part of a path."""
        for length in range(len(path), -1, -1):
            if path[:length] in self.lines:
                return self.lines[path[:length]]
        return self.source, 0


class YamlReader:
    """Builds plain data from YAML nodes and remembers where everything stands."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[tuple[str | int, ...], tuple[str, int]] = {}
        self.problems: list[Problem] = []
        self._count = 0

    def read(self, text: str, prefix: tuple[str | int, ...] = ()) -> Any:
        """Return the data of a text; what is wrong with it is collected in `problems`."""
        try:
            node = yaml.compose(text, Loader=_Loader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 0
            self.problems.append(
                Problem(self.file, line, "", fault("file.not_yaml", said=getattr(error, "problem", error)))
            )
            return None
        if node is None:
            self.problems.append(Problem(self.file, 1, "", fault("file.empty")))
            return None
        return self._build(node, prefix)

    def _say(self, node: yaml.Node, path: tuple[str | int, ...], code: str, **facts: object) -> None:
        self.problems.append(Problem(self.file, node.start_mark.line + 1, _dotted(path), fault(code, **facts)))

    def _build(self, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        self._count += 1
        if self._count > _MAX_NODES or len(path) > 40:
            raise CharterError([Problem(self.file, node.start_mark.line + 1, "", fault("file.deep"))])
        self.lines[path] = (self.file, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            result: dict[Any, Any] = {}
            for key_node, value_node in node.value:
                key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
                if key is None:
                    self._say(key_node, path, "key.word")
                    continue
                if key in result:
                    self._say(key_node, (*path, key), "key.twice", name=key)
                result[key] = self._build(value_node, (*path, key))
            return result
        if isinstance(node, yaml.SequenceNode):
            return [self._build(item, (*path, index)) for index, item in enumerate(node.value)]
        return self._scalar(node, path)

    def _scalar(self, node: yaml.Node, path: tuple[str | int, ...]) -> Any:
        tag = node.tag.rpartition(":")[2]
        value: str = node.value
        field = next((p for p in reversed(path) if isinstance(p, str)), "")
        if tag == "float":
            if field in _NUMBERS_TO_QUOTE:
                self._say(node, path, "given.unquoted", given=value)
            else:
                self._say(node, path, "given.decimal", given=value)
            return value
        if tag == "int":
            if field in _NUMBERS_TO_QUOTE:
                self._say(node, path, "given.unquoted", given=value)
                return value
            try:
                return int(value.replace("_", ""), 0) if not value.lstrip("+-").startswith("0") else int(value)
            except ValueError:
                return value
        if tag == "bool":
            return value.lower() in {"true", "yes", "on"}
        if tag == "null":
            return None
        if tag == "timestamp":
            try:
                return date.fromisoformat(value)
            except ValueError:
                self._say(node, path, "given.no_day", given=value)
                return None
        if tag != "str":
            self._say(node, path, "given.tag", given=node.tag)
        return value


def _dotted(path: tuple[str | int, ...]) -> str:
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def load_path(path: Path) -> Loaded:
    """Read a charter from a folder (`charter.yaml`, beside it `clauses.yaml`) or from one file.

    Raises:
        CharterError: The file is missing, too large, not YAML or not a charter; every problem has file and line.
    """
    main = path / "charter.yaml" if path.is_dir() else path
    parts = {"": main}
    if path.is_dir() and (path / "clauses.yaml").exists():
        parts["clauses"] = path / "clauses.yaml"
    texts: dict[str, tuple[str, str]] = {}
    for key, file in parts.items():
        if not file.exists():
            raise CharterError([Problem(str(file), 0, "", fault("file.absent"))])
        if file.stat().st_size > _MAX_BYTES:
            raise CharterError([Problem(str(file), 0, "", fault("file.large", limit=_MAX_BYTES // 1_000_000))])
        try:
            texts[key] = (str(file), file.read_text(encoding="utf-8"))
        except UnicodeDecodeError as error:
            raise CharterError([Problem(str(file), 0, "", fault("file.encoding"))]) from error
    return _load(texts)


def load_text(text: str, name: str = "charter.yaml") -> Loaded:
    """Read a charter from one text.

    Raises:
        CharterError: As for `load_path`.
    """
    if len(text.encode()) > _MAX_BYTES:
        raise CharterError([Problem(name, 0, "", fault("file.large", limit=_MAX_BYTES // 1_000_000))])
    return _load({"": (name, text)})


def _load(texts: Mapping[str, tuple[str, str]]) -> Loaded:
    return _loaded(tuple((key, *text) for key, text in texts.items()))


@lru_cache(maxsize=24)
def _loaded(texts: tuple[tuple[str, str, str], ...]) -> Loaded:
    """Read texts given as (key, file, text); the same texts read again give the same charter, which never changes."""
    lines: dict[tuple[str | int, ...], tuple[str, int]] = {}
    problems: list[Problem] = []
    data: Any = None
    for key, file, text in texts:
        reader = YamlReader(file)
        part = reader.read(text, (key,) if key else ())
        lines.update(reader.lines)
        problems += reader.problems
        if not key:
            data = part
            if part is not None and not isinstance(part, dict):
                problems.append(Problem(file, 1, "", fault("file.not_charter")))
                data = None
        elif isinstance(data, dict):
            if key in data:
                problems.append(Problem(file, 1, key, fault("file.twice", name=key)))
            data[key] = part
    main_file = next(file for key, file, _ in texts if not key)
    if data is None:
        raise CharterError(problems or [Problem(main_file, 1, "", fault("file.empty"))])
    try:
        charter = Charter.model_validate(data)
    except ValidationError as error:
        problems += _explained(error, lines, main_file)
        raise CharterError(_in_order(problems)) from error
    loaded = Loaded(charter, lines, main_file)
    problems += _checked_names(loaded)
    if problems:
        raise CharterError(_in_order(problems))
    return loaded


def _in_order(problems: list[Problem]) -> list[Problem]:
    return sorted(set(problems), key=lambda p: (p.file, p.line, p.path, p.message))


def _explained(
    error: ValidationError, lines: Mapping[tuple[str | int, ...], tuple[str, int]], file: str
) -> list[Problem]:
    problems = []
    for item in error.errors(include_url=False):
        path = tuple(p for p in item["loc"])
        known = next((path[:n] for n in range(len(path), -1, -1) if path[:n] in lines), ())
        where_file, line = lines.get(known, (file, 0))
        problems.append(Problem(where_file, line, _dotted(known), _fault_of(item, path)))
    told = {problem.path for problem in problems if problem.fault.code != "given.kind"}
    # Where several shapes may stand, each refuses; the one that came nearest says what is wrong.
    return [p for p in problems if p.fault.code != "given.kind" or p.path not in told]


_KINDS = {
    "string": "text", "int": "number", "bool": "truth", "date": "day", "list": "list", "tuple": "list",
    "dict": "mapping", "model": "mapping",
}  # fmt: skip
"""What pydantic's types of errors (`string_type`, `int_parsing`, `model_attributes_type` …) begin with."""


def _fault_of(item: Any, path: tuple[Any, ...]) -> Fault:
    """Return what is wrong in the words of the charter language; `item` is one of pydantic's errors."""
    kind, context = item["type"], item.get("ctx", {})
    name = str(path[-1]) if path else ""
    given = _shortened(item["input"])
    match kind:
        case "value_error" if isinstance(context.get("error"), Unfit):
            found: Fault = context["error"].fault
            return found
        case "extra_forbidden":
            allowed = _allowed_names(path[:-1])
            near = difflib.get_close_matches(name, allowed, n=1)
            return fault("key.unknown", name=name, hint=near, allowed=allowed)
        case "missing":
            return fault("key.missing", name=name)
        case "literal_error":
            return fault("given.not_allowed", given=given, allowed=context["expected"])
        case "string_pattern_mismatch":
            return fault("given.pattern", given=given, pattern=context["pattern"])
        case "string_too_short" | "too_short":
            return fault("given.empty")
        case "string_too_long" | "too_long":
            return fault("given.long", limit=context["max_length"])
        case "greater_than_equal":
            return fault("given.least", given=given, limit=context["ge"])
        case "less_than_equal":
            return fault("given.most", given=given, limit=context["le"])
    if (what := _KINDS.get(kind.partition("_")[0])) is not None:
        return fault("given.kind", what=what, given=given)
    return fault("given.unfit", given=given, said=item["msg"].rstrip("."))


def _shortened(value: Any) -> str:
    words = str(value)
    return words if len(words) <= 60 else f"{words[:59]}…"


def _allowed_names(path: tuple[str | int, ...]) -> list[str]:
    """Follow a path through the schema and return the keys that stand there."""
    import types
    import typing

    current: Any = Charter
    for part in path:
        candidates = _members(current)
        following: Any = None
        for candidate in candidates:
            if isinstance(candidate, type) and issubclass(candidate, BaseModel):
                for field_name, field in candidate.model_fields.items():
                    if part in (field_name, field.alias):
                        following = field.annotation
            else:
                origin, args = typing.get_origin(candidate), typing.get_args(candidate)
                if (origin is dict and len(args) == 2) or (origin is list and args):
                    following = args[-1]
        if following is None:
            if isinstance(part, str) and part in {m.__name__ for m in candidates if isinstance(m, type)}:
                continue  # pydantic names the union member it tried
            return []
        current = following
    names: list[str] = []
    for member in _members(current):
        if isinstance(member, type) and issubclass(member, BaseModel):
            names += [field.alias or field_name for field_name, field in member.model_fields.items()]
    del types
    return sorted(set(names))


def _members(annotation: Any) -> list[Any]:
    import types
    import typing

    origin = typing.get_origin(annotation)
    if origin is typing.Annotated:
        return _members(typing.get_args(annotation)[0])
    if origin in (typing.Union, types.UnionType):
        return [m for arg in typing.get_args(annotation) for m in _members(arg)]
    return [annotation]


def _checked_names(loaded: Loaded) -> list[Problem]:
    """Check what the schema alone cannot: rule keys and values, and that every name that is used exists."""
    from .references import reference_problems

    return [
        Problem(*loaded.line_of(*path), _dotted(path), wrong)
        for path, wrong in reference_problems(loaded.charter, KEYS)
    ]


def bundle(path: Path) -> str:
    """Return a charter folder as the text of one file, as clusters keep it and as it is downloaded.

    Raises:
        CharterError: The folder is no charter.
    """
    load_path(path)
    if path.is_file():
        return path.read_text(encoding="utf-8")
    text = (path / "charter.yaml").read_text(encoding="utf-8")
    clauses = path / "clauses.yaml"
    if clauses.exists():
        text = f"{text.rstrip()}\n\nclauses:\n{clauses.read_text(encoding='utf-8').rstrip()}\n"
    return text
