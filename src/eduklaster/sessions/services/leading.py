"""Who presides over a session and who keeps its minutes: both sign them."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.kernel.errors import InputError
from eduklaster.people.models import Person
from eduklaster.procedures.parties import Doer

from ..enums import LED
from ..models import Session
from ..selectors import chair_of, could_preside
from .common import session_locked, written


def leaders_check(session: Session, chaired_by: Person | None) -> Person | None:
    """Return who presides: whoever is named, else whoever chairs the organ and is here; None where nobody is known to.

    Raises:
        InputError: The one named neither sits here now nor chairs the organ.
    """
    if chaired_by is None:
        return chair_of(session)
    if chaired_by not in could_preside(session):
        raise InputError(
            "session.chair", _("Whoever chairs the organ presides, or a member who is here."), field="chaired_by"
        )
    return chaired_by


@transaction.atomic
def leaders_set(
    *, cluster: Cluster, session_id: int, chaired_by: Person | None, kept_by: Person | None, doer: Doer
) -> Session:
    """Say who presides over a session and who keeps its minutes; possible until the minutes are signed.

    Raises:
        InputError: Whoever is to preside neither sits here now nor chairs the organ.
    """
    session = session_locked(cluster, session_id, doer, *LED)
    session.chaired_by = leaders_check(session, chaired_by) if chaired_by != session.chaired_by else chaired_by
    session.kept_by = kept_by
    session.save(update_fields=["chaired_by", "kept_by"])
    written(session, doer, "led", chaired_by=session.chaired_by_id, kept_by=session.kept_by_id)
    return session
