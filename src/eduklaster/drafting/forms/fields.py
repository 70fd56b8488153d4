"""Fields for exact values of the charter language: shares, lengths of time, clauses, values of facts, lists of words."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eduklaster.charter.messages import unit_words
from eduklaster.charter.values import Comparison, Period, Threshold, Unit

_AT_ONCE = "immediately"


class PeriodField(forms.MultiValueField):
    """A length of time in its written form, such as `10 working days`; empty is None."""

    def __init__(self, *, language: str, **kwargs: Any) -> None:
        units = [("", "—"), *((u.value, unit_words(u, language)) for u in Unit), (_AT_ONCE, _("at once"))]
        number = forms.IntegerField(min_value=0, max_value=9999, required=False)
        unit = forms.ChoiceField(choices=units, required=False)
        widget = _PeriodWidget(units)
        super().__init__(fields=(number, unit), widget=widget, require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> str | None:
        """Return the written form."""
        number, unit = (values or [None, ""])[:2]
        if unit == _AT_ONCE:
            return _AT_ONCE
        if number is None and not unit:
            return None
        if number is None or not unit:
            raise forms.ValidationError(_("Give both the number and the unit, or neither."), code="half")
        return str(Period(number, Unit(unit)))


class _PeriodWidget(forms.MultiWidget):
    def __init__(self, units: list[tuple[str, str]]) -> None:
        number = forms.NumberInput(attrs={"aria-label": _("How many"), "min": 0})
        super().__init__([number, forms.Select(choices=units, attrs={"aria-label": _("Unit")})])
        self.attrs["class"] = "pair"

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return [None, ""]
        period = Period.parse(value)
        return [None, _AT_ONCE] if not period.count else [period.count, period.unit.value]


class ThresholdField(forms.MultiValueField):
    """A share or a count that has to be reached, in its written form, such as `at least 2/3`; empty is None."""

    def __init__(self, **kwargs: Any) -> None:
        how = [
            ("", "—"), (Comparison.MORE_THAN.value, _("more than")), (Comparison.AT_LEAST.value, _("at least")),
            ("all", _("all of them")),
        ]  # fmt: skip
        fields = (
            forms.ChoiceField(choices=how, required=False),
            forms.IntegerField(min_value=0, max_value=10000, required=False),
            forms.IntegerField(min_value=1, max_value=10000, required=False),
        )
        super().__init__(fields=fields, widget=_ThresholdWidget(how), require_all_fields=False, **kwargs)

    def compress(self, values: list[Any]) -> str | None:
        """Return the written form, exact."""
        how, top, bottom = ([*(values or []), None, None, None])[:3]
        if how == "all":
            return "all"
        if not how and top is None and bottom is None:
            return None
        if not how or top is None:
            raise forms.ValidationError(_("Say «more than» or «at least», and the share, such as 2 of 3."), code="half")
        written = f"{how} {top}" + (f"/{bottom}" if bottom is not None else "")
        try:
            Threshold.parse(written)
        except ValueError as error:
            message = _("This share cannot be reached: it lies between 0 and 1.")
            raise forms.ValidationError(message, code="share") from error
        return written


class _ThresholdWidget(forms.MultiWidget):
    def __init__(self, how: list[tuple[str, str]]) -> None:
        super().__init__(
            [
                forms.Select(choices=how, attrs={"aria-label": _("More than or at least")}),
                forms.NumberInput(attrs={"aria-label": _("Parts (upper number)"), "min": 0}),
                forms.NumberInput(attrs={"aria-label": _("of how many parts (lower number)"), "min": 1}),
            ]
        )
        self.attrs["class"] = "pair"

    def decompress(self, value: Any) -> list[Any]:
        if not value:
            return ["", None, None]
        threshold = Threshold.parse(value)
        if str(threshold) == "all":
            return ["all", None, None]
        if threshold.share is None:
            return [Comparison.AT_LEAST.value, threshold.count, None]
        return [threshold.comparison.value, threshold.share.numerator, threshold.share.denominator]


class LinesField(forms.CharField):
    """Words, one on a line, as a list."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the lines as text."""
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """Return the lines that are not empty."""
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the lines, not the white space."""
        return bool(list(initial or []) != self.to_python(data))


class DaysOfYearField(LinesField):
    """Days of the year, one on a line, as `12-31`."""

    def clean(self, value: Any) -> Any:
        """Refuse what is no day."""
        for line in (lines := super().clean(value)):
            if not re.fullmatch(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", line):
                raise forms.ValidationError(_("Write month and day, such as 12-31."), code="day")
        return lines


class ClauseListField(forms.CharField):
    """Numbers of clauses with commas between them; each must be a place of the text."""

    def __init__(self, *, known: Iterable[str], **kwargs: Any) -> None:
        self.known = set(known)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the numbers as one line."""
        return ", ".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """Return the numbers; a trailing dot, as it is printed, is no part of a number."""
        found = []
        for raw in re.split(r"[,;\n]+", super().to_python(value) or ""):
            name = raw.strip()
            found.append(name if name in self.known else name.rstrip("."))
        return [name for name in found if name]

    def validate(self, value: Any) -> None:
        """Refuse a number that the text does not have."""
        super().validate(value)
        strange = [name for name in value if name not in self.known]
        if strange:
            raise forms.ValidationError(
                _("The text has no clause %(numbers)s."), params={"numbers": ", ".join(strange)}, code="clause"
            )

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the numbers, not the commas."""
        return bool(list(initial or []) != self.to_python(data))


class FactValueField(forms.CharField):
    """The value that a fact must have: yes, no, a number, a word, or several words with commas between them."""

    default_error_messages = {"required": gettext_lazy("Say yes, no, a number or a word.")}

    def prepare_value(self, value: Any) -> Any:
        """Return the value in the reader's words."""
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return ", ".join(str(v) for v in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> Any:
        """Return the value as the charter writes it."""
        text = (super().to_python(value) or "").strip()
        if not text:
            return None
        if text.lower() in {_("yes"), "yes", "true"}:
            return True
        if text.lower() in {_("no"), "no", "false"}:
            return False
        if text.isdigit():
            return int(text)
        return [part.strip() for part in text.split(",") if part.strip()] if "," in text else text

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the values."""
        said = self.to_python(data)
        # A list of one is read back as the one.
        return bool(initial != said and initial != [said])


class CountsField(forms.CharField):
    """Names with whole numbers, one pair on a line: `schools: 2`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 3}), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """Return the pairs as lines."""
        return "\n".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        """Return the pairs."""
        found: dict[str, int] = {}
        for line in (super().to_python(value) or "").splitlines():
            name, colon, number = line.partition(":")
            if not line.strip():
                continue
            if not colon or not number.strip().isdigit() or not re.fullmatch(r"[a-z][a-z0-9_]*", name.strip()):
                raise forms.ValidationError(
                    _("Write a name and a number on each line, such as «schools: 2»."), code="pair"
                )
            found[name.strip()] = int(number)
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the pairs."""
        try:
            return bool((initial or {}) != self.to_python(data))
        except forms.ValidationError:
            return True


class FactsField(CountsField):
    """Facts with their values, one pair on a line: `level: vocational, higher`."""

    def prepare_value(self, value: Any) -> Any:
        """Return the pairs as lines."""
        one = FactValueField(required=False)
        return "\n".join(f"{k}: {one.prepare_value(v)}" for k, v in value.items()) if isinstance(value, dict) else value

    def to_python(self, value: Any) -> Any:
        """Return the pairs."""
        one, found = FactValueField(required=False), {}
        for line in (forms.CharField.to_python(self, value) or "").splitlines():
            name, colon, said = line.partition(":")
            if not line.strip():
                continue
            if not colon or not re.fullmatch(r"[a-z][a-z0-9_]*", name.strip()) or one.to_python(said) is None:
                raise forms.ValidationError(
                    _("Write a fact and its value on each line, such as «level: yes»."), code="pair"
                )
            found[name.strip()] = one.to_python(said)
        return found
