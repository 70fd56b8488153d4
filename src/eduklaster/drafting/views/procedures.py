"""Procedures: the chain of each matter, its links, what the matter itself says."""

from __future__ import annotations

from typing import Any, cast

from django.forms import Form as EmptyForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from eduklaster.charter import messages
from eduklaster.charter.matters import chain_of, matters_in
from eduklaster.charter.schema import Charter, Matter, Requirement, Step
from eduklaster.clusters.presenters.reading import language
from eduklaster.kernel.errors import NotFound
from eduklaster.kernel.sorting import uk_key
from eduklaster.ui.components import Record, State

from ..enums import Stage
from ..forms.parts import PartForm
from ..forms.texts import fresh_id, own_words
from ..forms.words import PRODUCES
from ..models import Draft
from ..patterns import chain_code, plain
from .common import (
    Data,
    around,
    charter_of,
    draft_page,
    findings_at,
    keep,
    rows_form,
    show,
    url,
    written_rows,
)
from .parts import removed, source_words


@draft_page
def chains(request: HttpRequest, draft: Draft) -> HttpResponse:
    """List every matter with the chain that decides it."""
    charter, words = charter_of(draft), language()
    rows = []
    for name in matters_in(charter):
        chain = chain_of(charter, name)
        steps = " → ".join(dict.fromkeys(messages.step_words(s, words) for s in chain.steps))
        state = State(_("by default"), "", "circle-dashed") if chain.is_default else State(_("own"), "ok", "bookmark")
        title = messages.matter_words(charter, name, words)
        rows.append(Record(title, url("chain", draft, name), steps, "route", state))
    rows.sort(key=lambda row: uk_key(str(row.title)))
    context = {
        "rows": rows, "title": _("Procedures"),
        "lead": _("For each matter: who proposes, who decides, by which act. What you leave alone goes by the default chain."),
    }  # fmt: skip
    return show(request, draft, "list", Stage.CHAINS, context)


def own_matter(charter: Charter, data: Data, name: str) -> Data:
    """Return the matter as it stands in the charter's data; a default one is made the charter's own there.

    Raises:
        NotFound: There is no such matter.
    """
    known = data.setdefault("matters", {})
    if name in known:
        return cast(Data, known[name])
    if name not in matters_in(charter):
        raise NotFound
    chain = chain_of(charter, name)
    matter = chain.matter.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    steps = [s.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True) for s in chain.steps]
    ids = {s["id"] for s in steps}
    for step in steps:
        for field in ("after", "basis"):
            if field in step:
                step[field] = [s for s in step[field] if s in ids]
    known[name] = plain({**matter, "steps": steps})
    return cast(Data, known[name])


@draft_page
def chain(request: HttpRequest, draft: Draft, matter: str) -> HttpResponse:
    """Show the chain of a matter; move and remove its steps, or return to the default."""
    data, charter, words = draft.data, charter_of(draft), language()
    is_own = matter in data.get("matters", {})
    if "reset" in request.POST and is_own:
        del data["matters"][matter]
        return removed(request, draft, data, Stage.CHAINS, url("chains", draft))
    old = own_matter(charter, data, matter)
    holder = EmptyForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and holder.is_valid():
        data["matters"][matter] = with_steps(old, moved(old["steps"], request.POST))
        if not data["matters"][matter]["steps"]:
            holder.add_error(None, _("A chain has at least one step."))
        elif keep(request, draft, data, Stage.CHAINS, holder, ("matters", matter)):
            return redirect("drafting:chain", draft.pk, matter)
    steps = [
        {
            "id": step["id"],
            "title": own_words(step.get("title"), words) or messages.step_kind_words(step["kind"], words),
            "by": messages.parties_words(step["by"] if isinstance(step["by"], list) else [step["by"]], words, charter),
            "due": messages.period_words(step["due"], words) if step.get("due") else "",
            "source": source_words(step),
            "url": url("step", draft, matter, step["id"]),
            "found": findings_at(draft, data, ("matters", matter, "steps", index)) if is_own else [],
        }
        for index, step in enumerate(old["steps"])
    ]
    context = {
        "form": holder, "steps": steps, "is_own": is_own, "back": url("chains", draft),
        "add_url": url("step", draft, matter, "new"), "about_url": url("matter", draft, matter),
        "title": messages.matter_words(charter, matter, words),
        "found": [f for f in findings_at(draft, draft.data, ("matters", matter)) if not any(f in s["found"] for s in steps)],
    }  # fmt: skip
    return show(request, draft, "chain", Stage.CHAINS, context, 422 if holder.is_bound else 200)


def moved(steps: list[Data], posted: Any) -> list[Data]:
    """Return the steps with one moved or removed, as a button of the page asked."""
    ids = [step["id"] for step in steps]
    found = list(steps)
    for action, by in (("up", -1), ("down", 1)):
        if (name := posted.get(action)) in ids:
            here = ids.index(name)
            if 0 <= (there := here + by) < len(found):
                found[here], found[there] = found[there], found[here]
                # A written order of precedence would contradict the new one: the steps follow each other.
                found = [{k: v for k, v in step.items() if k != "after"} for step in found]
    return [step for step in found if step["id"] != posted.get("drop")]


def with_steps(matter: Data, steps: list[Data]) -> Data:
    """Return a matter with other steps; what named a step that is gone is left out."""
    known = {step["id"] for step in steps}
    found = {**matter, "steps": [_known_only(step, known) for step in steps]}
    if found.get("effect_at") not in known:
        found.pop("effect_at", None)
    return found


def _known_only(step: Data, known: set[str]) -> Data:
    found = dict(step)
    for field in ("after", "basis"):
        if field in found:
            found[field] = [name for name in found[field] if name in known]
            if not found[field]:
                del found[field]
    if found.get("decline", {}).get("to") not in known and found.get("decline", {}).get("then") == "back":
        found["decline"] = {k: v for k, v in found["decline"].items() if k != "to"} | {"then": "close"}
    return found


@draft_page
def step(request: HttpRequest, draft: Draft, matter: str, step: str) -> HttpResponse:
    """Edit one link of a chain, or add one at its end."""
    data, charter, words = draft.data, charter_of(draft), language()
    old_matter = own_matter(charter, data, matter)
    steps: list[Data] = old_matter["steps"]
    index = next((i for i, row in enumerate(steps) if row["id"] == step), None)
    if index is None and step != "new":
        raise NotFound
    old = steps[index] if index is not None else {}
    others = tuple(
        (s["id"], own_words(s.get("title"), words) or messages.step_kind_words(s["kind"], words))
        for s in steps if s["id"] != step
    )  # fmt: skip
    surroundings = around(charter, others)
    posted = request.POST if request.method == "POST" else None
    silent = chain_code(old_matter["kind"])
    place = ("matters", matter, "steps", index if index is not None else len(steps))
    form = PartForm(posted, model=Step, part=old, around=surroundings, silent=silent)
    needs = rows_form(request, Requirement, old.get("needs", []), "needs", surroundings, place)
    if request.method == "POST" and form.is_valid() and needs.is_valid():
        found = form.written()
        if old.get("kind") != found["kind"] and "produces" not in form.changed_data:
            found["produces"] = PRODUCES.get(found["kind"], "none")
        found.setdefault("id", fresh_id(found["kind"], {row["id"] for row in steps}))
        found["needs"] = written_rows(needs, "condition")
        if not found["needs"]:
            del found["needs"]
        if index is None:
            steps.append(found)
        else:
            steps[index] = found
        if keep(request, draft, data, Stage.CHAINS, form, place):
            return redirect("drafting:chain", draft.pk, matter)
    title = own_words(old.get("title"), words) or (
        messages.step_kind_words(old["kind"], words) if old else _("New step")
    )
    context = {
        "form": form, "formsets": [("needs", _("Conditions"), needs)], "back": url("chain", draft, matter), "title": title,
        "lead": messages.matter_words(charter, matter, words), "found": findings_at(draft, draft.data, place) if old else [],
        "rules_url": url("rules", draft) + f"?scope=steps.{matter}.{step}" if old else "",
    }  # fmt: skip
    return show(request, draft, "part", Stage.CHAINS, context, 422 if form.is_bound else 200)


@draft_page
def matter(request: HttpRequest, draft: Draft, matter: str) -> HttpResponse:
    """Edit what a matter itself says: its name, who opens it, its grounds, where its effect comes."""
    data, charter, words = draft.data, charter_of(draft), language()
    old = own_matter(charter, data, matter)
    ids = tuple(
        (s["id"], own_words(s.get("title"), words) or messages.step_kind_words(s["kind"], words)) for s in old["steps"]
    )
    surroundings, place = around(charter, ids), ("matters", matter)
    posted = request.POST if request.method == "POST" else None
    form = PartForm(posted, model=Matter, part=old, around=surroundings, leave_out=("kind",))
    from eduklaster.charter.schema import Ground

    grounds = rows_form(request, Ground, old.get("grounds", []), "grounds", surroundings, (*place, "grounds"))
    if request.method == "POST" and form.is_valid() and grounds.is_valid():
        found = form.written()
        found["grounds"] = written_rows(grounds, "ground")
        if not found["grounds"]:
            del found["grounds"]
        data["matters"][matter] = found
        if keep(request, draft, data, Stage.CHAINS, form, place):
            return redirect("drafting:chain", draft.pk, matter)
    context = {
        "form": form, "formsets": [("grounds", _("Grounds"), grounds)], "back": url("chain", draft, matter),
        "title": messages.matter_words(charter, matter, words), "found": [],
        "rules_url": url("rules", draft) + f"?scope=matters.{matter}",
    }  # fmt: skip
    return show(request, draft, "part", Stage.CHAINS, context, 422 if form.is_bound else 200)
