"""How a charter is amended: who is asked for recommendations, how long, and whether each of them must be answered."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from .calendar import WorkingCalendar
from .chains import Progress, over_on
from .matters import Chain, resolve_party
from .resolver import Resolved, Rulebook, Scope
from .schema import Party, Step
from .verdicts import Citation, Verdict

RECOMMENDS = "amendment.recommends"
ANSWERS = "amendment.answers"
_DECIDING = {"vote", "approval", "order"}


@dataclass(frozen=True, slots=True)
class Consultation:
    """The time in which recommendations are taken. `last` is the last day; both are None before it is opened."""

    step: Step
    first: date | None
    last: date | None

    def is_open_on(self, day: date) -> bool:
        """Whether recommendations are taken on a day."""
        return self.first is not None and self.first <= day and (self.last is None or day <= self.last)


def consultation_of(chain: Chain, progress: Progress, calendar: WorkingCalendar | None = None) -> Consultation | None:
    """Return the consultation of a chain as it stands; None where the chain has none.

    It is opened by doing its step, and lasts for its waiting time; without one, until the amendment is decided.
    """
    step = next((s for s in chain.steps if s.kind == "consultation"), None)
    if step is None:
        return None
    done = progress.done.get(step.id)
    if done is None or done.on is None:
        return Consultation(step, None, None)
    end = over_on(chain, progress, step, calendar) if step.wait else None
    return Consultation(step, done.on, end - timedelta(days=1) if end is not None else None)


def recommenders(rulebook: Rulebook, *, on: date, matter: str) -> tuple[tuple[Party, ...], Resolved]:
    """Return who may recommend, role words resolved, with the rule that says so. An organ recommends by its members."""
    rule = rulebook.ask(RECOMMENDS, on=on, scope=Scope(matter=matter))
    found = [r for party in rule.value if (r := resolve_party(rulebook.charter, party)) is not None]
    members = [f"member:{r.partition(':')[2]}" if r.startswith("organ:") else r for r in found]
    return tuple(dict.fromkeys(members)), rule


def standing_to_recommend(parties: Sequence[Party], own: Collection[str]) -> str | None:
    """Return as which of its concrete parties (`office:rector`, `participant:4`) somebody is asked; None if as none."""
    for wanted in parties:
        head, _, name = wanted.partition(":")
        for party in sorted(own):
            is_any = wanted in {"any_participant", "participants"} and party.startswith("participant:")
            is_founder = wanted == "founders" and party.startswith("founder:")
            is_chair = head == "member" and party == f"chair:{name}"
            if party == wanted or is_any or is_founder or is_chair or wanted == "any_person":
                return party
    return None


def may_recommend(
    rulebook: Rulebook, chain: Chain, consultation: Consultation | None, *, own: Collection[str], on: date
) -> Verdict:
    """Return whether somebody may file a recommendation on a day.

    Codes: `amendment.may_recommend`, `amendment.not_asked` (cites who is asked), `amendment.not_under_consultation`
    (cites the step). `own` are the concrete parties that somebody is.
    """
    parties, rule = recommenders(rulebook, on=on, matter=chain.id)
    citation = Citation.of(rule)
    citations = (citation,) if citation else ()
    facts = {"matter": chain.id, "key": RECOMMENDS, "parties": list(parties)}
    if consultation is None or not consultation.is_open_on(on):
        timed = Citation.of(consultation.step) if consultation else None
        return Verdict(False, "amendment.not_under_consultation", (timed,) if timed else citations, facts, (rule,))
    if standing_to_recommend(parties, own) is None:
        return Verdict(False, "amendment.not_asked", citations, facts, (rule,))
    return Verdict(True, "amendment.may_recommend", citations, {**facts, "last": consultation.last}, (rule,))


def answers_verdict(
    rulebook: Rulebook, chain: Chain, step_id: str, *, unanswered: Sequence[str], on: date
) -> Verdict | None:
    """Return whether a step may decide while recommendations are unanswered; None where the step decides nothing.

    Codes: `amendment.answered`, `amendment.unanswered`: its facts name them, as they are given in `unanswered`. It cites
    the condition of the step where the charter writes one (`recommendations_answered`), else the rule.
    """
    step = chain.step(step_id)
    if step.kind not in _DECIDING:
        return None
    rule = rulebook.ask(ANSWERS, on=on, scope=Scope(matter=chain.id, step=step_id))
    written = next((need for need in step.needs if need.fact == "recommendations_answered"), None)
    citation = Citation.of(written) if written else Citation.of(rule)
    citations = (citation,) if citation else ()
    facts = {"matter": chain.id, "step": step_id, "key": ANSWERS, "unanswered": list(unanswered)}
    if unanswered and (written is not None or rule.value == "every"):
        return Verdict(False, "amendment.unanswered", citations, facts, (rule,))
    return Verdict(True, "amendment.answered", citations, facts, (rule,))
