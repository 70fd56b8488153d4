"""What was found, as rows of a page: the words asked for are marked, and nothing of the text is taken for markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduklaster.charter.messages import act_kind_words
from eduklaster.charter.schema import Charter
from eduklaster.clusters.marks import clause_text
from eduklaster.clusters.models import Cluster
from eduklaster.governance.access import organ_name
from eduklaster.language.forms import LANGUAGES
from eduklaster.language.search import Place, fragment_of, places_like, places_of
from eduklaster.procedures.presenters import case_state
from eduklaster.sessions.presenters import item_state, proposal_state, session_title
from eduklaster.ui.components import State
from eduklaster.ui.typography import InLanguages, nb, own_language

from .enums import Kind
from .models import SearchEntry
from .selectors import Found

READ = 30_000
"""How much of a text is read for a fragment."""
_ICONS = {
    Kind.ACT: "file-text",
    Kind.ITEM: "gavel",
    Kind.PROPOSAL: "message-2",
    Kind.CASE: "folder",
    Kind.CLAUSE: "bookmark",
}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found. `fragment` is empty where nothing of its text was asked for."""

    title: SafeString
    url: str
    icon: str
    note: str
    on: date | None
    fragment: SafeString
    state: State | None = None


def hits_of(found: Found, cluster: Cluster, charter: Charter, language: str) -> list[Hit]:
    """Return the rows of a page."""
    return [_hit(entry, found, cluster, charter, language) for entry in found.page]


def _hit(entry: SearchEntry, found: Found, cluster: Cluster, charter: Charter, language: str) -> Hit:
    title, url, note, state = thing_of(entry, cluster, charter, language)
    text = entry.text[:READ]
    lang = entry.language if entry.language != language[:2] else ""
    shown = title if isinstance(title, str) else title.in_(language)
    return Hit(
        title=_in(own_language(title, cluster.language, language), _marked(shown, places_in(shown, found))),
        url=url,
        icon=_ICONS[Kind(entry.kind)],
        note=note,
        on=entry.on,
        fragment=_in(lang, _fragment(text, places_in(text, found))),
        state=state,
    )


def places_in(text: str, found: Found) -> list[Place]:
    """Return where what was asked for stands in a text: in any of its forms, or typed with a slip."""
    return places_like(text, found.words) if found.is_guess else places_of(text, found.forms, *LANGUAGES)


def thing_of(
    entry: SearchEntry, cluster: Cluster, charter: Charter, language: str
) -> tuple[str | InLanguages, str, str, State | None]:
    """Return title, address, a line about it and its state of what an entry stands for."""
    if entry.act is not None:
        act = entry.act
        note = f"{act_kind_words(act.kind, language, charter)} № {act.number}/{act.year} · {act.issuer_label.in_(language)}"
        return act.title, reverse("procedures:act", args=[cluster.code, act.pk]), note, None
    if entry.case is not None:
        case = entry.case
        url = reverse("procedures:case", args=[cluster.code, case.pk])
        return case.title, url, f"№ {case.reference}", case_state(case)
    if entry.item is not None:
        item = entry.item
        note = session_title(item.session, charter)
        if item.ballot is not None and item.ballot.act is not None:
            act = item.ballot.act
            note = f"{note} · {act_kind_words(act.kind, language, charter)} № {act.number}/{act.year}"
        url = reverse("sessions:item", args=[cluster.code, item.session_id, item.pk])
        return item.title, url, note, item_state(item)
    if entry.proposal is not None:
        row = entry.proposal
        organ = charter.organs.get(row.organ)
        note = _("Proposal № %(number)s · %(organ)s") % {
            "number": row.number,
            "organ": organ_name(organ).in_(language) if organ else row.organ,
        }
        return row.title, reverse("sessions:proposal", args=[cluster.code, row.pk]), note, proposal_state(row)
    clause = next((one for _depth, one, _parent in charter.clause_walk() if one.id == entry.clause), None)
    note = clause_text(charter, entry.clause)
    title = clause.gist if clause else entry.clause
    return title, reverse("clusters:clause", args=[cluster.code, entry.clause]), note, None


def _marked(text: str, places: Sequence[Place], begin: int = 0, end: int | None = None) -> SafeString:
    """Return a part of a text with the words asked for marked; everything else is escaped."""
    end = len(text) if end is None else end
    pieces: list[tuple[str, str]] = []
    at = begin
    for place in places:
        if begin <= place.begin and place.end <= end:
            pieces.append((text[at : place.begin], text[place.begin : place.end]))
            at = place.end
    return format_html("{}{}", format_html_join("", "{}<mark>{}</mark>", pieces), text[at:end])


def _fragment(text: str, places: Sequence[Place]) -> SafeString:
    if not places:
        return SafeString("")
    begin, end = fragment_of(text, places)
    return format_html(
        "{}{}{}", "… " if begin else "", _marked(text, places, begin, end), " …" if end < len(text) else ""
    )


def _in(language: str, text: SafeString) -> SafeString:
    if not text:
        return text
    shown = nb(text)
    return format_html('<span lang="{}">{}</span>', language, shown) if language else format_html("{}", shown)
