"""Reading the demo: who can be signed in as."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from eduklaster.config.env import Mode
from eduklaster.kernel.text import Localized

from .reading import data_of, localized


@dataclass(frozen=True, slots=True)
class DemoSignIn:
    """A role with the invented person who has it. `party` is the capacity promised; empty: none yet."""

    key: str
    email: str
    role: Localized
    cluster_code: str
    name: str
    what: Localized
    party: str = ""


def demo_is_open() -> bool:
    """Say whether this installation lets anybody in as anybody: a demo or a test, never production."""
    return settings.ENVIRONMENT.mode in {Mode.DEMO, Mode.TEST}


def demo_sign_ins() -> list[DemoSignIn]:
    """Return the sign-ins in the order of the roles."""
    return [
        DemoSignIn(
            key=row["key"],
            email=row["email"],
            role=localized(row["role"]),
            cluster_code=row["cluster"],
            name=_name(row),
            what=localized(row["what"]),
            party=row.get("party", ""),
        )
        for row in data_of("sign_ins")["sign_ins"]
    ]


def _name(row: dict[str, str]) -> str:
    if row.get("name"):
        return row["name"]
    data = data_of(row["cluster"])
    known = data["people"].get(row["person"]) or data["organisations"][row["person"]][-1]
    found: str = data["people"].get(known, known)
    return found
