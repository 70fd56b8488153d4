"""The demo's sign-ins stay whole on every width."""

from __future__ import annotations

from eduklaster.operations.sign_ins import sign_in_lines

ROWS = [
    {
        "key": "a",
        "email": "holova@example.org",
        "role": "chair of the council",
        "cluster_code": "synergy",
        "name": "Олена Ткач",
    },
    {"key": "b", "email": "sekretar.rady@example.org", "role": "secretary", "cluster_code": "", "name": "Іван Бойко"},
]


def test_where_no_terminal_reads_every_column_stands_on_one_line() -> None:
    title, heading, first, second = sign_in_lines(ROWS, "open-sesame", None)

    assert title == "Demo sign-ins, all with the password open-sesame"
    assert heading.split() == ["Cluster", "E-mail", "Name", "Role"]
    assert first == "synergy  holova@example.org         Олена Ткач  chair of the council"
    assert second == "—        sekretar.rady@example.org  Іван Бойко  secretary"


def test_a_terminal_gets_only_the_columns_that_fit() -> None:
    for width, last in ((80, "Role"), (60, "Name"), (40, "E-mail"), (10, "E-mail")):
        lines = sign_in_lines(ROWS, "open-sesame", width)[1:]
        assert lines[0].split()[-1] == last
        assert all("@example.org" in line for line in lines[1:])
        assert width == 10 or all(len(line) <= width for line in lines)


def test_no_sign_ins_say_nothing() -> None:
    assert sign_in_lines([], "open-sesame", 80) == []
