"""A new text of an amended charter: places that moved are found by their words, and whatever cites them follows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eduklaster.charter.places import moves

from .models import Draft

Data = dict[str, Any]
_ONE = ("clause", "legal_person_clause")
_SEVERAL = ("also", "clauses")


def words_of(draft: Draft) -> dict[str, str]:
    """Return the words of a draft by place; where the cluster's own are missing, what the place says in short."""
    language = draft.data["identity"]["language"]
    found: dict[str, str] = {}

    def collect(nodes: list[Data]) -> None:
        for node in nodes:
            found[node["id"]] = draft.texts.get(node["id"]) or str(node["gist"][language])
            collect(node.get("children", []))

    collect(draft.data["clauses"])
    return found


def followed_places(
    data: Data, clauses: list[Data], texts: Mapping[str, str], before: Mapping[str, str]
) -> tuple[list[Data], Data]:
    """Return a new clause tree that says of each moved place where it was, and the charter with its citations moved along.

    What a moved place says in short and in other languages goes with it.
    """
    moved = moves(before, texts)
    ahead = {was: now for now, was in moved.items()}
    old: dict[str, Data] = {}

    def collect(nodes: list[Data]) -> None:
        for node in nodes:
            old[node["id"]] = node
            collect(node.get("children", []))

    def marked(node: Data) -> Data:
        was = moved.get(node["id"])
        same = old.get(was or node["id"])
        found = dict(node)
        if was is not None:
            found["was"] = was
        if same is not None and (was is not None or before.get(node["id"]) == texts.get(node["id"])):
            found["gist"] = same["gist"]
        if node.get("children"):
            found["children"] = [marked(child) for child in node["children"]]
        return found

    collect(data["clauses"])
    rest = {key: _recited(value, ahead) for key, value in data.items() if key != "clauses"}
    return [marked(node) for node in clauses], {**rest, "clauses": data["clauses"]}


def _recited(value: Any, ahead: Mapping[str, str]) -> Any:
    if isinstance(value, list):
        return [_recited(one, ahead) for one in value]
    if not isinstance(value, dict):
        return value
    found: Data = {}
    for key, part in value.items():
        if key in _ONE and isinstance(part, str):
            found[key] = ahead.get(part, part)
        elif key in _SEVERAL and isinstance(part, list):
            found[key] = [ahead.get(one, one) if isinstance(one, str) else _recited(one, ahead) for one in part]
        else:
            found[key] = _recited(part, ahead)
    return found
