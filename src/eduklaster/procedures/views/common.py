"""What the pages of cases share."""

from __future__ import annotations

from typing import Any

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import DomainError, InputError, NotFound
from eduklaster.people.access import Viewer

from ..access import cases_visible_to
from ..errors import ChainRefused
from ..models import Case
from ..services import (
    refusal_record,
)


def visible_case(cluster: Cluster, viewer: Viewer, case_id: int) -> Case:
    """Return a case that somebody may see; hidden and missing ones answer alike."""
    try:
        return cases_visible_to(cluster, viewer).select_related("cluster", "version").get(pk=case_id)
    except Case.DoesNotExist:
        raise NotFound from None


def show_refusal(form: Any, error: DomainError) -> None:
    """Put a refusal beside its field, or on top of the form; keep a refused attempt in the history of the case."""
    field = getattr(error, "field", "") if isinstance(error, InputError) else ""
    form.add_error(field if field in form.fields else None, error.message)
    if isinstance(error, ChainRefused):
        refusal_record(error)
