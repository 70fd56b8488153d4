"""Drafts of amendments: a copy of the charter in force, changed like any draft, filed as an amendment."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import yaml
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from eduklaster.amendments.access import may_keep
from eduklaster.amendments.models import Amendment
from eduklaster.amendments.services import AmendmentDraft, amendment_file, amendment_revise
from eduklaster.charter.loader import YamlReader
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import version_in_force
from eduklaster.kernel.errors import AccessError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.people.models import User
from eduklaster.procedures.parties import Doer

from .checking import as_yaml, cases_as_yaml
from .enums import DraftState, Stage
from .models import Draft, DraftVersion
from .patterns import plain


@transaction.atomic
def draft_amend(*, owner: User, cluster: Cluster, on: date) -> Draft:
    """Return a person's draft of an amendment of the charter in force: the one they have begun, or a fresh copy.

    Raises:
        StateError: No version is in force.
    """
    version = version_in_force(cluster, on)
    if version is None:
        raise StateError(
            "amendment.nothing_in_force", _("No version of the charter is in force: nothing can be amended.")
        )
    mine = Draft.objects.filter(owner=owner, amends=version, amendment=None, state=DraftState.OPEN)
    return mine.order_by("-changed_at").first() or _copied(owner, version, version)


@transaction.atomic
def draft_revise(*, owner: User, doer: Doer, amendment: Amendment) -> Draft:
    """Return a draft in which a filed amendment is changed: the one it came from, or a copy of what was filed.

    Raises:
        AccessError: Somebody who neither filed it nor keeps the records.
    """
    if not may_keep(amendment, doer):
        raise AccessError("amendment.keeper", _("An amendment is changed by whoever filed it, or by the secretary."))
    mine = Draft.objects.filter(owner=owner, amendment=amendment).order_by("-changed_at").first()
    return mine or _copied(owner, amendment.version, amendment.base, amendment)


def _copied(owner: User, version: CharterVersion, base: CharterVersion, amendment: Amendment | None = None) -> Draft:
    data = plain(YamlReader("charter.yaml").read(version.source))
    identity = data["identity"]
    draft = Draft.objects.create(
        owner=owner,
        name=str(identity["short_name"][identity["language"]])[:200],
        content=json.dumps(data, ensure_ascii=False),
        stage=Stage.CLAUSES,
        texts=dict(version.texts.values_list("clause", "text")),
        cases=_cases(version.casebook),
        amends=base,
        amendment=amendment,
    )
    DraftVersion.objects.create(
        draft=draft, revision=1, stage=draft.stage, content=draft.content, texts=draft.texts, cases=draft.cases, kept_by=owner
    )  # fmt: skip
    return draft


def _cases(casebook: str) -> list[Any]:
    read = yaml.safe_load(casebook) if casebook.strip() else None
    found: list[Any] = plain(read)["cases"] if read else []
    return found


@transaction.atomic
def draft_submit(*, draft: Draft, title: str, why: str, doer: Doer, on: date) -> Amendment:
    """File a draft as an amendment, or bring the amendment that it was filed as up to its state.

    Raises:
        StateError: The draft is of a new cluster, or the amendment is decided.
        InputError: Nothing is changed, or title or purpose are missing.
        ChainRefused: The charter lets others propose amendments.
    """
    found = (
        Draft.objects.select_for_update(of=("self",)).select_related("amends__cluster", "amendment").get(pk=draft.pk)
    )
    if found.amends is None:
        raise StateError("draft.no_amendment", _("This draft is of a new cluster."))
    wanted = AmendmentDraft(
        Localized.same(title.strip()),
        why,
        as_yaml(found.data),
        found.texts,
        cases_as_yaml(found.cases) if found.cases else "",
    )
    if found.amendment is not None:
        return amendment_revise(amendment=found.amendment, draft=wanted, doer=doer, on=on)
    amendment = amendment_file(cluster=found.amends.cluster, draft=wanted, doer=doer, on=on)
    found.amendment = amendment
    found.save(update_fields=["amendment", "changed_at"])
    return amendment
