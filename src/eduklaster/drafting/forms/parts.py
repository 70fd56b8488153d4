"""The form of any part of a charter, made from the schema of the language.

A form shows what it can express and writes back only what was changed, so everything else survives untouched; what it
cannot express is listed as «set in the file». A key that the language gains later is shown when its shape is known.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from django import forms
from django.utils.translation import gettext as _
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from eduklaster.charter.schema import Charter, ClauseId, FactValue, Party, Sourced
from eduklaster.charter.values import LANGUAGES, LocalizedText, Period

from . import texts
from .fields import ClauseListField, FactsField, FactValueField, LinesField, PeriodField
from .texts import Choices, Data
from .words import HELP, choices_of, label_of

_OWN_PAGES = {"id", "rules", "steps", "children", "default", "act"}
_BASIC = {
    "Organ": {"name", "kinds", "clause"}, "Chair": {"by", "office", "clause"},
    "SeatRule": {"label", "kind", "count", "clause"}, "Office": {"name", "kind", "appointed_by", "clause"},
    "Category": {"label", "sector", "tier", "basis", "clause"}, "Requirement": {"label", "must_be", "clause"},
    "Step": {"kind", "by", "due", "clause"}, "Matter": {"name", "opened_by", "clause"},
    "Decline": {"within", "then", "to"},
}  # fmt: skip
_REFERENCES = {
    "office": "office", "approving_office": "office", "secretary": "office", "matter": "matter", "composed_by": "matter",
    "takes_effect_by": "matter", "admission": "matter", "organ": "organ", "main_organ": "organ", "seats_head_in": "organ",
    "category": "category", "effect_at": "step", "to": "step", "categories": "category", "offices": "office", "after": "step", "basis": "step",
}  # fmt: skip
_LATIN = {"seat_class", "permission", "fact", "unless"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a form needs to know of the charter around its part; `steps` are those of the matter."""

    charter: Charter
    main: str
    reader: str
    steps: tuple[tuple[str, str], ...] = ()

    def references(self, kind: str) -> Choices:
        """Return the things of a kind that a part may name."""
        match kind:
            case "office":
                return texts.office_choices(self.charter, self.reader)
            case "organ":
                return texts.organ_choices(self.charter, self.reader)
            case "category":
                return texts.category_choices(self.charter, self.reader)
            case "matter":
                return texts.matter_choices(self.charter, self.reader)
        return list(self.steps)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a field of the form stands in the part."""

    path: tuple[str, ...]
    language: str = ""
    is_basic: bool = True
    default: Any = None
    is_one_or_many: bool = False


def shape_of(annotation: Any) -> tuple[Any, ...]:
    """Return the members of an annotation without «nothing»."""
    origin = get_origin(annotation)
    if origin is Annotated and annotation != Party and annotation != ClauseId:
        return shape_of(get_args(annotation)[0])
    if origin in (Union, UnionType):
        members = [shape for a in get_args(annotation) if a is not NoneType for shape in shape_of(a)]
        return tuple(dict.fromkeys(members))
    return (annotation,)


def model_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model of which a field holds one."""
    (found, *rest) = shape_of(annotation)
    is_model = isinstance(found, type) and issubclass(found, BaseModel) and found is not LocalizedText
    return found if is_model and not rest else None


def rows_in(model: type[BaseModel]) -> Iterator[tuple[str, type[BaseModel]]]:
    """Yield the fields that hold rows of a model, and that model."""
    for name, info in model.model_fields.items():
        if get_origin(info.annotation) is list and name not in _OWN_PAGES:
            (inner,) = get_args(info.annotation)
            if isinstance(inner, type) and issubclass(inner, BaseModel) and inner is not LocalizedText:
                yield name, inner


class PartForm(forms.Form):
    """A part of a charter: its fields, in the order of the schema."""

    def __init__(
        self, *args: Any, model: type[BaseModel], part: Data | None, around: Surroundings, silent: str = "D-36",
        leave_out: tuple[str, ...] = (), initial: Any = None, **kwargs: Any,
    ) -> None:  # fmt: skip
        del initial
        self.model, self.part, self.around, self.silent = model, part or {}, around, silent
        self.slots: dict[str, Slot] = {}
        self.kept: list[str] = []
        self._left_out = {*_OWN_PAGES, *leave_out, *(name for name, _rows in rows_in(model))}
        super().__init__(*args, **kwargs)
        self._fill(model, self.part, (), is_basic=True, is_required=True)
        self.row_initial()

    def row_initial(self) -> None:
        """Remember what stands in the part as the values from which changes are told."""
        self.initial = {name: self._value(slot) for name, slot in self.slots.items() if name in self.fields}

    # ─── building ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _fill(
        self, model: type[BaseModel], part: Data, base: tuple[str, ...], *, is_basic: bool, is_required: bool
    ) -> None:
        names = sorted(model.model_fields, key=lambda n: (n in {"clause", "also"}, n == "also"))
        basic = _BASIC.get(model.__name__)
        known = set(self._left_out) if not base else {"default", "act"}
        for name in names:
            info = model.model_fields[name]
            key = info.alias or name
            if (not base and name in self._left_out) or (name in {"default", "act"} and issubclass(model, Sourced)):
                known.add(key)
                continue
            shown = is_basic and (basic is None or key in basic or name in basic)
            nested = model_in(info.annotation)
            if nested is not None:
                if not base:
                    known.add(key)
                    if all(
                        f.default is not PydanticUndefined or f.default_factory for f in nested.model_fields.values()
                    ):
                        self._add(
                            f"{key}__on",
                            Slot((key,), is_basic=False),
                            forms.BooleanField(label=_nested(key), required=False),
                        )
                    self._fill(nested, part.get(key) or {}, (key,), is_basic=shown or key == "chair", is_required=False)
                continue
            if self._field(model, key, info, part.get(key), (*base, key), shown, is_required):
                known.add(key)
        self.kept += [".".join((*base, key)) for key in part if key not in known]

    def _field(self, model: type[BaseModel], key: str, info: FieldInfo, raw: Any, path: tuple[str, ...], shown: bool, needed: bool) -> bool:  # fmt: skip
        """Add the field of a key; False when no field can express its shape or its value."""
        shapes, name = shape_of(info.annotation), "__".join(path)
        is_required = needed and info.is_required() and key not in {"fact"}
        about: Data = {"label": label_of(model.__name__, key), "required": is_required}
        help_text = HELP.get((model.__name__, key)) or (HELP.get(("Sourced", key)) if key == "also" else None)
        if help_text:
            about["help_text"] = help_text
        default = None if info.is_required() else info.get_default(call_default_factory=True)
        slot = Slot(path, is_basic=shown or (info.is_required() and needed), default=default)
        found: forms.Field | None = None
        match shapes:
            case (first,) if first is LocalizedText:
                self._text(model, key, path, about, slot)
                return True
            case _ if Party in shapes:
                parties = tuple([raw] if isinstance(raw, str) else raw or ())
                choices = texts.party_choices(self.around.charter, self.around.reader, parties)
                if len(shapes) > 1:
                    slot = Slot(path, is_basic=slot.is_basic, is_one_or_many=True)
                    found = forms.MultipleChoiceField(
                        choices=choices, widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}), **about
                    )
                else:
                    found = forms.ChoiceField(choices=[("", "—"), *choices], **about)
            case _ if info.annotation == FactValue or set(shapes) == set(get_args(FactValue)):
                found = None if isinstance(raw, dict) else FactValueField(**about)
            case (first,):
                found = self._plain(model, key, first, raw, about, default)
        if found is not None:
            self._add(name, slot, found)
        return found is not None

    def _plain(
        self, model: type[BaseModel], key: str, shape: Any, raw: Any, about: Data, default: Any
    ) -> forms.Field | None:
        origin, inner = get_origin(shape), (get_args(shape) or (None,))[0]
        while get_origin(inner) is Annotated and inner not in (Party, ClauseId):
            inner = get_args(inner)[0]
        charter = self.around.charter
        if shape == ClauseId or key == "clause" or key.endswith("_clause"):
            return forms.ChoiceField(choices=texts.clause_choices(charter, self.around.reader), **about)
        if origin is list and inner == ClauseId:
            return ClauseListField(known=charter.clause_ids(), **about)
        if key in _REFERENCES and (shape is str or (origin is list and inner is str)):
            choices = self.around.references(_REFERENCES[key])
            if origin is list:
                return (
                    forms.MultipleChoiceField(
                        choices=choices, widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}), **about
                    )
                    if choices
                    else None
                )
            return forms.ChoiceField(choices=choices if default else [("", "—"), *choices], **about)
        if origin is Literal:
            choices = choices_of(model.__name__, key, get_args(shape))
            if (model.__name__, key) == ("Step", "kind"):
                from eduklaster.charter.messages import step_kind_words

                choices = sorted(
                    ((v, step_kind_words(v, self.around.reader)) for v, _label in choices), key=lambda p: str(p[1])
                )
            return forms.ChoiceField(choices=choices if default is not None else [("", "—"), *choices], **about)
        if origin is list and get_origin(inner) is Literal:
            return forms.MultipleChoiceField(
                choices=choices_of(model.__name__, key, get_args(inner)), widget=forms.CheckboxSelectMultiple, **about
            )
        if origin is list and inner == Party:
            choices = texts.party_choices(charter, self.around.reader, tuple(raw or ()))
            return forms.MultipleChoiceField(
                choices=choices, widget=forms.CheckboxSelectMultiple(attrs={"class": "many"}), **about
            )
        if origin is list and inner is LocalizedText:
            return LinesField(**about)
        if origin is list and inner is str:
            return LinesField(**about)
        if origin is dict:
            rough = any(isinstance(v, dict) for v in (raw or {}).values())
            return None if rough or key == "rules" else FactsField(**about)
        if shape is bool:
            return forms.BooleanField(**{**about, "required": False})
        if shape is int:
            return forms.IntegerField(min_value=1, max_value=10000, **about)
        if shape is Period:
            return PeriodField(language=self.around.reader, **about)
        if shape is date:
            return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **about)
        if shape is str and key in _LATIN:
            return forms.RegexField(
                r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$",
                max_length=60,
                error_messages={"invalid": _("Small Latin letters, digits and underscores.")},
                **about,
            )
        return forms.CharField(max_length=400, **about) if shape is str else None

    def _text(self, model: type[BaseModel], key: str, path: tuple[str, ...], about: Data, slot: Slot) -> None:
        is_long = key in {"gist", "label", "finding", "treatment", "reason", "note"}
        for code in sorted(LANGUAGES, key=lambda c: c != self.around.main):
            is_main = code == self.around.main
            name = "__".join(path) + ("" if is_main else f"__{code}")
            label = about["label"] if is_main else f"{about['label']} · {texts.LANGUAGE_NAMES[code]}"
            widget = (
                forms.Textarea(attrs={"rows": 2, "lang": code}) if is_long else forms.TextInput(attrs={"lang": code})
            )
            field = forms.CharField(label=label, required=about["required"] and is_main, max_length=2000, widget=widget)
            self._add(name, Slot(slot.path, code, slot.is_basic and is_main), field)

    def _add(self, name: str, slot: Slot, field: forms.Field) -> None:
        self.fields[name], self.slots[name] = field, slot

    # ─── reading ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _value(self, slot: Slot) -> Any:
        found: Any = self.part
        for key in slot.path:
            found = found.get(key) if isinstance(found, dict) else None
        if slot.language:
            return texts.translations(found, self.around.main)[slot.language] if found else ""
        if f"{slot.path[0]}__on" in self.fields and len(slot.path) == 1:
            return found is not None
        if isinstance(found, list) and found and isinstance(found[0], dict):
            return [texts.own_words(one, self.around.main) for one in found]
        if slot.is_one_or_many and isinstance(found, str):
            return [found]
        return slot.default if found is None else found

    # ─── groups for the page ───────────────────────────────────────────────────────────────────────────────────────

    def _bound(self, wanted: Any) -> list[Any]:
        return [self[name] for name, slot in self.slots.items() if name in self.fields and wanted(slot)]

    @property
    def basic_fields(self) -> list[Any]:
        """What is asked first."""
        return self._bound(lambda slot: slot.is_basic and not self._is_translation(slot))

    @property
    def more_fields(self) -> list[Any]:
        """What only some charters need."""
        return self._bound(lambda slot: not slot.is_basic and not self._is_translation(slot))

    @property
    def translation_fields(self) -> list[Any]:
        """The texts in the other languages."""
        return self._bound(self._is_translation)

    def _is_translation(self, slot: Slot) -> bool:
        return bool(slot.language) and slot.language != self.around.main

    @property
    def row_title(self) -> str:
        """What the row is called in a list of rows."""
        for key in ("label", "name", "title"):
            if words := texts.own_words(self.part.get(key), self.around.main):
                return words
        return str(self.part.get("id", ""))

    @property
    def opens_more(self) -> bool:
        """Whether something that few charters need stands here or was refused."""
        return any(bound.errors for bound in self.more_fields)

    @property
    def opens_translations(self) -> bool:
        """Whether a translation was refused."""
        return any(bound.errors for bound in self.translation_fields)

    @property
    def kept_rows(self) -> list[tuple[str, str]]:
        """What the form cannot express, with its value as the file has it."""
        from ..checking import as_yaml

        found = []
        for dotted in self.kept:
            value: Any = self.part
            for key in dotted.split("."):
                value = value.get(key) if isinstance(value, dict) else None
            found.append((dotted, as_yaml({dotted.rpartition(".")[2]: value}).strip()))
        return found

    # ─── writing ───────────────────────────────────────────────────────────────────────────────────────────────────

    def written(self) -> Data:
        """Return the part with what was changed; everything else stays as it was."""
        found: Data = deepcopy(self.part)
        changed = [name for name in self.changed_data if name in self.slots]
        for name in changed:
            self._write(found, self.slots[name], self.cleaned_data[name])
        for name, info in self.model.model_fields.items():
            nested, key = model_in(info.annotation), info.alias or name
            if nested is not None and key not in self._left_out:
                self._write_nested(found, nested, key)
        if issubclass(self.model, Sourced):
            found = sourced(found, self.cleaned_data.get("clause") or "", self.silent)
        return found

    def _write(self, found: Data, slot: Slot, value: Any) -> None:
        *base, key = slot.path
        holder = found
        for step in base:
            if not isinstance(holder.get(step), dict):
                holder[step] = {}
            holder = holder[step]
        if f"{slot.path[0]}__on" in self.fields and len(slot.path) == 1:
            if value:
                holder.setdefault(key, {})
            return
        if slot.language:
            name = "__".join(slot.path)
            entered: dict[str, str] = {
                code: self.cleaned_data.get(name if code == self.around.main else f"{name}__{code}") or ""
                for code in LANGUAGES
            }
            if entered[self.around.main]:
                holder[key] = texts.with_fallback(entered, self.around.main)
            else:
                holder.pop(key, None)
            return
        if isinstance(value, date):
            value = value.isoformat()
        if slot.is_one_or_many and isinstance(value, list) and len(value) == 1:
            (value,) = value
        if key == "holders":
            value = [self._kept_text(holder.get(key, []), line) for line in value]
        if value is None or value in ("", [], {}) or value == slot.default:
            holder.pop(key, None)
        else:
            holder[key] = value

    def _kept_text(self, old: list[Data], line: str) -> Data:
        """Return a text with the translations that its words had before."""
        same = next((text for text in old if texts.own_words(text, self.around.main) == line), None)
        return same or texts.with_fallback({self.around.main: line}, self.around.main)

    def _write_nested(self, found: Data, nested: type[BaseModel], key: str) -> None:
        part = found.get(key)
        needed = [info.alias or name for name, info in nested.model_fields.items() if info.is_required()]
        switch = f"{key}__on"
        if (switch in self.fields and not self.cleaned_data.get(switch)) or (
            isinstance(part, dict) and any(part.get(name) in (None, "", {}) for name in needed)
        ):
            found.pop(key, None)
        elif isinstance(part, dict) and issubclass(nested, Sourced):
            found[key] = sourced(part, self.cleaned_data.get(f"{key}__clause") or "", "D-39")


def _nested(key: str) -> str:
    return {"decline": _("It can be declined")}.get(key) or str(label_of("", key))


def sourced(part: Data, clause: str, default: str) -> Data:
    """Return a part with its one source: the clause, or the default where the text is silent."""
    if not clause and part.get("act"):
        return part  # a subordinate norm is changed by an act, not here
    found = {k: v for k, v in part.items() if k not in {"clause", "default", "act"}}
    if clause:
        return {**found, "clause": clause}
    return {**found, "default": part.get("default") or default}
