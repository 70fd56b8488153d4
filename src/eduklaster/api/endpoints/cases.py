"""Cases with their chains, and opening one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Literal

from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from eduklaster.charter.chains import opening_verdict
from eduklaster.charter.matters import chain_of, matters_in, parties_of
from eduklaster.charter.messages import matter_words, parties_words, sentence_of, step_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.kernel.errors import InputError, NotFound
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Viewer, require_signed_in
from eduklaster.procedures.access import acts_visible_to, cases_visible_to, doer_of
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import standing_for
from eduklaster.procedures.presenters import verdict_of
from eduklaster.procedures.registry import open_page
from eduklaster.procedures.selectors import case_now, charter_for
from eduklaster.procedures.services import CaseDraft, case_open
from eduklaster.procedures.services.standing import refusal

from ..contract import operation
from ..inputs import Code, In, Line, MatterId, Note, PathId, QueryYear, Words
from ..paging import Page, Paging, page_of
from ..problems import Cited, citations_shown
from .common import Out, at, cited, example, language

router = Router(tags=["cases"])
CaseStates = Literal["open", "effective", "declined", "lost", "stopped"]
_CITED = {"kind": "clause", "ref": "3.2", "words": "п. 3.2", "page": "/c/luhova/charter/3.2/"}
_CASE = {
    "id": 8, "reference": "4/2026", "title": "Вступ ліцею № 5", "matter": "admit", "matter_name": "Вступ учасника",
    "kind": "admit", "state": "open", "opened_on": "2026-03-02", "effective_on": None, "closed_on": None,
    "page": "/c/luhova/cases/8/",
}  # fmt: skip
_STEP = {
    "id": "order", "kind": "order", "title": "Наказ", "state": "open", "is_turn": True, "may_act": False,
    "who": "Ректор", "due_on": "2026-03-20", "done_on": None, "done_as": "", "note": "", "act": None,
    "gives_effect": True, "citation": _CITED,
}  # fmt: skip


class CaseFilter(In):
    """Which cases are wanted."""

    state: CaseStates | None = None
    """State."""
    year: QueryYear | None = None
    """Year of opening."""
    matter: MatterId | None = None
    """Id of the matter."""
    q: Words | None = None
    """Words of the title."""


class CaseOut(Out):
    """A case."""

    model_config = example(**_CASE)

    id: int
    """Its number in addresses."""
    reference: str
    """Number and year, as people cite it."""
    title: str
    """What is to be decided."""
    matter: str
    """Id of the matter in the charter."""
    matter_name: str
    """What the cluster calls it."""
    kind: str
    """Kind of the matter."""
    state: str
    """`open`, `effective`, `declined`, `lost`, `stopped`."""
    opened_on: date
    """Day of opening."""
    effective_on: date | None
    """Day of the act that brought its effect."""
    closed_on: date | None
    """Day on which it ended."""
    page: str
    """Its page."""


class StepOut(Out):
    """A step of the chain."""

    model_config = example(**_STEP)

    id: str
    """Its id in the charter."""
    kind: str
    """Kind: `application`, `vote`, `order`, `signature`."""
    title: str
    """In words."""
    state: str
    """`waiting`, `open`, `done`, `declined`, `lost`, `skipped`."""
    is_turn: bool
    """Whether it can be done now."""
    may_act: bool
    """Whether the caller may do it now."""
    who: str
    """Whose step it is."""
    due_on: date | None
    """Last day."""
    done_on: date | None
    """Day on which it was done or declined."""
    done_as: str
    """In which capacity."""
    note: str
    """What was noted, or the reason of a refusal."""
    act: int | None
    """The act that it issued, where the caller may read it."""
    gives_effect: bool
    """Whether the effect happens with this step."""
    citation: Cited | None
    """Where it stands."""


class RefusedOut(Out):
    """An attempt that the charter refused; part of the history of the case."""

    step: str
    """The step that was tried."""
    on: date
    """When."""
    attempted_as: str
    """In which capacity."""
    code: str
    """Code of the refusal."""
    sentence: str
    """Why, in words."""
    citations: list[Cited]
    """By which clause or default."""


class CaseCard(CaseOut):
    """A case with its chain."""

    model_config = example(**_CASE, steps=[_STEP], refusals=[])

    steps: list[StepOut]
    """The chain of the charter version under which it was opened."""
    refusals: list[RefusedOut]
    """What was tried and refused."""


class CaseIn(In):
    """A case that is opened."""

    model_config = In.model_config | {
        "json_schema_extra": {
            "examples": [{"matter": "resolve", "title": "Про день відкритих дверей", "why": "Щороку навесні."}]
        }
    }

    matter: MatterId
    """Id of the matter in the charter or the defaults."""
    title: Line
    """What is to be decided."""
    why: Note = ""
    """Why."""


def _plain(row: Case, cluster: Cluster) -> dict[str, Any]:
    return {
        "id": row.pk,
        "reference": row.reference,
        "title": str(row.title),
        "matter": row.matter,
        "matter_name": matter_words(charter_for(row), row.matter, language()),
        "kind": row.kind,
        "state": row.state,
        "opened_on": row.opened_on,
        "effective_on": row.effective_on,
        "closed_on": row.closed_on,
        "page": f"/c/{cluster.code}/cases/{row.pk}/",
    }


def visible(cluster: Cluster, viewer: Viewer, pk: int) -> Case:
    """Return a case that somebody may see; a hidden and a missing one answer alike."""
    row = cases_visible_to(cluster, viewer).select_related("cluster", "version").filter(pk=pk).first()
    if row is None:
        raise NotFound
    return row


def card(row: Case, viewer: Viewer) -> CaseCard:
    """Return a case with its chain, as its page shows it."""
    cluster, now, charter, doer = row.cluster, case_now(row, viewer.on), charter_for(row), doer_of(viewer)
    acts = [one.act_id for one in now.steps.values() if one.act_id]
    shown = set(acts_visible_to(cluster, viewer).filter(pk__in=acts).values_list("pk", flat=True)) if acts else set()
    effect = now.chain.effect_step
    steps = []
    for step in now.chain.steps:
        kept = now.steps[step.id]
        is_turn = step.id in now.open_ids
        steps.append(
            StepOut(
                id=step.id,
                kind=step.kind,
                title=step_words(step, language()),
                state=kept.state,
                is_turn=is_turn,
                may_act=is_turn and viewer.is_signed_in and standing_for(row, step, doer) is not None,
                who=parties_words(parties_of(step), language(), charter),
                due_on=kept.due_on,
                done_on=kept.done_on,
                done_as=kept.done_as,
                note=kept.note,
                act=kept.act_id if kept.act_id in shown else None,
                gives_effect=step.id == effect.id,
                citation=cited(step, cluster, charter),
            )
        )
    return CaseCard(**_plain(row, cluster), steps=steps, refusals=_refusals(row, charter))


def _refusals(row: Case, charter: Charter) -> list[RefusedOut]:
    found = []
    for attempt in row.refusals.all():
        verdict = verdict_of(attempt.verdict)
        found.append(
            RefusedOut(
                step=attempt.step,
                on=attempt.at.date(),
                attempted_as=attempt.attempted_as,
                code=verdict.code,
                sentence=sentence_of(verdict, language(), charter),
                citations=citations_shown(verdict.citations, row.cluster, charter),
            )
        )
    return found


@operation(router, "get", "/clusters/{cluster}/cases", Page[CaseOut], anyone=True)
def list_cases(request: HttpRequest, cluster: Code, asked: Query[CaseFilter], paging: Query[Paging]) -> Page[CaseOut]:
    """The cases that the caller may see, the newest first."""
    found, viewer = at(request, cluster)
    rows = cases_visible_to(found, viewer).select_related("version")
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.year:
        rows = rows.filter(year=asked.year)
    if asked.matter:
        rows = rows.filter(matter=asked.matter)
    if asked.q:
        words = Q(title__uk__icontains=asked.q) | Q(title__ru__icontains=asked.q) | Q(title__en__icontains=asked.q)
        rows = rows.filter(words)

    def show(page: Iterable[Case]) -> list[CaseOut]:
        return [CaseOut(**_plain(row, found)) for row in page]

    return page_of(rows, paging, show)


@operation(router, "get", "/clusters/{cluster}/cases/{case}", CaseCard, anyone=True)
def get_case(request: HttpRequest, cluster: Code, case: PathId) -> CaseCard:
    """A case with its chain: what was done, whose turn it is, what was refused."""
    found, viewer = at(request, cluster)
    return card(visible(found, viewer, case), viewer)


@operation(router, "post", "/clusters/{cluster}/cases", CaseCard, status=201)
def open_case(request: HttpRequest, cluster: Code, body: CaseIn) -> CaseCard:
    """Open a case.

    Matters about organs and offices, an amendment and a first charter have operations of their own; admission and other
    matters with a form of their own are opened on their page. The API says so.
    """
    found, viewer = at(request, cluster)
    require_signed_in(viewer)
    charter = rulebook_of(found, viewer.on).charter
    if body.matter not in matters_in(charter):
        verdict = opening_verdict(charter, body.matter)
        if not verdict.allowed:
            raise refusal(verdict, doer_of(viewer), cluster=found, case=None)
        raise InputError("case.matter", _("Choose a matter of this charter."), field="matter")
    if open_page(chain_of(charter, body.matter).matter.kind):
        raise InputError("case.own_page", _("This matter is opened on a page of its own."), field="matter")
    draft = CaseDraft(body.matter, Localized.same(body.title), payload={"why": body.why})
    row = case_open(cluster=found, draft=draft, doer=doer_of(viewer), on=viewer.on)
    return card(visible(found, viewer, row.pk), viewer)
