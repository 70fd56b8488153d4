"""The demo's sign-ins as the operator reads them: plain aligned lines, only the columns that fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

_COLUMNS = {"cluster_code": "Cluster", "email": "E-mail", "name": "Name", "role": "Role"}
_GAP = 2


def sign_in_lines(rows: Sequence[Mapping[str, str]], password: str, width: int | None) -> list[str]:
    """Return the sign-ins as lines: title with the one password, heading, a line for each.

    A column stands with its longest value on one line. With a `width` (columns of the terminal) the last columns that
    do not fit are left out, the e-mail never; None, where no terminal reads, keeps all.
    """
    if not rows:
        return []
    table = [list(_COLUMNS.values()), *([row.get(name) or "—" for name in _COLUMNS] for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(_COLUMNS))]
    shown = len(widths)
    while width is not None and shown > 1 and sum(widths[:shown]) + _GAP * (shown - 1) > width:
        shown -= 1
    first = 1 if shown == 1 else 0  # a very narrow terminal gets the addresses alone
    lines = [
        (" " * _GAP).join(line[column].ljust(widths[column]) for column in range(first, max(shown, first + 1)))
        for line in table
    ]
    return [f"Demo sign-ins, all with the password {password}", *(line.rstrip() for line in lines)]
