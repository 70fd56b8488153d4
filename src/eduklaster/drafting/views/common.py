"""What every page of the wizard shares: whose draft it is, what stands beside it, how a change is kept."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib import messages as flash
from django.contrib.auth.decorators import login_required
from django.forms import BaseForm, BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from pydantic import BaseModel

from eduklaster.charter.linter import LintFinding
from eduklaster.charter.schema import Charter
from eduklaster.clusters.presenters.health import severity_words
from eduklaster.clusters.presenters.reading import SEVERITIES, language
from eduklaster.kernel import clock
from eduklaster.kernel.errors import DomainError, InputError, NotFound
from eduklaster.people.models import User
from eduklaster.ui.components import Crumb, Figure

from .. import services
from ..checking import check, health
from ..enums import Stage
from ..forms.parts import PartForm, Surroundings
from ..models import Draft
from ..patterns import default_code
from ..places import Path, element_url, parse
from ..progress import progress_of, stage_label
from ..selectors import draft_get

P = ParamSpec("P")
Data = dict[str, Any]
_FINDINGS_SHOWN = 6


def account(request: HttpRequest) -> User:
    """Return who is signed in."""
    return cast(User, request.user)


def draft_page(view: Callable[Concatenate[HttpRequest, Draft, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """Pass the reader's own draft to a view; a guest signs in first, another person's draft is not there."""

    @wraps(view)
    def find(request: HttpRequest, draft: int, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, draft_get(account(request), draft), *args, **kwargs)

    return cast("Callable[..., HttpResponse]", login_required(find))


def charter_of(draft: Draft) -> Charter:
    """Return the charter of a draft, which always loads."""
    loaded = check(draft.data).loaded
    if loaded is None:
        raise NotFound
    return loaded.charter


def around(charter: Charter, steps: tuple[tuple[str, str], ...] = ()) -> Surroundings:
    """Return what a form needs to know of the charter."""
    return Surroundings(charter, charter.identity.language, language(), steps)


def url(name: str, draft: Draft, *args: Any) -> str:
    """Return an address of a page of the draft."""
    return reverse(f"drafting:{name}", args=[draft.pk, *args])


@dataclass(frozen=True, slots=True)
class Said:
    """A finding as it stands beside what it concerns, with the way there."""

    text: str
    suggestion: str
    tone: str
    url: str


_TONES = {"error": "bad", "warning": "warn"}


def said(draft: Draft, data: Data, finding: LintFinding) -> Said:
    """Return a finding in the reader's language."""
    words = language()
    address = element_url(draft.pk, parse(finding.path, data), data)
    return Said(finding.message.in_(words), finding.suggestion.in_(words), _TONES.get(finding.severity, ""), address)


def findings_at(draft: Draft, data: Data, path: Path) -> list[Said]:
    """Return the findings about what stands at a path or inside it."""
    size = len(path)
    return [said(draft, data, f) for f in health(data, clock.today()) if parse(f.path, data)[:size] == path]


def _beside(draft: Draft, stage: Stage) -> Data:
    """Return what stands beside every page of the wizard: the steps, and the health so far with ways to the places."""
    data = draft.data
    found = health(data, clock.today())
    counts = {s: sum(1 for f in found if f.severity == s) for s in SEVERITIES}
    weighty = [f for f in found if f.severity != "notice"]
    return {
        "problems": check(data).problems,
        "health_figures": [Figure(str(counts[s]), severity_words(s)[0]) for s in SEVERITIES],
        "weighty": [said(draft, data, f) for f in weighty[:_FINDINGS_SHOWN]],
        "weighty_more": max(0, len(weighty) - _FINDINGS_SHOWN),
        "progress": progress_of(draft, [parse(f.path, data) for f in weighty], stage),
    }


def show(
    request: HttpRequest, draft: Draft, template: str, stage: Stage, context: Data, status: int = 200
) -> HttpResponse:
    """Show a page of the wizard with its list of steps, its way home, and the health of the charter beside it."""
    stages = list(Stage)
    position = stages.index(stage)
    following = stages[position + 1] if position + 1 < len(stages) else None
    crumbs = [
        Crumb(_("Amendments"), reverse("amendments:list", args=[draft.amends.cluster.code]))
        if draft.amends
        else Crumb(_("New cluster"), reverse("drafting:drafts")),
        Crumb(draft.name, url("identity", draft)),
        Crumb(stage_label(draft, stage)),
    ]
    base = {
        "draft": draft,
        "revision": request.POST.get("revision") or draft.revision,
        "crumbs": crumbs,
        "stage": stage,
        "position": position + 1,
        "stages_count": len(stages),
        "next_url": url(following.value, draft) if following else "",
        "next_label": stage_label(draft, following) if following else "",
        **_beside(draft, stage),
    }
    base["found_weighty"] = any(one.tone for one in context.get("found", []))
    return render(request, f"drafting/{template}.html", {**base, **context}, status=status)


def revision_of(request: HttpRequest) -> int | None:
    """Return the state of the draft that the person had before her when she filled the form in."""
    raw = request.POST.get("revision", "")
    return int(raw) if raw.isdigit() else None


def keep(
    request: HttpRequest,
    draft: Draft,
    data: Data,
    stage: Stage,
    form: BaseForm,
    path: Path = (),
    texts: dict[str, str] | None = None,
) -> bool:
    """Keep a changed charter; what is wrong goes beside the field of its place, or on top of the form."""
    problems = check(data).problems
    if problems:
        for problem in problems[:8]:
            where = parse(problem.path, data)
            field = "__".join(str(p) for p in where[len(path) :]) if path and where[: len(path)] == path else ""
            form.add_error(field if field in form.fields else None, str(problem))
        return False
    try:
        services.draft_save(
            draft=draft, data=data, stage=stage, by=account(request), revision=revision_of(request), texts=texts
        )
    except DomainError as error:
        form.add_error(None, error.message)
        return False
    flash.success(request, _("Kept."))
    return True


class _Rows(BaseFormSet):  # type: ignore[type-arg]
    """Rows of a part: each form knows the row that it changes."""

    rows: list[Data]

    def get_form_kwargs(self, index: int | None) -> Data:
        """Pass each form its row."""
        part = self.rows[index] if index is not None and index < len(self.rows) else None
        return {**super().get_form_kwargs(index), "part": part}


def rows_form(request: HttpRequest, model: type[BaseModel], rows: list[Data], prefix: str, surroundings: Surroundings, path: Path, *, can_order: bool = False, extra: int = 1) -> BaseFormSet[Any]:  # fmt: skip
    """Return the forms of the rows of a part, with an empty one for a new row."""
    factory = formset_factory(
        PartForm, formset=_Rows, extra=extra, can_delete=True, can_order=can_order, max_num=80, absolute_max=100
    )
    factory.rows = rows  # type: ignore[attr-defined]
    data = request.POST if request.method == "POST" else None
    silent = default_code(tuple(str(p) for p in path), {})
    return factory(
        data, initial=[{} for _row in rows], prefix=prefix,
        form_kwargs={"model": model, "around": surroundings, "silent": silent},
    )  # fmt: skip


def written_rows(formset: BaseFormSet[Any], prefix: str) -> list[Data]:
    """Return the rows that were left and the new ones; each keeps whatever its form does not show."""
    from ..forms.texts import fresh_id

    taken = {str(form.part["id"]) for form in formset.forms if form.part.get("id")}
    found: list[Data] = []
    for form in formset.forms:
        is_gone = form.cleaned_data.get("DELETE") if form.cleaned_data else False
        if is_gone or (not form.part and not form.has_changed()):
            continue
        row = form.written()
        if "id" in form.model.model_fields and not row.get("id"):
            row = {"id": fresh_id(prefix, taken), **row}
            taken.add(row["id"])
        if "fact" in form.model.model_fields and not row.get("fact"):
            row["fact"] = row["id"]
        found.append(row)
    return found


def refuse(form: BaseForm, error: InputError | DomainError) -> None:
    """Put a refusal beside its field, or on top of the form."""
    field = getattr(error, "field", "") or None
    form.add_error(field if field in form.fields else None, error.message)
