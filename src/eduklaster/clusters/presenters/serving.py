"""How the platform serves a place of the text: every rule, seat, right, step and page that cites it, in plain words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from pydantic import BaseModel

from eduklaster.charter import messages, schema
from eduklaster.charter.keys import BY_CODE, KEYS
from eduklaster.charter.matters import chain_of, default_matters, matter_for_kind, parties_of
from eduklaster.charter.resolver import Origin, Scope
from eduklaster.ui.components import Record, Silence, State
from eduklaster.ui.typography import local_date

from ..models import CharterVersion
from ..selectors import charter_of
from .reading import Reading, address

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Citing:
    """A part of the charter that cites a clause, with its place and the parts around it."""

    path: Path
    part: BaseModel


def _walk(part: Any, path: Path) -> Iterator[Citing]:
    if isinstance(part, BaseModel):
        yield Citing(path, part)
        for name, field in type(part).model_fields.items():
            if not (isinstance(part, schema.Charter) and name == "clauses"):
                yield from _walk(getattr(part, name), (*path, field.alias or name))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from _walk(value, (*path, key))
    elif isinstance(part, list | tuple):
        for index, value in enumerate(part):
            yield from _walk(value, (*path, index))


@lru_cache(maxsize=32)
def _citing(checksum: str, source: str) -> dict[str, list[Citing]]:
    found: dict[str, list[Citing]] = {}
    for citing in _walk(charter_of(CharterVersion(checksum=checksum, source=source)).charter, ()):
        cited = [getattr(citing.part, "clause", None), getattr(citing.part, "legal_person_clause", None)]
        cited += [c for c in getattr(citing.part, "also", ()) or () if isinstance(c, str)]
        for clause in dict.fromkeys(c for c in cited if c):
            found.setdefault(clause, []).append(citing)
    return found


def citing(version: CharterVersion, clause: str) -> list[Citing]:
    """Return every part of a charter that cites a clause, in the order of the file."""
    return _citing(version.checksum, version.source).get(clause, [])


# ─── in words ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Served:
    """One group of things that serve a clause."""

    title: str
    rows: list[Record]


class _Words:
    """Says what a part of a charter does, in the reader's language."""

    def __init__(self, reading: Reading) -> None:
        self.reading, self.charter, self.language = reading, reading.charter, reading.language

    def text(self, value: Any) -> str:
        return str(value.in_(self.language))

    def organ(self, name: str) -> str:
        return self.text(self.charter.organs[name].name)

    def office(self, name: str) -> str:
        return self.text(self.charter.offices[name].name)

    def matter(self, name: str) -> str:
        return messages.matter_words(self.charter, name, self.language)

    def party(self, party: str) -> str:
        return messages.party_words(party, self.language, self.charter)

    def organ_url(self, name: str) -> str:
        return address("governance:organ", args=(self.reading.cluster.code, name))

    def holder(self, path: Path) -> tuple[str, str]:
        """Return whose part it is (an organ, an office, a matter) and its address."""
        match path:
            case ("organs", str(name), *_rest):
                return self.organ(name), self.organ_url(name)
            case ("offices", str(name), *_rest):
                return self.office(name), address("people:offices", args=(self.reading.cluster.code,))
            case ("matters", str(name), *_rest):
                return self.matter(name), self.reading.url("matter", name)
        return "", ""

    def scope(self, path: Path) -> Scope:
        match path:
            case ("organs", str(name), *_rest):
                return Scope(organ=name)
            case ("offices", str(name), *_rest):
                return Scope(office=name)
            case ("matters", str(name), "steps", int(index), *_rest):
                return Scope(matter=name, step=self.charter.matters[name].steps[index].id)
            case ("matters", str(name), *_rest):
                return Scope(matter=name)
        return Scope()

    def of(self, found: Citing) -> tuple[str, Record] | None:
        """Return the group and the row of one citing part; None for parts that have a place of their own."""
        path, part = found.path, found.part
        holder, url = self.holder(path)
        match part:
            case schema.RuleValue():
                return self.rule(path, part, holder, url)
            case schema.Organ():
                name = str(path[1])
                return _("Organs and offices"), Record(
                    self.organ(name), self.organ_url(name), self.organ_note(part), "sitemap"
                )
            case schema.Office():
                by = self.party(part.appointed_by) if part.appointed_by else ""
                note = _("appointed by: %(who)s") % {"who": by} if by else ""
                return _("Organs and offices"), Record(self.office(str(path[1])), url, note, "user-check")
            case schema.SeatRule():
                return _("Seats"), Record(self.text(part.label), url, self.seat_note(part, holder), "users")
            case schema.Chair():
                return _("Seats"), Record(self.chair(part), url, holder, "user")
            case schema.Power() if path[0] in {"organs", "offices"}:
                return _("Powers and duties"), Record(self.text(part.label), url, holder, "key")
            case schema.Category():
                return _("Participants"), Record(
                    self.text(part.label), self.admission_url(part), _("a category of participants"), "users-group"
                )
            case schema.TargetGroup():
                return _("Participants"), Record(
                    self.text(part.label), "", _("a group by which participants are sorted"), "users-group"
                )
            case schema.Entitlement():
                what = {"rights": _("a right"), "duties": _("a duty")}.get(str(path[1]), _("a form of work"))
                return _("Rights and duties"), Record(self.text(part.label), "", what, "certificate" if what else "")
            case schema.Founder():
                note = self.text(part.position)
                return _("Participants"), Record(self.text(part.organisation), "", note, "building")
            case schema.Component():
                return _("Participants"), Record(self.text(part.name), "", _("a part of the cluster"), "affiliate")
            case schema.Requirement():
                return _("Conditions"), Record(
                    self.text(part.label), url, holder or self.condition_of(path), "checkbox"
                )
            case schema.Ground():
                return _("Procedures"), Record(
                    self.text(part.label), url, _("a ground: %(matter)s") % {"matter": holder}, "scale"
                )
        return self.other(path, part)

    def other(self, path: Path, part: BaseModel) -> tuple[str, Record] | None:
        code = self.reading.cluster.code
        match part:
            case schema.Entry():
                kinds = {
                    "purposes": _("a purpose"), "goals": _("a goal"), "tasks": _("a task"), "directions": _("a direction"),
                    "functions": _("a function"), "principles": _("a principle"), "effects": _("an expected effect"),
                    "forms": _("a form of interaction"), "audiences": _("an audience"),
                }  # fmt: skip
                return _("Goals and directions"), Record(self.text(part.label), "", kinds[str(path[1])], "target")
            case schema.Plan():
                own = _("the cluster’s own plan") if part.kind == "own" else _("a section of the host’s plan")
                return _("Plan, money, results"), Record(
                    _("Plan of work"), self.reading.url("matter", part.matter), own, "calendar"
                )
            case schema.FinanceSource():
                return _("Plan, money, results"), Record(self.text(part.label), "", _("a source of money"), "coin")
            case schema.Indicator():
                return _("Plan, money, results"), Record(self.text(part.label), "", _("an indicator"), "chart-bar")
            case schema.LegalBasis():
                note = " · ".join(x for x in (f"№ {part.number}" if part.number else "", local_date(part.on)) if x)
                return _("Law"), Record(self.text(part.title), "", note, "scale")
            case schema.Norm():
                note = part.act or _("announced, not adopted yet")
                return _("Law"), Record(self.text(part.title), "", note, "file-text")
            case schema.VocabularyTerm():
                return _("Words"), Record(self.text(part.one), "", _("the cluster’s own word"), "quote")
            case schema.Screen():
                title, target = screen(part.screen, code)
                return _("Pages"), Record(title, target, self.text(part.note) if part.note else "", "device-desktop")
            case schema.Planned():
                note = self.text(part.note) if part.note else ""
                return _("Not on the platform yet"), Record(
                    room_label(part.room), "", note, "circle-dotted", State(_("planned"))
                )
            case schema.NotAutomated():
                return _("Not on the platform yet"), Record(
                    _("Done by people, not by software"), "", self.text(part.reason), "user"
                )
            case schema.Identity():
                return _("Who the cluster is"), Record(self.text(part.name), "", self.text(part.territory), "id")
            case schema.Term():
                words = _("no end is set") if part.kind != "until" else str(part.until)
                return _("Who the cluster is"), Record(_("Term of the cluster"), "", words, "calendar")
            case schema.Approval():
                number = f" № {part.number}" if part.number else ""
                return _("Who the cluster is"), Record(
                    self.text(part.act) + number, "", self.text(part.by), "rubber-stamp"
                )
        return None

    def rule(self, path: Path, part: schema.RuleValue, holder: str, url: str) -> tuple[str, Record]:
        key = next((str(p) for p in reversed(path) if p in KEYS), "")
        value = KEYS[key].parse(part.value)
        words = messages.value_words(key, value, self.language, self.charter)
        now = self.reading.ask(key, self.scope(path))
        state = None
        if now.origin is Origin.INTERPRETATION:
            words = messages.value_words(key, now.value, self.language, self.charter)
            state = State(_("interpreted"), "ok", "signature")
        elif part.alternatives:
            state = State(_("has other readings"), "warn")
        title = f"{KEYS[key].title.in_(self.language)}: {words}"
        return _("Rules"), Record(title, url, holder, "lock", state)

    def organ_note(self, organ: schema.Organ) -> str:
        return _("an organ of the host") if organ.belongs_to == "host" else _("an organ of the cluster")

    def seat_note(self, seat: schema.SeatRule, holder: str) -> str:
        parts = [holder]
        if seat.count:
            parts.append(_("seats: %(count)s") % {"count": seat.count})
        if seat.takes_effect_by:
            parts.append(_("takes effect by: %(matter)s") % {"matter": self.matter(seat.takes_effect_by)})
        if not seat.votes:
            parts.append(_("without a vote"))
        return " · ".join(parts)

    def chair(self, chair: schema.Chair) -> str:
        if chair.title:
            return _("Presides: %(who)s") % {"who": self.text(chair.title)}
        if chair.office:
            return _("Presides: %(who)s") % {"who": self.office(chair.office)}
        return _("The chair is elected") if chair.by == "elected" else _("The chair")

    def admission_url(self, category: schema.Category) -> str:
        return self.reading.url("matter", category.admission)

    def condition_of(self, path: Path) -> str:
        if path[:2] == ("participants", "categories") and isinstance(path[2], int):
            return self.text(self.charter.participants.categories[path[2]].label)
        return ""


def screen(name: str, code: str) -> tuple[str, str]:
    """Return the name and the address of a page that serves a clause."""
    words: dict[str, tuple[str, tuple[str, ...]]] = {
        "register": (_("Register of participants"), ("membership:participants",)),
        "founders": (_("Register of founders"), ("membership:founders", "membership:participants")),
        "acts": (_("Register of acts"), ("procedures:acts",)),
        "cases": (_("Cases"), ("procedures:cases",)),
        "charter": (_("The living charter"), ("clusters:charter",)),
        "health": (_("Health of the charter"), ("clusters:health",)),
        "organs": (_("Organs"), ("governance:organs",)),
        "offices": (_("Offices"), ("people:offices",)),
        "agreements": (_("Agreements"), ("membership:agreements",)),
        "public": (_("Public page of the cluster"), ("public:cluster",)),
        "identity": (_("Title of the charter"), ("clusters:charter",)),
        "legal": (_("Legal bases"), ("clusters:charter",)),
        "vocabulary": (_("The cluster’s own words"), ("clusters:charter",)),
        "home": (_("Home page"), ("desk:home", "public:cluster")),
        "admission": (_("Joining"), ("membership:join", "procedures:matters")),
        "leaving": (_("Leaving"), ("membership:choose_leave", "procedures:matters")),
        "exclusion": (_("Exclusion"), ("membership:choose_exclude", "procedures:matters")),
        "rights": (_("Rights and duties"), ("membership:participants",)),
        "history": (_("History"), ("procedures:acts",)),
        "proposals": (_("Proposals"), ("sessions:proposals",)),
        "sessions": (_("Sessions"), ("sessions:list",)),
        "votes": (_("Votes"), ("governance:ballots",)),
        "tasks": (pgettext("execution", "Tasks"), ("execution:tasks",)),
    }
    title, names = words[name]
    place = "#law" if name == "legal" else ""
    return title, address(*names, args=(code,)) + place


def room_label(room: str) -> str:
    """Return the name of a part of the platform that is still to come."""
    return {
        "governance": _("Sessions and votes"),
        "finance": _("Money and receipts"),
        "resources": _("Shared resources"),
        "library": _("Knowledge bank"),
        "workforce": _("Workforce and placements"),
        "programmes": _("Programmes"),
        "planning": _("Plan and projects"),
        "mentoring": _("Mentoring"),
        "events": _("Events"),
        "cases": _("Services"),
        "monitoring": _("Monitoring"),
        "public": _("Public pages"),
        "documents": _("Documents"),
    }.get(room, room)


def matters_citing(reading: Reading, clause: str) -> dict[str, list[str]]:
    """Return the matters whose procedure rests on a clause, with the steps that cite it; the closest first."""
    found: dict[str, list[str]] = {}
    whole: set[str] = set()
    for one in citing(reading.version, clause):
        match one.path:
            case ("matters", str(name)):
                found.setdefault(name, [])
                whole.add(name)
            case ("matters", str(name), "steps", int(), *_rest):
                steps = found.setdefault(name, [])
                if isinstance(one.part, schema.Step):
                    steps.append(one.part.id)
            case ("matters", str(name), *_rest):
                found.setdefault(name, [])
    return dict(sorted(found.items(), key=lambda item: (item[0] not in whole, -len(item[1]))))


def _procedures(reading: Reading, clause: str) -> list[Record]:
    rows = []
    for name, cited in matters_citing(reading, clause).items():
        chain = chain_of(reading.charter, name)
        steps = [
            messages.step_words(step, reading.language)
            + f" ({messages.parties_words(parties_of(step), reading.language, reading.charter)})"
            for step in chain.steps
            if step.id in cited
        ]
        note = "; ".join(dict.fromkeys(steps)) or _("the whole procedure")
        title = messages.matter_words(reading.charter, name, reading.language)
        rows.append(Record(title, reading.url("matter", name), note, "route"))
    return rows


def served_by(reading: Reading, clause: str) -> list[Served]:
    """Return everything that serves a clause, in groups; what acts comes before what merely names."""
    words = _Words(reading)
    groups: dict[str, list[Record]] = {}
    if procedures := _procedures(reading, clause):
        groups[_("Procedures")] = procedures
    seen: set[tuple[str, str, str]] = set()
    for found in citing(reading.version, clause):
        if isinstance(found.part, schema.Matter | schema.Step) or (said := words.of(found)) is None:
            continue
        group, record = said
        identity = (group, str(record.title), str(record.note))
        if identity not in seen:
            seen.add(identity)
            groups.setdefault(group, []).append(record)
    last = (_("Words"), _("Who the cluster is"), _("Not on the platform yet"))
    ordered = sorted(groups.items(), key=lambda item: last.index(item[0]) if item[0] in last else -1)
    return [Served(title, rows) for title, rows in ordered]


def silences_around(reading: Reading, clause: str) -> list[Silence]:
    """Return what the clause leaves unsaid about its organ, office or matter, and what applies meanwhile."""
    rows: dict[tuple[str, str], Silence] = {}
    for finding in reading.findings:
        if clause not in finding.clauses or finding.kind != "silence":
            continue
        head, _dot, tail = finding.path.partition(".")
        name = tail.split(".")[0].split("[")[0]
        scope = Scope(organ=name) if head == "organs" else Scope(matter=name) if head == "matters" else Scope()
        if head == "offices":
            scope = Scope(office=name)
        for code in finding.defaults:
            if code not in BY_CODE or (code, name) in rows:
                continue
            spec = BY_CODE[code]
            answer = reading.ask(spec.key, scope)
            mark = reading.mark(answer)
            if mark is None or answer.origin is Origin.CHARTER:
                continue
            value = messages.value_words(spec.key, answer.value, reading.language, reading.charter)
            if spec.type == "chain":
                value = _chain_words(reading, name, spec.raw_default) or value
            rows[(code, name)] = Silence(spec.title.in_(reading.language), value, mark)
    return list(rows.values())


def _chain_words(reading: Reading, matter: str, kind: Any) -> str:
    """Return the default chain of a matter as the names of its steps."""
    name = matter if matter in reading.charter.matters else matter_for_kind(reading.charter, str(kind))
    if name not in reading.charter.matters and name not in default_matters():
        return ""
    steps = chain_of(reading.charter, name).steps
    return " → ".join(dict.fromkeys(messages.step_words(step, reading.language) for step in steps))
