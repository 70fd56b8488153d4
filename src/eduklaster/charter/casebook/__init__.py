"""Cases: situations with the verdict that a charter must give, written in YAML and run against it.

`docs/charter-language.md` describes the format for people who write charters. `words` holds what a case may say, `reading`
reads the files, `given` and `questions` ask the evaluators, `running` compares the answers with what was expected.
"""

from .model import BadCase, Case, CaseResult, Outcome, Report
from .questions import ask_case
from .running import case_files, run_case, run_cases

__all__ = ["BadCase", "Case", "CaseResult", "Outcome", "Report", "ask_case", "case_files", "run_case", "run_cases"]
