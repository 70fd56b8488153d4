"""What the pages of votes show, with the rule of the moment of opening and its sources."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from eduklaster.charter.messages import origin_words, sentence_of, value_words
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of, marks_of
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import charter_of, version_governing
from eduklaster.governance.presenters import seat_label
from eduklaster.governance.selectors import nominees_of
from eduklaster.kernel import clock
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Viewer
from eduklaster.people.models import Person
from eduklaster.people.selectors import names_shown_to
from eduklaster.procedures.models import Case
from eduklaster.procedures.presenters import language, verdict_of
from eduklaster.ui.components import ClauseMark, Seats, State, VoteResult
from eduklaster.ui.components import Seat as SeatShape
from eduklaster.ui.typography import local_date

from .enums import ABSTAIN, AGAINST, FOR, Method, Standing, VoteKind, VoteState
from .live import live_url
from .models import Candidate, OpenChoice, Vote
from .selectors import (
    counts_now,
    entitled_count,
    frozen_rules,
    frozen_seats,
    objecting_until,
    runoff_of,
    until_of,
    voted_count,
)

_SHOWN = (
    "voting.method", "quorum.threshold", "quorum.base", "voting.threshold", "voting.base", "voting.abstentions",
    "voting.election", "voting.secret_least", "voting.delegation", "voting.recusal", "voting.tie",
)  # fmt: skip
_SHAPES = {FOR: SeatShape.FOR, AGAINST: SeatShape.AGAINST, ABSTAIN: SeatShape.ABSTAINED}
_ORDER = list(SeatShape)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A frozen rule in words with its source."""

    title: str
    words: str
    origin: str
    mark: ClauseMark | None


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """An answer with its votes, for bars and lists."""

    code: str
    label: str
    count: int
    share: int
    is_elected: bool = False
    goes_on: bool = False


@dataclass(frozen=True, slots=True)
class SeatLine:
    """A seat in the roll of a vote."""

    seat_id: int
    label: str
    holder: str
    standing: str
    state: State
    can_record: bool


def vote_state(vote: Vote) -> State:
    """Return the chip of a vote's state or outcome."""
    if vote.state == VoteState.OPEN:
        return State(_("under way"), "now")
    if vote.state == VoteState.ANNULLED:
        return State(_("annulled"), "no")
    code = vote.verdict.get("code", "")
    if code == "election.elected":
        return State(_("elected"), "ok")
    if code == "election.runoff":
        return State(_("another round"), "warn", "refresh")
    if code == "election.none":
        return State(_("nobody elected"), "no", "x")
    if vote.is_carried:
        return State(_("carried"), "ok")
    return State(_("not carried"), "no", "x") if code == "vote.lost" else State(_("not valid"), "no")


class VotePage:
    """A vote as its pages show it. What names persons is asked for with a viewer only."""

    def __init__(self, vote: Vote, viewer: Viewer | None = None) -> None:
        """Keep the vote and its reader; each part is read when it is drawn."""
        self.vote, self.viewer = vote, viewer
        self.cluster: Cluster = vote.cluster

    @cached_property
    def version(self) -> CharterVersion:
        """The charter version of the vote: that of its case, else the one of its day."""
        return self.vote.case.version if self.vote.case else version_governing(self.cluster, self.vote.on)

    @cached_property
    def charter(self) -> Any:
        """The charter by which the vote was held."""
        return charter_of(self.version).charter

    @cached_property
    def organ(self) -> str:
        """The name of the organ."""
        return str(Localized(self.vote.circumstances["organ"]))

    @property
    def state(self) -> State:
        """The chip."""
        return vote_state(self.vote)

    @property
    def answers_until(self) -> str:
        """Until when a vote by correspondence takes answers, in the cluster's time; nothing for a vote in a session."""
        until = until_of(self.vote)
        return local_date(until.astimezone(ZoneInfo(self.cluster.time_zone)), "moment") if until else ""

    @property
    def may_object(self) -> bool:
        """Whether a member may still demand a meeting instead of this vote."""
        if not self.is_open or until_of(self.vote) is None:
            return False
        last = objecting_until(self.vote)
        return last is not None and clock.today(self.cluster.time_zone) <= last

    @property
    def is_open(self) -> bool:
        """Whether it is under way."""
        return self.vote.state == VoteState.OPEN

    @property
    def is_election(self) -> bool:
        """Whether candidates stand."""
        return self.vote.kind == VoteKind.ELECTION

    @property
    def is_secret(self) -> bool:
        """Whether how somebody voted is not told."""
        return self.vote.method != Method.OPEN

    @property
    def shows_counts(self) -> bool:
        """Whether the numbers may be seen now."""
        return self.vote.state == VoteState.CLOSED or (self.is_open and not self.is_secret)

    @property
    def live(self) -> str:
        """The live address."""
        return live_url(self.vote)

    @cached_property
    def voted(self) -> int:
        """How many have voted."""
        return voted_count(self.vote)

    @cached_property
    def entitled(self) -> int:
        """How many may vote."""
        return entitled_count(self.vote)

    @property
    def voted_words(self) -> str:
        """How many have voted, in words."""
        return _("%(voted)s of %(entitled)s have voted") % {"voted": self.voted, "entitled": self.entitled}

    @cached_property
    def counts(self) -> dict[str, int]:
        """Votes by answer, where they may be seen."""
        return counts_now(self.vote) if self.shows_counts else {}

    @cached_property
    def labels(self) -> dict[str, str]:
        """What can be said, by its code: candidates by number, then for, against, abstain."""
        if self.is_election:
            named = {str(one.number): self._name_of(one) for one in self.vote.candidates.all()}
            return {**named, AGAINST: _("Against all"), ABSTAIN: _("Abstain")}
        return {FOR: _("For"), AGAINST: _("Against"), ABSTAIN: _("Abstain")}

    def _name_of(self, one: Candidate) -> str:
        """Return a candidate's name; a guest learns that of a person only with the person's consent."""
        if self.viewer is None or one.person_id is None or names_shown_to(self.viewer, {one.person_id}):
            return one.name
        return _("Candidate %(number)s") % {"number": one.number}

    @staticmethod
    def standing_of(case: Case, before: Vote | None, viewer: Viewer) -> list[str]:
        """Return the names of those between whom the next vote on a case is held."""
        if before is not None:
            going = set(runoff_of(before))
            ids = [one.person_id for one in before.candidates.all() if one.number in going]
        else:
            ids = [nominee.person_id for nominee in nominees_of(case)]
        shown = names_shown_to(viewer, {pk for pk in ids if pk})
        persons = Person.objects.in_bulk(list(shown))
        return [persons[pk].full_name for pk in ids if pk in persons]

    @cached_property
    def answers(self) -> list[AnswerLine]:
        """What can be said, with its votes."""
        elected = {str(number) for number in self.vote.result.get("elected", [])}
        runoff = {str(number) for number in self.vote.result.get("runoff", [])}
        most = max(self.entitled, 1) if self.counts else 1
        return [
            AnswerLine(
                code, label, self.counts.get(code, 0), round(300 * self.counts.get(code, 0) / most), code in elected,
                code in runoff,
            )
            for code, label in self.labels.items()
        ]  # fmt: skip

    @cached_property
    def sentence(self) -> str:
        """The verdict in words."""
        return sentence_of(verdict_of(self.vote.verdict), language(), self.charter) if self.vote.verdict else ""

    @cached_property
    def marks(self) -> list[ClauseMark]:
        """The sources of the verdict."""
        if not self.vote.verdict:
            return []
        return marks_of(self.vote.verdict["citations"], self.cluster, self.charter, self.version)

    @cached_property
    def rules(self) -> list[RuleLine]:
        """The rules as they were frozen."""
        frozen = frozen_rules(self.vote)
        skipped = set() if self.is_election else {"voting.election"}
        skipped |= {key for key in _SHOWN if key not in frozen}  # of a vote older than the rule
        skipped |= set() if self.is_secret else {"voting.secret_least"}
        return [
            RuleLine(
                frozen[key].spec.title.in_(language()),
                value_words(key, frozen[key].value, language()),
                origin_words(frozen[key], language(), self.charter),
                mark_of(Citation.of(frozen[key]), self.cluster, self.charter, self.version),
            )
            for key in _SHOWN
            if key not in skipped
        ]

    @property
    def main_rules(self) -> list[RuleLine]:
        """The rules that stand beside the result: method, quorum, majority and its base."""
        wanted = {"voting.method", "quorum.threshold", "voting.threshold", "voting.base"}
        wanted |= {"voting.election"} if self.is_election else set()
        titles = {frozen_rules(self.vote)[key].spec.title.in_(language()) for key in wanted}
        return [line for line in self.rules if line.title in titles]

    @property
    def result(self) -> VoteResult | None:
        """The numbers of a motion with the line that has to be reached."""
        facts = self.vote.verdict.get("facts", {})
        if self.is_election or not facts.get("base"):
            return None
        needed, base = _whole(facts.get("needed")), _whole(facts.get("base"))
        return VoteResult(
            votes_for=_whole(facts.get("for_")),
            votes_against=_whole(facts.get("against")),
            votes_abstained=_whole(facts.get("abstain")),
            threshold=float(needed),
            threshold_label=_("needed: %(needed)s of %(base)s") % {"needed": needed, "base": base},
            base=base,
        )

    @cached_property
    def seats(self) -> Seats:
        """The seats drawn: how they voted in an open motion, else who took part; nobody in an anonymous vote."""
        said = self._said if self.vote.method == Method.OPEN else {}
        used = set(self.vote.rights.filter(is_used=True).values_list("seat_id", flat=True))
        shapes = [self._shape(row, said, used).value for row in self.vote.roll if row["votes"]]
        return Seats(sorted(shapes, key=lambda shape: _ORDER.index(SeatShape(shape))))

    def _shape(self, row: dict[str, Any], said: dict[int, str], used: set[int]) -> SeatShape:
        if row["state"] == "pending":
            return SeatShape.PENDING
        if row["state"] == "vacant":
            return SeatShape.VACANT
        if not row["standing"]:
            return SeatShape.ABSENT
        if row["is_recused"]:
            return SeatShape.RECUSED
        if row["seat"] in said:
            return _SHAPES.get(said[row["seat"]], SeatShape.VOTED)
        return SeatShape.VOTED if row["seat"] in used else SeatShape.PRESENT

    @cached_property
    def _said(self) -> dict[int, str]:
        return dict(OpenChoice.objects.filter(vote=self.vote).values_list("seat_id", "said"))

    @cached_property
    def roll(self) -> list[SeatLine]:
        """The seats by name, for members and the secretary."""
        if self.viewer is None:
            return []
        used = set(self.vote.rights.filter(is_used=True).values_list("seat_id", flat=True))
        rights = set(self.vote.rights.values_list("seat_id", flat=True))
        seats = frozen_seats(self.vote)
        held = {now.seat.pk: now.holding.person_id for now in seats if now.holding}
        sitting = {row["seat"]: row["person"] or held.get(row["seat"]) for row in self.vote.roll}
        named = names_shown_to(self.viewer, {person for person in sitting.values() if person})
        persons = Person.objects.in_bulk(list(named))
        labels = {answer.code: answer.label for answer in self.answers}
        lines = []
        for row, now in zip(self.vote.roll, seats, strict=True):
            if not row["votes"]:
                continue
            pk = row["seat"]
            person = persons.get(sitting[pk] or 0)
            lines.append(
                SeatLine(
                    pk,
                    seat_label(now.seat, True),
                    person.full_name if person else "",
                    str(Standing(row["standing"]).label) if row["standing"] not in {"", "holder"} else "",
                    self._line_state(row, labels, used),
                    self.is_open and not self.is_secret and pk in rights and pk not in used,
                )
            )
        return lines

    def _line_state(self, row: dict[str, Any], labels: dict[str, str], used: set[int]) -> State:
        if row["state"] != "filled":
            return State(_("neither votes nor counts"), "")
        if not row["standing"]:
            return State(_("absent"), "", "user-minus")
        if row["is_recused"]:
            return State(_("concerned, does not vote"), "plum", "hand-stop")
        if row["seat"] in self._said and not self.is_secret:
            said = self._said[row["seat"]]
            tone, icon = {FOR: ("ok", "check"), AGAINST: ("no", "x")}.get(said, ("", "minus"))
            words = ", ".join(labels.get(one, one) for one in said.split(","))
            return State(
                words, "ok" if said.split(",")[0].isdigit() else tone, icon if not said[0].isdigit() else "check"
            )
        if self.vote.method == Method.ANONYMOUS:
            return State(_("present"), "", "user-check")
        return State(_("vote cast"), "ok", "check") if row["seat"] in used else State(_("not yet"), "", "clock")

    @property
    def url(self) -> str:
        """The page of the vote."""
        return reverse("votes:vote", args=[self.cluster.code, self.vote.pk])

    @property
    def title(self) -> str:
        """The question, with the round of an election."""
        question = str(self.vote.question)
        return (
            _("%(question)s, round %(round)s") % {"question": question, "round": self.vote.round}
            if self.vote.round > 1
            else question
        )

    @property
    def places_words(self) -> str:
        """How many may be marked."""
        return ngettext(
            "Choose no more than %(count)s candidate.", "Choose no more than %(count)s candidates.", self.vote.places
        ) % {"count": self.vote.places}


def _whole(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return 0
