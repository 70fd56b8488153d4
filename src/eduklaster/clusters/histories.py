"""What the journal says about clusters and charters, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from eduklaster.journal.words import SILENT, ActionWord, FactWord, register_words

from .enums import ClusterState, FindingState, VersionState

_ORIGINS = {
    "norm": _("a norm of its own"),
    "interpretation": _("an interpretation"),
    "override": _("another value instead of the default"),
}


def register() -> None:
    """Register the words; called once when the room starts."""
    register_words(
        actions={
            "cluster.created": ActionWord(_("The cluster was set up"), "home"),
            "cluster.state": ActionWord(_("The state of the cluster changed"), "flag"),
            "charter.drafted": ActionWord(_("A version of the charter was drafted"), "versions"),
            "charter.rewritten": ActionWord(_("The draft of a version was changed"), "pencil"),
            "charter.state": ActionWord(_("The charter moved a step"), "versions"),
            "charter.in_force": ActionWord(_("A version of the charter came into force"), "rubber-stamp"),
            "charter.text_imported": ActionWord(_("The text of the charter was imported"), "file-import"),
            "rule.set": ActionWord(_("A rule was set by an act"), "scale"),
            "finding.noted": ActionWord(_("A finding of the charter’s health was commented on"), "clipboard-check"),
            "calendar.special_day": ActionWord(_("A working or free day was set"), "calendar"),
            "demo.loaded": ActionWord(_("The example cluster was loaded"), "history"),
        },
        facts={
            "clusters.cluster.state": FactWord(_("State"), choices=dict(ClusterState.choices)),
            "clusters.charterversion.state": FactWord(_("State"), choices=dict(VersionState.choices)),
            "clusters.charterversion.number": FactWord(_("Version")),
            "checksum": FactWord(_("Checksum of the text"), form="hash"),
            "from": FactWord(_("In force from"), form="day"),
            "places": FactWord(_("Places with the cluster’s own words")),
            "value": FactWord(_("Value"), form="rule_value"),
            "origin": FactWord(_("What it is"), choices=_ORIGINS),
            "rule.set.act": FactWord(_("By the act")),
            "finding": FactWord(_("Finding")),
            "finding.noted.state": FactWord(_("State"), choices=dict(FindingState.choices)),
            "finding.noted.act": FactWord(_("By the act")),
            "day": FactWord(_("Day"), form="day"),
            "is_working": FactWord(_("Working day"), form="yes_no"),
            "user": SILENT,
        },
        rows={
            "clusters.cluster": _("Cluster"),
            "clusters.charterversion": _("Version of the charter"),
            "clusters.override": _("Rule set by an act"),
            "clusters.findingnote": _("Finding of the charter’s health"),
            "clusters.specialday": _("Working or free day"),
        },
    )
