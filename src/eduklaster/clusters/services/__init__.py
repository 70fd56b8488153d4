"""Founding clusters, putting charter versions in force, setting rules by acts."""

from .clusters import cluster_close, cluster_create, cluster_state_set
from .days import special_day_set
from .findings import finding_note_set
from .locks import cluster_lock, clusters_lock
from .rules import RuleChange, rule_change_check, rule_change_verdict, rule_set
from .versions import clause_texts_set, version_add, version_put_in_force, version_rewrite, version_state_set

__all__ = [
    "RuleChange",
    "clause_texts_set",
    "cluster_close",
    "cluster_create",
    "cluster_lock",
    "cluster_state_set",
    "clusters_lock",
    "finding_note_set",
    "rule_change_check",
    "rule_change_verdict",
    "rule_set",
    "special_day_set",
    "version_add",
    "version_put_in_force",
    "version_rewrite",
    "version_state_set",
]
