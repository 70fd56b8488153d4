"""What upper rooms plug in: effects of matters, facts of cases, pages on which steps of a kind are done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django_stubs_ext import StrOrPromise

from eduklaster.charter.verdicts import Verdict
from eduklaster.journal.services import Actor

from .models import Act, Case


@dataclass(frozen=True, slots=True)
class Effect:
    """What an effect handler gets: the case, the last act (None where the step issues none), the day, who acted."""

    case: Case
    act: Act | None
    on: date
    actor: Actor


EffectHandler = Callable[[Effect], None]
FactsProvider = Callable[[Case, date], Mapping[str, Any]]
Gate = Callable[[Case, str, date], Verdict | None]
_effects: dict[str, list[EffectHandler]] = {}
_gates: dict[str, Gate] = {}
_facts: dict[str, FactsProvider] = {}
_common_facts: list[FactsProvider] = []
_pages: dict[str, str] = {}


def register_effect(kind: str, handler: EffectHandler) -> None:
    """Let `handler` bring about matters of a kind, after those registered before it.

    It runs once for a case, in the transaction of the last act.
    """
    handlers = _effects.setdefault(kind, [])
    if handler not in handlers:
        handlers.append(handler)


def register_gate(kind: str, gate: Gate) -> None:
    """Let `gate` refuse steps of matters of a kind that the chain alone would allow; None lets them pass."""
    _gates[kind] = gate


def gate_verdict(case: Case, step: str, on: date) -> Verdict | None:
    """Return the refusal of the gate of a case's kind, or None."""
    gate = _gates.get(case.kind)
    return gate(case, step, on) if gate else None


def with_gate(verdict: Verdict, case: Case, step: str, on: date) -> Verdict:
    """Return the refusal of the gate where the chain itself lets a step pass, or lacks only a fact of it; else the chain's word.

    A gate that knows the records can name what a missing fact only counts.
    """
    if not verdict.allowed and verdict.code != "chain.fact_missing":
        return verdict
    held = gate_verdict(case, step, on)
    return verdict if held is None else held


def register_facts(kind: str, provider: FactsProvider) -> None:
    """Let `provider` add facts that are known from the records to the cases of a kind."""
    _facts[kind] = provider


def register_common_facts(provider: FactsProvider) -> None:
    """Let `provider` add facts that are known from the records to the cases of every kind."""
    if provider not in _common_facts:
        _common_facts.append(provider)


def register_step_page(kind: str, url_name: str) -> None:
    """Do steps of a kind on a page of an upper room; it gets `cluster`, `case` and `step` (ids)."""
    _pages[kind] = url_name


def effects_of(kind: str) -> list[EffectHandler]:
    """Return the handlers of a kind; none for matters whose effect is the recorded act itself."""
    return list(_effects.get(kind, ()))


def known_facts(case: Case, on: date) -> dict[str, Any]:
    """Return the facts of a case: entered ones, and those that the records know, which win."""
    return {**case.facts, **recorded_facts(case, on)}


def recorded_facts(case: Case, on: date) -> dict[str, Any]:
    """Return the facts of a case that the records know on a day; nobody can enter them otherwise."""
    found: dict[str, Any] = {}
    own = _facts.get(case.kind)
    for provider in [*([own] if own else []), *_common_facts]:
        found.update(provider(case, on))
    return found


def step_page(kind: str) -> str | None:
    """Return the name of the page on which steps of a kind are done, where an upper room has one."""
    return _pages.get(kind)


_open_pages: dict[str, str] = {}


def register_open_page(kind: str, url_name: str) -> None:
    """Open matters of a kind on a page of an upper room; it gets `cluster`."""
    _open_pages[kind] = url_name


def open_page(kind: str) -> str | None:
    """Return the name of the page on which matters of a kind are opened, where an upper room has one."""
    return _open_pages.get(kind)


DraftProvider = Callable[[Case, Mapping[str, str], str], str]
_drafts: dict[str, DraftProvider] = {}


def register_draft(kind: str, provider: DraftProvider) -> None:
    """Let `provider(case, words, language)` write what an act of matters of a kind is to say; empty where it cannot.

    `words` are the words of documents in the language of the document.
    """
    _drafts[kind] = provider


def draft_words(case: Case, words: Mapping[str, str], language: str) -> str:
    """Return what the act of a case is to say, as a room above drafts it; empty where none does."""
    provider = _drafts.get(case.kind)
    return provider(case, words, language) if provider else ""


Named = tuple[StrOrPromise, list[int]]
"""What persons are in a case, in words, and their ids."""
NamedProvider = Callable[[Case], list[Named]]
_named: dict[str, NamedProvider] = {}


def register_named(kind: str, provider: NamedProvider) -> None:
    """Let `provider(case)` say which persons a case of a kind names; its page shows those whom the reader may see."""
    _named[kind] = provider


def persons_named(case: Case) -> list[Named]:
    """Return the persons that a case names, as a room above says; nobody where none does."""
    provider = _named.get(case.kind)
    return provider(case) if provider else []
