"""Writing drafts and setting a cluster up from one. Nothing that does not load is ever kept."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.text import TextImportError
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.presenters.reading import language
from eduklaster.clusters.services import clause_texts_set, cluster_create
from eduklaster.journal.services import Actor
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.people.models import User
from eduklaster.people.services import office_assign

from .checking import as_yaml, check
from .document import clauses_of, document_of, read, texts_of
from .enums import DraftState, Stage
from .models import Draft
from .patterns import minimal, pattern, pattern_codes, with_clauses


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


@transaction.atomic
def draft_create(*, owner: User, template: str, name: str, on: date) -> Draft:
    """Begin a draft from a seed charter without its proper names, or (with an empty `template`) from a minimal one.

    Raises:
        InputError: There is no such pattern.
    """
    if template and template not in pattern_codes():
        raise InputError("draft.template", _("There is no such pattern."), field="template")
    data = pattern(template) if template else minimal(on)
    data["identity"]["effective_from"] = on.isoformat()
    return Draft.objects.create(owner=owner, name=name, template=template, content=_json(data))


def _locked(draft: Draft) -> Draft:
    found = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not found.is_open:
        raise StateError(
            "draft.live", _("This draft is live already; the charter is changed by its own procedure now.")
        )
    return found


@transaction.atomic
def draft_save(*, draft: Draft, data: dict[str, Any], stage: Stage) -> Draft:
    """Keep a changed charter.

    Raises:
        InputError: What was entered is no charter; nothing is kept, the sentence lists what is wrong.
        StateError: The draft is live.
    """
    found = _locked(draft)
    problems = check(data).problems
    if problems:
        raise InputError("draft.invalid", _("This does not fit: %(problems)s"), problems="; ".join(problems[:8]))
    found.content, found.stage = _json(data), stage
    found.name = str(data["identity"]["short_name"][data["identity"]["language"]])[:200]
    found.save(update_fields=["content", "stage", "name", "changed_at"])
    return found


@transaction.atomic
def document_upload(*, draft: Draft, content: bytes, name: str) -> Draft:
    """Keep an uploaded text beside the draft; the clause tree changes only when the text is taken over.

    Raises:
        InputError: The file cannot be read; the reader's sentence says why.
    """
    found = _locked(draft)
    try:
        read(content, name, "[]")
    except TextImportError as error:
        raise InputError("draft.document", error.message(language()), field="document") from error
    found.document, found.document_name, found.document_edits = content, name[:200], []
    found.save(update_fields=["document", "document_name", "document_edits", "changed_at"])
    return found


@transaction.atomic
def document_correct(*, draft: Draft, edit: dict[str, Any]) -> Draft:
    """Make one correction of the tree: join, split, drop, another number, kind or level.

    Raises:
        InputError: The correction cannot be made; nothing changed.
    """
    found = _locked(draft)
    try:
        document_of(found, [edit])
    except TextImportError as error:
        raise InputError("draft.correction", error.message(language())) from error
    found.document_edits = [*found.document_edits, edit]
    found.save(update_fields=["document_edits", "changed_at"])
    return found


@transaction.atomic
def document_undo(*, draft: Draft) -> Draft:
    """Take the last correction back."""
    found = _locked(draft)
    found.document_edits = found.document_edits[:-1]
    found.save(update_fields=["document_edits", "changed_at"])
    return found


@transaction.atomic
def document_adopt(*, draft: Draft) -> Draft:
    """Take the corrected text over: its tree becomes the clauses, its words are kept for the cluster.

    What cited a place that is gone rests on the default rules again.

    Raises:
        InputError: There is no text yet, or its tree is no clause tree.
    """
    found = _locked(draft)
    document = document_of(found)
    if document is None:
        raise InputError("draft.no_document", _("Send a text first."), field="document")
    data = with_clauses(found.data, clauses_of(document))
    saved = draft_save(draft=found, data=data, stage=Stage.IDENTITY)
    saved.texts = texts_of(document)
    saved.save(update_fields=["texts", "changed_at"])
    return saved


@transaction.atomic
def draft_delete(*, draft: Draft) -> None:
    """Delete a draft; a cluster that came of it stays."""
    Draft.objects.filter(pk=draft.pk).delete()


@transaction.atomic
def draft_go_live(*, draft: Draft, owner: User, on: date) -> Cluster:
    """Set the cluster up, in the state «forming», with the person who wrote the draft as its secretary.

    Raises:
        InputError: The code is taken, or the account has no person behind it.
        StateError: The draft is live already.
    """
    found = _locked(draft)
    if owner.person is None:
        raise InputError("draft.no_person", _("Your account has no person behind it; ask the administrator."))
    actor = Actor(owner.pk, str(_("founding secretary")), owner.person_id)
    data = found.data
    cluster = cluster_create(source=as_yaml(data), actor=actor, on=on)
    office_assign(
        cluster=cluster,
        office=data["roles"].get("secretary", "secretary"),
        person=owner.person,
        valid_from=on,
        basis=str(_("setting up of the cluster on the platform")),
        actor=actor,
    )
    if found.texts:
        clause_texts_set(version=cluster.versions.get(), texts=found.texts, actor=actor, on=on)
    found.state, found.cluster, found.stage = DraftState.LIVE, cluster, Stage.LIVE
    found.save(update_fields=["state", "cluster", "stage", "changed_at"])
    return cluster
