"""Recorded votes: the register, one of them with its roll call, all of them counted again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from ninja import Query, Router

from eduklaster.charter.messages import origin_words, sentence_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import charter_of, version_governing
from eduklaster.governance.access import ballots_visible_to
from eduklaster.governance.models import Ballot
from eduklaster.governance.presenters import ballot_page, frozen_rules
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import cases_visible_to
from eduklaster.procedures.presenters import verdict_of
from eduklaster.votes.replays import Replayed, ballots_replayed

from ..contract import operation
from ..inputs import Code, Day, In, PathId, Words
from ..paging import Page, Paging, page_of
from ..problems import Cited, citations_shown
from .common import Out, at, cited, example, language
from .vote_shapes import RULE, FrozenRule

router = Router(tags=["votes"])
_SHORT = {
    "id": 6, "question": "Вступ ліцею № 5", "organ": "council", "on": "2026-03-20", "method": "open", "verdict": "vote.carried",
    "is_carried": True, "act": 14, "page": "/c/luhova/ballots/6/",
}  # fmt: skip
_CALL = {
    "seat": 12, "label": "Директор ліцею № 5", "holder": "Лугова Анна Іванівна", "choice": "for", "words": "за",
    "by_alternate": False,
}  # fmt: skip


class BallotFilter(In):
    """Which recorded votes are wanted."""

    organ: Code | None = None
    """Id of the organ in the charter."""
    since: Day | None = None
    """First day."""
    until: Day | None = None
    """Last day."""
    q: Words | None = None
    """Words of the question."""


class BallotOut(Out):
    """A vote on record: by roll call, or the count of a live vote on a case."""

    model_config = example(**_SHORT)

    id: int
    """Its number in addresses."""
    question: str
    """What was decided."""
    organ: str
    """Id of the organ in the charter."""
    on: date
    """The day."""
    method: str
    """`open`, `secret` or `anonymous`."""
    verdict: str
    """Code of the result: `vote.carried`, `vote.lost`, `vote.no_quorum`, `election.elected`."""
    is_carried: bool
    """Whether it was carried."""
    act: int | None
    """The act of a carried vote."""
    page: str
    """Its page."""


class CallOut(Out):
    """What one seat said."""

    seat: int
    """Number of the seat."""
    label: str
    """What it stands for."""
    holder: str
    """Who sat on it, where the caller may know."""
    choice: str
    """`for`, `against`, `abstain`, `voted`, `present`, `recused` or `absent`."""
    words: str
    """The same in words."""
    by_alternate: bool
    """Whether the alternate came."""


class RankOut(Out):
    """A candidate in one round of an election."""

    name: str
    """Name, or «Candidate 1» where the caller may not know it."""
    votes: int
    """How many votes."""


class BallotCard(BallotOut):
    """A recorded vote with the rule as it was, and its roll call."""

    model_config = example(
        **_SHORT, sentence="Рішення ухвалено: 6 голосів з 9.", facts={"for_": 6, "needed": 6, "base": 9},
        citations=[RULE["citation"]], rules=[RULE], cases=[8], vote=None, is_roll_shown=True, roll=[_CALL], ranking=[],
        next="Крок виконано, акт зареєстровано.",
    )  # fmt: skip

    sentence: str
    """The result in words."""
    facts: dict[str, Any]
    """Numbers of the result; fractions are exact."""
    citations: list[Cited]
    """What the result rests on."""
    rules: list[FrozenRule]
    """The main rules as they were then."""
    cases: list[int]
    """The cases that it decided, of those that the caller may see."""
    vote: int | None
    """The live vote whose count this is."""
    is_roll_shown: bool
    """Whether the caller may see who said what; nobody may where the vote was not open."""
    roll: list[CallOut]
    """The roll call."""
    ranking: list[RankOut]
    """Candidates by their votes, of an election."""
    next: str
    """What happens next, in words."""


class RecountOut(Out):
    """A recorded vote counted again by the charter under which it was held."""

    model_config = example(
        ballot=6, question="Вступ ліцею № 5", on="2026-03-20", version=2, recorded="vote.carried", counted="vote.carried",
        agrees=True, differs=[], facts={"for_": 6, "needed": 6, "base": 9}, sentence="Рішення ухвалено: 6 голосів з 9.",
        citations=[RULE["citation"]],
    )  # fmt: skip

    ballot: int
    """The vote on record."""
    question: str
    """What was decided."""
    on: date
    """The day."""
    version: int
    """Number of the version of the charter."""
    recorded: str
    """Code of the result on record."""
    counted: str
    """Code of the new count."""
    agrees: bool
    """Whether the two agree in everything that is compared."""
    differs: list[str]
    """What does not agree: `code` for the result itself, else names of numbers."""
    facts: dict[str, Any]
    """Numbers of the new count; fractions are exact."""
    sentence: str
    """The new count in words."""
    citations: list[Cited]
    """What the new count rests on."""


def _plain(row: Ballot, cluster: Cluster) -> dict[str, Any]:
    return {
        "id": row.pk,
        "question": str(row.question),
        "organ": row.organ,
        "on": row.on,
        "method": row.method,
        "verdict": row.verdict.get("code", ""),
        "is_carried": row.is_carried,
        "act": row.act_id,
        "page": f"/c/{cluster.code}/ballots/{row.pk}/",
    }


def card_of(cluster: Cluster, viewer: Viewer, ballot: int) -> BallotCard:
    """Return a recorded vote that the caller may see."""
    rows = ballots_visible_to(cluster, viewer).select_related("cluster", "act", "live_vote")
    row = rows.filter(pk=ballot).first()
    if row is None:
        raise NotFound
    seen = cases_visible_to(cluster, viewer).filter(ballots=row).select_related("cluster", "version").order_by("pk")
    cases = list(seen)
    page = ballot_page(row, cases, viewer)
    charter = charter_of(cases[0].version if cases else version_governing(cluster, row.on)).charter
    return BallotCard(
        **_plain(row, cluster),
        sentence=page.sentence,
        facts={name: value for name, value in row.verdict.get("facts", {}).items() if name != "ranking"},
        citations=citations_shown(row.verdict.get("citations", []), cluster, charter),
        rules=[
            FrozenRule(
                key=rule.key,
                title=rule.spec.title.in_(language()),
                value=rule.value,
                words=words,
                origin=origin_words(rule, language(), charter),
                citation=cited(rule, cluster, charter),
            )
            for rule, words in frozen_rules(row)
        ],
        cases=[case.pk for case in cases],
        vote=row.live_vote.pk if hasattr(row, "live_vote") else None,
        is_roll_shown=page.is_roll_shown,
        roll=[
            CallOut(
                seat=call.seat_id,
                label=call.label,
                holder=call.holder,
                choice=call.choice,
                words=str(call.state.label),
                by_alternate=call.by_alternate,
            )
            for call in page.calls
        ],
        ranking=[RankOut(name=one.name, votes=one.votes) for one in page.ranking],
        next=page.next_words,
    )


@operation(router, "get", "/clusters/{cluster}/ballots", Page[BallotOut], anyone=True)
def list_ballots(
    request: HttpRequest, cluster: Code, asked: Query[BallotFilter], paging: Query[Paging]
) -> Page[BallotOut]:
    """The recorded votes that the caller may see, the newest first, without persons."""
    found, viewer = at(request, cluster)
    rows = ballots_visible_to(found, viewer)
    if asked.organ:
        rows = rows.filter(organ=asked.organ)
    if asked.since:
        rows = rows.filter(on__gte=asked.since)
    if asked.until:
        rows = rows.filter(on__lte=asked.until)
    if asked.q:
        words = Q(question__uk__icontains=asked.q) | Q(question__ru__icontains=asked.q)
        rows = rows.filter(words | Q(question__en__icontains=asked.q))
    return page_of(rows, paging, lambda page: [BallotOut(**_plain(row, found)) for row in page])


@operation(router, "get", "/clusters/{cluster}/ballots/{ballot}", BallotCard, anyone=True)
def get_ballot(request: HttpRequest, cluster: Code, ballot: PathId) -> BallotCard:
    """A recorded vote with the rule as it was then; members of organs and the secretary see the roll call too."""
    found, viewer = at(request, cluster)
    return card_of(found, viewer, ballot)


def _recount(one: Replayed, cluster: Cluster) -> RecountOut:
    charter = charter_of(one.version).charter
    told = one.again.as_json()
    return RecountOut(
        ballot=one.ballot.pk,
        question=str(one.ballot.question),
        on=one.ballot.on,
        version=one.version.number,
        recorded=one.ballot.verdict.get("code", ""),
        counted=one.again.code,
        agrees=one.agrees,
        differs=list(one.differs),
        facts={name: value for name, value in told["facts"].items() if name != "ranking"},
        sentence=sentence_of(verdict_of(told), language(), charter),
        citations=citations_shown(told["citations"], cluster, charter),
    )


@operation(router, "get", "/clusters/{cluster}/recounts", Page[RecountOut], anyone=True)
def list_recounts(request: HttpRequest, cluster: Code, paging: Query[Paging]) -> Page[RecountOut]:
    """The recorded votes that the caller may see, each counted again by the charter under which it was held.

    What was recorded stands beside the new count; where the two do not agree, `differs` says in what.
    """
    found, viewer = at(request, cluster)
    rows = ballots_visible_to(found, viewer)

    def show(page: Iterable[Ballot]) -> list[RecountOut]:
        again = ballots_replayed(found, rows.filter(pk__in=[row.pk for row in page]))
        return [_recount(one, found) for one in again]

    return page_of(rows, paging, show)
