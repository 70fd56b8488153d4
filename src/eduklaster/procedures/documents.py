"""Acts as official documents: orders, resolutions, decisions, submissions and the rest of the register."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from eduklaster.charter.matters import parties_of
from eduklaster.charter.messages import citation_words
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Citation
from eduklaster.clusters.models import Cluster
from eduklaster.clusters.selectors import today_in
from eduklaster.documents.content import Block, Content, Signature
from eduklaster.documents.enums import Standing
from eduklaster.documents.naming import accusative, genitive, in_sentence, signature_name, told, written
from eduklaster.documents.profiles import words as words_of
from eduklaster.documents.registry import DocumentKind, Frame, Signatory, register_document, signatories_of
from eduklaster.kernel.text import Localized
from eduklaster.people.access import Viewer

from .access import acts_visible_to, cases_visible_to
from .endorsing import approval_lines, endorsements
from .enums import ActKind, ActState, StepState
from .models import Act, Case, CaseStep
from .parties import concrete_parties
from .registry import draft_words
from .selectors import chain_for
from .services.steps import party_label

_RESOLVING = {
    ActKind.ORDER: "orders",
    ActKind.RESOLUTION: "resolves",
    ActKind.DECISION: "decides",
    ActKind.SUBMISSION: "submits",
    ActKind.RECOMMENDATION: "recommends",
}
_FALLBACK = {
    ActKind.ORDER: "approves",
    ActKind.RESOLUTION: "approves",
    ActKind.DECISION: "approves",
    ActKind.RECOMMENDATION: "supports",
}
"""What an act does with what its title names, where no text says it."""
Decline = Callable[[Cluster, str, str], str]


def acts_to_print(cluster: Cluster, viewer: Viewer) -> QuerySet[Act]:
    """Return the acts whose documents somebody may read: those seen by people of the cluster; names stand in them."""
    if not viewer.is_signed_in or not viewer.capacities:
        return Act.objects.none()
    return acts_visible_to(cluster, viewer).exclude(state=ActState.DRAFT).select_related("cluster", "signed_by")


def cited(act: Act, frame: Frame) -> str:
    """Return how a document of the cluster cites an act: kind, issuer, date, number."""
    kind = _kind_word(act, frame)
    issuer = act.issuer_label.in_(frame.language)
    named = f"{kind} ({issuer})" if issuer else kind
    return frame.words["decision_of"] % (named, written(act.on, frame.language), act.number)


def _kind_word(act: Act, frame: Frame) -> str:
    """Return the cluster's word for a kind, or the standard's where the cluster's already names the organ."""
    own = frame.term(act.kind)
    return own if " " not in own and not own.isupper() else frame.words[act.kind].lower()


def cited_in(act: Act, frame: Frame, decline: Decline = genitive) -> str:
    """Return the same declined: after «на підставі» in the genitive; empty where a form is not sure."""
    kind = decline(frame.cluster, _kind_word(act, frame), frame.language)
    issuer = _issuer_genitive(act, frame)
    if not kind or not issuer:
        return ""
    named = frame.words["of_organ"] % (kind, issuer)
    return frame.words["decision_of"] % (named, written(act.on, frame.language), act.number)


def _issuer_genitive(act: Act, frame: Frame) -> str:
    """Return who issued an act in the genitive: a post stands inside the sentence without its capital."""
    declined = genitive(frame.cluster, act.issuer_label.in_(frame.language), frame.language)
    return in_sentence(declined) if act.issuer.startswith("office:") else declined


def act_content(act: Act, frame: Frame) -> Content:
    """Return what an act says on paper: what it rests on, the word that resolves, its items, when it takes effect."""
    language = frame.language
    rows = [row.rests_on for row in act.bases.select_related("rests_on").order_by("rests_on__on", "pk")]
    steps = list(act.steps.select_related("case__cluster", "case__version").order_by("case_id"))
    signers = _signers(act.cluster, act.issuer, act.on, language, steps)
    return _content(act, frame, rows, signers, steps)


def _signers(cluster: Cluster, issuer: str, on: date, language: str, steps: Sequence[CaseStep]) -> list[Signatory]:
    """Return who signs for the issuer; «applicant» and the like are whom the case means by the word."""
    parties = [issuer]
    if ":" not in issuer:
        parties = [party for row in steps for party in sorted(concrete_parties(row.case, issuer) or ())]
    return [one for party in parties for one in signatories_of(cluster, party, on, language)]


def _content(
    act: Act, frame: Frame, rows: Sequence[Act], signers: Sequence[Signatory], steps: Sequence[CaseStep]
) -> Content:
    language, words = frame.language, frame.words
    is_organ = act.issuer.startswith("organ:")
    if act.signed_by is not None:
        post = signers[0].post if signers else act.issuer_label.in_(language)
        signatures = [Signature(post, signature_name(act.signed_by, frame.profile))]
    else:
        signatures = [Signature(one.post, signature_name(one.person, frame.profile)) for one in signers]
    return Content(
        kind="act",
        variant=act.kind,
        **frame.masthead,
        unit=act.issuer_label.in_(language) if is_organ else "",
        name=_kind_word(act, frame).upper(),
        on=act.on.isoformat(),
        number=f"{act.number}" if act.number else "",
        heading=act.title.in_(language),
        approval=approval_lines(steps, frame, lambda one: _approved_by(one, frame)),
        body=_body(act, frame, rows, steps),
        agreed=endorsements(act.issuer, steps, frame, visas=False),
        visas=endorsements(act.issuer, steps, frame, visas=True),
        signatures=signatures or [Signature(act.issuer_label.in_(language))],
        seen_title=words["seen_order"] if act.kind == ActKind.ORDER else "",
        seen=[Signature("_" * 30)] if act.kind == ActKind.ORDER else [],
    )


def _approved_by(act: Act, frame: Frame) -> str:
    """Return an act as a mark of approval names it: «Наказ Ректора Інституту, 2 березня 2026 р. № 6»."""
    issuer = _issuer_genitive(act, frame)
    named = frame.words["of_organ"] % (_kind_word(act, frame), issuer) if issuer else _kind_word(act, frame)
    number = f" {frame.words['number']} {act.number}" if act.number else ""
    return capfirst(f"{named}, {written(act.on, frame.language)}{number}")


def resolved_lines(act: Act, frame: Frame) -> list[str]:
    """Return what an act resolves, line by line, for a document of the cluster."""
    rows = [row.rests_on for row in act.bases.select_related("rests_on").order_by("rests_on__on", "pk")]
    return _resolved(act, frame, rows, list(act.steps.select_related("case__cluster", "case__version")))


def _resolved(act: Act, frame: Frame, rows: Sequence[Act], steps: Sequence[CaseStep]) -> list[str]:
    """Return the text of an act; where it was voted on, what the case asks for, since its own text tells the count."""
    lines = [] if is_counted(act) else [line.strip() for line in act.text.splitlines() if line.strip()]
    if not lines and act.kind in _RESOLVING:
        drafted = [act_drafted(row.case, chain_for(row.case).step(row.step)) for row in steps]
        lines = [line.strip() for text in drafted for line in text.splitlines() if line.strip()]
    if lines:
        return lines
    title = act.title.in_(frame.language)
    adopted = [cited_in(row, frame, accusative) for row in rows] if act.kind == ActKind.ORDER else []
    if adopted and all(adopted):
        return [told(frame.words["puts_in_force"], ", ".join(adopted))]
    if act.kind in _FALLBACK:
        return [told(frame.words[_FALLBACK[ActKind(act.kind)]], in_sentence(title).rstrip("."))]
    return [_sentence(title)]


def is_counted(act: Act) -> bool:
    """Say whether an act came from a vote: its text tells the result, not what was resolved."""
    return isinstance(act.data, dict) and "tally" in act.data


def _clauses(act: Act, frame: Frame) -> str:
    """Return what the act rests on in the charter or the law; a place without a number is the charter as such."""
    # A default of the platform explains an answer on a page; an official document does not rest on it.
    cited_here = [c for c in act.citations if c["kind"] != "default"]
    if not cited_here:
        return ""
    if any(c["kind"] != "clause" for c in cited_here):
        said = [citation_words(Citation(c["kind"], c["ref"]), frame.language, frame.charter) for c in cited_here]
        return told(frame.words["by_clause"], "; ".join(said))
    numbers = {clause.id: clause.number for _depth, clause, _parent in frame.charter.clause_walk()}
    said = [
        citation_words(Citation("clause", c["ref"]), frame.language, frame.charter)
        for c in cited_here
        if numbers.get(c["ref"], c["ref"])
    ]
    return told(frame.words["by_clauses"], ", ".join(said)) if said else str(frame.words["by_charter"])


def _body(act: Act, frame: Frame, rows: Sequence[Act], steps: Sequence[CaseStep]) -> list[Block]:
    words, language = frame.words, frame.language
    blocks: list[Block] = []
    if by := _clauses(act, frame):
        blocks.append(Block("paragraph", by))
    declined = [cited_in(row, frame) for row in rows]
    lines = _resolved(act, frame, rows, steps)
    if lines == [told(words["puts_in_force"], ", ".join(cited_in(row, frame, accusative) for row in rows))]:
        declined, rows = [], []  # the order says in its text what it rests on
    if rows and all(declined) and not act.basis_note:
        blocks.append(Block("paragraph", told(words["on_basis_of"], ", ".join(declined))))
    elif rows or act.basis_note:
        bases = [*(cited(row, frame) for row in rows), *([act.basis_note] if act.basis_note else [])]
        blocks.append(Block("paragraph", told(words["on_basis"], "; ".join(bases))))
    resolving = _RESOLVING.get(ActKind(act.kind))
    if resolving:
        blocks.append(Block("lead", words[resolving]))
    blocks += [Block("paragraph", line) for line in lines]
    if act.effective_on:
        blocks.append(Block("paragraph", told(words["effective"], written(act.effective_on, language))))
    if act.corrects:
        blocks.append(Block("paragraph", told(words["corrects"], cited(act.corrects, frame))))
    tally = act.data["tally"] if is_counted(act) else None
    if isinstance(tally, dict) and {"for_", "against", "abstain"} <= tally.keys():
        blocks.append(Block("paragraph", words["votes"] % (tally["for_"], tally["against"], tally["abstain"])))
    return blocks


def act_drafted(case: Case, step: Step) -> str:
    """Return the text of the act that a step is to issue, drafted from the case in the cluster's language.

    A room above knows what acts of its matters say; otherwise an act repeats what it rests on. Empty where neither does.
    """
    if step.produces == "none":
        return ""
    language = case.cluster.language
    with override(language):
        drafted = draft_words(case, words_of(language), language)
    if drafted:
        return drafted
    rests_on = Act.objects.filter(steps__case=case, steps__step__in=step.basis).exclude(text="")
    last = rests_on.exclude(data__has_key="tally").order_by("on", "pk").last()
    return last.text if last else ""


def steps_to_draft(cluster: Cluster, viewer: Viewer) -> QuerySet[CaseStep]:
    """Return the steps that wait and will issue an act, for those who read the acts of the cluster."""
    rows = CaseStep.objects.filter(state=StepState.OPEN, case__in=cases_visible_to(cluster, viewer).order_by())
    if not viewer.is_signed_in or not viewer.capacities:
        return rows.none()
    return rows.select_related("case__cluster", "case__version")


def draft_content(row: CaseStep, frame: Frame) -> Content:
    """Return the act that a step is to issue as it would stand on paper, without date and number."""
    case, step = row.case, chain_for(row.case).step(row.step)
    issuer = parties_of(step)[0]
    label = party_label(case, issuer) if ":" in issuer else Localized()
    citation = Citation.of(step)
    act = Act(
        cluster=case.cluster,
        kind=step.produces,
        issuer=issuer,
        issuer_label=label,
        title=case.title,
        on=frame.on,
        text=act_drafted(case, step),
        citations=[citation.as_json()] if citation else [],
    )
    rests_on = Act.objects.filter(steps__case=case, steps__step__in=step.basis).distinct().order_by("on", "pk")
    signers = _signers(case.cluster, issuer, frame.on, frame.language, [row])
    return replace(_content(act, frame, list(rests_on), signers, [row]), kind="act_draft", dated="", number="")


def is_drafted(step: Step) -> bool:
    """Say whether a step issues an act that can be drafted before: an order or the like, but no result of a vote."""
    return step.produces in _RESOLVING and step.kind != "vote"


def _issues_an_act(row: CaseStep) -> bool:
    return is_drafted(chain_for(row.case).step(row.step))


def _nobody(cluster: Cluster, viewer: Viewer, subject: object) -> bool:
    return False


def _today(row: CaseStep) -> date:
    return today_in(row.case.cluster)


def _step_page(row: CaseStep, cluster: Cluster) -> str:
    return reverse("procedures:step", args=[cluster.code, row.case_id, row.step])


def _sentence(text: str) -> str:
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."


def _standing(act: Act) -> Standing:
    return Standing.VALID if act.state == ActState.REGISTERED else Standing.CORRECTED


def _on(act: Act) -> date:
    return act.on


def _page(act: Act, cluster: Cluster) -> str:
    return reverse("procedures:act", args=[cluster.code, act.pk])


def register() -> None:
    """Offer the documents of acts; called once when the room starts."""
    register_document(
        DocumentKind(
            key="act",
            title=_("Act"),
            subject="procedures.act",
            model=Act,
            visible=acts_to_print,
            on=_on,
            build=act_content,
            page=_page,
            standing=_standing,
        )
    )
    register_document(
        DocumentKind(
            key="act_draft",
            title=_("Draft of the act"),
            subject="procedures.casestep",
            model=CaseStep,
            visible=steps_to_draft,
            on=_today,
            build=draft_content,
            page=_step_page,
            applies=_issues_an_act,
            may_issue=_nobody,
        )
    )
