"""Tells in plain words how a matter is decided: who starts it, each step, the majority with an example, when it works.

`explain` gives one text for a terminal or a letter, `explain_rows` the same sentences in rows for a page. Both ask the
rules for a day and name a source for everything that they say. The sentences stand in `explain.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from . import messages
from .chains import grounds_of
from .matters import Chain, chain_of, parties_of, undecided
from .resolver import Resolved, Rulebook, Scope
from .schema import Step, WithoutMatter
from .values import Threshold
from .verdicts import Citation

_FILE = Path(__file__).with_name("explain.yaml")
_EXAMPLE_SEATS = 9

RowKind = Literal["intro", "opening", "ground", "step", "effect"]


@dataclass(frozen=True, slots=True)
class ExplainedRow:
    """One part of the explanation.

    `title` is a short heading (the name of a step or a ground), `sentences` say it in words, `citation` is the
    strongest source with `source` as people read it. `step` is the id of the step that the row tells of.
    """

    kind: RowKind
    title: str
    sentences: tuple[str, ...]
    citation: Citation | None = None
    source: str = ""
    step: str | None = None
    number: int | None = None
    is_effect: bool = False

    @property
    def text(self) -> str:
        """All sentences in one paragraph."""
        return " ".join(self.sentences)


@cache
def _sentences() -> dict[str, dict[str, str]]:
    read: dict[str, dict[str, str]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return read


class _Teller:
    """Says things about one matter in one language."""

    def __init__(self, rulebook: Rulebook, matter_id: str, on: date, language: str, seats: int) -> None:
        self.rulebook, self.charter = rulebook, rulebook.charter
        self.chain: Chain = chain_of(self.charter, matter_id, rulebook=rulebook, on=on)
        self.on, self.language, self.seats = on, language, seats
        self.effect: Step = self.chain.effect_step

    def say(self, name: str, **parts: Any) -> str:
        entry = _sentences()[name]
        return entry.get(self.language, entry["en"]).format(**parts)

    def ask(self, key: str, step: Step | None = None, organ: str | None = None) -> Resolved:
        scope = Scope(matter=self.chain.id, step=step.id if step else None, organ=organ)
        return self.rulebook.ask(key, on=self.on, scope=scope)

    def title_of(self, step: Step) -> str:
        return messages.step_words(step, self.language)

    def titles(self, ids: Iterable[str]) -> str:
        known = {s.id: s for s in self.chain.steps}
        return ", ".join(self.say("step_name", step=self.title_of(known[i])) for i in ids if i in known)

    def cited(self, citation: Citation | None) -> str:
        return messages.citation_words(citation, self.language, self.charter) if citation else ""

    def clauses(self, ids: Iterable[str]) -> str:
        return ", ".join(self.cited(Citation("clause", i)) for i in dict.fromkeys(ids))

    # ── the parts ──────────────────────────────────────────────────────────────────────────────────────────────────

    def rows(self) -> Iterator[ExplainedRow]:
        if (without := undecided(self.charter, self.chain.id)) is not None:
            yield self.without(without)
            return
        yield self.intro()
        yield self.opening()
        for ground in grounds_of(self.chain):
            citation = Citation.of(ground)
            yield ExplainedRow("ground", ground.label.in_(self.language), (), citation, self.cited(citation))
        for number, step in enumerate(self.chain.steps, 1):
            yield self.step(number, step)
        yield self.ending()

    def without(self, without: WithoutMatter) -> ExplainedRow:
        title = self.say("title", matter=messages.matter_words(self.charter, self.chain.id, self.language))
        sentences = [self.say("not_decided")]
        if without.reason:
            sentences.append(f"{without.reason.in_(self.language).rstrip('.')}.")
        citation = Citation.of(without)
        if citation:
            sentences.append(self.say("source", source=self.cited(citation)))
        return ExplainedRow("intro", title, tuple(sentences), citation, self.cited(citation))

    def intro(self) -> ExplainedRow:
        matter = self.chain.matter
        title = self.say("title", matter=messages.matter_words(self.charter, self.chain.id, self.language))
        sentences = [self.say("for_day", day=messages.day_words(self.on, self.language))]
        clauses = [c for c in (matter.clause, *matter.also) if c]
        clauses = clauses or [s.clause for s in self.chain.steps if s.clause]
        if not clauses or not any(s.clause or s.act for s in self.chain.steps):
            sentences.append(self.say("silent"))
        else:
            sentences.append(self.say("said", clause=self.clauses(clauses)))
            if any(s.default for s in self.chain.steps):
                sentences.append(self.say("partly"))
        if matter.strategic:
            sentences.append(self.say("strategic"))
        citation = Citation("clause", clauses[0]) if clauses else None
        return ExplainedRow("intro", title, tuple(sentences), citation, self.clauses(clauses))

    def opening(self) -> ExplainedRow:
        first = self.chain.steps[0]
        parties = list(self.chain.matter.opened_by) or list(parties_of(first))
        words = list(dict.fromkeys(messages.party_words(p, self.language, self.charter) for p in parties))
        name = "opened_by" if len(words) == 1 else "opened_by_any"
        citation = Citation.of(first)
        return ExplainedRow(
            "opening", "", (self.say(name, parties=", ".join(words)),), citation, self.cited(citation), first.id
        )

    def step(self, number: int, step: Step) -> ExplainedRow:
        say, citation = self.say, Citation.of(step)
        parties = messages.parties_words(parties_of(step), self.language, self.charter)
        sentences = [say("who", parties=parties)]
        if step.after:
            sentences.append(say("after", steps=self.titles(step.after)))
        if step.when:
            sentences.append(say("only_when", condition=step.when.fact))
        sentences += [say("needs", requirement=need.label.in_(self.language)) for need in step.needs]
        if step.at_least:
            sentences.append(say("at_least", number=step.at_least))
        sentences += self.times(step)
        if step.kind == "vote":
            sentences += self.vote(step)
        if step.produces != "none":
            sentences.append(say("act", act=messages.act_kind_words(step.produces, self.language, self.charter)))
        if basis := self.titles(step.basis):
            sentences.append(say("basis", steps=basis))
        sentences += [say(flag) for flag in ("elects", "batch", "declaratory") if getattr(step, flag)]
        sentences += self.decline(step)
        is_effect = step.id == self.effect.id
        if is_effect:
            sentences.append(say("effect"))
        return ExplainedRow(
            "step", self.title_of(step), tuple(sentences), citation, self.cited(citation), step.id, number, is_effect
        )

    def times(self, step: Step) -> Iterator[str]:
        if step.due is not None:
            name = "due" if step.due.count else "due_at_once"
            yield self.say(name, period=messages.period_words(step.due, self.language))
        if step.wait is not None and step.wait.count:
            name = "reply_time" if step.kind == "reply" else "wait"
            yield self.say(name, period=messages.period_words(step.wait, self.language))

    def decline(self, step: Step) -> Iterator[str]:
        if step.decline is None:
            return
        yield self.say("decline_reason" if step.decline.reason_required else "decline")
        within = step.decline.within
        if within is not None:
            yield self.say("decline_within", period=messages.period_words(within, self.language))
        if step.decline.then == "back":
            back = self.chain.step(step.decline.to or self.chain.steps[0].id)
            yield self.say("decline_back", step=self.title_of(back))
        else:
            yield self.say("decline_close")

    # ── the vote ───────────────────────────────────────────────────────────────────────────────────────────────────

    def vote(self, step: Step) -> Iterator[str]:
        organ = next((p.partition(":")[2] for p in parties_of(step) if p.startswith("organ:")), None)
        asked: list[Resolved] = []

        def ask(key: str) -> Resolved:
            asked.append(self.ask(key, step, organ))
            return asked[-1]

        def words(rule: Resolved) -> str:
            return messages.value_words(rule.key, rule.value, self.language)

        yield self.say("ballot", method=words(ask("voting.method")))
        quorum, quorum_base = ask("quorum.threshold"), ask("quorum.base")
        if self.ask("quorum.everyone", step, organ).value:
            yield self.say("quorum_all")
        yield self.say("quorum", threshold=words(quorum), base=words(quorum_base))
        threshold, base = ask("voting.threshold"), ask("voting.base")
        yield self.say("majority", threshold=words(threshold), base=words(base))
        also = self.ask("voting.also_base", step, organ)
        if also.value != "none":
            second = ask("voting.also_threshold")
            yield self.say("majority_also", threshold=words(second), base=words(also))
        if ask("voting.abstentions").value == "leave_out":
            yield self.say("abstentions_out")
        yield self.say("tie_lost" if ask("voting.tie").value == "lost" else "tie_chair")
        recusal = ask("voting.recusal")
        if concerned := self.ask("voting.concerned", step, organ).value:
            yield self.say("recusal", how=words(recusal))
        meetings = self.ask("voting.meetings", step, organ)
        if meetings.value > 1:
            interval = self.ask("voting.meetings_interval", step, organ)
            yield self.say("meetings", number=meetings.value, period=words(interval))
        yield from self.example(quorum, base, threshold, leaves=bool(concerned) and recusal.value == "leaves_base")
        sources = dict.fromkeys(self.short_source(rule) for rule in asked)
        yield self.say("rules_from", sources=", ".join(sources))

    def short_source(self, rule: Resolved) -> str:
        citation = Citation.of(rule)
        if citation is None:
            return ""
        return citation.ref if citation.kind == "default" else self.cited(citation)

    def example(self, quorum: Resolved, base: Resolved, threshold: Resolved, *, leaves: bool) -> Iterator[str]:
        """Count a vote of an organ whose seats are all filled."""
        least, majority = quorum.value, threshold.value
        if not isinstance(least, Threshold) or not isinstance(majority, Threshold):
            return
        if base.value in {"rights", "groups"}:
            return
        quorum_count = int(least.needed(self.seats))
        yield self.say("example_quorum", seats=self.seats, quorum=quorum_count)
        if base.value in {"present", "voting"}:
            present = max(quorum_count, self.seats - 2)
            name = "example_present" if base.value == "present" else "example_voting"
            yield self.say(name, present=present, needed=majority.needed(present))
            if leaves and present > 1:
                yield self.say("example_recused", present=present - 1, needed=majority.needed(present - 1))
            return
        all_counted = self.seats - (base.value == "others")
        yield self.say("example_all", needed=majority.needed(all_counted), seats=all_counted)

    # ── the end ────────────────────────────────────────────────────────────────────────────────────────────────────

    def ending(self) -> ExplainedRow:
        sentences = [self.say("effect_at", step=self.title_of(self.effect))]
        source = Citation.of(self.effect)
        if self.chain.matter.kind == "exclude":
            effective = self.ask("exclusion.effective")
            if effective.value == "on_notification":
                sentences, source = [self.say("effect_notified")], Citation.of(effective)
        if self.chain.matter.kind == "leave":
            told, source = self.leaving()
            sentences += told
        later = self.chain.steps[self.chain.steps.index(self.effect) + 1 :]
        if later:
            sentences.append(self.say("afterwards", steps=", ".join(self.title_of(s) for s in later)))
        if not any(s.decline for s in self.chain.steps):
            deciders = [s for s in self.chain.steps if s.kind in {"vote", "order", "approval"}]
            if not deciders:
                sentences.append(self.say("no_decline"))
        return ExplainedRow("effect", "", tuple(sentences), source, self.cited(source), self.effect.id, is_effect=True)

    def leaving(self) -> tuple[list[str], Citation | None]:
        approval, notice, window = (self.ask(f"leaving.{name}") for name in ("approval", "notice", "window"))
        sentences = [self.say("leaving_consent" if approval.value else "leaving_free")]
        if notice.value.count:
            sentences.append(self.say("leaving_notice", period=messages.period_words(notice.value, self.language)))
        else:
            sentences.append(self.say("leaving_at_once"))
        if window.value:
            sentences.append(self.say("leaving_window", days=", ".join(window.value)))
        return sentences, Citation.of(approval)


def explain_rows(
    rulebook: Rulebook, matter_id: str, *, on: date, language: str, seats: int = _EXAMPLE_SEATS
) -> tuple[ExplainedRow, ...]:
    """Return how a matter is decided, row by row: introduction, opening, grounds, steps, effect.

    `seats` is the size of the organ in the example of a vote.

    Raises:
        KeyError: Neither the charter nor the defaults know the matter.
    """
    return tuple(_Teller(rulebook, matter_id, on, language, seats).rows())


def explain(rulebook: Rulebook, matter_id: str, *, on: date, language: str, seats: int = _EXAMPLE_SEATS) -> str:
    """Return how a matter is decided, in plain words and with sources, as text of several lines.

    Raises:
        KeyError: Neither the charter nor the defaults know the matter.
    """
    teller = _Teller(rulebook, matter_id, on, language, seats)
    rows = list(teller.rows())
    lines: list[str] = []
    grounds = [row for row in rows if row.kind == "ground"]
    for row in rows:
        match row.kind:
            case "intro":
                lines += [row.title, row.text, ""]
            case "opening":
                lines.append(row.text)
                if grounds:
                    lines += [teller.say("grounds"), *(f"  – {_with_source(g)}" for g in grounds)]
                lines += ["", teller.say("steps")]
            case "step":
                lines += [f"{row.number}. {row.title}.", f"   {row.text}"]
                if row.source:
                    lines.append(f"   {teller.say('source', source=row.source)}")
            case "effect":
                lines += ["", row.text]
    return "\n".join(lines)


def _with_source(row: ExplainedRow) -> str:
    return f"{row.title} ({row.source})" if row.source else row.title
