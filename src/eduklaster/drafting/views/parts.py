"""Parts of the charter that stand in rows (organs, offices, categories, money, words …) or once (roles, plan)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages as flash
from django.forms import BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from eduklaster.charter import messages
from eduklaster.charter.keys import KEYS
from eduklaster.charter.resolver import Rulebook, Scope
from eduklaster.clusters.presenters.reading import language
from eduklaster.kernel import clock
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.kernel.sorting import uk_key
from eduklaster.ui.components import Record, State

from .. import services
from ..checking import check, health
from ..enums import Stage
from ..forms.parts import PartForm, rows_in
from ..forms.start import IdentityForm
from ..forms.texts import own_words
from ..forms.words import label_of
from ..models import Draft
from ..patterns import default_code
from ..places import parse, row_url, rows_url
from ..sections import BY_SINGLE, MORE, SECTIONS, SINGLES, Section, holder_of
from .common import (
    Data,
    account,
    around,
    charter_of,
    draft_page,
    findings_at,
    keep,
    revision_of,
    rows_form,
    show,
    url,
    written_rows,
)

_ORGAN_RULES = ("quorum.base", "quorum.threshold", "voting.base", "voting.threshold", "voting.tie", "voting.method", "notice.ordinary")  # fmt: skip


@draft_page
def identity(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say who the cluster is."""
    data = draft.data
    form = IdentityForm(request.POST or None, identity=data["identity"])
    if request.method == "POST" and form.is_valid():
        data["identity"] = form.written(data["identity"])
        if keep(request, draft, data, Stage.IDENTITY, form, ("identity",)):
            return redirect("drafting:organs", draft.pk)
    context = {"form": form, "title": _("Who the cluster is"), "found": findings_at(draft, data, ("identity",))}
    return show(request, draft, "part", Stage.IDENTITY, context, 422 if form.is_bound else 200)


def source_words(part: Data) -> str:
    """Return on what a part rests, in short."""
    if part.get("clause"):
        cited = [part["clause"], *part.get("also", [])]
        words = [w for c in cited if (w := messages.clause_words(c, language()))]
        numbers = ", ".join(c for c in cited if not messages.clause_words(c, language()))
        return ", ".join([*words, *([_("cl. %(number)s") % {"number": numbers}] if numbers else [])])
    if part.get("default"):
        return _("default · %(code)s") % {"code": part["default"]}
    return str(part.get("act", ""))


@draft_page
def rows(request: HttpRequest, draft: Draft, section: str) -> HttpResponse:
    """List the rows of a section, each with the number of findings about it."""
    if section not in SECTIONS:
        raise NotFound
    kind, words, data = SECTIONS[section], language(), draft.data
    places = [parse(f.path, data) for f in health(data, clock.today()) if f.severity != "notice"]
    records = []
    for key, row in kind.rows(data):
        here = kind.place(data, key)
        count = sum(1 for place in places if place[: len(here)] == here)
        state = State(_("remarks: %(count)s") % {"count": count}, "warn", "alert-triangle") if count else None
        name = key if kind.model.__name__ != "Category" else str(row.get("id", key))
        title = own_words(row.get(kind.title_field), words) or name
        records.append(Record(title, row_url(draft.pk, section, name), source_words(row), kind.icon, state))
    context = {
        "rows": records, "title": kind.title, "lead": kind.lead, "add_url": row_url(draft.pk, section, "new"),
        "add_label": kind.add, "back": url("more", draft) if kind.stage is Stage.MORE else "",
    }  # fmt: skip
    return show(request, draft, "list", kind.stage, context)


@draft_page
def row(request: HttpRequest, draft: Draft, section: str, key: str) -> HttpResponse:
    """Edit one row of a section, or add one."""
    if section not in SECTIONS:
        raise NotFound
    kind, data, charter = SECTIONS[section], draft.data, charter_of(draft)
    old = kind.row(data, key) if key != "new" else {}
    if old is None:
        raise NotFound
    if "remove" in request.POST and key != "new":
        kind.drop(data, key)
        return removed(request, draft, data, kind.stage, rows_url(draft.pk, section))
    place = kind.place(data, key) if key != "new" else (*kind.path, "new")
    form, formsets = _forms(request, draft, kind.model, old, place)
    if request.method == "POST" and form.is_valid() and all(f.is_valid() for _n, _t, f in formsets):
        found = form.written()
        for name, _title, formset in formsets:
            if made := written_rows(formset, name):
                found[name] = made
            else:
                found.pop(name, None)
        kind.put(data, key, found)
        if keep(request, draft, data, kind.stage, form, place):
            return redirect(rows_url(draft.pk, section))
    context = {
        "form": form,
        "formsets": formsets,
        "back": rows_url(draft.pk, section),
        "title": own_words(old.get(kind.title_field), charter.identity.language) or _title_of_new(kind),
        "may_remove": key != "new",
        "found": findings_at(draft, draft.data, place) if key != "new" else [],
        "rules": _rules_of(draft, key) if section == "organs" and key != "new" else [],
        "rules_url": url("rules", draft) + f"?scope={section}.{key}" if section in {"organs", "offices"} and key != "new" else "",
    }  # fmt: skip
    return show(request, draft, "part", kind.stage, context, 422 if form.is_bound else 200)


def _title_of_new(kind: Section) -> str:
    """Return the heading of an empty form: what is added, or whose row it is."""
    return str(kind.title if kind.stage is Stage.MORE else kind.add)


def _forms(request: HttpRequest, draft: Draft, model: type, old: Data, place: tuple[str | int, ...], leave_out: tuple[str, ...] = ()) -> tuple[PartForm, list[tuple[str, str, BaseFormSet[Any]]]]:  # fmt: skip
    """Return the form of a part, and a set of forms for each field that holds rows."""
    surroundings = around(charter_of(draft))
    silent = default_code(tuple(str(p) for p in place), old)
    posted = request.POST if request.method == "POST" else None
    form = PartForm(posted, model=model, part=old, around=surroundings, silent=silent, leave_out=leave_out)
    formsets = [
        (name, str(_formset_titles().get(name, label_of("", name))),
         rows_form(request, inner, old.get(name, []), name, surroundings, (*place, name)))
        for name, inner in rows_in(model)
    ]  # fmt: skip
    return form, formsets


def _formset_titles() -> dict[str, str]:
    return {
        "seats": _("Seats"), "powers": _("Powers"), "duties": _("Duties"), "requires": _("Conditions"),
        "needs": _("Conditions"), "grounds": _("Grounds"),
    }  # fmt: skip


def _rules_of(draft: Draft, organ: str) -> list[tuple[str, str, str, bool, str]]:
    """Return how an organ decides: title, value, source, whether the charter says so, and the page of the rule."""
    charter, words = charter_of(draft), language()
    day = max(clock.today(), charter.identity.effective_from)
    rulebook, found = Rulebook(charter), []
    for key in _ORGAN_RULES:
        resolved = rulebook.ask(key, on=day, scope=Scope(organ=organ))
        spec, rule = KEYS[key], charter.organs[organ].rules.get(key)
        is_own = rule is not None or bool(resolved.clause)
        source = (
            source_words({"clause": resolved.clause})
            if resolved.clause
            else _("default · %(code)s") % {"code": spec.code}
        )
        value = messages.value_words(key, resolved.value, words)
        found.append((spec.title.in_(words), value, source, is_own, url("rule", draft, f"organs.{organ}", key)))
    return found


def removed(request: HttpRequest, draft: Draft, data: Data, stage: Stage, back: str) -> HttpResponse:
    """Keep a charter without a part, or say why the part stays."""
    if check(data).problems:
        flash.error(request, _("Something else in the charter rests on it, so it stays. Change that first."))
        return redirect(back)
    try:
        services.draft_save(draft=draft, data=data, stage=stage, by=account(request), revision=revision_of(request))
    except DomainError as error:
        flash.error(request, error.message)
    else:
        flash.success(request, _("Removed."))
    return redirect(back)


@draft_page
def more(request: HttpRequest, draft: Draft) -> HttpResponse:
    """List what a charter may hold besides: money, indicators, law, goals, words, roles, plan."""
    data = draft.data
    records = [Record(s.title, url("single", draft, s.name), s.lead, "adjustments") for s in SINGLES]
    filled = [
        Record(s.title, rows_url(draft.pk, s.name), s.lead, s.icon, State(str(count), "ok") if count else State(_("empty"), "", "circle-dashed"))
        for s in MORE
        for count in [sum(1 for _row in s.rows(data))]
    ]  # fmt: skip
    filled.sort(key=lambda record: uk_key(str(record.title)))
    untouched = sorted(set(data) - _KNOWN)
    context = {
        "rows": [*records, *filled], "title": _("More"), "untouched": untouched,
        "lead": _("What some charters say besides. Leave empty what yours is silent on."),
    }  # fmt: skip
    return show(request, draft, "list", Stage.MORE, context)


_KNOWN = {"schema", "clauses", "rules", "matters", "screens", "planned", "not_automated"} | {
    path[0] for path in (*(s.path for s in SECTIONS.values()), *(s.path for s in SINGLES))
}


@draft_page
def single(request: HttpRequest, draft: Draft, name: str) -> HttpResponse:
    """Edit a part of the charter that stands once."""
    if name not in BY_SINGLE:
        raise NotFound
    part, data = BY_SINGLE[name], draft.data
    old: Data = holder_of(data, part.path) or {}
    if "remove" in request.POST and part.may_be_absent:
        data.pop(part.path[0], None)
        return removed(request, draft, data, Stage.MORE, url("more", draft))
    form, _formsets = _forms(request, draft, part.model, old, part.path, part.leave_out)
    if request.method == "POST" and form.is_valid():
        data[part.path[0]] = form.written()
        if keep(request, draft, data, Stage.MORE, form, part.path):
            return redirect("drafting:more", draft.pk)
    context = {
        "form": form, "title": part.title, "lead": part.lead, "back": url("more", draft),
        "may_remove": part.may_be_absent and bool(old), "found": findings_at(draft, draft.data, part.path),
    }  # fmt: skip
    return show(request, draft, "part", Stage.MORE, context, 422 if form.is_bound else 200)
