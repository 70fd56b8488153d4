"""The list of issued documents, one of them, its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import django_filters
import django_tables2
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.web import cluster_page
from eduklaster.people.access import viewer_of
from eduklaster.ui.components import Action, Crumb, EmptyState
from eduklaster.ui.listing import DayColumn, ListFilter, ListPage, ListTable

from ..access import document_visible, documents_visible_to
from ..models import IssuedDocument
from ..presenters import checked, signed_lines
from ..registry import kind_get, kinds
from ..selectors import copies_of, standing_of
from .common import DOCX, PDF, file_bytes, file_response


def _choices() -> list[tuple[str, str]]:
    return [(kind.key, str(kind.title)) for kind in kinds()]


class DocumentTable(ListTable):
    """The issued documents."""

    title = django_tables2.Column(
        verbose_name=gettext_lazy("Document"), accessor="title", orderable=False, empty_values=()
    )
    kind = django_tables2.Column(verbose_name=gettext_lazy("Kind"))
    number = django_tables2.Column(verbose_name="№")
    on = DayColumn(verbose_name=gettext_lazy("Date"))
    issuer = django_tables2.Column(verbose_name=gettext_lazy("Issued by"))
    code = django_tables2.Column(verbose_name=gettext_lazy("Code"), orderable=False)

    class Meta(ListTable.Meta):
        model = IssuedDocument
        fields = ("title", "kind", "number", "on", "issuer", "code")
        sequence = fields

    def render_title(self, record: IssuedDocument) -> str:
        """Link to the document."""
        url = reverse("documents:document", args=[self.request.resolver_match.kwargs["cluster"], record.pk])
        return format_html('<a href="{}">{}</a>', url, self.value_title(record))

    def value_title(self, record: IssuedDocument) -> str:
        """Name and heading, for exports too."""
        return f"{record.name}. {record.title}" if record.title else record.name

    def render_kind(self, value: str) -> str:
        """The kind in words."""
        return str(kind_get(value).title)


class DocumentFilter(ListFilter):
    """Filters of the issued documents."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("Words, number or code"))
    kind = django_filters.ChoiceFilter(label=gettext_lazy("Kind"), choices=lazy(_choices, list))
    year = django_filters.NumberFilter(field_name="on", lookup_expr="year", label=gettext_lazy("Year"))

    class Meta:
        model = IssuedDocument
        fields = ("kind",)

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Find words of name and heading, a number, a code."""
        return queryset.filter(
            Q(title__icontains=value) | Q(name__icontains=value) | Q(number__iexact=value) | Q(code__iexact=value)
        )


@require_safe
@cluster_page
def document_list(request: HttpRequest, cluster: Cluster) -> HttpResponse:
    """Show the issued documents that the reader may see."""
    viewer = viewer_of(request, cluster)
    blank = Action(_("Blank of documents"), reverse("documents:blank", args=[cluster.code]), "quiet", "file-text")
    page = ListPage(
        request,
        documents_visible_to(cluster, viewer).defer("snapshot"),
        DocumentTable,
        DocumentFilter,
        title=_("Documents"),
        empty=EmptyState(
            _("Nothing issued yet"), _("A document is issued from the page of an act, a session or a register.")
        ),
        actions=[blank] if viewer.is_secretary else [],
        export_name="documents",
    )
    return page.response()


@require_safe
@cluster_page
def document_detail(request: HttpRequest, cluster: Cluster, document: int) -> HttpResponse:
    """Show an issued document with its hash, its code and its files."""
    viewer = viewer_of(request, cluster)
    found = document_visible(cluster, viewer, document)
    kind = kind_get(found.kind)
    thing = kind.visible(cluster, viewer).filter(pk=found.subject_id).first()
    later: Mapping[str, Any] | Any = IssuedDocument.objects.filter(supersedes=found).first()
    context = {
        "document": found,
        "checked": checked(found, standing_of(found)),
        "later": later,
        "copies": signed_lines(copies_of(found)),
        "may_sign": viewer.is_secretary,
        "verify_url": reverse("documents:verified", args=[found.code]),
        "about_url": kind.page(thing, cluster) if thing else "",
        "again_url": reverse("documents:draft", args=[cluster.code, kind.key, found.subject_id]) if thing else "",
        "crumbs": [Crumb(_("Documents"), reverse("documents:list", args=[cluster.code])), Crumb(str(found))],
    }
    return render(request, "documents/document.html", context)


@require_safe
@cluster_page
def document_pdf(request: HttpRequest, cluster: Cluster, document: int) -> HttpResponse:
    """Hand out the PDF as it was issued."""
    found = document_visible(cluster, viewer_of(request, cluster), document)
    return file_response(file_bytes(found.pdf), PDF, f"{found.code}.pdf")


@require_safe
@cluster_page
def document_docx(request: HttpRequest, cluster: Cluster, document: int) -> HttpResponse:
    """Hand out the Word file as it was issued."""
    found = document_visible(cluster, viewer_of(request, cluster), document)
    return file_response(file_bytes(found.docx), DOCX, f"{found.code}.docx")
