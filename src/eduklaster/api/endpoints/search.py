"""Search: acts, items of sessions, proposals, cases and clauses by words in any form."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, version_governing
from eduklaster.language.search import fragment_of
from eduklaster.search.models import SearchEntry
from eduklaster.search.presenters import READ, places_in, thing_of
from eduklaster.search.selectors import LONGEST, Asked, Found, search

from ..contract import operation
from ..inputs import NO_NULLS, Code, Day, In
from ..paging import Page, Paging, page_shown
from .common import Out, at, example, language

router = Router(tags=["search"])


class SearchFilter(In):
    """What is looked for, and what narrows it."""

    q: Annotated[str, Field(min_length=2, max_length=LONGEST, pattern=NO_NULLS)]
    """Words, in any form of Ukrainian or Russian; "a phrase", -without; a slip is forgiven."""
    kind: Literal["act", "item", "proposal", "case", "clause"] | None = None
    """What is looked for."""
    organ: Code | None = None
    """Id of the organ in the charter."""
    since: Day | None = None
    """First day."""
    until: Day | None = None
    """Last day."""


class MatchOut(Out):
    """Where a word stands that was looked for."""

    begin: int
    """Number of characters before it in the fragment."""
    end: int
    """Number of characters before its end."""


class HitOut(Out):
    """One thing that was found."""

    model_config = example(
        kind="act", title="Про кошторис лабораторії", note="Ухвала № 4/2026 · Рада кластера", on="2026-03-02",
        language="uk", fragment="Затвердити кошторис лабораторії.", matches=[{"begin": 11, "end": 19}], is_guess=False,
        page="/c/luhova/acts/12/",
    )  # fmt: skip

    kind: str
    """`act`, `item` (of a session), `proposal`, `case` or `clause` (of the charter)."""
    title: str
    """Heading."""
    note: str
    """What it is, in a line."""
    on: date | None
    """Its day."""
    language: str
    """Language of its text."""
    fragment: str
    """The part of its text in which most of the words stand; empty where they stand in the heading alone."""
    matches: list[MatchOut]
    """Where they stand in the fragment."""
    is_guess: bool
    """Whether nothing fits the words as they were written, and this has words like them."""
    page: str
    """Its page."""


def _hit(entry: SearchEntry, found: Found, cluster: Cluster, charter: Charter) -> HitOut:
    title, url, note, _state = thing_of(entry, cluster, charter, language())
    text = entry.text[:READ]
    places = places_in(text, found)
    begin, end = fragment_of(text, places) if places else (0, 0)
    return HitOut(
        kind=entry.kind,
        title=title if isinstance(title, str) else title.in_(language()),
        note=note,
        on=entry.on,
        language=entry.language,
        fragment=text[begin:end],
        matches=[
            MatchOut(begin=p.begin - begin, end=p.end - begin) for p in places if begin <= p.begin and p.end <= end
        ],
        is_guess=found.is_guess,
        page=url,
    )


@operation(router, "get", "/clusters/{cluster}/search", Page[HitOut], anyone=True)
def search_cluster(
    request: HttpRequest, cluster: Code, asked: Query[SearchFilter], paging: Query[Paging]
) -> Page[HitOut]:
    """Find what the caller may see by words in any form, the best first."""
    where, viewer = at(request, cluster)
    charter = rulebook_of(where, viewer.on, version_governing(where, viewer.on)).charter
    wanted = Asked(asked.q, asked.kind or "", asked.organ or "", asked.since, asked.until)
    found = search(where, viewer, wanted, paging.page, paging.per_page)
    is_past = paging.page != found.page.number
    return page_shown(found.page, paging, [] if is_past else [_hit(one, found, where, charter) for one in found.page])
