"""A cluster by the Kalininsky charter: its centre's head orders what its council has recommended or adopted."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.world import TELLER, World

from eduklaster.kernel.text import Localized
from eduklaster.membership.models import Participant
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.services import CaseDraft, StepInput, case_open, step_do

DAY = date(2026, 3, 2)
SECRETARY = Doer(TELLER, frozenset({"office:secretary"}), is_secretary=True)
CHAIR = Doer(TELLER, frozenset({"chair:nes"}))
HEAD = Doer(TELLER, frozenset({"office:centre_head"}))


class Story:
    """Plans and admissions in one cluster; every helper acts on the day of the story unless told otherwise."""

    def __init__(self, settings: Any) -> None:
        self.world = World.of("kalininsky", settings, DAY)
        self.cluster = self.world.cluster

    def plan(self, title: str = "План на год") -> Case:
        """Open a plan."""
        draft = CaseDraft("approve_plan", Localized.same(title))
        return case_open(cluster=self.cluster, draft=draft, doer=SECRETARY, on=self.world.today)

    def admission(self, name: str) -> Case:
        """Open an admission of a school."""
        school = self.world.organisation(name, self.world.person(f"Директор {name}"))
        return case_open(
            cluster=self.cluster,
            draft=CaseDraft(
                "admit",
                Localized.same(f"Вступление: {name}"),
                ("people.organisation", str(school.pk)),
                payload={
                    "participant": {
                        "category": "school",
                        "organisation_id": school.pk,
                        "primary_group": "innovative_environment",
                    },
                    "applicant_parties": [f"organisation:{school.pk}"],
                },
            ),
            doer=Doer(TELLER, frozenset({f"organisation:{school.pk}"})),
            on=self.world.today,
        )

    def do(self, case: Case, step: str, doer: Doer, *others: Case, on: date | None = None, **given: Any) -> list[Case]:
        """Do a step of a case, or of several by one act."""
        ids = [case.pk, *(other.pk for other in others)]
        day = on or self.world.today
        return step_do(cluster=self.cluster, case_ids=ids, step=step, doer=doer, on=day, given=StepInput(**given))

    def adopted(self, title: str = "План на год") -> Case:
        """Return a plan that the council has adopted."""
        case = self.plan(title)
        self.do(case, "draft", SECRETARY)
        self.do(case, "adoption", CHAIR)
        return case

    def state(self, case: Case) -> str:
        """Return the state of a case as the database has it."""
        return str(Case.objects.values_list("state", flat=True).get(pk=case.pk))

    def steps(self, case: Case) -> dict[str, str]:
        """Return the states of the steps of a case."""
        return dict(case.steps.values_list("step", "state"))

    def kept(self) -> tuple[int, int, list[tuple[Any, ...]], list[tuple[Any, ...]]]:
        """Return what a refusal must leave as it was: acts, participants, states of cases and steps."""
        rows = Case.objects.order_by("pk").values_list("pk", "state", "facts", "effective_on")
        steps = [
            row for case in Case.objects.order_by("pk") for row in case.steps.values_list("step", "state", "done_on")
        ]
        return Act.objects.count(), Participant.objects.count(), list(rows), steps
