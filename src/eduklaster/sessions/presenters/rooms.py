"""The page of one session: what stands where, what the keeper may do, and the sentence and the mark of each rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduklaster.charter.calendar import add_period
from eduklaster.charter.messages import period_words, sentence_of
from eduklaster.charter.resolver import Resolved, Scope
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import marks_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.governance.access import keeps
from eduklaster.governance.selectors import nominees_of
from eduklaster.people.access import Viewer
from eduklaster.procedures.access import cases_visible_to, doer_of, is_insider
from eduklaster.procedures.models import Act
from eduklaster.procedures.presenters import language, verdict_of
from eduklaster.procedures.selectors import Adopted, adopted_not_approved
from eduklaster.ui.components import Action, ClauseMark, State
from eduklaster.ui.typography import local_date
from eduklaster.votes.enums import VoteState
from eduklaster.votes.models import Vote
from eduklaster.votes.presenters import VotePage, vote_state
from eduklaster.votes.selectors import runoff_of

from ..enums import Attending, ItemKind, ItemState, SessionState
from ..models import AgendaItem, Session
from ..registry import ListedRow, opening_get
from ..selectors import RollRow, agenda_of, day_of, numbers_of, quorum_now, remaining_of, roll_of
from .lines import DeliveryLine, ItemLine, ListedLine, RollLine, VoteLine
from .words import item_state, session_state, session_title


class SessionRoom:
    """Everything the page of one session needs."""

    def __init__(self, session: Session, viewer: Viewer) -> None:
        """Keep the session and its reader; each part is read when it is asked for."""
        self.session, self.viewer = session, viewer
        self.cluster: Cluster = session.cluster
        self.day = day_of(session)
        self.rulebook = rulebook_of(self.cluster, self.day)
        self.charter = self.rulebook.charter

    @cached_property
    def is_keeper(self) -> bool:
        """Whether the reader calls and keeps this session."""
        return keeps(self.charter, self.session.organ, doer_of(self.viewer))

    @cached_property
    def title(self) -> str:
        """The title of the session."""
        return session_title(self.session, self.charter)

    @property
    def state(self) -> State:
        """The state as a chip."""
        return session_state(self.session)

    @property
    def starts(self) -> str:
        """The hour of the beginning in the cluster's time."""
        return self.session.starts_at.astimezone(ZoneInfo(self.cluster.time_zone)).strftime("%H:%M")

    @property
    def answers_until(self) -> str:
        """Until when answers by correspondence are taken, in the cluster's time."""
        ends = self.session.ends_at
        return self._moment(ends) if ends else ""

    @cached_property
    def numbers(self) -> dict[int, str]:
        """The numbers of the items by their ids."""
        return numbers_of(self.session)

    @cached_property
    def agenda(self) -> list[ItemLine]:
        """The items in their order."""
        return [self._line(item) for item in agenda_of(self.session)]

    @cached_property
    def adopted(self) -> list[Adopted]:
        """What this session adopted and another act has not approved yet."""
        acts = set(Act.objects.filter(ballots__agenda_items__session=self.session).values_list("pk", flat=True))
        if not acts:
            return []
        cases = cases_visible_to(self.cluster, self.viewer).filter(steps__act__in=acts).distinct()
        return [one for one in adopted_not_approved(cases) if one.act.pk in acts]

    def _vote_line(self, item: AgendaItem, vote: Vote) -> VoteLine:
        code = self.cluster.code
        goes_on = self.is_keeper and self.session.state == SessionState.OPEN
        return VoteLine(
            VotePage(vote).title,
            vote_state(vote),
            reverse(
                "votes:control" if self.is_keeper and vote.state == VoteState.OPEN else "votes:vote",
                args=[code, vote.pk],
            ),
            reverse("sessions:item_round", args=[code, self.session.pk, item.pk, vote.pk])
            if goes_on and runoff_of(vote)
            else "",
        )

    def _line(self, item: AgendaItem) -> ItemLine:
        case, code = item.case, self.cluster.code
        votes = [row.vote for row in item.item_votes.all()]
        may_decide = (
            self.is_keeper
            and self.session.state == SessionState.OPEN
            and item.kind != ItemKind.EXECUTION
            and item.state in {ItemState.OPEN, ItemState.DISCUSSED}
            and not any(vote.state == VoteState.OPEN or (case and runoff_of(vote)) for vote in votes)
        )
        act = item.ballot.act if item.ballot else None
        vote_url = reverse("governance:vote", args=[code, case.pk, item.step]) if case else ""
        may_open = may_decide and self.session.entered_at is None
        return ItemLine(
            item=item,
            number=self.numbers[item.pk],
            state=item_state(item),
            url=reverse("sessions:item", args=[code, self.session.pk, item.pk]),
            vote_url=f"{vote_url}?on={self.day.isoformat()}"
            if case
            and self.is_keeper
            and self.session.state == SessionState.OPEN
            and item.ballot_id is None
            and not nominees_of(case)
            else "",
            case_url=reverse("procedures:case", args=[code, case.pk]) if case else "",
            act_label=f"№ {act.number}" if act else "",
            act_url=reverse("procedures:act", args=[code, act.pk]) if act else "",
            conflicts=len(item.conflicts.all()),
            live_url=reverse("sessions:item_vote", args=[code, self.session.pk, item.pk]) if may_open else "",
            consensus_url=reverse("sessions:consensus", args=[code, self.session.pk, item.pk]) if may_decide else "",
            votes=[self._vote_line(item, vote) for vote in votes],
        )

    @cached_property
    def listed(self) -> list[ListedLine]:
        """What opens the session: as it was frozen at its opening, before that as it stands now."""
        opening = opening_get()
        item = next((line.item for line in self.agenda if line.item.kind == ItemKind.EXECUTION), None)
        if item is None or opening is None:
            return []
        frozen = item.listed
        rows = opening.rows(self.session) if frozen is None else [ListedRow.of(data) for data in frozen]
        leads = is_insider(self.viewer)
        return [ListedLine(row, opening.page(self.cluster, row.key) if leads else "") for row in rows]

    @cached_property
    def rows(self) -> list[RollRow]:
        """The seats with their attendance."""
        return roll_of(self.session)

    @cached_property
    def roll(self) -> list[RollLine]:
        """The seats as lines."""
        return [self._roll_line(row) for row in self.rows]

    def _roll_line(self, row: RollRow) -> RollLine:
        holding, entry = row.now.holding, row.attendance
        how = Attending(entry.how) if entry else None
        words = how.label if how else _("not marked")
        if entry and entry.left_at:
            words = _("left at %(hour)s") % {
                "hour": entry.left_at.astimezone(ZoneInfo(self.cluster.time_zone)).strftime("%H:%M")
            }
        return RollLine(
            seat_id=row.now.seat.pk,
            label=str(row.now.seat.label) or (str(holding.person) if holding else ""),
            holder=str(holding.person) if holding else "",
            alternate=str(holding.alternate) if holding and holding.alternate else "",
            can_attend=row.now.state == "filled",
            how=how or "",
            words=str(words) if row.now.state == "filled" else str(row.now.state.label),
            tone="ok" if row.is_here else "",
            note=entry.note if entry else "",
        )

    @cached_property
    def quorum(self) -> tuple[bool, str, list[ClauseMark]]:
        """Whether there is a quorum now, in words, with its marks."""
        verdict = quorum_now(self.session, self.rows)
        facts = verdict.facts
        words = _("%(present)s present; the quorum is %(needed)s of %(base)s.") % {
            "present": facts.get("present", 0),
            "needed": facts.get("quorum_needed", "—"),
            "base": facts.get("quorum_base", "—"),
        }
        return verdict.allowed, words, marks_of(verdict.citations, self.cluster, self.charter)

    def _rule(self, key: str) -> tuple[Resolved, list[ClauseMark]]:
        rule = self.rulebook.ask(key, on=self.day, scope=Scope(organ=self.session.organ))
        citation = Citation.of(rule)
        return rule, marks_of([citation] if citation else [], self.cluster, self.charter)

    @cached_property
    def minutes_due(self) -> tuple[str, list[ClauseMark]]:
        """By when the minutes are to be signed."""
        rule, marks = self._rule("minutes.signed_within")
        return local_date(add_period(self.day, rule.value, calendar_of(self.cluster))), marks

    @cached_property
    def notice_rule(self) -> tuple[str, list[ClauseMark]]:
        """How long before the session it has to be announced, in words."""
        key = "notice.urgent" if self.session.kind == "extraordinary" else "notice.ordinary"
        rule, marks = self._rule(key)
        return period_words(rule.value, language()), marks

    @property
    def above(self) -> list[tuple[str, str]]:
        """The items under which others can stand, as a form offers them."""
        free = [line for line in self.agenda if line.item.parent_id is None and line.item.kind != ItemKind.EXECUTION]
        return [
            (str(line.item.pk), f"{line.number}. {line.item.title}")
            for line in free
            if line.item.state in {ItemState.OPEN, ItemState.DISCUSSED}
        ]

    @property
    def extends_by_vote(self) -> bool:
        """Whether the session now extends its agenda by a vote."""
        rule, _marks = self._rule("agenda.extension")
        return self.session.state == SessionState.OPEN and rule.value == "by_vote"

    @cached_property
    def notice_shortfall(self) -> tuple[str, list[ClauseMark]] | None:
        """What a notice on paper lacked by the rule of its day, in words with its marks; None where it was in time."""
        if not self.session.notice or self.session.notice["allowed"]:
            return None
        verdict = verdict_of(self.session.notice)
        return sentence_of(verdict, language(), self.charter), marks_of(verdict.citations, self.cluster, self.charter)

    @cached_property
    def left(self) -> list[str]:
        """What keeps the session from being closed."""
        left = remaining_of(self.session)
        return [
            *[
                _("Proposal № %(number)s «%(title)s» has no answer.") % {"number": p.number, "title": p.title}
                for p in left.proposals
            ],
            *[
                _("Item %(number)s «%(title)s» has no end.") % {"number": self.numbers[i.pk], "title": i.title}
                for i in left.items
            ],
            *[
                _("Item %(number)s «%(title)s»: a vote is under way.")
                % {"number": self.numbers[i.pk], "title": i.title}
                for i in left.votes
            ],
        ]

    @cached_property
    def deliveries(self) -> list[DeliveryLine]:
        """To whom the last notice went; earlier ones were overtaken by it."""
        last = self.session.deliveries.aggregate(last=Max("version"))["last"]
        rows = self.session.deliveries.filter(version=last).select_related("person", "seat")
        return [
            DeliveryLine(
                row.person.full_name,
                str(row.seat.label),
                row.is_alternate,
                self._moment(row.sent_at),
                self._moment(row.read_at) if row.read_at else "",
            )
            for row in rows.order_by("seat__order", "seat_id", "is_alternate")
        ]

    def _moment(self, at: datetime) -> str:
        return local_date(at.astimezone(ZoneInfo(self.cluster.time_zone)), "moment")

    @property
    def delivered(self) -> str:
        """How many have the notice, and how many have read it."""
        rows = self.deliveries
        return ngettext(
            "sent to %(count)s member, read by %(read)s", "sent to %(count)s members, read by %(read)s", len(rows)
        ) % {
            "count": len(rows),
            "read": sum(1 for row in rows if row.read),
        }

    @property
    def _leading(self) -> Action:
        page = reverse("sessions:leaders", args=[self.cluster.code, self.session.pk])
        return Action(_("Who presides"), page, "quiet", "user-check")

    @property
    def actions(self) -> list[Action]:
        """What the keeper may do now; the first is the usual next step."""
        if not self.is_keeper:
            return []

        def to(name: str) -> str:
            return reverse(f"sessions:{name}", args=[self.cluster.code, self.session.pk])

        match self.session.state:
            case SessionState.PLANNED if self.session.entered_at is not None:
                rows = [
                    Action(_("Was the session held?"), to("open"), "quiet", "gavel"),
                    Action(_("Mark attendance"), to("attendance"), "quiet", "users"),
                    Action(_("Add an item"), to("item_add"), "quiet", "plus"),
                    Action(_("Cancel the session"), to("cancel"), "stop", "x"),
                ]
                is_next = 2 if not self.agenda else 1 if not any(row.attendance for row in self.rows) else 0
                first = rows.pop(is_next)
                return [replace(first, style="key"), *rows]
            case SessionState.CLOSED if self.session.entered_at is not None:
                return [Action(_("Add the signed minutes"), to("sign"), "key", "signature"), self._leading]
            case SessionState.PLANNED:
                return [
                    Action(_("Announce the session"), to("notify"), "key", "send"),
                    Action(_("Add an item"), to("item_add"), "quiet", "plus"),
                    Action(_("Change day or place"), to("edit"), "quiet", "pencil"),
                    Action(_("Cancel the session"), to("cancel"), "stop", "x"),
                ]
            case SessionState.NOTICED:
                today = [
                    Action(_("Open the session"), to("open"), "key", "gavel"),
                    Action(_("Mark attendance"), to("attendance"), "quiet", "users"),
                ]
                return [
                    *(today if self.day <= self.viewer.on else []),
                    Action(_("Add an item"), to("item_add"), "quiet", "plus"),
                    Action(_("Change day or place"), to("edit"), "quiet", "pencil"),
                    Action(_("Cancel the session"), to("cancel"), "stop", "x"),
                ]
            case SessionState.OPEN:
                return [
                    Action(_("Close the session"), to("close"), "key", "door-exit"),
                    Action(_("Mark attendance"), to("attendance"), "quiet", "users"),
                    Action(_("Add an item"), to("item_add"), "quiet", "plus"),
                    self._leading,
                ]
            case SessionState.CLOSED:
                return [Action(_("Minutes are signed"), to("sign"), "key", "signature"), self._leading]
            case SessionState.FAILED if not hasattr(self.session, "reconvened_as"):
                return [Action(_("Call it again"), to("reconvene"), "key", "refresh")]
            case _:
                return []
