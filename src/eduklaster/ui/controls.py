"""Controls of forms: our classes, the right keyboard on a phone, autofill hints, links from errors."""

from dataclasses import dataclass

from django import forms
from django.forms import BaseForm, BoundField
from django.forms.utils import ErrorList
from django.utils.safestring import SafeString

REFUSED = "refused"
"""Code of an error that no correction of the form mends: the rules, the state or the duty of the person say no."""
_CHOICE_LISTS = (forms.CheckboxSelectMultiple, forms.RadioSelect)
_AUTOCOMPLETE = {
    "email": "email",
    "login": "username",
    "phone": "tel",
    "first_name": "given-name",
    "last_name": "family-name",
    "patronymic": "additional-name",
    "full_name": "name",
    "organisation": "organization",
    "organization": "organization",
    "address": "street-address",
}


def is_single_checkbox(field: BoundField) -> bool:
    """Whether the field is one checkbox with its words beside it."""
    widget = field.field.widget
    return isinstance(widget, forms.CheckboxInput) and not isinstance(widget, _CHOICE_LISTS)


def _classes(field: BoundField) -> str:
    widget = field.field.widget
    if isinstance(widget, _CHOICE_LISTS):
        return ""
    if isinstance(widget, forms.CheckboxInput):
        return "form-check-input"
    if isinstance(widget, (forms.Select, forms.SelectMultiple)):
        return "form-select"
    width = ""
    if isinstance(field.field, (forms.IntegerField, forms.DecimalField, forms.FloatField)):
        width = " w-num"
    elif isinstance(field.field, (forms.DateField, forms.DateTimeField, forms.TimeField)):
        width = " w-date"
    return f"form-control{width}"


def render(field: BoundField) -> SafeString:
    """The control as HTML; what a widget already sets is kept."""
    own = field.field.widget.attrs
    if str(own.get("placeholder", "")) == str(field.label):
        own.pop("placeholder")  # says the same as the label, and vanishes when one types
    attrs: dict[str, str | bool] = {}
    css = " ".join(part for part in (_classes(field), str(own.get("class", ""))) if part)
    if css:
        attrs["class"] = css
    if "inputmode" not in own:
        if isinstance(field.field, (forms.DecimalField, forms.FloatField)):
            attrs["inputmode"] = "decimal"
        elif isinstance(field.field, forms.IntegerField):
            attrs["inputmode"] = "numeric"
    if isinstance(field.field.widget, forms.Textarea) and str(own.get("rows")) == "10":
        attrs["rows"] = "5"
    if "autocomplete" not in own and field.name in _AUTOCOMPLETE and not field.is_hidden:
        attrs["autocomplete"] = _AUTOCOMPLETE[field.name]
    return field.as_widget(attrs=attrs)


@dataclass(frozen=True, slots=True)
class LinkedError:
    """An error and the place to correct it; an empty target belongs to the whole form."""

    text: str
    target: str
    label: str


def _target(field: BoundField) -> str:
    if field.is_hidden:
        return ""
    widget = field.field.widget
    if isinstance(widget, _CHOICE_LISTS):
        return f"{field.auto_id}_0" if field.auto_id else ""
    return str(field.id_for_label or field.auto_id)


def is_refused(form: BaseForm) -> bool:
    """Whether all errors of a form are refusals, so that there is nothing to correct in it."""
    codes = [error.code for field in form.errors.as_data().values() for error in field]
    return bool(codes) and all(code == REFUSED for code in codes)


def errors_with_links(form: BaseForm) -> list[LinkedError]:
    """Every error of a form in the order of its fields; those of the whole form come first."""
    errors = [LinkedError(text=str(text), target="", label="") for text in form.non_field_errors()]
    for field in form:
        field_errors: ErrorList = field.errors
        errors += [
            LinkedError(text=str(text), target=_target(field), label=str(field.label).rstrip(".:"))
            for text in field_errors
        ]
    return errors
