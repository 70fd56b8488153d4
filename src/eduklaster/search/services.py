"""Keeping the words of things that are found. It follows what other rooms write and is never the record of anything."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from django.contrib.postgres.search import SearchVectorField
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import charter_of, version_governing
from eduklaster.language.forms import LANGUAGES
from eduklaster.language.search import tsvector_of
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.selectors import acts_of, cases_of
from eduklaster.sessions.models import AgendaItem, Proposal
from eduklaster.sessions.selectors import proposals_of

from .models import SearchEntry
from .wording import Words, act_words, case_words, clauses_words, item_words, proposal_words

_BATCH = 500
_WRITTEN = ["cluster", "kind", "language", "organ", "on", "text", "vector", "plain", "digest"]


def _entry(words: Words) -> SearchEntry:
    title = tsvector_of("\n".join(words.titles), *LANGUAGES)
    body = tsvector_of(f"{words.more}\n{words.text}", *LANGUAGES)
    sql = "setweight(%s::tsvector, 'A') || setweight(%s::tsvector, 'C')"
    vector = RawSQL(sql, (title, body), SearchVectorField())  # noqa: S611 -- both are parameters
    return SearchEntry(
        key=words.key,
        cluster_id=words.cluster_id,
        kind=words.kind,
        language=words.language,
        organ=words.organ,
        on=words.on,
        text=words.text,
        vector=vector,
        plain=words.plain,
        digest=words.digest,
        **words.refs,
    )


@transaction.atomic
def words_put(rows: Iterable[Words]) -> int:
    """Write the words of things, where they are new or changed; returns how many were written."""
    written = 0
    given = iter(rows)
    while batch := list(islice(given, _BATCH)):
        keys = [words.key for words in batch]
        known = dict(SearchEntry.objects.filter(key__in=keys).values_list("key", "digest"))
        new = [_entry(words) for words in batch if known.get(words.key) != words.digest]
        SearchEntry.objects.bulk_create(new, update_conflicts=True, unique_fields=["key"], update_fields=_WRITTEN)
        written += len(new)
    return written


def act_index(*, act_id: int) -> int:
    """Write the words of an act."""
    act = Act.objects.select_related("cluster").get(pk=act_id)
    return words_put([act_words(act, charter_of(version_governing(act.cluster, act.on)).charter)])


def case_index(*, case_id: int) -> int:
    """Write the words of a case."""
    return words_put([case_words(Case.objects.select_related("cluster", "version").get(pk=case_id))])


def session_index(*, session_id: int) -> int:
    """Write the words of the items of a session."""
    return words_put(_items(AgendaItem.objects.filter(session_id=session_id)))


def proposal_index(*, proposal_id: int) -> int:
    """Write the words of a proposal."""
    return words_put([proposal_words(Proposal.objects.select_related("cluster").get(pk=proposal_id))])


def charter_index(*, version_id: int) -> int:
    """Write the words of every place of a version of a charter."""
    version = CharterVersion.objects.select_related("cluster").filter(pk=version_id).first()
    return words_put(clauses_words(version)) if version else 0


def _items(rows: QuerySet[AgendaItem]) -> Iterator[Words]:
    for item in rows.select_related("session__cluster").order_by("pk"):
        yield item_words(item, item.session)


def rebuild(*, cluster: Cluster) -> int:
    """Write the words of everything in a cluster that differs from what is kept; returns how much that was."""
    charter = charter_of(version_governing(cluster, cluster.created_at.date())).charter
    written = words_put(act_words(act, charter) for act in acts_of(cluster).select_related("cluster"))
    written += words_put(case_words(case) for case in cases_of(cluster).select_related("cluster", "version"))
    written += words_put(_items(AgendaItem.objects.filter(session__cluster=cluster)))
    written += words_put(proposal_words(row) for row in proposals_of(cluster).select_related("cluster"))
    return written + sum(words_put(clauses_words(row)) for row in cluster.versions.select_related("cluster"))
