"""Whether who tries is the party that is wanted, and whether it only runs the cluster day by day."""

from __future__ import annotations

from ..matters import resolve_party
from ..schema import Charter, Party

_SAME = {
    "any_participant": {"participant", "participants", "any_participant"},
    "participants": {"participant", "participants", "any_participant"},
    "founders": {"founder", "founders"},
}


def party_fits(charter: Charter | None, wanted: Party, by: Party) -> bool:
    """Say whether `by` is the party that is wanted, role words resolved; `any_person` is everybody."""
    if wanted == "any_person":
        return True
    if charter is not None:
        wanted, by = resolve_party(charter, wanted) or wanted, resolve_party(charter, by) or by
    return by == wanted or by in _SAME.get(wanted, ())


def is_operational(charter: Charter | None, party: Party) -> bool:
    """Say whether a party runs the cluster day by day without governing it."""
    if charter is None:
        return False
    party = resolve_party(charter, party) or party
    head, _, name = party.partition(":")
    if head in {"organ", "chair", "member"} and name in charter.organs:
        kinds = set(charter.organs[name].kinds)
        return bool(kinds & {"executive", "working"}) and not kinds & {"governing", "constituent", "approving"}
    if head == "office" and name in charter.offices:
        return charter.offices[name].kind == "executive"
    return party == resolve_party(charter, "executive")
