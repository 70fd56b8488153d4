"""What the linter sees in a charter: one broken thing at a time, then the five seed charters."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from eduklaster.charter.linter import codes, coverage, lint
from eduklaster.charter.linter.numbering import last_number, style_of
from eduklaster.charter.loader import Loaded, load_path
from eduklaster.charter.resolver import Override

from .build import DAY, loaded, raw, rulebook

CHARTERS = Path(__file__).parents[2] / "charters"
SEEDS = ("synergy", "kalininsky", "zheleznogorsk", "krasnogorsky", "smolensk")


def written(text: str) -> Loaded:
    """Return the small charter with parts of it replaced or added by YAML."""
    return Loaded(rulebook(text).charter, {}, "charter.yaml")


def found(text: str, on: date = DAY) -> dict[str, list[str]]:
    """Return the clauses of what was found, by code."""
    by_code: dict[str, list[str]] = {}
    for finding in lint(written(text), on=on):
        by_code.setdefault(finding.code, []).extend(finding.clauses)
    return by_code


TEXT = '{uk: "Текст", ru: "Текст", en: "Text"}'
VOTE = "{id: decision, kind: vote, by: organ:council, produces: decision, clause: '4.3'}"


def with_seat(keys: str) -> str:
    """Return a council with one seat of these keys."""
    return f"organs: {{council: {{seats: [{{id: one, {keys}, clause: '4.3', label: {TEXT}}}]}}}}"


ONE_THING_WRONG = [
    pytest.param("L-301", "identity: {aliases: [Мала спілка]}", id="another name of the cluster"),
    pytest.param("L-302", "identity: {territory_aliases: [Край]}", id="another name of the territory"),
    pytest.param("L-303", f"""
bodies:
  one: {{clause: "1.1", name: {TEXT}}}
  two: {{clause: "1.1", name: {TEXT}}}
""", id="two bodies of one name"),
    pytest.param("L-305", f"vocabulary: {{rare: {{one: {TEXT.replace('Текст', 'Ґринджола')}}}}}", id="an unused word"),
    pytest.param("L-306", f"""
vocabulary:
  one: {{clause: "1.1", one: {TEXT}}}
  two: {{clause: "1.1", one: {TEXT}}}
""", id="one word for two concepts"),
    pytest.param("L-307", """
norms: [{id: n, clause: "1.1", title: {uk: "Правила роботи", ru: "Правила роботи", en: "Правила роботи"}}]
""", id="a text that is not translated"),
    pytest.param("L-122", f"norms: [{{id: n, clause: '1.1', title: {TEXT}}}]", id="an announced norm"),
    pytest.param("L-401", f"""
legal_bases: [{{id: b, clause: "1.1", level: national, valid_to: 2025-12-31, title: {TEXT}}}]
""", id="an expired basis"),
    pytest.param("L-402", f"""
legal_bases: [{{id: b, clause: "1.1", level: national, valid_to: 2026-08-31, title: {TEXT}}}]
""", id="a basis that ends soon"),
    pytest.param("L-405", f"""
legal_bases: [{{id: b, clause: "1.1", level: national, valid_to: 2029-06-30, title: {TEXT}}}]
""", id="a basis with an end, a cluster without one"),
    pytest.param("L-404", "identity: {term: {kind: until, until: 2026-06-01}}", id="the term runs out"),
    pytest.param("L-406", """
rules: {notice.ordinary: {value: 7 days, clause: "4.3", until: 2026-01-31}}
""", id="a value without a successor"),
    pytest.param("L-501", "organs: {council: {kinds: [governing, advisory]}}", id="governing and advisory"),
    pytest.param("L-503", f"""
organs: {{circle: {{clause: "4.3", name: {TEXT}, kinds: [working]}}}}
""", id="an organ that nobody can constitute"),
    pytest.param("L-504", f"""
organs:
  council:
    chair: {{by: office, office: head, clause: "4.4"}}
    seats: [{{id: head, kind: ex_officio, office: head, clause: "4.3", label: {TEXT}}}]
""", id="the chair has a seat besides"),
    pytest.param("L-506", """
matters:
  big: {kind: resolve, strategic: true, steps: [{id: vote, kind: vote, by: organ:company, clause: "1.4"}]}
""", id="a strategic matter in operational hands"),
    pytest.param("L-507", """
rules: {voting.tie: {value: lost, clause: "4.3"}}
organs: {council: {rules: {voting.tie: {value: chair_decides, default: D-07}}}}
""", id="a default that overrides the text"),
    pytest.param("L-509", f"""
matters: {{exclude: {{grounds: [], steps: [{VOTE}]}}, expel: {{grounds: []}}, expel_founder: {{grounds: []}}}}
""", id="exclusion without grounds"),
    pytest.param("L-510", f"""
participants: {{rights: [{{id: leave, clause: "1.1", label: {TEXT}}}]}}
rules: {{leaving.approval: {{value: true, clause: "1.1"}}}}
""", id="a right to leave that needs consent"),
    pytest.param("L-510", f"""
participants: {{rights: [{{id: leave, clause: "1.1", label: {TEXT}}}]}}
matters:
  leave:
    kind: leave
    steps: [{{id: notice, kind: notice, by: participant, clause: "1.1"}}, {VOTE}]
""", id="a right to leave and a vote on it"),
    pytest.param("L-511", """
rules: {exclusion.grounds: {value: [bad_faith], clause: "4.10"}}
""", id="two lists of grounds"),
    pytest.param("L-512", """
rules:
  voting.tie: [{value: lost, clause: "4.3"}, {value: chair_decides, clause: "4.2"}]
""", id="a rule set twice"),
    pytest.param("L-513", """
rules: {voting.base: {value: present, clause: "4.3", alternatives: [filled]}}
""", id="a clause with two readings"),
    pytest.param("L-514", f"finance: [{{id: m, clause: '1.1', label: {TEXT}}}]", id="money without an account"),
    pytest.param("L-515", f"""
matters:
  approve_plan:
    kind: approve_plan
    steps: [{{id: agreed, kind: approval, by: office:head, clause: "4.4"}}, {VOTE}]
""", id="two keys from two clauses"),
    pytest.param("L-516", """
identity: {legal_person: "no"}
rules: {cluster.legal_person: {value: true, clause: "1.1"}}
""", id="two statements on legal personality"),
    pytest.param("L-518", f"""
participants:
  founders: [{{number: "1", clause: "5", category: school, organisation: {TEXT}, position: {TEXT}}}]
""", id="categories without a founder"),
    pytest.param("L-520", f"""
participants:
  founders:
    - {{number: "1", clause: "5", category: school, organisation: {TEXT},
       position: {{uk: "Заступник", ru: "Заместитель", en: "Deputy head"}}}}
""", id="a signatory who is not the head"),
    pytest.param("L-527", "organs: {company: {}}", id="a company that nobody designates"),
    pytest.param("L-530", """
norms: [{id: n, clause: "1.1", title: {uk: "a@b.org", ru: "a@b.org", en: "a@b.org"}}]
""", id="a personal contact"),
    pytest.param("L-601", f"""
organs: {{circle: {{clause: "4.3", name: {TEXT}, kinds: [working]}}}}
matters:
  award: {{kind: award, steps: [{{id: pick, kind: vote, by: organ:circle, clause: "4.3"}}, {VOTE}]}}
""", id="a dead step"),
    pytest.param("L-602", f"""
organs: {{circle: {{clause: "4.3", name: {TEXT}, kinds: [working]}}}}
matters:
  award: {{kind: award, steps: [{{id: pick, kind: vote, by: organ:circle, clause: "4.3"}}, {VOTE}]}}
""", id="an unreachable step"),
    pytest.param("L-610", f"""
matters:
  award: {{kind: award, steps: [{{id: pick, kind: vote, by: organ:council, elects: true, clause: "4.3"}}, {VOTE}]}}
""", id="an election in a matter that elects nobody"),
    pytest.param("L-611", """
matters:
  name_head:
    kind: appoint
    steps:
      - {id: consent, kind: consent, by: person, clause: "4.3"}
      - {id: choice, kind: vote, by: organ:council, produces: resolution, elects: true, clause: "4.3"}
""", id="consent of somebody who is yet to be elected"),
    pytest.param("L-603", """
matters:
  award:
    kind: award
    steps:
      - {id: proposal, kind: proposal, by: secretary, clause: "4.3"}
      - {id: hearing, kind: hearing, by: organ:council, clause: "4.3"}
      - {id: decision, kind: vote, by: organ:council, after: [proposal], clause: "4.3"}
""", id="a step that nothing waits for"),
    pytest.param("L-605", """
matters:
  award:
    kind: award
    steps:
      - {id: vote, kind: vote, by: organ:council, produces: resolution, clause: "4.3"}
      - {id: order, kind: order, by: office:rector, produces: order, clause: "4.3"}
""", id="an act that cites nothing"),
    pytest.param("L-606", """
matters:
  award:
    kind: award
    effect_at: vote
    steps:
      - {id: vote, kind: vote, by: organ:council, produces: resolution, clause: "4.3"}
      - {id: order, kind: order, by: office:rector, produces: order, basis: [vote], clause: "4.3"}
""", id="an effect before the last act"),
    pytest.param("L-607", f"""
participants:
  categories: [{{id: school, clause: "1.1", label: {TEXT}, sector: education, basis: order, admission: adopt}}]
""", id="a category that nobody admits"),
    pytest.param("L-407", """
rules: {charter.sunset: {value: 2 months, clause: "4.3"}}
identity: {effective_from: 2026-01-01}
""", id="the charter lapses soon"),
    pytest.param("L-533", f"""
organs:
  council:
    powers:
      - {{id: a, clause: "1.1", label: {TEXT}}}
      - {{id: b, clause: "4.3", label: {TEXT}}}
      - {{id: c, clause: "5", label: {TEXT}}}
""", id="powers in many places"),
    pytest.param("L-534", "organs: {council: {belongs_to: host, seats: []}}", id="the host’s organ governs"),
    pytest.param("L-535", f"matters: {{terminate: {{kind: terminate, steps: [{VOTE}]}}}}", id="an end half told"),
    pytest.param("L-536", f"""
indicators: [{{id: i, clause: "1.1", nature: informal, label: {TEXT}}}]
""", id="an indicator without a measure"),
    pytest.param("L-537", f"""
participants:
  rights: [{{id: a, clause: "1.1", label: {TEXT}}}, {{id: b, clause: "1.1", label: {TEXT}}}]
""", id="two rights in one clause"),
    pytest.param("L-538", """
rules: {exclusion.notice: {value: 30 days, clause: "4.10"}}
matters:
  exclude:
    steps:
      - {id: reply, kind: reply, by: participant, wait: 10 days, clause: "4.10"}
      - {id: vote, kind: vote, by: organ:council, clause: "4.10"}
""", id="a rule that the steps belie"),
    pytest.param("L-538", f"""
rules: {{admission.right_to_join: {{value: true, clause: "1.1"}}}}
matters: {{admit: {{kind: admit, steps: [{VOTE}]}}}}
""", id="a right to join and a vote on it"),
    pytest.param("L-539", "identity: {term: {kind: until}}", id="a term without its last day"),
    pytest.param("L-126", with_seat("kind: rotating, rotates_every: 1 year"), id="turns in no order"),
    pytest.param("L-540", with_seat("kind: rotating, offices: [head]"), id="turns of no length"),
    pytest.param("L-541", with_seat("kind: ranked"), id="a ranking of nobody"),
    pytest.param("L-542", with_seat("kind: elected, offices: [head]"), id="offices that rank nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), ONE_THING_WRONG)
def test_one_broken_thing_is_found(code, text):
    assert code in found(text)


@pytest.mark.parametrize(
    ("code", "numbers"),
    [
        pytest.param("L-202", ["1.", "2.", "4."], id="a number is missing"),
        pytest.param("L-203", ["1.", "2.", "2."], id="a number stands twice"),
        pytest.param("L-204", ["1.", "3.", "2."], id="out of order"),
        pytest.param("L-202", ["I.", "II.", "IV."], id="a Roman number is missing"),
        pytest.param("L-202", ["ІІ.", "ІV."], id="Roman numbers in Cyrillic letters"),
    ],
)
def test_printed_numbers_are_watched(code, numbers):
    data = raw()
    nodes = [{"id": f"9.{i}", "number": n, "gist": {"uk": "Б", "ru": "В", "en": "C"}} for i, n in enumerate(numbers)]
    section = {"id": "9", "number": "9.", "kind": "section", "gist": nodes[0]["gist"], "children": nodes}
    assert code in found(yaml.safe_dump({"clauses": [*data["clauses"], section]}, allow_unicode=True))


def test_a_marked_gap_is_a_gap_and_not_a_second_finding():
    gist = {"uk": "Пропуск", "ru": "Пропуск", "en": "Gap"}
    nodes = [
        {"id": "9.1", "number": "9.1.", "gist": gist},
        {"id": "9.2", "number": "9.2.", "kind": "gap", "gist": gist},
        {"id": "9.3", "number": "9.3.", "gist": gist},
    ]
    section = {"id": "9", "number": "9.", "kind": "section", "gist": gist, "children": nodes}
    seen = found(yaml.safe_dump({"clauses": [*raw()["clauses"], section]}, allow_unicode=True))
    assert seen["L-201"] == ["9.2"]
    assert "9.3" not in seen.get("L-202", [])


@pytest.mark.parametrize(
    ("printed", "last", "style"),
    [("2.2.3.", 3, "1.1."), ("1)", 1, "1)"), ("IV.", 4, "I."), ("ІІІ.", 3, "I."), ("–", None, "–"), (None, None, None)],
)
def test_printed_numbers_are_read(printed, last, style):
    assert last_number(printed) == last
    assert style_of(printed) == style


def test_silence_names_the_default_that_speaks_instead():
    finding = next(f for f in lint(written(""), on=DAY) if f.code == "L-102" and "Рада кластера" in f.message.uk)
    assert finding.defaults == ("D-22", "D-23", "D-28")
    assert finding.severity == "notice"
    assert finding.kind == "silence"
    assert "D-23" in finding.message.en


def test_what_a_matter_says_is_not_called_silent():
    silent = [f.message.en for f in lint(written(""), on=DAY) if f.code == "L-101" and "Academic" in f.message.en]
    assert silent
    assert "Ballot" not in silent[0]


def test_a_rule_said_for_one_matter_is_told_as_partial():
    seen = lint(
        written('matters: {exclude: {rules: {voting.threshold: {value: at least 2/3, clause: "4.10"}}}}'), on=DAY
    )
    partial = [f for f in seen if f.code == "L-124"]
    assert partial
    assert "Majority needed" in partial[0].message.en


def test_a_charter_that_says_everything_about_votes_leaves_no_silence():
    rules = {
        "voting.method": "open", "voting.base": "present", "voting.threshold": "more than 1/2",
        "voting.abstentions": "count", "voting.tie": "lost",
    }  # fmt: skip
    said = {key: {"value": value, "clause": "4.3"} for key, value in rules.items()}
    assert "L-101" not in found(yaml.safe_dump({"rules": said}))


def test_what_a_person_wrote_joins_the_list():
    text = f"""
findings:
  - {{id: odd, clauses: ["1.1"], kind: contradiction, finding: {TEXT}, treatment: {TEXT}}}
"""
    finding = next(f for f in lint(written(text), on=DAY) if f.code == "L-800")
    assert finding.is_written_by_hand
    assert (finding.name, finding.kind, finding.severity, finding.clauses) == (
        "odd",
        "contradiction",
        "warning",
        ("1.1",),
    )


@pytest.mark.parametrize(
    ("code", "text"),
    [
        pytest.param("L-407", 'rules: {charter.sunset: {value: 5 years, clause: "4.3"}}', id="the sunset is far"),
        pytest.param("L-536", f"""
indicators: [{{id: i, clause: "1.1", nature: informal, label: {TEXT}, measure: {TEXT}}}]
""", id="a measured indicator"),
        pytest.param("L-538", 'rules: {amendment.consultation: {value: 30 days, clause: "4.2"}}', id="default steps follow"),
        pytest.param("L-539", "identity: {term: {kind: until, lasts: 5 years}}", id="a term of five years"),
        pytest.param("L-126", with_seat("kind: rotating, rotates_every: 1 year, offices: [head]"), id="an order is told"),
        pytest.param("L-541", with_seat("kind: ranked, offices: [head]"), id="a ranking of an office"),
    ],
)  # fmt: skip
def test_what_is_in_order_is_not_reported(code, text):
    assert code not in found(text)


def test_errors_come_first():
    weights = [f.severity for f in lint(written("organs: {council: {kinds: [governing, advisory]}}"), on=DAY)]
    assert weights == sorted(weights, key=("error", "warning", "notice").index)


def test_every_code_has_words_in_three_languages():
    for code in codes():
        assert code.startswith("L-")
    words = yaml.safe_load((Path(lint.__code__.co_filename).with_name("words.yaml")).read_text(encoding="utf-8"))
    for code, entry in words.items():
        assert set(entry) == {"severity", "kind", "message", "suggestion"}, code
        for part in ("message", "suggestion"):
            assert set(entry[part]) == {"uk", "ru", "en"}, code
            assert all(text.endswith((".", "}", "?")) for text in entry[part].values()), code


# ─── coverage ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_clause_that_nothing_serves_is_an_error():
    gist = {"uk": "Забуте", "ru": "Забытое", "en": "Forgotten"}
    data = [*raw()["clauses"], {"id": "9", "number": "9.", "gist": gist}]
    loaded = written(yaml.safe_dump({"clauses": data}, allow_unicode=True))
    table = coverage(loaded)
    assert "9" in [row.clause for row in table.uncovered]
    assert not table.is_complete
    assert any(f.code == "L-701" and f.clauses == ("9",) and f.severity == "error" for f in lint(loaded, on=DAY))


@pytest.mark.parametrize(
    ("text", "service"),
    [
        pytest.param('rules: {voting.tie: {value: lost, clause: "9"}}', "parameter", id="a rule’s value"),
        pytest.param('screens: [{clause: "9", screen: charter}]', "screen", id="a page"),
        pytest.param('planned: [{clause: "9", room: finance}]', "planned", id="a later room"),
        pytest.param(f"not_automated: [{{clause: '9', reason: {TEXT}}}]", "not_automated", id="a reason"),
        pytest.param(f"finance: [{{id: m, clause: '9', label: {TEXT}}}]", "rule", id="a register"),
        pytest.param(
            f"{{finance: [{{id: m, clause: '9', label: {TEXT}}}], planned: [{{clause: '9', room: finance}}]}}",
            "planned",
            id="a register does not yet serve what a room is planned for",
        ),
        pytest.param(
            "matters: {award: {kind: award, steps: [{id: v, kind: vote, by: organ:council, clause: '9'}]}}",
            "procedure",
            id="a step",
        ),
        pytest.param(f"vocabulary: {{w: {{clause: '9', one: {TEXT}}}}}", "uncovered", id="a word serves nothing"),
    ],
)
def test_a_clause_is_served(text, service):
    gist = {"uk": "Пункт", "ru": "Пункт", "en": "Clause"}
    more = yaml.safe_load(text)
    more["clauses"] = [*raw()["clauses"], {"id": "9", "number": "9.", "gist": gist}]
    row = next(r for r in coverage(written(yaml.safe_dump(more, allow_unicode=True))).rows if r.clause == "9")
    assert row.service == service


# ─── the seed charters ─────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("name", SEEDS)
def test_a_seed_charter_has_no_errors_and_serves_every_clause(name):
    loaded = load_path(CHARTERS / name)
    assert [str(f.message.en) for f in lint(loaded, on=DAY) if f.severity == "error"] == []
    assert coverage(loaded).uncovered == ()


@pytest.mark.parametrize(
    ("name", "code", "clause"),
    [
        ("kalininsky", "L-201", "2.2.3"),
        ("kalininsky", "L-201", "5"),
        ("zheleznogorsk", "L-201", "3.6"),
        ("zheleznogorsk", "L-302", "T"),
        ("zheleznogorsk", "L-518", "2.goal"),
        ("krasnogorsky", "L-301", "T"),
        ("krasnogorsky", "L-513", "6.2"),
        ("krasnogorsky", "L-531", "5.3"),
        ("synergy", "L-405", "2.1.5"),
        ("synergy", "L-505", "4.4"),
        ("smolensk", "L-401", "1.4.3"),
        ("smolensk", "L-501", "4.2"),
        ("smolensk", "L-502", "4.1"),
        ("smolensk", "L-515", "6.3"),
    ],
)
def test_the_known_oddities_of_the_seeds_are_found(name, code, clause):
    clauses = [c for f in lint(load_path(CHARTERS / name), on=DAY) if f.code == code for c in f.clauses]
    assert clause in clauses


def test_a_finding_names_file_and_line():
    finding = next(f for f in lint(load_path(CHARTERS / "smolensk"), on=DAY) if f.code == "L-401")
    line = Path(finding.file).read_text(encoding="utf-8").splitlines()[finding.line - 1]
    assert "workforce_strategy" in line
    assert finding.path == "legal_bases[2]"


def test_time_makes_bases_expire():
    loaded = load_path(CHARTERS / "smolensk")
    before = {f.code for f in lint(loaded, on=date(2019, 1, 1))}
    soon = {f.code for f in lint(loaded, on=date(2020, 9, 1))}
    assert "L-401" not in before
    assert "L-402" in soon


# ─── silences that acts fill ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("day", "is_filled"), [(date(2026, 2, 28), False), (date(2026, 3, 2), True)])
def test_a_silence_filled_by_an_act_is_told_with_the_act_from_its_day(day, is_filled):
    charter = loaded(raw())
    act = Override("fees.amount", 500, "Resolution 7", date(2026, 3, 1))

    filled = [f for f in lint(charter, on=day, overrides=[act]) if f.code == "L-125"]

    assert [f.act for f in filled] == (["Resolution 7"] if is_filled else [])
    assert all("Resolution 7" in f.message.in_(language) for f in filled for language in ("uk", "ru", "en"))


def test_an_act_closes_the_open_silence_and_no_other():
    charter, day = loaded(raw()), date(2026, 3, 2)
    act = Override("publication.scope", ["charter"], "Resolution 8", date(2026, 3, 1))

    before = {(f.code, f.path) for f in lint(charter, on=day)}
    after = {(f.code, f.path) for f in lint(charter, on=day, overrides=[act])}

    assert before - after == {("L-117", "rules")}
    assert after - before == {("L-125", "rules.publication.scope")}


def test_an_act_that_the_text_overrules_fills_nothing():
    data = raw()
    data["rules"] = {**data.get("rules", {}), "fees.amount": {"value": 100, "clause": "4.3"}}
    act = Override("fees.amount", 500, "Resolution 7", date(2026, 3, 1))

    assert not [f for f in lint(loaded(data), on=date(2026, 3, 2), overrides=[act]) if f.code == "L-125"]


def test_a_finding_writes_days_as_people_do():
    loaded = load_path(CHARTERS / "synergy")
    said = [f.message.uk for f in lint(loaded, on=date(2026, 3, 2)) if f.code == "L-405"]

    assert any("30.06.2029" in text for text in said)
