"""Reads the codes of a cluster's charter that stand in its journal: rules, organs, offices, matters, steps, parties."""

from __future__ import annotations

from datetime import date
from typing import Any

from eduklaster.charter.keys import KEYS
from eduklaster.charter.matters import chain_of, matters_in
from eduklaster.charter.messages import choice_words, matter_words, party_words, step_words, threshold_words
from eduklaster.charter.messages import value_words as rule_value_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import charter_of, version_governing
from eduklaster.kernel.errors import NotFound


class CharterWords:
    """The words of the charter of a day. A code that this charter no longer has is shown as it was written."""

    def __init__(self, cluster: Cluster, on: date, language: str) -> None:
        try:
            self.charter: Charter | None = charter_of(version_governing(cluster, on)).charter
        except NotFound:  # a cluster without a charter is not set up yet
            self.charter = None
        self._language = language

    def rule(self, rule: str) -> str:
        """Return the rule of an entry: a matter with its step, a seat rule of an organ, a question of the charter."""
        if not rule or self.charter is None:
            return rule
        if rule in KEYS:
            return KEYS[rule].title.in_(self._language)
        head, _dot, tail = rule.partition(".")
        if head in self.charter.organs:
            return self.charter.organs[head].name.in_(self._language)
        matter = self._matter(head)
        if not matter:
            return ""
        return f"{matter}: {self._step(tail, head)}" if tail else matter

    def word(self, form: str, code: Any, rule: str) -> str:
        """Return the words of a code by the form of its fact; `rule` is the rule of the entry it stands in."""
        if self.charter is None:
            return str(code)
        match form:
            case "organ":
                return party_words(f"organ:{code}", self._language, self.charter)
            case "office":
                return party_words(f"office:{code}", self._language, self.charter)
            case "party":
                return self._party(code)
            case "matter":
                return self._matter(code) or code
            case "step":
                return self._step(code, rule.partition(".")[0])
            case "ground":
                found = (g for m in matters_in(self.charter) for g in chain_of(self.charter, m).matter.grounds)
                return next((g.label.in_(self._language) for g in found if g.id == code), code)
            case "category":
                found_one = (c for c in self.charter.participants.categories if c.id == code)
                return next((c.label.in_(self._language) for c in found_one), code)
            case "seat_class":
                return self._seat_class(code)
            case "threshold":
                return threshold_words(code, self._language)
            case "quorum_base":
                return choice_words("quorum.base", code, self._language)
            case "base":
                return choice_words("voting.base", code, self._language)
            case "rule_value":
                return rule_value_words(rule, KEYS[rule].parse(code), self._language) if rule in KEYS else code
            case _:
                raise ValueError(f"No words of the charter have the form «{form}».")

    def _seat_class(self, name: str) -> str:
        organs = self.charter.organs.values() if self.charter else ()
        labels = [seats.label.in_(self._language) for o in organs for seats in o.seats if seats.seat_class == name]
        return ", ".join(labels) or name

    def _party(self, party: str) -> str:
        try:
            return party_words(party, self._language, self.charter)
        except KeyError:  # written by hand or by an older charter
            return party

    def _matter(self, matter: str) -> str:
        if self.charter is None:
            return ""
        try:
            return matter_words(self.charter, matter, self._language)
        except KeyError:
            return ""

    def _step(self, step: str, matter: str) -> str:
        if self.charter is None:
            return step
        names = [matter] if matter in self.charter.matters else []
        for name in (*names, *matters_in(self.charter)):
            for one in chain_of(self.charter, name).matter.steps:
                if one.id == step:
                    return step_words(one, self._language)
        return step
