"""The register of acts, and one of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.charter.messages import act_kind_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel.errors import NotFound
from eduklaster.procedures.access import acts_visible_to, cases_visible_to
from eduklaster.procedures.models import Act

from ..contract import operation
from ..inputs import Code, In, PathId, QueryYear, Words
from ..paging import Page, Paging, page_of
from ..problems import Cited, citations_shown
from .common import Out, at, example, language

router = Router(tags=["cases"])
_CITED = {"kind": "clause", "ref": "3.2", "words": "п. 3.2", "page": "/c/luhova/charter/3.2/"}
_ACT = {
    "id": 9, "kind": "order", "kind_name": "наказ", "number": 3, "year": 2026, "on": "2026-03-20",
    "title": "Про вступ ліцею № 5", "issuer": "Ректор", "effective_on": "2026-03-20", "state": "registered",
    "page": "/c/luhova/acts/9/",
}  # fmt: skip


class ActFilter(In):
    """Which acts are wanted."""

    kind: Code | None = None
    """Kind: `decision`, `order`, `agreement`, `signature`."""
    year: QueryYear | None = None
    """Year of the numbering."""
    q: Words | None = None
    """Words of title or text."""


class ActOut(Out):
    """A registered act."""

    model_config = example(**_ACT)

    id: int
    """Its number in addresses."""
    kind: str
    """Kind."""
    kind_name: str
    """What the cluster calls this kind."""
    number: int | None
    """Number within issuer, kind and year."""
    year: int | None
    """Year of the numbering."""
    on: date
    """Date of the act."""
    title: str
    """Heading."""
    issuer: str
    """Organ, office or party that issued it."""
    effective_on: date | None
    """Since when it works."""
    state: str
    """`registered`, `corrected`, `revoked`."""
    page: str
    """Its page."""


class ActCard(ActOut):
    """An act with its text and what it rests on."""

    model_config = example(**_ACT, text="Прийняти ліцей № 5.", bases=[7], followers=[], cases=[8], citations=[_CITED])

    text: str
    """Its text."""
    bases: list[int]
    """Acts on which it rests, as far as the caller may read them."""
    followers: list[int]
    """Acts that rest on it."""
    cases: list[int]
    """Cases of whose chain it is a part."""
    citations: list[Cited]
    """Clauses and defaults that it cites."""


def _act(row: Act, cluster: Cluster, charter: Charter) -> dict[str, Any]:
    return {
        "id": row.pk,
        "kind": row.kind,
        "kind_name": act_kind_words(row.kind, language(), charter),
        "number": row.number,
        "year": row.year,
        "on": row.on,
        "title": str(row.title),
        "issuer": str(row.issuer_label),
        "effective_on": row.effective_on,
        "state": row.state,
        "page": f"/c/{cluster.code}/acts/{row.pk}/",
    }


@operation(router, "get", "/clusters/{cluster}/acts", Page[ActOut], anyone=True)
def list_acts(request: HttpRequest, cluster: Code, asked: Query[ActFilter], paging: Query[Paging]) -> Page[ActOut]:
    """The register of acts: resolutions, orders, agreements, signatures, the newest first."""
    found, viewer = at(request, cluster)
    charter = rulebook_of(found, viewer.on).charter
    rows = acts_visible_to(found, viewer).distinct()
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.year:
        rows = rows.filter(year=asked.year)
    if asked.q:
        words = Q(title__uk__icontains=asked.q) | Q(title__ru__icontains=asked.q) | Q(title__en__icontains=asked.q)
        rows = rows.filter(words | Q(text__icontains=asked.q))

    def show(page: Iterable[Act]) -> list[ActOut]:
        return [ActOut(**_act(row, found, charter)) for row in page]

    return page_of(rows, paging, show)


@operation(router, "get", "/clusters/{cluster}/acts/{act}", ActCard, anyone=True)
def get_act(request: HttpRequest, cluster: Code, act: PathId) -> ActCard:
    """An act with its text, what it rests on and what rests on it."""
    found, viewer = at(request, cluster)
    visible = acts_visible_to(found, viewer)
    row = visible.filter(pk=act).first()
    if row is None:
        raise NotFound
    charter = rulebook_of(found, viewer.on).charter

    def ids(rows: Any) -> list[int]:
        return sorted(set(rows.order_by().values_list("pk", flat=True)))

    return ActCard(
        **_act(row, found, charter),
        text=row.text,
        bases=ids(visible.filter(cited_by__act=row)),
        followers=ids(visible.filter(bases__rests_on=row)),
        cases=ids(cases_visible_to(found, viewer).filter(steps__act=row)),
        citations=citations_shown(row.citations, found, charter),
    )
