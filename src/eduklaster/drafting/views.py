"""Pages of the wizard: find the draft, read a form, call one service, go on."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.forms import BaseFormSet, formset_factory
from django.forms import Form as EmptyForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from eduklaster.charter import messages
from eduklaster.charter.explain import explain_rows
from eduklaster.charter.matters import chain_of, default_matters, matters_in
from eduklaster.charter.resolver import Rulebook
from eduklaster.charter.schema import Charter
from eduklaster.clusters.enums import FindingState
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.presenters.health import finding_row, severity_words
from eduklaster.clusters.presenters.reading import SEVERITIES, language, reading_of
from eduklaster.clusters.selectors import finding_code
from eduklaster.clusters.services import finding_note_set
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel import clock
from eduklaster.kernel.errors import DomainError, InputError, NotFound
from eduklaster.kernel.sorting import uk_key
from eduklaster.people.access import require_secretary, require_signed_in, viewer_of
from eduklaster.people.models import User
from eduklaster.ui.components import Confirmation, Crumb, Figure, Record, State, Tab

from . import forms, services
from .checking import as_yaml, check, health
from .document import document_of, lines_of
from .enums import Stage
from .models import Draft
from .patterns import chain_code, pattern_codes, pattern_title, plain
from .selectors import draft_get, drafts_of
from .trials import generated, trial

P = ParamSpec("P")
Data = dict[str, Any]
_FINDINGS_SHOWN = 6


def _account(request: HttpRequest) -> User:
    return cast(User, request.user)


def draft_page(view: Callable[Concatenate[HttpRequest, Draft, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Pass the reader's own draft to a view; a guest signs in first, another person's draft is not there."""

    @wraps(view)
    def find(request: HttpRequest, draft: int, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, draft_get(_account(request), draft), *args, **kwargs)

    return cast("Callable[..., HttpResponse]", login_required(find))


def _charter(draft: Draft) -> Charter:
    loaded = check(draft.data).loaded
    if loaded is None:
        raise NotFound
    return loaded.charter


def _url(name: str, draft: Draft, *args: Any) -> str:
    return reverse(f"drafting:{name}", args=[draft.pk, *args])


def _beside(draft: Draft) -> Data:
    """Return what stands beside every page of the wizard: problems, and the health of the charter so far."""
    data, words = draft.data, language()
    found = health(data, clock.today())
    counts = {s: sum(1 for f in found if f.severity == s) for s in SEVERITIES}
    weighty = [f.message.in_(words) for f in found if f.severity != "notice"]
    return {
        "problems": check(data).problems,
        "health_figures": [Figure(str(counts[s]), severity_words(s)[0]) for s in SEVERITIES],
        "weighty": weighty[:_FINDINGS_SHOWN],
        "weighty_more": max(0, len(weighty) - _FINDINGS_SHOWN),
    }


def _show(
    request: HttpRequest, draft: Draft, template: str, stage: Stage, context: Data, status: int = 200
) -> HttpResponse:
    tabs = [Tab(s.label, _url(s.value, draft), s is stage) for s in Stage]
    stages = list(Stage)
    position = stages.index(stage)
    following = stages[position + 1] if position + 1 < len(stages) else None
    crumbs = [
        Crumb(_("New cluster"), reverse("drafting:drafts")),
        Crumb(draft.name, _url("identity", draft)),
        Crumb(stage.label),
    ]
    base = {
        "draft": draft,
        "tabs": tabs,
        "crumbs": crumbs,
        "stage": stage,
        "next_url": _url(following.value, draft) if following else "",
        "next_label": following.label if following else "",
        **_beside(draft),
    }
    return render(request, f"drafting/{template}.html", {**base, **context}, status=status)


def _save(request: HttpRequest, draft: Draft, data: Data, stage: Stage, form: Any) -> bool:
    """Keep a changed charter; what is wrong goes on top of the form."""
    try:
        services.draft_save(draft=draft, data=data, stage=stage)
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    flash.success(request, _("Kept."))
    return True


# ─── drafts ────────────────────────────────────────────────────────────────────────────────────────────────────────


@login_required
def drafts(request: HttpRequest) -> HttpResponse:
    """List a person's drafts and begin a new one."""
    words = language()
    patterns = [("", _("A minimal charter: a council of all participants, a head, a secretary"))]
    patterns += sorted(
        ((c, ": ".join(pattern_title(c, words))) for c in pattern_codes()), key=lambda pair: uk_key(pair[1])
    )
    form = forms.StartForm(request.POST or None, patterns=patterns)
    if request.method == "POST" and form.is_valid():
        try:
            made = services.draft_create(
                owner=_account(request),
                template=form.cleaned_data["template"],
                name=form.cleaned_data["name"],
                on=clock.today(),
            )
        except InputError as error:
            form.add_error(error.field or None, error.message)
        else:
            return redirect("drafting:text", made.pk)
    rows = [
        (
            Record(
                d.name,
                reverse("clusters:charter", args=[d.cluster.code])
                if d.cluster
                else reverse(f"drafting:{d.stage}", args=[d.pk]),
                Stage(d.stage).label,
                "file-text",
                State(d.get_state_display(), "now" if d.is_open else "ok"),
            ),
            reverse("drafting:delete", args=[d.pk]),
        )
        for d in drafts_of(_account(request))
    ]
    status = 422 if form.is_bound else 200
    return render(request, "drafting/drafts.html", {"form": form, "rows": rows}, status=status)


@draft_page
def delete(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Delete a draft after a question."""
    if request.method == "POST":
        services.draft_delete(draft=draft)
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
    """Give the draft as one YAML file that loads again."""
    data = draft.data
    response = HttpResponse(as_yaml(data), content_type="application/yaml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{data["identity"]["code"]}.yaml"'
    return response


# ─── the text ──────────────────────────────────────────────────────────────────────────────────────────────────────


@draft_page
def text(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Send the cluster's own text and see its tree."""
    form = forms.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["document"]
        try:
            services.document_upload(draft=draft, content=file.read(), name=file.name)
        except DomainError as error:
            form.add_error("document", error.message)
        else:
            return redirect("drafting:text", draft.pk)
    return _text_page(request, draft, form, 422 if form.is_bound else 200)


def _text_page(request: HttpRequest, draft: Draft, form: Any, status: int = 200, error: str = "") -> HttpResponse:
    document = document_of(draft)
    words = language()
    context = {
        "form": form,
        "document": document,
        "lines": lines_of(document) if document else [],
        "warnings": [w.message(words) for w in document.warnings] if document else [],
        "node_kinds": [
            ("heading", _("heading")), ("clause", _("clause")), ("item", _("item")), ("paragraph", _("paragraph")),
            ("annex", _("annex")), ("title", _("title")), ("stamp", _("approval stamp")),
        ],
        "is_taken": bool(draft.texts),
        "error": error,
    }  # fmt: skip
    return _show(request, draft, "text", Stage.TEXT, context, status)


@require_POST
@draft_page
def correct(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Make one correction of the tree, or take the last one back."""
    if "undo" in request.POST:
        services.document_undo(draft=draft)
        return redirect("drafting:text", draft.pk)
    form = forms.CorrectionForm(request.POST)
    try:
        if not form.is_valid():
            raise InputError("draft.correction", _("Name a piece of the text and what to do with it."))
        services.document_correct(draft=draft, edit=_edit(draft, form.cleaned_data))
    except DomainError as error:
        return _text_page(request, draft, forms.UploadForm(), 422, error.message)
    return redirect("drafting:text", draft.pk)


def _edit(draft: Draft, data: Data) -> Data:
    edit: Data = {"do": data["do"], "node": data["node"]}
    match data["do"]:
        case "split":
            edit["offset"] = data["offset"] or _offset(draft, data["node"], data["before"])
        case "number":
            edit["number"] = data["number"] or None
        case "kind":
            edit["kind"] = data["kind"]
        case "level":
            edit["by"] = data["by"] or 1
    return edit


def _offset(draft: Draft, node: str, before: str) -> int:
    """Return where the words before which a piece is split begin."""
    document = document_of(draft)
    try:
        found = document.find(node).text.find(before.strip()) if document and before.strip() else -1
    except KeyError:
        found = -1
    if found < 1:
        raise InputError("draft.split", _("Copy the words with which the second half begins."))
    return found


@require_POST
@draft_page
def adopt(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Take the corrected text over as the clause tree."""
    try:
        services.document_adopt(draft=draft)
    except DomainError as error:
        return _text_page(request, draft, forms.UploadForm(), 422, error.message)
    flash.success(request, _("The clauses of your text are the clauses of the charter now."))
    return redirect("drafting:identity", draft.pk)


# ─── forms ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@draft_page
def identity(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say who the cluster is."""
    data = draft.data
    form = forms.IdentityForm(request.POST or None, initial=forms.IdentityForm.read(data["identity"]))
    if request.method == "POST" and form.is_valid():
        data["identity"] = form.write(data["identity"])
        if _save(request, draft, data, Stage.IDENTITY, form):
            return redirect("drafting:organs", draft.pk)
    context = {"form": form, "title": _("Who the cluster is")}
    return _show(request, draft, "form", Stage.IDENTITY, context, 422 if form.is_bound else 200)


def _listing(request: HttpRequest, draft: Draft, stage: Stage, rows: list[Record], title: str, lead: str, add_url: str = "", add_label: str = "") -> HttpResponse:  # fmt: skip
    context = {"rows": rows, "title": title, "lead": lead, "add_url": add_url, "add_label": add_label}
    return _show(request, draft, "list", stage, context)


def _source(part: Data) -> str:
    if part.get("clause"):
        return _("cl. %(number)s") % {"number": part["clause"]}
    return (
        _("default · %(code)s") % {"code": part.get("default", "")} if part.get("default") else str(part.get("act", ""))
    )


@draft_page
def organs(request: HttpRequest, draft: Draft) -> HttpResponse:
    """List the organs."""
    words = language()
    rows = [
        Record(forms.own_words(o["name"], words), _url("organ", draft, n), _source(o), "sitemap")
        for n, o in draft.data["organs"].items()
    ]
    lead = _("Who decides: seats, quorum, majority and chair of each organ.")
    return _listing(
        request, draft, Stage.ORGANS, rows, _("Organs"), lead, _url("organ", draft, "new"), _("Add an organ")
    )


def _formset(request: HttpRequest, form: type[forms.PartForm], charter: Charter, initial: list[Data], prefix: str, extra: int = 1) -> BaseFormSet[Any]:  # fmt: skip
    factory = formset_factory(form, extra=extra, can_delete=True, max_num=60, absolute_max=80)
    data = request.POST if request.method == "POST" else None
    kwargs = {"charter": charter, "language": charter.identity.language}
    return factory(data, initial=initial, prefix=prefix, form_kwargs=kwargs)


def _rows(formset: BaseFormSet[Any], old: list[Data], prefix: str) -> list[Data]:
    """Return the rows that were left and the new ones; each keeps whatever its form does not show."""
    by_id = {row["id"]: row for row in old}
    taken, found = set(by_id), []
    for form in formset.forms:
        entered = form.cleaned_data
        if not entered or entered.get("DELETE") or not entered.get("label"):
            continue
        if entered["id"] not in by_id:
            entered["id"] = forms.fresh_id(prefix, taken)
            taken.add(entered["id"])
        found.append(form.write(by_id.get(entered["id"], {})))
    return found


@draft_page
def organ(request: HttpRequest, draft: Draft, organ: str) -> HttpResponse:
    """Edit one organ, or add one."""
    data, charter = draft.data, _charter(draft)
    if organ != "new" and organ not in data["organs"]:
        raise NotFound
    old = data["organs"].get(organ, {})
    own = charter.identity.language
    if "remove" in request.POST:
        return _remove(request, draft, "organs", organ, Stage.ORGANS)
    form = forms.OrganForm(request.POST or None, initial=forms.OrganForm.read(old, own), charter=charter, language=own)
    seats = _formset(
        request, forms.SeatForm, charter, [forms.SeatForm.read(s, own) for s in old.get("seats", [])], "seats"
    )
    if request.method == "POST" and form.is_valid() and seats.is_valid():
        name = organ if organ != "new" else forms.fresh_id("organ", set(data["organs"]))
        found = form.write(old)
        found["seats"] = _rows(seats, old.get("seats", []), "seats")
        data["organs"][name] = found
        if _save(request, draft, data, Stage.ORGANS, form):
            return redirect("drafting:organs", draft.pk)
    context = {
        "form": form, "formset": seats, "formset_title": _("Seats"), "back": _url("organs", draft),
        "title": forms.own_words(old.get("name"), own) or _("New organ"), "may_remove": organ != "new",
    }  # fmt: skip
    return _show(request, draft, "form", Stage.ORGANS, context, 422 if form.is_bound else 200)


def _remove(request: HttpRequest, draft: Draft, part: str, name: str, stage: Stage) -> HttpResponse:
    data = draft.data
    if part == "categories":
        rows = data["participants"]["categories"]
        data["participants"]["categories"] = [row for row in rows if row["id"] != name]
    else:
        data[part].pop(name, None)
    try:
        services.draft_save(draft=draft, data=data, stage=stage)
    except DomainError:
        flash.error(request, _("Something else in the charter rests on it, so it stays. Change that first."))
    else:
        flash.success(request, _("Removed."))
    return redirect(f"drafting:{stage.value}", draft.pk)


@draft_page
def offices(request: HttpRequest, draft: Draft) -> HttpResponse:
    """List the offices."""
    words = language()
    rows = [
        Record(forms.own_words(o["name"], words), _url("office", draft, n), _source(o), "user-check")
        for n, o in draft.data.get("offices", {}).items()
    ]
    lead = _("Posts whose holders act alone: head, secretary, the one who approves.")
    return _listing(
        request, draft, Stage.OFFICES, rows, _("Offices"), lead, _url("office", draft, "new"), _("Add an office")
    )


@draft_page
def office(request: HttpRequest, draft: Draft, office: str) -> HttpResponse:
    """Edit one office, or add one."""
    data, charter = draft.data, _charter(draft)
    known = data.setdefault("offices", {})
    if office != "new" and office not in known:
        raise NotFound
    if "remove" in request.POST:
        return _remove(request, draft, "offices", office, Stage.OFFICES)
    old, own = known.get(office, {}), charter.identity.language
    form = forms.OfficeForm(
        request.POST or None, initial=forms.OfficeForm.read(old, own), charter=charter, language=own
    )
    if request.method == "POST" and form.is_valid():
        known[office if office != "new" else forms.fresh_id("office", set(known))] = form.write(old)
        if _save(request, draft, data, Stage.OFFICES, form):
            return redirect("drafting:offices", draft.pk)
    context = {
        "form": form, "back": _url("offices", draft), "may_remove": office != "new",
        "title": forms.own_words(old.get("name"), own) or _("New office"),
    }  # fmt: skip
    return _show(request, draft, "form", Stage.OFFICES, context, 422 if form.is_bound else 200)


@draft_page
def categories(request: HttpRequest, draft: Draft) -> HttpResponse:
    """List the categories of participants."""
    words = language()
    rows = [
        Record(forms.own_words(c["label"], words), _url("category", draft, c["id"]), _source(c), "users-group")
        for c in draft.data["participants"]["categories"]
    ]
    lead = _("Who may take part, and on which conditions.")
    add = _url("category", draft, "new")
    return _listing(request, draft, Stage.CATEGORIES, rows, _("Participants"), lead, add, _("Add a category"))


@draft_page
def category(request: HttpRequest, draft: Draft, category: str) -> HttpResponse:
    """Edit one category, or add one."""
    data, charter = draft.data, _charter(draft)
    rows: list[Data] = data["participants"]["categories"]
    old = next((row for row in rows if row["id"] == category), {})
    if category != "new" and not old:
        raise NotFound
    if "remove" in request.POST:
        return _remove(request, draft, "categories", category, Stage.CATEGORIES)
    own = charter.identity.language
    form = forms.CategoryForm(
        request.POST or None, initial=forms.CategoryForm.read(old, own), charter=charter, language=own
    )
    needs = [forms.RequirementForm.read(r, own) for r in old.get("requires", [])]
    formset = _formset(request, forms.RequirementForm, charter, needs, "needs")
    if request.method == "POST" and form.is_valid() and formset.is_valid():
        found = form.write(old)
        found["requires"] = _rows(formset, old.get("requires", []), "condition")
        if old:
            rows[rows.index(old)] = found
        else:
            rows.append({"id": forms.fresh_id("category", {row["id"] for row in rows}), **found})
        if _save(request, draft, data, Stage.CATEGORIES, form):
            return redirect("drafting:categories", draft.pk)
    context = {
        "form": form, "formset": formset, "formset_title": _("Conditions"), "back": _url("categories", draft),
        "title": forms.own_words(old.get("label"), own) or _("New category"), "may_remove": category != "new",
    }  # fmt: skip
    return _show(request, draft, "form", Stage.CATEGORIES, context, 422 if form.is_bound else 200)


# ─── procedures ────────────────────────────────────────────────────────────────────────────────────────────────────


@draft_page
def chains(request: HttpRequest, draft: Draft) -> HttpResponse:
    """List every matter with the chain that decides it."""
    charter, words = _charter(draft), language()
    rows = []
    for name in matters_in(charter):
        chain = chain_of(charter, name)
        steps = " → ".join(dict.fromkeys(messages.step_words(s, words) for s in chain.steps))
        state = State(_("by default"), "", "circle-dashed") if chain.is_default else State(_("own"), "ok", "bookmark")
        rows.append(
            Record(messages.matter_words(charter, name, words), _url("chain", draft, name), steps, "route", state)
        )
    rows.sort(key=lambda row: uk_key(str(row.title)))
    lead = _(
        "For each matter: who proposes, who decides, by which act. What you leave alone goes by the default chain."
    )
    return _listing(request, draft, Stage.CHAINS, rows, _("Procedures"), lead)


def _own_matter(charter: Charter, data: Data, name: str) -> Data:
    """Return the matter as it stands in the charter, or the default one made the charter's own."""
    if name in data.get("matters", {}):
        return cast(Data, data["matters"][name])
    chain = chain_of(charter, name)
    matter = default_matters()[name].model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    steps = [s.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True) for s in chain.steps]
    known = {s["id"] for s in steps}
    for step in steps:
        for field in ("after", "basis"):
            if field in step:
                step[field] = [s for s in step[field] if s in known]
    return cast(Data, plain({**matter, "steps": steps}))


@draft_page
def chain(request: HttpRequest, draft: Draft, matter: str) -> HttpResponse:
    """Edit the chain of a matter: add, remove and move steps, choose who does them and what they rest on."""
    data, charter = draft.data, _charter(draft)
    if matter not in matters_in(charter):
        raise NotFound
    own, is_own = charter.identity.language, matter in data.get("matters", {})
    if "reset" in request.POST and is_own:
        return _remove(request, draft, "matters", matter, Stage.CHAINS)
    old = _own_matter(charter, data, matter)
    extra = 1 if request.GET.get("add") == "1" else 0
    initial = [forms.StepForm.read(s, own) for s in old["steps"]]
    formset = _formset(request, forms.StepForm, charter, initial, "steps", extra)
    holder = EmptyForm(request.POST or None)
    if request.method == "POST" and formset.is_valid() and holder.is_valid():
        steps = _steps(formset, old, request.POST)
        data.setdefault("matters", {})[matter] = _with_steps(old, steps)
        if not steps:
            holder.add_error(None, _("A chain has at least one step."))
        elif _save(request, draft, data, Stage.CHAINS, holder):
            again = any(key.startswith(("up_", "down_")) or key == "add" for key in request.POST)
            address = _url("chain", draft, matter) + ("?add=1" if "add" in request.POST else "")
            return redirect(address if again else _url("chains", draft))
    context = {
        "form": holder, "formset": formset, "is_own": is_own, "back": _url("chains", draft),
        "title": messages.matter_words(charter, matter, language()),
    }  # fmt: skip
    return _show(request, draft, "chain", Stage.CHAINS, context, 422 if formset.is_bound else 200)


def _steps(formset: BaseFormSet[Any], old: Data, posted: Any) -> list[Data]:
    by_id = {step["id"]: step for step in old["steps"]}
    taken, found = set(by_id), []
    for index, form in enumerate(formset.forms):
        entered = form.cleaned_data
        if not entered or entered.get("DELETE") or not entered.get("kind"):
            continue
        if entered["id"] not in by_id:
            entered["id"] = forms.fresh_id(entered["kind"], taken)
            taken.add(entered["id"])
        found.append((index, form.write(by_id.get(entered["id"], {}), chain_code(old["kind"]))))
    steps = [step for _index, step in found]
    moved = next(((int(k.split("_")[1]), k[0] == "u") for k in posted if k.startswith(("up_", "down_")) and k.split("_")[1].isdigit()), None)  # fmt: skip
    if moved is not None:
        position = next((i for i, (index, _step) in enumerate(found) if index == moved[0]), None)
        other = None if position is None else position - 1 if moved[1] else position + 1
        if position is not None and other is not None and 0 <= other < len(steps):
            steps[position], steps[other] = steps[other], steps[position]
            # A written order of precedence would contradict the new one: the steps follow each other.
            steps = [{k: v for k, v in step.items() if k != "after"} for step in steps]
    return steps


def _with_steps(matter: Data, steps: list[Data]) -> Data:
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


# ─── trying, reading, going live ───────────────────────────────────────────────────────────────────────────────────


@draft_page
def trials(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Try a vote on the rules."""
    charter, words, today = _charter(draft), language(), clock.today()
    rulebook = Rulebook(charter)
    day = max(today, charter.identity.effective_from)
    form = forms.TrialForm(request.GET if "seats" in request.GET else None, charter=charter, language=words)
    result, organ = None, charter.roles.main_organ
    if form.is_bound and form.is_valid():
        entered = form.cleaned_data
        organ = entered["organ"]
        numbers = (entered["seats"], entered["present"], entered["for_"], entered["against"], entered["abstain"])
        result = trial(rulebook, organ, _("Your vote"), numbers, day, words)
    context = {
        "form": form,
        "result": result,
        "organ_name": charter.organs[organ].name.in_(words),
        "cases": generated(rulebook, organ, day, words),
    }
    return _show(request, draft, "trials", Stage.TRIALS, context, 422 if form.is_bound and not form.is_valid() else 200)


@draft_page
def preview(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Read in words how every matter will be decided."""
    charter, words = _charter(draft), language()
    day = max(clock.today(), charter.identity.effective_from)
    rulebook = Rulebook(charter)
    told = []
    for name in matters_in(charter):
        rows = explain_rows(rulebook, name, on=day, language=words)
        told.append((messages.matter_words(charter, name, words), rows))
    told.sort(key=lambda pair: uk_key(pair[0]))
    return _show(request, draft, "preview", Stage.PREVIEW, {"told": told})


@draft_page
def live(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Set the cluster up after a question."""
    error = ""
    if request.method == "POST":
        try:
            cluster = services.draft_go_live(draft=draft, owner=_account(request), on=clock.today())
        except DomainError as refusal:
            error = refusal.message
        else:
            flash.success(request, _("The cluster is set up. You keep its records."))
            return redirect("drafting:done", draft.pk) if cluster else redirect("drafting:drafts")
    charter = _charter(draft)
    words = language()
    confirmation = Confirmation(
        _("Set up «%(name)s»?") % {"name": charter.identity.short_name.in_(words)},
        _(
            "The charter becomes the first version of the cluster. From then on it is changed only by its own procedure."
        ),
        _("Set up the cluster"),
        consequences=[
            _("The cluster is «forming» until its founding act is signed."),
            _("You take the office «%(office)s».")
            % {"office": charter.offices[charter.roles.secretary].name.in_(words)},
            _("Its address is /c/%(code)s/.") % {"code": charter.identity.code},
        ],
        cancel_url=_url("preview", draft),
        is_final=False,
    )
    return _show(
        request, draft, "live", Stage.LIVE, {"confirmation": confirmation, "error": error}, 422 if error else 200
    )


@draft_page
def done(request: HttpRequest, draft: Draft) -> HttpResponse:
    """Say that the cluster lives, and what to do next."""
    if draft.cluster is None:
        raise NotFound
    return render(request, "drafting/done.html", {"draft": draft, "cluster": draft.cluster})


# ─── health of a living charter ────────────────────────────────────────────────────────────────────────────────────


@cluster_page
def finding(request: HttpRequest, cluster: Cluster, finding: str) -> HttpResponse:
    """Let the secretary record what became of a finding."""
    viewer = viewer_of(request, cluster)
    require_signed_in(viewer)
    capacity = require_secretary(viewer)
    reading = reading_of(cluster)
    found = next((f for f in reading.findings if finding_code(f) == finding), None)
    if found is None:
        raise NotFound
    note = reading.notes.get(finding)
    initial = {"state": note.state, "note": note.note, "act": note.act} if note else {"state": FindingState.OPEN}
    form = forms.FindingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        entered = form.cleaned_data
        try:
            finding_note_set(
                cluster=cluster, finding=finding, state=FindingState(entered["state"]), note=entered["note"],
                act=entered["act"], actor=viewer.actor(capacity.party), on=viewer.on,
            )  # fmt: skip
        except InputError as error:
            form.add_error(error.field or None, error.message)
        else:
            return redirect(f"{reverse('clusters:health', args=[cluster.code])}#{finding}")
    context = {
        "form": form,
        "row": finding_row(reading, found, may_edit=False),
        "back": reverse("clusters:health", args=[cluster.code]),
        "crumbs": [
            Crumb(str(cluster.charter_word), reverse("clusters:charter", args=[cluster.code])),
            Crumb(_("Health"), reverse("clusters:health", args=[cluster.code])),
            Crumb(_("Finding")),
        ],
    }
    return render(request, "drafting/finding.html", context, status=422 if form.is_bound else 200)
