"""How steps of cases are done, voted, declined and signed in a story."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from eduklaster.charter.resolver import Scope
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.governance.enums import Choice, SeatState
from eduklaster.governance.selectors import SeatNow, composition_on
from eduklaster.governance.services import (
    RollCallInput,
    ballot_record,
    seats_concerned,
)
from eduklaster.membership.models import Founder
from eduklaster.membership.services import (
    Authority,
    founder_authority_set,
    founder_sign,
)
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Case
from eduklaster.procedures.services import (
    StepInput,
    act_correct,
    case_stop,
    evidence_add,
    refusal_record,
    step_decline,
    step_do,
    step_mark,
)

from ..reading import localized
from .cases import Cases
from .stage import StoryFault

_AUTHORITY = {"post": "Приказ о назначении на должность", "resolution": "Решение представительного органа, № 1"}


class Steps(Cases):
    """Does the steps of cases."""

    def step_do(
        self, keys: Sequence[str], on: date, step: str, by: str, extra: Mapping[str, Any] | None = None
    ) -> None:
        """Do a step."""
        extra = extra or {}
        given = StepInput(
            note=extra.get("note", ""),
            facts=extra.get("facts", {}),
            cites=extra.get("cites"),
            act_text=extra.get("text", ""),
            data=extra.get("data", {}),
        )
        doer = self.doer(by, on)
        step_do(
            cluster=self.cluster,
            case_ids=self._ids([*keys, *extra.get("with", [])]),
            step=step,
            doer=doer,
            on=on,
            given=given,
        )

    def step_vote(self, keys: Sequence[str], on: date, step: str, given: Mapping[str, Any]) -> None:
        """Vote by roll call; the data say how many of the seats said what."""
        keys = [*keys, *given.get("with", [])]
        cases = [Case.objects.get(pk=pk) for pk in self._ids(keys)]
        organ = given.get("organ") or self.charter.roles.main_organ
        seats = composition_on(self.cluster, organ, on)
        scope = Scope(organ=organ, matter=cases[0].matter, step=step)
        concerned = seats_concerned(cases, seats, rulebook=rulebook_of(self.cluster, on), scope=scope, on=on)
        choices = {pk: Choice.RECUSED for pk in concerned if given.get("recused")}
        voters = [s for s in seats if s.state == SeatState.FILLED and s.seat.votes and s.seat.pk not in concerned]
        turn = cases[0].pk % len(voters) if voters else 0
        order = iter([s for s in voters if s.is_chair] + _turned([s for s in voters if not s.is_chair], turn))
        for word in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN):
            for _number in range(_share(given.get(word.value, 0), len(voters))):
                seat = next(order, None)
                if seat is not None:
                    choices[seat.seat.pk] = word
        result = ballot_record(
            cluster=self.cluster, organ=organ, case_ids=[c.pk for c in cases], step=step, given=RollCallInput(choices),
            doer=self.doer(given.get("recorded_by", "secretary"), on), on=on, note=given.get("note", ""),
        )  # fmt: skip
        wanted = given.get("code", "vote.carried")
        if result.verdict.code != wanted:
            raise StoryFault(
                f"{self.data['code']}: {keys} {step}: {result.verdict.code} instead of {wanted}: {result.verdict.facts}"
            )

    def step_decline(self, keys: Sequence[str], on: date, step: str, by: str, reason: str) -> None:
        """Decline a step with a reason."""
        for pk in self._ids(keys):
            step_decline(cluster=self.cluster, case_id=pk, step=step, doer=self.doer(by, on), on=on, reason=reason)

    def step_refused(
        self, keys: Sequence[str], on: date, step: str, by: str, extra: Mapping[str, Any] | None = None
    ) -> None:
        """Try what the charter does not allow: the refusal stays in the history of the case."""
        try:
            self.step_do(keys, on, step, by, extra)
        except ChainRefused as error:
            if extra and extra.get("code") and error.code != extra["code"]:
                raise StoryFault(f"{keys} {step}: refused as {error.code}") from error
            refusal_record(error)
            return
        raise StoryFault(f"{self.data['code']}: {keys} {step} was to be refused.")

    def step_stop(self, keys: Sequence[str], on: date, reason: str) -> None:
        """Stop a case."""
        for key in keys:
            self.cases[key].refresh_from_db()
            case_stop(case=self.cases[key], reason=reason, actor=self.doer("secretary", on).actor, on=on)

    def step_evidence(self, keys: Sequence[str], on: date, by: str, title: str, text: str) -> None:
        """Attach a statement."""
        for key in keys:
            evidence_add(case=self.cases[key], title=title, text=text, doer=self.doer(by, on), on=on)

    def step_mark(
        self, keys: Sequence[str], on: date, step: str, by: Sequence[str], extra: Mapping[str, Any] | None = None
    ) -> None:
        """Let several do their part of a step: parties of an agreement."""
        for ref in by:
            doer = self.doer(ref, on)
            (party,) = doer.parties
            for pk in self._ids(keys):
                step_mark(
                    cluster=self.cluster, case_id=pk, step=step, party=party, label=doer.actor.capacity, doer=doer, on=on,
                    facts=(extra or {}).get("facts"),
                )  # fmt: skip

    def step_sign(self, keys: Sequence[str], on: date, step: str, founders: Sequence[str]) -> None:
        """Let listed founders sign: authority, mark in the case, row of the register."""
        for name in founders:
            founder = Founder.objects.get(cluster=self.cluster, organisation=self.organisations[name])
            actor = self.doer(f"f:{name}", on).actor
            kind = "post" if name != "deputies" else "resolution"
            document = _AUTHORITY[kind]
            founder_authority_set(
                founder=founder, signatory=self.people[name], authority=Authority(kind, document), on=on, actor=actor
            )
            self.step_mark(keys, on, step, [f"f:{name}"], {"facts": {"authority_document": True}})
            founder_sign(founder=founder, on=on, actor=actor)

    def step_correct(self, keys: Sequence[str], on: date, step: str, by: str, title: Any, text: str) -> None:
        """Correct the act of a step by a later act."""
        act = self.cases[keys[0]].steps.select_related("act").get(step=step).act
        assert act is not None  # noqa: S101 -- the data name a step that issues an act
        act_correct(act=act, text=text, title=localized(title), on=on, actor=self.doer(by, on).actor)

    # ─── what happens outside cases ────────────────────────────────────────────────────────────────────────────────


def _turned(seats: list[SeatNow], by: int) -> list[SeatNow]:
    by %= len(seats) or 1
    return seats[by:] + seats[:by]


def _share(given: int | str, count: int) -> int:
    return count if given == "all" else int(given)
