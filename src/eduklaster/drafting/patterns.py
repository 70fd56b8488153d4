"""What a new charter may begin from: one of the seed charters without its proper names, or a minimal one."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, cast

from django.conf import settings

from eduklaster.charter.keys import KEYS
from eduklaster.charter.linter import coverage
from eduklaster.charter.loader import YamlReader, bundle, load_path

from .checking import check

Data = dict[str, Any]
LANGUAGES = ("uk", "ru", "en")
_BLANK = {"uk": "Кластер", "ru": "Кластер", "en": "Cluster"}
_HOST = {"uk": "Базова установа", "ru": "Базовое учреждение", "en": "Host institution"}
_PLACE = {"uk": "Територія", "ru": "Территория", "en": "Territory"}
_LEFT_OUT = ("legal_bases", "findings")
FALLBACK = "D-36"
_CHAIN_CODES = {str(spec.raw_default): spec.code for spec in KEYS.values() if spec.type == "chain"}


def chain_code(kind: str) -> str:
    """Return the default under which a chain of a kind stands where the text is silent."""
    return _CHAIN_CODES.get(kind, FALLBACK)


def words(uk: str, ru: str = "", en: str = "") -> dict[str, str]:
    """Return a text in three languages; a missing one repeats the first."""
    return {"uk": uk, "ru": ru or uk, "en": en or uk}


@cache
def pattern_codes() -> tuple[str, ...]:
    """Return the codes of the charters that may serve as a pattern."""
    folder = Path(settings.CHARTERS_DIR)
    return tuple(sorted(path.name for path in folder.iterdir() if (path / "charter.yaml").exists()))


@cache
def pattern_title(code: str, language: str) -> tuple[str, str]:
    """Return what a pattern is, in words: whose charter, and how many organs and procedures it has."""
    charter = load_path(Path(settings.CHARTERS_DIR) / code).charter
    organs = ", ".join(o.name.in_(language) for o in charter.organs.values())
    return charter.identity.short_name.in_(language), organs


def plain(value: Any) -> Any:
    """Return data that JSON can hold: days as words."""
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return value.isoformat() if isinstance(value, date) else value


def pattern(code: str) -> Data:
    """Return a seed charter without proper names, registered acts, founders and components.

    Clauses that spoke of these alone go with them, so nothing is left that nothing serves.
    """
    return cast(Data, json.loads(_pattern(code)))


@cache
def _pattern(code: str) -> str:
    data = plain(YamlReader(code).read(bundle(Path(settings.CHARTERS_DIR) / code)))
    identity = data["identity"]
    names = _names(identity)
    for part in _LEFT_OUT:
        data.pop(part, None)
    data["participants"].pop("founders", None)
    data["participants"].pop("components", None)
    for norm in data.get("norms", []):
        norm.pop("act", None)
        norm.pop("on", None)
    data = _without(data, names)
    data["identity"] = {
        "code": "new-cluster",
        "kind": identity["kind"],
        "title": words("Положення про кластер", "Положение о кластере", "Charter of the cluster"),
        "name": dict(_BLANK),
        "short_name": dict(_BLANK),
        "level": identity["level"],
        "territory": dict(_PLACE),
        "language": identity["language"],
        "calendar": identity["calendar"],
        "time_zone": identity["time_zone"],
        "legal_person": identity["legal_person"],
        "term": {"kind": "silent"},
        "effective_from": date.today().replace(month=1, day=1).isoformat(),  # noqa: DTZ011 -- a form corrects it
    }
    if clause := identity.get("legal_person_clause"):
        data["identity"]["legal_person_clause"] = clause
    if loaded := check(data).loaded:
        data = with_clauses(data, _served(data["clauses"], {row.clause for row in coverage(loaded).uncovered}))
    return json.dumps(data)


def _served(nodes: list[Data], uncovered: set[str]) -> list[Data]:
    """Return a tree of clauses without the branches that nothing serves."""
    found = [{**node, "children": _served(node.get("children", []), uncovered)} for node in nodes]
    found = [node for node in found if node["children"] or node["id"] not in uncovered]
    return [node if node["children"] else {k: v for k, v in node.items() if k != "children"} for node in found]


def _names(identity: Data) -> list[tuple[str, str]]:
    """Return (proper name, what stands in its place), longest first."""
    found: dict[str, str] = {}
    for field, blank in (("name", _BLANK), ("short_name", _BLANK), ("territory", _PLACE), ("host", _HOST)):
        for language, text in (identity.get(field) or {}).items():
            found.setdefault(text, blank[language])
    for alias in [*identity.get("aliases", []), *identity.get("territory_aliases", [])]:
        found.setdefault(alias, _BLANK["uk"] if alias in identity.get("aliases", []) else _PLACE["uk"])
    for text in list(found):
        for quoted in re.findall(r"[«“\"]([^»”\"]{3,})[»”\"]", text):
            found.setdefault(f"«{quoted}»", "")
            found.setdefault(quoted, "")
    return sorted(((t, b) for t, b in found.items() if len(t) > 2), key=lambda pair: -len(pair[0]))


def _without(value: Any, names: list[tuple[str, str]]) -> Any:
    if isinstance(value, dict):
        return {k: _without(v, names) for k, v in value.items()}
    if isinstance(value, list):
        return [_without(v, names) for v in value]
    if not isinstance(value, str):
        return value
    text = value
    for name, blank in names:
        text = text.replace(name, blank)
    return re.sub(r"\s{2,}", " ", text).strip() or value if text != value else value


def minimal(today: date) -> Data:
    """Return the smallest charter that works: a council of all participants, a head, a secretary; the rest by default."""
    return {
        "schema": 1,
        "identity": {
            "code": "new-cluster",
            "kind": "regulation",
            "title": words("Положення про кластер", "Положение о кластере", "Charter of the cluster"),
            "name": dict(_BLANK),
            "short_name": dict(_BLANK),
            "level": "municipal",
            "territory": dict(_PLACE),
            "language": "uk",
            "calendar": "UA",
            "time_zone": "Europe/Kyiv",
            "legal_person": "silent",
            "term": {"kind": "silent"},
            "effective_from": today.isoformat(),
            "clause": "1",
        },
        "roles": {"main_organ": "council", "executive": "office:head", "secretary": "secretary"},
        "organs": {
            "council": {
                "name": words("Рада кластера", "Совет кластера", "Council of the cluster"),
                "kinds": ["governing"],
                "seats": [
                    {
                        "id": "members",
                        "kind": "per_participant",
                        "label": words(
                            "По одному місцю від кожного учасника", "По одному месту от каждого участника",
                            "One seat for each participant",
                        ),
                        "default": "D-38",
                    }
                ],
                "chair": {"by": "elected", "default": "D-39"},
                "default": "D-38",
            }
        },
        "offices": {
            "head": {
                "name": words("Керівник кластера", "Руководитель кластера", "Head of the cluster"),
                "kind": "executive",
                "appointed_by": "main_organ",
                "default": "D-68",
            },
            "secretary": {
                "name": words("Секретар кластера", "Секретарь кластера", "Secretary of the cluster"),
                "kind": "secretary",
                "appointed_by": "office:head",
                "default": "D-77",
            },
        },
        "participants": {
            "categories": [
                {
                    "id": "member",
                    "label": words("Учасник", "Участник", "Participant"),
                    "sector": "education",
                    "basis": "decision",
                    "default": "D-60",
                }
            ]
        },
        "clauses": [{"id": "1", "number": "1.", "kind": "section", "gist": words("Загальні положення", "Общие положения", "General")}],
    }  # fmt: skip


def with_clauses(data: Data, clauses: list[Data]) -> Data:
    """Return a charter over another text: what cites a place that is gone rests on the default again."""
    known: set[str] = set()

    def collect(nodes: list[Data]) -> None:
        for node in nodes:
            known.add(node["id"])
            collect(node.get("children", []))

    collect(clauses)
    found = {k: _recited(v, known, (k,)) for k, v in data.items() if k != "clauses"}
    for name in ("legal_bases", "norms", "screens", "not_automated", "planned"):
        if name in found:
            found[name] = [row for row in data.get(name, []) if row["clause"] in known]
    if "findings" in data:
        found["findings"] = [r for r in data.get("findings", []) if set(r["clauses"]) <= known]
    return {**found, "clauses": clauses}


def _recited(value: Any, known: set[str], path: tuple[str, ...]) -> Any:
    if isinstance(value, list):
        return [_recited(v, known, path) for v in value]
    if not isinstance(value, dict):
        return value
    part = {k: _recited(v, known, (*path, k)) for k, v in value.items()}
    if isinstance(part.get("also"), list):
        part["also"] = [c for c in part["also"] if c in known]
    if isinstance(part.get("legal_person_clause"), str) and part["legal_person_clause"] not in known:
        part.pop("legal_person_clause")
    clause = part.get("clause")
    if isinstance(clause, str) and clause not in known:
        del part["clause"]
        if path[0] not in {"identity", "vocabulary"} and not (path[0] == "matters" and "steps" in part):
            part["default"] = default_code(path, part)
    return part


def default_code(path: tuple[str, ...], part: Mapping[str, Any]) -> str:
    """Return the default that stands behind a part of a charter where the text is silent."""
    for name in reversed(path):
        if name in KEYS:
            return KEYS[name].code
    if path[0] == "matters":
        return chain_code(path[1] if len(path) > 1 else "")
    if path[0] == "offices":
        return "D-77" if part.get("kind") == "secretary" else "D-68"
    if path[0] == "organs":
        return "D-39" if path[-1] == "chair" else "D-38"
    if path[0] == "participants":
        return "D-60"
    return FALLBACK
