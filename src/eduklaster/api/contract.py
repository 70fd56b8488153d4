"""The API with its description: every operation says who may call it and every answer that it can give."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Router
from ninja.errors import HttpError, ValidationError
from ninja.openapi.docs import DocsBase
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from pydantic import BaseModel
from pydantic_core import from_json, to_json

from eduklaster.kernel.errors import DomainError
from eduklaster.procedures.web import refusal_kept

from .access import signed_in
from .problems import MEDIA_TYPE, Problem, faults_of, malformed, refused, unreadable
from .uploads import MEDIA

TITLE = "eduklaster"
VERSION = "1.0.0"
ROOT = "/api/v1/"
DESCRIPTION = """\
What the pages of eduklaster show and do, for programs: clusters, organs and their composition on any day, offices,
participants, the charter with its matters explained and amended, proposals, sessions, votes, cases, acts, tasks, calendars,
documents and search.

**Access** is that of the pages. Whoever does not sign in reads what is public; a thing that is hidden and one that does not
exist both answer 404. Programs use a personal key (`Authorization: Bearer edk_…`), a signed-in browser its session with
the header `X-CSRFToken`.

**Refusals** are `application/problem+json` with a stable `code`, the clause or default in `citations`, and a sentence in the
language of `Accept-Language` (uk, ru, en).

**Lists** come in pages of at most 100 entries. **Days** are ISO 8601 in the cluster's time zone, moments carry their zone,
fractions are exact and written as text: "2/3". **ETag** with `If-None-Match` saves reading the same twice.

**Writes** accept an `Idempotency-Key`: the same request sent again within a day gets the same answer and changes nothing.
**Limit**: 120 requests a minute for each key, then 429 with `Retry-After`.
"""

TAGS = {
    "clusters": ("Clusters", "The clusters of this installation, and who you are in them."),
    "public": ("Announced sessions and decisions", "What everybody may know, field by field."),
    "charter": ("Charter", "The places of the text, and how each matter is decided."),
    "amendments": ("Amendments", "How the charter is changed: consultation, recommendations, answers, what changes."),
    "organs": ("Organs and offices", "Who sits and serves, on any day."),
    "participants": ("Participants", "The register as it stood on a day."),
    "proposals": ("Proposals", "What participants ask the organs to consider."),
    "sessions": ("Sessions", "Agenda, notice, attendance and quorum."),
    "votes": ("Votes", "The rule frozen at opening, and the result."),
    "cases": ("Cases and acts", "Each case with its chain of acts; the register of acts."),
    "tasks": ("Tasks", "What decisions ask of somebody, and what came of it."),
    "duties": ("Duties and reports", "What somebody has to do by a day, and what the head reports."),
    "calendars": ("Calendars", "What calendar programs read."),
    "documents": ("Documents", "What was issued, and whether a paper is genuine."),
    "search": ("Search", "Acts, agendas, proposals, cases and clauses by words in any form."),
}
"""Groups of operations with their names and descriptions, in the order of the documentation."""

_SAID = {
    304: "Nothing has changed since the answer whose ETag was sent.",
    401: "Nobody is signed in, or the key opens nothing.",
    403: "Not you: the problem names the capacity that is needed.",
    404: "Not there, or not for you: the two answer alike.",
    409: "Not now: the thing is in another state.",
    413: "The body is larger than 5 MB, or the files of a form are larger than 20 MB.",
    415: "The body is of another kind than the one that is described.",
    422: "What was sent cannot be used, or the rules say no: `citations` names clause or default.",
    429: "Too many requests with this key; `Retry-After` says in how many seconds to come again.",
}
_PROBLEM = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
_SECURITY: list[dict[str, list[str]]] = [{"key": []}, {"session": [], "token": []}]
_SECURITY_READ: list[dict[str, list[str]]] = [{"key": []}, {"session": []}]
_SCHEMES = {
    "key": {
        "type": "http",
        "scheme": "bearer",
        "description": "A personal key, made on the page «My keys for programs».",
    },
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "sessionid",
        "description": "The session of a signed-in browser.",
    },
    "token": {
        "type": "apiKey",
        "in": "header",
        "name": "X-CSRFToken",
        "description": "The token of the browser's forms; needed with a session where something is written.",
    },
}
_LANGUAGE = {
    "in": "header",
    "name": "Accept-Language",
    "required": False,
    "description": "Language of words and sentences: uk, ru or en.",
    "schema": {"type": "string"},
    "example": "uk",
}
_IDEMPOTENCY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "Any text of your own for this one request; sent again, it gets the same answer.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._:-]{8,100}$"},
    "example": "proposal-2026-03-02-1",
}


_NAMED = {
    "cluster": "Code of the cluster.",
    "organ": "Id of the organ in the charter.",
    "office": "Id of the office in the charter.",
    "holding": "Number of the time in office, as the office gives it.",
    "clause": "The place as it is cited: 4.3.",
    "matter": "Id of the matter in the charter or the defaults.",
    "participant": "Its id, as the list gives it.",
    "proposal": "Its id, as the list gives it.",
    "session": "Its id, as the list gives it.",
    "item": "Id of the item, as the agenda gives it.",
    "ballot": "Its id, as the list gives it.",
    "vote": "Its id, as the list gives it.",
    "case": "Its id, as the list gives it; not the number that people cite.",
    "step": "Id of the step in the chain.",
    "act": "Its id, as the list gives it; not the number that people cite.",
    "document": "Its id, as the list gives it.",
    "task": "Its id, as the list gives it; not the number that people cite.",
    "head_report": "Its id, as the list gives it.",
    "amendment": "Its id, as the list gives it.",
    "recommendation": "Its id, as the list gives it.",
    "paper": "Its id, as the list gives it.",
    "evidence": "Its id, as the list gives it.",
    "delegation": "Its id, as the list gives it.",
    "proof": "Its id, as the list gives it.",
    "signed": "Its id, as the list gives it.",
    "kind": "Kind of the document, as the platform names it.",
    "subject": "Of what documents are made: `procedures.act`, `organ_sessions.session`.",
    "pk": "Id of what the document is made of.",
}
"""What stands in the addresses."""
_REFERENCE = re.compile(r'"#/components/schemas/(\w+)"')


class StrictParser(Parser):
    """Reads a body as JSON and nothing else: no NaN, no endless nesting."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Return the body.

        Raises:
            ValueError: It is no JSON.
        """
        return from_json(request.body, allow_inf_nan=False)


class PlainRenderer(BaseRenderer):
    """Writes days and moments in ISO 8601."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        """Return the answer as bytes."""
        return to_json(data)


class ClusterApi(NinjaAPI):
    """The API; completes what the library says of itself."""

    def get_root_path(self, path_params: Any) -> str:
        """Return where the API lies."""
        return ROOT

    def get_openapi_schema(self, *, path_prefix: Any = None, path_params: Any = None) -> Any:
        """Return the description: OpenAPI 3.1 with every answer, also the refusals."""
        schema = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        return completed(cast(dict[str, Any], schema))


def completed(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a description with security, headers and the refusals that every operation shares."""
    components = schema["components"]
    components["securitySchemes"] = _SCHEMES
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    components["schemas"].update(problem.pop("$defs", {}))
    components["schemas"]["Problem"] = problem
    components["schemas"] = dict(sorted(components["schemas"].items()))
    schema["tags"] = [{"name": n, "description": text, "x-displayName": title} for n, (title, text) in TAGS.items()]
    schema["servers"] = [{"url": "/", "description": "This installation."}]
    for methods in schema["paths"].values():
        for method, operation in methods.items():
            _complete(operation, method, is_open=operation.pop("x-open", False))
            if media := operation.pop("x-media", ()):
                operation["responses"]["200"]["content"] = {kind: {} for kind in media}
            if operation.pop("x-files", False):
                content = operation["requestBody"]["content"]
                operation["requestBody"]["content"] = {MEDIA: content.pop("application/json")}
    schema["paths"], schema["components"] = _untitled(schema["paths"]), _untitled(components)
    return _tidied(schema)


def _untitled(part: Any) -> Any:
    """Return shapes without the titles that the library makes of their names; names stand beside them anyway."""
    if isinstance(part, list):
        return [_untitled(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        key: value if key in {"example", "examples"} else _untitled(value)
        for key, value in part.items()
        if key != "title" or not isinstance(value, str)
    }


def _tidied(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a description with readable names of pages, and without shapes that nothing names."""
    text = re.sub(r"Page_(\w+?)_(?=\")", r"\1Page", json.dumps(schema, default=str))
    found: dict[str, Any] = json.loads(text)
    shapes, named = found["components"]["schemas"], set[str]()
    waiting = _REFERENCE.findall(json.dumps(found["paths"]))
    while waiting:
        name = waiting.pop()
        if name not in named:
            named.add(name)
            waiting += _REFERENCE.findall(json.dumps(shapes[name]))
    found["components"]["schemas"] = {name: shape for name, shape in shapes.items() if name in named}
    return found


def _bare(parameter: dict[str, Any]) -> dict[str, Any]:
    """Return a parameter without «null»: an address leaves it out instead."""
    shape = parameter["schema"]
    if "anyOf" in shape:
        kept = [one for one in shape["anyOf"] if one != {"type": "null"}]
        rest = {name: value for name, value in shape.items() if name != "anyOf"}
        parameter = {**parameter, "schema": rest | (kept[0] if len(kept) == 1 else {"anyOf": kept})}
    if parameter["in"] == "path":
        parameter = {**parameter, "description": _NAMED[parameter["name"]]}
    return parameter


def _complete(operation: dict[str, Any], method: str, *, is_open: bool) -> None:
    is_read = method == "get"
    security = _SECURITY_READ if is_read else _SECURITY
    if operation.get("description", "").strip().rstrip(".") == operation["summary"]:
        del operation["description"]  # the library repeats the title where there is nothing more to say
    operation["security"] = [{}, *security] if is_open else security
    operation["parameters"] = [
        *map(_bare, operation.get("parameters", [])),
        _LANGUAGE,
        *([] if is_read else [_IDEMPOTENCY]),
    ]
    statuses = [401, 404, 422, 429] if is_open else [401, 403, 404, 422, 429]
    statuses += [304] if is_read else [403, 409, 413, 415]
    answers = operation["responses"]
    for status in sorted(set(statuses)):
        answers[status] = {"description": _SAID[status]} | ({} if status == 304 else {"content": _PROBLEM})
    operation["responses"] = {str(status): answers[status] for status in sorted(answers, key=int)}


def _described(function: Callable[..., Any]) -> tuple[str, str]:
    first, _blank, rest = (function.__doc__ or "").strip().partition("\n\n")
    return first.rstrip("."), "\n".join(line.strip() for line in rest.splitlines()).strip()


def _name_of(function: Callable[..., Any]) -> str:
    first, *rest = function.__name__.split("_")
    return first + "".join(part.capitalize() for part in rest)


def operation(
    router: Router,
    method: str,
    path: str,
    answer: type[BaseModel] | None,
    *,
    status: int = 200,
    anyone: bool = False,
    media: str | Sequence[str] = (),
    files: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Make a function an operation: its name is the operationId, its docstring the summary and the description.

    `anyone` is the list of what answers nobody in particular; everything else asks to sign in. `media` names the kinds of
    a file that is answered; `files` says that the body is a form, marked as `Multipart`.
    """
    told: dict[str, Any] = {"x-open": True} if anyone else {}
    told |= {"x-media": [media] if isinstance(media, str) else list(media)} if media else {}
    told |= {"x-files": True} if files else {}

    def make(function: Callable[..., Any]) -> Callable[..., Any]:
        summary, description = _described(function)
        router.api_operation(
            [method.upper()],
            path,
            response={status: answer},
            auth=None if anyone else signed_in,
            operation_id=_name_of(function),
            summary=summary,
            description=description,
            openapi_extra=told,
        )(function)
        return function

    return make


class _NoDocs(DocsBase):
    """The library's own pages load code from third parties; ours are drawn on the server."""

    def render_page(self, request: HttpRequest, api: NinjaAPI, **kwargs: Any) -> HttpResponse:
        """Never called: no address leads here."""
        raise NotImplementedError


def api_made() -> ClusterApi:
    """Return the API with its handlers; endpoints are added by `urls`."""
    api = ClusterApi(
        title=TITLE,
        version=VERSION,
        description=DESCRIPTION,
        urls_namespace="api-v1",
        docs=_NoDocs(),
        docs_url=None,
        openapi_url=None,
        parser=StrictParser(),
        renderer=PlainRenderer(),
    )
    api.add_exception_handler(DomainError, _refused)
    api.add_exception_handler(ValidationError, _malformed)
    api.add_exception_handler(HttpError, _unreadable)
    return api


def _refused(request: HttpRequest, error: Any) -> HttpResponse:
    refusal_kept(error)
    return refused(request, error)


def _malformed(request: HttpRequest, error: Any) -> HttpResponse:
    return malformed(faults_of(error))


def _unreadable(request: HttpRequest, error: Any) -> HttpResponse:
    """The library raises this for a body that is no JSON, and for nothing else here."""
    return unreadable()


@dataclass(frozen=True, slots=True)
class Taken:
    """What an operation takes: the parameters of its address, and whether its body is a form with files."""

    parameters: frozenset[str] = frozenset()
    is_form: bool = False


@cache
def taken_by_address(api: ClusterApi) -> dict[tuple[str, str], Taken]:
    """Return what each operation takes by its address and method."""
    return {
        (path, method.upper()): Taken(
            frozenset(one["name"] for one in told["parameters"] if one["in"] == "query"),
            MEDIA in told.get("requestBody", {}).get("content", {}),
        )
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, told in methods.items()
    }
