"""The API opens to each kind of caller what the pages open, and nothing else."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from django.db import transaction
from tests.api.helpers import ROOT, problem, six_callers
from tests.test_access import CALLERS, table

from eduklaster.api.problems import MALFORMED
from eduklaster.api.views.docs import description

pytestmark = pytest.mark.django_db

PAGES = {
    "listClusters": "public:front",
    "getCluster": "public:cluster",
    "getCharter": "clusters:charter",
    "listClauses": "clusters:charter",
    "getClause": "clusters:clause",
    "listMatters": "clusters:matters",
    "getMatter": "clusters:matter",
    "listOrgans": "governance:organs",
    "getOrgan": "governance:organ",
    "listOffices": "people:offices",
    "getOffice": "people:office",
    "getCompositionChoices": "governance:compose",
    "getChairChoices": "governance:elect",
    "getAppointmentChoices": "governance:appoint",
    "getDismissalChoices": "governance:dismiss",
    "getDesignationChoices": "governance:designate",
    "listPersons": "governance:compose",
    "listOrganisations": "people:organisations",
    "listParticipants": "membership:participants",
    "getParticipant": "membership:participant",
    "listProposals": "sessions:proposals",
    "getProposal": "sessions:proposal",
    "listSessions": "sessions:list",
    "getSession": "sessions:session",
    "listItems": "sessions:session",
    "listPapers": "sessions:item",
    "downloadPaper": "sessions:paper",
    "listConflicts": "sessions:item",
    "getAttendance": "sessions:session",
    "getQuorum": "sessions:session",
    "listVotes": "votes:list",
    "getVote": "votes:vote",
    "listSlips": "votes:slips",
    "getItemVoting": "sessions:item_vote",
    "getElection": "votes:start",
    "listBallots": "governance:ballots",
    "getBallot": "governance:ballot",
    "listRecounts": "amendments:replay",
    "getRollCall": "governance:vote",
    "listCases": "procedures:cases",
    "getCase": "procedures:case",
    "listEvidence": "procedures:evidence",
    "downloadEvidence": "procedures:evidence_file",
    "listDelegations": "procedures:delegations",
    "getDelegation": "procedures:delegation",
    "getDelegationChoices": "procedures:delegation_new",
    "listAlternates": "procedures:delegation_new",
    "getAdoption": "amendments:adoption",
    "listActs": "procedures:acts",
    "getAct": "procedures:act",
    "listDocuments": "documents:list",
    "getDocument": "documents:document",
    "downloadPdf": "documents:pdf",
    "downloadDocx": "documents:docx",
    "listDrafts": "documents:of",
    "getDraft": "documents:draft",
    "downloadDraftPdf": "documents:draft_pdf",
    "downloadDraftDocx": "documents:draft_docx",
    "listSignedCopies": "documents:document",
    "downloadSignedCopy": "documents:signed_copy",
    "listMeetings": "public:sessions",
    "getMeeting": "public:session",
    "listDecisions": "public:decisions",
    "getDecision": "public:decision",
    "listTasks": "execution:tasks",
    "getTask": "execution:task",
    "listProofs": "execution:task",
    "downloadProof": "execution:proof",
    "listTaskOwners": "execution:task_give",
    "listDuties": "execution:calendar",
    "listHeadReports": "execution:head_reports",
    "getHeadReport": "execution:head_report",
    "getCalendar": "calendars:cluster",
    "listCalendarEntries": "calendars:cluster",
    "listAmendments": "amendments:list",
    "getAmendment": "amendments:amendment",
    "getLeaders": "sessions:leaders",
    "getAmendedText": "amendments:redline",
    "getRedline": "amendments:redline",
    "getImpact": "amendments:impact",
    "getCharterFile": "clusters:download",
    "getAmendmentFile": "amendments:redline",
    "listRecommendations": "amendments:amendment",
    "getRecommendation": "amendments:recommendation",
    "searchCluster": "desk:search",
}
"""The page beside each operation that reads; both have to open to the same callers."""

NO_PAGE = {
    "getMe": (401, 200, 200, 200, 200, 200),
    "verifyDocument": (422,) * 6,
    "getMyCalendar": (401, 200, 200, 200, 200, 404),  # without a cluster, as its page: a guest is sent to sign in
    "listMyCalendarEntries": (401, 200, 200, 200, 200, 404),
    "listMembers": (401, 404, 404, 404, 404, 404),  # of an organ that the cluster composes itself, as its page
}
"""What an operation answers that has no page of its own beside it."""

WRITES = {
    "fileProposal": ("sessions:proposal_file", {}),
    "admitProposal": ("sessions:proposal_admit", {}),
    "disposeOfProposal": ("sessions:proposal_dispose", {}),
    "withdrawProposal": ("sessions:proposal_withdraw", {}),
    "planSession": ("sessions:plan", {}),
    "announceSession": ("sessions:notify", {}),
    "changeSession": ("sessions:edit", {}),
    "openSession": ("sessions:open", {}),
    "nameLeaders": ("sessions:leaders", {}),
    "recordFailedSession": ("sessions:open", {}),
    "callSessionAgain": ("sessions:reconvene", {}),
    "cancelSession": ("sessions:cancel", {"reason": "Карантин."}),
    "closeSession": ("sessions:close", {}),
    "signMinutes": ("sessions:sign", {}),
    "moveItem": ("sessions:item_move", {}),
    "writeMinutes": ("sessions:item", {}),
    "recordConsensus": ("sessions:consensus", {}),
    "addItem": ("sessions:item_add", {}),
    "removeItem": ("sessions:item_remove", {}),
    "addPaper": ("sessions:paper_add", {}),
    "removePaper": ("sessions:paper_remove", {}),
    "declareConflict": ("sessions:conflict", {"reason": "Йдеться про мій заклад."}),
    "recordAttendance": ("sessions:attendance", {}),
    "castVote": ("votes:ballot", {}),
    "openItemVote": ("sessions:item_vote", {"question": "Так?"}),
    "openNextRound": ("sessions:item_round", {}),
    "openElection": ("votes:start", {"seats": []}),
    "recordSpokenVote": ("votes:record", {}),
    "closeVote": ("votes:close", {"chair_vote": None}),
    "annulVote": ("votes:annul", {"reason": "Помилка в питанні."}),
    "countRollCall": ("governance:vote", {"calls": []}),
    "recordRollCall": ("governance:vote", {"calls": []}),
    "objectToVote": ("votes:objection", {"reason": "Це треба обговорити."}),
    "openCase": ("procedures:open", {}),
    "takeStep": ("procedures:step", {}),
    "declineStep": ("procedures:decline", {}),
    "addEvidence": ("procedures:evidence", {"title": "Витяг", "text": "Не відбулося."}),
    "addEvidenceFile": ("procedures:evidence", {}),
    "delegateDuty": (
        "procedures:delegation_new",
        {"party": "office:none", "person": 1, "valid_from": "2026-03-02", "valid_until": "2026-03-03"},
    ),
    "endDelegation": ("procedures:delegation_end", {}),
    "openAdoption": ("amendments:adoption_open", {}),
    "declareAdoption": ("amendments:declare", {"acts": [], "in_force_from": "2026-03-02"}),
    "proposeComposition": ("governance:compose", {"seats": []}),
    "proposeChair": ("governance:elect", {"seats": [1]}),
    "proposeAppointment": ("governance:appoint", {"office": "secretary", "candidates": [1]}),
    "proposeDismissal": ("governance:dismiss", {"holding": 1}),
    "proposeDesignation": ("governance:designate", {"organisation": 1}),
    "enterMembers": ("governance:members", {"note": "Наказ № 1"}),
    "enterHolder": (
        "people:office_assign",
        {"person": 999999, "valid_from": "2026-03-02", "basis": "Наказ № 1"},
    ),
    "endHolder": ("people:office_end", {"on": "2026-03-02"}),
    "giveTask": ("execution:task_give", {"decision": {"item": 1}, "title": "Звіт", "owner": "office:secretary"}),
    "takeTask": ("execution:task_take", {}),
    "reportTask": ("execution:task_report", {"text": "Зроблено."}),
    "reportTaskWithFiles": ("execution:task_report", {}),
    "acceptReport": ("execution:task_check", {}),
    "returnReport": ("execution:task_check", {"reason": "Бракує підпису."}),
    "askForTime": ("execution:task_extend", {"until": "2026-03-30", "reason": "Чекаємо на ціни."}),
    "answerForTime": ("execution:task_extend_answer", {"is_granted": True}),
    "contestTask": ("execution:task_contest", {"reason": "Це справа бухгалтерії."}),
    "decideContest": ("execution:task_decide", {"is_outside": True, "note": "Так."}),
    "withdrawTask": ("execution:task_withdraw", {"act": 1}),
    "beginHeadReport": ("execution:head_report_new", {"since": "2026-01-01", "until": "2026-03-01"}),
    "writeHeadReport": ("execution:head_report_write", {"text": "Так."}),
    "handInHeadReport": ("execution:head_report_send", {}),
    "makeMyCalendar": ("calendars:make", {}),
    "revokeMyCalendar": ("calendars:revoke", {}),
    "issueDocument": ("documents:issue", {}),
    "addSignedCopy": ("documents:signed_copy_new", {}),
    "fileAmendment": ("drafting:submit", {}),
    "reviseAmendment": ("drafting:revise", {}),
    "fileRecommendation": ("amendments:recommend", {"text": "Додати садки."}),
    "answerRecommendation": ("amendments:answer", {"answer": "accepted"}),
    "withdrawRecommendation": ("amendments:withdraw", {}),
}


def operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return every operation by its id: method, address, description."""
    return {
        told["operationId"]: (method, path, told)
        for path, methods in description()["paths"].items()
        for method, told in methods.items()
    }


def test_every_operation_stands_beside_a_page() -> None:
    assert set(operations()) == {*PAGES, *NO_PAGE, *WRITES}


def test_reads_open_to_the_same_callers_as_their_pages(settings: Any) -> None:
    _world, programs, arguments = six_callers(settings)
    pages = table()

    def status(caller: str, operation: str) -> int:
        _method, path, _told = operations()[operation]
        address = path.removeprefix(ROOT).format_map(defaultdict(lambda: "999999", arguments))
        address += "?q=лабораторія" if operation == "searchCluster" else ""
        return int(programs[caller].get(address).status_code)

    def wanted(operation: str) -> tuple[int, ...]:
        if operation in NO_PAGE:
            return NO_PAGE[operation]
        guest, *others = (200 if one == 302 else one for one in pages[PAGES[operation]])
        return (401 if guest == 403 else guest, *others)

    found = {name: tuple(status(caller, name) for caller in CALLERS) for name in {**PAGES, **NO_PAGE}}
    assert found == {name: wanted(name) for name in found}


def test_writes_open_to_the_same_callers_as_their_forms(settings: Any) -> None:
    _world, programs, arguments = six_callers(settings)
    pages, known = table(), operations()
    refused = {401, 403, 404}

    def status(caller: str, operation: str, body: dict[str, Any]) -> int:
        method, path, told = known[operation]
        with transaction.atomic():
            sent = body if "requestBody" in told else None
            answer = programs[caller].call(
                method, path.removeprefix(ROOT).format_map(defaultdict(lambda: "999999", arguments)), sent
            )
            transaction.set_rollback(True)
        assert answer.status_code < 500, operation
        assert answer.status_code != 422 or problem(answer)["code"] != MALFORMED, (operation, answer.content)
        return int(answer.status_code)

    checked = 0
    for operation, (page, body) in WRITES.items():
        forms = pages[page]
        if 405 in forms or ("requestBody" in known[operation][2] and not body):
            continue
        for caller, form in zip(CALLERS, forms, strict=True):
            found = status(caller, operation, body)
            # Who may see a thing and not do this is told «not now» where the thing is in another state anyway.
            assert (found in refused) == (form in refused) or (form, found) == (403, 409), (operation, caller, found)
        checked += 1
    assert checked >= 15
