"""Going live: what will be in force, who keeps the records, and the question before it."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from eduklaster.charter import messages
from eduklaster.charter.keys import KEYS
from eduklaster.charter.linter import coverage
from eduklaster.charter.matters import chain_of, matters_in
from eduklaster.clusters.appearance import emblem_kinds
from eduklaster.clusters.presenters.reading import language
from eduklaster.kernel import clock
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.ui.components import Fact
from eduklaster.ui.emblem import emblem

from .. import services
from ..checking import check
from ..enums import Stage
from ..forms.start import LiveForm
from ..models import Draft
from ..trials import run
from .common import account, draft_page, refuse, show
from .returning import again_page


@draft_page
def live(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Set the cluster up after a summary and a question; an amendment, and what was taken back, have pages of their own."""
    if draft.amends_id is not None:
        return redirect("drafting:submit", draft.pk)
    if draft.cluster_id is not None and draft.is_open:
        return again_page(request, draft)
    form = LiveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        invited = (
            services.FirstSecretary(entered["surname"], entered["given_name"], entered["email"])
            if entered["keeper"] == "invite"
            else None
        )
        try:
            services.draft_go_live(draft=draft, owner=account(request), on=clock.today(), secretary=invited)
        except DomainError as error:
            refuse(form, error)
        else:
            flash.success(request, _("The cluster is set up."))
            return redirect("drafting:done", draft.pk)
    loaded, words = check(draft.data).loaded, language()
    if loaded is None:
        raise NotFound
    charter = loaded.charter
    identity, covered = charter.identity, coverage(loaded)
    set_here = _set_rules(draft)
    silent = [s.title.in_(words) for key, s in KEYS.items() if s.type != "chain" and key not in set_here]
    founding = chain_of(charter, "found")
    context = {
        "form": form,
        "facts": [
            Fact(_("Name"), identity.name.in_(words)),
            Fact(_("Address on the platform"), f"/c/{identity.code}/"),
            Fact(_("Text in force from"), messages.day_words(identity.effective_from, words)),
            Fact(_("Founded by"), " → ".join(dict.fromkeys(messages.step_words(s, words) for s in founding.steps))),
            Fact(_("Organs"), ", ".join(o.name.in_(words) for o in charter.organs.values())),
            Fact(_("Offices"), ", ".join(o.name.in_(words) for o in charter.offices.values())),
            Fact(_("Own procedures"), str(sum(not chain_of(charter, m).is_default for m in matters_in(charter)))),
            Fact(_("Clauses that nothing serves yet"), str(len(covered.uncovered))),
        ],
        "silent": silent,
        "failed": sum(not r.passed for r in run(draft.cases, loaded, words)),
        "emblem": emblem(identity.name.in_(identity.language), tuple(emblem_kinds(charter)), size=96),
        "name": identity.short_name.in_(words),
        "office": charter.offices[charter.roles.secretary].name.in_(words),
        "title": _("Go live"),
    }
    return show(request, draft, "live", Stage.LIVE, context, 422 if form.is_bound else 200)


def _set_rules(draft: Draft) -> set[str]:
    """Return every rule that the charter sets somewhere."""

    def walk(part: object) -> set[str]:
        if isinstance(part, dict):
            own = set(part["rules"]) if isinstance(part.get("rules"), dict) else set()
            return own.union(*(walk(v) for v in part.values()))
        return set().union(*(walk(v) for v in part)) if isinstance(part, list) else set()

    return walk(draft.data)


@draft_page
def done(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say that the cluster lives, and what to do next."""
    if draft.cluster is None:
        raise NotFound
    return render(request, "drafting/done.html", {"draft": draft, "cluster": draft.cluster})
