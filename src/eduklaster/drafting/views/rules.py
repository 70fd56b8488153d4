"""Rules one by one: of the cluster, of an organ, an office, a matter, a step."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from eduklaster.charter import messages
from eduklaster.charter.keys import KEYS
from eduklaster.clusters.presenters.reading import language
from eduklaster.kernel.errors import NotFound

from ..checking import as_yaml
from ..enums import Stage
from ..forms.rules import RuleForm
from ..forms.texts import own_words
from ..models import Draft
from .common import Data, around, charter_of, draft_page, findings_at, keep, show, url
from .parts import removed, source_words
from .procedures import own_matter


@dataclass(frozen=True, slots=True)
class Place:
    """Whose rules are edited: the holder in the data, its path and its name."""

    name: str
    title: str
    path: tuple[str | int, ...]
    holder: Data


def _place(draft: Draft, data: Data, name: str) -> Place:
    words = language()
    match name.split("."):
        case ["cluster"]:
            return Place(name, _("The whole cluster"), (), data)
        case ["organs" | "offices" as kind, key] if key in data.get(kind, {}):
            holder = data[kind][key]
            return Place(name, own_words(holder["name"], words), (kind, key), holder)
        case ["matters", matter]:
            own_matter(charter_of(draft), data, matter)
            return Place(
                name,
                messages.matter_words(charter_of(draft), matter, words),
                ("matters", matter),
                data["matters"][matter],
            )
        case ["steps", matter, step]:
            own_matter(charter_of(draft), data, matter)
            for index, row in enumerate(data["matters"][matter]["steps"]):
                if row["id"] == step:
                    title = own_words(row.get("title"), words) or messages.step_kind_words(row["kind"], words)
                    return Place(name, title, ("matters", matter, "steps", index), row)
    raise NotFound


_GROUPS = ("quorum", "voting", "notice", "agenda", "sessions", "minutes", "decisions", "proposals", "seats", "chair", "term")  # fmt: skip


@draft_page
def rules(request: HttpRequest, draft: Draft) -> HttpResponse:
    """List every rule with its value: what the charter says, and what a default says in its place."""
    data, words = draft.data, language()
    place = _place(draft, data, request.GET.get("scope") or "cluster")
    own = place.holder.get("rules", {})
    groups: dict[str, list[tuple[str, str, str, bool, str]]] = {}
    for key, spec in KEYS.items():
        head = key.partition(".")[0]
        if spec.type == "chain" or (place.name != "cluster" and head not in _GROUPS and key not in own):
            continue
        rule = own.get(key)
        is_own = rule is not None
        if isinstance(rule, list):
            value, source = _("different values in time"), source_words(rule[-1])
        elif rule is not None:
            value, source = messages.value_words(key, spec.parse(rule["value"]), words), source_words(rule)
        else:
            value, source = (
                messages.value_words(key, spec.default, words),
                _("default · %(code)s") % {"code": spec.code},
            )
        row = (spec.title.in_(words), value, source, is_own, url("rule", draft, place.name, key))
        groups.setdefault(head, []).append(row)
    titles = group_titles()
    told = [(titles[head], rows, sum(1 for row in rows if row[3])) for head, rows in groups.items()]
    context = {
        "groups": told, "title": _("Rules"), "scope_title": place.title, "scope": place.name,
        "lead": _("Each rule stands with its value. Solid: the charter says so. Dashed: it is silent, and the default applies."),
        "scopes": [("cluster", _("The whole cluster"))]
        + [(f"organs.{n}", own_words(o["name"], words)) for n, o in data["organs"].items()],
    }  # fmt: skip
    return show(request, draft, "rules", Stage.RULES, context)


def group_titles() -> dict[str, str]:
    """Return the heading of every group of rules; a group without one is a mistake and not to be shown by its code."""
    return {
        "voting": _("Voting"), "quorum": _("Quorum"), "notice": _("Notice of a session"), "agenda": _("Agenda"),
        "sessions": _("Sessions"), "minutes": _("Minutes"), "decisions": _("Decisions"), "proposals": _("Proposals"),
        "seats": _("Seats"), "chair": _("Chair"), "term": _("Terms of office"), "office": _("Offices"), "head": _("Head"),
        "admission": _("Admission"), "leaving": _("Leaving"), "exclusion": _("Exclusion"), "order": _("Orders"),
        "amendment": _("Amendments"), "charter": _("Charter"), "cluster": _("Cluster"), "acts": _("Acts"),
        "founding": _("Founding"), "report": _("Report"), "plan": _("Plan"), "fees": _("Fees"),
        "electorate": _("Electorate"), "privacy": _("Privacy"), "publication": _("Publication"),
        "participants": _("Participants"), "acknowledgement": _("Acknowledgement"), "case": _("Cases"),
        "indicators": _("Indicators"), "duty": _("Delegation"), "reminder": _("Reminders"), "tasks": pgettext("execution", "Tasks"),
    }  # fmt: skip


@draft_page
def rule(request: HttpRequest, draft: Draft, scope: str, key: str) -> HttpResponse:
    """Say what the charter says on one rule, or return to the default."""
    if key not in KEYS or KEYS[key].type == "chain":
        raise NotFound
    data, words, spec = draft.data, language(), KEYS[key]
    place = _place(draft, data, scope)
    known = place.holder.get("rules", {})
    old = known.get(key)
    path = (*place.path, "rules", key)
    back = url("rules", draft) + (f"?scope={scope}" if scope != "cluster" else "")
    if isinstance(old, list):
        context: Data = {"title": spec.title.in_(words), "kept": as_yaml({key: old}), "back": back, "form": None}
        return show(request, draft, "rule", Stage.RULES, context)
    if "remove" in request.POST and old is not None:
        del known[key]
        return removed(request, draft, data, Stage.RULES, back)
    form = RuleForm(
        request.POST if request.method == "POST" else None, spec=spec, part=old, around=around(charter_of(draft))
    )
    if request.method == "POST" and form.is_valid():
        place.holder.setdefault("rules", {})[key] = form.written()
        if keep(request, draft, data, Stage.RULES, form, path):
            return redirect(back)
    if request.method == "POST" and form.non_field_errors():
        flash.error(request, _("Nothing was changed."))
    context = {
        "form": form, "title": spec.title.in_(words), "lead": place.title, "back": back, "is_own": old is not None,
        "silent": messages.value_words(key, spec.default, words), "code": spec.code, "why": spec.why.in_(words),
        "found": findings_at(draft, draft.data, path),
    }  # fmt: skip
    return show(request, draft, "rule", Stage.RULES, context, 422 if form.is_bound else 200)
