"""Two charters side by side, and two versions of one."""

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from eduklaster.charter.cli import charter as command
from eduklaster.charter.compare import Comparison, compare, redline
from eduklaster.charter.loader import load_path
from eduklaster.charter.resolver import Override, Rulebook

from .build import DAY, raw, rulebook

CHARTERS = Path(__file__).parents[2] / "charters"


def statuses(comparison: Comparison, section: str) -> dict[str, str]:
    return {e.name: e.status for e in comparison.entries if e.section == section}


def test_a_charter_is_the_same_as_itself():
    comparison = compare(rulebook(), rulebook(), on=DAY)
    assert comparison.is_of_versions
    assert {e.status for e in comparison.entries} == {"same"}


def test_a_changed_rule_shows_both_values_with_their_origin():
    after = rulebook('rules: {voting.threshold: {value: at least 2/3, clause: "4.3"}}')
    row = next(r for r in compare(rulebook(), after, on=DAY).rows("ru") if r.name == "voting.threshold")
    assert row.status == "changed"
    assert (row.first.text, row.first.source) == ("больше половины", "по умолчанию, D-03")
    assert (row.second.text, row.second.source) == ("не менее двух третей", "п. 4.3")


def test_the_same_value_from_another_origin_is_a_change():
    after = rulebook('rules: {voting.threshold: {value: more than 1/2, clause: "4.3"}}')
    assert statuses(compare(rulebook(), after, on=DAY), "rules")["voting.threshold"] == "changed"


def test_acts_of_the_cluster_come_along_with_its_rulebook():
    act = Override("notice.ordinary", rulebook().ask("notice.urgent", on=DAY).value, "Act 1", date(2026, 2, 1))
    rows = compare(rulebook(), rulebook("", act), on=DAY).rows("en", only_differences=True)
    assert [r.name for r in rows] == ["notice.ordinary"]
    assert "Act 1" in rows[0].second.source


def test_a_rule_of_one_matter_is_compared_in_its_place():
    after = rulebook('matters: {exclude: {rules: {voting.threshold: {value: at least 2/3, clause: "4.10"}}}}')
    changed = compare(rulebook(), after, on=DAY).rows("en", only_differences=True)
    assert [(r.section, r.status) for r in changed] == [("rules", "changed")]
    assert changed[0].subject.startswith("Majority needed: ")


@pytest.mark.parametrize(
    ("section", "text", "name", "status"),
    [
        pytest.param(
            "matters", "matters: {exclude: {strategic: false, grounds: []}}", "exclude", "same", id="same steps"
        ),
        pytest.param(
            "matters",
            "matters: {exclude: {steps: [{id: v, kind: vote, by: organ:council, clause: '4.10'}]}}",
            "exclude",
            "changed",
            id="another chain",
        ),
        pytest.param(
            "grounds", "matters: {exclude: {grounds: []}}", "abuse_of_rights", "only_first", id="a lost ground"
        ),
        pytest.param(
            "organs",
            "organs: {circle: {clause: '4.3', name: {uk: К, ru: К, en: C}, kinds: [working]}}",
            "circle",
            "only_second",
            id="a new organ",
        ),
        pytest.param(
            "rights",
            "participants: {rights: [{id: leave, clause: '1.1', label: {uk: В, ru: В, en: L}}]}",
            "leave",
            "only_second",
            id="a new right",
        ),
        pytest.param(
            "finance",
            "finance: [{id: gift, clause: '1.1', label: {uk: Д, ru: Д, en: Gift}}]",
            "gift",
            "only_second",
            id="new money",
        ),
    ],
)
def test_parts_are_compared(section, text, name, status):
    assert statuses(compare(rulebook(), rulebook(text), on=DAY), section)[name] == status


def test_clauses_of_two_versions_are_redlined():
    before, after = redline("Рада <обирає> голову", "Рада <призначає> голову")
    assert before == "Рада &lt;<del>обирає</del>&gt; голову"
    assert after == "Рада &lt;<ins>призначає</ins>&gt; голову"


def test_main_organs_and_kinds_of_matters_are_paired_across_clusters():
    a, b = load_path(CHARTERS / "smolensk"), load_path(CHARTERS / "kalininsky")
    comparison = compare(a, b, on=DAY)
    assert not comparison.is_of_versions
    assert statuses(comparison, "organs")["council"] == "changed"
    assert statuses(comparison, "matters")["exclude"] == "changed"
    assert statuses(comparison, "grounds")["breach_of_duties"] == "only_first"
    assert statuses(comparison, "grounds")["abuse_of_rights"] == "only_second"
    assert statuses(comparison, "clauses") == {}


def test_the_text_names_both_charters_and_only_differences():
    text = compare(load_path(CHARTERS / "smolensk"), load_path(CHARTERS / "synergy"), on=DAY).as_text("ru")
    assert text.startswith("Смоленский кластер и ")
    assert "[одинаково]" not in text
    assert "КАК РЕШАЮТ" in text


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.open.append(tag)
        self.seen.add(tag)
        assert not {name for name, _ in attrs} & {"style", "onclick"}

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", ["uk", "ru", "en"])
def test_the_html_is_one_well_formed_table(language):
    html = compare(load_path(CHARTERS / "smolensk"), load_path(CHARTERS / "krasnogorsky"), on=DAY).as_html(language)
    parser = _Tags()
    parser.feed(html)
    assert parser.open == []
    assert {"table", "caption", "thead", "tbody", "th", "td"} <= parser.seen
    assert "script" not in parser.seen


def test_what_a_charter_says_is_escaped():
    text = "organs: {council: {name: {uk: '<b>Р</b>', ru: '<b>Р</b>', en: '<script>x</script>'}}}"
    html = compare(rulebook(text), rulebook(text), on=DAY).as_html("en")
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_without_a_day_the_first_common_one_is_taken():
    a, b = load_path(CHARTERS / "smolensk"), load_path(CHARTERS / "synergy")
    assert compare(a, b).on == max(x.charter.identity.effective_from for x in (a, b))
    assert compare(a.charter, Rulebook(b.charter)).on == compare(a, b).on


def test_the_command_compares_by_the_rules_of_a_day(tmp_path):
    plain, dated = raw(), raw()
    dated["rules"] = {**dated.get("rules", {}), "fees.amount": {"value": 100, "clause": "4.3", "from": "2026-03-03"}}
    files = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for file, data in zip(files, (plain, dated), strict=True):
        file.write_text(yaml.safe_dump(data, allow_unicode=True), encoding="utf-8")

    told = [
        CliRunner().invoke(command, ["compare", *map(str, files), "--on", day]) for day in ("2026-03-02", "2026-03-03")
    ]

    assert [answer.exit_code for answer in told] == [0, 0]
    assert told[0].output != told[1].output


def test_the_command_explains_for_today_where_no_day_is_named():
    told = CliRunner().invoke(command, ["explain", str(CHARTERS / "synergy"), "elect_chair"])

    assert told.exit_code == 0
    assert "does not decide such a matter" in told.output


def test_a_term_told_by_its_length_and_its_extension_is_compared_too():
    def term(words: str) -> Rulebook:
        return rulebook(f"identity: {{term: {{kind: until, lasts: 5 years{words}}}}}")

    rows = compare(term(""), term(", renews_for: 1 year"), on=DAY).rows("en")
    changed = [r for r in rows if r.status == "changed"]

    assert len(changed) == 1
    assert "5 years" in changed[0].first.text
    assert "+ 1 year" in changed[0].second.text
