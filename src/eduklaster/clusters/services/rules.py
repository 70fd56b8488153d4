"""Setting rules by acts, where the charter leaves them free."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.keys import key_spec
from eduklaster.charter.messages import say
from eduklaster.charter.problems import Unfit
from eduklaster.charter.resolver import EVERYWHERE, Origin, Scope
from eduklaster.charter.verdicts import Citation, Verdict
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel.errors import InputError, RuleRefusal

from ..models import Cluster, Override
from ..selectors import rulebook_of
from .locks import cluster_lock


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that an act is to set. `value` is written as in a charter file."""

    key: str
    value: Any
    valid_from: date
    scope: Scope = EVERYWHERE
    origin: Origin = Origin.OVERRIDE


def rule_change_verdict(cluster: Cluster, change: RuleChange) -> Verdict:
    """Say whether a rule may be set by an act: what the charter itself says is locked, save for an interpretation.

    Codes: `rule.free`, `rule.locked` (cites the clause), `rule.no_such_reading`.
    """
    rulebook = rulebook_of(cluster, change.valid_from)
    current = rulebook.ask(change.key, on=change.valid_from, scope=change.scope)
    citation = Citation.of(current)
    citations = (citation,) if citation else ()
    facts = {"key": change.key, "value": str(change.value)}
    if change.origin is Origin.INTERPRETATION:
        readings = [str(value) for value in current.alternatives]
        if str(key_spec(change.key).parse(change.value)) not in readings:
            return Verdict(False, "rule.no_such_reading", citations, {**facts, "readings": readings}, (current,))
        return Verdict(True, "rule.free", citations, facts, (current,))
    if current.is_locked:
        return Verdict(False, "rule.locked", citations, facts, (current,))
    return Verdict(True, "rule.free", citations, facts, (current,))


def rule_change_check(cluster: Cluster, change: RuleChange) -> Verdict:
    """Return the verdict that lets an act set a rule.

    Raises:
        InputError: There is no such rule, or the value does not fit it.
        RuleRefusal: The charter itself says the rule; it is locked.
    """
    try:
        key_spec(change.key).parse(change.value)
    except KeyError as error:
        raise InputError("rule.key", _("There is no such rule."), field="key") from error
    except Unfit as error:
        why = error.fault.in_(get_language() or "en", in_form=True)
        raise InputError("rule.value", _("This value does not fit: %(why)s"), field="value", why=why) from error
    verdict = rule_change_verdict(cluster, change)
    if not verdict.allowed:
        raise RuleRefusal(verdict, say(verdict, (get_language() or cluster.language)[:2]))
    return verdict


@transaction.atomic
def rule_set(
    *,
    cluster: Cluster,
    change: RuleChange,
    act: str,
    actor: Actor,
    act_id: int | None = None,
    clause: str = "",
) -> Override:
    """Set a rule by an act from a day on: a norm, an override of a default, or an interpretation of a clause.

    Raises:
        InputError: The value does not fit the rule.
        RuleRefusal: The charter itself says the rule; it is locked.
    """
    cluster_lock(cluster)
    verdict = rule_change_check(cluster, change)
    scope = change.scope
    same = Override.objects.filter(
        cluster=cluster,
        key=change.key,
        organ=scope.organ or "",
        office=scope.office or "",
        matter=scope.matter or "",
        step=scope.step or "",
        valid_until__isnull=True,
        valid_from__lt=change.valid_from,
    )
    same.update(valid_until=change.valid_from - timedelta(days=1))
    row = Override.objects.create(
        cluster=cluster,
        key=change.key,
        value=change.value,
        origin=change.origin.value,
        organ=scope.organ or "",
        office=scope.office or "",
        matter=scope.matter or "",
        step=scope.step or "",
        clause=clause,
        act=act,
        act_id=act_id,
        valid_from=change.valid_from,
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="rule.set",
        subject=row,
        on=change.valid_from,
        rule=change.key,
        citations=[c.as_json() for c in verdict.citations],
        facts={"value": change.value, "act": act, "origin": change.origin.value},
    )
    return row
