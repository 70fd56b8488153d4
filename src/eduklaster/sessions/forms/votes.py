"""The form of a vote of a session: what is put to it, and what the rules of the day let be asked."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.people.forms import day_field
from eduklaster.votes.enums import SAID, VoteKind

from ..selectors import RollRow
from ..services import Ask


class VoteForm(forms.Form):
    """What is put to the vote. What the charter does not know (proxies, votes in advance, rights) is not asked."""

    kind = forms.ChoiceField(
        label=_("What is asked"), choices=VoteKind.choices, widget=forms.RadioSelect, initial="motion"
    )
    question = forms.CharField(label=_("Question"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
    candidates = forms.CharField(
        label=_("Candidates"),
        required=False,
        max_length=6000,
        help_text=_("For an election: one on each line."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    places = forms.IntegerField(label=_("How many are to be elected"), min_value=1, max_value=50, required=False)
    is_public = forms.BooleanField(
        label=_("Show the result to everybody"),
        required=False,
        help_text=_("Without names: the question, the numbers, the rule and the list of slips."),
    )
    earlier = day_field(
        label=_("Day of the first meeting"),
        required=False,
        help_text=_("Only if it was held before sessions were kept here."),
    )
    procedural = forms.BooleanField(
        label=_("The question is one of procedure"),
        required=False,
        help_text=_("By correspondence the charter lets only such questions be decided."),
    )

    def __init__(
        self,
        *args: Any,
        asks: frozenset[str],
        rows: Sequence[RollRow],
        is_case: bool,
        **kwargs: Any,
    ) -> None:
        """Ask only for what the rules of the day know, and the records do not (`vote_asks`)."""
        super().__init__(*args, **kwargs)
        if is_case:
            for name in ("kind", "question", "candidates", "places", "is_public"):
                del self.fields[name]
        for name in {"procedural", "earlier"} - asks:
            del self.fields[name]
        voters = [row for row in rows if row.now.seat.votes and row.now.holding is not None]
        here = [
            (row.attendance.person_id, str(row.attendance.person)) for row in voters if row.is_here and row.attendance
        ]
        self._away = [row for row in voters if not row.is_here]
        self._voters = voters
        for row in self._away:
            label = f"{row.now.seat.label}: {row.now.holding.person}" if row.now.holding else str(row.now.seat.label)
            if "proxies" in asks:
                self.fields[f"proxy_{row.now.seat.pk}"] = forms.TypedChoiceField(
                    label=_("Proxy of %(member)s") % {"member": label},
                    choices=[("", _("nobody")), *here],
                    coerce=int,
                    empty_value=None,
                    required=False,
                )
            if "advance" in asks:
                self.fields[f"advance_{row.now.seat.pk}"] = forms.ChoiceField(
                    label=_("Written vote of %(member)s") % {"member": label},
                    choices=[("", _("none")), *SAID.items()],
                    required=False,
                )
        if "rights" in asks:
            for row in voters:
                self.fields[f"rights_{row.now.seat.pk}"] = forms.CharField(
                    label=_("Rights of «%(seat)s»") % {"seat": row.now.seat.label},
                    required=False,
                    max_length=40,
                    help_text=_("A whole number, a decimal or a fraction such as 1/3."),
                )

    def clean(self) -> dict[str, Any]:
        """Read exact rights."""
        data = super().clean() or {}
        self._rights: dict[int, Fraction] = {}
        for row in self._voters:
            name = f"rights_{row.now.seat.pk}"
            text = str(data.get(name) or "").replace(",", ".").replace(" ", "")
            if not text:
                continue
            try:
                self._rights[row.now.seat.pk] = Fraction(text)
            except (ValueError, ZeroDivisionError):
                self.add_error(name, _("Write a whole number, a decimal or a fraction such as 1/3."))
        return data

    @property
    def ask(self) -> Ask:
        """What is to be opened."""
        data = self.cleaned_data
        lines = [line.strip() for line in str(data.get("candidates") or "").splitlines() if line.strip()]
        kind = VoteKind(data.get("kind") or VoteKind.MOTION)
        return Ask(
            question=data.get("question") or "",
            kind=kind,
            candidates=tuple(lines) if kind == VoteKind.ELECTION else (),
            places=data.get("places") or 1 if kind == VoteKind.ELECTION else 1,
            is_public=bool(data.get("is_public")),
            meetings=(data["earlier"],) if data.get("earlier") else (),
            proxies={r.now.seat.pk: data[k] for r in self._away if data.get(k := f"proxy_{r.now.seat.pk}")},
            advance={r.now.seat.pk: data[k] for r in self._away if data.get(k := f"advance_{r.now.seat.pk}")},
            rights=self._rights,
            is_procedural=bool(data.get("procedural")),
        )
