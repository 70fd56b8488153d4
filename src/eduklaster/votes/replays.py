"""Recorded votes counted again: by the charter version under which they were held, with the acts that held that day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from eduklaster.charter import voting
from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import calendar_of, charter_of, former_versions, overrides_of, was_in_force
from eduklaster.governance.enums import Choice, SeatState
from eduklaster.governance.models import Ballot, Chairing, Seat, SeatHolding
from eduklaster.governance.selectors import SeatNow
from eduklaster.governance.services import RollCallInput, by_persons, contest_count, roll_and_tally, seats_concerned
from eduklaster.procedures.models import Case

from .models import Vote
from .services import input_again

_COMPARED = ("for_", "against", "abstain", "needed", "base", "present", "quorum_needed", "quorum_base", "ranking")


@dataclass(frozen=True, slots=True)
class Replayed:
    """A recorded vote beside its new count. `differs` names the facts that no longer agree; `code` is the outcome itself."""

    ballot: Ballot
    version: CharterVersion
    step: str
    again: Verdict
    differs: tuple[str, ...]

    @property
    def agrees(self) -> bool:
        """Whether the new count says what the record says."""
        return not self.differs


def with_records(ballots: QuerySet[Ballot]) -> QuerySet[Ballot]:
    """Return ballots with everything that a new count reads."""
    return ballots.prefetch_related("cases__version", "cases__opened_by", "cases__steps", "roll_calls").select_related(
        "live_vote__case__version", "cluster"
    )


class Replay:
    """Counts the votes of one cluster again. What several of them need is read once."""

    def __init__(self, cluster: Cluster) -> None:
        """Read acts, calendar, versions, seats with their holders and chairs."""
        self._cluster = cluster
        self._overrides = overrides_of(cluster)
        self._calendar = calendar_of(cluster)
        self._versions = list(former_versions(cluster))
        rows = Seat.objects.filter(cluster=cluster).select_related("participant__organisation", "component")
        self._seats = {seat.pk: seat for seat in rows}
        self._holdings = list(SeatHolding.objects.filter(seat__cluster=cluster).order_by("valid_from"))
        self._chairings = list(Chairing.objects.filter(cluster=cluster))

    def of(self, ballots: Iterable[Ballot]) -> list[Replayed]:
        """Return each ballot with its new count."""
        return [self._one(ballot) for ballot in ballots]

    def _one(self, ballot: Ballot) -> Replayed:
        cases = sorted(ballot.cases.all(), key=lambda case: case.pk)
        version = cases[0].version if cases else self._version_on(ballot.on)
        step = _step_of(ballot, cases)
        rulebook = Rulebook(charter_of(version).charter, self._overrides)
        scope = Scope(organ=ballot.organ, matter=cases[0].matter if cases else None, step=step or None)
        vote: Vote | None = getattr(ballot, "live_vote", None)
        given = input_again(vote) if vote is not None else self._from_calls(ballot)
        seats = given.seats or []
        concerned = self._concerned(ballot, cases, seats, rulebook, scope)
        roll, tally = roll_and_tally(seats, given, concerned)
        asked: dict[str, Any] = {"on": ballot.on, "scope": scope, "calendar": self._calendar}
        if given.contest is None:
            again = voting.count(rulebook, ballot.organ, roll, tally, **asked)
        else:
            again = by_persons(
                contest_count(rulebook, ballot.organ, roll, tally, given.contest, **asked).verdict, given.contest
            )
        return Replayed(ballot, version, step, again, differences(ballot.verdict, again))

    def _version_on(self, on: date) -> CharterVersion:
        return next((v for v in self._versions if was_in_force(v, on)), self._versions[-1])

    def _concerned(
        self, ballot: Ballot, cases: Sequence[Case], seats: Sequence[SeatNow], rulebook: Rulebook, scope: Scope
    ) -> frozenset[int]:
        if not cases or rulebook.ask("voting.recusal", on=ballot.on, scope=scope).value == "none":
            return frozenset()
        return seats_concerned(cases, seats, rulebook=rulebook, scope=scope, on=ballot.on)

    def _from_calls(self, ballot: Ballot) -> RollCallInput:
        calls = list(ballot.roll_calls.all())
        return RollCallInput(
            {call.seat_id: Choice(call.choice) for call in calls},
            frozenset(call.seat_id for call in calls if call.by_alternate),
            ballot.method,
            seats=[self._seat(row, ballot.on) for row in ballot.roll],
        )

    def _seat(self, row: dict[str, Any], on: date) -> SeatNow:
        pk = row["seat"]
        held = (h for h in self._holdings if h.seat_id == pk and h.valid_from <= on)
        holding = next((h for h in held if h.valid_until is None or on < h.valid_until), None)
        chaired = (c for c in self._chairings if c.seat_id == pk and c.valid_from <= on)
        is_chair = any(c.valid_until is None or on < c.valid_until for c in chaired)
        return SeatNow(self._seats[pk], holding, SeatState(row["state"]), is_chair)


def _step_of(ballot: Ballot, cases: Sequence[Case]) -> str:
    """Return the step on which a vote was held: the one that keeps it, else the only vote of its case."""
    rows = sorted(cases[0].steps.all(), key=lambda row: row.position) if cases else []
    votes = [row for row in rows if row.kind == "vote"]
    kept = next((row.step for row in votes if row.data.get("ballot") == ballot.pk), "")
    return kept or (votes[0].step if votes else "")


def differences(recorded: dict[str, Any], again: Verdict) -> tuple[str, ...]:
    """Return what a new count says otherwise than the record: `code` for the outcome, else names of facts."""
    counted = again.as_json()
    found = ["code"] if recorded.get("code") != counted["code"] else []
    before, after = recorded.get("facts", {}), counted["facts"]
    return tuple(found + [name for name in _COMPARED if before.get(name) != after.get(name)])


def ballots_replayed(cluster: Cluster, ballots: QuerySet[Ballot]) -> list[Replayed]:
    """Return recorded votes of a cluster counted again, each by the version then in force for it."""
    return Replay(cluster).of(with_records(ballots))
