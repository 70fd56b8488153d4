"""The charter language: a regulation written as data, and the questions that can be asked of it.

Pure Python, no Django. `schema` says what a charter file may contain, `loader` reads one with messages that name file
and line, `resolver` answers what a rule is on a day and where that answer comes from, `verdicts` carry an answer with
its reasons, the evaluators (`voting`, `notice`, `seats`, `eligibility`, `chains`) apply the rules to a situation,
`linter`, `compare`, `explain` and `casebook` serve the people who write charters, `text` imports a cluster's own text.
"""
