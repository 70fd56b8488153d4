"""Writing drafts and setting a cluster up from one. Nothing that does not load is ever kept, no kept state is lost."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.loader import CharterError, YamlReader, load_text
from eduklaster.charter.text import TextImportError
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.presenters.reading import language
from eduklaster.clusters.services import clause_texts_set, cluster_create
from eduklaster.journal.services import Actor
from eduklaster.kernel.errors import InputError, StateError
from eduklaster.people.models import User
from eduklaster.people.services import invitation_send, office_assign, person_create

from .checking import as_yaml, cases_as_yaml, check
from .document import clauses_of, document_of, read, texts_of
from .enums import DraftState, Stage
from .models import Draft, DraftVersion
from .moving import followed_places, words_of
from .patterns import minimal, pattern, pattern_codes, plain, with_clauses, words


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)


def _begun(owner: User, name: str, template: str, data: dict[str, Any]) -> Draft:
    draft = Draft.objects.create(owner=owner, name=name[:200], template=template, content=_json(data))
    _remember(draft, owner)
    return draft


def _remember(draft: Draft, by: User) -> None:
    DraftVersion.objects.create(
        draft=draft, revision=draft.revision, stage=draft.stage, content=draft.content, texts=draft.texts,
        cases=draft.cases, kept_by=by,
    )  # fmt: skip


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
    if name:
        data["identity"] |= {"name": words(name), "short_name": words(name[:80])}
    return _begun(owner, name, template, data)


@transaction.atomic
def draft_load(*, owner: User, content: bytes, name: str = "") -> Draft:
    """Begin a draft from a downloaded file: it is downloaded again word for word the same.

    Raises:
        InputError: The file is no charter; the sentence names its first mistakes.
    """
    try:
        text = content.decode("utf-8")
        charter = load_text(text).charter
    except UnicodeDecodeError as error:
        raise InputError("draft.file", _("This is no text in UTF-8."), field="file") from error
    except CharterError as error:
        said = " ".join(problem.as_text(get_language() or "en") for problem in error.problems[:5])
        raise InputError(
            "draft.file", _("This file is no charter: %(problems)s"), field="file", problems=said
        ) from error
    data = plain(YamlReader("charter.yaml").read(text))
    return _begun(owner, name or charter.identity.short_name.in_(charter.identity.language), "", data)


def _locked(draft: Draft, revision: int | None = None) -> Draft:
    found = Draft.objects.select_for_update(of=("self",)).get(pk=draft.pk)
    if not found.is_open:
        raise StateError(
            "draft.live", _("This draft is live already; the charter is changed by its own procedure now.")
        )
    if revision is not None and revision != found.revision:
        last = found.versions.select_related("kept_by__person").order_by("-revision").first()
        raise StateError(
            "draft.changed_meanwhile",
            _("%(who)s kept another state meanwhile. Open the page anew and enter your change there."),
            who=editor_name(last.kept_by) if last else _now("Somebody"),
        )
    return found


def editor_name(user: User | None) -> str:
    """Return how an editor is named to the others."""
    if user is None:
        return _now("Somebody")
    return user.person.full_name if user.person else user.email


def _kept(found: Draft, by: User, *changed: str) -> Draft:
    found.revision += 1
    found.save(update_fields=[*changed, "revision", "changed_at"])
    _remember(found, by)
    return found


@transaction.atomic
def draft_save(
    *,
    draft: Draft,
    data: dict[str, Any],
    stage: Stage,
    by: User,
    revision: int | None = None,
    texts: dict[str, str] | None = None,
) -> Draft:
    """Keep a changed charter, and with `texts` its words; `revision` is the state that the person had before her.

    Raises:
        InputError: What was entered is no charter; nothing is kept, the sentence lists what is wrong.
        StateError: The draft is live, or somebody else has kept a state meanwhile.
    """
    found = _locked(draft, revision)
    problems = check(data).problems
    if problems:
        said = " ".join(str(problem) for problem in problems[:8])
        raise InputError("draft.invalid", _("This does not fit: %(problems)s"), problems=said)
    found.content, found.stage = _json(data), stage
    found.name = str(data["identity"]["short_name"][data["identity"]["language"]])[:200]
    if texts is not None:
        found.texts = texts
    return _kept(found, by, "content", "stage", "name", "texts")


@transaction.atomic
def draft_restore(*, draft: Draft, version: DraftVersion, by: User, revision: int | None = None) -> Draft:
    """Return to a kept state. It becomes the newest one, so the return can itself be undone.

    Raises:
        StateError: The draft is live, or somebody else has kept a state meanwhile.
    """
    found = _locked(draft, revision)
    found.content, found.texts, found.cases, found.stage = version.content, version.texts, version.cases, version.stage
    identity = found.data["identity"]
    found.name = str(identity["short_name"][identity["language"]])[:200]
    return _kept(found, by, "content", "texts", "cases", "stage", "name")


@transaction.atomic
def cases_set(*, draft: Draft, cases: list[dict[str, Any]], by: User, revision: int | None = None) -> Draft:
    """Keep the situations on which the charter is tried.

    Raises:
        StateError: The draft is live, or somebody else has kept a state meanwhile.
    """
    found = _locked(draft, revision)
    found.cases, found.stage = cases, Stage.TRIALS
    return _kept(found, by, "cases", "stage")


@transaction.atomic
def editor_add(*, draft: Draft, email: str) -> User:
    """Let another account of the platform write on the draft.

    Raises:
        InputError: There is no such account, or it writes already.
    """
    found = _locked(draft)
    user = User.objects.filter(email__iexact=email.strip(), is_active=True).first()
    if user is None:
        raise InputError("draft.editor", _("There is no account with this address."), field="email")
    if user.pk == found.owner_id or found.editors.filter(pk=user.pk).exists():
        raise InputError("draft.editor_twice", _("This person writes on the draft already."), field="email")
    found.editors.add(user)
    return user


@transaction.atomic
def editor_remove(*, draft: Draft, user: int) -> None:
    """Take an editor off the draft; what she kept stays."""
    draft.editors.remove(user)


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
def document_adopt(*, draft: Draft, by: User) -> Draft:
    """Take the corrected text over: its tree becomes the clauses, its words are kept for the cluster.

    What cited a place that is gone rests on the default rules again.

    Raises:
        InputError: There is no text yet, or its tree is no clause tree.
    """
    found = _locked(draft)
    document = document_of(found)
    if document is None:
        raise InputError("draft.no_document", _("Send a text first."), field="document")
    clauses, data = clauses_of(document), found.data
    if found.amends is not None:
        clauses, data = followed_places(data, clauses, texts_of(document), words_of(found))
    data = with_clauses(data, clauses)
    problems = check(data).problems
    if problems:
        said = " ".join(str(problem) for problem in problems[:8])
        raise InputError("draft.invalid", _("This does not fit: %(problems)s"), problems=said)
    found.content, found.stage, found.texts = _json(data), Stage.IDENTITY, texts_of(document)
    return _kept(found, by, "content", "stage", "texts")


@transaction.atomic
def draft_delete(*, draft: Draft, by: User) -> None:
    """Delete a draft; a cluster that came of it stays.

    Raises:
        StateError: Only who began it may delete it.
    """
    if draft.owner_id != by.pk:
        raise StateError("draft.not_owner", _("Only the person who began the draft can delete it."))
    Draft.objects.filter(pk=draft.pk).delete()


@dataclass(frozen=True, slots=True)
class FirstSecretary:
    """Somebody who is to keep the records in place of the person who wrote the draft."""

    surname: str
    given_name: str
    email: str


@transaction.atomic
def draft_go_live(*, draft: Draft, owner: User, on: date, secretary: FirstSecretary | None = None) -> Cluster:
    """Set the cluster up, in the state «forming»; its secretary is who wrote the draft, or the one invited.

    Raises:
        InputError: The code is taken, the address is none, or the account has no person behind it.
        StateError: The draft is live already, or the invited person has an account already.
    """
    found = _locked(draft)
    if found.cluster_id is not None:
        raise StateError("draft.has_cluster", _("This draft has a cluster already: put it again there."))
    if owner.person is None:
        raise InputError("draft.no_person", _("Your account has no person behind it; ask the administrator."))
    actor = Actor(owner.pk, str(_("founding secretary")), owner.person_id)
    data = found.data
    cluster = cluster_create(
        source=as_yaml(data), actor=actor, on=on, casebook=cases_as_yaml(found.cases) if found.cases else ""
    )
    keeper = owner.person
    if secretary is not None:
        keeper = person_create(actor=actor, cluster=cluster, surname=secretary.surname, given_name=secretary.given_name)
        invitation_send(email=secretary.email, person=keeper, actor=actor, cluster=cluster, language=cluster.language)
    office_assign(
        cluster=cluster,
        office=data["roles"].get("secretary", "secretary"),
        person=keeper,
        valid_from=on,
        basis=str(_("setting up of the cluster on the platform")),
        actor=actor,
    )
    if found.texts:
        clause_texts_set(version=cluster.versions.get(), texts=found.texts, actor=actor, on=on)
    found.state, found.cluster, found.stage = DraftState.LIVE, cluster, Stage.LIVE
    found.save(update_fields=["state", "cluster", "stage", "changed_at"])
    return cluster
