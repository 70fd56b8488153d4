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
from eduklaster.kernel.text import Localized
from eduklaster.procedures.errors import ChainRefused
from eduklaster.procedures.models import Act, Case
from eduklaster.procedures.parties import Doer, concrete_parties
from eduklaster.procedures.services import CaseDraft, case_open, step_do

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
                assert verdict.code in {"chain.not_yet", "chain.basis_missing", "chain.waiting_period"}
                assert verdict.citations, f"the refusal of {step.id} without {link.id} names no clause and no default"


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
                assert refused.value.verdict.citations, f"{chain.id}.{step.id}"
                tried += 1
            case.refresh_from_db()
            assert case.effective_on is None
            transaction.set_rollback(True)
    assert tried > 20
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
