"""Forms of the agenda: an item, its papers, who stands aside, what was heard and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..enums import Consensus, ItemKind, ItemState
from ..services import ItemFields


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
    parent = forms.ChoiceField(label=_("Under the item"), required=False)
    votes_for = forms.IntegerField(
        label=_("Votes for taking it up"),
        min_value=0,
        required=False,
        help_text=_("The session itself extends its agenda: enter how many members voted for it."),
    )

    def __init__(
        self,
        *args: Any,
        waiting: Sequence[tuple[str, str]],
        later: Sequence[tuple[str, str]],
        above: Sequence[tuple[str, str]],
        is_voted: bool,
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
        under = self.fields["parent"]
        assert isinstance(under, forms.ChoiceField)  # noqa: S101  # declared above
        under.choices = [("", _("An item of its own")), *above]
        if not above:
            del self.fields["parent"]
        if not is_voted:
            del self.fields["votes_for"]

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
            parent_id=int(values["parent"]) if values.get("parent") else None,
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
