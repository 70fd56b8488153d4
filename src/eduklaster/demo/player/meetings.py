"""Sessions in a story: proposals, notice, agenda, attendance, live votes, minutes; a session that had no quorum."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from eduklaster.charter.calendar import add_period, next_working_day, subtract_period
from eduklaster.charter.values import Period, Unit
from eduklaster.clusters.selectors import calendar_of
from eduklaster.documents.models import IssuedDocument
from eduklaster.documents.profiles import words
from eduklaster.documents.registry import kind_get, signatories_of
from eduklaster.documents.services import document_issue, signed_copy_add
from eduklaster.governance.selectors import composition_on
from eduklaster.journal.services import Actor
from eduklaster.kernel import clock
from eduklaster.people.models import Person
from eduklaster.procedures.parties import Doer
from eduklaster.sessions.enums import Attending, ItemKind, ItemState, ProposalState, SessionKind
from eduklaster.sessions.models import AgendaItem, Session
from eduklaster.sessions.services import (
    Ask,
    ItemFields,
    ProposalDraft,
    SessionPlan,
    attendance_set,
    delivery_read,
    item_add,
    item_finish,
    item_minute,
    item_vote_open,
    minutes_sign,
    proposal_dispose,
    proposal_file,
    session_close,
    session_fail,
    session_notify,
    session_open,
    session_plan,
    session_reconvene,
)
from eduklaster.votes.enums import Method
from eduklaster.votes.models import Vote, VoteRight
from eduklaster.votes.sealing import tracker_new
from eduklaster.votes.services import vote_cast, vote_close, vote_record

from .cases import Cases
from .signing import signed_beside
from .stage import StoryFault, at_the_hour

_CALLED = Period(8, Unit.WORKING_DAY)  # some days more than the five that the defaults ask for
_AGAIN = Period(7, Unit.WORKING_DAY)  # within the ten of the default, with time for a notice
_SIGNED = Period(2, Unit.WORKING_DAY)
_ITEM = timedelta(minutes=20)
_OFFICE = time(10, 40)


class Meetings(Cases):
    """Calls sessions, holds them and keeps their minutes."""

    def do_proposal(self, given: Mapping[str, Any], item: Mapping[str, Any], on: date) -> None:
        """File a proposal of a participant; sessions call it by its key."""
        doer = self.doer(f"p:{given['by']}", on)
        draft = ProposalDraft(given["organ"], given["title"], given["text"], self.participant(given["by"]).pk)
        label = doer.actor.capacity
        self.proposals[given["key"]] = proposal_file(cluster=self.cluster, draft=draft, doer=doer, label=label, on=on)

    def _schedule_session(self, item: Mapping[str, Any]) -> None:
        """Put a session among the events: held on a `day`, or announced so many working days `ahead`; 0 is today.

        It is `called` so many working days before; `proposals` are filed on the day of the call.

        A session that `fails` for want of a quorum is called again, and held then.
        """
        given, calendar = item["session"], calendar_of(self.cluster)
        if "ahead" in item:
            held = add_period(self.anchor, Period(item["ahead"], Unit.WORKING_DAY), calendar)
        else:
            held = next_working_day(self.anchor - timedelta(days=item["day"]), calendar)
        kept: list[Session] = []
        called = Period(given["called"], Unit.WORKING_DAY) if "called" in given else _CALLED
        self._at(subtract_period(held, called, calendar), lambda on: kept.append(self._call(given, held, on)))
        if "ahead" in item:
            return
        if "fails" in given:
            again = add_period(held, _AGAIN, calendar)
            self._at(held, lambda on: kept.append(self._fail(kept[-1], given, again, on)))
        met = again if "fails" in given else held
        self._at(met, lambda on: self._hold(kept[-1], given, on))
        signed = add_period(met, _SIGNED, calendar)
        if signed <= self.anchor:
            self._at(signed, lambda on: self._sign(kept[-1], on))

    # ─── before ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _call(self, given: Mapping[str, Any], held: date, on: date) -> Session:
        with at_the_hour(datetime.combine(on, _OFFICE, ZoneInfo(self.cluster.time_zone))):
            return self._announce(given, held, on)

    def _announce(self, given: Mapping[str, Any], held: date, on: date) -> Session:
        keeper = self.doer("secretary", on)
        for row in given.get("proposals", []):
            self.do_proposal(row, {}, on)
        plan = self._plan(given, held)
        session = session_plan(cluster=self.cluster, organ=given["organ"], plan=plan, doer=keeper)
        listed = set(session.items.values_list("proposal_id", flat=True))
        for row in given["agenda"]:
            proposal = self.proposals[row["proposal"]] if "proposal" in row else None
            if proposal is not None and proposal.pk in listed:
                continue
            fields = ItemFields(
                title=proposal.title if proposal else row["title"],
                kind=ItemKind(row.get("kind", ItemKind.INFORMATION)),
                speaker=row.get("speaker", ""),
                case_id=self.cases[row["case"]].pk if "case" in row else None,
                step=row.get("step", ""),
                proposal_id=proposal.pk if proposal else None,
            )
            item_add(cluster=self.cluster, session_id=session.pk, fields=fields, doer=keeper)
        session = session_notify(cluster=self.cluster, session_id=session.pk, doer=keeper, on=on)
        readers = list(session.deliveries.order_by("pk").values_list("person_id", flat=True))
        for person in readers[: len(readers) * 3 // 4]:
            delivery_read(session=session, person_id=person)
        return session

    def _plan(self, given: Mapping[str, Any], held: date) -> SessionPlan:
        return SessionPlan(SessionKind.ORDINARY, self._moment(given, held), place=given["place"])

    def _moment(self, given: Mapping[str, Any], held: date) -> datetime:
        return datetime.combine(held, time.fromisoformat(given["at"]), ZoneInfo(self.cluster.time_zone))

    def _fail(self, session: Session, given: Mapping[str, Any], again: date, on: date) -> Session:
        keeper = self.doer("secretary", on)
        with at_the_hour(self._moment(given, on) + timedelta(minutes=15)):
            self._attend(session, given["fails"], keeper, on)
            session_fail(cluster=self.cluster, session_id=session.pk, doer=keeper)
            session = session_reconvene(
                cluster=self.cluster, session_id=session.pk, plan=self._plan(given, again), doer=keeper
            )
            return session_notify(cluster=self.cluster, session_id=session.pk, doer=keeper, on=on)

    # ─── in session ────────────────────────────────────────────────────────────────────────────────────────────────

    def _hold(self, session: Session, given: Mapping[str, Any], on: date) -> None:
        keeper, moment = self.doer("secretary", on), self._moment(given, on)
        with at_the_hour(moment):
            self._attend(session, given.get("away", {}), keeper, on)
            session_open(
                cluster=self.cluster, session_id=session.pk, doer=keeper, chaired_by=self._chair(session.organ, on),
                kept_by=Person.objects.get(pk=keeper.actor.person_id or 0),
            )  # fmt: skip
        rows = [self._spoken(row) for row in given["agenda"]]
        first = session.items.filter(kind=ItemKind.EXECUTION).first()
        if first is not None:
            rows.insert(0, {**given["execution"], "title": first.title, "ends": ItemState.NOTED})
        by_title = {row["title"]: row for row in rows}
        for item in session.items.order_by("position"):
            row = by_title[item.title]
            with at_the_hour(moment):
                self._discuss(item, row, keeper)
            moment += _ITEM
            with at_the_hour(moment):
                self._finish(item, row, keeper, on)
        with at_the_hour(moment + _ITEM):
            session_close(cluster=self.cluster, session_id=session.pk, doer=keeper)

    def _spoken(self, row: Mapping[str, Any]) -> dict[str, Any]:
        return {**row, "title": self.proposals[row["proposal"]].title} if "proposal" in row else dict(row)

    def _attend(self, session: Session, away: Mapping[str, str], keeper: Doer, on: date) -> None:
        """Enter who takes part: everybody in the room but those whom the data name."""
        said = {self.people[key].pk: Attending(how) for key, how in away.items()}
        given = {
            row.seat.pk: said.pop(row.holding.person_id, Attending.ROOM)
            for row in composition_on(self.cluster, session.organ, on)
            if row.holding
        }
        if said:
            raise StoryFault(f"{self.data['code']}: {sorted(away)} do not all sit in {session.organ}")
        attendance_set(cluster=self.cluster, session_id=session.pk, given=given, doer=keeper)

    def _chair(self, organ: str, on: date) -> Person | None:
        seats = composition_on(self.cluster, organ, on)
        found = next((s.holding.person for s in seats if s.is_chair and s.holding), None)
        by_office = signatories_of(self.cluster, f"organ:{organ}", on, self.language)
        return found or (by_office[0].person if by_office else None)

    def _discuss(self, item: AgendaItem, row: Mapping[str, Any], keeper: Doer) -> None:
        item_minute(
            cluster=self.cluster, item_id=item.pk, heard=row.get("heard", ""), spoke=row.get("spoke", ""),
            decided=row.get("decided", ""), doer=keeper,
        )  # fmt: skip
        if "vote" in row:
            ask = Ask(question=row["vote"].get("question", ""), is_public=True)
            self._cast(item_vote_open(cluster=self.cluster, item_id=item.pk, ask=ask, doer=keeper).vote, row, keeper)

    def _cast(self, vote: Vote, row: Mapping[str, Any], keeper: Doer) -> None:
        """Let everybody vote: the last ones as the data say, all others for."""
        rights = list(VoteRight.objects.filter(vote=vote).select_related("person").order_by("seat__order", "seat_id"))
        words = [word for word in ("abstain", "against") for _n in range(row["vote"].get(word, 0))]
        said = ["for"] * (len(rights) - len(words)) + words
        for right, word in zip(rights, said, strict=True):
            actor = self._actor(right.person, str(right.seat.label))
            common: dict[str, Any] = {
                "cluster": self.cluster,
                "vote_id": vote.pk,
                "seat_id": right.seat_id,
                "said": word,
            }
            if vote.method == Method.OPEN and actor.user_id is None:
                vote_record(**common, doer=keeper)
            else:
                vote_cast(**common, actor=actor, tracker=tracker_new() if vote.method == Method.SECRET else "")

    def _finish(self, item: AgendaItem, row: Mapping[str, Any], keeper: Doer, on: date) -> None:
        for vote in Vote.objects.filter(item_vote__item=item):
            closed = vote_close(cluster=self.cluster, vote_id=vote.pk, doer=keeper)
            wanted = row["vote"].get("code", "vote.carried")
            if closed.verdict["code"] != wanted:
                raise StoryFault(f"{self.data['code']}: {item.title}: {closed.verdict['code']} instead of {wanted}")
        if "proposal" in row:
            proposal_dispose(
                cluster=self.cluster, proposal_id=self.proposals[row["proposal"]].pk, doer=keeper, on=on,
                state=ProposalState(row["answer"]), reason=row["reason"], session_id=item.session_id,
            )  # fmt: skip
        if "case" not in row:  # the vote on a case has ended its item
            state = ItemState(row.get("ends", ItemState.DECIDED))
            item_finish(cluster=self.cluster, item_id=item.pk, state=state, doer=keeper)

    # ─── after ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def _sign(self, session: Session, on: date) -> None:
        with at_the_hour(datetime.combine(on, _OFFICE, ZoneInfo(self.cluster.time_zone))):
            session = minutes_sign(cluster=self.cluster, session_id=session.pk, doer=self.doer("secretary", on), on=on)
            self._issue(session, self.doer("secretary", on).actor)

    def _issue(self, session: Session, actor: Actor) -> None:
        """Issue the first minutes of the cluster with an extract, and bring back the copy that the chair signed."""
        if IssuedDocument.objects.filter(cluster=self.cluster, kind="minutes").exists():
            return
        minutes = document_issue(cluster=self.cluster, kind=kind_get("minutes"), subject=session, actor=actor)
        item = session.items.filter(state=ItemState.DECIDED).order_by("position").first()
        if item is not None:
            document_issue(cluster=self.cluster, kind=kind_get("extract"), subject=item, actor=actor)
        chair = session.chaired_by
        if chair is None:
            return
        with minutes.pdf.open("rb") as file:
            signed = signed_beside(
                file.read(), name=chair.full_name, post=words(self.language)["chair_post"],
                organisation=self.cluster.name.in_(self.language), at=clock.now(),
            )  # fmt: skip
        signed_copy_add(document=minutes, name=f"{minutes.code}.p7s", content=signed, actor=actor)
