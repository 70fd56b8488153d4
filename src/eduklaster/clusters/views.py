"""Pages of the living charter: find, read, choose a template. Nobody needs an account here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from eduklaster.charter.compare import compare
from eduklaster.charter.resolver import Rulebook
from eduklaster.kernel.errors import NotFound
from eduklaster.ui.components import Crumb, QuickFilter

from .enums import ClusterState
from .models import CharterVersion, ClauseText, Cluster
from .presenters.comparison import comparison_page, comparison_sides
from .presenters.defaults import defaults_of
from .presenters.elsewhere import Elsewhere, elsewhere_of
from .presenters.health import findings_on, health_figures, health_of
from .presenters.matters import clause_path, matter_page, matters_listed
from .presenters.reading import Reading, address, kind_label, reading_of
from .presenters.records import (
    legal_bases_listed,
    records_resting_on,
    title_facts,
    version_days,
    version_state,
    versions_listed,
)
from .presenters.serving import served_by, silences_around
from .presenters.states import printed, short_title, standings_of, strip_of, tree_of
from .registry import may_change_rules, may_record_finding
from .selectors import former_versions
from .web import cluster_page


def _crumbs(reading: Reading, *last: str) -> list[Crumb]:
    first = Crumb(str(reading.cluster.charter_word), reading.url("charter"))
    return [first, *(Crumb(title) for title in last)]


@cluster_page
def charter(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the living charter: its title, its clauses with their states, its versions."""
    reading = reading_of(cluster)
    standings = standings_of(reading)
    return render(
        request,
        "clusters/charter.html",
        {
            "reading": reading,
            "identity": reading.charter.identity,
            "facts": title_facts(reading),
            "title": reading.charter.identity.title.in_(reading.language),
            "approval": reading.charter.identity.approval,
            "approved_by": reading.charter.identity.approval.by.in_(reading.language)
            if reading.charter.identity.approval
            else "",
            "approval_act": reading.charter.identity.approval.act.in_(reading.language)
            if reading.charter.identity.approval
            else "",
            "days": version_days(reading.version),
            "state": version_state(reading.version),
            "tree": tree_of(reading, standings),
            "strip": strip_of(reading, standings),
            "versions": versions_listed(reading),
            "law": legal_bases_listed(reading),
            "ending_url": address("procedures:winding_up", args=(cluster.code,))
            if cluster.state in {ClusterState.WINDING_UP, ClusterState.TERMINATED}
            else "",
            "amendments_url": address("amendments:list", args=(cluster.code,)),
            "adoption_url": ""
            if reading.version.effective_from
            else address("amendments:adoption", args=(cluster.code,)),
            "finding_count": len(reading.findings),
        },
    )


@cluster_page
def clause(request: HttpRequest, cluster: Cluster, clause: str) -> HttpResponse:
    """Show one place of the text: what it says, how the platform serves it, what rests on it."""
    reading, elsewhere = _reading_at(cluster, clause, request.GET.get("version", ""))
    found = reading.clauses[clause]
    standings = standings_of(reading)
    ids = [c.id for _depth, c, _parent in reading.places]
    position = ids.index(clause)
    parent = next((p for _depth, c, p in reading.places if c.id == clause), None)
    text = ClauseText.objects.filter(version=reading.version, clause=clause).values_list("text", flat=True).first()
    return render(
        request,
        "clusters/clause.html",
        {
            "reading": reading,
            "elsewhere": elsewhere,
            "clause": found,
            "name": reading.clause_name(clause),
            "title": short_title(found.gist.in_(reading.language)),
            "gist": found.gist.in_(reading.language),
            "section": short_title(parent.gist.in_(reading.language)) if parent else "",
            "section_number": printed(parent) if parent else "",
            "standing": standings[clause],
            "tree": tree_of(reading, standings, clause, depth=1),
            **clause_path(reading, clause),
            "served": served_by(reading, clause),
            "silences": silences_around(reading, clause),
            "findings": findings_on(reading, clause),
            "records": records_resting_on(reading, clause),
            "text": text,
            "children": [
                (c, printed(c), short_title(c.gist.in_(reading.language)), reading.clause_url(c.id), standings[c.id])
                for c in found.children
            ],
            "before": _neighbour(reading, ids, position - 1),
            "after": _neighbour(reading, ids, position + 1),
            "crumbs": _crumbs(reading, reading.clause_name(clause)),
        },
    )


def _reading_at(cluster: Cluster, clause: str, number: str) -> tuple[Reading, Elsewhere | None]:
    """Open the version that has a place: the one that was asked for, else the one in force, else the last that had it.

    So a citation made under an old version leads on, and says where its place is now.

    Raises:
        NotFound: No version that is or was in force has such a place.
    """
    current = reading_of(cluster)
    if (not number or number == str(current.version.number)) and clause in current.clauses:
        return current, None
    for version in former_versions(cluster):
        if number and str(version.number) != number:
            continue
        reading = reading_of(cluster, version)
        if clause in reading.clauses:
            return reading, elsewhere_of(current, version, clause)
    raise NotFound


def _neighbour(reading: Reading, ids: list[str], position: int) -> tuple[str, str, str] | None:
    if not 0 <= position < len(ids):
        return None
    name = ids[position]
    return reading.clause_name(name), short_title(reading.gist(name)), reading.clause_url(name)


@cluster_page
def defaults(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show every documented default as it stands in this cluster today."""
    reading = reading_of(cluster)
    groups = defaults_of(reading, may_change=may_change_rules(request, cluster))
    context = {"reading": reading, "groups": groups, "crumbs": _crumbs(reading, _("Default rules"))}
    return render(request, "clusters/defaults.html", context)


@cluster_page
def health(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show what there is to say about the health of the charter."""
    reading = reading_of(cluster)
    kinds: dict[str, int] = {}
    for finding in reading.findings:
        kinds[finding.kind] = kinds.get(finding.kind, 0) + 1
    chosen = request.GET.get("kind", "")
    chosen = chosen if chosen in kinds else ""
    filters = [QuickFilter(_("All"), request.path, not chosen, len(reading.findings))]
    filters += [QuickFilter(kind_label(k), f"{request.path}?kind={k}", k == chosen, n) for k, n in kinds.items()]
    return render(
        request,
        "clusters/health.html",
        {
            "reading": reading,
            "parts": health_of(reading, kind=chosen, may_edit=may_record_finding(request, cluster)),
            "figures": health_figures(reading),
            "filters": filters,
            "crumbs": _crumbs(reading, _("Health")),
        },
    )


@cluster_page
def matters(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show everything that can be decided in the cluster."""
    reading = reading_of(cluster)
    context = {
        "reading": reading,
        "groups": matters_listed(reading),
        "crumbs": _crumbs(reading, _("How it is decided")),
    }
    return render(request, "clusters/matters.html", context)


@cluster_page
def matter(request: HttpRequest, cluster: Cluster, matter: str) -> HttpResponse:
    """Show how one matter is decided, step by step."""
    reading = reading_of(cluster)
    try:
        page = matter_page(reading, matter)
    except KeyError:
        raise NotFound from None
    crumbs = [
        *_crumbs(reading),
        Crumb(_("How it is decided"), reading.url("matters")),
        Crumb(page.title),
    ]
    return render(request, "clusters/matter.html", {"reading": reading, "page": page, "crumbs": crumbs})


@cluster_page
def comparison(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Lay two charters, or two versions of one, side by side."""
    reading = reading_of(cluster)
    sides = comparison_sides(reading, request.GET.get("a", ""), request.GET.get("with", ""))
    shows_all = request.GET.get("all") == "1"
    page = None
    if sides.first is not None and sides.second is not None:
        first, second = (_rulebook(reading, version) for version in (sides.first, sides.second))
        is_same_cluster = sides.first.cluster_id == sides.second.cluster_id
        on = None if is_same_cluster else reading.on
        page = comparison_page(reading, compare(first, second, on=on), sides, shows_all=shows_all)
    context = {
        "reading": reading,
        "sides": sides,
        "page": page,
        "shows_all": shows_all,
        "crumbs": _crumbs(reading, _("Comparison")),
    }
    return render(request, "clusters/compare.html", context)


def _rulebook(reading: Reading, version: CharterVersion) -> Rulebook:
    return reading.rulebook if version.pk == reading.version.pk else reading_of(version.cluster, version).rulebook


@cluster_page
def download(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Give the charter in force as one YAML file."""
    reading = reading_of(cluster)
    response = HttpResponse(reading.version.source, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{cluster.code}-v{reading.version.number}.yaml"'
    return response


@cluster_page
def cases(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Give the situations on which the charter was tried before the cluster went live, as one YAML file."""
    reading = reading_of(cluster)
    if not reading.version.casebook:
        raise NotFound
    response = HttpResponse(reading.version.casebook, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{cluster.code}-v{reading.version.number}-cases.yaml"'
    return response
