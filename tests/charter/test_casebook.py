"""Cases: reading them strictly, running them, explaining what does not fit."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from eduklaster.charter.casebook import run_cases
from eduklaster.charter.cli import charter
from eduklaster.charter.linter import lint
from eduklaster.charter.loader import load_path

from .build import SMALL

EXAMPLES = """
- {ask: value, given: {key: voting.threshold, organ: academic_council}, expect: {value: more than 1/2, clause: "4.2"}}
- {ask: value, given: {key: notice.ordinary}, expect: {value: 5 working days, default: D-30, origin: default}}
- {ask: quorum, given: {seats: 9, present: 4}, expect: {answer: not_quorate, default: D-23, facts: {base: 9, needed: 5}}}
- {ask: quorum, given: {rights: {present: 1/2, total: 1}, seats: 0}, expect: {answer: not_quorate}}
- {ask: vote, given: {seats: {a: 6, b: 3}, present: {a: 5, b: 2}, votes: {a: {for: 4}, b: {against: 1}}}, expect: {answer: carried, facts: {base: 7, for: 4}}}
- {ask: vote, given: {seats: 9, present: 6, votes: {for: 3, against: 3}, chair_vote: for, chair: elected}, expect: {answer: lost, default: D-07}}
- {ask: vote, given: {seats: 9, present: 6, votes: {for: 6}, by_correspondence: {sent: 2026-03-01, closed: 2026-03-02}}, expect: {answer: refused, code: vote.refused.correspondence}}
- {ask: chain, matter: adopt, given: {done: [adoption], try: order, by: approving_office, cites: [adoption]}, expect: {answer: allowed, effective: true, clause: "4.2"}}
- {ask: chain, matter: exclude, given: {done_on: {evidence: 2026-02-27, notice: 2026-03-01}, try: submission}, expect: {answer: refused, code: chain.waiting_period, facts: {earliest: 2026-03-11}}}
- {ask: chain, matter: exclude, given: {done: [evidence, notice, reply, submission], try: order, decline: true}, expect: {answer: refused, code: chain.reason_missing}}
- {ask: next, matter: adopt, given: {done: [adoption]}, expect: {next: [order], effective: false, waits_for: ["office:rector"]}}
- {ask: next, matter: exclude, given: {done: [evidence, notice, reply, submission], declined: order}, expect: {next: [], effective: false}}
- {ask: ground, matter: exclude, given: {ground: bad_faith}, expect: {answer: refused, clause: "4.10"}}
- {ask: eligibility, given: {category: partner}, expect: {answer: held, missing: [resources], clause: "1.2"}}
- {ask: notice, given: {sent: 2026-02-27, session: 2026-03-05}, expect: {answer: late, earliest: 2026-03-06}}
- {ask: leaving, given: {notice: 2026-03-02}, expect: {answer: allowed, effective: 2026-03-02, default: D-51}}
- {ask: seats, given: {organ: council, components: 7, confirmed: 6}, expect: {seats: 7, filled: 6, pending: 1}}
- {ask: term, given: {organ: council, started: 2020-01-01, successor: true}, expect: {answer: ended}}
- {ask: deadline, matter: adopt, given: {step: publication, opened: 2026-03-02}, expect: {due: 2026-03-09, default: D-36}}
- {ask: electorate, given: {members: [{id: a}, {id: b, last_active: 2026-01-01}]}, expect: {entitled: [a, b]}}
"""


def write(folder: Path, *cases: str) -> Path:
    rows = [f"  - {{name: Case {n}, on: 2026-03-02, {case.strip()[3:]}" for n, case in enumerate(cases)]
    file = folder / "cases.yaml"
    file.write_text("\n".join([f"charter: {SMALL / 'charter.yaml'}", "cases:", *rows]), encoding="utf-8")
    return file


@pytest.mark.parametrize("case", [line for line in EXAMPLES.splitlines() if line])
def test_every_question_can_be_asked(tmp_path, case):
    report = run_cases(write(tmp_path, case))

    assert report.as_text() == "1 passed, 0 failed"


@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("- {ask: vote, given: {sets: 9}, expect: {answer: lost}}", "the key «sets» is unknown. Did you mean «seats»?"),
        ("- {ask: vot, given: {}, expect: {answer: lost}}", "there is no question «vot»"),
        ("- {ask: vote, given: {}, expect: {answer: won}}", "«won» is no answer to «vote». Allowed: carried, lost"),
        ("- {ask: vote, given: {}, expect: {}}", "«expect» is missing"),
        ("- {ask: vote, given: {}, expect: {answer: lost}}", "`given.seats` is missing"),
        ("- {ask: next, given: {}, expect: {next: []}}", "`matter` is missing"),
        ("- {ask: chain, matter: adopt, given: {try: sign}, expect: {answer: refused}}", "adopt has no step «sign»"),
        ("- {ask: next, matter: sing, given: {}, expect: {next: []}}", "There is no matter «sing»"),
        ("- {ask: value, given: {key: quorum}, expect: {value: 1}}", "There is no rule «quorum»"),
        ("- {ask: quorum, organ: board, given: {seats: 1}, expect: {answer: quorate}}", "There is no organ «board»"),
        ("- {ask: eligibility, given: {category: firm}, expect: {answer: held}}", "There is no category «firm»"),
        ("- {ask: vote, given: {seats: 3, votes: {yes: 1}}, expect: {answer: lost}}", "votes are `for`"),
        (
            "- {ask: ground, given: {ground: x}, expect: {answer: refused}, overrides: [{key: a, value: 1}]}",
            "missing: act, from.",
        ),
        (
            "- {ask: value, given: {key: voting.base}, expect: {value: seats}}",
            "expected value seats, got «present» because: Base of the majority: those present with a vote.",
        ),
        (
            "- {ask: quorum, given: {seats: 9, present: 4}, expect: {answer: quorate}}",
            "expected quorate, got not_quorate because: There is no quorum. Present: 4, needed: 5, counted in all: 9.",
        ),
        (
            "- {ask: quorum, given: {seats: 9, present: 4}, expect: {clause: '4.3'}}",
            "expected clause 4.3 to be cited, got default D-23",
        ),
        (
            "- {ask: quorum, given: {seats: 9, present: 4}, expect: {facts: {needed: 6, crowd: 1}}}",
            "expected the fact crowd 1, but there is none; known: present, quorum_base",
        ),
    ],
)
def test_what_does_not_fit_is_explained(tmp_path, case, words):
    report = run_cases(write(tmp_path, case))

    assert (report.passed, report.failed >= 1) == (0, True)
    assert words in report.as_text()


def test_a_problem_names_file_and_line(tmp_path):
    good = "- {ask: quorum, given: {seats: 9, present: 9}, expect: {answer: quorate}}"

    report = run_cases(write(tmp_path, good, "- {ask: vote, given: {}, expect: {anwser: lost}}"))

    assert [(p.file, p.line) for p in report.problems] == [(str(tmp_path / "cases.yaml"), 4)]
    assert report.as_text().endswith("1 passed, 1 failed")


def test_broken_files_count_as_failed(tmp_path):
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    (tmp_path / "list.yaml").write_text("- a", encoding="utf-8")
    (tmp_path / "alone.yaml").write_text("cases: []", encoding="utf-8")

    report = run_cases(tmp_path)

    text = report.as_text()
    assert "the file is empty" in text
    assert "a mapping with a list `cases`" in text
    assert "no charter.yaml above" in text
    assert (report.passed, report.failed > 0) == (0, True)
    assert run_cases(SMALL / "cases").failed == 0
    assert run_cases(tmp_path / "cases").failed == 1


def test_the_command_ends_with_the_count_and_the_status(tmp_path):
    passed = CliRunner().invoke(charter, ["test", str(SMALL), "-v"])
    failing = write(tmp_path, "- {ask: quorum, given: {seats: 9}, expect: {answer: quorate}}")
    failed = CliRunner().invoke(charter, ["test", str(failing)])

    assert (passed.exit_code, passed.output.splitlines()[-1]) == (0, "6 passed, 0 failed")
    assert (failed.exit_code, failed.output.splitlines()[-1]) == (1, "0 passed, 1 failed")


def test_the_other_commands_speak(tmp_path):
    runner = CliRunner()

    keys = runner.invoke(charter, ["schema", "--keys"])
    schema = runner.invoke(charter, ["schema"])
    checked = runner.invoke(charter, ["check", "--on", "2026-03-02", str(SMALL)])
    (tmp_path / "bad.yaml").write_text("schema: 2", encoding="utf-8")
    bad = runner.invoke(charter, ["check", str(tmp_path / "bad.yaml")])
    unknown = runner.invoke(charter, ["explain", str(SMALL), "sing", "--on", "2026-03-02"])

    assert "voting.threshold" in keys.output
    assert '"voting.base"' in schema.output
    assert checked.exception is None or isinstance(checked.exception, SystemExit)
    assert (bad.exit_code, "bad.yaml:1" in bad.output) == (1, True)
    assert unknown.exit_code == 2 or isinstance(unknown.exception, ImportError)


# ─── a sixth charter, as a stranger would write it ─────────────────────────────────────────────────────────────────

BRIDGE = Path(__file__).with_name("examples") / "bridge"


def test_a_sixth_charter_written_from_the_reference_alone_has_no_errors():
    findings = lint(load_path(BRIDGE), on=date(2026, 3, 2))

    assert [f.message.en for f in findings if f.severity == "error"] == []


def test_the_cases_of_the_sixth_charter_pass():
    report = run_cases(BRIDGE)

    assert report.failed == 0, report.as_text()
    assert report.passed >= 12


@pytest.mark.parametrize("name", ["synergy", "kalininsky", "zheleznogorsk", "krasnogorsky", "smolensk"])
def test_each_of_the_five_charters_has_a_dozen_cases_and_passes_them(name):
    report = run_cases(Path(__file__).parents[2] / "charters" / name)

    assert report.failed == 0, report.as_text()
    assert report.passed >= 12
