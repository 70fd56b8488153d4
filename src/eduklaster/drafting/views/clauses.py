"""Clauses of the text: what serves each, and what it says in short in three languages."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from eduklaster.charter.linter import coverage
from eduklaster.charter.messages import clause_words
from eduklaster.clusters.presenters.reading import language
from eduklaster.kernel.errors import NotFound
from eduklaster.ui.components import QuickFilter, State

from ..checking import check
from ..enums import Stage
from ..forms.clauses import ClauseForm
from ..models import Draft
from ..places import element_url, parse, part_words
from .common import Data, around, charter_of, draft_page, keep, show, url

_PAGE = 60


def _states() -> dict[str, State]:
    return {
        "parameter": State(_("a rule"), "ok", "check"), "procedure": State(_("a procedure"), "ok", "route"),
        "rule": State(_("a part of the charter"), "ok", "check"), "screen": State(_("a page"), "ok", "check"),
        "planned": State(_("planned"), "", "circle-dotted"), "not_automated": State(_("by people"), "plum", "user"),
        "gap": State(_("a number is missing"), "warn", "alert-triangle"), "uncovered": State(_("nothing yet"), "no", "circle-dashed"),
    }  # fmt: skip


@draft_page
def clauses(request: HttpRequest, draft: Draft) -> HttpResponse:
    """List the clauses with what serves each; those that nothing serves are one touch away."""
    loaded = check(draft.data).loaded
    if loaded is None:
        raise NotFound
    found, wanted, words, states = coverage(loaded), request.GET.get("show", ""), language(), _states()
    numbers = {
        clause.id: clause.number or clause_words(clause.id, words) or clause.id
        for _d, clause, _p in loaded.charter.clause_walk()
    }
    shown = [row for row in found.rows if not wanted or row.service == wanted]
    page = Paginator(shown, _PAGE).get_page(request.GET.get("page"))
    rows = [
        {
            "number": numbers[row.clause], "gist": row.gist.in_(words), "depth": min(row.depth, 3),
            "state": states[row.service], "url": url("clause", draft, row.clause),
        }
        for row in page
    ]  # fmt: skip
    filters = [QuickFilter(_("All"), "?", not wanted, len(found.rows))]
    filters += [
        QuickFilter(states[service].label, f"?show={service}", wanted == service, count)
        for service, count in found.counts.items() if count
    ]  # fmt: skip
    context = {
        "rows": rows, "page": page, "filters": filters, "title": _("Clauses"),
        "lead": _("What becomes of every clause of the text: a rule, a page, a plan, or the work of people."),
    }  # fmt: skip
    return show(request, draft, "clauses", Stage.CLAUSES, context)


def _told(draft: Draft, places: tuple[str, ...]) -> list[tuple[str, str]]:
    """Return in words what rests on a clause, each part once, with the page on which it is changed."""
    data, charter, words = draft.data, charter_of(draft), language()
    found: dict[str, str] = {}
    for place in places:
        path = parse(place, data)
        found.setdefault(part_words(path, data, charter, words), element_url(draft.pk, path, data))
    return list(found.items())


def _find(nodes: list[Data], clause: str) -> tuple[list[Data], int] | None:
    for index, node in enumerate(nodes):
        if node["id"] == clause:
            return nodes, index
        if found := _find(node.get("children", []), clause):
            return found
    return None


@draft_page
def clause(request: HttpRequest, draft: Draft, clause: str) -> HttpResponse:
    """Say in short what a clause says, and what serves it."""
    data = draft.data
    found = _find(data["clauses"], clause)
    if found is None:
        raise NotFound
    siblings, index = found
    old = siblings[index]
    form = ClauseForm(
        request.POST if request.method == "POST" else None, part=old, around=around(charter_of(draft)),
        data_of_charter=draft.data, words=draft.texts.get(clause, "") if draft.amends_id is not None else None,
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        siblings[index] = form.written()
        form.mark(data)
        texts = {**draft.texts, clause: form.cleaned_data["words"].strip()} if "words" in form.fields else None
        if keep(request, draft, data, Stage.CLAUSES, form, texts=texts):
            return redirect(
                url("clauses", draft) + "?show=uncovered" if "next" in request.POST else url("clauses", draft)
            )
    loaded = check(draft.data).loaded
    covered = next((row for row in coverage(loaded).rows if row.clause == clause), None) if loaded else None
    places = covered.places if covered else ()
    context = {
        "form": form, "back": url("clauses", draft), "words": draft.texts.get(clause, "") if draft.amends_id is None else "",
        "title": old.get("number") or clause,
        "places": _told(draft, places),
    }  # fmt: skip
    return show(request, draft, "clause", Stage.CLAUSES, context, 422 if form.is_bound else 200)
