"""Finding an organisation of the shared register by what somebody calls it: by code, by name, by a similar name."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

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


_FEW = 10
_THRESHOLD_SQL = "SELECT set_config('pg_trgm.word_similarity_threshold', %s, true)"
_SIMILAR_SQL = """
SELECT q.number, o.id, o.search_key, o.short_name, o.code, o.code_kind, o.settlement
FROM unnest(%s::text[]) WITH ORDINALITY AS q(key, number)
CROSS JOIN LATERAL (
    SELECT id, search_key, short_name, code, code_kind, settlement
    FROM people_organisation
    WHERE search_key %%> q.key AND merged_into_id IS NULL
    ORDER BY search_key <->> q.key, id
    LIMIT 200
) AS o
"""


@dataclass(frozen=True, slots=True)
class _Row:
    pk: int
    search_key: str
    short_name: str
    code: str
    code_kind: str
    settlement: str


def organisations_matching(
    name: str = "", code: str = "", *, code_kind: str = "", settlement: str = "", limit: int = 5
) -> list[Match]:
    """Return the organisations of the shared register that may be the one meant, most likely first."""
    return organisations_matching_all([Wanted(name, code, code_kind, settlement)], limit=limit)[0]


def organisations_matching_all(wanted: Sequence[Wanted], *, limit: int = 5) -> list[list[Match]]:
    """Answer `organisations_matching` for many at once, with at most five queries however many there are.

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
    for index, found in (_few if len(wanted) <= _FEW else _many)(keys, wanted):
        score = _score(keys[index], wanted[index], found)
        if score >= SIMILAR:
            by = "name" if score == 1 else "similar"
            match = Match(found.pk, found.short_name, found.code, found.settlement, by, round(score, 2))
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


def _few(keys: Sequence[str], wanted: Sequence[Wanted]) -> Iterator[tuple[int, _Row]]:
    """Yield candidates for a few names: the database compares trigrams with its index."""
    if not any(keys):
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_THRESHOLD_SQL, ["0.45"])
        cursor.execute(_SIMILAR_SQL, [list(keys)])
        found = cursor.fetchall()
        cursor.execute(_THRESHOLD_SQL, ["0.6"])
    for number, *columns in found:
        if keys[number - 1]:
            yield number - 1, _Row(*columns)


def _grams(key: str) -> set[str]:
    return {f" {word} "[start : start + 3] for word in key.split() if not word.isdigit() for start in range(len(word))}


def _many(keys: Sequence[str], wanted: Sequence[Wanted]) -> Iterator[tuple[int, _Row]]:
    """Yield candidates for a whole list: the register is read once, names are compared by their rarest trigrams.

    The index of the database would be walked for each name, and in a register of schools every name shares most of its
    trigrams with every other: seconds for a row. Here names with other numbers never meet, and the place weighs most.
    """
    if not any(keys):
        return
    rows: list[_Row] = []
    postings: dict[tuple[str, str], list[int]] = defaultdict(list)
    columns = ("pk", "search_key", "short_name", "code", "code_kind", "settlement")
    for values in Organisation.objects.filter(merged_into__isnull=True).values_list(*columns).iterator(chunk_size=5000):
        row = _Row(*values)
        place = _place(row.settlement)
        for variant in row.search_key.split(" | "):
            numbers = " ".join(sorted(numbers_in(variant)))
            for gram in _grams(variant):
                postings[numbers, gram].append(len(rows))
            if place:
                postings[numbers, f"@{place}"].append(len(rows))
        rows.append(row)
    for index, key in enumerate(keys):
        if not key:
            continue
        numbers = " ".join(sorted(numbers_in(key)))
        features = sorted(
            (postings[numbers, gram] for gram in _grams(key) if (numbers, gram) in postings),
            key=len,
        )
        shared: Counter[int] = Counter()
        for rank, posting in enumerate(features[:12]):
            if rank >= 3 and len(posting) > 400:
                break
            shared.update(posting[:2000])
        place = _place(wanted[index].settlement)
        for row_index in postings.get((numbers, f"@{place}"), []) if place else []:
            shared[row_index] += 4
        for row_index, _count in shared.most_common(20):
            yield index, rows[row_index]


@lru_cache(maxsize=4096)
def _place(settlement: str) -> str:
    return plain_key(settlement)


@lru_cache(maxsize=4096)
def _places_agree(here: str, there: str) -> bool:
    return not here or not there or here == there or SequenceMatcher(None, here, there).ratio() >= 0.8


def _score(key: str, one: Wanted, row: _Row) -> float:
    """Return how likely two names are one, from 0 to 1; 1 only for an equal key that nothing speaks against."""
    if one.code and row.code and (not one.code_kind or one.code_kind == row.code_kind) and one.code != row.code:
        return 0.0  # two codes of one register are two organisations
    here, there = _place(one.settlement), _place(row.settlement)
    if not _places_agree(here, there):
        return 0.0
    best = 0.0
    numbers, mine = numbers_in(key), set(key.split())
    for other in row.search_key.split(" | "):
        if numbers_in(other) != numbers:
            continue
        if other == key:
            best = 1.0
            break
        theirs = set(other.split())
        if len(mine & theirs) > 1 and (mine <= theirs or theirs <= mine):
            best = max(best, 0.75)
        matcher = SequenceMatcher(None, other, key, autojunk=False)
        if matcher.quick_ratio() >= max(SIMILAR, best):
            best = max(best, matcher.ratio())
    same_place = bool(here) and here == there
    if best == 1 and not same_place and (here or there or len(key) < 12):
        return 0.95  # an equal name without a place: shown, not taken for granted
    return best
