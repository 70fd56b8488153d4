"""Recommendations on amendments: read, filed, answered, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Literal

from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.amendments.access import amendment_visible, may_keep, recommendation_visible
from eduklaster.amendments.enums import Answer
from eduklaster.amendments.models import Recommendation
from eduklaster.amendments.services import (
    RecommendationDraft,
    recommendation_answer,
    recommendation_file,
    recommendation_withdraw,
)
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import charter_of
from eduklaster.kernel.errors import NotFound
from eduklaster.procedures.access import doer_of

from ..contract import operation
from ..inputs import ClauseId, Code, In, Note, PathId
from ..paging import Page, Paging, page_of
from ..problems import Cited, citations_shown
from .common import Out, at, example

router = Router(tags=["amendments"])


class RecommendationOut(Out):
    """What somebody whom the charter asks says on a place of the amended text, and the answer."""

    model_config = example(
        id=7, number=1, amendment=3, clause="1.2", text="Додати дитячі садки.", party="participant:17",
        party_words="Учасник: ліцей № 5", filed_on="2026-03-05", state="answered", answer="partly",
        answer_text="Садки додано до п. 1.3.", answered_as="Секретар", answered_on="2026-03-20",
        citations=[{"kind": "default", "ref": "D-41", "words": "типове правило D-41", "page": None}],
        page="/c/luhova/amendments/recommendations/7/",
    )  # fmt: skip

    id: int
    """Its number in addresses."""
    number: int
    """Number within the amendment."""
    amendment: int
    """The amendment."""
    clause: str
    """The place of the text as it is cited; empty: the text as a whole."""
    text: str
    """What is recommended and why."""
    party: str
    """The party that recommends."""
    party_words: str
    """The same in words, as it was called then."""
    filed_on: date
    """Day of filing."""
    state: str
    """`waiting`, `answered`, `withdrawn`."""
    answer: str
    """`accepted`, `partly`, `declined`; empty while it waits."""
    answer_text: str
    """What is taken over, or why not."""
    answered_as: str
    """Capacity in which it was answered."""
    answered_on: date | None
    """Day of the answer."""
    citations: list[Cited]
    """By which clause or default this party is asked."""
    page: str
    """Its page."""


class RecommendationIn(In):
    """A recommendation that is filed."""

    model_config = In.model_config | {
        "json_schema_extra": {"examples": [{"text": "Додати дитячі садки.", "clause": "1.2"}]}
    }

    text: Note
    """What is recommended and why."""
    clause: ClauseId | None = None
    """The place of the text as it is cited; without it the text as a whole."""


class AnswerIn(In):
    """The answer to a recommendation."""

    model_config = In.model_config | {
        "json_schema_extra": {"examples": [{"answer": "partly", "text": "Садки додано до п. 1.3."}]}
    }

    answer: Literal["accepted", "partly", "declined"]
    """Accepted as it is, in part, or not."""
    text: Note = ""
    """What is taken over, or why not; needed unless it is accepted as it is."""


def _shown(row: Recommendation, cluster: Cluster) -> RecommendationOut:
    return RecommendationOut(
        id=row.pk,
        number=row.number,
        amendment=row.amendment_id,
        clause=row.clause,
        text=row.text,
        party=row.party,
        party_words=row.party_label,
        filed_on=row.filed_on,
        state=row.state,
        answer=row.answer,
        answer_text=row.answer_text,
        answered_as=row.answered_as,
        answered_on=row.answered_on,
        citations=citations_shown(row.citations, cluster, charter_of(row.amendment.base).charter),
        page=f"/c/{cluster.code}/amendments/recommendations/{row.pk}/",
    )


@operation(
    router, "get", "/clusters/{cluster}/amendments/{amendment}/recommendations", Page[RecommendationOut], anyone=True
)
def list_recommendations(
    request: HttpRequest, cluster: Code, amendment: PathId, paging: Query[Paging]
) -> Page[RecommendationOut]:
    """The recommendations on an amendment in the order of their numbers."""
    found, viewer = at(request, cluster)
    rows = amendment_visible(found, viewer, amendment).recommendations.select_related("amendment__base")

    def show(page: Iterable[Recommendation]) -> list[RecommendationOut]:
        return [_shown(row, found) for row in page]

    return page_of(rows.order_by("number"), paging, show)


@operation(router, "get", "/clusters/{cluster}/recommendations/{recommendation}", RecommendationOut, anyone=True)
def get_recommendation(request: HttpRequest, cluster: Code, recommendation: PathId) -> RecommendationOut:
    """A recommendation with its answer."""
    found, viewer = at(request, cluster)
    return _shown(recommendation_visible(found, viewer, recommendation), found)


@operation(router, "post", "/clusters/{cluster}/amendments/{amendment}/recommendations", RecommendationOut, status=201)
def file_recommendation(
    request: HttpRequest, cluster: Code, amendment: PathId, body: RecommendationIn
) -> RecommendationOut:
    """File a recommendation while the consultation lasts.

    Whom the charter does not ask is refused with the clause or the default that says who is asked.
    """
    found, viewer = at(request, cluster)
    row = recommendation_file(
        amendment=amendment_visible(found, viewer, amendment),
        draft=RecommendationDraft(body.text, body.clause or ""),
        doer=doer_of(viewer),
        on=viewer.on,
    )
    return _shown(row, found)


@operation(router, "put", "/clusters/{cluster}/recommendations/{recommendation}/answer", RecommendationOut)
def answer_recommendation(
    request: HttpRequest, cluster: Code, recommendation: PathId, body: AnswerIn
) -> RecommendationOut:
    """Answer a recommendation: accept it, accept it in part, or decline it with the reason.

    Whoever recommended it is told. The answer may be mended until the vote.
    """
    found, viewer = at(request, cluster)
    row = recommendation_visible(found, viewer, recommendation)
    doer = doer_of(viewer)
    if not may_keep(row.amendment, doer):
        raise NotFound
    recommendation_answer(
        cluster=found,
        recommendation_id=row.pk,
        answer=Answer(body.answer),
        text=body.text,
        doer=doer,
        on=viewer.on,
    )
    return _shown(recommendation_visible(found, viewer, recommendation), found)


@operation(router, "post", "/clusters/{cluster}/recommendations/{recommendation}/withdrawal", RecommendationOut)
def withdraw_recommendation(request: HttpRequest, cluster: Code, recommendation: PathId) -> RecommendationOut:
    """Take one's own recommendation back while it has no answer."""
    found, viewer = at(request, cluster)
    row = recommendation_visible(found, viewer, recommendation)
    doer = doer_of(viewer)
    if row.party not in doer.parties:
        raise NotFound
    recommendation_withdraw(cluster=found, recommendation_id=row.pk, doer=doer, on=viewer.on)
    return _shown(recommendation_visible(found, viewer, recommendation), found)
