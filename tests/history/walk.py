"""For every model of the rooms: which entry of the journal names one of its rows, or why none has to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.apps import apps
from django.db.models import Model

from eduklaster.journal.models import Entry

Naming = Callable[[Any, Entry], bool]
"""Whether an entry about a row's parent names the row."""

EXCEPTIONS = {
    "journal.head": "the end of a chain, which is the journal itself",
    "journal.entry": "an entry of the journal itself",
    "post.letter": "the record of a delivery; what the letter tells of is journaled where it happened",
    "clusters.clausetext": "imported with a version of the charter, whose entry `charter.text_imported` counts them",
    "procedures.counter": "the last number given; the numbers stand in the entries of what was numbered",
    "procedures.casefollow": "what somebody follows is a setting of their own desk",
    "search.searchentry": "the basic forms of words of what is journaled where it was written",
    "notices.choice": "how often somebody is told is their own setting",
    "notices.notice": "tells of what is journaled where it happened",
    "votes.objection": "written together with the entry vote.objected of its vote, and never changed",
    "votes.candidate": "made with its election, and no service changes it",
    "votes.voteright": "made with its vote, whose entry counts the entitled; that somebody has voted is no entry",
    "votes.onetimecard": "the entry that opened the vote counts the cards; whose card it was is kept nowhere",
    "votes.openchoice": "counted by the entry that closed the vote, and kept by its ballot",
    "votes.sealedslip": "leads to nobody on purpose; the entry that closed the vote keeps the count and its root",
    "votes.slip": "the published slips are covered by the root in the entry that closed the vote",
    "api.keptanswer": "an answer kept for a day; what the request did is journaled where it happened",
    "drafting.draft": "its owner's and editors' own; it keeps its versions and is journaled when it is adopted",
    "drafting.draftversion": "a version of a draft, which is journaled when it is adopted",
}
"""Models whose rows need no entry, each with its reason."""


def _fact(name: str, value: Callable[[Any], Any]) -> Naming:
    return lambda row, entry: entry.facts.get(name) == value(row)


def _listed(name: str, value: Callable[[Any], Any]) -> Naming:
    return lambda row, entry: value(row) in (entry.facts.get(name) or ())


def _all(*namings: Naming) -> Naming:
    return lambda row, entry: all(naming(row, entry) for naming in namings)


def _is(*actions: str) -> Naming:
    return lambda row, entry: entry.action in actions


def _party(row: Any, entry: Entry) -> bool:
    name, pk = ("organisations", row.organisation_id) if row.organisation_id else ("persons", row.person_id)
    return pk in (entry.facts.get(name) or ())


def _item(row: Any, entry: Entry) -> bool:
    return entry.facts.get("item") == row.pk or row.pk in (entry.facts.get("carried") or ())


def _attends(row: Any, entry: Entry) -> bool:
    lists = (value for name, value in entry.facts.items() if name.startswith("seats_"))
    return any(row.seat_id in seats for seats in lists)


PARENTS: dict[str, tuple[str, Callable[[Any], Any], Naming]] = {
    "people.user": ("people.invitation", lambda row: None, _fact("user", lambda row: row.pk)),
    "people.contactpoint": (
        "people",
        lambda row: row.person_id or row.organisation_id,
        _fact("contact", lambda row: row.pk),
    ),
    "people.consent": ("people.person", lambda row: row.person_id, _fact("consent", lambda row: row.pk)),
    "calendars.subscription": ("people.person", lambda row: row.person_id, _fact("subscription", lambda row: row.pk)),
    "people.organisationflag": (
        "people.organisation",
        lambda row: row.organisation_id,
        _fact("flag", lambda row: row.pk),
    ),
    "procedures.casestep": ("procedures.case", lambda row: row.case_id, _listed("steps", lambda row: row.step)),
    "procedures.stepmark": (
        "procedures.case",
        lambda row: row.step.case_id,
        _all(
            _is("step.marked", "step.done"),
            _fact("step", lambda row: row.step.step),
            _fact("party", lambda row: row.party),
        ),
    ),
    "procedures.evidence": ("procedures.case", lambda row: row.case_id, _fact("evidence", lambda row: row.pk)),
    "procedures.refusal": (
        "procedures.case",
        lambda row: row.case_id,
        _all(
            _is("step.refused"),
            _fact("step", lambda row: row.step),
            _fact("code", lambda row: row.verdict["code"]),
        ),
    ),
    "procedures.actbasis": ("procedures.act", lambda row: row.act_id, _listed("basis", lambda row: row.rests_on_id)),
    "membership.acknowledgement": (
        "membership.participant",
        lambda row: row.participant_id,
        _all(_is("charter.acknowledged"), _fact("version", lambda row: row.version.number)),
    ),
    "membership.agreementparty": ("membership.agreement", lambda row: row.agreement_id, _party),
    "membership.extraduty": ("procedures.act", lambda row: row.act_id, _is("duty.laid")),
    "governance.seatholding": (
        "governance.seat",
        lambda row: row.seat_id,
        _all(_is("seat.filled"), _fact("person", lambda row: row.person_id)),
    ),
    "governance.turn": (
        "governance.seat",
        lambda row: row.seat_id,
        _all(_is("seat.turn"), lambda row, entry: entry.on == row.valid_from),
    ),
    "governance.chairing": (
        "governance.seat",
        lambda row: row.seat_id,
        _all(_is("chair.seated"), lambda row, entry: entry.on == row.valid_from),
    ),
    "governance.ballotcase": (
        "governance.ballot",
        lambda row: row.ballot_id,
        _listed("cases", lambda row: row.case_id),
    ),
    "governance.rollcall": (
        "governance.ballot",
        lambda row: row.ballot_id,
        lambda row, entry: (entry.facts.get("roll") or {}).get(str(row.seat_id)) == row.choice,
    ),
    "execution.report": ("execution.task", lambda row: row.task_id, _fact("report", lambda row: row.pk)),
    "execution.proof": ("execution.task", lambda row: row.report.task_id, _listed("proofs", lambda row: row.pk)),
    "execution.extension": ("execution.task", lambda row: row.task_id, _fact("extension", lambda row: row.pk)),
    "execution.contest": ("execution.task", lambda row: row.task_id, _fact("contest", lambda row: row.pk)),
    "organ_sessions.agendaitem": ("organ_sessions.session", lambda row: row.session_id, _item),
    "organ_sessions.itemvote": (
        "organ_sessions.session",
        lambda row: row.item.session_id,
        _fact("vote", lambda row: row.vote_id),
    ),
    "organ_sessions.paper": (
        "organ_sessions.session",
        lambda row: row.item.session_id,
        _fact("paper", lambda row: row.pk),
    ),
    "organ_sessions.delivery": (
        "organ_sessions.session",
        lambda row: row.session_id,
        _all(_is("session.noticed"), _listed("members", lambda row: row.seat_id)),
    ),
    "organ_sessions.attendance": ("organ_sessions.session", lambda row: row.session_id, _attends),
    "organ_sessions.conflict": (
        "organ_sessions.session",
        lambda row: row.item.session_id,
        _fact("conflict", lambda row: row.pk),
    ),
}
"""Models whose rows are named by the entry of a parent: its type, its id by the row, and how the entry names the row."""


def models_of_the_rooms() -> Iterator[type[Model]]:
    """Yield every model of every room."""
    for config in apps.get_app_configs():
        if config.name.startswith("eduklaster."):
            yield from config.get_models()


def rows_now() -> dict[str, set[Any]]:
    """Return the rows that exist, by model."""
    return {m._meta.label_lower: set(m._default_manager.values_list("pk", flat=True)) for m in models_of_the_rooms()}


def without_entry(before: Mapping[str, set[Any]] | None = None) -> dict[str, list[Any]]:
    """Return the rows that no entry names, by model; `before` are rows that a test put there without a service."""
    about: dict[tuple[str, str], list[Entry]] = {}
    of_type: dict[str, list[Entry]] = {}
    for entry in Entry.objects.order_by("pk"):
        about.setdefault((entry.object_type, entry.object_id), []).append(entry)
        of_type.setdefault(entry.object_type, []).append(entry)
    found: dict[str, list[Any]] = {}
    for model in models_of_the_rooms():
        label = model._meta.label_lower
        if label in EXCEPTIONS:
            continue
        rows = model._default_manager.exclude(pk__in=(before or {}).get(label, ())).order_by("pk")
        lost = [row.pk for row in rows if not _is_named(label, row, about, of_type)]
        if lost:
            found[label] = lost
    return found


def _is_named(
    label: str, row: Model, about: Mapping[tuple[str, str], list[Entry]], of_type: Mapping[str, list[Entry]]
) -> bool:
    if (label, str(row.pk)) in about:
        return True
    if label not in PARENTS:
        return False
    parent, identifier, naming = PARENTS[label]
    if parent == "people":  # a contact is a person's or an organisation's
        parent = "people.person" if getattr(row, "person_id", None) else "people.organisation"
    key = identifier(row)
    entries = of_type.get(parent, []) if key is None else about.get((parent, str(key)), [])
    return any(naming(row, entry) for entry in entries)
