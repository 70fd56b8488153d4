"""Whether a vote may be held and counted so: ballot, delegation, meetings, correspondence, who is entitled."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from ..calendar import WorkingCalendar, add_period, country_calendar
from ..resolver import Resolved, Rulebook, Scope
from ..values import Period
from ..verdicts import Citation, Verdict
from .reading import Reading
from .roll import Ballots, Roll, Tally, total


def manner(reading: Reading, roll: Roll, tally: Tally) -> Verdict | None:
    """Refuse a vote held in a manner that the rules do not allow."""

    def refused(why: str, key: str, **facts: Any) -> Verdict:
        return reading.verdict(False, f"vote.refused.{why}", facts, key)

    method = reading.value("voting.method")
    if tally.method and tally.method != method:
        return refused("method", "voting.method", method=method, used=tally.method)
    delegation = reading.value("voting.delegation")
    represented = max(sum(tally.proxies), total(roll.represented))
    if represented:
        if delegation != "proxy":
            return refused("proxy", "voting.delegation", delegation=delegation, proxies=represented)
        cap = reading.value("voting.proxy_cap")
        most = max([*tally.proxies, -(-total(roll.represented) // max(total(roll.present), 1))])
        if most > cap:
            return refused("proxy_cap", "voting.proxy_cap", cap=cap, proxies=most)
    if tally.advance.cast and not reading.value("voting.advance"):
        return refused("advance", "voting.advance", votes=tally.advance.cast)
    if roll.remote and not reading.value("voting.remote"):
        return refused("remote", "voting.remote", remote=roll.remote)
    if reading.value("voting.consensus_first") and tally.consensus is None:
        return refused("consensus", "voting.consensus_first")
    if method != "open" and tally.method != "open" and tally.consensus != "reached":
        return secrecy(reading, roll)
    return None


def secrecy(reading: Reading, roll: Roll) -> Verdict | None:
    """Refuse a secret vote of so few that the count would tell who voted how: altogether, or of a class that slips name.

    Persons are counted, not votes: two who hold many seats or proxies know each other's votes all the same.
    """
    least = reading.value("voting.secret_least")
    classes = reading.value("voting.classes")
    whole = roll.narrowed(classes) if classes else roll
    by_groups = "groups" in {reading.value("voting.base"), reading.value("voting.also_base")}
    by_class = bool(reading.value("voting.weight_by_class")) or by_groups
    parts = {"": whole}
    if by_class:
        parts |= {name: roll.narrowed([name]) for name in classes or roll.class_names}
    for name, part in parts.items():
        voters = part.persons
        if voters is None:  # a roll by numbers alone: as many persons as seats
            voters = part.taking_part - (total(part.recused) if reading.value("voting.recusal") != "none" else 0)
        if 0 < voters < least:
            facts = {"voters": voters, "least": least, **({"seat_class": name} if name else {})}
            return reading.verdict(False, "vote.refused.secrecy", facts, "voting.secret_least")
    return None


def fewest_persons(slips: int, held: Collection[int]) -> int:
    """Return how few persons may have cast so many slips, if those who hold the most of them cast all of theirs.

    `held` are the numbers of slips that each person may cast; a slip beyond them is one person's own.
    """
    persons = 0
    for number in sorted(held, reverse=True):
        if slips <= 0:
            break
        slips, persons = slips - number, persons + 1
    return persons + max(slips, 0)


def box_verdict(rule: Resolved, voters: Mapping[str, int]) -> Verdict | None:
    """Refuse to open a box of so few voters that its slips would tell who cast them; `rule` is `voting.secret_least`.

    `voters` counts persons by the class that their slips name, or together under an empty name. An empty box tells nothing.
    """
    name, fewest = min(voters.items(), key=lambda pair: pair[1], default=("", rule.value))
    if fewest >= rule.value:
        return None
    facts = {"voters": fewest, "least": rule.value, **({"seat_class": name} if name else {})}
    return _of_rule("vote.refused.secrecy", rule, facts)


def weighed_verdict(rule: Resolved) -> Verdict:
    """Refuse a secret vote, or an election, in which votes are weighed by rights; `rule` is `voting.weights`."""
    return _of_rule("vote.refused.rights", rule, {})


def _of_rule(code: str, rule: Resolved, facts: Mapping[str, Any]) -> Verdict:
    citation = Citation.of(rule)
    return Verdict(False, code, (citation,) if citation else (), dict(facts), (rule,))


def two_meetings(reading: Reading, tally: Tally, calendar: WorkingCalendar) -> Verdict | None:
    """Refuse a vote for which two meetings with an interval are needed and were not held."""
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
    apart = held[:1]
    for day in held[1:]:
        if day >= add_period(apart[-1], interval, calendar):
            apart.append(day)
    if len(apart) >= needed:  # what was considered once more in between harms nothing
        return None
    between = {"first": apart[-1], "second": held[-1], "earliest": add_period(apart[-1], interval, calendar)}
    return reading.verdict(False, "vote.refused.interval", {**facts, **between}, "voting.meetings_interval")


def by_correspondence(reading: Reading, tally: Tally, calendar: WorkingCalendar) -> Verdict | None:
    """Refuse a decision without a session that the rules do not allow."""
    letter = tally.correspondence
    if letter is None:
        return None
    allowed = reading.value("voting.correspondence")
    if allowed == "no" or (allowed == "procedural" and not letter.is_procedural):
        return reading.verdict(False, "vote.refused.correspondence", {"allowed": allowed}, "voting.correspondence")
    objecting: Period = reading.value("voting.objection_period")
    last = add_period(letter.sent_on, objecting, calendar) if letter.sent_on else None
    objections = letter.objections + sum(last is None or day <= last for day in letter.objected_on)
    if objections:
        facts = {"objections": objections, "period": str(objecting)}
        return reading.verdict(False, "vote.refused.objection", facts, "voting.objection_period")
    if letter.sent_on and letter.closed_on:
        for key in ("voting.reply_period", "voting.objection_period"):
            period: Period = reading.value(key)
            earliest = add_period(letter.sent_on, period, calendar)
            if letter.closed_on < earliest:
                facts = {"closed": letter.closed_on, "earliest": earliest, "period": str(period)}
                return reading.verdict(False, "vote.refused.reply_period", facts, key)
    return None


def objection_verdict(
    rulebook: Rulebook,
    organ: str | None,
    tally: Tally,
    *,
    on: date,
    scope: Scope,
    calendar: WorkingCalendar | None = None,
) -> Verdict:
    """Return what becomes of a decision by correspondence to which somebody has objected: a refusal with its source.

    Raises:
        ValueError: Nothing refuses it; the objection came too late.
    """
    days = calendar or country_calendar(rulebook.charter.identity.calendar)
    verdict = by_correspondence(Reading(rulebook, organ, on, scope), tally, days)
    if verdict is None:
        raise ValueError("an objection that is late changes nothing")
    return verdict


def objection_ends(
    rulebook: Rulebook, organ: str | None, sent_on: date, *, on: date, calendar: WorkingCalendar | None = None
) -> date:
    """Return the last day on which a member may object to a decision by correspondence."""
    period: Period = rulebook.ask("voting.objection_period", on=on, scope=Scope(organ=organ)).value
    return add_period(sent_on, period, calendar or country_calendar(rulebook.charter.identity.calendar))


def entitled(reading: Reading, roll: Roll, tally: Tally) -> Verdict | None:
    """Refuse votes of a class that does not vote on the matter."""
    classes = reading.value("voting.classes")
    if not classes or isinstance(tally.votes, Ballots):
        return None
    strangers = [name for name, ballots in tally.votes.items() if name not in classes and ballots.cast]
    if strangers:
        facts = {"classes": list(classes), "seat_class": strangers[0]}
        return reading.verdict(False, "vote.refused.classes", facts, "voting.classes")
    return None


def told_by_class(reading: Reading, roll: Roll, tally: Tally) -> Verdict | None:
    """Refuse numbers that are not told by class of seats where the seats of a class have votes of their own number."""
    if not reading.value("voting.weight_by_class") or tally.consensus == "reached":
        return None
    concerned = [roll.recused, roll.recused_absent, roll.represented]
    undivided = isinstance(tally.votes, Ballots) or isinstance(roll.seats, int) or isinstance(roll.present, int)
    if undivided or tally.advance.cast or any(isinstance(part, int) and part for part in concerned):
        return reading.verdict(False, "vote.refused.by_class", {}, "voting.weight_by_class")
    return None


def restricted(reading: Reading, roll: Roll, tally: Tally) -> tuple[Roll, Ballots]:
    """Return the roll and the votes of those who vote on the matter."""
    classes = reading.value("voting.classes")
    if not classes:
        return roll, tally.heads
    return roll.narrowed(classes), tally.heads


def too_many(reading: Reading, roll: Roll, votes: Ballots, tally: Tally) -> Verdict | None:
    """Refuse more votes than there are voters."""
    voters = roll.taking_part
    if reading.value("voting.recusal") != "none":
        voters -= total(roll.recused)
    facts: dict[str, Any] = {"votes": votes.cast, "voters": voters}
    if votes.cast > voters:
        return reading.verdict(False, "vote.refused.votes", facts)
    if not isinstance(tally.votes, Ballots) and not isinstance(roll.present, int):
        for name, ballots in tally.votes.items():
            one = roll.narrowed([name])
            there = one.taking_part - (total(one.recused) if reading.value("voting.recusal") != "none" else 0)
            if ballots.cast > there:
                return reading.verdict(
                    False, "vote.refused.votes", {"votes": ballots.cast, "voters": there, "seat_class": name}
                )
    return None
