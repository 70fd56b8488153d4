"""The journal keeps its links, refuses to be changed, and finds whoever changed it around the database."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eduklaster.journal.models import Entry, Head
from eduklaster.journal.selectors import entries_about, entries_citing
from eduklaster.journal.services import Actor, journal_head, journal_verify, journal_write

pytestmark = pytest.mark.django_db
SECRETARY = Actor(None, "secretary")
DAY = date(2026, 3, 2)


def write(number: int = 1, chain: str = "synergy") -> Entry:
    return journal_write(
        chain=chain,
        actor=SECRETARY,
        action="participant.admitted",
        subject=("membership.participant", str(number)),
        on=DAY,
        citations=[{"kind": "clause", "ref": "4.3"}],
        facts={"number": number, "name": "Ґанок"},
    )


def around_the_trigger(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE journal_entry DISABLE TRIGGER USER")
        cursor.execute(sql)
        cursor.execute("ALTER TABLE journal_entry ENABLE TRIGGER USER")


def test_entries_of_a_chain_are_numbered_without_gaps_and_linked() -> None:
    first, second, other = write(1), write(2), write(1, "kalininsky")

    assert (first.number, second.number, other.number) == (1, 2, 1)
    assert second.previous == first.hash
    assert list(journal_verify()) == []


@pytest.mark.parametrize(
    "statement",
    ["UPDATE journal_entry SET capacity = 'x'", "DELETE FROM journal_entry"],
    ids=["an entry cannot be changed", "an entry cannot be deleted"],
)
def test_the_database_itself_refuses(statement: str) -> None:
    write()

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)

    assert Entry.objects.get().capacity == "secretary"


@pytest.mark.parametrize(
    ("statement", "why"),
    [
        pytest.param("UPDATE journal_entry SET facts = '{}' WHERE number = 2", "changed after", id="facts changed"),
        pytest.param(
            "UPDATE journal_entry SET capacity = 'rector' WHERE number = 1", "changed after", id="capacity changed"
        ),
        pytest.param(
            'UPDATE journal_entry SET "at" = "at" + interval \'1 s\' WHERE number = 2', "changed after", id="time moved"
        ),
        pytest.param("DELETE FROM journal_entry WHERE number = 2", "are missing", id="an entry cut out of the middle"),
        pytest.param("DELETE FROM journal_entry WHERE number = 3", "head does not match", id="the last entry cut off"),
        pytest.param("DELETE FROM journal_head", "head of the chain is missing", id="the head removed"),
        pytest.param("UPDATE journal_head SET number = 9", "head does not match", id="the head moved"),
    ],
)
def test_tampering_around_the_database_is_found(statement: str, why: str) -> None:
    for number in range(1, 4):
        write(number)
    assert list(journal_verify()) == []

    around_the_trigger(statement)

    assert any(why in found.why for found in journal_verify())


def test_an_object_and_a_clause_find_their_entries() -> None:
    write(7)
    write(8)

    assert [entry.facts["number"] for entry in entries_about(("synergy",), {"membership.participant": ["7"]})] == [7]
    assert entries_citing("synergy", "4.3").count() == 2
    assert entries_citing("synergy", "4.4").count() == 0


def test_the_head_of_all_chains_changes_with_every_entry() -> None:
    write()
    before = journal_head()

    write(2)

    assert journal_head() != before
    assert Head.objects.get(chain="synergy").number == 2


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**40), 2**40)
    | st.text(alphabet=st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("абвgh", max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(facts=st.dictionaries(st.text("абвгд", min_size=1, max_size=6), json_values, max_size=4))
def test_whatever_facts_are_written_the_chain_still_holds(facts: dict[str, object]) -> None:
    journal_write(chain="any", actor=SECRETARY, action="test.any", subject=("test", "1"), on=DAY, facts=facts)

    assert list(journal_verify("any")) == []


@pytest.mark.django_db
def test_an_entry_is_dated_by_a_day_and_never_by_a_moment() -> None:
    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)
    with pytest.raises(TypeError):
        journal_write(chain="day", actor=Actor(None, "test"), action="seen", subject=("a.b", "1"), on=moment)
    assert not Entry.objects.filter(chain="day").exists()
