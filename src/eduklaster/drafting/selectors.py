"""Reading drafts: each is seen by its owner alone."""

from __future__ import annotations

from django.db.models import QuerySet

from eduklaster.kernel.errors import NotFound
from eduklaster.people.models import User

from .models import Draft


def drafts_of(user: User) -> QuerySet[Draft]:
    """Return a person's drafts, the latest change first; without the uploaded files."""
    return (
        Draft.objects.filter(owner=user)
        .select_related("cluster")
        .defer("document", "content", "texts")
        .order_by("-changed_at", "-pk")
    )


def draft_get(user: User, draft: int) -> Draft:
    """Return one draft of a person.

    Raises:
        NotFound: There is none, or it is another person's.
    """
    try:
        return Draft.objects.select_related("cluster").get(pk=draft, owner=user)
    except Draft.DoesNotExist:
        raise NotFound from None
