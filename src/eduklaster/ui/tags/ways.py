"""Where one can go from a page: crumbs, tabs, quick selections, search, pages and the order of a list."""

from collections.abc import Sequence
from typing import Any

from django.core.paginator import Page
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from eduklaster.ui.components import Crumb, QuickFilter, Tab
from eduklaster.ui.listing import ListPage

from .library import DIR, register


@register.simple_tag(takes_context=True)
def account_tabs(context: Context) -> list[Tab]:
    """Parts of a person's own account, those that are switched on."""
    request = context.get("request")
    path = request.path if request is not None else ""
    parts = (
        ("account_change_password", _("Password"), "key"),
        ("account_email", _("E-mail"), "mail"),
        ("mfa_index", _("Second factor and passkeys"), "shield-lock"),
    )
    found = []
    for name, label, name_of_icon in parts:
        try:
            url = reverse(name)
        except NoReverseMatch:
            continue
        found.append(Tab(label, url, is_current=path.startswith(url), icon=name_of_icon))
    return found


@register.inclusion_tag(f"{DIR}/crumbs.html")
def crumbs(items: Sequence[Crumb]) -> dict[str, Any]:
    """``{% crumbs items %}``: the way to this page."""
    return {"items": items}


@register.inclusion_tag(f"{DIR}/tabs.html")
def tabs(items: Sequence[Tab], label: str = "") -> dict[str, Any]:
    """``{% tabs items %}``: parts of a page, each with its own address."""
    return {"items": items, "label": label or _("Parts of the page")}


@register.inclusion_tag(f"{DIR}/quick_filters.html")
def quick_filters(items: Sequence[QuickFilter], label: str = "") -> dict[str, Any]:
    """``{% quick_filters items %}``: quick selections with counts."""
    return {"items": items, "label": label or _("Quick selections")}


@register.inclusion_tag(f"{DIR}/search_form.html")
def search_form(
    action: str, value: str = "", label: str = "", name: str = "q", placeholder: str = ""
) -> dict[str, Any]:
    """``{% search_form url q %}``: one field and a button, sent by GET."""
    return {
        "action": action,
        "value": value,
        "label": label or _("Search"),
        "name": name,
        "placeholder": placeholder,
    }


@register.inclusion_tag(f"{DIR}/pagination.html", takes_context=True)
def pagination(context: Context, page: Page[Any], param: str = "page") -> dict[str, Any]:
    """``{% pagination page %}``: links that keep every other parameter of the address."""
    return {
        "page": page,
        "previous_url": _with_page(context, param, page.number - 1) if page.has_previous() else "",
        "next_url": _with_page(context, param, page.number + 1) if page.has_next() else "",
        "numbers": [
            (
                number,
                _with_page(context, param, number) if isinstance(number, int) else "",
                number == page.number,
            )
            for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
        ],
    }


@register.simple_tag
def list_sort(page: ListPage, column: Any) -> str:
    """Address that sorts a list by a column, or turns the order round."""
    return page.address(sort=str(column.order_by_alias.next))


def _with_page(context: Context, param: str, number: int) -> str:
    request = context.get("request")
    params = request.GET.copy() if request is not None else None
    if params is None:
        return f"?{param}={number}"
    params[param] = str(number)
    return f"?{params.urlencode()}"


@register.simple_tag
def hidden_parameters(params: Any, *leave_out: str) -> SafeString:
    """Hidden inputs for parameters of the address, so that a form sent by GET keeps them."""
    pairs = [(key, value) for key in params for value in params.getlist(key) if key not in leave_out]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)
