"""Amendments: filed with their text and rules together, changed by what was recommended until they are voted on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from eduklaster.charter.matters import matter_for_kind
from eduklaster.clusters.models import CharterVersion, Cluster
from eduklaster.clusters.selectors import charter_of, version_in_force
from eduklaster.clusters.services import clause_texts_set, cluster_lock, version_add, version_rewrite
from eduklaster.journal.services import journal_write
from eduklaster.kernel.errors import AccessError, InputError, StateError
from eduklaster.kernel.text import Localized
from eduklaster.procedures.enums import CaseState
from eduklaster.procedures.parties import Doer, standing_for
from eduklaster.procedures.selectors import case_now
from eduklaster.procedures.services import CaseDraft, StepInput, case_open, step_do
from eduklaster.votes.enums import VoteState
from eduklaster.votes.models import Vote

from ..access import may_keep
from ..models import Amendment

KIND = "amend_charter"


@dataclass(frozen=True, slots=True)
class AmendmentDraft:
    """A charter as it is to be: the rules as one file, the cluster's own words by place, and what the change is for.

    Without `texts` the words stay as they are.
    """

    title: Localized
    why: str
    source: str
    texts: Mapping[str, str] | None = None
    casebook: str = ""


@transaction.atomic
def amendment_file(*, cluster: Cluster, draft: AmendmentDraft, doer: Doer, on: date) -> Amendment:
    """File a new version of the charter in force and open the case by which the charter itself lets it be amended.

    Filing is the first step of that case where it begins with a proposal and the doer may make it.

    Raises:
        StateError: No version is in force: there is nothing to amend.
        InputError: No title, nothing is changed, or the file is no charter of this cluster.
        ChainRefused: The charter lets others propose amendments.
    """
    cluster_lock(cluster)
    base = version_in_force(cluster, on)
    if base is None:
        raise StateError(
            "amendment.nothing_in_force", _("No version of the charter is in force: nothing can be amended.")
        )
    if not str(draft.title).strip():
        raise InputError("amendment.title", _("Name the amendment."), field="title")
    if not draft.why.strip():
        raise InputError("amendment.why", _("Say what the change is for."), field="why")
    version = version_add(
        cluster=cluster, source=draft.source, actor=doer.actor, on=on, summary=draft.title, casebook=draft.casebook
    )
    texts = dict(base.texts.values_list("clause", "text")) if draft.texts is None else dict(draft.texts)
    if not _differs(base, version, texts):
        raise InputError("amendment.same", _("Nothing is changed yet: neither the text nor a rule."))
    if texts:
        clause_texts_set(version=version, texts=texts, actor=doer.actor, on=on)
    case = case_open(
        cluster=cluster,
        draft=CaseDraft(
            matter_for_kind(charter_of(base).charter, KIND),
            draft.title,
            subject=("clusters.charterversion", str(version.pk)),
            payload={"version_id": version.pk, "why": draft.why.strip()},
        ),
        doer=doer,
        on=on,
    )
    last = Amendment.objects.filter(cluster=cluster).aggregate(last=Max("number"))["last"] or 0
    amendment = Amendment.objects.create(
        cluster=cluster,
        number=last + 1,
        case=case,
        version=version,
        base=base,
        title=draft.title,
        why=draft.why.strip(),
        filed_on=on,
    )
    journal_write(
        chain=cluster.code,
        actor=doer.actor,
        action="amendment.filed",
        subject=amendment,
        on=on,
        rule=case.matter,
        facts={"number": amendment.number, "version": version.number, "base": base.number},
    )
    now = case_now(case, on)
    first = now.chain.steps[0]
    standing = standing_for(case, first, doer) if first.kind == "proposal" else None
    if standing is not None and not standing.on_paper:
        step_do(
            cluster=cluster, case_ids=[case.pk], step=first.id, doer=doer, on=on,
            given=StepInput(note=draft.why.strip(), act_title=draft.title),
        )  # fmt: skip
        case.refresh_from_db()
    return amendment


def _differs(base: CharterVersion, version: CharterVersion, texts: Mapping[str, str]) -> bool:
    own = dict(base.texts.values_list("clause", "text"))
    wanted = {place: text for place, text in texts.items() if text.strip()}
    return charter_of(version).charter != charter_of(base).charter or wanted != own


@transaction.atomic
def amendment_revise(*, amendment: Amendment, draft: AmendmentDraft, doer: Doer, on: date) -> Amendment:
    """Change text and rules of an amendment on which nobody has decided, as recommendations ask for.

    Raises:
        AccessError: Somebody who neither filed it nor keeps the records.
        StateError: It is decided, being voted on, or its case is over.
        InputError: The file is no charter of this cluster.
    """
    cluster_lock(amendment.cluster_id)
    amendment = Amendment.objects.select_related("case__cluster", "version__cluster", "cluster").get(pk=amendment.pk)
    if not may_keep(amendment, doer):
        raise AccessError("amendment.keeper", _("An amendment is changed by whoever filed it, or by the secretary."))
    if amendment.case.state != CaseState.OPEN:
        raise StateError("amendment.over", _("The case of this amendment is over."))
    if Vote.objects.filter(case=amendment.case, state=VoteState.OPEN).exists():
        raise StateError("amendment.voted_on", _("The amendment is being voted on: its text stays as it is."))
    version = version_rewrite(
        version=amendment.version, source=draft.source, actor=doer.actor, on=on, casebook=draft.casebook
    )
    if draft.texts is not None:
        clause_texts_set(version=version, texts=dict(draft.texts), actor=doer.actor, on=on)
    amendment.version = version
    journal_write(
        chain=amendment.cluster.code,
        actor=doer.actor,
        action="amendment.revised",
        subject=amendment,
        on=on,
        rule=amendment.case.matter,
        facts={"number": amendment.number, "version": version.number},
    )
    return amendment
