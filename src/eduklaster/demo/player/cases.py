"""How cases of a story are opened, with what they are about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from eduklaster.governance.models import Seat
from eduklaster.governance.selectors import composition_on
from eduklaster.procedures.services import (
    CaseDraft,
    case_open,
)

from ..reading import localized
from .stage import Stage

_TITLES = {
    "admit": ["Вступ: %s", "Вступление: %s", "Admission: %s"],
    "exclude": ["Виключення: %s", "Исключение: %s", "Exclusion: %s"],
    "leave": ["Вихід: %s", "Выход: %s", "Leaving: %s"],
    "name_representative": ["Представник: %s", "Представитель: %s", "Representative: %s"],
}
_ADMISSIONS = {"admit", "admit_partner", "admit_unit", "accede"}


class Cases(Stage):
    """Opens the cases of a story and plans their steps."""

    def _schedule_case(self, item: Mapping[str, Any]) -> None:
        key = item["case"]
        self._at(item["day"], lambda on: self._open(key, item, on))
        self._schedule_steps(key, item.get("steps", []))

    def _schedule_steps(self, key: str, steps: Sequence[Sequence[Any]]) -> None:
        for day, verb, *arguments in steps:
            play: Callable[..., None] = getattr(self, f"step_{verb}")
            self._at(day, lambda on, play=play, arguments=arguments: play([key], on, *arguments))  # type: ignore[misc]

    def _schedule_admission(self, item: Mapping[str, Any]) -> None:
        """Several applicants walk the cluster's way of admission together: `admission` of the data."""
        keys = [f"admit-{key}" for key in item["admit"]]
        for key in item["admit"]:
            draft = {"matter": item.get("matter", self.data["admission"]["matter"]), "by": f"o:{key}", **item}
            draft |= {"about": f"organisation:{key}", "payload": {"participant": key}}
            self._at(item["day"], lambda on, key=key, draft=draft: self._open(f"admit-{key}", draft, on))  # type: ignore[misc]
        for after, verb, *arguments in item.get("steps", self.data["admission"]["steps"]):
            play: Callable[..., None] = getattr(self, f"step_{verb}")
            together = arguments[0] in self.data["admission"]["together"]
            given = item["day"]
            day = given - after if isinstance(given, int) else date.fromordinal(given.toordinal() + after)
            for batch in [keys] if together else [[key] for key in keys]:
                self._at(
                    day,
                    lambda on, play=play, batch=batch, arguments=arguments: play(
                        batch, on, *self._own(batch, arguments)
                    ),  # type: ignore[misc]
                )

    @staticmethod
    def _own(batch: Sequence[str], arguments: Sequence[Any]) -> list[Any]:
        name = batch[0].removeprefix("admit-")
        return [a.replace("APPLICANT", name) if isinstance(a, str) else a for a in arguments]

    def _open(self, key: str, item: Mapping[str, Any], on: date) -> None:
        kind, _sep, name = item.get("about", "").partition(":")
        subject, shown = ("", ""), item.get("named", "")
        if kind == "organisation":
            subject, shown = (
                ("people.organisation", str(self.organisations[name].pk)),
                self.organisations[name].short_name,
            )
        elif kind == "participant":
            subject = ("membership.participant", str(self.participant(name).pk))
            shown = self.organisations[name].short_name
        matter = item["matter"]
        title = item.get("title") or [t % shown for t in _TITLES["admit" if matter in _ADMISSIONS else matter]]
        draft = CaseDraft(
            matter,
            localized(title),
            subject,
            ground=item.get("ground", ""),
            facts=item.get("facts", {}),
            payload=self._payload(item.get("payload", {})),
            is_public=item.get("public", True),
        )
        doer = self.doer(item["by"], on)
        self.cases[key] = case_open(cluster=self.cluster, draft=draft, doer=doer, on=on)

    def _payload(self, given: Mapping[str, Any]) -> dict[str, Any]:
        found = dict(given)
        if "participant" in found:
            found["participant"] = self._applicant(found["participant"])
            found["applicant_parties"] = [f"organisation:{found['participant']['organisation_id']}"]
        if "person" in found:
            found["person_id"] = self.people[found.pop("person")].pk
        if "organisation" in found:
            found["organisation_id"] = self.organisations[found.pop("organisation")].pk
        if "seats" in found:
            found["seats"] = self._seats(found["seats"])
        if "seat" in found:
            organ, key = found.pop("seat")
            found["seat_id"] = self._seat_of(organ, key).pk
        if "participants" in found:
            found["participant_parties"] = [f"participant:{self.participant(k).pk}" for k in found.pop("participants")]
        return found

    def _applicant(self, key: str) -> dict[str, Any]:
        row = self.data["categories"][key]
        category, group, *rest = row if isinstance(row, list) else [row, ""]
        return {
            "category": category,
            "organisation_id": self.organisations[key].pk,
            "primary_group": group or "",
            **(rest[0] if rest else {}),
        }

    def _seats(self, given: Mapping[str, Any]) -> list[dict[str, int]]:
        """Return seats with those who are to sit on them: named persons in order, representatives, or heads of units."""
        organ, people = given["organ"], given.get("people", [])
        with_alternate = given.get("alternates", {})
        rows: list[dict[str, int]] = []
        seats = [s.seat for s in composition_on(self.cluster, organ, self._today())]
        only = given.get("only")
        if only is not None:
            wanted = {self.participant(key).pk for key in only}
            seats = [s for s in seats if s.participant_id in wanted]
        by_organisation = {o.pk: k for k, o in self.organisations.items()}
        pairs: list[tuple[Seat, int]] = list(
            zip(
                (s for s in seats if not s.participant_id and not s.component_id),
                (self.people[k].pk for k in people),
                strict=False,
            )
        )
        for seat in seats:
            if seat.component and seat.component.head_id:
                pairs.append((seat, seat.component.head_id))
            elif seat.participant and seat.participant.organisation_id:
                pairs.append((seat, self.people[by_organisation[seat.participant.organisation_id]].pk))
        for seat, person in pairs:
            row = {"seat_id": seat.pk, "person_id": person}
            name = next((k for k, p in self.people.items() if p.pk == person and k in with_alternate), None)
            if name:
                row["alternate_id"] = self.people[with_alternate[name]].pk
            rows.append(row)
        return rows

    def _seat_of(self, organ: str, key: str) -> Seat:
        person = self.people[key]
        found = next(
            s
            for s in composition_on(self.cluster, organ, self._today())
            if s.holding and s.holding.person_id == person.pk
        )
        return found.seat

    def _ids(self, keys: Sequence[str]) -> list[int]:
        return [self.cases[key].pk for key in keys]
