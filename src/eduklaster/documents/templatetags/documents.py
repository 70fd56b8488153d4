"""The way from a thing to its documents."""

from __future__ import annotations

from typing import Any

from django import template

from eduklaster.clusters.models import Cluster
from eduklaster.people.access import viewer_of

from ..registry import kinds_of

register = template.Library()


@register.inclusion_tag("documents/link.html", takes_context=True)
def documents_link(context: Any, subject: str, pk: int) -> dict[str, Any]:
    """Draw the link to the documents of a thing, for those who may make any of it; nothing for the others."""
    request = context["request"]
    cluster: Cluster = request.cluster
    viewer = viewer_of(request, cluster)
    is_shown = any(kind.visible(cluster, viewer).filter(pk=pk).exists() for kind in kinds_of(subject)[:1])
    return {"is_shown": is_shown, "cluster": cluster, "subject": subject, "pk": pk}
