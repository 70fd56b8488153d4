"""Invitations: the secretary's list, and the page that a link opens."""

from __future__ import annotations

from typing import Any

import django_tables2
from allauth.account.internal.flows.login import record_authentication
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.kernel import clock
from eduklaster.kernel.errors import NotFound
from eduklaster.post.selectors import keys_failed
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListPage, ListTable

from .. import services
from ..access import require_secretary_or_admin, viewer_of
from ..forms import AcceptForm, InviteForm
from ..models import Invitation
from ..selectors import invitations_visible_to
from ..services.accounts import invitation_by_token, invitation_key
from .common import form_page, people_crumbs, remember_language


class InvitationTable(ListTable):
    """Invitations of a cluster."""

    person = django_tables2.Column(verbose_name=gettext_lazy("Person"), accessor="person__full_name", orderable=False)
    email = django_tables2.Column(verbose_name=gettext_lazy("E-mail"))
    created_at = DayColumn(verbose_name=gettext_lazy("Sent"))
    expires_at = DayColumn(verbose_name=gettext_lazy("Good until"))
    state = django_tables2.Column(verbose_name=gettext_lazy("State"), accessor="pk", orderable=False)

    def __init__(self, *args: Any, cluster: Cluster, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._cluster = cluster
        self._now = clock.now()
        unsent = self.data.data.filter(sent_at=None, accepted_at=None, withdrawn_at=None).values_list("pk", flat=True)
        self._failed = keys_failed(invitation_key(pk) for pk in unsent)

    def render_state(self, record: Invitation) -> str:
        """Word of the state, with the history."""
        history = reverse("history:object", args=[self._cluster.code, "invitation", record.pk])
        return format_html('{} · <a class="noprint" href="{}">{}</a>', self._state(record), history, _("history"))

    def value_state(self, record: Invitation) -> str:
        """Word of the state alone, for exports."""
        return self._words(record)

    def _state(self, record: Invitation) -> str:
        if record.accepted_at or record.withdrawn_at or record.expires_at <= self._now:
            return self._words(record)
        url = reverse("people:invitation_withdraw", args=[self._cluster.code, record.pk])
        return format_html('{} · <a href="{}">{}</a>', self._words(record), url, _("withdraw"))

    def _words(self, record: Invitation) -> str:
        if record.accepted_at:
            return _("accepted")
        if record.withdrawn_at:
            return _("withdrawn")
        if record.expires_at <= self._now:
            return _("out of date")
        if record.sent_at:
            return _("waits for the person")
        if invitation_key(record.pk) in self._failed:
            return _("the letter could not be sent: send it again")
        return _("the letter is on its way")


@require_safe
@cluster_page
def invitation_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show whom the cluster has invited."""
    viewer = viewer_of(request, cluster)
    require_secretary_or_admin(viewer)
    invite = Action(_("Invite a person"), reverse("people:invite", args=[cluster.code]), "key", "mail")
    return ListPage(
        request,
        invitations_visible_to(viewer),
        InvitationTable,
        title=_("Invitations"),
        actions=[invite],
        empty=EmptyState(
            _("Nobody is invited yet"), _("An invitation opens an account; there is no other way in."), invite
        ),
        export_name="invitations",
        table_kwargs={"cluster": cluster},
    ).response()


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def invite(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Invite a person of the register, or a new one."""
    viewer = viewer_of(request, cluster)
    require_secretary_or_admin(viewer)

    def save(values: dict[str, Any]) -> str:
        from django.db import transaction

        with transaction.atomic():  # a refused invitation leaves no new person behind
            person = values["person"] or services.person_create(
                actor=viewer.actor(),
                cluster=cluster,
                surname=values["surname"],
                given_name=values["given_name"],
                patronymic=values["patronymic"],
                language=values["language"],
            )
            services.invitation_send(
                email=values["email"], person=person, actor=viewer.actor(), cluster=cluster, language=values["language"]
            )
        return reverse("people:invitations", args=[cluster.code])

    form = InviteForm(request.POST or None, viewer=viewer, initial={"language": cluster.language})
    return form_page(
        request,
        form,
        save,
        title=_("Invite a person"),
        submit=_("Send the letter"),
        lead=_("The person gets a letter with a link that works once, for 14 days."),
        back=reverse("people:invitations", args=[cluster.code]),
        done=_("The invitation is on its way."),
        crumbs=people_crumbs(
            cluster, Crumb(_("Invitations"), reverse("people:invitations", args=[cluster.code])), Crumb(_("New"))
        ),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@cluster_page
def invitation_withdraw(request: HttpRequest, cluster: Cluster, invitation: int) -> HttpResponse:
    """Make a link stop working."""
    from django import forms

    viewer = viewer_of(request, cluster)
    require_secretary_or_admin(viewer)
    found = invitations_visible_to(viewer).filter(pk=invitation).first()
    if found is None:
        raise NotFound
    back = reverse("people:invitations", args=[cluster.code])

    def save(values: dict[str, Any]) -> str:
        services.invitation_withdraw(invitation=found, actor=viewer.actor())
        return back

    return form_page(
        request,
        forms.Form(request.POST if request.method == "POST" else None),
        save,
        title=_("Withdraw the invitation"),
        lead=f"{found.person.full_name}, {found.email}",
        submit=_("Withdraw"),
        back=back,
        done=_("The link no longer works."),
        crumbs=people_crumbs(cluster, Crumb(_("Invitations"), back)),
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request: HttpRequest, token: str) -> HttpResponse:
    """Open an account: set a password, come in, and be offered a second factor."""
    invitation = invitation_by_token(token)

    def save(values: dict[str, Any]) -> str:
        user = services.invitation_accept(token=token, password=values["password"])
        login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
        # The password was set this minute: the pages of the second factor need no second asking for it.
        record_authentication(request, user, method="password", reauthenticated=True)
        return reverse("people:welcome")

    response = form_page(
        request,
        AcceptForm(request.POST or None),
        save,
        title=_("Open your account"),
        submit=_("Open the account"),
        back="",
        template="people/accept.html",
        context={"invitation": invitation},
    )
    response["Referrer-Policy"] = "no-referrer"  # the address is a key
    if isinstance(response, HttpResponseRedirect):
        remember_language(response, invitation.language)
    return response
