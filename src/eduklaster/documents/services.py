"""Issuing documents and replacing a cluster's blank."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in
from eduklaster.clusters.services import cluster_lock
from eduklaster.journal.services import Actor, journal_write
from eduklaster.kernel import bus, clock
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.signatures.sentences import sentence

from .bringing import examined
from .content import Content, Mark
from .drafts import Draft, draft_of
from .events import DocumentIssued
from .look import look_of
from .models import Blank, IssuedDocument, SignedCopy
from .profiles import profile_for
from .registry import DocumentKind
from .rendering import docx, pdf
from .selectors import blank_of, document_last, series_next
from .trying import template_checked

_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read as another
_ATTEMPTS = 5


def document_issue(*, cluster: Cluster, kind: DocumentKind, subject: Any, actor: Actor) -> IssuedDocument:
    """Issue a document: both files are made, kept and hashed for good; an earlier issue of the same is superseded.

    The files are drawn before the lock of the cluster is taken; if somebody took the number meanwhile, they are drawn again.

    Raises:
        InputError: The standard asks for requisites that the document lacks; the sentence names them.
        StateError: Too many people issue at once.
    """
    for _attempt in range(_ATTEMPTS):
        draft = draft_of(cluster, kind, subject)
        if draft.missing:
            raise InputError(
                "documents.incomplete",
                _("By %(standard)s the document lacks: %(missing)s."),
                standard=draft.profile.standard,
                missing=", ".join(str(requisite) for requisite in draft.missing),
            )
        mark = _mark()
        snapshot = draft.snapshot(mark)
        files = pdf(snapshot), docx(snapshot, draft.template())
        with transaction.atomic():
            cluster_lock(cluster)
            if draft.series_number in (None, series_next(cluster, kind.key, kind.on(subject).year)):
                return _kept(draft, mark, files, actor)
    raise StateError("documents.busy", _("Others issue documents at this moment; try again."))


def _mark() -> Mark:
    plain = "".join(secrets.choice(_SIGNS) for _place in range(16))
    code = "-".join(plain[start : start + 4] for start in range(0, 16, 4))
    return Mark(code, settings.SITE_URL.rstrip("/") + reverse("documents:verified", args=[code]))


def _issuer(content: Content) -> str:
    """Return who speaks in a document: the organ, else the post that signs, else the cluster. Never a person's name."""
    return content.unit or next((s.post for s in content.signatures if s.post), "") or content.organisation


def _kept(draft: Draft, mark: Mark, files: tuple[bytes, bytes], actor: Actor) -> IssuedDocument:
    content, kind, subject, cluster = draft.content, draft.kind, draft.subject, draft.cluster
    earlier = document_last(cluster, kind.key, subject.pk)
    digest = hashlib.sha256(files[0]).hexdigest()
    document = IssuedDocument.objects.create(
        cluster=cluster,
        kind=kind.key,
        subject_type=kind.subject,
        subject_id=subject.pk,
        name=content.name[:120],
        issuer=_issuer(content)[:500],
        title=content.heading[:500],
        number=content.number,
        series_number=draft.series_number,
        on=kind.on(subject),
        language=content.language,
        profile=content.profile,
        snapshot=draft.snapshot(mark).as_data(),
        sha256=digest,
        code=mark.code,
        pdf=ContentFile(files[0], f"{mark.code}.pdf"),
        docx=ContentFile(files[1], f"{mark.code}.docx"),
        supersedes=earlier,
        issued_at=clock.now(),
        issued_by_id=actor.user_id,
        issued_as=actor.capacity[:300],
    )
    journal_write(
        chain=cluster.code,
        actor=actor,
        action="document.issued",
        subject=document,
        on=today_in(cluster),
        facts={
            "document_kind": kind.key,
            "number": content.number,
            "sha256": digest,
            "supersedes": earlier.pk if earlier else None,
        },
    )
    bus.publish(DocumentIssued(document.pk, kind.key, kind.subject, subject.pk))
    return document


def blank_replace(
    *,
    cluster: Cluster,
    place: str,
    parameters: Mapping[str, Any],
    note: str,
    actor: Actor,
    template: tuple[str, bytes] | None = None,
    keeps_template: bool = True,
) -> Blank:
    """Give a cluster a new version of its blank; earlier ones stay, and issued documents keep the look they had.

    `template` is the name and the bytes of a Word file; without one, `keeps_template` says whether the last one goes on.

    Raises:
        InputError: A measure is outside the standard, or the Word file is refused; the sentence says why.
    """
    on = today_in(cluster)
    look_of(profile_for(cluster.calendar, on), parameters)
    if template is not None:
        template_checked(template[1], cluster)
    with transaction.atomic():
        cluster_lock(cluster)
        last = blank_of(cluster)
        fields: dict[str, Any] = {}
        if template is not None:
            fields = {
                "docx": ContentFile(template[1], f"{cluster.code}.docx"),
                "docx_name": template[0][:200],
                "sha256": hashlib.sha256(template[1]).hexdigest(),
            }
        elif keeps_template and last is not None and last.docx:
            fields = {"docx": last.docx.name, "docx_name": last.docx_name, "sha256": last.sha256}
        blank = Blank.objects.create(
            cluster=cluster,
            version=(last.version if last else 0) + 1,
            parameters=dict(parameters),
            place=Localized.same(place) if place else Localized(),
            note=note,
            created_at=clock.now(),
            created_by_id=actor.user_id,
            **fields,
        )
        journal_write(
            chain=cluster.code,
            actor=actor,
            action="blank.replaced",
            subject=blank,
            on=on,
            facts={"version": blank.version, "sha256": blank.sha256, "note": note},
        )
    return blank


def signed_copy_add(*, document: IssuedDocument, name: str, content: bytes, actor: Actor) -> SignedCopy:
    """Keep a signed copy of an issued document with what its examination found.

    A signature that cannot be checked here is kept, and that is said; so is one about the Word file, edited or not. One
    that does not hold or signs something else is refused. The examination takes place before any lock and asks no network.

    Raises:
        InputError: The file is no signature, is unsafe, does not hold, or is about another document; the sentence says so.
        StateError: This very file is kept already.
    """
    at = clock.now()
    result = examined(document, content, at)
    if not result.may_be_kept:
        raise InputError(
            f"documents.{result.code.value}",
            "%(sentence)s",
            field="file",
            sentence=sentence(result.code, result.facts, (get_language() or "uk")[:2]),
        )
    digest = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        cluster_lock(document.cluster)
        if SignedCopy.objects.filter(document=document, sha256=digest).exists():
            raise StateError("documents.signed_copy_kept", _("This file is kept already."))
        data = result.as_json()
        copy = SignedCopy.objects.create(
            document=document,
            file=ContentFile(content, f"{document.code}-{digest[:8]}.bin"),
            name=name[-200:],
            sha256=digest,
            container=data["container"],
            code=data["code"],
            facts=data["facts"],
            signers=data["signers"],
            validated_at=at,
            uploaded_by_id=actor.user_id,
            uploaded_as=actor.capacity[:300],
        )
        journal_write(
            chain=document.cluster.code,
            actor=actor,
            action="document.signed_copy_added",
            subject=copy,
            on=today_in(document.cluster),
            facts={"document": document.pk, "sha256": digest, "result": data["code"], "container": data["container"]},
        )
    return copy
