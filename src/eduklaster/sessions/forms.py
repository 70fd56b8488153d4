"""Forms of sessions and proposals: they parse and clean, they save nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.resolver import Resolved
from eduklaster.people.forms import day_field
from eduklaster.votes.enums import SAID, VoteKind

from .enums import Attending, Consensus, ItemKind, ItemState, ProposalState, SessionKind
from .models import Session
from .presenters import RollLine
from .selectors import RollRow
from .services import Ask, ItemFields, ProposalDraft, SessionPlan


def _time_field(label: Any, *, required: bool = True) -> forms.TimeField:
    return forms.TimeField(label=label, required=required, widget=forms.TimeInput(attrs={"type": "time"}))


class SessionForm(forms.Form):
    """When, where and how an organ meets; days and hours are of the cluster's time zone."""

    organ = forms.ChoiceField(label=_("Organ"))
    kind = forms.ChoiceField(label=_("Kind of session"), choices=SessionKind.choices, widget=forms.RadioSelect)
    day = day_field(label=_("Day"))
    hour = _time_field(_("Begins at"))
    until_day = day_field(
        label=_("Answers until"), required=False, help_text=_("Only for a session by correspondence.")
    )
    place = forms.CharField(label=_("Place"), max_length=300, required=False)
    link = forms.URLField(label=_("Link for remote attendance"), max_length=500, required=False, assume_scheme="https")
    urgency = forms.CharField(
        label=_("Why it cannot wait"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Only for an extraordinary session with the short notice."),
    )

    def __init__(self, *args: Any, organs: Sequence[tuple[str, str]], time_zone: str, **kwargs: Any) -> None:
        """Offer the organs whose sessions the reader keeps."""
        super().__init__(*args, **kwargs)
        self._zone = ZoneInfo(time_zone)
        field = self.fields["organ"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = organs
        if len(organs) == 1:
            self.initial["organ"], field.widget = organs[0][0], forms.HiddenInput()

    @classmethod
    def initial_of(cls, session: Session) -> dict[str, Any]:
        """Return the values of a session for changing them."""
        zone = ZoneInfo(session.cluster.time_zone)
        start = session.starts_at.astimezone(zone)
        return {
            "organ": session.organ,
            "kind": session.kind,
            "day": start.date(),
            "hour": start.time(),
            "until_day": session.ends_at.astimezone(zone).date() if session.ends_at else None,
            "place": session.place,
            "link": session.link,
            "urgency": session.urgency,
        }

    def clean(self) -> dict[str, Any]:
        """Ask for a place or a link, and for the end of a session by correspondence."""
        values: dict[str, Any] = super().clean() or {}
        kind = values.get("kind")
        if kind == SessionKind.CORRESPONDENCE:
            if not values.get("until_day"):
                self.add_error("until_day", _("Say until when answers are taken."))
        elif not values.get("place") and not values.get("link"):
            self.add_error("place", _("Name a place, or give a link."))
        return values

    @property
    def plan(self) -> SessionPlan:
        """What was entered, as aware moments; answers by correspondence are taken until the end of the last day."""
        values = self.cleaned_data
        until: date | None = values.get("until_day") if values["kind"] == SessionKind.CORRESPONDENCE else None
        return SessionPlan(
            kind=SessionKind(values["kind"]),
            starts_at=datetime.combine(values["day"], values["hour"], self._zone),
            ends_at=datetime.combine(until, time(23, 59), self._zone) if until else None,
            place=values["place"],
            link=values["link"],
            urgency=values["urgency"],
        )


class ItemForm(forms.Form):
    """An item of the agenda: free, on a step of a case, or on a proposal."""

    about = forms.ChoiceField(
        label=_("Subject of the item"),
        required=False,
        help_text=_("Choose what waits for this organ, or leave it free and write a title."),
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=500,
        required=False,
        help_text=_("Left empty, the title of the case or of the proposal is taken."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of a free item"),
        required=False,
        choices=[(k.value, k.label) for k in (ItemKind.INFORMATION, ItemKind.DECISION)],
    )
    speaker = forms.CharField(label=_("Who reports"), max_length=300, required=False)
    agreed = forms.BooleanField(label=_("The session has voted to extend its agenda"), required=False)

    def __init__(
        self,
        *args: Any,
        waiting: Sequence[tuple[str, str]],
        later: Sequence[tuple[str, str]],
        is_announced: bool,
        **kwargs: Any,
    ) -> None:
        """Offer the cases and proposals that wait for the organ, and the votes whose turn comes later."""
        super().__init__(*args, **kwargs)
        self._titles = dict([*waiting, *later])
        field = self.fields["about"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
        field.choices = [("", _("A free item")), *waiting]
        if later:
            field.choices = [*field.choices, (_("Their turn comes later"), [*later])]
        if not is_announced:
            del self.fields["agreed"]

    def clean(self) -> dict[str, Any]:
        """Ask for a title where nothing gives one."""
        values: dict[str, Any] = super().clean() or {}
        if not values.get("about") and not values.get("title"):
            self.add_error("title", _("Name the item."))
        return values

    @property
    def item(self) -> ItemFields:
        """What was entered; the title falls back to that of the case or the proposal."""
        values = self.cleaned_data
        what, _colon, rest = values["about"].partition(":")
        case, _colon, step = rest.partition(":")
        return ItemFields(
            title=(values["title"] or self._titles.get(values["about"], ""))[:500],
            kind=ItemKind(values.get("kind") or ItemKind.INFORMATION),
            speaker=values["speaker"],
            case_id=int(case) if what == "case" else None,
            step=step if what == "case" else "",
            proposal_id=int(rest) if what == "proposal" else None,
        )


class MinuteForm(forms.Form):
    """What was heard and said, and how the item ended."""

    heard = forms.CharField(label=_("Heard"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    spoke = forms.CharField(label=_("Spoke"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    decided = forms.CharField(
        label=_("Resolved"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The decision in words. A vote on a case writes its own act."),
    )
    state = forms.ChoiceField(
        label=_("How the item ended"),
        required=False,
        choices=[
            ("", _("still open")),
            *[(s.value, s.label) for s in (ItemState.DECIDED, ItemState.NOTED, ItemState.POSTPONED)],
        ],
    )


class PaperForm(forms.Form):
    """A file for an item."""

    title = forms.CharField(label=_("Title of the paper"), max_length=300, required=False)
    file = forms.FileField(label=_("File"), help_text=_("PDF, DOCX, XLSX, ODT, PNG or JPEG, up to 20 MB."))


class ConflictForm(forms.Form):
    """A member's word that an item concerns them."""

    reason = forms.CharField(label=_("What the conflict of interest is"), max_length=500)


class AttendanceForm(forms.Form):
    """Who is there: one choice for each filled seat."""

    def __init__(self, *args: Any, lines: Sequence[RollLine], **kwargs: Any) -> None:
        """Offer the alternate only where one is named."""
        super().__init__(*args, **kwargs)
        self.lines = [line for line in lines if line.can_attend]
        for line in self.lines:
            offered = [a for a in Attending if a != Attending.ALTERNATE or line.alternate]
            self.fields[line.field] = forms.ChoiceField(
                label=line.label,
                required=False,
                choices=[(a.value, a.label) for a in offered],
                widget=forms.RadioSelect,
                initial=line.how or Attending.ABSENT,
            )

    @property
    def given(self) -> dict[int, Attending]:
        """How the seats take part."""
        return {line.seat_id: Attending(said) for line in self.lines if (said := self.cleaned_data.get(line.field))}


class ReasonForm(forms.Form):
    """Why something is done."""

    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class SignForm(forms.Form):
    """The day on which the minutes were signed."""

    on = day_field(label=_("Signed on"))


class ProposalForm(forms.Form):
    """A proposal to an organ."""

    organ = forms.ChoiceField(label=_("To which organ"))
    participant = forms.ChoiceField(label=_("On behalf of"), required=False)
    title = forms.CharField(label=_("Title"), max_length=300)
    text = forms.CharField(
        label=_("What is proposed and why"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 8})
    )

    def __init__(
        self, *args: Any, organs: Sequence[tuple[str, str]], participants: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        """Offer the organs, and the participants for whom the reader speaks."""
        super().__init__(*args, **kwargs)
        for name, choices in (("organ", organs), ("participant", participants)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  # declared above
            field.choices = choices
        if not participants:
            del self.fields["participant"]

    @property
    def draft(self) -> ProposalDraft:
        """What was entered."""
        values = self.cleaned_data
        chosen = values.get("participant")
        return ProposalDraft(values["organ"], values["title"], values["text"], int(chosen) if chosen else None)


class DispositionForm(forms.Form):
    """What becomes of a proposal."""

    state = forms.ChoiceField(
        label=_("Disposition"),
        widget=forms.RadioSelect,
        choices=[(s.value, s.label) for s in (ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.DEFERRED)],
    )
    reason = forms.CharField(
        label=_("Answer to the author"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A refusal needs a reason; it is published with the decision."),
    )
    deferred_to = day_field(label=_("Deferred to"), required=False)


class AdmissionForm(forms.Form):
    """Whether the organ may decide on a proposal."""

    is_within = forms.TypedChoiceField(
        label=_("Is it within the competence of the organ?"),
        coerce=lambda value: value == "yes",
        choices=[("yes", _("Yes, it will be considered")), ("no", _("No, it is outside the competence"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason, if it is outside"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )


class ConsensusForm(forms.Form):
    """Whether all who are here agree; what is decided then, where no case carries the words."""

    answer = forms.ChoiceField(
        label=_("Do all who are here agree?"),
        choices=[
            (Consensus.REACHED.value, _("Yes: it is decided without a vote")),
            (Consensus.FAILED.value, _("No: the chair declares that consensus is not reached, and a vote may follow")),
        ],
        widget=forms.RadioSelect,
    )
    decided = forms.CharField(
        label=_("What is decided, if all agree"),
        required=False,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, is_case: bool, **kwargs: Any) -> None:
        """Ask for words only where no case has them."""
        super().__init__(*args, **kwargs)
        if is_case:
            del self.fields["decided"]


class VoteForm(forms.Form):
    """What is put to the vote. What the charter does not know (proxies, votes in advance, rights) is not asked."""

    ASKS = (
        "voting.correspondence",
        "voting.delegation",
        "voting.advance",
        "voting.weights",
        "voting.meetings",
    )
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
        rules: Mapping[str, Resolved],
        rows: Sequence[RollRow],
        is_case: bool,
        is_letter: bool = False,
        is_considered: bool = False,
        **kwargs: Any,
    ) -> None:
        """Ask only for what the rules of the day know, and the records do not."""
        super().__init__(*args, **kwargs)
        if is_case:
            for name in ("kind", "question", "candidates", "places", "is_public"):
                del self.fields[name]
        if not is_letter or rules["voting.correspondence"].value != "procedural":
            del self.fields["procedural"]
        if is_letter:  # nobody is away: everybody is asked
            rows = []
        if rules["voting.meetings"].value < 2 or is_considered:
            del self.fields["earlier"]
        voters = [row for row in rows if row.now.seat.votes and row.now.holding is not None]
        here = [
            (row.attendance.person_id, str(row.attendance.person)) for row in voters if row.is_here and row.attendance
        ]
        self._away = [row for row in voters if not row.is_here]
        self._voters = voters
        for row in self._away:
            label = f"{row.now.seat.label}: {row.now.holding.person}" if row.now.holding else str(row.now.seat.label)
            if rules["voting.delegation"].value == "proxy":
                self.fields[f"proxy_{row.now.seat.pk}"] = forms.TypedChoiceField(
                    label=_("Proxy of %(member)s") % {"member": label},
                    choices=[("", _("nobody")), *here],
                    coerce=int,
                    empty_value=None,
                    required=False,
                )
            if rules["voting.advance"].value:
                self.fields[f"advance_{row.now.seat.pk}"] = forms.ChoiceField(
                    label=_("Written vote of %(member)s") % {"member": label},
                    choices=[("", _("none")), *SAID.items()],
                    required=False,
                )
        if rules["voting.weights"].value == "rights":
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
