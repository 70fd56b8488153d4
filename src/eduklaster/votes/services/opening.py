"""Opening a vote: the charter is asked, and question, rule and roll are frozen."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.charter import voting
from eduklaster.charter.messages import sentence_of
from eduklaster.charter.resolver import FrozenRulebook, Resolved, Rulebook, Scope
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.governance.access import organ_name
from eduklaster.governance.enums import Choice, SeatState
from eduklaster.governance.selectors import SeatNow, composition_on
from eduklaster.governance.services import RollCallInput, alternates_check, roll_and_tally, seats_concerned
from eduklaster.journal.services import journal_write
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import InputError, RuleRefusal, StateError
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.selectors import rulebook_for
from eduklaster.procedures.services import number_next

from ..access import require_conductor
from ..enums import SAID, Came, Method, Standing, VoteKind, VoteState
from ..events import VoteOpened
from ..models import Candidate, OneTimeCard, OpenChoice, Vote, VoteRight
from ..sealing import tracker_new
from ..selectors import FROZEN, correspondence_of, runoff_of, tells_classes
from .standing import Contender, VoteDraft, vote_of_case

CANDIDATES_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Presence:
    """Who is there, by seat.

    `here` says as whom somebody came: the holder or the alternate. `remote` are those of them who take part remotely,
    `recused` those who said that the question concerns them. `proxies` names for an absent seat the person who votes for
    it, `advance` what an absent member wrote before the session, `rights` exact shares where votes are weighed by them.
    """

    here: Mapping[int, Standing]
    remote: frozenset[int] = frozenset()
    recused: frozenset[int] = frozenset()
    proxies: Mapping[int, int] = field(default_factory=dict)
    advance: Mapping[int, str] = field(default_factory=dict)
    rights: Mapping[int, Fraction] = field(default_factory=dict)
    is_reconvened: bool = False

    @classmethod
    def of(cls, came: Mapping[int, Came]) -> Presence:
        """Return who is there outside of sessions, where each seat came in one way."""
        return cls(
            here={
                seat: Standing.ALTERNATE if how == Came.ALTERNATE else Standing.HOLDER
                for seat, how in came.items()
                if how != Came.ABSENT
            },
            remote=frozenset(seat for seat, how in came.items() if how == Came.REMOTE),
        )


@dataclass(frozen=True, slots=True)
class OpenedVote:
    """A vote under way. `cards` are the codes of an anonymous vote, told this once and stored nowhere."""

    vote: Vote
    cards: tuple[str, ...] = ()


@transaction.atomic
def vote_open(
    *, cluster: Cluster, draft: VoteDraft, presence: Presence, doer: Doer, on: date, follows: Vote | None = None
) -> OpenedVote:
    """Open a vote: freeze the question, every rule on votes and quorum, and who may vote; from now on members vote.

    Raises:
        AccessError: Somebody who does not conduct votes of the organ.
        InputError: No question, no candidates, a seat that cannot vote.
        StateError: The same step is being voted on.
        RuleRefusal: No quorum, or the charter does not allow the vote to be held so (proxies, advance votes, remote
            attendance, a consensus to be sought first, a second meeting, correspondence, too short a time to answer).
    """
    cluster_lock(cluster)
    case = _case(cluster, draft)
    rulebook = rulebook_for(case, on) if case else rulebook_of(cluster, on)
    require_conductor(rulebook.charter, draft.organ, doer)
    standing = [Contender(name) for name in draft.candidates]
    if case is not None:
        draft, standing = vote_of_case(case, draft, doer, on, follows)
    _check(draft, case)
    scope = Scope(organ=draft.organ, matter=case.matter if case else None, step=draft.step or None)
    rules = {key: rulebook.ask(key, on=on, scope=scope) for key in FROZEN}
    seats = composition_on(cluster, draft.organ, on)
    concerned = _concerned(case, seats, rulebook, scope, on) | presence.recused
    if rules["voting.recusal"].value == "none":
        concerned = frozenset()
    _check_presence(seats, draft, presence, rules)
    if draft.until is not None and rules["voting.method"].value == Method.ANONYMOUS:
        raise StateError("vote.cards_away", _("Cards are drawn in the room: no anonymous vote by correspondence."))
    verdict = _may_be_held(cluster, draft, presence, seats, concerned, rules, rulebook, scope, on)
    number = number_next(cluster, "vote", on.year)
    vote = Vote.objects.create(
        cluster=cluster,
        organ=draft.organ,
        number=number,
        on=on,
        question=case.title if case and not draft.question else draft.question,
        kind=draft.kind,
        method=rules["voting.method"].value,
        round=follows.round + 1 if follows else 1,
        follows=follows,
        places=draft.places,
        case=case,
        step=draft.step,
        rule=Verdict(True, "", (), {}, tuple(rules.values())).as_json()["values"],
        roll=[_row(now, presence, concerned) for now in seats],
        circumstances={
            "remote": len(presence.remote),
            "consensus": draft.consensus,
            "meetings": [day.isoformat() for day in draft.meetings],
            "is_reconvened": presence.is_reconvened,
            "organ": organ_name(rulebook.charter.organs[draft.organ]),
            **_letters(draft, on),
            "by_class": tells_classes({key: rule.value for key, rule in rules.items()}),
        },
        is_public=draft.is_public,
        state=VoteState.OPEN,
        opened_at=clock.now(),
        opened_by_id=doer.actor.user_id,
        token=secrets.token_urlsafe(32),
    )
    Candidate.objects.bulk_create(
        Candidate(vote=vote, number=place, name=one.name.strip(), person_id=one.person_id)
        for place, one in enumerate(standing, 1)
    )
    cards = _entitle(vote, seats, presence, concerned, doer)
    journal_write(
        chain=cluster.code,
        actor=doer.actor,
        action="vote.opened",
        subject=vote,
        on=on,
        rule=f"{case.matter}.{draft.step}" if case else "",
        citations=[c.as_json() for c in verdict.citations],
        facts={"organ": vote.organ, "method": vote.method, "kind": vote.kind, "round": vote.round,
               "present": len(presence.here), "entitled": len(cards) or vote.rights.count()},
    )  # fmt: skip
    bus.publish(VoteOpened(vote.pk))
    return OpenedVote(vote, cards)


def next_round_open(
    *, cluster: Cluster, vote: Vote, presence: Presence, doer: Doer, on: date, until: datetime | None = None
) -> OpenedVote:
    """Open the next round of an election between those who go on; by correspondence answers are taken `until` a moment.

    Raises:
        StateError: The election needs no further round, or has one.
        ChainRefused: The step of the case cannot be done any more.
    """
    runoff = runoff_of(vote)
    if not runoff:
        raise StateError("vote.no_round", _("This election needs no further round."))
    names = {one.number: one.name for one in vote.candidates.all()}
    draft = VoteDraft(
        organ=vote.organ,
        question=vote.question,
        kind=VoteKind.ELECTION,
        case_id=vote.case_id,
        step=vote.step,
        candidates=tuple(names[number] for number in runoff),
        places=vote.places - len(vote.result.get("elected", [])),
        is_public=vote.is_public,
        consensus=vote.circumstances.get("consensus"),
        meetings=tuple(date.fromisoformat(day) for day in vote.circumstances.get("meetings", [])),
        until=until,
        is_procedural=bool(vote.circumstances.get("is_procedural")),
    )
    return vote_open(cluster=cluster, draft=draft, presence=presence, doer=doer, on=on, follows=vote)


def _case(cluster: Cluster, draft: VoteDraft) -> Case | None:
    if draft.case_id is None:
        return None
    case = Case.objects.filter(cluster=cluster, pk=draft.case_id).select_related("cluster", "version").first()
    if case is None or case.state != CaseState.OPEN:
        raise InputError("vote.case", _("Choose a case that is open."), field="case")
    if Vote.objects.filter(case=case, step=draft.step, state=VoteState.OPEN).exists():
        raise StateError("vote.under_way", _("A vote on this step is under way."))
    return case


def _check(draft: VoteDraft, case: Case | None) -> None:
    if not draft.question and case is None:
        raise InputError("vote.question", _("Write down what is put to the vote."), field="question")
    if draft.kind == VoteKind.ELECTION:
        names = [name.strip() for name in draft.candidates]
        if not names or not all(names) or len(names) > CANDIDATES_AT_MOST:
            raise InputError("vote.candidates", _("Name the candidates, one on each line."), field="candidates")
        if len({name.casefold() for name in names}) != len(names):
            raise InputError("vote.candidate_twice", _("A candidate is named twice."), field="candidates")
        if not 1 <= draft.places <= len(names):
            raise InputError("vote.places", _("There are fewer candidates than places."), field="places")
    elif draft.candidates:
        raise InputError("vote.motion_candidates", _("A motion has no candidates."), field="candidates")


def _letters(draft: VoteDraft, on: date) -> dict[str, Any]:
    """Return what a vote by correspondence keeps: the day it was sent, until when it is answered; nothing otherwise."""
    if draft.until is None:
        return {}
    return {"sent_on": on.isoformat(), "until": draft.until.isoformat(), "is_procedural": draft.is_procedural}


def _concerned(
    case: Case | None, seats: Sequence[SeatNow], rulebook: Rulebook, scope: Scope, on: date
) -> frozenset[int]:
    if case is None:
        return frozenset()
    return seats_concerned([case], seats, rulebook=rulebook, scope=scope, on=on)


def _check_presence(
    seats: Sequence[SeatNow], draft: VoteDraft, presence: Presence, rules: Mapping[str, Resolved]
) -> None:
    by_id = {now.seat.pk: now for now in seats}
    for seat_id in {*presence.here, *presence.proxies, *presence.advance, *presence.rights}:
        now = by_id.get(seat_id)
        if now is None or now.state != SeatState.FILLED or now.holding is None:
            raise InputError("vote.seat", _("Only a filled seat of this organ can take part."))
        if presence.here.get(seat_id) == Standing.ALTERNATE and now.holding.alternate_id is None:
            raise InputError("vote.alternate", _("No alternate is named for «%(seat)s»."), seat=str(now.seat.label))
    if Standing.ALTERNATE in presence.here.values():
        alternates_check(rules["voting.delegation"])
    if {*presence.proxies, *presence.advance} & {*presence.here}:
        raise InputError("vote.present_and_away", _("A member who is there votes in person."))
    is_plain = rules["voting.method"].value == Method.OPEN and draft.kind == VoteKind.MOTION
    if presence.advance and not is_plain:
        raise InputError(
            "vote.advance_secret", _("Votes in writing before the session are taken on open motions only.")
        )
    if not set(presence.advance.values()) <= set(SAID):
        raise InputError("vote.answer", _("Choose one of the answers."))
    if rules["voting.weights"].value == "rights":
        if not is_plain:
            refused = voting.weighed_verdict(rules["voting.weights"])
            raise RuleRefusal(refused, sentence_of(refused, get_language() or "uk"))
        voters = {*presence.here, *presence.proxies}
        if missing := voters - {*presence.rights}:
            raise InputError(
                "vote.rights",
                _("Votes are weighed by rights here. Enter the rights of «%(seat)s»."),
                seat=str(by_id[min(missing)].seat.label),
            )


def _may_be_held(
    cluster: Cluster,
    draft: VoteDraft,
    presence: Presence,
    seats: Sequence[SeatNow],
    concerned: frozenset[int],
    rules: Mapping[str, Resolved],
    rulebook: Rulebook,
    scope: Scope,
    on: date,
) -> Verdict:
    """Count the vote before anybody has voted: what refuses it now would refuse it at the end."""
    choices = {**dict.fromkeys(presence.here, Choice.PRESENT), **dict.fromkeys(presence.proxies, Choice.PRESENT)}
    given = RollCallInput(
        {**choices, **{seat: Choice(said) for seat, said in presence.advance.items()}},
        by_alternate=frozenset(seat for seat, who in presence.here.items() if who == Standing.ALTERNATE),
        method=rules["voting.method"].value,
        proxies=presence.proxies,
        advance=frozenset(presence.advance),
        remote=len(presence.remote),
        consensus=draft.consensus,
        meetings=draft.meetings,
        correspondence=correspondence_of(_letters(draft, on), cluster),
        rights=presence.rights,
        is_reconvened=presence.is_reconvened,
    )
    roll, tally = roll_and_tally(seats, given, concerned)
    frozen = FrozenRulebook(rulebook.charter, rulebook.overrides, rules)
    verdict = voting.count(frozen, draft.organ, roll, tally, on=on, scope=scope, calendar=calendar_of(cluster))
    if verdict.code not in {"vote.carried", "vote.lost"}:
        raise RuleRefusal(verdict, sentence_of(verdict, cluster.language, rulebook.charter))
    return replace(verdict, allowed=True, code="vote.opened")


def _row(now: SeatNow, presence: Presence, concerned: frozenset[int]) -> dict[str, Any]:
    pk = now.seat.pk
    standing = presence.here.get(pk)
    if pk in presence.proxies:
        standing = Standing.PROXY
    elif pk in presence.advance:
        standing = Standing.ADVANCE
    person = presence.proxies.get(pk)
    if person is None and now.holding is not None:
        person = now.holding.alternate_id if standing == Standing.ALTERNATE else now.holding.person_id
    return {
        "seat": pk,
        "state": now.state.value,
        "class": now.seat.seat_class,
        "votes": now.seat.votes,
        "holding": now.holding.pk if now.holding else None,
        "is_chair": now.is_chair,
        "standing": standing.value if standing else "",
        "person": person if standing else None,
        "is_recused": pk in concerned,
        "rights": str(presence.rights[pk]) if pk in presence.rights else "",
    }


def _entitle(
    vote: Vote, seats: Sequence[SeatNow], presence: Presence, concerned: frozenset[int], doer: Doer
) -> tuple[str, ...]:
    """Give the rights to vote; those who are concerned, have no vote or belong to another class get none."""
    classes = next(row["value"] for row in vote.rule if row["key"] == "voting.classes")
    voters = [
        now
        for now in seats
        if now.seat.votes and now.seat.pk not in concerned and (not classes or now.seat.seat_class in classes)
    ]
    rows = {row["seat"]: row for row in vote.roll}
    taking_part = [now for now in voters if rows[now.seat.pk]["standing"]]
    if vote.method == Method.ANONYMOUS:
        codes = [tracker_new() for _now in taking_part]
        OneTimeCard.objects.bulk_create(
            OneTimeCard(vote=vote, digest=card_digest(code), seat_class=now.seat.seat_class)
            for code, now in zip(codes, taking_part, strict=True)
        )
        return tuple(codes)
    VoteRight.objects.bulk_create(
        VoteRight(
            vote=vote,
            seat=now.seat,
            person_id=rows[now.seat.pk]["person"],
            standing=rows[now.seat.pk]["standing"],
            seat_class=now.seat.seat_class,
            is_used=now.seat.pk in presence.advance,
        )
        for now in taking_part
    )
    OpenChoice.objects.bulk_create(
        OpenChoice(vote=vote, seat=now.seat, said=presence.advance[now.seat.pk], recorded_by_id=doer.actor.user_id)
        for now in taking_part
        if now.seat.pk in presence.advance
    )
    return ()


def card_digest(code: str) -> str:
    """Return the digest under which a card is known."""
    return hashlib.sha256(code.encode()).hexdigest()
