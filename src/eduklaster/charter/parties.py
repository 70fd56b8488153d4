"""How a charter names who acts: a role word, or an organ, its chair or members, an office, a body by its id."""

from __future__ import annotations

from .problems import Unfit

PARTY_WORDS = {
    "applicant",  # who asks to join
    "participant",  # the participant whom the case is about
    "any_participant",
    "any_person",
    "author",  # who opened the case
    "founders",  # every listed founder, each for itself
    "participants",  # every active participant, each for itself
    "secretary",
    "host",
    "main_organ",
    "approving_office",
    "executive",
    "person",  # the person whom the case is about (an appointee, a candidate)
}


def parse_party(value: str) -> str:
    """Return a party word as it is written.

    Raises:
        Unfit: Nobody is called so.
    """
    head, _, tail = value.partition(":")
    if (not tail and head in PARTY_WORDS) or (tail and head in {"organ", "chair", "member", "office", "body"}):
        return value
    raise Unfit("given.party", given=value, allowed=sorted(PARTY_WORDS))
