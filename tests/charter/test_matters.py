"""Which matters a cluster decides, on which recorded facts, and whom each of them concerns."""

from typing import get_args

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eduklaster.charter.chains import Progress, may, opening_verdict
from eduklaster.charter.compare import compare
from eduklaster.charter.explain import explain
from eduklaster.charter.facts import facts_asked, recorded_facts
from eduklaster.charter.keys import BY_CODE, KIND_SILENCES
from eduklaster.charter.linter import lint
from eduklaster.charter.loader import CharterError
from eduklaster.charter.matters import chain_of, default_matters, matters_in
from eduklaster.charter.messages import matter_words, say
from eduklaster.charter.resolver import Override, Rulebook, Scope
from eduklaster.charter.schema import MatterKind

from .build import DAY, loaded, raw, rulebook

REASON = {"uk": "Головує директор", "ru": "Председательствует директор", "en": "The director presides"}
LABEL = {"uk": "Рада працює", "ru": "Совет работает", "en": "The council works"}


def without(name: str = "event_terms", **why: object) -> Rulebook:
    return rulebook(yaml.safe_dump({"without_matters": {name: why or {"reason": REASON}}}, allow_unicode=True))


# ─── default chains ────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_kind_of_matter_has_a_default_chain():
    assert {m.kind for m in default_matters().values()} == set(get_args(MatterKind))


@pytest.mark.parametrize("name", default_matters())
def test_every_default_chain_names_documented_defaults_and_has_its_own(name):
    codes = [step.default for step in default_matters()[name].steps]

    assert all(code in BY_CODE for code in codes)
    if name != "adopt_charter":  # adopted as the cluster is founded
        assert any(BY_CODE[code].type == "chain" and BY_CODE[code].raw_default == name for code in codes)


# ─── dismissals ────────────────────────────────────────────────────────────────────────────────────────────────────

NAMED = """
offices: {keeper: {name: {uk: "Архіваріус", ru: "Архивариус", en: "Keeper"}, kind: secretary, clause: "4.3"}}
matters:
  name_keeper:
    kind: appoint
    office: keeper
    steps:
      - {id: consent, kind: consent, by: person, default: D-68}
      - {id: naming, kind: order, by: "chair:council", produces: order, clause: "4.3"}
"""


def test_whoever_appoints_to_an_office_dismisses_from_it_by_the_same_kind_of_act():
    charter = rulebook(NAMED).charter

    chain = chain_of(charter, "dismiss_keeper")

    assert "dismiss_keeper" in matters_in(charter)
    assert (chain.matter.kind, chain.matter.office, chain.is_default) == ("dismiss", "keeper", True)
    assert [(s.kind, s.by, s.produces, s.default) for s in chain.steps] == [
        ("proposal", ["chair:council", "office:secretary"], "none", "D-122"),
        ("order", "chair:council", "order", "D-122"),
    ]
    assert matter_words(charter, "dismiss_keeper", "en") == "Dismissal from office: Keeper"


def test_a_charters_own_dismissal_takes_the_place_of_the_one_that_follows():
    own = "  leave_office: {kind: dismiss, office: keeper, steps: [{id: d, kind: vote, by: main_organ, clause: '4.3'}]}"

    assert "dismiss_keeper" not in matters_in(rulebook(f"{NAMED}{own}").charter)
    assert "leave_office" in matters_in(rulebook(f"{NAMED}{own}").charter)
    assert "dismiss" not in matters_in(rulebook(f"{NAMED}{own}").charter)


def test_a_cluster_that_dismisses_nobody_offers_no_dismissal_from_any_office():
    charter = rulebook(f"{NAMED}\nwithout_matters: {{dismiss: {{clause: '4.3'}}}}").charter

    assert not [name for name in matters_in(charter) if name.startswith("dismiss")]
    assert not opening_verdict(charter, "dismiss_keeper").allowed


# ─── matters that are not decided ──────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("why", "source"),
    [({"clause": "4.3"}, ("clause", "4.3")), ({"default": "D-39"}, ("default", "D-39")), ({"reason": REASON}, None)],
)
def test_opening_a_matter_that_is_not_decided_is_refused_with_what_says_so(why, source):
    book = without(**why)

    verdict = opening_verdict(book.charter, "event_terms")

    assert (verdict.allowed, verdict.code) == (False, "matter.not_decided")
    assert [(c.kind, c.ref) for c in verdict.citations] == ([source] if source else [])
    assert ("The director presides" in say(verdict, "en", book.charter)) is ("reason" in why)


OWN_OR_USED = {m.kind for m in rulebook().charter.matters.values()} | {"compose_organ"}


@pytest.mark.parametrize("name", sorted(set(default_matters()) - OWN_OR_USED))
def test_a_matter_is_offered_exactly_where_opening_it_is_allowed(name):
    plain, bare = rulebook().charter, without(name).charter

    assert name in matters_in(plain)
    assert opening_verdict(plain, name).allowed
    assert name not in matters_in(bare)
    assert not opening_verdict(bare, name).allowed


def test_explaining_a_matter_that_is_not_decided_says_so_and_tells_no_steps():
    told = explain(without(), "event_terms", on=DAY, language="en")

    assert "This cluster does not decide such a matter. The director presides." in told
    assert "1." not in told


def test_the_linter_calls_no_silence_what_the_charter_rules_out():
    def told(data):
        return [f.message.en for f in lint(loaded(data), on=DAY) if f.code in {"L-107", "L-608"}]

    data = raw()
    before = told(data)
    data["without_matters"] = {"award": {"reason": REASON}, "event_terms": {"reason": REASON}}
    after = told(data)

    assert any("Award" in line for line in before)
    assert any("Terms of events" in line for line in before)
    assert not any("Award" in line or "Terms of events" in line for line in after)


def test_the_comparison_shows_that_one_charter_does_not_decide_a_matter():
    rows = compare(rulebook(), without(), on=DAY)

    row = next(entry for entry in rows.entries if entry.section == "matters" and entry.name == "event_terms")

    assert row.second is not None
    assert row.second.words("en") == "not decided; The director presides"


@pytest.mark.parametrize(
    ("name", "why", "message"),
    [
        ("event_terms", {"clause": "99.9"}, "there is no clause «99.9»"),
        ("event_terms", {}, "say why the matter is not decided"),
        ("even_terms", {"reason": REASON}, "Did you mean «event_terms»?"),
        ("admit", {"reason": REASON}, "the charter decides this itself"),
    ],
)
def test_a_mistake_in_ruling_out_is_named(name, why, message):
    data = raw()
    data["without_matters"] = {name: why}
    if name == "admit":
        data["matters"] = {
            **data.get("matters", {}),
            "admit": {"kind": "admit", "steps": [{"id": "x", "kind": "vote", "by": "main_organ", "clause": "4.3"}]},
        }

    with pytest.raises(CharterError) as caught:
        loaded(data)

    assert message in str(caught.value)


# ─── facts of the records ──────────────────────────────────────────────────────────────────────────────────────────


def with_fact(held: str) -> Rulebook:
    need = {"id": "works", "fact": "works", "clause": "4.3", "label": LABEL}
    step = {"id": "terms", "kind": "vote", "by": "main_organ", "clause": "4.3", "needs": [need]}
    parts = {
        "facts": {"works": {"held": held, "label": LABEL}},
        "matters": {"event_terms": {"kind": "event_terms", "clause": "4.3", "steps": [step]}},
    }
    return rulebook(yaml.safe_dump(parts, allow_unicode=True))


@pytest.mark.parametrize("is_held", [True, False])
@pytest.mark.parametrize("party", ["main_organ", "secretary"])
def test_a_step_may_ask_whether_a_body_or_a_post_has_a_holder(party, is_held):
    book = with_fact(party)
    chain = chain_of(book.charter, "event_terms")
    asked: list[str] = []

    facts = recorded_facts(book.charter, facts_asked(chain), lambda p: asked.append(p) or is_held)
    verdict = may(chain, Progress(facts=facts), "terms", by="main_organ", on=DAY)

    assert verdict.allowed is is_held
    assert verdict.code == ("chain.allowed" if is_held else "chain.fact_missing")
    assert len(asked) == 1
    assert ":" in asked[0]


def test_a_matter_that_an_organ_needs_cannot_be_ruled_out():
    with pytest.raises(CharterError, match="there is no matter «compose_organ»"):
        without("compose_organ")


def test_facts_that_a_matter_does_not_ask_are_not_looked_up():
    book = with_fact("main_organ")

    assert recorded_facts(book.charter, facts_asked(chain_of(book.charter, "resolve")), pytest.fail) == {}


@given(st.sampled_from(["applicant", "participants", "organ:nobody", "office:nobody", "body:nobody", "member:nobody"]))
def test_a_fact_about_something_that_the_records_cannot_know_is_a_mistake(held):
    with pytest.raises(CharterError):
        with_fact(held)


# ─── whom a matter concerns ────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("matter", sorted(default_matters()))
def test_by_default_an_exclusion_concerns_the_participant_and_an_award_the_person(matter):
    answer = rulebook().ask("voting.concerned", on=DAY, scope=Scope(matter=matter))

    assert answer.value == {"exclude": ("participant",), "award": ("person",)}.get(matter, ())
    assert answer.default == "D-109"


def test_a_charter_or_an_act_may_say_otherwise_for_one_matter():
    scope = Scope(matter="approve_project")
    act = Override("voting.concerned", ["author"], "Resolution 5", DAY, scope=scope)

    answer = rulebook("", act).ask("voting.concerned", on=DAY, scope=scope)

    assert (answer.value, answer.act) == (("author",), "Resolution 5")
    assert rulebook("", act).ask("voting.concerned", on=DAY, scope=Scope(matter="resolve")).value == ()


def test_what_is_recused_follows_the_rule_in_the_explanation():
    scope = Scope(matter="award")
    silenced = Override("voting.concerned", [], "Resolution 6", DAY, scope=scope)

    assert "A member concerned" in explain(rulebook(), "award", on=DAY, language="en")
    assert "A member concerned" not in explain(rulebook("", silenced), "award", on=DAY, language="en")


# ─── who sees cases; what silence on a kind means ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("matter", sorted(default_matters()))
def test_by_default_only_exclusions_are_closed_and_an_act_may_say_otherwise(matter):
    scope = Scope(matter=matter)
    act = Override("case.audience", "concerned" if matter != "exclude" else "all", "Resolution 7", DAY, scope=scope)

    asked = rulebook().ask("case.audience", on=DAY, scope=scope)

    assert (asked.value, asked.default) == ("concerned" if matter == "exclude" else "all", "D-113")
    assert rulebook("", act).ask("case.audience", on=DAY, scope=scope).value != asked.value


def test_kinds_of_matters_in_the_defaults_are_kinds_that_the_language_knows():
    assert set(KIND_SILENCES) < set(get_args(MatterKind))
