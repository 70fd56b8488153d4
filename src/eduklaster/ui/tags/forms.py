"""The controls of a form, what to correct in it, and the question before something that cannot be undone."""

from typing import Any

from django.forms import BaseForm, BoundField
from django.template import Context
from django.utils.safestring import SafeString

from eduklaster.ui import controls
from eduklaster.ui.components import Confirmation

from .library import DIR, register


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control of a field with our classes, keyboard and autofill hints; used by our field template."""
    return controls.render(field)


@register.filter
def needs_label(field: BoundField) -> bool:
    """False for a single checkbox, which carries its words on the right."""
    return not controls.is_single_checkbox(field)


@register.inclusion_tag(f"{DIR}/error_summary.html")
def error_summary(form: BaseForm, heading: int = 2, has_focus: bool = True) -> dict[str, Any]:
    """``{% error_summary form %}``: what to correct, each line links to its field; empty if all is well.

    The form below shows only what stands beside a field, so that nothing is said twice.
    """
    form.is_summarised = True  # type: ignore[attr-defined]
    return {
        "form": form,
        "errors": controls.errors_with_links(form),
        "is_refused": controls.is_refused(form),
        "heading": heading,
        "has_focus": has_focus,
    }


@register.inclusion_tag(f"{DIR}/confirm.html", takes_context=True)
def confirm(context: Context, value: Confirmation, heading: int = 2) -> dict[str, Any]:
    """``{% confirm confirmation %}``: a question before something that cannot be undone, as a form."""
    return {"confirmation": value, "heading": heading, "csrf_token": context.get("csrf_token")}
