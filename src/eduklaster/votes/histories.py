"""What the entries of the room say in the journal."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from eduklaster.journal.words import SILENT, ActionWord, FactWord, register_words

from .enums import Method, VoteKind


def register() -> None:
    """Register the words; called once when the room starts."""
    register_words(
        actions={
            "vote.opened": ActionWord(_("A vote was opened"), "checkbox"),
            "vote.closed": ActionWord(_("A vote was closed and counted"), "gavel"),
            "vote.objected": ActionWord(
                _("A member demanded a meeting instead of a vote by correspondence"), "hand-stop"
            ),
            "vote.annulled": ActionWord(_("A vote was annulled"), "ban"),
        },
        facts={
            "votes.vote.method": FactWord(_("How it was held"), choices=dict(Method.choices)),
            "votes.vote.kind": FactWord(_("What was asked"), choices=dict(VoteKind.choices)),
            "votes.vote.round": FactWord(_("Round")),
            "votes.vote.entitled": FactWord(_("Entitled to vote")),
            "votes.vote.counts": SILENT,
            "votes.vote.elected": SILENT,
            "votes.vote.runoff": SILENT,
            "votes.vote.slips": SILENT,
            "votes.vote.code": SILENT,
            "votes.vote.root": FactWord(_("Digest of all slips"), form="hash"),
        },
        rows={"votes.vote": _("Live vote")},
    )
