"""Records that rest on a clause, and the versions of a charter: what the public may see of them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from eduklaster.charter.verdicts import Citation
from eduklaster.journal.models import Entry
from eduklaster.journal.selectors import entries_citing
from eduklaster.ui.components import Fact, Record, State
from eduklaster.ui.icons import ICONS
from eduklaster.ui.typography import local_date

from ..enums import VersionState
from ..models import CharterVersion
from ..selectors import versions_of
from .reading import Reading

RECORDS_SHOWN = 20


def action_words(action: str) -> tuple[str, str]:
    """Return the name of a journalled action and its icon."""
    known = {
        "act.registered": (_("An act was registered"), "signature"),
        "agreement.registered": (_("An agreement was registered"), "file-certificate"),
        "agreement.ended": (_("An agreement ended"), "file-certificate"),
        "ballot.recorded": (_("A vote was recorded"), "gavel"),
        "case.opened": (_("A case was opened"), "folder"),
        "case.effective": (_("A case came to its end"), "circle-check"),
        "case.stopped": (_("A case was stopped"), "circle-x"),
        "charter.acknowledged": (_("A participant took the charter on"), "check"),
        "charter.drafted": (_("A version of the charter was drafted"), "versions"),
        "charter.in_force": (_("A version of the charter came into force"), "rubber-stamp"),
        "charter.state": (_("The charter moved a step"), "versions"),
        "charter.text_imported": (_("The text of the charter was imported"), "file-import"),
        "cluster.created": (_("The cluster was set up"), "home"),
        "cluster.state": (_("The state of the cluster changed"), "flag"),
        "component.founded": (_("A component was founded"), "affiliate"),
        "founder.signed": (_("A founder signed"), "writing"),
        "founder.listed": (_("A founder was listed"), "users"),
        "holding.recorded": (_("Somebody took an office"), "user-check"),
        "participant.admitted": (_("A participant was admitted"), "user-plus"),
        "participant.left": (_("A participant left"), "door-exit"),
        "participant.excluded": (_("A participant was excluded"), "user-minus"),
        "rule.set": (_("A rule was set by an act"), "scale"),
        "seat.created": (_("A seat was created"), "plus"),
        "seat.filled": (_("A seat was filled"), "user-check"),
        "chair.seated": (_("A chair began to preside"), "star"),
        "seat.vacated": (_("A seat became vacant"), "user-minus"),
        "seat.abolished": (_("A seat was abolished"), "minus"),
        "step.done": (_("A step was done"), "check"),
        "step.declined": (_("A step was declined"), "circle-x"),
        "step.refused": (_("An attempt was refused"), "ban"),
        "step.lost": (_("A vote was lost"), "circle-x"),
        "step.marked": (_("A step was marked"), "check"),
    }
    title, icon = known.get(action, (_("An entry of the journal"), "history"))
    return title, icon if icon in ICONS else "history"


def _record(entry: Entry) -> Record:
    title, icon = action_words(entry.action)
    return Record(title, "", f"{local_date(entry.on)} · {entry.capacity}", icon)


def records_resting_on(reading: Reading, clause: str) -> list[Record]:
    """Return the newest entries of the journal that cite a clause: action, day and capacity, never a person."""
    entries = entries_citing(reading.cluster.code, clause)[:RECORDS_SHOWN]
    return [_record(entry) for entry in entries]


_TONES = {VersionState.IN_FORCE: "ok", VersionState.REJECTED: "no", VersionState.WITHDRAWN: "no"}


def version_state(version: CharterVersion) -> State:
    """Return the chip of a version's state."""
    state = VersionState(version.state)
    return State(version.get_state_display(), _TONES.get(state, "" if state is VersionState.SUPERSEDED else "now"))


def version_days(version: CharterVersion) -> str:
    """Return from when until when a version is in force, in words."""
    if version.effective_from is None:
        return _("not in force yet")
    since = local_date(version.effective_from)
    if version.effective_until is None:
        return _("in force since %(day)s") % {"day": since}
    return _("in force from %(first)s until %(last)s") % {"first": since, "last": local_date(version.effective_until)}


def versions_listed(reading: Reading) -> list[Record]:
    """Return all versions, newest first, each with a comparison with the one that is shown."""
    found = []
    for version in versions_of(reading.cluster):
        url = ""
        if version.pk != reading.version.pk:
            url = f"{reading.url('compare')}?a={version.number}&with={reading.version.number}"
        title = _("Version %(number)s") % {"number": version.number}
        note = " · ".join(x for x in (version_days(version), version.adopted_by, version.approved_by) if x)
        found.append(Record(title, url, note, "versions", version_state(version)))
    return found


def title_facts(reading: Reading) -> list[Fact]:
    """Return who the cluster is, as its charter says it: approval, term, territory, legal form."""
    identity, language = reading.charter.identity, reading.language
    facts = [Fact(_("Territory"), identity.territory.in_(language))]
    if identity.host:
        facts.append(Fact(_("Works at"), identity.host.in_(language)))
    legal = {
        "yes": _("a legal person"),
        "no": _("not a legal person"),
        "silent": _("not a legal person, by default"),
    }[identity.legal_person]
    clause = identity.legal_person_clause
    mark = reading.mark(Citation("clause", clause)) if clause else None
    facts.append(Fact(_("Legal form"), legal, mark))
    term = identity.term
    words = str(local_date(term.until)) if term.until else _("no end is set")
    facts.append(Fact(_("Term"), words, reading.mark(Citation("clause", term.clause)) if term.clause else None))
    return facts
