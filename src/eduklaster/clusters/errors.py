"""Refusals that every room answers with."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from eduklaster.kernel.errors import StateError


class ClusterReadOnly(StateError):
    """The cluster is terminated."""

    def __init__(self) -> None:
        """Say so."""
        super().__init__("cluster.read_only", _("This cluster is terminated; its records can only be read."))
