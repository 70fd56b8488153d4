"""Chains of acts: whose turn it is, what an act rests on, what may be declined."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eduklaster.charter.chains import (
    Done,
    Progress,
    after_decline,
    deadline,
    effective_on,
    ground_verdict,
    is_complete,
    is_effective,
    may,
    may_decline,
    next_steps,
    opened_on,
    waits_for,
)
from eduklaster.charter.matters import chain_of, default_matters
from eduklaster.charter.verdicts import Citation

from .build import rulebook

CHARTER = rulebook().charter
ADOPT, FOUND, ADMIT = (chain_of(CHARTER, name) for name in ("adopt", "found", "admit"))
EXCLUDE, STRATEGIC, EXPEL = (chain_of(CHARTER, name) for name in ("exclude", "expel_founder", "expel"))


def done(*steps: str, **more) -> Progress:
    return Progress(done={step: Done() for step in steps}, **more)


def dated(**steps: int) -> dict[str, Done]:
    return {step: Done(date(2026, 3, day)) for step, day in steps.items()}


def ids(chain, progress, **more) -> list[str]:
    return [step.id for step in next_steps(chain, progress, **more)]


# ─── acceptance ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a01_the_resolution_and_the_order_are_two_keys():
    voted = Progress(done=dated(adoption=2))

    assert not is_effective(ADOPT, voted)
    assert waits_for(ADOPT, voted) == ("office:rector",)
    without = may(ADOPT, voted, "order", by="office:rector")
    assert (without.allowed, without.code, without.facts["basis"]) == (False, "chain.basis_missing", ["adoption"])
    assert without.citation == Citation("clause", "4.2")
    assert may(ADOPT, voted, "order", by="office:rector", cites=["adoption"]).allowed
    signed = voted.with_done("order", date(2026, 3, 9))
    assert (is_effective(ADOPT, signed), effective_on(ADOPT, signed)) == (True, date(2026, 3, 9))
    assert (ids(ADOPT, signed), is_complete(ADOPT, signed)) == (["publication"], False)


def test_a07_without_a_recommendation_no_order_and_without_a_declaration_no_recommendation():
    applied = done("application", facts={"resources_declared": False})

    held = may(ADMIT, applied, "recommendation", by="organ:council")
    assert (held.code, held.facts["missing"], held.citation) == (
        "chain.fact_missing", ["resources"], Citation("clause", "1.2"),
    )  # fmt: skip
    assert may(ADMIT, applied, "recommendation", by="organ:council", facts={"is_education": True}).allowed
    early = may(ADMIT, applied, "order", by="office:rector", cites=["recommendation"])
    assert (early.code, early.facts["waits_for"]) == ("chain.not_yet", ["recommendation"])
    recommended = done("application", "recommendation")
    assert may(ADMIT, recommended, "order", by="office:rector", cites=["recommendation"], cases=2).allowed
    assert may(ADOPT, done("adoption"), "order", by="rector", cites=["adoption"], cases=2).code == "chain.wrong_party"
    both = may(ADOPT, done("adoption"), "order", by="office:rector", cites=["adoption"], cases=2)
    assert both.code == "chain.batch"


def test_a08_the_grounds_of_the_charter_are_not_interchangeable():
    refused = ground_verdict(EXCLUDE, "bad_faith")

    assert (refused.code, refused.facts["grounds"]) == ("ground.unknown", ["abuse_of_rights", "blocking"])
    assert refused.citation == Citation("clause", "4.10")
    assert ground_verdict(EXCLUDE, "abuse_of_rights").allowed
    assert ground_verdict(EXCLUDE, None).code == "ground.missing"
    assert may(EXCLUDE, done(ground="bad_faith"), "evidence", by="secretary").code == "ground.unknown"
    assert may(EXCLUDE, done(), "evidence", by="secretary").code == "ground.missing"


def test_a08_the_head_signs_or_declines_with_a_reason_and_cannot_act_alone():
    ground = {"ground": "abuse_of_rights"}
    heard = Progress(done=dated(evidence=1, notice=2, reply=5, submission=20), **ground)
    alone = Progress(done=dated(evidence=1, notice=2), **ground)
    head, day = "office:rector", date(2026, 3, 25)

    assert not is_effective(EXCLUDE, heard)
    assert may(EXCLUDE, alone, "order", by=head, on=day, cites=["submission"]).code == "chain.not_yet"
    assert is_effective(EXCLUDE, heard.with_done("order", day))
    assert may_decline(EXCLUDE, heard, "order", by=head, on=day).code == "chain.reason_missing"
    assert may_decline(EXCLUDE, heard, "order", by="organ:council", reason="No.", on=day).code == "chain.wrong_party"
    allowed = may_decline(EXCLUDE, heard, "order", by=head, reason="The firm has paid.", on=day)
    assert (allowed.code, allowed.facts["until"]) == ("chain.decline_allowed", date(2026, 3, 30))
    late = may_decline(EXCLUDE, heard, "order", by=head, reason="The firm has paid.", on=date(2026, 3, 31))
    assert late.code == "chain.decline_late"
    closed = after_decline(EXCLUDE, heard, "order")
    assert (ids(EXCLUDE, closed), is_effective(EXCLUDE, closed)) == ([], False)
    assert may(EXCLUDE, closed, "order", by=head, cites=["submission"]).code == "chain.closed"


def test_a13_founding_needs_enough_signatures_with_authority():
    ready = done(facts={"authority_document": True})

    deputy = may(FOUND, done(), "signatures", by="founder", signatures=12)
    assert (deputy.code, deputy.facts["missing"]) == ("chain.fact_missing", ["authority"])
    assert may(FOUND, done(facts={"signed_by_head": True}), "signatures", by="founders", signatures=12).allowed
    few = may(FOUND, ready, "signatures", by="founders", signatures=1)
    assert (few.code, few.facts["needed"], few.citation) == ("chain.at_least", 2, Citation("clause", "5"))
    assert may(FOUND, ready, "signatures", by="founders", signatures=12).allowed


def test_a18_the_management_company_is_refused_a_strategic_matter():
    progress = done("evidence", ground="breach")

    refused = may(STRATEGIC, progress, "decision", by="organ:company")

    assert (refused.code, refused.facts["parties"]) == ("chain.reserved", ["organ:founders"])
    assert refused.citation == Citation("clause", "1.4")
    assert may(STRATEGIC, progress, "decision", by="organ:council").code == "chain.wrong_party"
    assert may(STRATEGIC, progress, "decision", by="organ:founders").allowed


def test_a25_the_council_excludes_with_no_order_from_outside():
    progress = done("hearing", "decision", ground="bad_faith")

    assert is_effective(EXPEL, progress)
    assert waits_for(EXPEL, progress) == ()
    assert ground_verdict(EXPEL, "abuse_of_rights").code == "ground.unknown"


# ─── turns ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_wrong_party_hears_whose_step_it_is_and_by_which_clause():
    refused = may(ADOPT, done(), "adoption", by="organ:council")

    assert (refused.code, refused.facts["parties"]) == ("chain.wrong_party", ["organ:academic_council"])
    assert refused.citation == Citation("clause", "4.2")


def test_role_words_and_concrete_parties_mean_the_same():
    chain = chain_of(CHARTER, "resolve")

    assert may(chain, done(), "proposal", by="secretary").allowed
    assert may(chain, done(), "proposal", by="office:secretary").allowed
    assert may(chain, done(), "proposal", by="participant").allowed
    assert may(chain, done("proposal"), "decision", by="main_organ").allowed


def test_a_step_is_done_once():
    assert may(ADOPT, done("adoption"), "adoption", by="organ:academic_council").code == "chain.already_done"


def test_an_unknown_step_is_an_error_of_the_caller():
    with pytest.raises(KeyError, match="it has adoption, order, publication"):
        may(ADOPT, done(), "vote", by="secretary")


def test_a_right_of_reply_is_over_when_its_time_is():
    notified = Progress(done=dated(evidence=1, notice=2), ground="blocking", opened_on=date(2026, 3, 1))
    council = "organ:council"

    early = may(EXCLUDE, notified, "submission", by=council, on=date(2026, 3, 11))
    assert (early.code, early.facts["earliest"]) == ("chain.waiting_period", date(2026, 3, 12))
    assert early.citation == Citation("default", "D-55")
    assert may(EXCLUDE, notified, "submission", by=council, on=date(2026, 3, 12)).allowed
    assert ids(EXCLUDE, notified, on=date(2026, 3, 11)) == ["reply"]
    assert ids(EXCLUDE, notified, on=date(2026, 3, 12)) == ["submission"]


def test_a_consultation_lasts_from_the_day_it_was_opened_by_its_step():
    chain = chain_of(CHARTER, "amend_charter")
    progress = Progress(done=dated(proposal=1, consultation=20))

    early = may(chain, progress, "recommendation", by="main_organ", on=date(2026, 3, 29))

    assert (early.code, early.facts["earliest"]) == ("chain.waiting_period", date(2026, 3, 30))
    assert may(chain, progress, "recommendation", by="main_organ", on=date(2026, 3, 30)).allowed


def test_a_declaratory_step_never_holds_the_effect_up():
    chain = chain_of(CHARTER, "leave")
    left = Progress(done=dated(notice=3))

    assert (is_effective(chain, left), effective_on(chain, left)) == (True, date(2026, 3, 3))
    assert ids(chain, left) == ["registration"]


PARALLEL = """
matters:
  program:
    kind: approve_project
    clause: "4.3"
    effect_at: order
    steps:
      - {id: idea, kind: proposal, by: any_person, clause: "4.3"}
      - {id: review, kind: consultation, by: "office:head", after: [idea], clause: "4.3"}
      - {id: expertise, kind: approval, by: secretary, after: [idea], clause: "4.3", when: {fact: is_costly}}
      - id: order
        kind: order
        by: "office:rector"
        after: [review, expertise]
        clause: "4.3"
        due: 10 working days
        decline: {then: back, to: review, reason_required: false}
      - {id: registration, kind: registration, by: secretary, declaratory: true, clause: "4.3"}
      - {id: launch, kind: publication, by: secretary, clause: "4.3"}
"""


def test_parallel_steps_open_together_and_meet_again():
    chain = chain_of(rulebook(PARALLEL).charter, "program")
    costly = {"facts": {"is_costly": True}}

    assert ids(chain, done("idea", **costly)) == ["review", "expertise"]
    assert ids(chain, done("idea", "review", **costly)) == ["expertise"]
    assert ids(chain, done("idea", "review")) == ["order"]
    assert may(chain, done("idea"), "expertise", by="secretary").code == "chain.not_needed"
    assert ids(chain, done("idea", "review", "order")) == ["registration", "launch"]
    assert not is_effective(chain, done("order"))


def test_declining_may_send_a_case_back():
    chain = chain_of(rulebook(PARALLEL).charter, "program")
    progress = done("idea", "review", "expertise", facts={"is_costly": True})

    verdict = may_decline(chain, progress, "order", by="office:rector")
    back = after_decline(chain, progress, "order")

    assert (verdict.code, verdict.facts["to"]) == ("chain.decline_allowed", "review")
    assert (list(back.done), ids(chain, back)) == (["idea", "expertise"], ["review"])
    assert may_decline(chain, back, "review", by="office:head").code == "chain.no_decline"


def test_a_deadline_counts_from_the_day_the_step_opened():
    chain = chain_of(rulebook(PARALLEL).charter, "program")

    verdict = deadline(chain, "order", opened=date(2026, 3, 2))

    assert verdict.facts["due"] == date(2026, 3, 16)
    assert deadline(chain, "idea", opened=date(2026, 3, 2)).code == "deadline.none"
    progress = Progress(done=dated(idea=2, review=5))
    assert opened_on(chain, progress, chain.step("order")) == date(2026, 3, 5)


def test_what_rested_on_a_fallen_step_rests_on_what_that_step_rested_on():
    written = PARALLEL.replace('"office:rector"', "approving_office").replace(
        'declaratory: true, clause: "4.3"}', 'after: [order], clause: "4.3"}'
    )
    data = rulebook(written).charter.model_copy(deep=True)
    charter = data.model_copy(update={"roles": data.roles.model_copy(update={"approving_office": None})})
    chain = chain_of(charter, "program")

    assert "order" not in [s.id for s in chain.steps]
    assert set(chain.predecessors(chain.step("registration"))) == {"review", "expertise"}
    assert chain.effect_step.id == "expertise"


# ─── what holds for all chains ─────────────────────────────────────────────────────────────────────────────────────

CHAINS = [chain_of(CHARTER, name) for name in [*CHARTER.matters, *default_matters()]]


@given(st.sampled_from(CHAINS), st.data())
def test_every_chain_runs_to_its_effect_one_open_step_at_a_time(chain, data):
    ground = chain.matter.grounds[0].id if chain.matter.grounds else None
    facts = {r.fact: True for s in chain.steps for r in s.needs}
    progress, effective = Progress(ground=ground, facts=facts), False
    for _ in range(len(chain.steps) + 1):
        opened = next_steps(chain, progress)
        if not opened:
            break
        step = data.draw(st.sampled_from(opened))
        by = step.by[0] if isinstance(step.by, list) else step.by
        assert may(chain, progress, step.id, by=by, cites=step.basis).allowed
        for other in chain.steps:
            if other not in opened:
                assert not may(chain, progress, other.id, by=by, cites=other.basis).allowed
        progress = progress.with_done(step.id)
        assert is_effective(chain, progress) >= effective
        effective = is_effective(chain, progress)

    assert effective
    assert is_complete(chain, progress)
