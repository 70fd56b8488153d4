"""Where a part of a charter is edited: from its path in the data to the page of the wizard."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from eduklaster.charter import messages
from eduklaster.charter.keys import KEYS
from eduklaster.charter.schema import Charter

from .enums import Stage
from .forms.texts import own_words
from .sections import SECTIONS, SINGLES

Data = dict[str, Any]
Path = tuple[str | int, ...]


def parse(dotted: str, data: Data) -> Path:
    """Return a written path as steps: `matters.exclude.steps[2]`. Names that hold dots are found in the data."""
    found: list[str | int] = []
    here: Any = data
    rest = dotted
    while rest:
        rest = rest.lstrip(".")
        if number := re.match(r"\[(\d+)\]", rest):
            step: str | int = int(number[1])
            rest = rest[number.end() :]
        else:
            names = (
                [k for k in here if rest == k or rest.startswith((f"{k}.", f"{k}["))] if isinstance(here, dict) else []
            )
            name = max(names, key=len) if names else (re.match(r"[^.\[]+", rest) or [rest])[0]
            step, rest = name, rest[len(name) :]
        found.append(step)
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
    return tuple(found)


def element_url(draft: int, path: Path, data: Data) -> str:
    """Return the page on which what stands at a path is edited, with the field's anchor where one is known."""
    match path:
        case ("clauses", *_rest):
            return reverse("drafting:clauses", args=[draft])
        case ("rules", key, *_rest):
            return reverse("drafting:rule", args=[draft, "cluster", key])
        case ("organs" | "offices" as kind, name, "rules", key, *_rest):
            return reverse("drafting:rule", args=[draft, f"{kind}.{name}", key])
        case ("organs" | "offices" as kind, name, "rules"):
            return reverse("drafting:rules", args=[draft]) + f"?scope={kind}.{name}"
        case ("matters", matter, "steps", int(index), *rest):
            steps = data.get("matters", {}).get(matter, {}).get("steps", [])
            if rest[:1] == ["rules"] and len(rest) > 1 and index < len(steps):
                return reverse("drafting:rule", args=[draft, f"steps.{matter}.{steps[index]['id']}", rest[1]])
            if index < len(steps):
                return reverse("drafting:step", args=[draft, matter, steps[index]["id"]])
            return reverse("drafting:chain", args=[draft, matter])
        case ("matters", matter, "rules", key, *_rest):
            return reverse("drafting:rule", args=[draft, f"matters.{matter}", key])
        case ("matters", matter, *rest):
            name = "matter" if rest and rest[0] != "steps" else "chain"
            return reverse(f"drafting:{name}", args=[draft, matter])
        case ("matters",):
            return reverse("drafting:chains", args=[draft])
    for section in SECTIONS.values():
        size = len(section.path)
        if path[:size] == section.path and len(path) > size:
            field = "__".join(str(p) for p in path[size + 1 :])
            page = ROUTES.get(section.name, "row")
            args = [draft, str(path[size])] if page != "row" else [draft, section.name, str(path[size])]
            return reverse(f"drafting:{page}", args=args) + (f"#id_{field}" if field else "")
        if path[:size] == section.path:
            return rows_url(draft, section.name)
    for single in SINGLES[1:]:
        if path[:1] == single.path:
            return reverse("drafting:single", args=[draft, single.name])
    if path[:1] == ("identity",):
        if path[1:2] and str(path[1]) in {"approval", "term", "host", "legal_person", "aliases", "territory_aliases"}:
            return reverse("drafting:single", args=[draft, "about"])
        return reverse("drafting:identity", args=[draft])
    if path[:1] == ("participants",):
        return reverse("drafting:categories", args=[draft])
    return reverse("drafting:more", args=[draft])


ROUTES = {"organs": "organ", "offices": "office", "categories": "category"}


def rows_url(draft: int, section: str) -> str:
    """Return the page of a section."""
    if section in ROUTES:
        return reverse(f"drafting:{section}", args=[draft])
    return reverse("drafting:rows", args=[draft, section])


def row_url(draft: int, section: str, key: str) -> str:
    """Return the page of one row."""
    if section in ROUTES:
        return reverse(f"drafting:{ROUTES[section]}", args=[draft, key])
    return reverse("drafting:row", args=[draft, section, key])


_STAGES = {"organs": Stage.ORGANS, "offices": Stage.OFFICES, "rules": Stage.RULES, "matters": Stage.CHAINS, "clauses": Stage.CLAUSES}  # fmt: skip


def stage_of(path: Path) -> Stage:
    """Return the page of the wizard to which what stands at a path belongs."""
    if path[:1] == ("identity",):
        return Stage.IDENTITY
    if path[:2] in {("participants",), ("participants", "categories")}:
        return Stage.CATEGORIES
    if "rules" in path[:-1]:
        return Stage.RULES
    return _STAGES.get(str(path[0]), Stage.MORE) if path else Stage.MORE


def part_words(path: Path, data: Data, charter: Charter, language: str) -> str:
    """Return how the part of a charter that stands at a path is called: its page, and its own name."""
    match path:
        case ("rules", str(key), *_rest) if key in KEYS:
            name = KEYS[key].title.in_(language)
        case ("organs" | "offices" as kind, str(key), *_rest):
            name = own_words(data[kind][key]["name"], language)
        case ("matters", str(matter), *_rest):
            name = messages.matter_words(charter, matter, language)
        case _:
            name = _section_words(path)
    page = str(stage_of(path).label)
    return f"{page}: {name}" if name and name != page else page


def _section_words(path: Path) -> str:
    for section in SECTIONS.values():
        if path[: len(section.path)] == section.path:
            return str(section.title)
    return ""
