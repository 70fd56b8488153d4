"""A recorded vote as its page shows it: calls, result, the rules as they were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from eduklaster.charter.keys import KEYS
from eduklaster.charter.messages import (
    origin_words,
    sentence_of,
    value_words,
)
from eduklaster.charter.resolver import Resolved
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of, marks_of
from eduklaster.clusters.models import CharterVersion
from eduklaster.clusters.selectors import charter_of, version_governing
from eduklaster.people.access import Viewer
from eduklaster.people.models import Person
from eduklaster.people.selectors import names_shown_to
from eduklaster.procedures.models import Case
from eduklaster.procedures.presenters import language, verdict_of
from eduklaster.ui.components import ClauseMark, Fact, Seats, State, VoteResult
from eduklaster.ui.components import Seat as SeatShape

from ..access import organ_name
from ..enums import Choice
from ..models import Ballot, RollCall
from .words import CHOICE_SHAPES, CHOICE_TONES, RuleLine, said_words, seat_label


@dataclass(frozen=True, slots=True)
class CallRow:
    """What one seat said, in the roll call of a recorded vote."""

    seat_id: int
    choice: str
    label: str
    holder: str
    state: State
    by_alternate: bool


@dataclass(frozen=True, slots=True)
class RankLine:
    """A candidate with the votes of one round; `share` is the length of the bar, of 300."""

    name: str
    votes: int
    share: int
    state: State | None


@dataclass(frozen=True, slots=True)
class BallotPage:
    """A recorded vote as its page shows it."""

    ballot: Ballot
    question: str
    organ: str
    organ_url: str
    sentence: str
    state: State
    marks: list[ClauseMark]
    result: VoteResult | None
    ranking: list[RankLine]
    seats: Seats
    calls: list[CallRow]
    is_roll_shown: bool
    rules: list[RuleLine]
    facts: list[Fact]
    has_quorum: bool
    next_words: str


def ballot_state(ballot: Ballot) -> State:
    """Return the chip of a vote's outcome."""
    code = ballot.verdict.get("code", "")
    if code == "election.runoff":
        return State(_("another round"), "warn", "refresh")
    if code.startswith("election."):
        return State(_("elected"), "ok") if ballot.is_carried else State(_("nobody elected"), "no", "x")
    if ballot.is_carried:
        return State(_("carried"), "ok")
    if code == "vote.no_quorum":
        return State(_("no quorum"), "warn", "users")
    return State(_("not carried"), "no", "x") if code == "vote.lost" else State(_("not valid"), "no", "ban")


def _count(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0


def ballot_page(ballot: Ballot, cases: Sequence[Case], viewer: Viewer) -> BallotPage:
    """Return a recorded vote with the rule that applied then, as it was frozen."""
    cluster = ballot.cluster
    version = cases[0].version if cases else version_governing(cluster, ballot.on)
    charter = charter_of(version).charter
    verdict = verdict_of(ballot.verdict)
    facts = ballot.verdict.get("facts", {})
    calls = list(
        ballot.roll_calls.select_related(
            "seat__participant__person", "seat__participant__organisation", "person"
        ).order_by("seat__order", "seat_id")
    )
    insider = viewer.is_secretary or viewer.is_organ_member
    organ = charter.organs.get(ballot.organ)
    has_quorum = verdict.code != "vote.no_quorum"
    needed, base = _count(facts.get("needed")), _count(facts.get("base"))
    return BallotPage(
        ballot=ballot,
        question=str(ballot.question),
        organ=str(organ_name(organ)) if organ else ballot.organ,
        organ_url=reverse("governance:organ", args=[cluster.code, ballot.organ]) if organ else "",
        sentence=sentence_of(verdict, language(), charter),
        state=ballot_state(ballot),
        marks=marks_of(verdict.citations, cluster, charter, version),
        result=_result(facts, needed, base) if has_quorum and base and "ranking" not in facts else None,
        ranking=_ranking(facts, viewer),
        seats=Seats([_shape(call).value for call in sorted(calls, key=_call_order)]),
        calls=_calls(calls, viewer) if insider and ballot.method == "open" else [],
        is_roll_shown=insider and ballot.method == "open",
        rules=list(_frozen(ballot, version, charter)),
        facts=_ballot_facts(facts, has_quorum),
        has_quorum=has_quorum,
        next_words=_next_words(ballot, verdict.code),
    )


def _shape(call: RollCall) -> SeatShape:
    return CHOICE_SHAPES[Choice(call.choice)]


def _call_order(call: RollCall) -> int:
    return list(CHOICE_SHAPES).index(Choice(call.choice))


def _calls(calls: Iterable[RollCall], viewer: Viewer) -> list[CallRow]:
    rows = list(calls)
    named = names_shown_to(viewer, {call.person_id for call in rows if call.person_id})
    found = []
    for call in rows:
        tone, icon = CHOICE_TONES[Choice(call.choice)]
        holder = call.person.full_name if call.person and call.person_id in named else ""
        found.append(
            CallRow(
                call.seat_id,
                call.choice,
                seat_label(call.seat, True),
                holder,
                State(said_words(Choice(call.choice)), tone, icon),
                call.by_alternate,
            )
        )
    return found


def _result(facts: dict[str, Any], needed: int, base: int) -> VoteResult:
    return VoteResult(
        votes_for=_count(facts.get("for_")),
        votes_against=_count(facts.get("against")),
        votes_abstained=_count(facts.get("abstain")),
        threshold=float(needed),
        threshold_label=_("needed: %(needed)s of %(base)s") % {"needed": needed, "base": base},
        base=base,
    )


def _ranking(facts: dict[str, Any], viewer: Viewer) -> list[RankLine]:
    """Return the candidates of a round by their votes; a name that the reader may not see is a number."""
    rows: list[list[int]] = facts.get("ranking", [])
    ids = [person for person, _votes in rows]
    named = names_shown_to(viewer, set(ids)) if ids else {}
    persons = Person.objects.in_bulk(list(named))
    elected, runoff = facts.get("elected_count", 0), facts.get("runoff_count", 0)
    found = []
    for place, (person, votes) in enumerate(rows):
        state = None
        if place < elected:
            state = State(_("elected"), "ok")
        elif place < elected + runoff:
            state = State(_("goes on"), "warn", "refresh")
        name = persons[person].full_name if person in persons else _("Candidate %(number)s") % {"number": place + 1}
        found.append(RankLine(name, votes, round(300 * votes / max(_count(facts.get("present")), 1)), state))
    return found


_SHOWN = frozenset(
    {"quorum.threshold", "quorum.base", "voting.threshold", "voting.base", "voting.method", "voting.recusal"}
)


def frozen_rules(ballot: Ballot) -> Iterable[tuple[Resolved, str]]:
    """Yield the rules as they were read when the vote was recorded, in words; values are as they were written."""
    for rule in verdict_of(ballot.verdict).values:
        if rule.key not in _SHOWN:
            continue
        try:
            words = value_words(rule.key, KEYS[rule.key].parse(rule.value), language())
        except (KeyError, ValueError):
            words = str(rule.value)
        yield rule, words


def _frozen(ballot: Ballot, version: CharterVersion, charter: Charter) -> Iterable[RuleLine]:
    for rule, words in frozen_rules(ballot):
        yield RuleLine(
            rule.spec.title.in_(language()),
            words,
            origin_words(rule, language(), charter),
            mark_of(Citation.of(rule), ballot.cluster, charter, version),
        )


def _ballot_facts(facts: dict[str, Any], has_quorum: bool) -> list[Fact]:
    found = [
        Fact(_("Present"), facts.get("present", "")),
        Fact(_("Quorum"), _("%(needed)s of %(base)s") % {"needed": facts.get("quorum_needed", ""), "base": facts.get("quorum_base", "")}),
    ]  # fmt: skip
    if has_quorum and "needed" in facts:
        found.append(
            Fact(_("Needed"), _("%(needed)s of %(base)s") % {"needed": facts["needed"], "base": facts["base"]})
        )
    if facts.get("recused"):
        found.append(Fact(_("Concerned, did not vote"), facts["recused"]))
    return [fact for fact in found if fact.value != ""]


def _next_words(ballot: Ballot, code: str) -> str:
    if ballot.is_carried:
        return _("The step is done and its act is registered. The case goes on by its chain.")
    if code == "election.runoff":
        return _("Nobody has the majority yet for every place. The next round is held between those who go on.")
    if code == "election.none":
        return _("Nobody is elected and the case ends here. It may be opened anew.")
    if code == "vote.lost":
        return _("The motion is not carried and the case ends here. It may be opened anew.")
    if code == "vote.no_quorum":
        return _("Nothing has been decided. The case stays open, and the organ votes when enough members are present.")
    return _("The vote does not count. The case stays open.")
