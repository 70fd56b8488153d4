"""Refusals of the engine."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from eduklaster.charter.messages import say
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Verdict
from eduklaster.journal.services import Actor
from eduklaster.kernel.errors import InputError, RuleRefusal


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt that was refused: where, by whom, and why."""

    cluster_id: int
    case_id: int | None
    step: str
    actor: Actor
    label: str
    verdict: Verdict


class ChainRefused(RuleRefusal):
    """The chain of acts does not allow this; the verdict names clause or default."""

    def __init__(self, verdict: Verdict, language: str, charter: Charter, attempt: Attempt | None = None) -> None:
        """Say the verdict in the reader's language and the charter's own names; keep the attempt for the history."""
        self.attempt = attempt
        super().__init__(verdict, say(verdict, language[:2], charter))


class PaperNoteMissing(InputError):
    """A step done on paper by somebody else needs to say what the paper is."""

    def __init__(self) -> None:
        """Point at the note."""
        super().__init__("step.paper_note", _("Say which paper you record: who signed it and when."), field="note")
