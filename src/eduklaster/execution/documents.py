"""The head's report as an official document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.messages import act_kind_words, party_words
from eduklaster.clusters.models import Cluster
from eduklaster.documents.content import Block, Column, Content, Signature
from eduklaster.documents.naming import dative, signature_name, written
from eduklaster.documents.registry import DocumentKind, Frame, register_document, signatories_of
from eduklaster.people.access import Viewer

from .access import head_reports_visible_to
from .enums import TaskState
from .models import HeadReport
from .selectors.head import figures_of


def report_content(report: HeadReport, frame: Frame) -> Content:
    """Return the report: the period in figures from the records, then the head's own words."""
    words, language = frame.words, frame.language
    figures = report.figures or figures_of(report.cluster, report.since, report.until)
    period = words["report_period"] % (written(report.since, language), written(report.until, language))
    parties = (report.author, report.author.replace("chair:", "organ:"), f"office:{frame.charter.roles.secretary}")
    found = (signatories_of(frame.cluster, party, frame.on, language) for party in parties)
    signers = next((some for some in found if some), [])
    addressee = party_words(report.addressee, language, frame.charter)
    own = [Block("paragraph", line.strip()) for line in report.text.splitlines() if line.strip()]
    return Content(
        kind="head_report",
        variant="",
        **frame.masthead,
        name=words["head_report"],
        on=frame.on.isoformat(),
        number=str(report.number),
        heading=period,
        addressee=[dative(frame.cluster, addressee, language) or addressee],
        body=[*tables(figures, frame), *own],
        signatures=[Signature(one.post, signature_name(one.person, frame.profile)) for one in signers],
    )


def tables(figures: Mapping[str, Any], frame: Frame) -> list[Block]:
    """Return the figures as tables of a document."""
    words, language = frame.words, frame.language
    count = Column(words["count"], 1.0, "right")
    acts = [(act_kind_words(kind, language, frame.charter), str(number)) for kind, number in figures["acts"].items()]
    with translation.override(language):
        tasks = [(str(TaskState(state).label), str(number)) for state, number in figures["tasks"].items()]
    sessions = [
        (party_words(f"organ:{organ}", language, frame.charter), str(row["held"]), str(row["failed"]))
        for organ, row in figures["sessions"].items()
    ]
    rows = [(words[f"report_{name}"], str(figures[name])) for name in ("cases", "given", "overdue", "late", "admitted", "left", "members")]  # fmt: skip
    blocks = [Block("facts", rows=rows)]
    if acts:
        blocks.append(Block("table", words["report_acts"], columns=(Column(words["act"], 4.0), count), rows=acts))
    if tasks:
        blocks.append(
            Block("table", words["report_tasks"], columns=(Column(words["standing"], 4.0), count), rows=tasks)
        )
    if sessions:
        columns = (Column(words["organ"], 3.0), Column(words["report_held"]), Column(words["report_failed"]))
        blocks.append(Block("table", words["report_sessions"], columns=columns, rows=sessions))
    return blocks


def _visible(cluster: Cluster, viewer: Viewer) -> QuerySet[HeadReport]:
    return head_reports_visible_to(cluster, viewer)


def register() -> None:
    """Offer the report; called once when the room starts."""
    register_document(
        DocumentKind(
            key="head_report",
            title=_("Report of the head"),
            subject="execution.headreport",
            model=HeadReport,
            visible=_visible,
            on=lambda report: report.sent_on or report.made_on,
            build=report_content,
            page=lambda report, cluster: reverse("execution:head_report", args=[cluster.code, report.pk]),
            may_issue=lambda cluster, viewer, report: viewer.is_secretary or viewer.has(report.author),
        )
    )
