"""Who reads the journal of a cluster as a whole."""

from __future__ import annotations

from eduklaster.people.access import Capacity, Viewer, require_secretary


def reads_journal(viewer: Viewer) -> bool:
    """Say whether the journal of the cluster is open to somebody: to whoever keeps its records."""
    return viewer.is_secretary


def require_journal_reader(viewer: Viewer) -> Capacity:
    """Return the capacity by which somebody reads the journal, or refuse and name the one that it takes."""
    return require_secretary(viewer)
