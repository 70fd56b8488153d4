"""What the operations say and take that open matters about organs and offices."""

from __future__ import annotations

from datetime import date
from typing import Any

from ..inputs import BodyId, Candidates, Code, Flag, In, Mandate, MatterId, Seats
from ..problems import Cited
from .common import Out, example, examples
from .organs import HolderOut
from .participants import Named

_CITED = {"kind": "clause", "ref": "4.3", "words": "п. 4.3", "page": "/c/luhova/charter/4.3/"}


def _told(matter: str, name: str, *, elects: bool = False) -> dict[str, Any]:
    return {
        "matter": matter, "matter_name": name, "matters": [{"id": matter, "name": name}], "elects": elects,
        "citation": _CITED,
    }  # fmt: skip


class WhichMatter(In):
    """Which matter is asked about."""

    matter: MatterId | None = None
    """Id of the matter; without it the first of its kind."""


class Choices(Out):
    """A matter that may be opened."""

    matter: str
    """Id of the matter in the charter or the defaults."""
    matter_name: str
    """What the cluster calls it."""
    matters: list[Named]
    """All matters of this kind; another one is asked about by its id."""
    elects: bool
    """Whether a vote of its chain may choose among several candidates."""
    citation: Cited | None
    """Where it stands how this is decided."""


class SeatChoice(Out):
    """A seat that may be filled."""

    id: int
    """Its number."""
    label: str
    """The post, organisation or body that it stands for."""
    state: str
    """`filled`, `vacant`, `pending` (waits for its act) or `suspended`."""
    holder: str | None
    """Who sits on it now."""
    since: date | None
    """First day of the holder."""


_SEAT = {"id": 12, "label": "Директор ліцею № 5", "state": "filled", "holder": "Лугова Анна Іванівна"}


class CompositionChoices(Choices):
    """How an organ is composed, and its seats with their holders."""

    model_config = example(
        **_told("compose_council", "Склад ради"), organ="council", seats=[{**_SEAT, "since": "2025-10-01"}]
    )

    organ: str
    """Id of the organ in the charter."""
    seats: list[SeatChoice]
    """Its seats; where participants name whom they send, the caller's own ones."""


class ChairChoices(Choices):
    """How the chair of an organ is elected, and who can be proposed."""

    model_config = example(
        **_told("elect_chair", "Обрання голови", elects=True), organ="council",
        members=[{**_SEAT, "since": "2025-10-01"}],
    )  # fmt: skip

    organ: str
    """Id of the organ in the charter."""
    members: list[SeatChoice]
    """The seats of the members in office."""


class OfficeChoice(Out):
    """An office that may be given."""

    id: str
    """Its id in the charter."""
    name: str
    """What the charter calls it."""
    holders: list[HolderOut]
    """Holder and acting holder today; empty where it is vacant."""


_HOLDER = {"id": 3, "name": "Лугова Анна Іванівна", "is_acting": False, "since": "2025-09-01", "until": None}


class AppointmentChoices(Choices):
    """How an office is given, and which offices with their holders."""

    model_config = example(
        **_told("name_secretary", "Призначення секретаря"),
        offices=[{"id": "secretary", "name": "Секретар", "holders": [_HOLDER]}],
    )

    offices: list[OfficeChoice]
    """In the order of the charter."""


class DismissalChoice(HolderOut):
    """Somebody whose time in office may end."""

    office: str
    """Id of the office in the charter."""
    office_name: str
    """What the charter calls it."""


class DismissalChoices(Choices):
    """How somebody leaves an office, and who holds one."""

    model_config = example(
        **_told("dismiss_secretary", "Звільнення секретаря"),
        holdings=[{**_HOLDER, "office": "secretary", "office_name": "Секретар"}],
    )

    holdings: list[DismissalChoice]
    """Holders first, then who acts for them."""


class DesignationChoices(Choices):
    """How an organisation is named an organ or the holder of a role."""

    model_config = example(**_told("name_operator", "Визначення оператора"))


class SeatProposed(In):
    """A seat that is to be filled."""

    seat: BodyId
    """Its number."""
    person: BodyId | None = None
    """Who is to sit on it; left out where the vote chooses among candidates."""


class CompositionIn(In):
    """Who is to sit on the seats of an organ."""

    model_config = examples(matter="compose_council", seats=[{"seat": 12, "person": 41}])

    matter: MatterId | None = None
    """Id of the matter; without it the first of its kind."""
    seats: list[SeatProposed]
    """The seats that are to be filled; seats that are not named stay as they are."""
    candidates: Candidates = []
    """Who stands for these seats, where the vote chooses among candidates; not fewer than seats."""


class ChairIn(In):
    """Who is to preside over an organ."""

    model_config = examples(matter="elect_chair", seats=[12])

    matter: MatterId | None = None
    """Id of the matter; without it the first of its kind."""
    seats: Seats
    """The seats of those who stand; several where the charter lets the organ choose among them."""


class AppointmentIn(In):
    """Who is to hold an office."""

    model_config = examples(matter="name_secretary", office="secretary", candidates=[41])

    matter: MatterId | None = None
    """Id of the matter; without it the first of its kind."""
    office: Code
    """Id of the office in the charter."""
    candidates: Candidates
    """Who is to hold it; several where the charter lets an organ choose among them."""
    is_acting: Flag = False
    """Whether only for a time."""


class DismissalIn(In):
    """Who is to leave an office."""

    model_config = examples(matter="dismiss_secretary", holding=3)

    matter: MatterId | None = None
    """Id of the matter; without it the first of its kind."""
    holding: BodyId
    """Number of the time in office that is to end."""


class DesignationIn(In):
    """Which organisation is to be an organ, or to hold a role."""

    model_config = examples(matter="name_operator", organisation=7, mandate="Вести спільну лабораторію.")

    matter: MatterId | None = None
    """Id of the matter; without it the first of its kind."""
    organisation: BodyId
    """Number of the organisation."""
    mandate: Mandate = ""
    """What it is entrusted with, and from which day."""
