"""Every service that changes something in one transaction also writes the journal, itself or through what it calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "eduklaster"
WRITER = "journal.services.journal_write_all"
Function = ast.FunctionDef | ast.AsyncFunctionDef
_DRAFT = "a draft is its owner's and editors' own, keeps its versions, and is journaled when it is adopted"
_NOTICE = "a notice tells of what is journaled where it happened; how often somebody is told is their own setting"
_LETTER = "the row of a letter is itself the record of its delivery, and nothing of the cluster changes"
_CAST = "the closed vote is journaled whole; an entry for each voter would queue them and break the secret"
SILENT = {
    "drafting.amending.draft_amend": _DRAFT,
    "drafting.amending.draft_revise": _DRAFT,
    "drafting.services.cases_set": _DRAFT,
    "drafting.services.draft_load": _DRAFT,
    "drafting.services.draft_restore": _DRAFT,
    "drafting.services.editor_add": _DRAFT,
    "drafting.services.editor_remove": _DRAFT,
    "notices.services._digest": _NOTICE,
    "notices.services._tell": _NOTICE,
    "notices.services.rhythm_set": _NOTICE,
    "drafting.services.draft_create": _DRAFT,
    "drafting.services.draft_save": _DRAFT,
    "drafting.services.draft_delete": _DRAFT,
    "drafting.services.document_upload": _DRAFT,
    "drafting.services.document_correct": _DRAFT,
    "drafting.services.document_undo": _DRAFT,
    "drafting.services.document_adopt": _DRAFT,
    "people.imports.batches.batch_choose": "choices in a preview; what is applied is journaled row by row",
    "people.imports.batches.batch_refresh": "a preview is computed again from the uploaded list; nothing is decided",
    "people.services.accounts.invitation_sent": _LETTER,
    "post.services.letter_put": _LETTER,
    "post.services.letter_deliver": _LETTER,
    "post.services.letter_try_again": _LETTER,
    "procedures.services.cases.case_follow": "what somebody follows is a setting of their own desk",
    "search.services.words_put": "the words of a search repeat what other rows say; those rows have their entries",
    "votes.services.casting.vote_cast": _CAST,
    "votes.services.casting.card_cast": _CAST,
    "votes.services.casting.vote_record": _CAST,
    "sessions.services.notices.delivery_read": "the receipt of a notice keeps its own moment and is never set again",
}
"""Functions that change something and write no entry, each with its reason."""


@dataclass(frozen=True, slots=True)
class Found:
    """A function of the source: where it stands, what it calls by name, whether it opens a transaction."""

    name: str
    calls: frozenset[str]
    is_atomic: bool


@cache
def functions() -> tuple[Found, ...]:
    """Return every function of the source with its calls resolved to where the called function stands."""
    trees = {_module(place): ast.parse(place.read_text(encoding="utf-8")) for place in sorted(SOURCE.rglob("*.py"))}
    packages = {_module(place) for place in SOURCE.rglob("__init__.py")}
    stands: dict[str, str] = {}
    for module, tree in trees.items():
        stands |= {f"{module}.{name}": at for name, at in _imports(tree, module, module in packages)}
    return tuple(_found(trees, stands))


def _found(trees: dict[str, ast.Module], stands: dict[str, str]) -> Iterator[Found]:
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if not isinstance(node, Function):
                continue
            calls = {_home(f"{module}.{name}", stands) for name in _called(node)}
            yield Found(f"{module}.{node.name}", frozenset(calls), any(map(_is_atomic, node.decorator_list)))


def _module(place: Path) -> str:
    parts = place.relative_to(SOURCE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _home(name: str, stands: dict[str, str]) -> str:
    while name in stands:
        name = stands[name]
    return name


def _imports(tree: ast.Module, module: str, is_package: bool) -> Iterator[tuple[str, str]]:
    parts = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom):
            continue
        path = (node.module or "").split(".") if node.module else []
        if node.level:
            path = [*parts[: len(parts) - node.level + 1], *path]
        elif path[:1] == ["eduklaster"]:
            path = path[1:]
        else:
            continue
        for name in node.names:
            yield name.asname or name.name, ".".join([*path, name.name])


def _called(function: Function) -> set[str]:
    calls = [node for node in ast.walk(function) if isinstance(node, ast.Call)]
    plain = {call.func.id for call in calls if isinstance(call.func, ast.Name)}
    of_modules = {
        f"{call.func.value.id}.{call.func.attr}"
        for call in calls
        if isinstance(call.func, ast.Attribute) and isinstance(call.func.value, ast.Name)
    }
    return plain | of_modules


def _is_atomic(node: ast.expr) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return isinstance(called, ast.Attribute) and called.attr == "atomic"


def writers() -> set[str]:
    """Return the functions from which the writer of the journal is reached."""
    reached = {WRITER}
    while more := {one.name for one in functions() if one.calls & reached} - reached:
        reached |= more
    return reached


def test_every_service_that_opens_a_transaction_writes_the_journal_or_says_why_not() -> None:
    services = {one.name for one in functions() if one.is_atomic}
    quiet = services - writers() - {"journal.services.journal_write_all"}

    assert len(services) > 100
    assert quiet - set(SILENT) == set(), "write an entry, or name the service in SILENT with the reason"


def test_no_exception_is_left_over() -> None:
    services = {one.name for one in functions() if one.is_atomic}

    assert set(SILENT) - services == set(), "such a service is gone"
    assert set(SILENT) & writers() == set(), "it writes the journal by now"
