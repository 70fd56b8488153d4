"""Which words of a thing are searched: its title weighs most; names of persons are no words of it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from eduklaster.charter.messages import act_kind_words, clause_words, matter_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import CharterVersion
from eduklaster.clusters.selectors import charter_of
from eduklaster.kernel.text import LANGUAGES, Localized
from eduklaster.procedures.models import Act, Case
from eduklaster.sessions.models import AgendaItem, Proposal, Session
from eduklaster.sessions.selectors import day_of

from .enums import Kind

_LONGEST = 200_000
_PLAIN = 4_000


@dataclass(frozen=True, slots=True)
class Words:
    """What is known of one thing. `refs` are its foreign keys by name; `more` is searched and not shown."""

    key: str
    cluster_id: int
    kind: Kind
    language: str
    titles: tuple[str, ...]
    refs: dict[str, Any] = field(default_factory=dict)
    text: str = ""
    more: str = ""
    organ: str = ""
    on: date | None = None

    @property
    def plain(self) -> str:
        """Titles and the beginning of the text."""
        return " ".join([*self.titles, self.more, self.text[:_PLAIN]])

    @property
    def digest(self) -> str:
        """A sum that changes with anything here."""
        parts = [self.language, *self.titles, "", self.text, self.more, self.organ, str(self.on)]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _titles(title: Any) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for code in LANGUAGES if (text := title.get(code, ""))))


def _joined(*parts: str) -> str:
    return "\n".join(part.strip() for part in parts if part.strip())[:_LONGEST]


def act_words(act: Act, charter: Charter) -> Words:
    """Return the words of an act: title, text, and the kind and number by which it is asked for."""
    kind, _, issuer = act.issuer.partition(":")
    return Words(
        key=f"act:{act.pk}",
        cluster_id=act.cluster_id,
        kind=Kind.ACT,
        language=act.cluster.language,
        titles=_titles(act.title),
        refs={"act_id": act.pk},
        text=_joined(act.text),
        more=f"{act_kind_words(act.kind, act.cluster.language, charter)} {act.number}/{act.year}",
        organ=issuer if kind == "organ" else "",
        on=act.on,
    )


def case_words(case: Case) -> Words:
    """Return the words of a case: title, what kind of matter it is, number."""
    charter = charter_of(case.version).charter
    return Words(
        key=f"case:{case.pk}",
        cluster_id=case.cluster_id,
        kind=Kind.CASE,
        language=case.cluster.language,
        titles=_titles(case.title),
        refs={"case_id": case.pk},
        more=f"{matter_words(charter, case.matter, case.cluster.language)} {case.reference}",
        on=case.opened_on,
    )


def item_words(item: AgendaItem, session: Session) -> Words:
    """Return the words of an item: title, what was decided, what was heard. Who said what in the debate is left out."""
    return Words(
        key=f"item:{item.pk}",
        cluster_id=session.cluster_id,
        kind=Kind.ITEM,
        language=session.cluster.language,
        titles=(item.title,),
        refs={"item_id": item.pk},
        text=_joined(item.decided, item.heard),
        organ=session.organ,
        on=day_of(session),
    )


def proposal_words(proposal: Proposal) -> Words:
    """Return the words of a proposal: title, text, answer."""
    return Words(
        key=f"proposal:{proposal.pk}",
        cluster_id=proposal.cluster_id,
        kind=Kind.PROPOSAL,
        language=proposal.cluster.language,
        titles=(proposal.title,),
        refs={"proposal_id": proposal.pk},
        text=_joined(proposal.text, proposal.answer),
        more=str(proposal.number),
        organ=proposal.organ,
        on=proposal.filed_on,
    )


def clauses_words(version: CharterVersion) -> Iterator[Words]:
    """Yield the words of every place of a charter: its gist in three languages, and the cluster's own text."""
    texts = dict(version.texts.values_list("clause", "text"))
    language = version.cluster.language
    for _depth, clause, _parent in charter_of(version).charter.clause_walk():
        gist = Localized({code: clause.gist.in_(code) for code in LANGUAGES})
        yield Words(
            key=f"clause:{version.pk}:{clause.id}",
            cluster_id=version.cluster_id,
            kind=Kind.CLAUSE,
            language=language,
            titles=_titles(gist),
            refs={"version_id": version.pk, "clause": clause.id},
            text=_joined(texts.get(clause.id, "")),
            more=clause.number or clause_words(clause.id, language) or clause.id,
        )
