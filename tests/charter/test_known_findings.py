"""What careful readers found in the five charters (requirements, 3.2): the linter reports each item on that charter.

Items that structure shows are found by a check. Items that only a reader can see, such as a missing quotation mark,
stand in the charter under `findings` and join the list as L-800, by their name.
"""

from functools import cache
from pathlib import Path

import pytest

from eduklaster.charter.linter import LintFinding, lint
from eduklaster.charter.loader import load_path

from .build import DAY

CHARTERS = Path(__file__).parents[2] / "charters"

# charter, item of 3.2, what it is about, the code, a clause that the finding names (or None)
SEEN_FROM_STRUCTURE = [
    ("synergy", 1, "voting of the council", "L-101", "4.3"),
    ("synergy", 1, "quorum of the council", "L-102", "4.3"),
    ("synergy", 1, "sessions of the council", "L-103", "4.3"),
    ("synergy", 1, "chair of the council", "L-105", "4.3"),
    ("synergy", 2, "voting of the Academic Council", "L-101", "4.2"),
    ("synergy", 2, "quorum of the Academic Council", "L-102", "4.2"),
    ("synergy", 3, "the head: a resolution and an order", "L-515", "4.2"),
    ("synergy", 4, "whose seats", "L-523", "4.3"),
    ("synergy", 5, "an open list", "L-521", "5.p1"),
    ("synergy", 7, "leaving and exclusion", "L-121", None),
    ("synergy", 7, "no way to leave or to be excluded", "L-107", None),
    ("synergy", 8, "no duties", "L-113", None),
    ("synergy", 8, "no term", "L-109", None),
    ("synergy", 8, "no legal personality", "L-110", None),
    ("synergy", 10, "reporting period", "L-118", None),
    ("synergy", 11, "no indicators", "L-116", None),
    ("synergy", 13, "who starts an amendment", "L-123", "6.p1"),
    ("synergy", 13, "amendment, partly told", "L-108", "6.p1"),
    ("synergy", 14, "unnumbered paragraphs", "L-205", "5.p1"),
    ("synergy", 15, "does the head vote in the council", "L-505", "4.3"),
    ("synergy", 16, "a basis ends, the cluster does not", "L-405", "2.1.5"),
    ("kalininsky", 1, "2.2.3 is missing", "L-201", "2.2.3"),
    ("kalininsky", 2, "section 5 is missing", "L-201", "5"),
    ("kalininsky", 3, "who sits in the council", "L-104", "3.5"),
    ("kalininsky", 3, "chair", "L-105", "3.5"),
    ("kalininsky", 3, "voting", "L-101", "3.5"),
    ("kalininsky", 3, "quorum", "L-102", "3.5"),
    ("kalininsky", 4, "powers nowhere listed", "L-533", "4.2.2"),
    ("kalininsky", 6, "the host’s organ leads", "L-534", "3.5"),
    ("kalininsky", 7, "free exit, fixed composition", "L-526", "7.2"),
    ("kalininsky", 8, "exclusion, partly told", "L-108", "4.3"),
    ("kalininsky", 8, "hearing and time to reply", "L-121", None),
    ("kalininsky", 10, "groups and categories", "L-522", "3.1"),
    ("kalininsky", 11, "no plan", "L-114", None),
    ("kalininsky", 11, "no money", "L-115", None),
    ("kalininsky", 11, "no indicators", "L-116", None),
    ("kalininsky", 12, "who forms a unit", "L-108", "3.3"),
    ("kalininsky", 13, "after the end", "L-535", "7.1"),
    ("kalininsky", 15, "a condition on one category", "L-528", "3.2"),
    ("zheleznogorsk", 1, "two names of the town", "L-302", "T"),
    ("zheleznogorsk", 2, "direction 6 is missing", "L-201", "3.6"),
    ("zheleznogorsk", 2, "direction 7 is missing", "L-201", "3.7"),
    ("zheleznogorsk", 2, "direction 8 is missing", "L-201", "3.8"),
    ("zheleznogorsk", 3, "tasks without numbers", "L-205", "2.tasks.1"),
    ("zheleznogorsk", 4, "voting of the council", "L-101", "4.p1"),
    ("zheleznogorsk", 4, "quorum of the council", "L-102", "4.p1"),
    ("zheleznogorsk", 4, "chair of the council", "L-105", "4.p1"),
    ("zheleznogorsk", 4, "who designates the company", "L-107", None),
    ("zheleznogorsk", 5, "seats of newcomers", "L-523", "4.p1"),
    ("zheleznogorsk", 6, "how many signatures found", "L-108", "5.p1"),
    ("zheleznogorsk", 7, "nobody has signed", "L-519", "A1.r1"),
    ("zheleznogorsk", 8, "not every signatory is the head", "L-520", "A1.r4"),
    ("zheleznogorsk", 9, "sectors without a founder", "L-518", "2.goal"),
    ("zheleznogorsk", 10, "norms to come", "L-122", "1.p4"),
    ("zheleznogorsk", 14, "contacts in an annex", "L-532", "A1.r1"),
    ("zheleznogorsk", 16, "no date and no number", "L-111", "5.p1"),
    ("krasnogorsky", 1, "clusters inside the cluster", "L-531", "5.3"),
    ("krasnogorsky", 2, "two abbreviations", "L-301", "T"),
    ("krasnogorsky", 3, "one office, two names", "L-308", "H1"),
    ("krasnogorsky", 4, "seats of bodies that are no participants", "L-525", "6.1"),
    ("krasnogorsky", 5, "majority of the members", "L-513", "6.2"),
    ("krasnogorsky", 6, "quorum", "L-102", "6.1"),
    ("krasnogorsky", 6, "the chair’s term", "L-106", "6.1"),
    ("krasnogorsky", 6, "a tie", "L-101", "6.1"),
    ("krasnogorsky", 7, "election or order first", "L-524", "6.2"),
    ("krasnogorsky", 9, "whose plan", "L-515", "5.2"),
    ("krasnogorsky", 10, "agreements and formation", "L-515", "6.4.2"),
    ("krasnogorsky", 14, "informal indicators", "L-536", "7.1"),
    ("krasnogorsky", 15, "no duties", "L-113", None),
    ("krasnogorsky", 15, "no way to leave, exclude, amend, end", "L-107", None),
    ("krasnogorsky", 16, "who awards", "L-108", "6.4.9"),
    ("smolensk", 1, "supreme and advisory", "L-501", "4.1"),
    ("smolensk", 2, "who sits in the council", "L-104", "4.1"),
    ("smolensk", 2, "chair", "L-105", "4.1"),
    ("smolensk", 2, "quorum", "L-102", "4.1"),
    ("smolensk", 2, "voting", "L-101", "4.1"),
    ("smolensk", 3, "plan: two keys", "L-515", "6.3"),
    ("smolensk", 4, "admission", "L-107", None),
    ("smolensk", 5, "two rights in one bullet", "L-537", "5.1.3"),
    ("smolensk", 6, "exclusion, partly told", "L-108", "5.3"),
    ("smolensk", 6, "who proposes an exclusion", "L-123", "5.3"),
    ("smolensk", 7, "which college", "L-107", "7.1.3"),
    ("smolensk", 8, "money without an account", "L-514", "7.1.1"),
    ("smolensk", 10, "expired bases", "L-401", "1.4.3"),
    ("smolensk", 10, "expired bases", "L-401", "1.4.4"),
    ("smolensk", 10, "expired bases", "L-401", "1.4.5"),
    ("smolensk", 12, "lists marked in different ways", "L-206", "3.3.1"),
    ("smolensk", 14, "no founding act", "L-111", None),
    ("smolensk", 14, "no indicators", "L-116", None),
    ("smolensk", 15, "consequences of the end", "L-535", "8.1"),
    ("smolensk", 16, "no secretariat", "L-119", None),
    ("smolensk", 17, "the home employer’s consent", "L-108", "6.4"),
]

SEEN_BY_READERS = [
    ("synergy", 6, "schools_missing"), ("synergy", 9, "whose_specialists"), ("synergy", 12, "other_lawful_money"),
    ("synergy", 14, "unnumbered"),
    ("kalininsky", 5, "not_only_education"), ("kalininsky", 9, "ground_is_rights"),
    ("kalininsky", 14, "founding_and_composition"),
    ("zheleznogorsk", 3, "task_styles"), ("zheleznogorsk", 11, "who_recognises"),
    ("zheleznogorsk", 12, "top_is_a_programme"), ("zheleznogorsk", 13, "federal_money"),
    ("zheleznogorsk", 15, "another_town"),
    ("krasnogorsky", 8, "heads_and_or"), ("krasnogorsky", 11, "three_years"), ("krasnogorsky", 12, "broken_bullet"),
    ("krasnogorsky", 13, "givers_and_receivers"), ("krasnogorsky", 17, "agreement_with_whom"),
    ("krasnogorsky", 18, "principle_typography"),
    ("smolensk", 9, "event_money"), ("smolensk", 11, "policy_not_cited"), ("smolensk", 13, "council_name"),
]  # fmt: skip

ITEMS = {"synergy": 16, "kalininsky": 15, "zheleznogorsk": 16, "krasnogorsky": 18, "smolensk": 17}


@cache
def findings_of(name: str) -> list[LintFinding]:
    return lint(load_path(CHARTERS / name), on=DAY)


@pytest.mark.parametrize(("name", "item", "about", "code", "clause"), SEEN_FROM_STRUCTURE)
def test_an_oddity_that_structure_shows_is_found_by_a_check(name, item, about, code, clause):
    found = [f for f in findings_of(name) if f.code == code]

    assert found, f"{name} {item}: {about}"
    assert clause is None or clause in {c for f in found for c in f.clauses}
    assert all(f.suggestion.uk and f.suggestion.ru and f.suggestion.en for f in found)
    assert {f.severity for f in found} <= {"warning", "notice"}


@pytest.mark.parametrize(("name", "item", "written"), SEEN_BY_READERS)
def test_an_oddity_that_only_a_reader_sees_is_written_down_with_its_treatment(name, item, written):
    finding = next(f for f in findings_of(name) if f.name == written)

    assert finding.is_written_by_hand
    assert finding.clauses
    assert finding.suggestion.uk != finding.message.uk


@pytest.mark.parametrize("name", ITEMS)
def test_no_item_of_the_list_is_left_out(name):
    told = {item for charter, item, *_ in [*SEEN_FROM_STRUCTURE, *SEEN_BY_READERS] if charter == name}

    assert told == set(range(1, ITEMS[name] + 1))
