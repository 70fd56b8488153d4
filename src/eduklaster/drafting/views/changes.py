"""Setting a rule of a running cluster by an act, and choosing one of the readings of a clause: both open a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from eduklaster.charter.keys import KEYS
from eduklaster.charter.messages import value_words
from eduklaster.charter.resolver import Origin, Resolved, Rulebook, Scope, rules_of
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import clause_text, mark_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of
from eduklaster.clusters.services import RuleChange
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel.errors import NotFound
from eduklaster.people.access import Viewer, require_signed_in, viewer_of
from eduklaster.procedures.access import doer_of
from eduklaster.procedures.services import rule_propose
from eduklaster.procedures.services.rules import scope_words
from eduklaster.procedures.web import form_page
from eduklaster.ui.components import Crumb

from ..forms.changes import ReadingForm, RuleChangeForm, WhichRuleForm
from .rules import group_titles

TITLE = gettext_noop("Set a rule by an act")


def _reader(request: HttpRequest, cluster: Cluster) -> Viewer:
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    if not viewer.capacities:
        raise NotFound
    return viewer


def _crumbs(cluster: Cluster, last: str) -> list[Crumb]:
    return [
        Crumb(str(cluster.charter_word), reverse("clusters:charter", args=[cluster.code])),
        Crumb(_("Default rules"), reverse("clusters:defaults", args=[cluster.code])),
        Crumb(last),
    ]


def _choose(request: HttpRequest, cluster: Cluster, viewer: Viewer, key: str) -> HttpResponse:
    """Let the reader say which rule is meant."""
    groups: dict[str, list[tuple[str, str]]] = {}
    titles = group_titles()
    for spec in KEYS.values():
        if spec.type != "chain":
            name = titles[spec.key.partition(".")[0]]
            groups.setdefault(name, []).append((spec.key, spec.title.in_(viewer.language)))
    form = WhichRuleForm({"rule": key} if key else None, groups=list(groups.items()))
    context = {"form": form, "title": _(TITLE), "crumbs": _crumbs(cluster, _(TITLE))}
    return render(request, "drafting/which_rule.html", context, status=422 if form.errors else 200)


@cluster_page
def change(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose that an act sets a rule where the charter is silent."""
    viewer = _reader(request, cluster)
    key = request.GET.get("rule", "")
    if key not in KEYS or KEYS[key].type == "chain":
        return _choose(request, cluster, viewer, key)
    rulebook = rulebook_of(cluster, viewer.on)
    spec, now = KEYS[key], rulebook.ask(key, on=viewer.on)
    form = RuleChangeForm(
        request.POST if request.method == "POST" else None,
        spec=spec, charter=rulebook.charter, reader=viewer.language,
    )  # fmt: skip

    def save(data: dict[str, Any]) -> str:
        wanted = RuleChange(key, data["value"], data["valid_from"] or viewer.on, form.scope)
        return _opened(cluster, viewer, wanted, data["why"])

    return form_page(
        request,
        cluster,
        form,
        save,
        title=spec.title.in_(viewer.language),
        lead=_("It holds now: %(value)s. %(why)s")
        % {"value": _value(now, rulebook, viewer), "why": spec.why.in_(viewer.language)},
        submit=_("Open the case"),
        done=_("The case is open."),
        back=reverse("clusters:defaults", args=[cluster.code]) + f"#{spec.code}",
        template="drafting/rule_change.html",
        crumbs=_crumbs(cluster, _(TITLE)),
        context={"marks": [mark] if (mark := mark_of(Citation.of(now), cluster, rulebook.charter)) else []},
    )


@dataclass(frozen=True, slots=True)
class Reading:
    """A clause that can be read in several ways: the reading that holds today, and the others as they are written."""

    key: str
    scope: Scope
    now: Resolved
    others: tuple[Any, ...]


def readings_open(rulebook: Rulebook, on: date) -> list[Reading]:
    """Return the rules whose clause leaves other readings, for each place of the charter that says them."""
    found: dict[tuple[str, Scope], Reading] = {}
    for said in rules_of(rulebook.charter):
        now = rulebook.ask(said.key, on=on, scope=said.scope)
        spec = KEYS[said.key]
        others = tuple(raw for raw in said.rule.alternatives if spec.parse(raw) != now.value)
        if said.rule.clause and said.rule.clause == now.clause and others:
            found[said.key, said.scope] = Reading(said.key, said.scope, now, others)
    return list(found.values())


@cluster_page
def interpret(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Propose which of the readings of a clause is to hold; the text itself stays."""
    viewer = _reader(request, cluster)
    rulebook = rulebook_of(cluster, viewer.on)
    title = _("Choose a reading of a clause")
    offered: dict[str, tuple[Reading, Any]] = {}
    choices = []
    for number, reading in enumerate(readings_open(rulebook, viewer.on)):
        for place, value in enumerate(reading.others):
            offered[f"{number}.{place}"] = (reading, value)
            choices.append((f"{number}.{place}", _reading_words(reading, value, rulebook, viewer)))
    if not offered:
        context = {"title": title, "crumbs": _crumbs(cluster, title)}
        return render(request, "drafting/no_readings.html", context)
    form = ReadingForm(request.POST if request.method == "POST" else None, readings=choices)

    def save(data: dict[str, Any]) -> str:
        reading, value = offered[data["reading"]]
        wanted = RuleChange(reading.key, value, data["valid_from"] or viewer.on, reading.scope, Origin.INTERPRETATION)
        return _opened(cluster, viewer, wanted, data["why"])

    return form_page(
        request,
        cluster,
        form,
        save,
        title=title,
        lead=_("Only readings that the wording of a clause allows; the text itself is never edited."),
        submit=_("Open the case"),
        done=_("The case is open."),
        back=reverse("clusters:health", args=[cluster.code]),
        crumbs=_crumbs(cluster, title),
    )


def _opened(cluster: Cluster, viewer: Viewer, wanted: RuleChange, why: str) -> str:
    case = rule_propose(cluster=cluster, change=wanted, why=why, doer=doer_of(viewer), on=viewer.on)
    return reverse("procedures:case", args=[cluster.code, case.pk])


def _value(now: Resolved, rulebook: Rulebook, viewer: Viewer) -> str:
    return value_words(now.key, now.value, viewer.language, rulebook.charter)


def _reading_words(reading: Reading, value: Any, rulebook: Rulebook, viewer: Viewer) -> str:
    charter, words = rulebook.charter, viewer.language
    where = scope_words(charter, reading.scope, words)
    return _("%(clause)s · %(rule)s: %(value)s; now: %(now)s") % {
        "clause": clause_text(charter, reading.now.clause or ""),
        "rule": f"{KEYS[reading.key].title.in_(words)} ({where})" if where else KEYS[reading.key].title.in_(words),
        "value": value_words(reading.key, KEYS[reading.key].parse(value), words, charter),
        "now": _value(reading.now, rulebook, viewer),
    }
