"""The form of a clause: what it says in short, and what serves it where no rule cites it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.schema import Clause, Planned, Screen

from . import texts
from .parts import PartForm, shape_of
from .texts import Data
from .words import choices_of

SERVED = {
    "": _("By the rules that cite it, or by nothing yet"),
    "screens": _("By a page of the platform"),
    "planned": _("By a room of the platform that is still to come"),
    "not_automated": _("By people alone: software cannot serve it"),
}


def _words_of(model: Any, field: str) -> tuple[str, ...]:
    from typing import get_args

    (shape,) = shape_of(model.model_fields[field].annotation)
    return get_args(shape)


class ClauseForm(PartForm):
    """A place of the text. Its printed number, its words and where it stood before come from the text and stay."""

    def __init__(self, *args: Any, data_of_charter: Data, words: str | None = None, **kwargs: Any) -> None:
        self.all = data_of_charter
        super().__init__(*args, model=Clause, leave_out=("number", "was"), **kwargs)
        if words is not None:
            self.fields["words"] = forms.CharField(
                label=_("The words of the text"), required=False, max_length=20_000, initial=words,
                widget=forms.Textarea(attrs={"rows": 6, "lang": self.around.main}), strip=False,
            )  # fmt: skip
            self.initial["words"] = words
        mark = next((k for k in SERVED if k and self._row(k)), "")
        row = self._row(mark) or {}
        self.fields["served"] = forms.ChoiceField(
            label=_("What serves it"), choices=list(SERVED.items()), widget=forms.RadioSelect, required=False
        )
        self.fields["screen"] = forms.ChoiceField(
            label=_("Which page"), choices=[("", "—"), *choices_of("Screen", "screen", _words_of(Screen, "screen"))],
            required=False,
        )  # fmt: skip
        self.fields["room"] = forms.ChoiceField(
            label=_("Which room"), choices=[("", "—"), *choices_of("Planned", "room", _words_of(Planned, "room"))],
            required=False,
        )  # fmt: skip
        self.initial.update({"served": mark, "screen": row.get("screen", ""), "room": row.get("room", "")})
        reason = texts.translations(row.get("reason"), self.around.main) if row.get("reason") else {}
        for code in sorted(texts.LANGUAGE_NAMES, key=lambda c: c != self.around.main):
            is_main = code == self.around.main
            label = str(_("Why software cannot serve it"))
            if not is_main:
                label += f" · {texts.LANGUAGE_NAMES[code]}"
            self.fields[f"reason_{code}"] = forms.CharField(
                label=label, required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2, "lang": code})
            )
            self.initial[f"reason_{code}"] = reason.get(code, "")

    def _row(self, kind: str) -> Data | None:
        return next((row for row in self.all.get(kind, []) if row["clause"] == self.part["id"]), None) if kind else None

    @property
    def service_fields(self) -> list[Any]:
        """What serves the clause."""
        return [self[n] for n in ("served", "screen", "room", *(n for n in self.fields if n.startswith("reason_")))]

    def clean(self) -> Data:
        """Ask for the page, the room or the reason that the answer calls for."""
        data: Data = super().clean() or {}
        if data.get("served") == "screens" and not data.get("screen"):
            self.add_error("screen", _("Name the page."))
        if data.get("served") == "planned" and not data.get("room"):
            self.add_error("room", _("Name the room."))
        if data.get("served") == "not_automated" and not data.get(f"reason_{self.around.main}"):
            self.add_error(f"reason_{self.around.main}", _("Say why: people will ask."))
        return data

    def mark(self, data: Data) -> None:
        """Write into a charter what serves the clause; the other lists lose it."""
        served, clause = self.cleaned_data["served"], self.part["id"]
        names = {"served", "screen", "room"} | {n for n in self.fields if n.startswith("reason_")}
        if not names & set(self.changed_data):
            return
        old = self._row(served) or {"clause": clause}
        for kind in ("screens", "planned", "not_automated"):
            if kind in data:
                data[kind] = [row for row in data[kind] if row["clause"] != clause]
        if not served:
            return
        row = dict(old)
        if served == "not_automated":
            said = {code: self.cleaned_data[f"reason_{code}"] for code in texts.LANGUAGE_NAMES}
            row["reason"] = texts.with_fallback(said, self.around.main)
        else:
            field = "screen" if served == "screens" else "room"
            row[field] = self.cleaned_data[field]
        data.setdefault(served, []).append(row)
