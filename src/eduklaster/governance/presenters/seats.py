"""How the seats of an organ come about, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from eduklaster.charter.messages import matter_words, party_words, period_words
from eduklaster.charter.schema import Charter, SeatRule
from eduklaster.procedures.presenters import language


def seat_rule_words(rule: SeatRule, charter: Charter, order: str = "") -> str:
    """Return one rule of seats in a sentence or two; `order` says who takes turns, or the ranking."""
    count = (rule.count or len(rule.holders) or 1) * rule.each
    words = {
        "ex_officio": _("The holder of the post sits by office."),
        "per_participant": _("One seat for each participant with a vote."),
        "per_founder": _("One seat for each founder."),
        "per_component": _("The head of each unit or project has a seat."),
        "named_body": _("A seat for each body that the text names."),
        "elected": _("Elected members: %(count)s.") % {"count": count},
        "appointed": _("Appointed members: %(count)s.") % {"count": count},
        "appointed_in_agreement": _("Appointed in agreement: %(count)s.") % {"count": count},
        "template": _("Seats by a template of the charter."),
        "rotating": _("The seat passes in turn."),
        "ranked": _("The first of a ranking who is available sits here."),
        "host_rules": _("The host organisation composes it by its own rules."),
    }[rule.kind]
    parts = [words]
    if rule.each > 1 and rule.kind.startswith("per_"):
        parts.append(_("Seats for each: %(count)s.") % {"count": rule.each})
    if rule.chosen_by:
        parts.append(_("Chosen by: %(who)s.") % {"who": party_words(rule.chosen_by, language(), charter)})
    if rule.in_agreement_with:
        others = ", ".join(party_words(one, language(), charter) for one in rule.in_agreement_with)
        parts.append(_("In agreement with: %(who)s.") % {"who": others})
    if rule.holders and rule.kind == "template":
        posts = ", ".join(one.in_(language()) for one in rule.holders)
        parts.append(_("From each: %(posts)s.") % {"posts": posts})
    if rule.term:
        parts.append(_("Term: %(period)s.") % {"period": period_words(rule.term, language())})
    if rule.consecutive_terms:
        parts.append(_("Consecutive terms at most: %(count)s.") % {"count": rule.consecutive_terms})
    if rule.staggered_in:
        parts.append(_("They change in turn, in groups: %(count)s.") % {"count": rule.staggered_in})
    if rule.rotates_every:
        parts.append(_("A turn lasts: %(period)s.") % {"period": period_words(rule.rotates_every, language())})
    if order:
        parts.append(order)
    if not rule.alternate:
        parts.append(_("Without an alternate."))
    if not rule.votes:
        parts.append(_("A voice without a vote."))
    if rule.takes_effect_by:
        parts.append(
            _("The seat is filled by an act: %(matter)s.")
            % {"matter": matter_words(charter, rule.takes_effect_by, language())}
        )
    return " ".join(parts)
