"""``{% load ui %}``: the components of every page.

Tags that take a value from :mod:`eduklaster.ui.components` draw it; tags with an end, such as
``{% card %}…{% endcard %}``, wrap their content. Nothing here queries a database.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from eduklaster.ui import controls, drawings, typography
from eduklaster.ui.components import (
    Action,
    ChainStep,
    ClauseMark,
    ClauseState,
    Confirmation,
    Crumb,
    DateTile,
    EmptyState,
    Fact,
    Figure,
    HistoryEntry,
    Key,
    LegendItem,
    PathStep,
    QueueItem,
    QuickFilter,
    Record,
    Refusal,
    Seats,
    Silence,
    State,
    StripChapter,
    Tab,
    Tone,
    TreeChapter,
    VoteResult,
)
from eduklaster.ui.context import Shell
from eduklaster.ui.emblem import emblem as draw_emblem
from eduklaster.ui.icons import icon_svg
from eduklaster.ui.listing import ListPage
from eduklaster.ui.navigation import onward_for

register = template.Library()

_DIR = "ui/components"

# Words and signs -----------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def prepare_shell(context: Context) -> str:
    """Put ``shell`` into the context of a page; works even where no request is known."""
    if "shell" not in context:
        context["shell"] = Shell(context.get("request"))
    return ""


@register.simple_tag
def icon(name: str, css_class: str = "") -> SafeString:
    """``{% icon "bell" %}``: an inline icon; write the word beside it."""
    return icon_svg(name, css_class)


@register.filter(is_safe=True)
def nb(value: object) -> str:
    """``{{ text|nb }}``: the text with non-breaking spaces."""
    return typography.nb(value)


@register.simple_tag
def own_words(text: str | typography.InLanguages, language: str) -> str:
    """``{% own_words act.title cluster.language %}``: a document's own text with its language where that is another."""
    return typography.own_words(text, language)


@register.simple_tag
def own_lang(text: str | typography.InLanguages, language: str) -> str:
    """``<div{% own_lang act.text cluster.language %}>``: the same as an attribute, for whole blocks of text."""
    marked = typography.own_language(text, language)
    return format_html(' lang="{}"', marked) if marked else ""


@register.simple_tag
def local_date(value: datetime.date | None, style: str = "long") -> SafeString:
    """``{% local_date day "short" %}``: a date in the reader's format inside ``<time>``."""
    return typography.time_element(value, style)


@register.filter
def date_words(value: datetime.date | None, style: str = "long") -> str:
    """``{{ day|date_words:"day" }}``: the same words without markup, for sentences and attributes."""
    return typography.local_date(value, style)


@register.simple_tag
def emblem(name: str, kinds: Sequence[str], missing: int = 0, size: int = 64, label: str = "") -> SafeString:
    """``{% emblem cluster.name kinds %}``: the flower of members."""
    return draw_emblem(name, kinds, missing=missing, size=size, label=label)


@register.simple_tag
def platform_emblem(size: int = 50) -> SafeString:
    """The platform's own flower, for pages without a cluster."""
    return draw_emblem("eduklaster", ("leaf", "drop") * 3, size=size)


@register.simple_tag
def empty_flower() -> SafeString:
    """Six places, all still waiting: the picture of an empty list."""
    return draw_emblem("eduklaster", ("leaf",), missing=5, size=112)


@register.simple_tag
def clause_sample(state: ClauseState) -> SafeString:
    """One bar of the strip for its legend."""
    return drawings.clause_sample(ClauseState(state))


@register.filter
def phone_digits(value: str) -> str:
    """A telephone number as ``tel:`` wants it."""
    return "".join(char for char in value if char.isdigit() or char == "+")


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


@register.inclusion_tag(f"{_DIR}/state.html")
def state(value: State | str, label: str = "", icon: str = "") -> dict[str, Any]:
    """``{% state record.state %}`` or ``{% state "ok" _("in force") %}``: a chip of icon, word and colour."""
    return {"state": value if isinstance(value, State) else State(label=label, tone=value, icon=icon)}


@register.inclusion_tag(f"{_DIR}/clause_mark.html")
def clause_mark(mark: ClauseMark | None, inline: bool | None = None) -> dict[str, Any]:
    """``{% clause_mark mark %}``: the sign of a basis; nothing for None."""
    return {"mark": mark, "is_inline": mark is not None and (mark.inline if inline is None else inline)}


@register.inclusion_tag(f"{_DIR}/clause_marks.html")
def clause_marks(marks: Sequence[ClauseMark], inline: bool | None = None) -> dict[str, Any]:
    """``{% clause_marks marks %}``: several signs in a row."""
    return {"marks": marks, "inline": inline}


@register.inclusion_tag(f"{_DIR}/action.html", takes_context=True)
def action(context: Context, value: Action) -> dict[str, Any]:
    """``{% action action %}``: a link that looks like a button, or a one-button form for ``is_post``."""
    return {"action": value, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(f"{_DIR}/date_tile.html")
def date_tile(value: DateTile | datetime.date, is_soon: bool = False) -> dict[str, Any]:
    """``{% date_tile day %}``: day, month and weekday in a tile."""
    return {"tile": value if isinstance(value, DateTile) else DateTile(value, is_soon)}


# Boxes ---------------------------------------------------------------------------------------------


@register.simple_block_tag
def card(content: str, title: str = "", heading: int = 2, css_class: str = "") -> SafeString:
    """``{% card title=_("Council") %}…{% endcard %}``: a card with the square corner."""
    return _box("card", content=content, title=title, heading=heading, css_class=css_class)


@register.simple_block_tag
def notice(
    content: str,
    tone: str = "",
    title: str = "",
    icon: str = "",
    mark: ClauseMark | None = None,
    heading: int = 2,
) -> SafeString:
    """``{% notice tone="warn" title=… %}…{% endnotice %}``: tones bad, warn, ok or none."""
    name = icon or {"bad": "alert-circle", "warn": "alert-triangle", "ok": "circle-check"}.get(tone, "info-circle")
    return _box("notice", content=content, tone=tone, title=title, icon=name, mark=mark, heading=heading)


@register.simple_block_tag
def sheet_line(
    content: str,
    mark: ClauseMark | None = None,
    note: str = "",
    marks: Sequence[ClauseMark] = (),
    css_class: str = "",
) -> SafeString:
    """``{% sheet_line mark=m note=… %}…{% endsheet_line %}``: a row and its note in the margin."""
    all_marks = [*([mark] if mark else []), *marks]
    return _box("sheet_line", content=content, marks=all_marks, note=note, css_class=css_class)


@register.simple_block_tag
def next_band(content: str, title: str = "", is_solo: bool = False, heading: int = 3) -> SafeString:
    """``{% next_band %}{% path steps %}{% endnext_band %}``: «What happens next»."""
    return _box("next_band", content=content, title=title or _("What happens next"), is_solo=is_solo, heading=heading)


def _box(name: str, *, content: str, **values: Any) -> SafeString:
    # A block tag gives its content already rendered, and so already escaped.
    return render_to_string(f"{_DIR}/{name}.html", {"content": mark_safe(content), **values})  # noqa: S308


# Pictures of a process -----------------------------------------------------------------------------


@register.inclusion_tag(f"{_DIR}/keys.html")
def keys(items: Sequence[Key]) -> dict[str, Any]:
    """``{% keys keys %}``: two keys and the effect; the last of them is the effect."""
    return {"keys": items, "last": len(items) - 1}


@register.inclusion_tag(f"{_DIR}/path.html")
def path(steps: Sequence[PathStep], is_vertical: bool = False) -> dict[str, Any]:
    """``{% path steps %}``: steps ahead, in a row on a wide screen."""
    return {"steps": steps, "is_vertical": is_vertical}


@register.inclusion_tag(f"{_DIR}/chain.html", takes_context=True)
def chain(context: Context, steps: Sequence[ChainStep], heading: int = 3) -> dict[str, Any]:
    """``{% chain steps %}``: the steps of a case with refused branches and margin notes."""
    return {"steps": steps, "heading": heading, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(f"{_DIR}/refusal.html")
def refusal(value: Refusal, heading: int = 4) -> dict[str, Any]:
    """``{% refusal refusal %}``: a refused attempt with its clause."""
    return {"refusal": value, "heading": heading}


@register.inclusion_tag(f"{_DIR}/history.html")
def history(entries: Sequence[HistoryEntry]) -> dict[str, Any]:
    """``{% history entries %}``: what happened, the newest as given."""
    return {"entries": entries}


# Charter -------------------------------------------------------------------------------------------


@register.inclusion_tag(f"{_DIR}/clause_tree.html")
def clause_tree(chapters: Sequence[TreeChapter], label: str = "") -> dict[str, Any]:
    """``{% clause_tree chapters %}``: a table of contents; folds on a phone."""
    return {"chapters": chapters, "label": label or _("Clauses of the charter")}


@register.inclusion_tag(f"{_DIR}/clause_strip.html")
def clause_strip(chapters: Sequence[StripChapter], label: str = "", has_legend: bool = True) -> dict[str, Any]:
    """``{% clause_strip chapters %}``: one bar for each clause, drawn by its state."""
    counts = dict.fromkeys(ClauseState, 0)
    for chapter in chapters:
        for bar in chapter.bars:
            counts[ClauseState(bar.state)] += 1
    legend = [(entry, count) for entry, count in counts.items() if count]
    words = "; ".join(f"{entry.label}: {count}" for entry, count in legend)
    return {
        "svg": drawings.clause_strip(chapters),
        "label": label or _("The charter, one bar for each clause"),
        "words": words,
        "legend": legend if has_legend else [],
    }


@register.inclusion_tag(f"{_DIR}/silences.html")
def silences(rows: Sequence[Silence]) -> dict[str, Any]:
    """``{% silences rows %}``: what the charter does not say and what applies meanwhile."""
    return {"rows": rows}


@register.inclusion_tag(f"{_DIR}/records.html")
def records(rows: Sequence[Record]) -> dict[str, Any]:
    """``{% records rows %}``: a short list of records with state or basis."""
    return {"rows": rows}


@register.inclusion_tag(f"{_DIR}/onward.html", takes_context=True)
def onward(context: Context, subject: str, key: int) -> dict[str, Any]:
    """``{% onward 'procedures.act' act.pk %}``: what upper rooms know of an object and let the reader do with it."""
    return {"parts": onward_for(context["request"], subject, key), "csrf_token": context.get("csrf_token")}


@register.inclusion_tag(f"{_DIR}/queue.html")
def queue(items: Sequence[QueueItem], heading: int = 3) -> dict[str, Any]:
    """``{% queue items %}``: what waits for the reader, each row with its due tile and its margin note."""
    return {"items": items, "heading": heading}


@register.simple_tag
def line_class(kind: str) -> str:
    """``ln-charter``, ``ln-default``, ``ln-act``, ``ln-planned``: the line of a state, for borders."""
    return {"charter": "ln-charter", "default": "ln-default", "act": "ln-act"}.get(kind, "ln-planned")


# Numbers -------------------------------------------------------------------------------------------


@register.inclusion_tag(f"{_DIR}/seats.html")
def seats(value: Seats, has_legend: bool = True) -> dict[str, Any]:
    """``{% seats seats %}``: a row of seats with the line to reach."""
    return {"seats": value, "svg": drawings.seats(value), "has_legend": has_legend}


@register.inclusion_tag(f"{_DIR}/vote_result.html")
def vote_result(value: VoteResult) -> dict[str, Any]:
    """``{% vote_result result %}``: numbers over their share of the bar, the threshold drawn through it."""
    return {"result": value, "columns": drawings.vote_columns(value), "svg": drawings.vote_bar(value)}


@register.inclusion_tag(f"{_DIR}/legend.html")
def legend(items: Sequence[LegendItem]) -> dict[str, Any]:
    """``{% legend items %}``: swatches with words."""
    return {"items": items}


@register.inclusion_tag(f"{_DIR}/figures.html")
def figures(items: Sequence[Figure]) -> dict[str, Any]:
    """``{% figures items %}``: large numbers with their words."""
    return {"items": items}


@register.inclusion_tag(f"{_DIR}/progress.html")
def progress(value: int, total: int, label: str, tone: str = "ok") -> dict[str, Any]:
    """``{% progress 3 7 _("answers given") %}``: a bar with its words; tones ok, now, no."""
    return {
        "value": value,
        "total": total,
        "label": label,
        "tone": tone,
        "svg": drawings.progress(value, total, tone),
    }


@register.inclusion_tag(f"{_DIR}/facts.html")
def facts(items: Sequence[Fact]) -> dict[str, Any]:
    """``{% facts items %}``: a key-value list."""
    return {"items": items}


# Around a list -------------------------------------------------------------------------------------


@register.inclusion_tag(f"{_DIR}/crumbs.html")
def crumbs(items: Sequence[Crumb]) -> dict[str, Any]:
    """``{% crumbs items %}``: the way to this page."""
    return {"items": items}


@register.inclusion_tag(f"{_DIR}/tabs.html")
def tabs(items: Sequence[Tab], label: str = "") -> dict[str, Any]:
    """``{% tabs items %}``: parts of a page, each with its own address."""
    return {"items": items, "label": label or _("Parts of the page")}


@register.inclusion_tag(f"{_DIR}/quick_filters.html")
def quick_filters(items: Sequence[QuickFilter], label: str = "") -> dict[str, Any]:
    """``{% quick_filters items %}``: quick selections with counts."""
    return {"items": items, "label": label or _("Quick selections")}


@register.inclusion_tag(f"{_DIR}/search_form.html")
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


@register.inclusion_tag(f"{_DIR}/pagination.html", takes_context=True)
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


@register.inclusion_tag(f"{_DIR}/empty.html", takes_context=True)
def empty(context: Context, value: EmptyState, heading: int = 2) -> dict[str, Any]:
    """``{% empty state %}``: why there is nothing here and what to do."""
    return {"empty": value, "heading": heading, "csrf_token": context.get("csrf_token")}


# Forms ---------------------------------------------------------------------------------------------


@register.simple_tag
def control(field: BoundField) -> SafeString:
    """The control of a field with our classes, keyboard and autofill hints; used by our field template."""
    return controls.render(field)


@register.filter
def needs_label(field: BoundField) -> bool:
    """False for a single checkbox, which carries its words on the right."""
    return not controls.is_single_checkbox(field)


@register.inclusion_tag(f"{_DIR}/error_summary.html")
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


@register.inclusion_tag(f"{_DIR}/confirm.html", takes_context=True)
def confirm(context: Context, value: Confirmation, heading: int = 2) -> dict[str, Any]:
    """``{% confirm confirmation %}``: a question before something that cannot be undone, as a form."""
    return {"confirmation": value, "heading": heading, "csrf_token": context.get("csrf_token")}


@register.simple_tag
def hidden_parameters(params: Any, *leave_out: str) -> SafeString:
    """Hidden inputs for parameters of the address, so that a form sent by GET keeps them."""
    pairs = [(key, value) for key in params for value in params.getlist(key) if key not in leave_out]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', pairs)


@register.filter
def tone_icon(tone: str) -> str:
    """Icon of a tone."""
    return Tone(tone).icon


@register.filter
def message_tone(level_tag: str) -> str:
    """Tone of a notice for a level of ``django.contrib.messages``."""
    return {"error": "bad", "warning": "warn", "success": "ok"}.get(level_tag, "")


@register.simple_tag
def heading(level: int, text: object, css_class: str = "") -> SafeString:
    """``{% heading 3 title %}``: a heading of a level chosen by the page."""
    tag = f"h{min(6, max(1, int(level)))}"
    if css_class:
        return format_html('<{} class="{}">{}</{}>', SafeString(tag), css_class, text, SafeString(tag))
    return format_html("<{}>{}</{}>", SafeString(tag), text, SafeString(tag))
