"""My calendar, and the feeds that programs read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

import segno
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.journal.services import Actor
from eduklaster.kernel import clock
from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.people.models import Person, User
from eduklaster.ui.components import Crumb

from .maker import Appointment, Feed, feed_text
from .presenters import site
from .selectors import account_of_token, cluster_feed, personal_feed, subscription_of, token_of
from .services import subscription_make, subscription_read, subscription_revoke


def _person(request: HttpRequest) -> tuple[Person, Actor]:
    user = request.user
    if not isinstance(user, User) or user.person is None:
        raise NotFound
    return user.person, Actor(user.pk, "person", user.person_id)


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what stands in one's calendar and by which address programs read it."""
    person, _actor = _person(request)
    row = subscription_of(person.pk)
    address = site() + reverse("calendars:personal", args=[token_of(row)]) if row else ""
    context = {
        "subscription": row,
        "address": address,
        "webcal": f"webcal://{address.partition('://')[2]}" if row else "",
        "code": _drawn(address) if row else "",
        "crumbs": [Crumb(_("My data"), reverse("people:me")), Crumb(_("My calendar"))],
    }
    response = render(request, "calendars/mine.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _drawn(address: str) -> str:
    drawing = segno.make(address, error="m", micro=False).svg_inline(border=2, omitsize=True)
    return mark_safe(drawing)  # noqa: S308  # our own drawing


@login_required
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Make an address, or another one in place of the old."""
    person, actor = _person(request)
    had_one = subscription_of(person.pk) is not None
    subscription_make(person=person, actor=actor)
    done = _("The old address leads nowhere now. Enter the new one in your programs.") if had_one else _("Saved.")
    messages.success(request, done)
    return redirect("calendars:mine")


@login_required
@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Take the address back."""
    person, actor = _person(request)
    try:
        subscription_revoke(person=person, actor=actor)
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The address is revoked: no program can read your calendar any more."))
    return redirect("calendars:mine")


@require_safe
def personal(request: HttpRequest, token: str) -> HttpResponse:
    """Answer a calendar program with somebody's sessions and terms; the address is all that it needs."""
    found = account_of_token(token)
    if found is None:
        raise NotFound
    subscription, account = found
    subscription_read(subscription=subscription, on=clock.today())
    rows = personal_feed(subscription.person, account.language)
    with override(account.language):
        feed = Feed(_("Cluster: sessions and terms"), account.language, site() + request.path)
    response = _answer(request, rows, feed, None)
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
@cluster_page
def of_cluster(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Answer with the announced sessions of a cluster."""
    rows = cluster_feed(cluster)
    feed = Feed(cluster.short_name.in_(cluster.language), cluster.language, site() + request.path)
    response = _answer(request, rows, feed, max((row.changed_at for row in rows), default=None))
    response["Cache-Control"] = "public, max-age=300"
    return response


def _answer(request: HttpRequest, rows: Sequence[Appointment], feed: Feed, changed_at: datetime | None) -> HttpResponse:
    """Return the feed, or «not modified» where the program has these very bytes."""
    body = feed_text(rows, feed).encode()
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    response["ETag"] = etag
    seconds = int(changed_at.timestamp()) if changed_at else None
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    answer = get_conditional_response(request, etag=etag, last_modified=seconds, response=response)
    return answer if isinstance(answer, HttpResponse) else response
