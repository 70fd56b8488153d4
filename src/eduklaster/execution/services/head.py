"""The head's report: begun, written on, handed in as the first step of the case by which the charter hears reports."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import matter_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import journal_write
from eduklaster.kernel.errors import AccessError, InputError, NotFound, StateError
from eduklaster.kernel.text import LANGUAGES, Localized
from eduklaster.procedures.enums import CaseState, StepState
from eduklaster.procedures.models import Case
from eduklaster.procedures.parties import Doer
from eduklaster.procedures.selectors import chain_for
from eduklaster.procedures.services import CaseDraft, StepInput, case_open, number_next, step_do

from ..enums import ReportState
from ..models import HeadReport
from ..selectors.head import figures_of, matter_of_report, reporter_of


def may_report(charter: Charter, doer: Doer) -> bool:
    """Whether somebody prepares the head's report: the head, or the secretary for the head."""
    return doer.is_secretary or reporter_of(charter)[0] in doer.parties


def _require(charter: Charter, doer: Doer) -> None:
    if not may_report(charter, doer):
        raise AccessError("head_report.author", _("The report is prepared by the head, or by the secretary."))


def _written(report: HeadReport, doer: Doer, action: str, on: date, **facts: object) -> None:
    journal_write(
        chain=report.cluster.code,
        actor=doer.actor,
        action=f"head_report.{action}",
        subject=report,
        on=on,
        citations=report.citations,
        facts={"number": f"{report.number}/{report.year}", "since": report.since, "until": report.until, **facts},
    )


@transaction.atomic
def head_report_begin(*, cluster: Cluster, since: date, until: date, text: str, doer: Doer, on: date) -> HeadReport:
    """Begin the report about a period.

    Raises:
        InputError: The period ends before it begins, or has not begun yet.
        AccessError: Neither the head nor the secretary.
    """
    cluster_lock(cluster)
    charter = rulebook_of(cluster, on).charter
    _require(charter, doer)
    if until < since or since > on:
        raise InputError("head_report.period", _("Choose a period that has begun and ends after its beginning."), field="until")  # fmt: skip
    author, addressee, citations = reporter_of(charter)
    report = HeadReport.objects.create(
        cluster=cluster, year=on.year, number=number_next(cluster, "head_report", on.year), author=author,
        addressee=addressee, since=since, until=until, text=text.strip(), citations=citations, made_on=on,
    )  # fmt: skip
    _written(report, doer, "drafted", on)
    return report


def _locked(cluster: Cluster, pk: int) -> HeadReport:
    cluster_lock(cluster)
    report = HeadReport.objects.select_for_update(of=("self",)).select_related("cluster").filter(pk=pk, cluster=cluster)
    found = report.first()
    if found is None:
        raise NotFound
    if found.state != ReportState.DRAFT:
        raise StateError("head_report.sent", _("The report is handed in; it is not changed any more."))
    return found


@transaction.atomic
def head_report_write(*, cluster: Cluster, report_id: int, text: str, doer: Doer, on: date) -> HeadReport:
    """Change the head's own words of a report that is not handed in."""
    report = _locked(cluster, report_id)
    _require(rulebook_of(cluster, on).charter, doer)
    report.text = text.strip()
    report.save(update_fields=["text"])
    _written(report, doer, "written", on)
    return report


@transaction.atomic
def head_report_send(*, cluster: Cluster, report_id: int, doer: Doer, on: date) -> HeadReport:
    """Hand a report in: its figures are frozen, and the charter's case of the report takes its first step.

    Raises:
        ChainRefused: The chain of the charter lets somebody else take this step.
    """
    report = _locked(cluster, report_id)
    _require(rulebook_of(cluster, on).charter, doer)
    charter = rulebook_of(cluster, on).charter
    matter = matter_of_report(charter)
    case = _case_waiting(cluster, matter) or case_open(
        cluster=cluster, draft=CaseDraft(matter, _title(report, charter, matter)), doer=doer, on=on
    )
    first = chain_for(case).steps[0]
    words = f"№ {report.number}/{report.year}. {report.text}".strip()
    step_do(
        cluster=cluster,
        case_ids=[case.pk],
        step=first.id,
        doer=doer,
        on=on,
        given=StepInput(note=words[:500], act_text=report.text),
    )
    report.figures = figures_of(cluster, report.since, report.until)
    report.state, report.sent_on, report.case = ReportState.SENT, on, case
    report.save(update_fields=["figures", "state", "sent_on", "case"])
    _written(report, doer, "sent", on, case=case.pk, by=list(parties_of(first)))
    return report


def _case_waiting(cluster: Cluster, matter: str) -> Case | None:
    """Return a case of the report whose first step waits: one that was returned, or opened beforehand."""
    for case in Case.objects.filter(cluster=cluster, matter=matter, state=CaseState.OPEN).order_by("-pk"):
        if case.steps.filter(step=chain_for(case).steps[0].id, state=StepState.OPEN).exists():
            return case
    return None


def _title(report: HeadReport, charter: Charter, matter: str) -> Localized:
    span = f"{report.since:%d.%m.%Y} – {report.until:%d.%m.%Y}"
    return Localized({code: f"{matter_words(charter, matter, code)}, {span}" for code in LANGUAGES})
