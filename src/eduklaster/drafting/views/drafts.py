"""Drafts: begun, listed, shared, returned to a former state, downloaded, deleted."""

from __future__ import annotations

from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eduklaster.clusters.presenters.reading import language
from eduklaster.kernel import clock
from eduklaster.kernel.errors import DomainError, InputError
from eduklaster.kernel.sorting import uk_key
from eduklaster.ui.components import Confirmation, Crumb, Record, State

from .. import services
from ..checking import as_yaml, cases_as_yaml
from ..enums import Stage
from ..forms.start import EditorForm, StartForm
from ..models import Draft
from ..patterns import pattern_codes, pattern_title
from ..selectors import drafts_of, version_get, versions_of
from .common import account, draft_page, refuse, revision_of, url

_FILE_LIMIT = 4_000_000


@login_required
def drafts(request: HttpRequest) -> HttpResponse:
    """List a person's drafts and begin a new one."""
    words = language()
    patterns = [("", _("A minimal charter: a council of all participants, a head, a secretary"))]
    patterns += sorted(
        ((c, ": ".join(pattern_title(c, words))) for c in pattern_codes()), key=lambda pair: uk_key(pair[1])
    )
    form = StartForm(request.POST or None, request.FILES or None, patterns=patterns)
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        try:
            if entered["file"]:
                if entered["file"].size > _FILE_LIMIT:
                    raise InputError("draft.file", _("The file is too large."), field="file")
                made = services.draft_load(owner=account(request), content=entered["file"].read(), name=entered["name"])
            else:
                made = services.draft_create(
                    owner=account(request), template=entered["template"], name=entered["name"], on=clock.today()
                )
        except InputError as error:
            refuse(form, error)
        else:
            return redirect("drafting:text", made.pk)
    rows = [
        (
            Record(
                d.name,
                reverse("clusters:charter", args=[d.cluster.code])
                if d.cluster and not d.is_open
                else reverse(f"drafting:{d.stage}", args=[d.pk]),
                Stage(d.stage).label,
                "file-text",
                State(d.get_state_display(), "now" if d.is_open else "ok"),
            ),
            reverse("drafting:history", args=[d.pk]),
            reverse("drafting:delete", args=[d.pk]) if d.owner_id == account(request).pk else "",
        )
        for d in drafts_of(account(request))
    ]
    status = 422 if form.is_bound else 200
    return render(request, "drafting/drafts.html", {"form": form, "rows": rows}, status=status)


@draft_page
def delete(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Delete a draft after a question."""
    if request.method == "POST":
        services.draft_delete(draft=draft, by=account(request))
        flash.success(request, _("The draft is deleted."))
        return redirect("drafting:drafts")
    confirmation = Confirmation(
        _("Delete the draft «%(name)s»?") % {"name": draft.name},
        _("The draft and its uploaded text go for good. A cluster that came of it stays."),
        _("Delete the draft"),
        cancel_url=reverse("drafting:drafts"),
    )
    return render(request, "drafting/confirm.html", {"confirmation": confirmation, "draft": draft})


@draft_page
def download(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Give the draft as one YAML file that loads again; with `?cases=1` the situations that it is tried on."""
    data = draft.data
    name = data["identity"]["code"]
    if "cases" in request.GET:
        content, name = cases_as_yaml(draft.cases), f"{name}-cases"
    else:
        content = as_yaml(data)
    response = HttpResponse(content, content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.yaml"'
    return response


@draft_page
def history(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Show the kept states and the editors; take an editor in."""
    form = EditorForm(request.POST or None)
    is_owner = draft.owner_id == account(request).pk
    if request.method == "POST" and is_owner and form.is_valid():
        try:
            services.editor_add(draft=draft, email=form.cleaned_data["email"])
        except DomainError as error:
            refuse(form, error)
        else:
            flash.success(request, _("This person can write on the draft now."))
            return redirect("drafting:history", draft.pk)
    page = Paginator(versions_of(draft), 25).get_page(request.GET.get("page"))
    context = {
        "draft": draft,
        "form": form,
        "is_owner": is_owner,
        "page": page,
        "rows": [(v, Stage(v.stage).label, services.editor_name(v.kept_by)) for v in page],
        "editors": [(e.pk, services.editor_name(e)) for e in draft.editors.select_related("person").order_by("pk")],
        "crumbs": [
            Crumb(_("New cluster"), reverse("drafting:drafts")), Crumb(draft.name, url("identity", draft)),
            Crumb(_("States and editors")),
        ],
    }  # fmt: skip
    return render(request, "drafting/history.html", context, status=422 if form.errors else 200)


@require_POST
@draft_page
def restore(request: HttpRequest, draft: Draft, number: int) -> HttpResponse:
    """Return to a kept state."""
    version = version_get(draft, number)
    services.draft_restore(draft=draft, version=version, by=account(request), revision=revision_of(request))
    flash.success(request, _("The draft stands again as it was. This return is a state too and can be undone."))
    return redirect(f"drafting:{version.stage}", draft.pk)


@require_POST
@draft_page
def editor_remove(request: HttpRequest, draft: Draft, editor: int) -> HttpResponse:
    """Take an editor off the draft; one may also go oneself."""
    if draft.owner_id == account(request).pk or editor == account(request).pk:
        services.editor_remove(draft=draft, user=editor)
        flash.success(request, _("This person no longer writes on the draft."))
    return (
        redirect("drafting:history", draft.pk) if draft.owner_id == account(request).pk else redirect("drafting:drafts")
    )
