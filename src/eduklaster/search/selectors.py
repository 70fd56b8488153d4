"""Finding: what fits the words asked for, among what the reader may see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db import connection, transaction
from django.db.models import BooleanField, Count, F, FloatField, Func, Q, QuerySet, Value

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import version_governing
from eduklaster.kernel.sorting import LatinKey
from eduklaster.language.forms import LANGUAGES
from eduklaster.language.search import asked_forms, query_of
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import acts_visible_to, cases_visible_to
from eduklaster.sessions.access import proposals_visible_to, sessions_visible_to

from .enums import Kind
from .models import SearchEntry

PAGE = 20
SHORTEST = 2
LONGEST = 200
_SHORTEST_GUESSED = 4
_ALIKE = 0.4
"""From which similarity of trigrams a word counts as the typed one with a slip (0 to 1)."""


class Fits(Func):
    """Whether a tsvector fits a tsquery that is ready: nothing of it is parsed again."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


class Rank(Func):
    """How well it fits; long texts win nothing by their length (`ts_rank`, normalization 1)."""

    template = "ts_rank(%(expressions)s::tsquery, 1)"
    output_field = FloatField()


class HasWordLike(Func):
    """Whether a text has a word like a given one; the trigram index answers it."""

    template = "(%(expressions)s)"
    arg_joiner = " %%>> "
    output_field = BooleanField()


class Likeness(Func):
    """How much the likest word of a text resembles a given one."""

    function = "strict_word_similarity"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person looks for: words, and what narrows it; everything stands in the address of the page."""

    words: str
    kind: str = ""
    organ: str = ""
    since: date | None = None
    until: date | None = None

    @property
    def is_narrowed(self) -> bool:
        """Whether anything besides the words is asked."""
        return bool(self.kind or self.organ or self.since or self.until)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of what was found. `counts` are by kind, under all else that was asked; `is_guess`: words were typed wrong."""

    page: Page[SearchEntry]
    counts: dict[str, int]
    is_guess: bool = False
    words: tuple[str, ...] = ()
    forms: Sequence[frozenset[str]] = ()


def entries_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[SearchEntry]:
    """Return the entries of what somebody may see, each bounded by the room it belongs to.

    An item is seen with its session and, where it is about a case, with the case. Of the charter the version that holds.
    """
    cases = cases_visible_to(cluster, viewer).values("pk")
    sessions = sessions_visible_to(cluster, viewer).values("pk")
    return SearchEntry.objects.filter(cluster=cluster).filter(
        Q(kind=Kind.ACT, act__in=acts_visible_to(cluster, viewer).values("pk"))
        | Q(kind=Kind.CASE, case__in=cases)
        | Q(kind=Kind.ITEM, item__session__in=sessions) & (Q(item__case__isnull=True) | Q(item__case__in=cases))
        | Q(kind=Kind.PROPOSAL, proposal__in=proposals_visible_to(cluster, viewer).values("pk"))
        | Q(kind=Kind.CLAUSE, version=version_governing(cluster, viewer.on))
    )


def search(cluster: Cluster, viewer: Viewer, asked: Asked, page: str | int = 1, size: int = PAGE) -> Found:
    """Return a page of what fits the words in any of their forms; where nothing does, what has words like them."""
    words = asked.words.strip()[:LONGEST]
    visible = entries_visible_to(cluster, viewer).filter(_narrowed(asked))
    query = query_of(words, *LANGUAGES)
    if len(words) < SHORTEST or not query:
        return _found(visible.none(), asked, page, size)
    fitting = visible.filter(Fits(F("vector"), Value(query)))
    ranked = fitting.annotate(rank=Rank(F("vector"), Value(query)))
    found = _found(ranked, asked, page, size, forms=asked_forms(words, *LANGUAGES))
    if found.counts or _is_exact(words):
        return found
    return _guessed(visible, words, asked, page, size) or found


def _is_exact(words: str) -> bool:
    """Whether somebody has said precisely what they mean: a phrase, or what is not to be there."""
    return any(sign in words for sign in ('"', "«", " -")) or words.startswith("-")


def _narrowed(asked: Asked) -> Q:
    condition = Q()
    if asked.organ:
        condition &= Q(organ=asked.organ)
    if asked.since:
        condition &= Q(on__gte=asked.since)
    if asked.until:
        condition &= Q(on__lte=asked.until)
    return condition


def _guessed(visible: QuerySet[SearchEntry], words: str, asked: Asked, page: str | int, size: int) -> Found | None:
    typed = [word for word in words.lower().split() if len(word) >= _SHORTEST_GUESSED]
    if not typed:
        return None
    likeness = Value(0.0, FloatField())
    for word in typed:
        key = LatinKey(Value(word))
        visible = visible.filter(HasWordLike(F("find_key"), key))
        likeness = likeness + Likeness(key, F("find_key"))  # type: ignore[assignment]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('pg_trgm.strict_word_similarity_threshold', %s, true)", [str(_ALIKE)])
        found = _found(visible.annotate(rank=likeness), asked, page, size, is_guess=True, words=tuple(typed))
        return found if found.counts else None


def _found(
    rows: QuerySet[SearchEntry],
    asked: Asked,
    page: str | int,
    size: int,
    *,
    is_guess: bool = False,
    words: tuple[str, ...] = (),
    forms: Sequence[frozenset[str]] = (),
) -> Found:
    """Count by kind, then read one page with the things themselves: two questions, whatever is found."""
    kinds = dict(rows.order_by().values_list("kind").annotate(number=Count("pk"))) if not rows.query.is_empty() else {}
    chosen = rows.filter(kind=asked.kind) if asked.kind else rows
    total = kinds.get(asked.kind, 0) if asked.kind else sum(kinds.values())
    things = ("act__cluster", "case__cluster", "item__session__cluster", "item__ballot__act", "proposal__cluster")
    best = ("-rank", F("on").desc(nulls_last=True), "pk") if total else ("pk",)
    ordered = chosen.select_related("version", *things).order_by(*best)
    paginator = Paginator(ordered, size)
    paginator.__dict__["count"] = total  # known already: not counted again
    shown = paginator.get_page(page)
    shown.object_list = list(shown.object_list)  # read here, while what was set for this question still holds
    return Found(shown, kinds, is_guess, words, forms)
