"""The health of a charter: findings with their clauses, what applies meanwhile and what the cluster says about them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from eduklaster.charter.linter import LintFinding
from eduklaster.charter.verdicts import Citation
from eduklaster.ui.components import ClauseMark, Figure, State

from ..enums import FindingState
from ..models import FindingNote
from ..selectors import finding_code
from .reading import SEVERITIES, Reading, address, kind_label

_MARKS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding as a page shows it."""

    code: str
    title: str
    suggestion: str
    state: State
    marks: list[ClauseMark]
    more: int
    """Marks that are left out of the margin."""
    note: str
    act: str
    edit_url: str
    is_by_hand: bool
    is_settled: bool


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Findings of one kind and weight."""

    anchor: str
    title: str
    rows: list[FindingRow]


@dataclass(frozen=True, slots=True)
class SeverityPart:
    """All findings of one weight."""

    severity: str
    title: str
    lead: str
    groups: list[FindingGroup]
    count: int


def severity_words(severity: str) -> tuple[str, str]:
    """Return the name of a weight and what it means."""
    return {
        "error": (_("What cannot work"), _("The text contradicts itself so that a procedure cannot be carried out.")),
        "warning": (_("What can lead to a dispute"), _("Two readings are possible, or two clauses pull apart.")),
        "notice": (
            _("What is left open"),
            _("The text is silent; a documented default applies until an act says otherwise."),
        ),
    }[severity]


def state_of(note: FindingNote | None, act: str | None = None) -> State:
    """Return the chip of what became of a finding; `act` is the one that has filled the silence."""
    if act and (note is None or note.state == FindingState.OPEN):
        return State(_("filled by an act"), "ok", "signature")
    if note is None or note.state == FindingState.OPEN:
        return State(_("open"), "now", "circle")
    tone, icon = ("ok", "signature") if note.state == FindingState.INTERPRETED else ("ok", "circle-check")
    return State(note.get_state_display(), tone, icon)


def finding_row(reading: Reading, finding: LintFinding, *, may_edit: bool) -> FindingRow:
    """Return one finding in the reader's language."""
    note = reading.notes.get(finding_code(finding))
    marks = [m for c in finding.clauses if (m := reading.mark(Citation("clause", c)))]
    applying = () if finding.act else finding.defaults  # an act has replaced them
    marks += [m for code in applying if (m := reading.mark(Citation("default", code)))]
    code = finding_code(finding)
    return FindingRow(
        code,
        finding.message.in_(reading.language),
        finding.suggestion.in_(reading.language),
        state_of(note, finding.act),
        marks[:_MARKS_SHOWN],
        max(0, len(marks) - _MARKS_SHOWN),
        note.note if note else "",
        note.act if note and note.act else finding.act or "",
        address("drafting:finding", args=(reading.cluster.code, code)) if may_edit else "",
        finding.is_written_by_hand,
        bool(finding.act) or (note is not None and note.state != FindingState.OPEN),
    )


def health_of(reading: Reading, *, kind: str = "", may_edit: bool = False) -> list[SeverityPart]:
    """Return the findings by weight and kind."""
    parts = []
    for severity in SEVERITIES:
        groups: dict[str, list[FindingRow]] = {}
        for finding in reading.findings:
            if finding.severity == severity and kind in {"", finding.kind}:
                groups.setdefault(finding.kind, []).append(finding_row(reading, finding, may_edit=may_edit))
        if groups:
            title, lead = severity_words(severity)
            listed = [FindingGroup(f"{severity}-{k}", kind_label(k), rows) for k, rows in groups.items()]
            parts.append(SeverityPart(severity, title, lead, listed, sum(len(g.rows) for g in listed)))
    return parts


def health_figures(reading: Reading) -> list[Figure]:
    """Return how many findings of each weight there are and how many are settled."""
    counts = dict.fromkeys(SEVERITIES, 0)
    settled = 0
    for finding in reading.findings:
        counts[finding.severity] += 1
        note = reading.notes.get(finding_code(finding))
        settled += bool(finding.act) or (note is not None and note.state != FindingState.OPEN)
    return [
        Figure(str(counts["error"]), _("cannot work")),
        Figure(str(counts["warning"]), _("can lead to a dispute")),
        Figure(str(counts["notice"]), _("left open")),
        Figure(str(settled), _("settled by acts")),
    ]


def findings_on(reading: Reading, clause: str) -> list[FindingRow]:
    """Return what people and the machine say about one place of the text, silences aside."""
    return [
        finding_row(reading, finding, may_edit=False)
        for finding in reading.findings
        if clause in finding.clauses and not (finding.kind == "silence" and finding.defaults)
    ]
