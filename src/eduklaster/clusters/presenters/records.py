"""Records that rest on a clause, and the versions of a charter: what the public may see of them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from eduklaster.charter.lifetime import term_ends
from eduklaster.charter.verdicts import Citation
from eduklaster.journal.models import Entry
from eduklaster.journal.selectors import entries_citing
from eduklaster.journal.words import action_words
from eduklaster.ui.components import Fact, Record, State
from eduklaster.ui.typography import local_date

from ..enums import VersionState
from ..models import CharterVersion
from ..selectors import versions_of
from .reading import Reading

RECORDS_SHOWN = 20


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


def legal_bases_listed(reading: Reading) -> list[Record]:
    """Return the law that the text rests on and the norms that it announces, each at its clause and with its standing today."""
    found = []
    for basis in reading.charter.legal_bases:
        number = f"№ {basis.number}" if basis.number else ""
        until = _("until %(day)s") % {"day": local_date(basis.valid_to)} if basis.valid_to else ""
        issuer = basis.issuer.in_(reading.language) if basis.issuer else ""
        note = " · ".join(x for x in (issuer, number, local_date(basis.on), until) if x)
        over = basis.valid_to is not None and basis.valid_to < reading.on
        state = State(_("no longer in force"), "warn") if over else None
        mark = reading.mark(Citation("clause", basis.clause))
        found.append(Record(basis.title.in_(reading.language), "", note, "scale", state, mark))
    for norm in reading.charter.norms:
        pending = None if norm.act else State(_("not adopted yet"))
        mark = reading.mark(Citation("clause", norm.clause))
        found.append(Record(norm.title.in_(reading.language), "", norm.act or "", "file-text", pending, mark))
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
    ends = term_ends(reading.charter, reading.on)
    words = str(local_date(ends)) if ends else _("no end is set")
    facts.append(Fact(_("Term"), words, reading.mark(Citation("clause", term.clause)) if term.clause else None))
    return facts
