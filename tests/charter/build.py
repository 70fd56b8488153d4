"""Small charters for tests: the fixture, with rules, organs, matters and seats given as YAML."""

from datetime import date
from pathlib import Path
from typing import Any

import yaml

from eduklaster.charter.loader import Loaded, load_text
from eduklaster.charter.resolver import Override, Rulebook

FIXTURES = Path(__file__).with_name("fixtures")
SMALL = FIXTURES / "small"
DAY = date(2026, 3, 2)


def raw() -> dict[str, Any]:
    """Return the small charter as plain data, ready to be changed."""
    return yaml.safe_load((SMALL / "charter.yaml").read_text(encoding="utf-8"))


def loaded(data: dict[str, Any]) -> Loaded:
    """Return a charter from plain data."""
    return load_text(yaml.safe_dump(data, allow_unicode=True, sort_keys=False))


def rulebook(written: str = "", *overrides: Override) -> Rulebook:
    """Return the small charter with parts of it replaced or added by YAML (two levels deep)."""
    data = raw()
    for part, value in (yaml.safe_load(written) or {}).items():
        if isinstance(value, dict) and isinstance(data.get(part), dict):
            for name, inner in value.items():
                both = isinstance(inner, dict) and isinstance(data[part].get(name), dict)
                data[part][name] = {**data[part][name], **inner} if both else inner
        else:
            data[part] = value
    return Rulebook(loaded(data).charter, overrides)


def ruled(**rules: Any) -> Rulebook:
    """Return the small charter where clause 4.3 sets rules; `quorum__base="seats"` sets `quorum.base`."""
    said = {key.replace("__", "."): {"value": value, "clause": "4.3"} for key, value in rules.items()}
    return rulebook(yaml.safe_dump({"rules": said}))


def shape(written: str) -> Rulebook:
    """Return the small charter where clause 4.3 says `written`: one `key: value` a line."""
    lines = [line.strip().partition(": ") for line in written.strip().splitlines()]
    rules = "\n".join(f'  {key}: {{value: {value}, clause: "4.3"}}' for key, _, value in lines)
    return rulebook(f"rules:\n{rules}\n")
