"""A council of 21 seats, votes opened with some of them present."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.world import TELLER, World

from eduklaster.clusters.services import RuleChange, rule_set
from eduklaster.governance.models import Seat
from eduklaster.journal.services import Actor
from eduklaster.kernel.text import Localized
from eduklaster.procedures.parties import Doer
from eduklaster.votes.enums import Standing, VoteKind
from eduklaster.votes.models import Vote, VoteRight
from eduklaster.votes.sealing import tracker_new
from eduklaster.votes.services import CastResult, OpenedVote, Presence, VoteDraft, vote_cast, vote_open

TODAY = date(2026, 3, 16)
SECRETARY = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)


def council(settings: Any, members: int = 21, more: str = "", **rules: Any) -> World:
    """Start a cluster whose council has so many filled seats; `rules` are set by an act (`voting__method="secret"`)."""
    world = World.of("smolensk", settings, TODAY, more=more)
    for number in range(members):
        world.participant(f"Колледж {number}", "education", world.person(f"Директоров{number}"))
    world.fill("council")
    for name, value in rules.items():
        set_rule(world, name.replace("__", "."), value)
    return world


def set_rule(world: World, key: str, value: Any, on: date = TODAY) -> None:
    """Set a rule by an act."""
    rule_set(cluster=world.cluster, change=RuleChange(key, value, on), act="Решение № 1", actor=TELLER)


def seats_of(world: World) -> list[Seat]:
    """Return the seats of the council."""
    return list(Seat.objects.filter(cluster=world.cluster, organ="council", participant__isnull=False).order_by("pk"))


def presence(seats: Sequence[Seat], **more: Any) -> Presence:
    """Say that the holders of these seats are there."""
    return Presence({seat.pk: Standing.HOLDER for seat in seats}, **more)


def motion(world: World, present: int = 15, **more: Any) -> OpenedVote:
    """Open a free motion with so many present."""
    draft = VoteDraft("council", Localized.same("Принять план на год"), **more)
    return open_with(world, draft, presence(seats_of(world)[:present]))


def election(world: World, names: Sequence[str], places: int = 1, present: int = 15) -> OpenedVote:
    """Open an election."""
    draft = VoteDraft(
        "council", Localized.same("Избрать координатора"), VoteKind.ELECTION, candidates=tuple(names), places=places
    )
    return open_with(world, draft, presence(seats_of(world)[:present]))


def open_with(world: World, draft: VoteDraft, there: Presence) -> OpenedVote:
    """Open a vote as the secretary."""
    return vote_open(cluster=world.cluster, draft=draft, presence=there, doer=SECRETARY, on=TODAY)


def cast(vote: Vote, right: VoteRight, said: str, tracker: str = "") -> CastResult:
    """Vote as the person who has the right."""
    return vote_cast(
        cluster=vote.cluster,
        vote_id=vote.pk,
        seat_id=right.seat_id,
        said=said,
        actor=Actor(None, "member", right.person_id),
        tracker=tracker or tracker_new(),
    )


def cast_all(vote: Vote, *answers: tuple[str, int]) -> list[CastResult]:
    """Let the voters say these answers so many times, one after another."""
    said = [answer for answer, times in answers for _n in range(times)]
    rights = list(vote.rights.filter(is_used=False).order_by("pk"))
    return [cast(vote, right, answer) for right, answer in zip(rights, said, strict=False)]
