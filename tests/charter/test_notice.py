"""Notice of sessions and the day of leaving."""

from datetime import date

import pytest

from eduklaster.charter.calendar import WeekCalendar
from eduklaster.charter.notice import leaving_day, session_notice
from eduklaster.charter.verdicts import Citation

from .build import DAY, ruled

WEEK = WeekCalendar()


@pytest.mark.parametrize(
    ("rules", "urgent", "session", "code", "earliest"),
    [
        pytest.param({}, False, 9, "notice.in_time", 9, id="five working days by default"),
        pytest.param({}, False, 6, "notice.late", 9, id="too late"),
        pytest.param({}, True, 3, "notice.in_time", 3, id="urgent"),
        pytest.param({"notice__ordinary": "5 days"}, False, 7, "notice.in_time", 7, id="calendar days"),
        pytest.param({"notice__ordinary": "5 clear days"}, False, 7, "notice.late", 8, id="clear days"),
    ],
)
def test_notice_of_a_session(rules, urgent, session, code, earliest):
    verdict = session_notice(
        ruled(**rules), "council", sent=DAY, session=date(2026, 3, session), on=DAY, urgent=urgent, calendar=WEEK
    )

    assert (verdict.code, verdict.facts["earliest"]) == (code, date(2026, 3, earliest))
    assert verdict.citation == (
        Citation("clause", "4.3") if rules else Citation("default", "D-31" if urgent else "D-30")
    )


@pytest.mark.parametrize(
    ("rules", "documents", "code", "effective"),
    [
        pytest.param({}, (), "leaving.allowed", date(2026, 3, 2), id="on receipt, nobody approves"),
        pytest.param({"leaving__notice": "3 months"}, (), "leaving.allowed", date(2026, 6, 2), id="with notice"),
        pytest.param(
            {"leaving__notice": "3 months", "leaving__window": ["06-30", "12-31"]}, (),
            "leaving.allowed", date(2026, 6, 30), id="in a window",
        ),
        pytest.param(
            {"leaving__notice": "6 months", "leaving__window": ["06-30"]}, (),
            "leaving.allowed", date(2027, 6, 30), id="in next year’s window",
        ),
        pytest.param({"leaving__documents": ["act"]}, (), "leaving.document_missing", None, id="a document is missing"),
        pytest.param({"leaving__documents": ["act"]}, ("act",), "leaving.allowed", date(2026, 3, 2), id="it is there"),
        pytest.param({"leaving__approval": True}, (), "leaving.approval_needed", date(2026, 3, 2), id="by decision"),
    ],
)  # fmt: skip
def test_leaving(rules, documents, code, effective):
    verdict = leaving_day(ruled(**rules), notice=DAY, on=DAY, documents=documents, calendar=WEEK)

    assert (verdict.code, verdict.facts.get("effective")) == (code, effective)
    assert verdict.allowed is (code == "leaving.allowed")
