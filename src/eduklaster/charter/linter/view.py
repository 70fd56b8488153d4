"""The charter as the checks see it: its rules on a day, its chains, who decides what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from ..loader import Loaded
from ..matters import Chain, chain_of, matters_in, parties_of
from ..resolver import EVERYWHERE, Origin, Override, Resolved, Rulebook, Scope, rules_of
from ..schema import Charter, Matter, Organ, Step
from ..values import LocalizedText
from .findings import Where
from .titles import matter_title, party_title

DECIDING = {"vote", "approval", "order", "incorporation"}


@dataclass(frozen=True)
class View:
    """A charter on a day. Built once for all checks."""

    loaded: Loaded
    on: date
    overrides: tuple[Override, ...] = ()

    @property
    def charter(self) -> Charter:
        """The charter itself."""
        return self.loaded.charter

    @cached_property
    def rulebook(self) -> Rulebook:
        """The charter with the acts of its cluster, ready to be asked."""
        return Rulebook(self.charter, self.overrides)

    @cached_property
    def filled(self) -> list[tuple[Override, Resolved]]:
        """The acts in force on the day that answer where the text is silent, each with its answer."""
        silent = Rulebook(self.charter)
        return [
            (override, answer)
            for override in self.overrides
            if silent.ask(override.key, on=self.on, scope=override.scope).origin is Origin.DEFAULT
            and (answer := self.rulebook.ask(override.key, on=self.on, scope=override.scope)).act == override.act
        ]

    @cached_property
    def chains(self) -> dict[str, Chain]:
        """Every matter that the cluster can open, with its chain."""
        return {
            name: chain_of(self.charter, name, rulebook=self.rulebook, on=self.on) for name in matters_in(self.charter)
        }

    @cached_property
    def keys_said(self) -> set[str]:
        """Rules on which the text, a norm or an act says something, in whatever scope."""
        said = {c.key for c in rules_of(self.charter) if c.rule.clause or c.rule.act}
        return said | {override.key for override, _answer in self.filled}

    def says(self, key: str, scope: Scope = EVERYWHERE) -> bool:
        """Say whether the text, a norm or an act, and not a default, answers a question."""
        return self.rulebook.ask(key, on=self.on, scope=scope).origin is not Origin.DEFAULT

    def code(self, key: str, scope: Scope = EVERYWHERE) -> str:
        """Return the code of the default that answers a question."""
        found = self.rulebook.ask(key, on=self.on, scope=scope)
        return found.default or found.spec.code

    @cached_property
    def votes_of(self) -> dict[str, list[tuple[str, Step]]]:
        """For each organ, the votes that it takes: (matter, step)."""
        found: dict[str, list[tuple[str, Step]]] = {}
        for name, chain in self.chains.items():
            for step in chain.steps:
                if step.kind == "vote":
                    for party in parties_of(step):
                        head, _, organ = party.partition(":")
                        if head == "organ":
                            found.setdefault(organ, []).append((name, step))
        return found

    def own_matters(self) -> Iterator[tuple[str, Matter, Chain]]:
        """Yield the matters that the charter itself describes."""
        for name, matter in self.charter.matters.items():
            yield name, matter, self.chains[name]

    def matter_name(self, name: str) -> LocalizedText:
        """Return what a matter is called."""
        return matter_title(self.charter, name)

    def step_index(self, matter: str, step: str) -> Where:
        """Return the path of a step of one of the charter’s own matters."""
        for index, written in enumerate(self.charter.matters[matter].steps):
            if written.id == step:
                return ("matters", matter, "steps", index)
        return ("matters", matter)

    def party_name(self, party: str) -> LocalizedText:
        """Return a party in words."""
        return party_title(self.charter, party)


def has_seats(view: View, name: str, organ: Organ) -> bool:
    """Say whether anybody can ever sit in an organ: by seat rules, by an act, by its host, or by the default."""
    if organ.seats or organ.is_organisation or organ.belongs_to == "host" or organ.scope == "project":
        return True
    if organ.composed_by and organ.composed_by in view.charter.matters:
        return True
    return name == view.charter.roles.main_organ


def texts_of(part: Any, path: Where = ()) -> Iterator[tuple[Where, LocalizedText]]:
    """Yield every text in three languages below a part of a charter, with its path."""
    if isinstance(part, LocalizedText):
        yield path, part
    elif isinstance(part, BaseModel):
        for name, field in type(part).model_fields.items():
            yield from texts_of(getattr(part, name), (*path, field.alias or name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts_of(value, (*path, key))
    elif isinstance(part, list | tuple):
        for index, value in enumerate(part):
            yield from texts_of(value, (*path, index))
