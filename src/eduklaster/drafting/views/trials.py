"""Trying the charter: situations, kept cases, and the reading of every procedure in words."""

from __future__ import annotations

from django.contrib import messages as flash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from eduklaster.charter import messages
from eduklaster.charter.explain import explain_rows
from eduklaster.charter.matters import matters_in
from eduklaster.charter.resolver import Rulebook
from eduklaster.clusters.presenters.reading import language
from eduklaster.kernel import clock
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.kernel.sorting import uk_key
from eduklaster.ui.components import Tab

from .. import services
from ..checking import check
from ..enums import Stage
from ..forms.trials import ANSWERS, SITUATIONS, CaseForm
from ..models import Draft
from ..trials import answer, generated, run
from .common import account, charter_of, draft_page, refuse, revision_of, show, url


@draft_page
def trials(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Try a situation, keep it as a case, and run all the kept ones."""
    loaded, words, today = check(draft.data).loaded, language(), clock.today()
    if loaded is None:
        raise NotFound
    charter = loaded.charter
    ask = request.GET.get("ask", "vote")
    if ask not in SITUATIONS:
        raise NotFound
    if request.method == "POST" and "drop" in request.POST:
        return _drop(request, draft)
    day = max(today, charter.identity.effective_from)
    asked = request.GET if len(set(request.GET) - {"ask"}) else None
    form = SITUATIONS[ask](asked, charter=charter, language=words)
    result, keep_form, organ = None, None, charter.roles.main_organ
    if form.is_bound and form.is_valid():
        situation = form.situation()
        organ = situation.get("organ", organ)
        result = answer(situation, loaded, day, words)
        keep_form = CaseForm(
            request.POST if request.method == "POST" else None, ask=ask, initial={"expected": result.answer}
        )
        if request.method == "POST" and keep_form.is_valid():
            entered = keep_form.cleaned_data
            case = {
                "name": entered["name"],
                "on": day.isoformat(),
                **situation,
                "expect": {"answer": entered["expected"]},
            }
            try:
                services.cases_set(
                    draft=draft, cases=[*draft.cases, case], by=account(request), revision=revision_of(request)
                )
            except DomainError as error:
                refuse(keep_form, error)
            else:
                flash.success(request, _("The case is kept."))
                return redirect(url("trials", draft) + "#cases")
    ran = run(draft.cases, loaded, words)
    titles = {"vote": _("A vote"), "eligibility": _("Somebody wants to join"), "notice": _("A session is called")}
    context = {
        "form": form, "result": result, "keep_form": keep_form, "ask": ask,
        "result_word": ANSWERS[ask].get(result.answer, "") if result else "",
        "kinds": [Tab(title, f"?ask={name}", name == ask) for name, title in titles.items()],
        "organ_name": charter.organs[organ].name.in_(words),
        "generated": generated(Rulebook(charter), organ, day, words) if ask == "vote" else [],
        "ran": [(r, ANSWERS[r.ask].get(r.expected, r.expected), ANSWERS[r.ask].get(r.answered.answer, "—")) for r in ran],
        "failed": sum(not r.passed for r in ran),
    }  # fmt: skip
    is_refused = (form.is_bound and not form.is_valid()) or (keep_form is not None and keep_form.is_bound)
    return show(request, draft, "trials", Stage.TRIALS, context, 422 if is_refused else 200)


def _drop(request: HttpRequest, draft: Draft) -> HttpResponse:
    raw = request.POST["drop"]
    if not raw.isdigit() or int(raw) >= len(draft.cases):
        raise NotFound
    rest = [case for index, case in enumerate(draft.cases) if index != int(raw)]
    try:
        services.cases_set(draft=draft, cases=rest, by=account(request), revision=revision_of(request))
    except DomainError as error:
        flash.error(request, error.message)
    else:
        flash.success(request, _("Removed."))
    return redirect("drafting:trials", draft.pk)


@draft_page
def preview(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Read in words how every matter will be decided."""
    charter, words = charter_of(draft), language()
    day = max(clock.today(), charter.identity.effective_from)
    rulebook = Rulebook(charter)
    told = []
    for name in matters_in(charter):
        rows = explain_rows(rulebook, name, on=day, language=words)
        told.append((messages.matter_words(charter, name, words), rows))
    told.sort(key=lambda pair: uk_key(pair[0]))
    return show(request, draft, "preview", Stage.PREVIEW, {"told": told})
