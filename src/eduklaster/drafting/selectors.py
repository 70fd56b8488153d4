"""Reading drafts: each is seen by its owner and the editors she took in."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from eduklaster.kernel.errors import NotFound
from eduklaster.people.models import User

from .models import Draft, DraftVersion


def drafts_of(user: User) -> QuerySet[Draft]:
    """Return a person's drafts, own and shared, the latest change first; without the uploaded files."""
    return (
        Draft.objects.filter(Q(owner=user) | Q(pk__in=user.shared_charter_drafts.values("pk")))
        .select_related("cluster", "amends__cluster")
        .defer("document", "content", "texts", "cases")
        .order_by("-changed_at", "-pk")
    )


def draft_get(user: User, draft: int) -> Draft:
    """Return one draft that a person owns or edits.

    Raises:
        NotFound: There is none, or it is another person's.
    """
    mine = Q(owner=user) | Q(pk__in=user.shared_charter_drafts.values("pk"))
    found = (
        Draft.objects.filter(mine)
        .select_related("cluster", "owner__person", "amends__cluster", "amendment__cluster")
        .filter(pk=draft)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def versions_of(draft: Draft) -> QuerySet[DraftVersion]:
    """Return the kept states of a draft, the latest first, without their contents."""
    return draft.versions.select_related("kept_by__person").defer("content", "texts", "cases").order_by("-revision")


def version_get(draft: Draft, revision: int) -> DraftVersion:
    """Return one kept state.

    Raises:
        NotFound: There is no such state.
    """
    found = draft.versions.filter(revision=revision).first()
    if found is None:
        raise NotFound
    return found
