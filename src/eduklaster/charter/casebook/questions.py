"""Asks the charter what a case asks: one function for each question."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from .. import chains, eligibility, lifetime, money, notice, reporting, seats, voting
from ..calendar import CountryCalendar, country_calendar
from ..loader import Loaded
from ..matters import chain_of, matter_for_kind, parties_of
from ..resolver import Rulebook, Scope
from ..verdicts import Citation, Verdict
from .given import ballots, matter_of, organ_of, progress_of, roll_of, tally_of, wanted
from .model import BadCase, Case, Outcome
from .words import NAMED_ANSWERS


def ask_case(case: Case, loaded: Loaded) -> Outcome:
    """Ask the charter what the case asks.

    Raises:
        BadCase: The case names something that the charter does not have, or lacks what the question needs.
    """
    rulebook = Rulebook(loaded.charter, case.overrides)
    calendar = country_calendar(
        loaded.charter.identity.calendar, holidays=case.holidays, working_days=case.working_days
    )
    try:
        return QUESTIONS[case.ask](case, rulebook, calendar)
    except KeyError as error:
        raise BadCase(str(error.args[0])) from error
    except (ValueError, TypeError, AttributeError) as error:
        raise BadCase(f"the case cannot be read: {error}.") from error


def _ask_value(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (key,) = wanted(case, "key")
    resolved = rulebook.ask(key, on=case.on, scope=case.scope)
    citation = Citation.of(resolved)
    verdict = Verdict(True, "value.found", (citation,) if citation else (), {"key": key, "value": resolved.value},
                      (resolved,))  # fmt: skip
    return Outcome(verdict, "", {"value": resolved, "origin": resolved.origin.value})


def _ask_quorum(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    verdict = voting.quorum(rulebook, organ_of(case, rulebook), roll_of(case), on=case.on, scope=case.scope)
    return Outcome(verdict, _word(verdict))


def _ask_vote(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    organ = organ_of(case, rulebook)
    roll, tally = roll_of(case), tally_of(case)
    verdict = voting.count(rulebook, organ, roll, tally, on=case.on, scope=case.scope, calendar=calendar)
    return Outcome(verdict, _word(verdict))


def _ask_election(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (raw,) = wanted(case, "candidates")
    given, names = case.given, list(raw)
    abstain = int(given.get("abstain", 0))
    cast = int(given.get("cast", sum(raw.values()) + int(given.get("against", 0)) + abstain))
    votes = {
        number: voting.Ballots(raw[name], cast - abstain - raw[name], abstain) for number, name in enumerate(names, 1)
    }
    outcome = voting.elect(
        rulebook,
        organ_of(case, rulebook),
        roll_of(case),
        voting.Tally(method=given.get("method")),
        votes,
        places=int(given.get("places", 1)),
        in_round=int(given.get("round", 1)),
        on=case.on,
        scope=case.scope,
        calendar=calendar,
    )
    named = {
        "elected": [names[n - 1] for n in outcome.elected],
        "runoff": [names[n - 1] for n in outcome.runoff],
    }
    return Outcome(outcome.verdict, _word(outcome.verdict), named)


def _ask_chain(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    chain = chain_of(rulebook.charter, matter_of(case, rulebook), rulebook=rulebook, on=case.on)
    (step,) = wanted(case, "try")
    progress = progress_of(case, chain)
    given = case.given
    by = given.get("by") or parties_of(chain.step(step))[0]
    if given.get("decline"):
        within = rulebook.ask("order.decline_within", on=case.on, scope=replace(case.scope, step=step)).value
        reason = given.get("reason")
        words = reason if isinstance(reason, str) else "given" if reason else None
        verdict = chains.may_decline(
            chain, progress, step, by=by, reason=words, on=case.on, calendar=calendar, within=within
        )
        after = chains.after_decline(chain, progress, step) if verdict.allowed else progress
    else:
        least = rulebook.ask("founding.minimum", on=case.on).value if chain.matter.kind == "found" else None
        verdict = chains.may(
            chain,
            progress,
            step,
            by=by,
            on=case.on,
            cites=given.get("cites") or (),
            calendar=calendar,
            signatures=given.get("signatures"),
            least=least,
            cases=given.get("cases", 1),
        )
        after = progress.with_done(step, case.on) if verdict.allowed else progress
    effective = chains.is_effective(chain, after, on=case.on, calendar=calendar)
    return Outcome(verdict, "allowed" if verdict.allowed else "refused", {"effective": effective})


def _ask_next(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    chain = chain_of(rulebook.charter, matter_of(case, rulebook), rulebook=rulebook, on=case.on)
    progress = progress_of(case, chain)
    days = {"on": case.on, "calendar": calendar}
    following = chains.next_steps(chain, progress, **days)  # type: ignore[arg-type]
    found = {
        "next": [step.id for step in following],
        "effective": chains.is_effective(chain, progress, **days),  # type: ignore[arg-type]
        "state": chains.state_of(chain, progress, **days),  # type: ignore[arg-type]
        "waits_for": list(chains.waits_for(chain, progress, **days)),  # type: ignore[arg-type]
    }
    citations = tuple(dict.fromkeys(c for step in following if (c := Citation.of(step))))
    return Outcome(Verdict(True, "chain.state", citations, {"matter": chain.id, **found}), "", found)


def _ask_ground(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    chain = chain_of(rulebook.charter, case.scope.matter or "exclude")
    verdict = chains.ground_verdict(chain, case.given.get("ground"))
    return Outcome(verdict, "allowed" if verdict.allowed else "refused")


def _ask_open(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    verdict = chains.opening_verdict(rulebook.charter, matter_of(case, rulebook))
    return Outcome(verdict, "allowed" if verdict.allowed else "refused")


def _ask_group(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (group,) = wanted(case, "group")
    verdict = eligibility.group_verdict(rulebook.charter, group, case.given.get("facts") or {})
    return Outcome(verdict, "in" if verdict.allowed else "out")


def _ask_eligibility(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (category,) = wanted(case, "category")
    given = case.given
    verdict = eligibility.eligibility(
        rulebook,
        category,
        given.get("facts") or {},
        on=case.on,
        refused_on=given.get("refused_on"),
        excluded_on=given.get("excluded_on"),
        calendar=calendar,
    )
    found = {"missing": verdict.facts.get("missing", [])}
    return Outcome(verdict, "eligible" if verdict.allowed else "held", found)


def _ask_notice(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    sent, session = wanted(case, "sent", "session")
    verdict = notice.session_notice(
        rulebook,
        organ_of(case, rulebook),
        sent=sent,
        session=session,
        on=case.on,
        urgent=bool(case.given.get("urgent")),
        calendar=calendar,
    )
    return Outcome(verdict, _word(verdict), {"earliest": verdict.facts["earliest"]})


def _ask_leaving(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (sent,) = wanted(case, "notice")
    verdict = notice.leaving_day(
        rulebook,
        notice=sent,
        on=case.on,
        documents=case.given.get("documents") or (),
        scope=case.scope if case.scope.matter else Scope(matter="leave"),
        calendar=calendar,
    )
    found = {name: verdict.facts.get(name) for name in ("effective", "liable_until")}
    return Outcome(verdict, "allowed" if verdict.allowed else "refused", found)


def _ask_seats(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    given = case.given
    members = seats.Members(
        participants=given.get("participants") or {},
        founders=given.get("founders"),
        components=given.get("components"),
        member_organisations=given.get("member_organisations"),
    )
    known = {category.id for category in rulebook.charter.participants.categories}
    for name in members.participants:
        if name not in known:
            raise BadCase(f"There is no category «{name}». Known: {', '.join(sorted(known))}.")
    verdict = seats.seats_verdict(
        rulebook, organ_of(case, rulebook), members, on=case.on, confirmed=given.get("confirmed")
    )
    return Outcome(verdict, "", verdict.facts)


def _ask_term(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (started,) = wanted(case, "started")
    successor = case.given.get("successor")
    verdict = seats.term_verdict(
        rulebook,
        organ_of(case, rulebook),
        case.given.get("seat"),
        on=case.on,
        started=started,
        terms_served=case.given.get("terms_served", 0),
        successor_on=successor if isinstance(successor, date) else case.on if successor else None,
        predecessor_started=case.given.get("predecessor_started"),
        cohort=case.given.get("cohort"),
        calendar=calendar,
    )
    return Outcome(verdict, verdict.code.removeprefix("term."), {"ends": verdict.facts["ends"]})


def _ask_deadline(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    chain = chain_of(rulebook.charter, matter_of(case, rulebook), rulebook=rulebook, on=case.on)
    (opened,) = wanted(case, "opened")
    if not case.scope.step:
        raise BadCase("`step` is missing.")
    verdict = chains.deadline(chain, case.scope.step, opened=opened, calendar=calendar)
    return Outcome(verdict, "", {"due": verdict.facts.get("due")})


def _ask_electorate(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (members,) = wanted(case, "members")
    verdict = seats.electorate(
        rulebook,
        [(str(m["id"]), m.get("active") or m.get("last_active")) for m in members],
        on=case.on,
        organ=case.scope.organ,
        calendar=calendar,
    )
    return Outcome(verdict, "", {"entitled": verdict.facts["entitled"]})


def _ask_agenda(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    votes = ballots(case.given.get("votes") or {})
    verdict = notice.agenda_extension(
        rulebook,
        organ_of(case, rulebook),
        on=case.on,
        for_=votes.for_,
        present=case.given.get("present", votes.cast),
        scope=case.scope,
    )
    return Outcome(verdict, _word(verdict))


def _ask_member(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    verdict = seats.member_standing(
        rulebook,
        organ_of(case, rulebook),
        on=case.on,
        absences=case.given.get("absences", 0),
        trained_on=case.given.get("trained_on"),
        calendar=calendar,
    )
    return Outcome(verdict, verdict.code.rpartition("_")[2])


def _ask_holder(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    seat, order = wanted(case, "seat", "order")
    verdict = seats.seat_holder(
        rulebook,
        organ_of(case, rulebook),
        seat,
        order,
        on=case.on,
        started=case.given.get("started"),
        available=case.given.get("available"),
        calendar=calendar,
    )
    return Outcome(verdict, "", {"holder": verdict.facts["holder"]})


def _ask_fee(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (category,) = wanted(case, "category")
    verdict = money.fee(rulebook, category, on=case.on)
    return Outcome(verdict, _word(verdict), {"amount": verdict.facts["amount"]})


def _ask_surplus(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    (amount,) = wanted(case, "amount")
    verdict = money.surplus(rulebook, amount, on=case.on)
    return Outcome(verdict, _word(verdict), {"excess": verdict.facts["excess"]})


def _ask_report(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    matter = case.scope.matter or matter_for_kind(rulebook.charter, "report")
    verdict = reporting.report_due(rulebook, matter, on=case.on)
    return Outcome(verdict, "", {name: verdict.facts[name] for name in ("due", "addressees")})


def _ask_standing(case: Case, rulebook: Rulebook, calendar: CountryCalendar) -> Outcome:
    verdict = lifetime.standing(
        rulebook,
        on=case.on,
        approved_on=case.given.get("approved"),
        reviewed_on=case.given.get("reviewed"),
        calendar=calendar,
    )
    return Outcome(verdict, _word(verdict), {name: verdict.facts[name] for name in ("ends", "lapses", "review")})


QUESTIONS: dict[str, Callable[[Case, Rulebook, CountryCalendar], Outcome]] = {
    "value": _ask_value,
    "quorum": _ask_quorum,
    "vote": _ask_vote,
    "election": _ask_election,
    "chain": _ask_chain,
    "next": _ask_next,
    "ground": _ask_ground,
    "open": _ask_open,
    "group": _ask_group,
    "eligibility": _ask_eligibility,
    "notice": _ask_notice,
    "leaving": _ask_leaving,
    "seats": _ask_seats,
    "term": _ask_term,
    "deadline": _ask_deadline,
    "electorate": _ask_electorate,
    "agenda": _ask_agenda,
    "member": _ask_member,
    "holder": _ask_holder,
    "fee": _ask_fee,
    "surplus": _ask_surplus,
    "report": _ask_report,
    "standing": _ask_standing,
}


def _word(verdict: Verdict) -> str:
    if verdict.code in NAMED_ANSWERS:
        return NAMED_ANSWERS[verdict.code]
    return verdict.code.split(".")[1]
