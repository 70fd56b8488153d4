"""Reading tasks: who may have one, which powers give one, what an organ has to hear of, what waits for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from eduklaster.charter.calendar import add_period
from eduklaster.charter.matters import resolve_party
from eduklaster.charter.messages import party_words
from eduklaster.charter.resolver import Scope
from eduklaster.charter.schema import Charter, Power
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import calendar_of, rulebook_of
from eduklaster.governance.selectors import compositions_on
from eduklaster.kernel.text import LANGUAGES, Localized
from eduklaster.membership.models import Component
from eduklaster.membership.selectors import participants_on

from ..enums import AT_WORK, OPEN, Answer, TaskState
from ..models import Contest, Extension, Task


@dataclass(frozen=True, slots=True)
class Owner:
    """Somebody who may have a task: the party, its words, and who that is today, for choosing alone."""

    party: str
    label: Localized
    holder: str = ""


def party_label(charter: Charter, party: str) -> Localized:
    """Return an office, a chair or an organ in the words of the charter."""
    return Localized({code: party_words(party, code, charter) for code in LANGUAGES})


def owner_choices(cluster: Cluster, on: date) -> list[Owner]:
    """Return everybody who may have a task on a day: offices, chairs, seats, participants, units."""
    charter = rulebook_of(cluster, on).charter
    found = [Owner(f"office:{key}", party_label(charter, f"office:{key}")) for key in charter.offices]
    for organ, seats in compositions_on(cluster, on).items():
        found.append(Owner(f"chair:{organ}", party_label(charter, f"chair:{organ}")))
        for row in seats:
            if row.holding is not None:
                name = party_label(charter, f"organ:{organ}")
                words = {c: f"{name.in_(c)}: {row.seat.label.in_(c)}".removesuffix(": ") for c in LANGUAGES}
                found.append(Owner(f"seat:{row.seat.pk}", Localized(words), str(row.holding.person)))
    rows = participants_on(cluster, on).select_related("organisation", "person")
    found += [Owner(f"participant:{row.pk}", Localized.same(str(row))) for row in rows]
    units = Component.objects.filter(cluster=cluster, head__isnull=False)
    found += [Owner(f"component:{row.pk}", row.name) for row in units]
    return found


def owner_words(cluster: Cluster, party: str, on: date) -> Localized | None:
    """Return who a party is in words, or None where nobody of that kind may have a task on that day."""
    return next((one.label for one in owner_choices(cluster, on) if one.party == party), None)


def powers_of(charter: Charter, party: str) -> list[Power]:
    """Return the powers that the charter names for an organ, or the duties of an office."""
    head, _sep, name = party.partition(":")
    if head == "organ" and name in charter.organs:
        return charter.organs[name].powers
    return charter.offices[name].duties if head == "office" and name in charter.offices else []


def party_of_rule(charter: Charter, word: str, organ: str) -> str:
    """Return the party behind a word of the rules on tasks; a role that the cluster lacks falls to the organ's chair."""
    if word == "chair":
        return f"chair:{organ}"
    party = resolve_party(charter, word)
    if party is None:
        return f"organ:{charter.roles.main_organ}" if word == "approving_office" else f"chair:{organ}"
    head, _sep, name = party.partition(":")
    return f"chair:{name}" if head == "organ" and word == "executive" else party


def tasks_open(cluster: Cluster) -> QuerySet[Task]:
    """Return the tasks of a cluster that are not over, the nearest term first."""
    return Task.objects.filter(cluster=cluster, state__in=OPEN).select_related("cluster").order_by("due_on", "pk")


def is_over(on: date) -> Q:
    """Whether the term of a task is over on a day: the condition of the overdue list; a contested term stands still."""
    return Q(state__in=[*AT_WORK, TaskState.REPORTED], due_on__lt=on)


def tasks_heard(cluster: Cluster, organ: str, on: date) -> QuerySet[Task]:
    """Return the tasks that open a session of an organ: overdue, and due within the time of a reminder."""
    rule = rulebook_of(cluster, on).ask("reminder.before", on=on, scope=Scope(organ=organ))
    until = add_period(on, rule.value, calendar_of(cluster))
    return tasks_open(cluster).filter(organ=organ, due_on__lte=until, set_on__lte=on)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A task that waits for somebody, and for what: `do`, `check`, `extend`, `decide`."""

    task: Task
    why: str


def waiting_for_me(cluster: Cluster, parties: set[str], organs: set[str]) -> list[Waiting]:
    """Return the tasks that wait for somebody who is these parties and speaks for these organs; the nearest first."""
    mine = Q(owner__in=parties, state__in=AT_WORK)
    check = Q(controller__in=parties, state=TaskState.REPORTED) & ~Q(owner__in=parties)
    speaks = {*parties, *(f"organ:{name}" for name in organs)}
    asked = Exists(Extension.objects.filter(task=OuterRef("pk"), answer=Answer.WAITING))
    disputed = Exists(Contest.objects.filter(task=OuterRef("pk"), answer=Answer.WAITING, decides__in=speaks))
    rows = tasks_open(cluster).alias(asked=asked, disputed=disputed).annotate(is_asked=asked, is_disputed=disputed)
    found = []
    for task in rows.filter(mine | check | Q(asked=True, set_by__in=speaks) | Q(disputed=True)):
        if task.is_disputed:
            found.append(Waiting(task, "decide"))
        elif task.state == TaskState.REPORTED and task.controller in parties and task.owner not in parties:
            found.append(Waiting(task, "check"))
        elif task.is_asked and task.set_by in speaks:
            found.append(Waiting(task, "extend"))
        else:
            found.append(Waiting(task, "do"))
    return found
