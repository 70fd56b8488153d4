"""Reading sessions, agendas, attendance and proposals; what a session still lacks before it can be closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from eduklaster.charter import voting
from eduklaster.charter.calendar import add_period
from eduklaster.charter.messages import sentence_of
from eduklaster.charter.resolver import Resolved, Rulebook, Scope
from eduklaster.charter.verdicts import Verdict
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.documents.registry import signatories_of
from eduklaster.governance.enums import Choice, SeatState
from eduklaster.governance.selectors import SeatNow, composition_on
from eduklaster.governance.services import RollCallInput, roll_and_tally, seats_concerned
from eduklaster.people.models import Person
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.presenters import verdict_of
from eduklaster.procedures.selectors import rulebook_for
from eduklaster.votes.enums import VoteState
from eduklaster.votes.models import Vote

from .enums import PAPER_TOLD, Attending, ItemKind, ItemState, ProposalState, SessionKind, SessionState
from .models import AgendaItem, Attendance, Proposal, Session

HERE = {Attending.ROOM, Attending.REMOTE, Attending.ALTERNATE}
UNFINISHED = {ItemState.OPEN, ItemState.DISCUSSED}
WAITING = {ProposalState.FILED, ProposalState.ADMITTED, ProposalState.DEFERRED}


def day_of(session: Session) -> date:
    """Return the day of a session in the time zone of its cluster."""
    return session.starts_at.astimezone(ZoneInfo(session.cluster.time_zone)).date()


def sessions_of(cluster: Cluster, organ: str | None = None) -> QuerySet[Session]:
    """Return the sessions of a cluster, or of one of its organs, latest first, with the number of items."""
    rows = Session.objects.filter(cluster=cluster).select_related("cluster")
    if organ is not None:
        rows = rows.filter(organ=organ)
    return rows.annotate(item_count=Count("items", distinct=True)).order_by("-starts_at", "-pk")


def numbered(items: Iterable[AgendaItem]) -> dict[str, AgendaItem]:
    """Return the items of one agenda by their numbers, in order: «2», then those under it, «2.1», «2.2».

    An item that was taken off keeps its number.
    """
    rows = sorted(items, key=lambda item: (item.position, item.pk))
    under: dict[int | None, list[AgendaItem]] = {}
    for row in rows:
        under.setdefault(row.parent_id, []).append(row)
    found: dict[str, AgendaItem] = {}
    for place, top in enumerate(under.get(None, []), 1):
        found[str(place)] = top
        found |= {f"{place}.{one}": row for one, row in enumerate(under.get(top.pk, []), 1)}
    return found


def numbers_of(session: Session) -> dict[int, str]:
    """Return the numbers of the items of an agenda by their ids."""
    return {item.pk: number for number, item in numbered(session.items.all()).items()}


def agenda_of(session: Session) -> list[AgendaItem]:
    """Return the agenda in its order, each item with its papers, case and proposal."""
    rows = (
        session.items.select_related("case__cluster", "proposal", "ballot__act")
        .prefetch_related("papers", "conflicts__seat", "item_votes__vote__cluster", "item_votes__vote__rounds_after")
        .order_by("position", "pk")
    )
    return list(numbered(rows).values())


def announced(cluster: Cluster) -> QuerySet[Session]:
    """Return the sessions that everybody may know of: those that were announced, and those on paper once they are entered."""
    known = Q(entered_at__isnull=True, noticed_at__isnull=False) | Q(entered_at__isnull=False, state__in=PAPER_TOLD)
    return Session.objects.filter(known, cluster=cluster).select_related("cluster")


def outcome_line(vote: Vote) -> str:
    """Return the outcome of a live vote as it is written into its item, in the cluster's language."""
    language = vote.cluster.language
    words = sentence_of(verdict_of(vote.verdict), language)
    names = {one.number: one.name for one in vote.candidates.all()}
    elected = ", ".join(names[number] for number in vote.result.get("elected", []))
    return f"{vote.question.in_(language)}: {elected + '. ' if elected else ''}{words}"


def proposals_of(cluster: Cluster) -> QuerySet[Proposal]:
    """Return the proposals of a cluster, newest first."""
    return (
        Proposal.objects.filter(cluster=cluster)
        .select_related("participant__organisation")
        .order_by("-filed_on", "-pk")
    )


def proposals_waiting(session: Session) -> QuerySet[Proposal]:
    """Return the proposals that this session has to dispose of: filed with its organ and due for it.

    One deferred to a day after the session waits for a later one.
    """
    day = day_of(session)
    return (
        Proposal.objects.filter(cluster=session.cluster_id, organ=session.organ, filed_on__lte=day)
        .filter(
            Q(state__in=[ProposalState.FILED, ProposalState.ADMITTED])
            | Q(state=ProposalState.DEFERRED, deferred_to__lte=day, session__isnull=True)
            | Q(state=ProposalState.DEFERRED, deferred_to__lte=day) & ~Q(session=session)
        )
        .order_by("number")
    )


def reconvene_until(session: Session) -> date:
    """Return the last day on which a session without a quorum is to be held again."""
    day = day_of(session)
    rule = rulebook_of(session.cluster, day).ask("quorum.reconvene_within", on=day, scope=Scope(organ=session.organ))
    return add_period(day, rule.value, calendar_of(session.cluster))


def items_left(session: Session) -> list[AgendaItem]:
    """Return the items of other sessions of the organ that wait for this one, the earliest first.

    They were postponed by a session that was held, or stood on the agenda of one without a quorum that cannot be called
    again any more. What a session has taken over waits no longer, unless that session was cancelled.
    """
    rows = (
        AgendaItem.objects.filter(session__cluster=session.cluster_id, session__organ=session.organ)
        .filter(Q(case__isnull=True) | Q(case__state=CaseState.OPEN))
        .filter(Q(proposal__isnull=True) | Q(proposal__state__in=WAITING))
        .filter(
            Q(state=ItemState.POSTPONED, session__state__in=[SessionState.CLOSED, SessionState.SIGNED])
            | Q(state__in=UNFINISHED, session__state=SessionState.FAILED)
        )
        .filter(~_taken_over())
        .exclude(session=session.pk)
        .exclude(kind=ItemKind.EXECUTION)
        .select_related("session__cluster", "session__reconvened_as")
        .order_by("session__starts_at", "position", "pk")
    )
    return [
        item for item in rows if item.session.state != SessionState.FAILED or _is_over(item.session, day_of(session))
    ]


def to_call_again(rows: QuerySet[Session]) -> QuerySet[Session]:
    """Return those sessions that had no quorum, were not called again, and whose agenda no other session has taken over."""
    left = AgendaItem.objects.filter(session=OuterRef("pk"), state__in=UNFINISHED).exclude(kind=ItemKind.EXECUTION)
    found = rows.filter(state=SessionState.FAILED, reconvened_as__isnull=True)
    return found.filter(Exists(left.filter(~_taken_over()))).order_by("starts_at")


def _taken_over() -> Exists:
    later = AgendaItem.objects.filter(continues=OuterRef("pk"))
    return Exists(later.exclude(session__state=SessionState.CANCELLED))


def _is_over(failed: Session, day: date) -> bool:
    """Whether a session without a quorum cannot be called again for a day: it was already, or its term has passed."""
    return hasattr(failed, "reconvened_as") or reconvene_until(failed) < day


@dataclass(frozen=True, slots=True)
class RollRow:
    """A seat on the day of a session with how it takes part; `attendance` is empty while nobody has said."""

    now: SeatNow
    attendance: Attendance | None

    @property
    def is_here(self) -> bool:
        """Whether somebody sits on it now."""
        return self.attendance is not None and self.attendance.how in HERE and self.attendance.left_at is None


def roll_of(session: Session) -> list[RollRow]:
    """Return the seats of a session's organ on its day with their attendance."""
    rows = {row.seat_id: row for row in session.attendance.select_related("person")}
    return [
        RollRow(now, rows.get(now.seat.pk)) for now in composition_on(session.cluster, session.organ, day_of(session))
    ]


def asked_now(session: Session, roll: Sequence[RollRow]) -> list[RollRow]:
    """Return who would vote if a vote were opened now: those who are here, by correspondence everybody with a vote."""
    if session.kind == SessionKind.CORRESPONDENCE:
        return [row for row in roll if row.now.counts]
    return [row for row in roll if row.is_here and row.now.seat.votes]


def vote_asks(item: AgendaItem) -> frozenset[str]:
    """Return what is asked at opening a vote because the charter knows it and the records do not.

    `proxies` and `advance` of those who are away, exact `rights`, the `earlier` meeting, whether the question is
    `procedural`. By correspondence nobody is away: everybody is asked.
    """
    is_letter = item.session.kind == SessionKind.CORRESPONDENCE

    def value(key: str) -> Any:
        return item_rule(item, key).value

    wanted = {
        "proxies": not is_letter and value("voting.delegation") == "proxy",
        "advance": not is_letter and bool(value("voting.advance")),
        "rights": not is_letter and value("voting.weights") == "rights",
        "earlier": value("voting.meetings") > 1 and not meetings_before(item),
        "procedural": is_letter and value("voting.correspondence") == "procedural",
    }
    return frozenset(name for name, is_wanted in wanted.items() if is_wanted)


def _chairs(session: Session) -> list[Person]:
    language = session.cluster.language
    return [one.person for one in signatories_of(session.cluster, f"chair:{session.organ}", day_of(session), language)]


def could_preside(session: Session) -> list[Person]:
    """Return who can preside: whoever chairs the organ and is here, then the other members who are here.

    A chair by office need not sit in the organ. By correspondence nobody is here: everybody who sits can.
    """
    by_letter = session.kind == SessionKind.CORRESPONDENCE
    here: list[Person] = []
    seated: set[int] = set()
    for row in roll_of(session):
        holding = row.now.holding
        if holding is None or row.now.state != SeatState.FILLED:
            continue
        seated.add(holding.person_id)
        if by_letter:
            here.append(holding.person)
        elif row.is_here and row.attendance is not None and row.attendance.person is not None:
            here.append(row.attendance.person)
    chairs = [one for one in _chairs(session) if one in here or one.pk not in seated]
    return list(dict.fromkeys([*chairs, *here]))


def chair_of(session: Session) -> Person | None:
    """Return whoever chairs the organ of a session, if they can preside over it."""
    able = could_preside(session)
    return next((one for one in _chairs(session) if one in able), None)


def quorum_now(session: Session, roll: list[RollRow] | None = None) -> Verdict:
    """Say whether those who are here may decide (`quorum.met`, `quorum.missing`), with clause or default."""
    rows = roll_of(session) if roll is None else roll
    given = RollCallInput({row.now.seat.pk: Choice.PRESENT for row in rows if row.is_here})
    heads, _tally = roll_and_tally([row.now for row in rows], given, frozenset())
    remote = sum(1 for row in rows if row.is_here and row.attendance and row.attendance.how == Attending.REMOTE)
    heads = replace(heads, remote=remote, is_reconvened=session.reconvenes_id is not None)
    day = day_of(session)
    rulebook = rulebook_of(session.cluster, day)
    return voting.quorum(rulebook, session.organ, heads, on=day, scope=Scope(organ=session.organ))


def item_rulebook(item: AgendaItem) -> Rulebook:
    """Return the rules by which an item is decided: those of its case, else those of the day of its session."""
    day = day_of(item.session)
    return rulebook_for(item.case, day) if item.case else rulebook_of(item.session.cluster, day)


def item_scope(item: AgendaItem) -> Scope:
    """Return where the rules of an item are asked: its organ, and the matter and step of its case."""
    matter = item.case.matter if item.case else None
    return Scope(organ=item.session.organ, matter=matter, step=item.step or None)


def item_rule(item: AgendaItem, key: str) -> Resolved:
    """Return a rule as it holds for an item on the day of its session."""
    return item_rulebook(item).ask(key, on=day_of(item.session), scope=item_scope(item))


def quorum_of_item(item: AgendaItem, roll: list[RollRow]) -> Verdict:
    """Say whether those who are here may decide an item: by the rules of its matter, without whom it concerns."""
    on, scope, rulebook = day_of(item.session), item_scope(item), item_rulebook(item)
    seats = [row.now for row in roll]
    concerned = set(item.conflicts.values_list("seat_id", flat=True))
    if item.case is not None:
        concerned |= seats_concerned([item.case], seats, rulebook=rulebook, scope=scope, on=on)
    if rulebook.ask("voting.recusal", on=on, scope=scope).value == "none":
        concerned = set()
    given = RollCallInput({row.now.seat.pk: Choice.PRESENT for row in roll if row.is_here})
    heads, _tally = roll_and_tally(seats, given, frozenset(concerned))
    remote = sum(1 for row in roll if row.is_here and row.attendance and row.attendance.how == Attending.REMOTE)
    heads = replace(heads, remote=remote, is_reconvened=item.session.reconvenes_id is not None)
    return voting.quorum(rulebook, item.session.organ, heads, on=on, scope=scope)


def meetings_before(item: AgendaItem) -> list[date]:
    """Return the days of earlier sessions of the organ that considered what an item is about, earliest first.

    That is the item which this one continues, and every other on the same step of the case or on the same proposal. One
    that was put off before anybody spoke, or taken off, was not considered.
    """
    same = Q(pk__in=_continued_from(item))
    if item.case_id is not None:
        same |= Q(case=item.case_id, step=item.step)
    if item.proposal_id is not None:
        same |= Q(proposal=item.proposal_id)
    rows = (
        AgendaItem.objects.filter(
            same,
            session__cluster=item.session.cluster_id,
            session__organ=item.session.organ,
            session__state__in=[SessionState.OPEN, SessionState.CLOSED, SessionState.SIGNED],
            session__starts_at__lt=item.session.starts_at,
        )
        .exclude(state__in=[ItemState.OPEN, ItemState.REMOVED])
        .exclude(state=ItemState.POSTPONED, heard="", spoke="")
        .select_related("session__cluster")
    )
    return sorted({day_of(row.session) for row in rows} - {day_of(item.session)})


def _continued_from(item: AgendaItem) -> list[int]:
    found: list[int] = []
    key = item.continues_id
    while key is not None:
        found.append(key)
        key = AgendaItem.objects.values_list("continues_id", flat=True).get(pk=key)
    return found


@dataclass(frozen=True, slots=True)
class Remaining:
    """What keeps a session from being closed."""

    proposals: list[Proposal]
    items: list[AgendaItem]
    votes: list[AgendaItem]

    def __bool__(self) -> bool:
        """Say whether anything is left."""
        return bool(self.proposals or self.items or self.votes)


def remaining_of(session: Session) -> Remaining:
    """Return the proposals without a disposition, the items without an end, and those on which a vote is under way.

    A session held on paper is over: it answers for what stood on its agenda, and what else waits comes to the next one.
    """
    items, proposals = session.items.order_by("position"), proposals_waiting(session)
    if session.entered_at is not None:
        standing = session.items.exclude(state=ItemState.REMOVED)
        proposals = proposals.filter(pk__in=standing.filter(proposal__isnull=False).values("proposal"))
    return Remaining(
        list(proposals),
        list(items.filter(state__in=UNFINISHED)),
        list(items.filter(item_votes__vote__state=VoteState.OPEN)),
    )


def session_answering(proposal: Proposal) -> Session | None:
    """Return the session under way that may answer a proposal; one on paper only what stood on its agenda."""
    rows = Session.objects.filter(cluster=proposal.cluster_id, organ=proposal.organ, state=SessionState.OPEN)
    on_paper = rows.filter(entered_at__isnull=False, items__proposal=proposal).first()
    return on_paper or rows.filter(entered_at__isnull=True).first()


def sessions_open(cluster: Cluster, organ: str) -> QuerySet[Session]:
    """Return the sessions of an organ that are still to be held or under way, earliest first."""
    return (
        Session.objects.filter(
            cluster=cluster,
            organ=organ,
            state__in=[SessionState.PLANNED, SessionState.NOTICED, SessionState.OPEN],
        )
        .prefetch_related(Prefetch("items", AgendaItem.objects.order_by("position")))
        .order_by("starts_at")
    )
