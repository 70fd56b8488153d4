"""The description of the API as one page for people: groups, operations, what they take and answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django_stubs_ext import StrOrPromise

from .contract import TAGS
from .problems import TITLES

_METHODS = ("get", "post", "put", "delete")


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a field of a body: its name, its type in short, what it is."""

    name: str
    type: str
    text: str
    is_needed: bool


@dataclass(frozen=True, slots=True)
class OperationLine:
    """One operation."""

    id: str
    method: str
    path: str
    title: str
    text: list[str]
    is_open: bool
    parameters: list[Field]
    fields: list[Field]
    body: str
    shape: str
    media: str
    form: str
    example: str
    status: str


@dataclass(frozen=True, slots=True)
class Group:
    """Operations that belong together."""

    name: str
    title: str
    text: str
    operations: list[OperationLine]


@dataclass(frozen=True, slots=True)
class Shape:
    """What an answer, or a part of one, is made of."""

    name: str
    text: str
    fields: list[Field]


@dataclass(frozen=True, slots=True)
class DocsPage:
    """The whole page."""

    groups: list[Group]
    problems: Sequence[tuple[str, StrOrPromise, str]]
    shapes: list[Shape]
    operations_count: int


_STATUS_OF = {
    "input": "422", "rule": "422", "state": "409", "access": "403", "sign-in": "401", "not-found": "404", "method": "405",
    "media-type": "415", "too-large": "413", "limit": "429",
}  # fmt: skip


def page_of_docs(schema: Mapping[str, Any]) -> DocsPage:
    """Return the page of a description, which is in the reader's language already."""
    found: dict[str, list[OperationLine]] = {name: [] for name in TAGS}
    for path, methods in schema["paths"].items():
        for method in _METHODS:
            if method in methods:
                told = methods[method]
                found[told["tags"][0]].append(_operation(schema, path, method, told))
    groups = [
        Group(one["name"], one["x-displayName"], one["description"], found[one["name"]]) for one in schema["tags"]
    ]
    problems = [(kind, title, _STATUS_OF[kind]) for kind, title in TITLES.items()]
    return DocsPage(groups, problems, _shapes(schema), sum(len(group.operations) for group in groups))


def _operation(schema: Mapping[str, Any], path: str, method: str, told: Mapping[str, Any]) -> OperationLine:
    status, answer = next((s, a) for s, a in told["responses"].items() if s.startswith("2"))
    content = answer.get("content", {}).get("application/json", {}).get("schema", {})
    media = ", ".join(kind for kind in answer.get("content", {}) if kind != "application/json")
    shape = _resolved(schema, content)
    kind, wanted = body_of(told)
    wanted = _resolved(schema, wanted)
    parameters = [
        Field(one["name"], _type(schema, one["schema"]), _plain(one.get("description", "")), one.get("required", False))
        for one in told["parameters"]
        if one["in"] in {"path", "query"}
    ]
    return OperationLine(
        id=told["operationId"],
        method=method.upper(),
        path=path,
        title=told["summary"],
        text=[_plain(part) for part in told.get("description", "").split("\n\n") if part],
        is_open={} in told["security"],
        parameters=parameters,
        fields=_fields(schema, wanted),
        body=_example(schema, wanted) if kind == "application/json" else "",
        form=kind if kind != "application/json" else "",
        shape=_entry_name(content, shape),
        media=media,
        example=_example(schema, shape),
        status=status,
    )


def body_of(told: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the kind of a body that an operation takes, and its shape; both empty where it takes none."""
    content = told.get("requestBody", {}).get("content", {})
    return next(((kind, one["schema"]) for kind, one in content.items()), ("", {}))


def _entry_name(content: Mapping[str, Any], shape: Mapping[str, Any]) -> str:
    """Return the name of what is answered: of an entry, where the answer is a page of a list."""
    part = shape.get("properties", {}).get("items", {}).get("items") or content
    return str(part.get("$ref", "").rpartition("/")[2])


def _shapes(schema: Mapping[str, Any]) -> list[Shape]:
    """Return the shapes of answers and parts of bodies by name; whole bodies stand with their operations."""
    bodies = {
        body_of(told)[1]["$ref"].rpartition("/")[2]
        for methods in schema["paths"].values()
        for told in methods.values()
        if "requestBody" in told
    }
    return [
        Shape(name, _plain(shape.get("description", "")), _fields(schema, shape))
        for name, shape in schema["components"]["schemas"].items()
        if name not in bodies and not name.endswith("Page")
    ]


def _resolved(schema: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    if "$ref" in part:
        found: Mapping[str, Any] = schema["components"]["schemas"][part["$ref"].rpartition("/")[2]]
        return found
    return part


def _fields(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> list[Field]:
    needed = set(shape.get("required", ()))
    return [
        Field(name, _type(schema, one), _plain(one.get("description", "")), name in needed)
        for name, one in shape.get("properties", {}).items()
    ]


def _type(schema: Mapping[str, Any], part: Mapping[str, Any]) -> str:
    """Return a type in a word or two, as programmers read it."""
    if "anyOf" in part:
        return " | ".join(dict.fromkeys(_type(schema, one) for one in part["anyOf"]))
    if "$ref" in part:
        return str(part["$ref"].rpartition("/")[2])
    if "enum" in part:
        return " | ".join(json.dumps(one, ensure_ascii=False) for one in part["enum"])
    if "const" in part:
        return json.dumps(part["const"])
    if part.get("type") == "array":
        return f"[{_type(schema, part.get('items', {}))}]"
    return str(part.get("format") or part.get("type") or "any")


def _plain(text: str) -> str:
    """Return a text without the signs by which documents mark code."""
    return text.replace("`", "")


def _example(schema: Mapping[str, Any], shape: Mapping[str, Any]) -> str:
    """Return the example of a shape, in the order of its fields; a page of a list shows one entry."""
    if shape.get("examples"):
        return _written(_ordered(schema, shape, shape["examples"][0]))
    items = shape.get("properties", {}).get("items", {}).get("items")
    if items is None:
        return ""
    entry = _resolved(schema, items)
    examples = [_ordered(schema, entry, one) for one in entry.get("examples", [])[:1]]
    return _written({"items": examples, "page": 1, "per_page": 30, "total": 1, "pages": 1})


def _ordered(schema: Mapping[str, Any], shape: Mapping[str, Any], example: Any) -> Any:
    """Return an example with its fields in the order in which the shape names them."""
    if isinstance(example, list):
        entry = _resolved(schema, shape.get("items", {}))
        return [_ordered(schema, entry, one) for one in example]
    if not isinstance(example, dict):
        return example
    fields = shape.get("properties", {})
    known = [name for name in fields if name in example]
    rest = [name for name in example if name not in fields]
    return {name: _ordered(schema, _target(schema, fields.get(name, {})), example[name]) for name in [*known, *rest]}


def _target(schema: Mapping[str, Any], part: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the shape that a field has when it is not null."""
    options = [one for one in part.get("anyOf", [part]) if one.get("type") != "null"]
    return _resolved(schema, options[0]) if options else part


def _written(example: Any) -> str:
    return json.dumps(example, ensure_ascii=False, indent=1)
