"""What happens around each call: language, caller, unknown parameters, repeated writes, ETag, errors as problems."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.multipartparser import MultiPartParserError
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, get_supported_language_variant, override
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header

from eduklaster.kernel.errors import DomainError
from eduklaster.people.models import User

from .access import SAFE, Caller, identify
from .contract import Taken
from .errors import NotForm, NotJson, OtherRequest
from .problems import MALFORMED, MEDIA_TYPE, FieldProblem, fault, malformed, problem_response, refused
from .selectors import answer_kept, digest_of
from .services import answer_keep, answer_lock
from .uploads import MEDIA, body_digest, largest

View = Callable[..., HttpResponse]
Takes = Callable[[HttpRequest], Taken | None]
IDEMPOTENCY_KEY = re.compile(r"[A-Za-z0-9._:-]{8,100}")


def language_asked(request: HttpRequest, caller: Caller | None) -> str:
    """Return the language of an answer: what the request asks for, else the account's, else the cookie's or the house's."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    if caller is not None and caller.key is not None:
        return caller.key.user.language
    return get_language() or "uk"


def framed(view: View, takes: Takes) -> View:
    """Wrap the view of an address; `takes` says what the called operation takes."""

    @wraps(view)
    def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_head = request.method == "HEAD"
        if is_head:
            request.method = "GET"
        caller: Caller | None = None
        refusal: DomainError | None = None
        try:
            caller = identify(request)
        except DomainError as error:
            refusal = error
        except MultiPartParserError:  # the token of a browser is looked for in its form
            refusal = NotForm()
        with override(language_asked(request, caller)):
            if caller is None or refusal is not None:
                assert refusal is not None  # noqa: S101  # nobody is identified only after a refusal
                response = refused(request, refusal)
            else:
                request.caller = caller  # type: ignore[attr-defined]
                response = _answer(request, caller, view, takes(request), args, kwargs)
            response = _finished(request, response)
            response.headers.setdefault("Content-Language", get_language() or "uk")
        if is_head:
            request.method, response.content = "HEAD", b""
        return response

    return call


def _answer(
    request: HttpRequest, caller: Caller, view: View, taken: Taken | None, args: Any, kwargs: Any
) -> HttpResponse:
    is_form = taken is not None and taken.is_form
    try:
        if taken is not None:  # else nothing is called, and the view says why
            if faults := _unknown(request, taken.parameters):
                return malformed(faults)
            if request.method not in SAFE and (refusal := _body_refused(request, is_form=is_form)):
                return refused(request, refusal)
        key = request.headers.get("Idempotency-Key")
        if key is None or request.method in SAFE:
            return view(request, *args, **kwargs)
        if not IDEMPOTENCY_KEY.fullmatch(key):
            return malformed([fault("header", "Idempotency-Key", "string_pattern_mismatch")])
        if not isinstance(caller.user, User):
            return view(request, *args, **kwargs)
        digest = body_digest(request, is_form=is_form)
        return _once(request, caller.user, key, digest, lambda: view(request, *args, **kwargs))
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
        if is_form:
            return problem_response(413, "api.too_large", _("The files are larger than 20 MB together, or too many."))
        return problem_response(413, "api.too_large", _("The body is larger than 5 MB."))


def _body_refused(request: HttpRequest, *, is_form: bool) -> DomainError | None:
    """Return why a body is of no use before anything in it is read; a form is parsed here.

    Raises:
        RequestDataTooBig: It is larger than the house takes.
    """
    if not is_form:
        return NotJson() if request.body and request.content_type != "application/json" else None
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if length > largest():
        raise RequestDataTooBig
    if request.content_type != MEDIA:
        return NotForm() if length else None
    try:
        _parsed = request.POST
    except MultiPartParserError:
        return NotForm()
    return None


def _unknown(request: HttpRequest, known: frozenset[str]) -> list[FieldProblem]:
    """Return the parameters of the address that the operation does not know, or that stand there twice."""
    found = [fault("query", name[:60], "unknown_parameter") for name in request.GET if name not in known]
    return found + [
        fault("query", name, "twice") for name in request.GET if name in known and len(request.GET.getlist(name)) > 1
    ]


def _once(request: HttpRequest, user: User, key: str, sent: str, run: Callable[[], HttpResponse]) -> HttpResponse:
    """Do a write once for an idempotency key; the same request again gets the same answer."""
    digest = digest_of(f"{request.method}\n{request.get_full_path()}\n{sent}")
    with transaction.atomic():
        answer_lock(user, key)
        kept = answer_kept(user, key)
        if kept is not None and kept.request_digest != digest:
            return refused(request, OtherRequest())
        if kept is not None:
            again = HttpResponse(kept.body, status=kept.status, content_type=kept.content_type or None)
            again["Idempotency-Replayed"] = "true"
            return again
        response = run()
        text = response.content.decode()
        if not (response.status_code == 422 and f'"{MALFORMED}"' in text) and response.status_code < 500:
            answer_keep(
                user=user,
                key=key,
                request_digest=digest,
                status=response.status_code,
                content_type=response.headers.get("Content-Type", ""),
                body=text,
            )
        return response


def _finished(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Give every refusal its form, every answer its caching headers, and a reader what it has already a 304."""
    if response.status_code == 405:
        allowed = response.headers.get("Allow", "")
        response = problem_response(
            405, "api.method", _("This address answers to: %(methods)s.") % {"methods": allowed}
        )
        response["Allow"] = allowed
    if request.method == "GET" and response.status_code == 200:
        tag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
        asked = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
        if tag in asked or asked == ["*"]:
            response = HttpResponseNotModified()
        response["ETag"] = tag
        response["Cache-Control"] = "private, no-cache"
    else:
        response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Accept-Language", "Authorization", "Cookie"])
    if response.status_code >= 400 and not response.headers["Content-Type"].startswith(MEDIA_TYPE):
        response = problem_response(response.status_code, "api.refused", response.reason_phrase)
    return response
