"""One item as the minutes and extracts from them tell it: heard, spoke, decided, with the votes."""

from __future__ import annotations

from typing import Any

from eduklaster.documents.content import Block, Column
from eduklaster.documents.naming import told, written
from eduklaster.documents.registry import Frame
from eduklaster.governance.models import Ballot
from eduklaster.procedures.documents import resolved_lines
from eduklaster.votes.enums import Method, VoteKind, VoteState
from eduklaster.votes.models import Vote

from .enums import Consensus, ItemState
from .models import AgendaItem, Proposal
from .registry import ListedRow
from .selectors import outcome_line

_TASK_COLUMNS = (("task", 3.0), ("owner", 2.0), ("term", 1.4), ("standing", 1.8))


def item_blocks(item: AgendaItem, number: str, frame: Frame) -> list[Block]:
    """Return one item of the minutes under its number."""
    words = frame.words
    blocks = [Block("label", item.title, number=f"{number}. {words['heard']}")]
    heard = _lines(item.heard)
    if item.speaker and heard:
        heard[0] = _said_by(item.speaker, heard[0], words)
    elif item.speaker:
        heard = [told(words["reports"], item.speaker)]
    blocks += [Block("paragraph", line) for line in heard]
    if item.listed:
        blocks.append(_listed(item, frame))
    if item.spoke:
        blocks.append(Block("label", number=words["spoke"]))
        blocks += [Block("paragraph", line) for line in _lines(item.spoke)]
    blocks.append(Block("label", number=words["decided"]))
    blocks += _decision(item, frame)
    return blocks


_ABOUT = {"про", "щодо", "о", "об", "обо", "about", "on"}
"""Words with which a note of what was heard begins: they stand in the middle of the sentence that names the speaker."""


def _said_by(speaker: str, line: str, words: Any) -> str:
    """Return who reported with what was reported: «Литвин О. В. — про програму»."""
    if line.partition(" ")[0].casefold() in _ABOUT:
        return str(words["heard_from"] % (speaker, line[:1].lower() + line[1:]))
    return told(words["heard_from_open"], speaker.rstrip("."), line)


def as_sentence(text: str) -> str:
    """Return a title with the full stop of a sentence."""
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _listed(item: AgendaItem, frame: Frame) -> Block:
    """Return what was overdue or due when the session opened."""
    columns = tuple(Column(frame.words[name], width) for name, width in _TASK_COLUMNS)
    rows = [ListedRow.of(data) for data in item.listed or []]
    language = frame.language
    return Block(
        "table",
        columns=columns,
        rows=[
            (row.title, row.who.in_(language), written(row.due_on, language), row.words.in_(language)) for row in rows
        ],
    )


def _decision(item: AgendaItem, frame: Frame) -> list[Block]:
    words = frame.words
    act = item.ballot.act if item.ballot else None
    votes = [row.vote for row in item.item_votes.select_related("vote__cluster").order_by("pk")]
    told_by_votes = {outcome_line(vote) for vote in votes if _counts(vote)}
    texts = [line for line in _lines(item.decided) if line not in told_by_votes]
    if not texts and act is not None:
        texts = resolved_lines(act, frame)
    if not texts and item.proposal is not None:
        texts = _disposed(item.proposal, frame)
    if not texts and item.state == ItemState.POSTPONED:
        texts = [words["postponed"]]
    if not texts and item.state == ItemState.NOTED:
        texts = [words["noted"]]
    blocks = [Block("paragraph", text) for text in texts]
    if item.ballot is None and item.consensus == Consensus.REACHED:
        blocks.append(Block("paragraph", words["consensus"]))
    if item.ballot is not None:
        blocks.append(_votes(item.ballot, words))
    own = [vote for vote in votes if vote.ballot_id is None and _counts(vote)]
    for vote in own:
        if len(own) > 1:
            blocks.append(Block("paragraph", told(words["vote_on"], vote.question.in_(frame.language))))
        blocks.append(_votes(vote, words))
    return blocks


def _disposed(proposal: Proposal, frame: Frame) -> list[str]:
    """Return what became of a proposal, with the reason that was given."""
    pattern = frame.words.get(f"proposal_{proposal.state}", "")
    if "%s" in pattern:
        pattern = told(pattern, written(proposal.deferred_to, frame.language))
    return [part for part in (pattern, *_lines(proposal.answer)) if part]


def _counts(vote: Vote) -> bool:
    """Say whether a vote has votes for and against to tell; an election has names instead."""
    return vote.state == VoteState.CLOSED and vote.kind == VoteKind.MOTION and "facts" in vote.verdict


def _votes(vote: Ballot | Vote, words: Any) -> Block:
    facts = vote.verdict.get("facts", {})
    if vote.verdict.get("code") == "vote.no_quorum":
        return Block("paragraph", words["no_quorum"])
    if facts.get("by_consensus"):
        return Block("paragraph", words["consensus"])
    counts = tuple(facts.get(name, 0) for name in ("for_", "against", "abstain"))
    pattern = words["votes" if vote.method == Method.OPEN else "votes_secret"]
    return Block("paragraph", f"{pattern % counts} {words['carried' if vote.is_carried else 'lost']}")


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
