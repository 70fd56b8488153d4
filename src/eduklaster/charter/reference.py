"""The tables of `docs/charter-language.md` that follow from the data: defaults, default chains, checks of the linter.

`python -m eduklaster.charter.reference docs/charter-language.md` writes them anew; a test keeps them in step.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from . import linter
from .keys import KEYS
from .matters import default_matters, parties_of


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(str(item) for item in value)}]"
    return str(value) if value not in ("", {}) else "—"


def defaults_table() -> str:
    """Return the table of all rules with their types and defaults."""
    lines = ["| code | rule | what it settles | values | default |", "|---|---|---|---|---|"]
    for spec in KEYS.values():
        values = ", ".join(f"`{c}`" for c in spec.choices) or spec.type.replace("_", " ")
        if spec.type == "choice_list":
            values = f"a list of {values}"
        cells = (
            spec.code,
            f"`{spec.key}`",
            f"{spec.title.en}. {spec.why.en}",
            values,
            "; ".join(
                [f"`{_written(spec.raw_default)}`", *(f"{k}: `{_written(v)}`" for k, v in spec.raw_by_kind.items())]
            ),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def chains_table() -> str:
    """Return the table of the chains that apply where a charter has none."""
    lines = ["| matter | steps |", "|---|---|"]
    for name, matter in default_matters().items():
        steps = " → ".join(f"{s.kind} ({' or '.join(parties_of(s))})" for s in matter.steps)
        lines.append(f"| `{name}` | {steps} |")
    return "\n".join(lines)


def checks_table() -> str:
    """Return the table of what the linter reports."""
    lines = ["| code | weight | kind | says |", "|---|---|---|---|"]
    lines += [f"| {c} | {e['severity']} | {e['kind']} | {e['message']['en']} |" for c, e in linter.words().items()]
    return "\n".join(lines)


_TABLES: dict[str, Callable[[], str]] = {
    "defaults": defaults_table,
    "chains": chains_table,
    "checks": checks_table,
}


def refresh(text: str) -> str:
    """Return a document with its marked tables written anew: `<!-- table: defaults -->` … `<!-- end -->`.

    Raises:
        ValueError: A table has no place in the document.
    """
    for name, table in _TABLES.items():
        start, end = f"<!-- table: {name} -->", "<!-- end -->"
        if start not in text or end not in text.split(start, 1)[1]:
            raise ValueError(f"The document has no place for the table «{name}».")
        before, rest = text.split(start, 1)
        text = f"{before}{start}\n{table()}\n{end}{rest.split(end, 1)[1]}"
    return text


def main(path: Path) -> None:
    """Write the tables of a document anew."""
    path.write_text(refresh(path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
