"""What the acts say by which a charter is adopted or amended, place by place, in the cluster's language."""

from __future__ import annotations

from collections.abc import Mapping

from eduklaster.charter.messages import citation_words
from eduklaster.charter.places import PlaceChange
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import CharterVersion, ClauseText
from eduklaster.clusters.selectors import charter_of, version_in_force
from eduklaster.clusters.versions import version_changes
from eduklaster.documents.naming import genitive
from eduklaster.procedures.models import Case
from eduklaster.procedures.registry import register_draft

from .selectors import amendment_of_case


def amendment_draft(case: Case, words: Mapping[str, str], language: str) -> str:
    """Return what the act says that amends the charter: each place by its citation, with its new words.

    Words are quoted where the cluster's own text of a place is kept; otherwise the act refers to the version itself.
    Empty for a case whose version is not known here.
    """
    amendment = amendment_of_case(case)
    if amendment is None:
        return ""
    old, new = charter_of(amendment.base).charter, charter_of(amendment.version).charter
    own = set(ClauseText.objects.filter(version=amendment.version).values_list("clause", flat=True))
    lines = [
        _place_line(row, old, new, row.after in own, amendment.version, words, language)
        for row in version_changes(amendment.base, amendment.version)
        if row.change != "same"
    ]
    number = amendment.version.number
    if _rules(old) != _rules(new):
        lines.append(words["draft_rules"] % number)
    called = _charter_word(amendment.version, language)
    declined = genitive(case.cluster, called, language) or called
    head = words["draft_amend"] % (declined, number)
    return "\n".join([head, *(f"{place}. {line}" for place, line in enumerate(lines, 1))])


def _rules(charter: Charter) -> dict[str, object]:
    """Return everything of a charter but its words and their places."""
    return charter.model_dump(exclude={"clauses"})


def _place_line(
    row: PlaceChange, old: Charter, new: Charter, is_own: bool, version: CharterVersion, words: Mapping[str, str],
    language: str,
) -> str:  # fmt: skip
    def cited(place: str | None, charter: Charter) -> str:
        return citation_words(Citation("clause", place or ""), language, charter)

    if row.change == "gone":
        return words["draft_place_gone"] % cited(row.before, old)
    if row.change == "moved":
        return words["draft_place_moved"] % (cited(row.before, old), cited(row.after, new))
    if not is_own:
        return words["draft_place_by_version"] % (cited(row.after, new), version.number)
    if row.change == "new":
        return words["draft_place_new"] % (cited(row.after, new), row.new_text)
    if row.before != row.after:
        return words["draft_place_renumbered"] % (cited(row.before, old), cited(row.after, new), row.new_text)
    return words["draft_place"] % (cited(row.after, new), row.new_text)


def _charter_word(version: CharterVersion, language: str) -> str:
    return str(version.cluster.charter_word.in_(language))


def adoption_draft(case: Case, words: Mapping[str, str], language: str) -> str:
    """Return what the act says that brings a first charter into force, and founds the cluster where that is decided."""
    version = CharterVersion.objects.select_related("cluster").get(pk=case.payload.get("version_id", case.version_id))
    identity = charter_of(version).charter.identity
    lines = []
    if case.kind == "found":
        lines.append(words["draft_unit"] % identity.name.in_(language))
    if version_in_force(case.cluster, case.opened_on) is None:
        lines.append(words["draft_adopt"] % (identity.title.in_(language), version.number))
    return "\n".join(f"{place}. {line}" for place, line in enumerate(lines, 1)) if len(lines) > 1 else "".join(lines)


def register() -> None:
    """Draft the acts; called once when the room starts."""
    register_draft("amend_charter", amendment_draft)
    for kind in ("adopt_charter", "found"):
        register_draft(kind, adoption_draft)
