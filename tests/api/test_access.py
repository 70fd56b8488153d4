"""The API opens to each kind of caller what the pages open, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from tests.api.helpers import ROOT, six_callers
from tests.test_access import CALLERS, table

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
    "listParticipants": "membership:participants",
    "getParticipant": "membership:participant",
    "listProposals": "sessions:proposals",
    "getProposal": "sessions:proposal",
    "listSessions": "sessions:list",
    "getSession": "sessions:session",
    "listItems": "sessions:session",
    "getAttendance": "sessions:session",
    "getQuorum": "sessions:session",
    "listVotes": "votes:list",
    "getVote": "votes:vote",
    "listSlips": "votes:slips",
    "listCases": "procedures:cases",
    "getCase": "procedures:case",
    "listActs": "procedures:acts",
    "getAct": "procedures:act",
    "listDocuments": "documents:list",
    "getDocument": "documents:document",
}
"""The page beside each operation that reads; both have to open to the same callers."""

NO_PAGE = {"getMe": (401, 200, 200, 200, 200, 200), "verifyDocument": (422,) * 6}
"""What an operation answers that has no page of its own beside it."""

WRITES = {
    "fileProposal": ("sessions:proposal_file", {}),
    "admitProposal": ("sessions:proposal_admit", {}),
    "disposeOfProposal": ("sessions:proposal_dispose", {}),
    "withdrawProposal": ("sessions:proposal_withdraw", {}),
    "planSession": ("sessions:plan", {}),
    "announceSession": ("sessions:notify", {}),
    "addItem": ("sessions:item_add", {}),
    "removeItem": ("sessions:item_take_off", {}),
    "recordAttendance": ("sessions:attendance", {}),
    "castVote": ("votes:ballot", {}),
    "openCase": ("procedures:open", {}),
    "takeStep": ("procedures:step", {}),
    "declineStep": ("procedures:decline", {}),
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
        address = path.removeprefix(ROOT).format_map({**arguments, "document": "999999"})
        return int(programs[caller].get(address).status_code)

    def wanted(operation: str) -> tuple[int, ...]:
        if operation in NO_PAGE:
            return NO_PAGE[operation]
        guest, *others = (200 if one == 302 else one for one in pages[PAGES[operation]])
        return (401 if guest == 403 else guest, *others)

    found = {name: tuple(status(caller, name) for caller in CALLERS) for name in {**PAGES, **NO_PAGE}}
    assert found == {name: wanted(name) for name in found}
