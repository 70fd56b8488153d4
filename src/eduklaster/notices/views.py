"""My letters, stopping them by a link, and the letters that did not leave."""

from __future__ import annotations

from typing import Any

import django_filters
import django_tables2
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduklaster.kernel.errors import DomainError, NotFound
from eduklaster.people.access import require_admin, viewer_of
from eduklaster.people.models import Person, User
from eduklaster.post.enums import LetterState
from eduklaster.post.models import Letter
from eduklaster.post.selectors import letters_of, letters_unsent
from eduklaster.post.services import letter_try_again
from eduklaster.ui.components import Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable
from eduklaster.ui.typography import local_date

from .enums import Rhythm
from .presenters import person_of_token
from .selectors import rhythm_of
from .services import rhythm_set


def _person(request: HttpRequest) -> Person:
    user = request.user
    if not isinstance(user, User) or user.person is None:
        raise NotFound
    return user.person


class LetterTable(ListTable):
    """Letters to one person."""

    subject = django_tables2.Column(verbose_name=gettext_lazy("Letter"))
    made_at = DayColumn(verbose_name=gettext_lazy("Day"))
    recipient = django_tables2.Column(verbose_name=gettext_lazy("To"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))

    def render_subject(self, value: str, record: Letter) -> str:
        """Link to the letter."""
        return format_html('<a href="{}">{}</a>', reverse("notices:letter", args=[record.pk]), value)

    def value_subject(self, value: str) -> str:
        """The subject alone, for exports."""
        return value


class LetterFilter(ListFilter):
    """Filters of letters."""

    q = django_filters.CharFilter(
        field_name="subject", lookup_expr="icontains", label=gettext_lazy("Words of the subject")
    )

    class Meta:
        model = Letter
        fields = ()


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """Show what was sent to the reader, and how often letters come."""
    person = _person(request)
    page = ListPage(
        request,
        letters_of(person.pk),
        LetterTable,
        LetterFilter,
        title=_("My letters"),
        lead=_("What the platform has sent you in the last year."),
        empty=EmptyState(
            _("No letters yet"), _("A letter comes when it is your turn in a case, or when its term is near.")
        ),
        export_name="letters",
    )
    return page.response("notices/mine.html", {"rhythms": Rhythm.choices, "rhythm": rhythm_of(person.pk)})


@login_required
@require_POST
def rhythm(request: HttpRequest) -> HttpResponse:
    """Choose how often letters come."""
    try:
        rhythm_set(person=_person(request), rhythm=request.POST.get("rhythm", ""))
    except DomainError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Saved."))
    return redirect("notices:mine")


@login_required
@require_safe
def letter(request: HttpRequest, letter: int) -> HttpResponse:
    """Show one letter of the reader."""
    row = letters_of(_person(request).pk).filter(pk=letter).first()
    if row is None:
        raise NotFound
    crumbs = [Crumb(_("My letters"), reverse("notices:mine")), Crumb(local_date(row.made_at))]
    return render(request, "notices/letter.html", {"letter": row, "crumbs": crumbs})


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop letters by the link in a letter, without signing in (RFC 8058: a post stops, a look changes nothing)."""
    person = Person.objects.filter(pk=person_of_token(token) or 0).first()
    if person is None:
        raise NotFound
    if request.method == "POST":
        rhythm_set(person=person, rhythm=Rhythm.NEVER)
    context = {"is_stopped": rhythm_of(person.pk) == Rhythm.NEVER}
    response = render(request, "notices/stop.html", context)
    response["Referrer-Policy"] = "no-referrer"
    return response


class UnsentTable(ListTable):
    """Letters that have not left."""

    made_at = DayColumn(verbose_name=gettext_lazy("Day"))
    recipient = django_tables2.Column(verbose_name=gettext_lazy("To"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"))
    attempt_count = django_tables2.Column(verbose_name=gettext_lazy("Attempts"))
    error = django_tables2.Column(verbose_name=gettext_lazy("What the mail server said"), orderable=False)
    again = django_tables2.Column(verbose_name="", accessor="pk", orderable=False, exclude_from_export=True)

    def render_again(self, value: int, record: Letter) -> str:
        """Link to another attempt."""
        if record.state != LetterState.FAILED:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("notices:again", args=[value]), _("Send again"))


@login_required
@require_safe
def unsent(request: HttpRequest) -> HttpResponse:
    """Show the administrator which letters have not left, and why; never what is in them."""
    require_admin(viewer_of(request))
    lead = (
        _("No mail server is set: letters become files in var/mail.")
        if settings.EMAIL_BACKEND.endswith("filebased.EmailBackend")
        else _("Letters are tried again after longer and longer pauses, for two days.")
    )
    return ListPage(
        request,
        letters_unsent(),
        UnsentTable,
        title=_("Letters that did not leave"),
        lead=lead,
        empty=EmptyState(_("All letters have left"), _("There is nothing to do here.")),
    ).response()


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def again(request: HttpRequest, letter: int) -> HttpResponse:
    """Try a letter that was given up once more."""
    require_admin(viewer_of(request))
    row = letters_unsent().filter(pk=letter).first()
    if row is None:
        raise NotFound
    if request.method == "POST":
        letter_try_again(letter_id=row.pk)
        messages.success(request, _("The letter is on its way again."))
        return redirect("notices:unsent")
    crumbs: list[Any] = [Crumb(_("Letters that did not leave"), reverse("notices:unsent")), Crumb(row.recipient)]
    return render(request, "notices/again.html", {"letter": row, "crumbs": crumbs})
