"""Builds what the evaluators are asked with out of what a case is given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from .. import chains, voting
from ..facts import facts_asked, recorded_facts
from ..matters import Chain, chain_of, matters_in, parties_of
from ..resolver import Rulebook
from .model import BadCase, Case


def wanted(case: Case, *names: str) -> Iterator[Any]:
    """Yield what the question cannot do without.

    Raises:
        BadCase: It is not given.
    """
    for name in names:
        if case.given.get(name) is None:
            raise BadCase(f"`given.{name}` is missing; the question «{case.ask}» needs it.")
        yield case.given[name]


def matter_of(case: Case, rulebook: Rulebook) -> str:
    """Return the matter that the question is about.

    Raises:
        BadCase: None is named.
    """
    if not case.scope.matter:
        raise BadCase(f"`matter` is missing. Known: {', '.join(matters_in(rulebook.charter))}.")
    return case.scope.matter


def organ_of(case: Case, rulebook: Rulebook) -> str:
    """Return the organ that the question is about: named, or the one that does the step, or the main organ."""
    if case.scope.organ:
        if case.scope.organ not in rulebook.charter.organs:
            raise BadCase(f"There is no organ «{case.scope.organ}». Known: {', '.join(rulebook.charter.organs)}.")
        return case.scope.organ
    if case.scope.matter:
        chain = chain_of(rulebook.charter, case.scope.matter)
        votes = [s for s in chain.steps if s.kind == "vote"][-1:]
        wanted = [chain.step(case.scope.step)] if case.scope.step else votes
        for step in wanted:
            for party in parties_of(step):
                head, _, name = party.partition(":")
                if head in {"organ", "chair", "member"}:
                    return name
    return rulebook.charter.roles.main_organ


def number(value: Any) -> Fraction:
    """Return a written number, fraction or percentage as an exact number."""
    return Fraction(str(value).replace(" ", "").rstrip("%")) / (100 if str(value).strip().endswith("%") else 1)


def ballots(raw: Mapping[str, Any]) -> voting.Ballots:
    """Return votes of one class.

    Raises:
        BadCase: A word is no way to vote.
    """
    strange = set(raw) - {"for", "against", "abstain"}
    if strange:
        raise BadCase(f"votes are `for`, `against`, `abstain`, not {', '.join(sorted(strange))}.")
    return voting.Ballots(int(raw.get("for", 0)), int(raw.get("against", 0)), int(raw.get("abstain", 0)))


def roll_of(case: Case) -> voting.Roll:
    """Return who could decide and who is there."""
    (all_seats,) = wanted(case, "seats") if not case.given.get("rights") else (case.given.get("seats", 0),)
    given = case.given
    counts = {
        name: given.get(name, 0)
        for name in ("present", "vacant", "pending", "suspended", "untrained", "lapsed", "recused", "recused_absent",
                     "represented")
    }  # fmt: skip
    rights = given.get("rights") or {}
    present = rights.get("present")
    there = number(present) if present is not None else sum(
        (number(rights[n]) for n in ("for", "against", "abstain") if n in rights), Fraction(0)
    )  # fmt: skip
    return voting.Roll(
        seats=all_seats,
        **counts,
        remote=given.get("remote", 0),
        appointed=given.get("appointed"),
        listed=given.get("listed"),
        rights_total=number(rights.get("total", 0)),
        rights_present=there,
        is_reconvened=bool(given.get("reconvened")),
    )


def tally_of(case: Case) -> voting.Tally:
    """Return how the votes fell, and how the vote was held."""
    given = case.given
    raw = given.get("votes") or {}
    by_class = any(isinstance(part, Mapping) for part in raw.values())
    votes = {name: ballots(part) for name, part in raw.items()} if by_class else ballots(raw)
    rights = given.get("rights") or {}
    cast = (
        voting.RightsCast(*(number(rights.get(name, 0)) for name in ("for", "against", "abstain"))) if rights else None
    )
    chair = given.get("chair")
    chair_is = voting.Tally().chair if chair is None else frozenset([chair] if isinstance(chair, str) else chair)
    return voting.Tally(
        votes=votes,
        rights=cast,
        groups=groups_of(given.get("groups")),
        advance=ballots(given.get("advance") or {}),
        proxies=tuple(given.get("proxies") or ()),
        chair_vote=given.get("chair_vote"),
        chair=chair_is,
        method=given.get("method"),
        meetings=tuple(given.get("meetings") or ()),
        correspondence=letter_of(given.get("by_correspondence")),
        consensus=given.get("consensus"),
    )


def groups_of(raw: Any) -> dict[str, Any] | None:
    """Return how groups that vote as one stand: by name, or counted."""
    if not raw:
        return None
    if set(raw) <= {"for", "against", "abstain", "total"} and all(isinstance(v, int) for v in raw.values()):
        stands = [way for way in ("for", "against", "abstain") for _ in range(raw.get(way, 0))]
        stands += ["abstain"] * max(0, raw.get("total", 0) - len(stands))
        return {str(index): way for index, way in enumerate(stands)}
    return dict(raw)


def letter_of(raw: Any) -> voting.Correspondence | None:
    """Return how a decision by correspondence was taken."""
    if not raw:
        return None
    if raw is True:
        return voting.Correspondence()
    return voting.Correspondence(
        raw.get("sent"),
        raw.get("closed"),
        raw.get("objections", 0),
        tuple(raw.get("objected") or ()),
        bool(raw.get("procedural")),
    )


def progress_of(case: Case, chain: Chain) -> chains.Progress:
    """Return the progress that a case describes; a case silent on the ground rests on the first there is."""
    given = case.given
    days = given.get("done_on") or {}
    for name in [*(given.get("done") or []), *days]:
        chain.step(name)
    names = list(dict.fromkeys([*(given.get("done") or []), *days]))
    facts = dict(given.get("facts") or {})
    if chain.charter is not None and "held" in given:
        held = given["held"] or []
        facts |= recorded_facts(chain.charter, facts_asked(chain), lambda party: party in held)
    progress = chains.Progress(
        done={name: chains.Done(days.get(name)) for name in names},
        facts=facts,
        ground=given["ground"] if "ground" in given else next((g.id for g in chains.grounds_of(chain)), None),
        opened_on=given.get("opened"),
        is_closed=bool(given.get("closed")),
    )
    return chains.after_decline(chain, progress, given["declined"]) if given.get("declined") else progress
