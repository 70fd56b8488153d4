"""Finding an organisation of the shared register by what somebody calls it: by code, by name, by a similar name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.db import connection, transaction

from .models import Organisation
from .naming import name_key, numbers_in, plain_key

SIMILAR = 0.62
"""From this share of equal trigrams on, two names are shown as possibly one."""


@dataclass(frozen=True, slots=True)
class Match:
    """An organisation that may be the one meant: the same by code or by name, or similar by name from 0 to 1."""

    organisation_id: int
    name: str
    code: str
    settlement: str
    by: str
    """`code`, `name` or `similar`."""
    score: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is known of an organisation that is looked for."""

    name: str
    code: str = ""
    code_kind: str = ""
    settlement: str = ""
    short_name: str = ""


_THRESHOLD_SQL = "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)"
_SIMILAR_SQL = """
SELECT q.number, o.id, o.search_key, o.short_name, o.official_name, o.code, o.code_kind, o.settlement
FROM unnest(%s::text[]) WITH ORDINALITY AS q(key, number)
CROSS JOIN LATERAL (
    SELECT id, search_key, short_name, official_name, code, code_kind, settlement
    FROM people_organisation
    WHERE search_key %%> q.key AND merged_into_id IS NULL
    ORDER BY search_key <->> q.key, id
    LIMIT %s
) AS o
"""


def organisations_matching(
    name: str = "", code: str = "", *, code_kind: str = "", settlement: str = "", limit: int = 5
) -> list[Match]:
    """Return the organisations of the shared register that may be the one meant, most likely first."""
    return organisations_matching_all([Wanted(name, code, code_kind, settlement)], limit=limit)[0]


def organisations_matching_all(wanted: Sequence[Wanted], *, limit: int = 5) -> list[list[Match]]:
    """Answer `organisations_matching` for many at once, with four queries however many there are.

    A code decides: whoever has it is the one. Without a code, an equal name in the same place is the same; similar
    names are candidates unless their numbers, places or codes differ.
    """
    codes = {one.code for one in wanted if one.code}
    by_code: dict[str, list[Organisation]] = {}
    if codes:
        for row in Organisation.objects.filter(code__in=codes, merged_into__isnull=True):
            by_code.setdefault(row.code, []).append(row)
    keys = [name_key(one.name) if one.name else "" for one in wanted]
    near: dict[int, list[tuple[float, Match]]] = {}
    if any(keys):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(_THRESHOLD_SQL, ["0.45"])
            cursor.execute(_SIMILAR_SQL, [keys, max(limit * 3, 15)])
            found = cursor.fetchall()
            cursor.execute(_THRESHOLD_SQL, ["0.6"])
        for number, pk, search_key, short_name, official_name, code, code_kind, settlement in found:
            index = number - 1
            one, key = wanted[index], keys[index]
            score = _score(key, one, search_key, code, code_kind, settlement)
            if key and score >= SIMILAR:
                by = "name" if score == 1 else "similar"
                match = Match(pk, short_name or official_name, code, settlement, by, round(score, 2))
                near.setdefault(index, []).append((score, match))
    answers = []
    for index, one in enumerate(wanted):
        sure = [
            Match(row.pk, row.short_name, row.code, row.settlement, "code", 1.0)
            for row in by_code.get(one.code, [])
            if not one.code_kind or row.code_kind == one.code_kind
        ]
        known = {match.organisation_id for match in sure}
        others = sorted(near.get(index, []), key=lambda pair: (-pair[0], pair[1].organisation_id))
        answers.append((sure + [match for _score_, match in others if match.organisation_id not in known])[:limit])
    return answers


def _score(key: str, one: Wanted, search_key: str, code: str, code_kind: str, settlement: str) -> float:
    """Return how likely two names are one, from 0 to 1; 1 only for an equal key that nothing speaks against."""
    if one.code and code and (not one.code_kind or one.code_kind == code_kind) and one.code != code:
        return 0.0  # two codes of one register are two organisations
    here, there = plain_key(one.settlement), plain_key(settlement)
    same_place = bool(here) and here == there
    if here and there and not same_place and SequenceMatcher(None, here, there).ratio() < 0.8:
        return 0.0
    best = 0.0
    for other in search_key.split(" | "):
        if numbers_in(other) != numbers_in(key):
            continue
        ratio = SequenceMatcher(None, key, other).ratio()
        mine, theirs = set(key.split()), set(other.split())
        if mine and theirs and (mine <= theirs or theirs <= mine):
            ratio = max(ratio, 0.75 if len(mine & theirs) > 1 else ratio)
        best = max(best, ratio)
    if best == 1 and not same_place and (here or there or len(key) < 12):
        return 0.95  # an equal name without a place: shown, not taken for granted
    return best
