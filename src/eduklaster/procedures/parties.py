"""Who is whom in a chain: from the charter's party words to the people of a case."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from eduklaster.charter.matters import Chain, parties_of
from eduklaster.charter.schema import Party, Step
from eduklaster.journal.services import Actor

from .models import Case

_ON_PAPER = {
    "application",
    "consent",
    "signature",
    "agreement",
    "acknowledgement",
    "reply",
    "notice",
    "evidence",
    "proposal",
    "approval",
    "incorporation",
    "report",
    "order",
}
"""Steps that come in on paper and that the secretary may then record, saying so."""

_PAPER_PARTIES = {
    "applicant",
    "participant",
    "any_participant",
    "participants",
    "founders",
    "person",
    "author",
    "any_person",
    "host",
}

_NOBODY_IN_PARTICULAR = {"any_participant", "any_person"}


@dataclass(frozen=True, slots=True)
class Doer:
    """Somebody who acts: account, capacity in words, and every concrete party that the capacities give on the day.

    `parties` are concrete: `office:rector`, `chair:council`, `member:council`, `participant:17`, `founder:4`,
    `organisation:5`, `person:9`. What another act entails by the charter is opened as a consequence: whoever signed
    that act need not be one who opens such matters.
    """

    actor: Actor
    parties: frozenset[str] = frozenset()
    is_secretary: bool = False
    labels: tuple[tuple[str, str], ...] = ()
    is_consequence: bool = False

    def label_of(self, party: str) -> str:
        """Return the capacity in words in which the doer is a party."""
        return dict(self.labels).get(party, self.actor.capacity)


@dataclass(frozen=True, slots=True)
class Standing:
    """As which party somebody does a step, and whether only by recording a paper."""

    party: Party
    concrete: str
    on_paper: bool = False


def concrete_parties(case: Case, party: Party) -> set[str] | None:
    """Return the concrete parties that a party word means in a case; None where any of a kind will do."""
    match party:
        case "participant":
            return {f"participant:{case.subject_id}"} if case.subject_type == "membership.participant" else set()
        case "applicant":
            return set(case.payload.get("applicant_parties") or {case.opened_as_party} - {""})
        case "author":
            return {case.opened_as_party} - {""}
        case "person":
            return {f"person:{case.payload['person_id']}"} if "person_id" in case.payload else set()
        case "any_participant" | "participants":
            only = case.payload.get("participant_parties")
            return set(only) if only is not None else None
        case "founders" | "any_person":
            return None
        case _:
            return {party}


def standing_for(case: Case, step: Step, doer: Doer) -> Standing | None:
    """Return as which party the doer may do a step, or None.

    An organ speaks through its chair or the secretary. What others hand in on paper, the secretary may record.
    """
    for wanted in parties_of(step):
        if found := _direct(case, wanted, doer):
            return Standing(wanted, found)
    if doer.is_secretary:
        for wanted in parties_of(step):
            if wanted.startswith("organ:"):
                return Standing(wanted, wanted)
            if step.kind in _ON_PAPER and (wanted in _PAPER_PARTIES or wanted.startswith("body:")):
                return Standing(wanted, wanted, on_paper=True)
    return None


def may_open(case: Case, chain: Chain, doer: Doer) -> bool:
    """Say whether somebody may open a matter: whoever the charter lets open it, whoever does its first step, the secretary."""
    first = chain.steps[0]
    openers = first.model_copy(update={"by": [*chain.matter.opened_by]}) if chain.matter.opened_by else first
    if doer.is_secretary or doer.is_consequence:
        return True
    return standing_for(case, openers, doer) is not None or standing_for(case, first, doer) is not None


def is_turn_of(case: Case, step: Step, doer: Doer, marked: Collection[Party]) -> bool:
    """Say whether an open step waits for somebody themselves; `marked` are the parties that have done their part of it.

    It does not wait for whoever may only record somebody else's paper, nor for anybody where everybody may do it.
    """
    standing = standing_for(case, step, doer)
    if standing is None or standing.on_paper or standing.party in _NOBODY_IN_PARTICULAR:
        return False
    return standing.concrete not in marked


def _direct(case: Case, wanted: Party, doer: Doer) -> str | None:
    head, _, name = wanted.partition(":")
    if head == "organ":
        return next((p for p in (f"chair:{name}",) if p in doer.parties), None)
    concrete = concrete_parties(case, wanted)
    if concrete is not None:
        return next(iter(sorted(concrete & doer.parties)), None)
    prefixes: tuple[str, ...] = {
        "any_participant": ("participant:",),
        "participants": ("participant:",),
        "founders": ("founder:",),
        "any_person": ("",),
    }[wanted]
    return next((p for p in sorted(doer.parties) if p.startswith(prefixes)), None)


def best_party(doer: Doer) -> Party:
    """Return the party as which somebody without standing is refused: the office or organ they act for.

    A member is not the organ, and a participant is not the one whom a case is about.
    """
    for prefix in ("office:", "chair:", "member:", "participant:"):
        for party in sorted(doer.parties):
            if party.startswith(prefix):
                return {"chair:": f"organ:{party.partition(':')[2]}", "participant:": "any_participant"}.get(
                    prefix, party
                )
    return "any_person"
