"""`make run` installs only the packages that running needs; nothing else may be imported at run time."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from eduklaster.config.env import ROOT


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Yield the top packages that a module imports, except those for type checkers."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            yield node.module.split(".")[0]
        yield from imports_of(node)


def test_everything_imported_is_in_the_lock_of_running() -> None:
    lock = (ROOT / "requirements" / "run.txt").read_text(encoding="utf-8")
    locked = {normal(name) for name in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", lock, re.MULTILINE)}
    owners = packages_distributions()
    foreign: dict[str, set[str]] = {}
    for path in sorted((ROOT / "src" / "eduklaster").rglob("*.py")):
        for package in imports_of(ast.parse(path.read_text(encoding="utf-8"))):
            if package in sys.stdlib_module_names or package in ("eduklaster", "__future__"):
                continue
            if not {normal(owner) for owner in owners.get(package, [])} & locked:
                foreign.setdefault(package, set()).add(str(Path(path).relative_to(ROOT)))

    assert foreign == {}


def test_no_lock_names_a_registry() -> None:
    for path in [*(ROOT / "requirements").glob("*.txt"), ROOT / "assets" / "package-lock.json"]:
        found = re.findall(r"https?://[^\s\"]+", path.read_text(encoding="utf-8"))
        assert [address for address in found if "/sponsors/" not in address and "opencollective" not in address] == []
