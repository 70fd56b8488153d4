"""Who sees a document: those who see what it is about. Who issues it: whom its kind names."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import AccessError, NotFound
from eduklaster.people.access import Viewer

from .models import IssuedDocument
from .registry import DocumentKind, kinds
from .selectors import documents_of, matching


def documents_visible_to(cluster: Cluster, viewer: Viewer) -> QuerySet[IssuedDocument]:
    """Return the issued documents that somebody may see; the secretary sees all."""
    rows = documents_of(cluster)
    if viewer.is_secretary:
        return rows
    return rows.filter(matching((kind.key, kind.subject, kind.visible(cluster, viewer)) for kind in kinds()))


def document_visible(cluster: Cluster, viewer: Viewer, pk: int) -> IssuedDocument:
    """Return an issued document; a hidden and a missing one answer alike.

    Raises:
        NotFound: There is none that the viewer may see.
    """
    found = documents_visible_to(cluster, viewer).filter(pk=pk).first()
    if found is None:
        raise NotFound
    return found


def subject_visible(kind: DocumentKind, cluster: Cluster, viewer: Viewer, pk: int) -> Any:
    """Return what a document is to be made of.

    Raises:
        NotFound: There is none, the viewer may not see it, or no such document can be made of it.
    """
    found = kind.visible(cluster, viewer).filter(pk=pk).first()
    if found is None or not kind.applies(found):
        raise NotFound
    return found


def require_issuer(kind: DocumentKind, cluster: Cluster, viewer: Viewer, subject: Any) -> None:
    """Refuse somebody who does not give out documents of a kind."""
    if not kind.may_issue(cluster, viewer, subject):
        raise AccessError(
            "documents.issuer", _("Documents are issued by the secretary, minutes also by who keeps them.")
        )
