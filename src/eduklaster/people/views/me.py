"""My account: my data, my contacts, my consents, my security, everything about me as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from eduklaster.kernel.errors import NotFound
from eduklaster.ui.components import Crumb

from .. import services
from ..access import Viewer, viewer_of
from ..enums import ConsentPurpose, Visibility
from ..forms import ContactForm, MyForm
from ..models import Affiliation, Consent, ContactPoint, OfficeHolding, Person, User
from ..portability import personal_data
from ..selectors import consents_of
from .common import form_page, refusals_shown, remember_language
from .organisations import contact_change


def _me(request: HttpRequest) -> tuple[Viewer, User, Person]:
    viewer = viewer_of(request)
    assert isinstance(viewer.user, User)  # noqa: S101  # login_required stands before
    if viewer.user.person is None:
        raise NotFound
    return viewer, viewer.user, viewer.user.person


@login_required
@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """Show everything the platform keeps about the reader, and what they can do with it."""
    viewer = viewer_of(request)
    assert isinstance(viewer.user, User)  # noqa: S101
    person = viewer.user.person
    standing = {}
    if person is not None:
        standing = {
            consent.purpose: consent
            for consent in consents_of(person)
            if not consent.withdrawn_at and not consent.cluster_id
        }
    context: dict[str, Any] = {
        "user": viewer.user,
        "person": person,
        "viewer": viewer,
        "purposes": [
            (purpose, label, standing.get(purpose))
            for purpose, label in ConsentPurpose.choices
            if purpose != ConsentPurpose.ACCOUNT
        ],
        "visibilities": Visibility.choices,
        "crumbs": [Crumb(_("My data"))],
    }
    if person is not None:
        context |= {
            "contacts": person.contacts.order_by("kind", "pk"),
            "ties": Affiliation.objects.filter(person=person)
            .select_related("organisation")
            .order_by("-valid_from", "-pk"),
            "offices": OfficeHolding.objects.filter(person=person)
            .select_related("cluster")
            .order_by("-valid_from", "-pk"),
            "history": consents_of(person),
        }
    return render(request, "people/me.html", context)


@login_required
@require_safe
def welcome(request: HttpRequest) -> HttpResponse:
    """Offer a second factor to somebody who has just come in for the first time."""
    return render(request, "people/welcome.html", {"viewer": viewer_of(request)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me_edit(request: HttpRequest) -> HttpResponse:
    """Change one's name and language."""
    viewer, user, person = _me(request)
    back = reverse("people:me")

    def save(values: dict[str, Any]) -> str:
        services.account_language_set(user=user, language=values["language"])
        services.person_update(person=person, actor=viewer.actor(), **values)
        return back

    initial = {
        "surname": person.surname,
        "given_name": person.given_name,
        "patronymic": person.patronymic,
        "language": user.language,
    }
    form = MyForm(request.POST or None, initial=initial)
    response = form_page(
        request,
        form,
        save,
        title=_("My name and language"),
        submit=_("Save"),
        back=back,
        done=_("Saved."),
        crumbs=[Crumb(_("My data"), back), Crumb(_("Change"))],
    )
    if isinstance(response, HttpResponseRedirect):
        remember_language(response, form.cleaned_data["language"])
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def me_contact_add(request: HttpRequest) -> HttpResponse:
    """Add one's contact."""
    viewer, _user, person = _me(request)
    back = reverse("people:me")

    def save(values: dict[str, Any]) -> str:
        services.contact_add(owner=person, actor=viewer.actor(), basis="given by the person", **values)
        return back

    return form_page(
        request,
        ContactForm(request.POST or None),
        save,
        title=_("Add a contact"),
        submit=_("Add"),
        back=back,
        lead=_("Others see a contact only while your consent to that stands."),
        done=_("The contact is added."),
        crumbs=[Crumb(_("My data"), back), Crumb(_("Contact"))],
    )


@login_required
@require_POST
def me_contact_change(request: HttpRequest, contact: int) -> HttpResponse:
    """Change who sees one's contact, or remove it."""
    viewer, _user, person = _me(request)
    row = ContactPoint.objects.filter(person=person, pk=contact).first()
    if row is None:
        raise NotFound
    contact_change(request, viewer, row)
    return HttpResponseRedirect(reverse("people:me"))


@login_required
@require_POST
def me_consent(request: HttpRequest, purpose: str) -> HttpResponse:
    """Give or withdraw a consent for all clusters."""
    viewer, _user, person = _me(request)
    if purpose not in ConsentPurpose.values or purpose == ConsentPurpose.ACCOUNT:
        raise NotFound
    standing = Consent.objects.filter(person=person, purpose=purpose, cluster=None, withdrawn_at=None).first()
    if standing is not None and "withdraw" in request.POST:
        refusals_shown(
            request,
            lambda: services.consent_withdraw(consent=standing, actor=viewer.actor()),
            _("The consent is withdrawn."),
        )
    elif standing is None and "give" in request.POST:
        refusals_shown(
            request,
            lambda: services.consent_give(person=person, purpose=purpose, actor=viewer.actor()),
            _("The consent is given."),
        )
    return HttpResponseRedirect(reverse("people:me"))


@login_required
@require_safe
def me_data(request: HttpRequest) -> HttpResponse:
    """Hand out everything about the reader as one JSON file."""
    viewer = viewer_of(request)
    assert isinstance(viewer.user, User)  # noqa: S101
    response = JsonResponse(personal_data(viewer.user), json_dumps_params={"ensure_ascii": False, "indent": 2})
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def me_close(request: HttpRequest) -> HttpResponse:
    """Close one's account: the consent to it is withdrawn and all sessions end."""
    viewer = viewer_of(request)
    assert isinstance(viewer.user, User)  # noqa: S101
    user = User.objects.get(pk=viewer.user.pk)
    if request.POST.get("confirm") != "on":
        messages.error(request, _("Tick the box to close the account."))
        return HttpResponseRedirect(reverse("people:me"))
    if user.person is not None:
        for consent in Consent.objects.filter(person=user.person, purpose=ConsentPurpose.ACCOUNT, withdrawn_at=None):
            services.consent_withdraw(consent=consent, actor=viewer.actor())
    services.account_deactivate(user=user, actor=viewer.actor())
    logout(request)
    messages.success(request, _("Your account is closed."))
    return HttpResponseRedirect("/")
