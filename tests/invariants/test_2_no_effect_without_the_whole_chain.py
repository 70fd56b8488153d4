"""Invariant 2: an effect needs the whole chain of its matter in its cluster; a missing link blocks and names its source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest
from django.db import transaction
from tests.invariants.five import CODES, EVERY_CHAIN, chains_in, charter
from tests.world import TELLER, World

from eduklaster.charter.chains import Done, Progress, effect_step, is_effective, is_needed, may, required_before
from eduklaster.charter.chains import grounds_of as grounds
from eduklaster.charter.matters import Chain, chain_of, parties_of, resolve_party
from eduklaster.charter.schema import Step
from eduklaster.charter.verdicts import Citation
from eduklaster.kernel.text import Localized
from eduklaster.procedures.enums import StepState
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Act, Case, CaseStep
from eduklaster.procedures.parties import Doer, concrete_parties
from eduklaster.procedures.services import CaseDraft, StepInput, case_open, step_do

DAY = date(2026, 3, 2)
LATER = date(2027, 3, 1)


def circumstances(chain: Chain) -> Iterator[dict[str, Any]]:
    """Every combination of the facts on which steps of a chain depend, with all other needed facts given."""
    conditions = {step.when.fact: step.when.is_ for step in chain.steps if step.when}
    needed = {
        r.fact: r.must_be[0] if isinstance(r.must_be, list) else r.must_be
        for step in chain.steps
        for r in step.needs
        if r.fact not in conditions
    }
    for chosen in product((True, False), repeat=len(conditions)):
        varied = {
            fact: (value if held else (not value if isinstance(value, bool) else None))
            for (fact, value), held in zip(conditions.items(), chosen, strict=True)
        }
        yield {**needed, **varied}


def all_but(chain: Chain, facts: dict[str, Any], *without: str) -> Progress:
    """A case in which everything has been done long ago, save for some steps."""
    done = {s.id: Done(DAY, f"act-{s.id}") for s in chain.steps if s.id not in without}
    ground = grounds(chain)[0].id if grounds(chain) else None
    return Progress(done=done, facts=facts, ground=ground, opened_on=DAY)


def links_of(chain: Chain, progress: Progress, step: Step) -> list[Step]:
    """Everything that has to be over before a step, however far back."""
    found: dict[str, Step] = {}
    waiting = [step]
    while waiting:
        for before in required_before(chain, progress, waiting.pop()):
            if before.id not in found:
                found[before.id] = before
                waiting.append(before)
    return list(found.values())


def basis_of(chain: Chain, progress: Progress, step: Step) -> list[str]:
    """The steps whose acts a step has to cite."""
    ids = {s.id for s in chain.steps if is_needed(s, progress)}
    return [b for b in step.basis if b in ids]


@pytest.mark.parametrize(("code", "matter"), EVERY_CHAIN, ids=[f"{c}-{m}" for c, m in EVERY_CHAIN])
def test_each_step_is_refused_without_each_link_before_it_and_the_refusal_names_its_source(
    code: str, matter: str
) -> None:
    chain = chain_of(charter(code), matter)
    for facts in circumstances(chain):
        for step in chain.steps:
            progress = all_but(chain, facts, step.id)
            if not is_needed(step, progress):
                continue
            for link in required_before(chain, progress, step):
                broken = all_but(chain, facts, step.id, link.id)
                cites = {s.id for s in chain.steps} - {link.id}
                day = DAY if link.kind == "reply" else LATER  # a right of reply is over when its time is
                verdict = may(chain, broken, step.id, by=parties_of(step)[0], on=day, cites=cites)
                assert not verdict.allowed, f"{step.id} went through without {link.id}"
                assert verdict.code == ("chain.waiting_period" if link.kind == "reply" else "chain.not_yet"), link.id
                assert verdict.citations[0] == Citation.of(link), f"{step.id} without {link.id} names another place"


@pytest.mark.parametrize(("code", "matter"), EVERY_CHAIN, ids=[f"{c}-{m}" for c, m in EVERY_CHAIN])
def test_an_act_that_rests_on_nothing_or_on_another_act_is_refused_by_the_place_that_asks_for_its_basis(
    code: str, matter: str
) -> None:
    """Everything before the step is done, so that only the citing is left to refuse."""
    chain = chain_of(charter(code), matter)
    for facts in circumstances(chain):
        for step in chain.steps:
            progress = all_but(chain, facts, step.id)
            wanted = basis_of(chain, progress, step)
            if not wanted or not is_needed(step, progress):
                continue
            others = {s.id for s in chain.steps} - {step.id} - set(wanted)
            for cites in [set(), others, *(others | set(wanted) - {left_out} for left_out in wanted)]:
                verdict = may(chain, progress, step.id, by=parties_of(step)[0], on=LATER, cites=cites)
                assert (verdict.allowed, verdict.code) == (False, "chain.basis_missing"), f"{step.id} cites {cites}"
                assert verdict.facts["basis"] == [b for b in wanted if b not in cites]
                assert verdict.citations[0] == Citation.of(step)
            assert may(chain, progress, step.id, by=parties_of(step)[0], on=LATER, cites=wanted).allowed, step.id


def test_every_charter_asks_some_act_for_its_basis() -> None:
    for code in CODES:
        assert [s.id for chain in chains_in(code) for s in chain.steps if basis_of(chain, Progress(), s)], code


@pytest.mark.parametrize(("code", "matter"), EVERY_CHAIN, ids=[f"{c}-{m}" for c, m in EVERY_CHAIN])
def test_the_effect_stays_out_while_any_link_is_missing_even_if_all_later_ones_are_there(
    code: str, matter: str
) -> None:
    chain = chain_of(charter(code), matter)
    for facts in circumstances(chain):
        whole = all_but(chain, facts)
        last = effect_step(chain, whole)
        if not is_needed(last, whole):
            continue
        assert is_effective(chain, whole, on=LATER), "the whole chain brings its effect about"
        assert not is_effective(chain, all_but(chain, facts, last.id), on=LATER)
        for link in links_of(chain, whole, last):
            broken = all_but(chain, facts, link.id)
            assert not is_effective(chain, broken, on=DAY if link.kind == "reply" else LATER), link.id


@pytest.mark.parametrize(("code", "matter"), EVERY_CHAIN, ids=[f"{c}-{m}" for c, m in EVERY_CHAIN])
def test_a_declined_link_ends_the_matter_without_effect(code: str, matter: str) -> None:
    chain = chain_of(charter(code), matter)
    facts = next(circumstances(chain))
    for step in chain.steps:
        declined = Progress(done=all_but(chain, facts).done, facts=facts, declined=step.id)
        assert not is_effective(chain, declined, on=LATER)


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_on_record_nobody_issues_an_act_out_of_turn_in_any_matter(settings: Any, code: str) -> None:
    world = World.of(code, settings, DAY)
    tried = 0
    for chain in chains_in(code):
        with transaction.atomic():
            case = opened(world, chain)
            first = {s.step for s in case.steps.all() if s.state == "open"}
            for step in chain.steps:
                if step.id in first or not required_before(chain, Progress(facts=case.facts), step):
                    continue
                with pytest.raises(ChainRefused) as refused, transaction.atomic():
                    step_do(cluster=world.cluster, case_ids=[case.pk], step=step.id, doer=party(case, step), on=DAY)
                verdict = refused.value.verdict
                known = Progress(facts=case.facts)
                assert verdict.code == ("chain.not_yet" if is_needed(step, known) else "chain.not_needed")
                sources = [step, *(link for link in required_before(chain, known, step) if is_needed(step, known))]
                assert verdict.citations[0] in map(Citation.of, sources), f"{chain.id}.{step.id}"
                tried += 1
            case.refresh_from_db()
            assert case.effective_on is None
            transaction.set_rollback(True)
    assert tried > 20
    assert not Act.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("code", CODES)
def test_on_record_an_act_is_not_issued_on_no_basis_or_on_another_in_any_matter(settings: Any, code: str) -> None:
    """The rows say that everything before the step is done; the doer leaves out what the act has to rest on."""
    world = World.of(code, settings, DAY)
    tried = 0
    for chain in chains_in(code):
        with transaction.atomic():
            case = opened(world, chain)
            CaseStep.objects.filter(case=case).update(state=StepState.DONE, done_on=DAY)
            for step in chain.steps:
                row = CaseStep.objects.filter(case=case, step=step.id)
                if not basis_of(chain, Progress(facts=case.facts), step) or not row.exists():
                    continue
                row.update(state=StepState.OPEN, done_on=None)
                for cites in (set(), {s.id for s in chain.steps} - set(step.basis)):
                    given = StepInput(note="Бумага", cites=cites)
                    with pytest.raises(ChainRefused) as refused, transaction.atomic():
                        step_do(
                            cluster=world.cluster, case_ids=[case.pk], step=step.id, doer=party(case, step), on=LATER,
                            given=given,
                        )  # fmt: skip
                    assert refused.value.code == "chain.basis_missing", f"{chain.id}.{step.id}"
                    assert refused.value.verdict.citations[0] == Citation.of(step)
                    tried += 1
                row.update(state=StepState.DONE, done_on=DAY)
            transaction.set_rollback(True)
    assert tried > 5
    assert not Act.objects.exists()


def opened(world: World, chain: Chain) -> Case:
    """A case of a matter, opened by whoever may."""
    parties = {"office:secretary", "participant:1", "founder:1", "organisation:1", "person:1"}
    parties |= {resolved for p in chain.matter.opened_by if (resolved := concrete(chain, p))}
    ground = grounds(chain)[0].id if grounds(chain) else ""
    draft = CaseDraft(chain.id, Localized.same(chain.id), ("membership.participant", "1"), ground)
    doer = Doer(TELLER, frozenset(parties), is_secretary=True)
    return case_open(cluster=world.cluster, draft=draft, doer=doer, on=DAY)


def concrete(chain: Chain, word: str) -> str:
    """A party word as a party of the cluster; an organ speaks through its chair."""
    resolved = resolve_party(chain.charter, word) if chain.charter else word
    return (resolved or "").replace("organ:", "chair:")


def party(case: Case, step: Step) -> Doer:
    """Somebody who may do a step when its turn has come."""
    found: set[str] = set()
    for wanted in parties_of(step):
        standing = concrete_parties(case, wanted)
        found |= {p.replace("organ:", "chair:") for p in standing or ()}
    found |= {"participant:1", "founder:1", "person:1"}
    return Doer(TELLER, frozenset(found), is_secretary=True)
