"""Histories of organs, seats and ballots; the room's words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from eduklaster.clusters.selectors import rulebook_of
from eduklaster.journal.words import SILENT, ActionWord, FactWord, register_words
from eduklaster.membership.models import Component, Participant
from eduklaster.people.access import Viewer
from eduklaster.people.models import Organisation
from eduklaster.people.registry import Refs, Subject, among, own_entries, register_history, register_neighbours
from eduklaster.procedures.models import Act, Case

from .access import ballots_visible_to, organ_name
from .enums import SeatState
from .models import Ballot, Designation, Seat


def _ballots(viewer: Viewer) -> QuerySet[Ballot]:
    return ballots_visible_to(viewer.cluster, viewer) if viewer.cluster else Ballot.objects.none()


def _seats(viewer: Viewer) -> QuerySet[Seat]:
    return Seat.objects.filter(cluster=viewer.cluster)


def _designations(viewer: Viewer) -> QuerySet[Designation]:
    return Designation.objects.filter(cluster=viewer.cluster).select_related("organisation")


def _organs(viewer: Viewer, ids: Sequence[str]) -> Mapping[str, str]:
    if viewer.cluster is None:
        return {}
    known = set(rulebook_of(viewer.cluster, viewer.on).charter.organs)
    known |= set(_seats(viewer).filter(organ__in=[one[:60] for one in ids]).values_list("organ", flat=True))
    return {one: one for one in ids if one in known}


def _organ_title(viewer: Viewer, organ: str) -> str:
    found = rulebook_of(viewer.cluster, viewer.on).charter.organs.get(organ) if viewer.cluster else None
    return organ_name(found).in_(viewer.language) if found else organ


def _organ_refs(viewer: Viewer, organ: str) -> Refs:
    return {
        "governance.seat": _seats(viewer).filter(organ=organ).values_list("pk", flat=True),
        "governance.designation": _designations(viewer).filter(organ=organ).values_list("pk", flat=True),
        "governance.ballot": _ballots(viewer).filter(organ=organ).values_list("pk", flat=True),
    }


def of_participant(viewer: Viewer, row: Participant) -> Refs:
    """Return the seats that stand for a participant."""
    return {"governance.seat": row.seats.values_list("pk", flat=True)}


def of_component(viewer: Viewer, row: Component) -> Refs:
    """Return the seats that stand for a component."""
    return {"governance.seat": row.seats.values_list("pk", flat=True)}


def of_organisation(viewer: Viewer, organisation: Organisation) -> Refs:
    """Return which organs an organisation was designated to be."""
    return {
        "governance.designation": _designations(viewer).filter(organisation=organisation).values_list("pk", flat=True)
    }


def of_case(viewer: Viewer, case: Case) -> Refs:
    """Return the votes on a case."""
    return {"governance.ballot": _ballots(viewer).filter(cases=case).values_list("pk", flat=True)}


def of_act(viewer: Viewer, act: Act) -> Refs:
    """Return the vote that carried an act, the seats that it filled, the organisations that it designated."""
    return {
        "governance.ballot": _ballots(viewer).filter(act=act).values_list("pk", flat=True),
        "governance.designation": _designations(viewer).filter(act=act).values_list("pk", flat=True),
    }


def _address(name: str, viewer: Viewer, *args: object) -> str:
    return reverse(name, args=[viewer.cluster.code if viewer.cluster else "", *args])


_SUBJECTS = (
    Subject(
        "organ", _("Organ"), _organs, _organ_title,
        lambda viewer, one: _address("governance:organ", viewer, one), _organ_refs,
    ),
    Subject(
        "seat", _("Seat"), among(_seats), lambda viewer, one: str(one.label) or _organ_title(viewer, one.organ),
        lambda viewer, one: _address("governance:organ", viewer, one.organ), own_entries("governance.seat"),
        "governance.seat",
    ),
    Subject(
        "designation", _("Designated organisation"), among(_designations),
        lambda viewer, one: str(one.organisation.short_name),
        lambda viewer, one: _address("people:organisation", viewer, one.organisation_id),
        own_entries("governance.designation"), "governance.designation",
    ),
    Subject(
        "ballot", _("Vote"), among(_ballots), lambda viewer, one: str(one.question),
        lambda viewer, one: _address("governance:ballot", viewer, one.pk), own_entries("governance.ballot"),
        "governance.ballot",
    ),
)  # fmt: skip
_OUTCOMES = {
    "vote.carried": _("carried"),
    "vote.lost": _("not carried"),
    "vote.no_quorum": _("no quorum"),
    "election.elected": _("elected"),
    "election.runoff": _("another round"),
    "election.none": _("nobody elected"),
}


_SHORTAGES = {
    "heads": _("too few members came"),
    "everyone": _("somebody is absent, and all have to take part"),
    "class": _("too few of one group of seats came"),
    "majority_class": _("the group of seats that has to prevail does not"),
}
"""What a quorum can lack, by the codes of `charter.voting.presence`."""


_CASTING = {
    "none": _("the chair has none"),
    "not_entitled": _("this chair may not give one"),
    "not_given": _("was not used"),
    "for": pgettext_lazy("casting vote", "in favour"),
    "against": pgettext_lazy("casting vote", "against"),
}
"""What became of the casting vote where the votes were equal, by the codes of `charter.voting.counting`."""


def register() -> None:
    """Register kinds, neighbours and words; called once when the room starts."""
    for subject in _SUBJECTS:
        register_history(subject)
    register_neighbours("participant", of_participant)
    register_neighbours("component", of_component)
    register_neighbours("organisation", of_organisation)
    register_neighbours("case", of_case)
    register_neighbours("act", of_act)
    register_words(
        actions={
            "ballot.recorded": ActionWord(_("A vote was recorded"), "gavel"),
            "case.elected": ActionWord(
                _("The election ended, and the case is about whoever was elected"), "user-check"
            ),
            "seat.created": ActionWord(_("A seat was created"), "plus"),
            "seat.filled": ActionWord(_("A seat was filled"), "user-check"),
            "seat.vacated": ActionWord(_("A seat became vacant"), "user-minus"),
            "seat.turn": ActionWord(_("A turn in a seat began"), "refresh"),
            "seat.turn_over": ActionWord(_("A turn in a seat ended"), "refresh"),
            "seat.abolished": ActionWord(_("A seat was abolished"), "minus"),
            "chair.ended": ActionWord(_("A chair no longer presides: the term is over"), "star"),
            "chair.seated": ActionWord(_("A chair began to preside"), "star"),
            "organisation.designated": ActionWord(_("An organisation was designated"), "check"),
        },
        facts={
            "governance.seat.state": FactWord(_("State"), choices=dict(SeatState.choices)),
            "organ": FactWord(_("Organ"), form="organ"),
            "governance.ballot.code": FactWord(_("Outcome"), choices=_OUTCOMES),
            "for_": FactWord(_("For")),
            "against": FactWord(_("Against")),
            "abstain": FactWord(_("Abstained")),
            "present": FactWord(_("Present")),
            "needed": FactWord(_("Votes needed")),
            "threshold": FactWord(_("Threshold"), form="threshold"),
            "base": FactWord(_("Counted on")),
            "base_kind": FactWord(_("What is counted"), form="base"),
            "quorum_base": FactWord(_("Seats counted for the quorum")),
            "quorum_base_kind": FactWord(_("What is counted for the quorum"), form="quorum_base"),
            "quorum_threshold": FactWord(_("Threshold of the quorum"), form="threshold"),
            "ranking": SILENT,
            "elected": SILENT,
            "runoff": SILENT,
            "elected_count": FactWord(_("How many are elected")),
            "runoff_count": SILENT,
            "places": FactWord(_("How many are to be elected")),
            "round": FactWord(_("Round")),
            "most": FactWord(_("Most votes")),
            "recused": FactWord(_("Did not vote because of a conflict of interest")),
            "quorum_needed": FactWord(_("Needed for the quorum")),
            "quorum": FactWord(_("Quorum")),
            "why": FactWord(_("What the quorum lacks"), choices=_SHORTAGES),
            "seat_class": FactWord(_("Group of seats"), form="seat_class"),
            "class_present": FactWord(_("Present of this group")),
            "class_needed": FactWord(_("Needed of this group")),
            "also_for": FactWord(_("For, by the second count")),
            "also_base": FactWord(_("Counted on, by the second count")),
            "also_base_kind": FactWord(_("What the second count counts"), form="base"),
            "also_threshold": FactWord(_("Threshold of the second count"), form="threshold"),
            "casting": FactWord(_("Casting vote of the chair"), choices=_CASTING),
            "by_consensus": FactWord(_("By consensus"), form="yes_no"),
            "tie": FactWord(_("The votes were equal"), form="yes_no"),
            "seat.turn.participant": FactWord(_("Participant"), subject="membership.participant"),
            "seat.turn_over.participant": FactWord(_("Participant"), subject="membership.participant"),
            "seat.filled.alternate": FactWord(_("Alternate"), subject="people.person"),
            "left": FactWord(_("Held the seat before"), subject="people.person"),
            "chair.seated.before": FactWord(_("Presided before"), subject="governance.seat"),
            "cases": FactWord(_("Cases"), subject="procedures.case"),
            "roll": SILENT,  # kept so that no vote can be changed unseen; the page of the vote says who may read it
            "is_chair": FactWord(_("Chairs the organ"), form="yes_no"),
        },
        rows={
            "governance.seat": _("Seat"),
            "governance.ballot": _("Vote"),
            "governance.designation": _("Designated organisation"),
        },
    )
