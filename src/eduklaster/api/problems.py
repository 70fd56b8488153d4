"""Refusals as `application/problem+json` (RFC 9457): what, why, by which clause or default, in the caller's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _
from ninja.errors import ValidationError
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import to_json, to_jsonable_python

from eduklaster.charter.messages import citation_words
from eduklaster.charter.schema import Charter
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.marks import mark_of
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import rulebook_of, today_in
from eduklaster.kernel.errors import AccessError, DomainError, InputError, NotFound, RuleRefusal, StateError

from .errors import KeyUnknown, TooMany

MEDIA_TYPE = "application/problem+json"
MALFORMED = "request.malformed"
"""Code of a request that does not fit the description, before anything was asked of the rules."""

TITLES = {
    "input": _("What was sent cannot be used"),
    "rule": _("The rules say no"),
    "state": _("Not now"),
    "access": _("Not you"),
    "sign-in": _("Sign in first"),
    "not-found": _("Not there"),
    "method": _("This address does not do that"),
    "media-type": _("Another kind of body is needed"),
    "too-large": _("Too much was sent"),
    "limit": _("Too many requests"),
}
"""Kinds of problems; the kind ends the address in `type`."""
_STATUSES = {400: "input", 403: "access", 404: "not-found", 405: "method", 413: "too-large", 415: "media-type"}


class Cited(BaseModel):
    """What an answer rests on: a clause of the charter, a documented default, an act or outside law."""

    model_config = ConfigDict(
        use_attribute_docstrings=True,
        json_schema_extra={
            "examples": [{"kind": "clause", "ref": "4.3", "words": "cl. 4.3", "page": "/c/luhova/charter/4.3/"}]
        },
    )

    kind: str = Field(json_schema_extra={"enum": ["clause", "default", "act", "law"]})
    """What it is."""
    ref: str
    """Its own number: `4.3`, `D-23`."""
    words: str
    """How people cite it, in the asked language."""
    page: str | None
    """The page on which it can be read."""


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    place: str
    """Where it was sent: `body`, `query`, `path` or `header`."""
    field: str
    """Its name; parts of a longer way are joined by dots."""
    code: str
    """A stable code of the fault."""
    message: str
    """A sentence in the asked language."""


class Problem(BaseModel):
    """A refusal (RFC 9457). `code` stays the same when words change; programs ask it, people read `detail`."""

    model_config = ConfigDict(
        use_attribute_docstrings=True,
        json_schema_extra={
            "examples": [
                {
                    "type": "/api/docs/#problem-rule",
                    "title": "The rules say no",
                    "status": 422,
                    "detail": "After the notice the agenda is not changed.",
                    "code": "agenda.locked",
                    "citations": [
                        {"kind": "clause", "ref": "4.3", "words": "cl. 4.3", "page": "/c/luhova/charter/4.3/"}
                    ],
                    "facts": {},
                    "errors": [],
                }
            ]
        },
    )

    type: str
    """Address of the description of this kind of problem."""
    title: str
    """The kind in words."""
    status: int = Field(ge=400, le=599)
    """The status of the answer, repeated."""
    detail: str
    """What happened, in a sentence."""
    code: str
    """Stable code: `agenda.locked`, `request.malformed`."""
    citations: list[Cited]
    """The clause, default or act by which it was refused, strongest first; empty where no rule spoke."""
    facts: dict[str, Any]
    """Plain numbers and words on which the refusal rests; fractions are exact, written «2/3»."""
    errors: list[FieldProblem]
    """Which fields are at fault."""


def citation_shown(citation: Citation | Mapping[str, Any], cluster: Cluster, charter: Charter) -> Cited:
    """Return a citation in the asked language, with the page on which it can be read."""
    found = citation if isinstance(citation, Citation) else Citation(citation["kind"], str(citation["ref"]))
    mark = mark_of(found, cluster, charter)
    language = (get_language() or "uk")[:2]
    return Cited(
        kind=found.kind,
        ref=found.ref,
        words=citation_words(found, language, charter),
        page=str(mark.url) if mark is not None and mark.url else None,
    )


def citations_shown(
    citations: Iterable[Citation | Mapping[str, Any]], cluster: Cluster, charter: Charter
) -> list[Cited]:
    """Return several citations."""
    return [citation_shown(citation, cluster, charter) for citation in citations]


def problem_response(
    status: int,
    code: str,
    detail: str,
    *,
    kind: str = "",
    citations: Iterable[Cited] = (),
    facts: Mapping[str, Any] | None = None,
    errors: Iterable[FieldProblem] = (),
) -> HttpResponse:
    """Return a problem as an answer."""
    kind = kind or _STATUSES.get(status, "input")
    problem = Problem(
        type=f"{reverse('api:docs')}#problem-{kind}",
        title=str(TITLES[kind]),
        status=status,
        detail=detail,
        code=code,
        citations=list(citations),
        facts=dict(facts or {}),
        errors=list(errors),
    )
    return HttpResponse(to_json(problem), status=status, content_type=MEDIA_TYPE)


def _kind_of(error: DomainError) -> str:
    kinds = ((NotFound, "not-found"), (RuleRefusal, "rule"), (StateError, "state"), (AccessError, "access"))
    return next((kind for family, kind in kinds if isinstance(error, family)), _STATUSES.get(error.status, "input"))


def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """Return a refusal of a service as an answer; what nobody may do unnamed asks to sign in."""
    if isinstance(error, KeyUnknown) or error.code == "people.sign_in":
        answer = problem_response(401, error.code, error.message, kind="sign-in")
        answer["WWW-Authenticate"] = "Bearer"
        return answer
    if isinstance(error, TooMany):
        answer = problem_response(429, error.code, error.message, kind="limit")
        answer["Retry-After"] = str(error.seconds)
        return answer
    citations: list[Cited] = []
    facts: Mapping[str, Any] = {}
    if isinstance(error, RuleRefusal):
        told = error.verdict.as_json()
        cluster = getattr(request, "api_cluster", None)
        if cluster is not None:
            charter = rulebook_of(cluster, today_in(cluster)).charter
            citations = citations_shown(told["citations"], cluster, charter)
        facts = told["facts"]
    elif error.facts:
        facts = to_jsonable_python(dict(error.facts), fallback=str)
    errors = []
    if isinstance(error, InputError) and error.field:
        place = "header" if error.field == "Idempotency-Key" else "body"
        errors.append(FieldProblem(place=place, field=error.field, code=error.code, message=error.message))
    return problem_response(
        error.status, error.code, error.message, kind=_kind_of(error), citations=citations, facts=facts, errors=errors
    )


# What does not fit the description --------------------------------------------------------------------------------

_FAULTS = {
    "missing": _("This is needed."),
    "extra_forbidden": _("The API does not know this field."),
    "string_too_long": _("This is longer than %(max_length)s characters."),
    "string_too_short": _("This is shorter than %(min_length)s characters."),
    "string_pattern_mismatch": _("This has characters that are not allowed here."),
    "string_type": _("This has to be a text."),
    "string_unicode": _("This is no text in Unicode."),
    "null_byte": _("A text has no null bytes."),
    "int_type": _("This has to be a whole number."),
    "int_parsing": _("This has to be a whole number."),
    "bool_type": _("This has to be true or false."),
    "greater_than_equal": _("This has to be %(ge)s or more."),
    "less_than_equal": _("This has to be %(le)s or less."),
    "date_type": _("Write a day as 2026-03-02."),
    "date_parsing": _("There is no such day."),
    "date_bounds": _("The day has to lie between the years 1900 and 2199."),
    "datetime_type": _("Write a moment with its zone: 2026-03-20T12:00:00+02:00."),
    "datetime_parsing": _("There is no such moment."),
    "literal_error": _("Choose one of: %(expected)s."),
    "too_long": _("There are more than %(max_length)s entries."),
    "too_short": _("There are fewer than %(min_length)s entries."),
    "list_type": _("This has to be a list."),
    "dict_type": _("This has to be an object."),
    "model_attributes_type": _("This has to be an object."),
    "model_type": _("This has to be an object."),
    "unknown_parameter": _("The API does not know this parameter."),
    "twice": _("This parameter stands in the address twice."),
}
_OTHER = _("This cannot be used.")


def fault(place: str, field: str, code: str, context: Mapping[str, Any] | None = None) -> FieldProblem:
    """Return what is wrong with a field, in the asked language."""
    words = str(_FAULTS.get(code, _OTHER))
    message = words % context if context and "%(" in words else words
    return FieldProblem(place=place, field=field, code=code, message=message)


def malformed(errors: Iterable[FieldProblem]) -> HttpResponse:
    """Return the refusal of a request that does not fit the description."""
    listed = list(errors)
    detail = ngettext(
        "%(count)s field cannot be used.", "%(count)s fields cannot be used.", len(listed)
    ) % {"count": len(listed)}  # fmt: skip
    return problem_response(422, MALFORMED, detail, errors=listed)


def unreadable() -> HttpResponse:
    """Return the refusal of a body that is no JSON."""
    message = _t("The body is no JSON that can be read.")
    return problem_response(
        422, MALFORMED, message, errors=[FieldProblem(place="body", field="", code="json", message=message)]
    )


def faults_of(error: ValidationError) -> list[FieldProblem]:
    """Return the faults that were found in a request, each once."""
    found: dict[tuple[str, str], FieldProblem] = {}
    for one in error.errors:
        place, *way = [str(part) for part in one["loc"]]
        if place == "body":
            way = way[1:] if len(way) > 1 else ([] if one["type"] != "missing" else way)
        field = ".".join(way)
        found.setdefault((place, field), fault(place, field, one["type"], one.get("ctx")))
    return list(found.values())
