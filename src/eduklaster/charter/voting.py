"""Whether a session may decide, and whether a motion is carried: quorum and count, in exact arithmetic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any, Literal

from .calendar import WorkingCalendar, add_period, country_calendar
from .resolver import EVERYWHERE, Origin, Resolved, Rulebook, Scope
from .values import Comparison, Period, Threshold
from .verdicts import Citation, Verdict, first_refusal

Number = int | Fraction
Heads = int | Mapping[str, int]


def _total(heads: Heads) -> int:
    return heads if isinstance(heads, int) else sum(heads.values())


def _classes(*parts: Heads) -> list[str]:
    names: list[str] = []
    for part in parts:
        if not isinstance(part, int):
            names += [name for name in part if name not in names]
    return names


def _of(heads: Heads, classes: Sequence[str]) -> int:
    """Return how many belong to the named classes; an undivided number belongs to all of them."""
    return heads if isinstance(heads, int) else sum(number for name, number in heads.items() if name in classes)


@dataclass(frozen=True, slots=True)
class Roll:
    """Who could decide and who is there. Each field is a count, or a count by class of seats.

    `seats` are all voting seats that the rules foresee, `pending` those of them still waiting for an act (they
    neither vote nor count), `vacant` those without a holder. `suspended`, `untrained` and `lapsed` are holders.
    `present` are holders who take part, `recused` those present whom the matter concerns, `recused_absent` those
    concerned and absent. `represented` are holders whose proxy is present: they take part beside those `present`.
    `appointed` and `listed` default to the filled seats. Rights are exact shares or amounts.
    """

    seats: Heads
    present: Heads = 0
    vacant: Heads = 0
    pending: Heads = 0
    suspended: Heads = 0
    untrained: Heads = 0
    lapsed: Heads = 0
    recused: Heads = 0
    recused_absent: Heads = 0
    represented: Heads = 0
    remote: int = 0
    appointed: int | None = None
    listed: int | None = None
    rights_total: Fraction = Fraction(0)
    rights_present: Fraction = Fraction(0)
    is_reconvened: bool = False

    @property
    def filled(self) -> int:
        """Voting seats that have a holder and wait for no act."""
        return _total(self.seats) - _total(self.vacant) - _total(self.pending)

    @property
    def taking_part(self) -> int:
        """Members present or represented."""
        return _total(self.present) + _total(self.represented)

    @property
    def class_names(self) -> list[str]:
        """Classes of seats that the roll tells apart, in the order given."""
        return _classes(self.seats, self.present, self.represented)

    def narrowed(self, classes: Sequence[str]) -> Roll:
        """Return the roll of the named classes only."""
        counted = ("seats", "present", "vacant", "pending", "suspended", "untrained", "lapsed", "recused",
                   "recused_absent", "represented")  # fmt: skip
        changes: dict[str, Any] = {name: _of(getattr(self, name), classes) for name in counted}
        return replace(self, **changes, appointed=None, listed=None)


@dataclass(frozen=True, slots=True)
class Ballots:
    """Votes of one class, or of all."""

    for_: int = 0
    against: int = 0
    abstain: int = 0

    @property
    def cast(self) -> int:
        """How many voted in any way."""
        return self.for_ + self.against + self.abstain

    def __add__(self, other: Ballots) -> Ballots:
        """Return both together."""
        return Ballots(self.for_ + other.for_, self.against + other.against, self.abstain + other.abstain)


@dataclass(frozen=True, slots=True)
class RightsCast:
    """Votes in exact rights (shares, amounts)."""

    for_: Fraction = Fraction(0)
    against: Fraction = Fraction(0)
    abstain: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Correspondence:
    """How a decision without a session was taken."""

    sent_on: date | None = None
    closed_on: date | None = None
    objections: int = 0
    is_procedural: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How the votes fell, and how the vote was held.

    `votes` are heads, together or by class of seats; `advance` are written votes received before the session, of
    members who are not present; `proxies` says how many proxies each holder of proxies brought (the members they
    stand for are `represented` in the roll). `chair` holds what is true of the chair: `elected`, `member`. `groups`
    are whole groups that vote as one, where they were counted apart.
    """

    votes: Ballots | Mapping[str, Ballots] = field(default_factory=Ballots)
    rights: RightsCast | None = None
    groups: Mapping[str, Literal["for", "against", "abstain"]] | None = None
    advance: Ballots = field(default_factory=Ballots)
    proxies: Sequence[int] = ()
    chair_vote: Literal["for", "against"] | None = None
    chair: frozenset[str] = frozenset({"elected", "member"})
    method: str | None = None
    meetings: Sequence[date] = ()
    correspondence: Correspondence | None = None
    consensus: Literal["reached", "failed"] | None = None

    @property
    def heads(self) -> Ballots:
        """All votes together, those given in advance included."""
        if isinstance(self.votes, Ballots):
            return self.votes + self.advance
        return sum(self.votes.values(), Ballots()) + self.advance


class _Reading:
    """Asks rules and remembers every answer, in order."""

    def __init__(self, rulebook: Rulebook, organ: str | None, on: date, scope: Scope) -> None:
        self.rulebook = rulebook
        self.on = on
        self.scope = replace(scope, organ=scope.organ or organ)
        self.read: dict[str, Resolved] = {}

    def ask(self, key: str) -> Resolved:
        if key not in self.read:
            self.read[key] = self.rulebook.ask(key, on=self.on, scope=self.scope)
        return self.read[key]

    def value(self, key: str) -> Any:
        return self.ask(key).value

    def sources(self, *decisive: str) -> tuple[Citation, ...]:
        """Return the sources of the decisive rules, then of all others that the cluster itself has set."""
        found: list[Citation] = []
        others = [k for k, r in self.read.items() if k not in decisive and r.origin is not Origin.DEFAULT]
        for key in [*decisive, *others]:
            citation = Citation.of(self.read[key]) if key in self.read else None
            if citation and citation not in found:
                found.append(citation)
        for citation in self._step():
            if citation not in found:
                found.append(citation)
        return tuple(found)

    def _step(self) -> list[Citation]:
        """Return the source of the step in which the organ votes, where the question names one."""
        from .matters import chain_of

        if not self.scope.matter or not self.scope.step:
            return []
        try:
            step = chain_of(self.rulebook.charter, self.scope.matter).step(self.scope.step)
        except KeyError:
            return []
        citation = Citation.of(step)
        also = [Citation("clause", clause) for clause in step.also]
        return [citation, *also] if citation else also

    def verdict(self, allowed: bool, code: str, facts: Mapping[str, Any], *decisive: str) -> Verdict:
        return Verdict(allowed, code, self.sources(*decisive), dict(facts), tuple(self.read.values()))


# ─── quorum ────────────────────────────────────────────────────────────────────────────────────────────────────────


def quorum(rulebook: Rulebook, organ: str | None, roll: Roll, *, on: date, scope: Scope = EVERYWHERE) -> Verdict:
    """Say whether those present may decide.

    Codes: `quorum.met`, `quorum.missing`; `vote.refused.roll` for a roll that cannot be (more present than seats).
    Facts: `present`, `quorum_base`, `quorum_needed`, and `why` (`heads`, `everyone`, `class`, `majority_class`)
    with the class.
    """
    return _quorum(_Reading(rulebook, organ, on, scope), roll)


def _quorum(reading: _Reading, roll: Roll) -> Verdict:
    if problem := _impossible(roll):
        return reading.verdict(False, "vote.refused.roll", problem)
    base, present = _quorum_base(reading, roll)
    threshold_key = _quorum_threshold(reading, roll)
    threshold: Threshold = reading.value(threshold_key)
    facts: dict[str, Any] = {
        "present": present,
        "quorum_base": base,
        **_bound(threshold, base, prefix="quorum_"),
        "quorum_threshold": str(threshold),
        "quorum_base_kind": reading.value("quorum.base"),
    }
    if reading.value("quorum.everyone") and present < base:
        facts["quorum_needed"] = base
        return reading.verdict(False, "quorum.missing", {**facts, "why": "everyone"}, "quorum.everyone")
    if not threshold.is_met(present, base) or (not present and roll.filled):
        facts["why"] = "heads"
        return reading.verdict(False, "quorum.missing", facts, threshold_key, "quorum.base")
    for name, least in reading.value("quorum.classes").items():
        there = _in_class(roll, name)
        if there < least:
            facts |= {"why": "class", "seat_class": name, "class_present": there, "class_needed": least}
            return reading.verdict(False, "quorum.missing", facts, "quorum.classes")
    if prevailing := reading.value("quorum.majority_class"):
        there = _in_class(roll, prevailing)
        if not 2 * there > roll.taking_part:
            facts |= {"why": "majority_class", "seat_class": prevailing, "class_present": there,
                      "class_needed": roll.taking_part // 2 + 1}  # fmt: skip
            return reading.verdict(False, "quorum.missing", facts, "quorum.majority_class")
    return reading.verdict(True, "quorum.met", facts, threshold_key, "quorum.base")


def _quorum_threshold(reading: _Reading, roll: Roll) -> str:
    """Return the key of the threshold: a reconvened session has its own only where one has been set."""
    if roll.is_reconvened and reading.ask("quorum.reconvened_threshold").origin is not Origin.DEFAULT:
        return "quorum.reconvened_threshold"
    return "quorum.threshold"


def _quorum_base(reading: _Reading, roll: Roll) -> tuple[Number, Number]:
    """Return the base of the quorum and what is held against it.

    Where the charter itself names a wide base («all seats», «all listed»), the default list of those left out yields to
    it: only the members concerned leave.
    """
    kind = reading.value("quorum.base")
    if kind == "rights":
        return roll.rights_total, roll.rights_present
    left_out = reading.ask("quorum.leave_out")
    out = set(left_out.value)
    if kind in {"seats", "appointed", "listed"} and left_out.origin is Origin.DEFAULT:
        out &= {"recused"}
    if kind == "entitled":
        out |= {"vacant", "suspended", "untrained", "lapsed"}
    base = _members(roll, kind, out)
    present = roll.taking_part
    if "recused" in out:
        base -= _total(roll.recused) + _total(roll.recused_absent)
        present -= _total(roll.recused)
    return base, present


def _members(roll: Roll, kind: str, out: set[str]) -> int:
    match kind:
        case "seats":
            base = _total(roll.seats) - _total(roll.pending)
            base -= _total(roll.vacant) if "vacant" in out else 0
        case "listed":
            base = roll.filled if roll.listed is None else roll.listed
        case "appointed":
            base = roll.filled if roll.appointed is None else roll.appointed
        case _:
            base = roll.filled
            base += 0 if "vacant" in out else _total(roll.vacant)
    for state in ("suspended", "untrained", "lapsed"):
        base -= _total(getattr(roll, state)) if state in out else 0
    return base


def _in_class(roll: Roll, name: str) -> int:
    return sum(_of(part, [name]) for part in (roll.present, roll.represented) if not isinstance(part, int))


def _impossible(roll: Roll) -> dict[str, Any] | None:
    """Return what is wrong with a roll that cannot be, or nothing."""
    if roll.filled < 0 or roll.taking_part > roll.filled:
        return {"present": roll.taking_part, "filled": max(roll.filled, 0)}
    if _total(roll.recused) > _total(roll.present):
        return {"present": _total(roll.present), "filled": roll.filled, "recused": _total(roll.recused)}
    if isinstance(roll.seats, int) or isinstance(roll.present, int):
        return None
    for name in roll.class_names:
        filled, present = roll.narrowed([name]).filled, roll.present.get(name, 0)
        if present > filled:
            return {"present": present, "filled": max(filled, 0), "seat_class": name}
    return None


def _bound(threshold: Threshold, base: Number, *, prefix: str = "") -> dict[str, Any]:
    """Return what is needed: a whole number of heads, or an exact amount of rights that has to be reached or passed."""
    if isinstance(base, Fraction) and threshold.share is not None:
        return {f"{prefix}needed": threshold.share * base,
                f"{prefix}must_exceed": threshold.comparison is Comparison.MORE_THAN}  # fmt: skip
    return {f"{prefix}needed": threshold.needed(base)}


# ─── count ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def count(
    rulebook: Rulebook,
    organ: str | None,
    roll: Roll,
    tally: Tally,
    *,
    on: date,
    scope: Scope = EVERYWHERE,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Say whether a motion is carried.

    Codes: `vote.carried`, `vote.lost`, `vote.no_quorum`, and `vote.refused.<why>` for a vote that may not be held
    or counted so: `method`, `classes`, `proxy`, `proxy_cap`, `advance`, `consensus`, `meetings`, `interval`,
    `correspondence`, `reply_period`, `objection`, `remote`, `roll`, `votes`. Facts: `base`, `needed`, `for_`,
    `against`, `abstain`, `present`, `quorum_base`, `quorum_needed`, `threshold`, `base_kind`; with a second base
    also `also_base`, `also_needed`, `also_for`; at a tie `tie`, `casting`. Exact fractions only.
    """
    reading = _Reading(rulebook, organ, on, scope)
    days = calendar or country_calendar(rulebook.charter.identity.calendar)
    heads = tally.heads
    roll = replace(roll, represented=_merged(roll.represented, heads_of_advance(tally)))
    if problem := _impossible(roll):
        return reading.verdict(False, "vote.refused.roll", problem)
    refusal = first_refusal(
        lambda: _manner(reading, roll, tally),
        lambda: _two_meetings(reading, tally, days),
        lambda: _by_correspondence(reading, tally, days),
        lambda: _entitled(reading, roll, tally),
    )
    if refusal is not None:
        return refusal
    session = _quorum(reading, roll)
    facts: dict[str, Any] = {**session.facts}
    if not session.allowed:
        facts |= {"for_": heads.for_, "against": heads.against, "abstain": heads.abstain}
        return Verdict(False, "vote.no_quorum", session.citations, facts, session.values)
    counted, votes = _restricted(reading, roll, tally)
    if tally.consensus == "reached":
        return reading.verdict(True, "vote.carried", {**facts, "by_consensus": True}, "voting.consensus_first")
    excess = _too_many(reading, counted, votes, tally)
    if excess is not None:
        return excess
    return _decided(reading, roll, counted, votes, tally, facts)


def heads_of_advance(tally: Tally) -> int:
    """Return how many members take part by a vote given in advance."""
    return tally.advance.cast


def _merged(represented: Heads, more: int) -> Heads:
    if not more:
        return represented
    return _total(represented) + more


def _manner(reading: _Reading, roll: Roll, tally: Tally) -> Verdict | None:
    """Refuse a vote held in a manner that the rules do not allow."""

    def refused(why: str, key: str, **facts: Any) -> Verdict:
        return reading.verdict(False, f"vote.refused.{why}", facts, key)

    method = reading.value("voting.method")
    if tally.method and tally.method != method:
        return refused("method", "voting.method", method=method, used=tally.method)
    delegation = reading.value("voting.delegation")
    if any(tally.proxies):
        if delegation != "proxy":
            return refused("proxy", "voting.delegation", delegation=delegation, proxies=sum(tally.proxies))
        cap = reading.value("voting.proxy_cap")
        if max(tally.proxies) > cap:
            return refused("proxy_cap", "voting.proxy_cap", cap=cap, proxies=max(tally.proxies))
    if tally.advance.cast and not reading.value("voting.advance"):
        return refused("advance", "voting.advance", votes=tally.advance.cast)
    if roll.remote and not reading.value("voting.remote"):
        return refused("remote", "voting.remote", remote=roll.remote)
    if reading.value("voting.consensus_first") and tally.consensus is None:
        return refused("consensus", "voting.consensus_first")
    return None


def _two_meetings(reading: _Reading, tally: Tally, calendar: WorkingCalendar) -> Verdict | None:
    needed = reading.value("voting.meetings")
    if needed <= 1:
        return None
    held = sorted(tally.meetings)
    interval: Period = reading.value("voting.meetings_interval")
    facts: dict[str, Any] = {"meetings": len(held), "meetings_needed": needed, "interval": str(interval)}
    if len(held) < needed:
        if held:
            facts["earliest"] = add_period(held[-1], interval, calendar)
        return reading.verdict(False, "vote.refused.meetings", facts, "voting.meetings")
    for earlier, later in pairwise(held):
        earliest = add_period(earlier, interval, calendar)
        if later < earliest:
            return reading.verdict(
                False,
                "vote.refused.interval",
                {**facts, "first": earlier, "second": later, "earliest": earliest},
                "voting.meetings_interval",
            )
    return None


def _by_correspondence(reading: _Reading, tally: Tally, calendar: WorkingCalendar) -> Verdict | None:
    letter = tally.correspondence
    if letter is None:
        return None
    allowed = reading.value("voting.correspondence")
    if allowed == "no" or (allowed == "procedural" and not letter.is_procedural):
        return reading.verdict(False, "vote.refused.correspondence", {"allowed": allowed}, "voting.correspondence")
    if letter.objections:
        facts = {"objections": letter.objections, "period": str(reading.value("voting.objection_period"))}
        return reading.verdict(False, "vote.refused.objection", facts, "voting.objection_period")
    period: Period = reading.value("voting.reply_period")
    if letter.sent_on and letter.closed_on:
        earliest = add_period(letter.sent_on, period, calendar)
        if letter.closed_on < earliest:
            facts = {"closed": letter.closed_on, "earliest": earliest, "period": str(period)}
            return reading.verdict(False, "vote.refused.reply_period", facts, "voting.reply_period")
    return None


def objection_ends(
    rulebook: Rulebook, organ: str | None, sent_on: date, *, on: date, calendar: WorkingCalendar | None = None
) -> date:
    """Return the last day on which a member may object to a decision by correspondence."""
    period: Period = rulebook.ask("voting.objection_period", on=on, scope=Scope(organ=organ)).value
    return add_period(sent_on, period, calendar or country_calendar(rulebook.charter.identity.calendar))


def _entitled(reading: _Reading, roll: Roll, tally: Tally) -> Verdict | None:
    """Refuse votes of a class that does not vote on the matter."""
    classes = reading.value("voting.classes")
    if not classes or isinstance(tally.votes, Ballots):
        return None
    strangers = [name for name, ballots in tally.votes.items() if name not in classes and ballots.cast]
    if strangers:
        facts = {"classes": list(classes), "seat_class": strangers[0]}
        return reading.verdict(False, "vote.refused.classes", facts, "voting.classes")
    return None


def _restricted(reading: _Reading, roll: Roll, tally: Tally) -> tuple[Roll, Ballots]:
    """Return the roll and the votes of those who vote on the matter."""
    classes = reading.value("voting.classes")
    if not classes:
        return roll, tally.heads
    return roll.narrowed(classes), tally.heads


def _too_many(reading: _Reading, roll: Roll, votes: Ballots, tally: Tally) -> Verdict | None:
    """Refuse more votes than there are voters."""
    voters = roll.taking_part
    if reading.value("voting.recusal") != "none":
        voters -= _total(roll.recused)
    facts: dict[str, Any] = {"votes": votes.cast, "voters": voters}
    if votes.cast > voters:
        return reading.verdict(False, "vote.refused.votes", facts)
    if not isinstance(tally.votes, Ballots) and not isinstance(roll.present, int):
        for name, ballots in tally.votes.items():
            one = roll.narrowed([name])
            there = one.taking_part - (_total(one.recused) if reading.value("voting.recusal") != "none" else 0)
            if ballots.cast > there:
                return reading.verdict(
                    False, "vote.refused.votes", {"votes": ballots.cast, "voters": there, "seat_class": name}
                )
    return None


def _decided(
    reading: _Reading, whole: Roll, roll: Roll, votes: Ballots, tally: Tally, facts: dict[str, Any]
) -> Verdict:
    base_kind = reading.value("voting.base")
    threshold: Threshold = reading.value("voting.threshold")
    base, for_, against, abstain = _measured(reading, base_kind, roll, votes, tally)
    facts |= {
        "base": base,
        **_bound(threshold, base),
        "for_": for_,
        "against": against,
        "abstain": abstain,
        "threshold": str(threshold),
        "base_kind": base_kind,
    }
    if _total(whole.recused):
        facts["recused"] = _total(whole.recused)
    decisive = ["voting.threshold", "voting.base"]
    is_tie = for_ == against and bool(for_) and threshold.share == Fraction(1, 2)
    if is_tie and not threshold.is_met(for_, base):
        facts["tie"] = True
        casting, key = _casting(reading, tally)
        facts["casting"] = casting
        if casting == "for":
            for_ += 1
        decisive.insert(0, key)
    passed = threshold.is_met(for_, base) and for_ > 0
    also_kind = reading.value("voting.also_base")
    if also_kind != "none":
        also: Threshold = reading.value("voting.also_threshold")
        also_base, also_for, _, _ = _measured(reading, also_kind, roll, votes, tally)
        facts |= {
            "also_base": also_base,
            **_bound(also, also_base, prefix="also_"),
            "also_for": also_for,
            "also_threshold": str(also),
            "also_base_kind": also_kind,
        }
        also_passed = also.is_met(also_for, also_base) and also_for > 0
        if passed and not also_passed:
            decisive = ["voting.also_threshold", "voting.also_base", *decisive]
        else:
            decisive += ["voting.also_threshold", "voting.also_base"]
        passed = passed and also_passed
    return reading.verdict(passed, "vote.carried" if passed else "vote.lost", facts, *decisive)


def _casting(reading: _Reading, tally: Tally) -> tuple[str, str]:
    """Return what the chair's vote does at a tie, and the key that says so."""
    if reading.value("voting.tie") != "chair_decides":
        return "none", "voting.tie"
    needs = reading.value("voting.casting_needs")
    if needs != "any_chair" and needs.removesuffix("_chair") not in tally.chair:
        return "not_entitled", "voting.casting_needs"
    return tally.chair_vote or "not_given", "voting.tie"


def _measured(
    reading: _Reading, kind: str, roll: Roll, votes: Ballots, tally: Tally
) -> tuple[Number, Number, Number, Number]:
    """Return (base, for, against, abstain) on a base of the majority."""
    leave_abstentions = reading.value("voting.abstentions") == "leave_out"
    if kind == "groups":
        return _by_groups(roll, tally, leave_abstentions)
    if kind == "rights" or reading.value("voting.weights") == "rights":
        return _by_rights(kind, roll, tally.rights or RightsCast(), leave_abstentions)
    leaves = reading.value("voting.recusal") == "leaves_base"
    concerned = _total(roll.recused) if leaves else 0
    concerned_all = concerned + (_total(roll.recused_absent) if leaves else 0)
    match kind:
        case "present":
            base = roll.taking_part - concerned - (votes.abstain if leave_abstentions else 0)
        case "voting":
            base = votes.for_ + votes.against + (0 if leave_abstentions else votes.abstain)
        case "others":
            base = roll.filled - _total(roll.recused) - _total(roll.recused_absent)
        case "seats" | "listed":
            base = _members(roll, kind, set()) - concerned_all
        case _:
            base = _members(roll, "filled", set(reading.value("quorum.leave_out")) | {"vacant"}) - concerned_all
    return base, votes.for_, votes.against, votes.abstain


def _by_rights(
    kind: str, roll: Roll, cast: RightsCast, leave_abstentions: bool
) -> tuple[Number, Number, Number, Number]:
    match kind:
        case "voting":
            base = cast.for_ + cast.against + (Fraction(0) if leave_abstentions else cast.abstain)
        case "present":
            base = roll.rights_present - (cast.abstain if leave_abstentions else Fraction(0))
        case _:
            base = roll.rights_total
    return base, cast.for_, cast.against, cast.abstain


def _by_groups(roll: Roll, tally: Tally, leave_abstentions: bool) -> tuple[Number, Number, Number, Number]:
    """Count groups that vote as one: each is for when more of its votes are for than against."""
    if tally.groups is not None:
        stands = list(tally.groups.values())
        base = len(stands)
    else:
        by_class = {} if isinstance(tally.votes, Ballots) else tally.votes
        stands = [
            "for" if b.for_ > b.against else "against" if b.against > b.for_ else "abstain"
            for b in by_class.values()
        ]  # fmt: skip
        base = len(roll.class_names) or len(stands)
    for_, against = stands.count("for"), stands.count("against")
    abstain = base - for_ - against
    return base - (abstain if leave_abstentions else 0), for_, against, abstain
