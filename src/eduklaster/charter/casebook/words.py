"""The words that a file of cases may use: keys of a case, questions, what each is given and may expect."""

from __future__ import annotations

TOP = {"name", "on", "ask", "matter", "step", "organ", "given", "expect", "overrides", "holidays", "working_days"}
TOP |= {"office", "note"}
ROLL = {
    "seats", "present", "vacant", "suspended", "pending", "untrained", "lapsed", "recused", "recused_absent",
    "represented", "remote", "appointed", "listed", "rights", "reconvened", "organ", "matter", "step",
}  # fmt: skip
CHAIN = {"done", "declined", "facts", "held", "ground", "done_on", "opened", "closed", "matter"}
GIVEN: dict[str, set[str]] = {
    "value": {"key", "organ", "office", "matter", "step"},
    "quorum": ROLL,
    "vote": ROLL
    | {"votes", "chair_vote", "chair", "proxies", "advance", "groups", "method", "meetings", "by_correspondence",
       "consensus"},
    "election": ROLL | {"candidates", "against", "abstain", "cast", "places", "round", "method"},
    "chain": CHAIN | {"try", "by", "cites", "signatures", "cases", "decline", "reason"},
    "next": CHAIN,
    "ground": {"ground", "matter"},
    "open": {"matter"},
    "group": {"group", "facts"},
    "eligibility": {"category", "facts", "refused_on", "excluded_on"},
    "notice": {"sent", "session", "urgent", "organ"},
    "leaving": {"notice", "documents", "matter"},
    "seats": {"organ", "participants", "founders", "components", "member_organisations", "confirmed"},
    "term": {"organ", "seat", "started", "terms_served", "successor", "predecessor_started", "cohort"},
    "agenda": {"organ", "present", "votes"},
    "member": {"organ", "absences", "trained_on"},
    "holder": {"organ", "seat", "order", "started", "available"},
    "fee": {"category"},
    "surplus": {"amount"},
    "report": {"matter"},
    "standing": {"approved", "reviewed"},
    "deadline": {"step", "opened", "matter"},
    "electorate": {"members", "organ"},
}  # fmt: skip
EXPECT_ALWAYS = {"answer", "code", "clause", "default", "act", "facts"}
EXPECT: dict[str, set[str]] = {
    "value": {"value", "origin"},
    "election": {"elected", "runoff"},
    "chain": {"effective"},
    "next": {"next", "effective", "waits_for", "state"},
    "eligibility": {"missing"},
    "notice": {"earliest"},
    "leaving": {"effective", "liable_until"},
    "holder": {"holder"},
    "fee": {"amount"},
    "surplus": {"excess"},
    "report": {"due", "addressees"},
    "standing": {"ends", "lapses", "review"},
    "seats": {"seats", "filled", "pending", "voting"},
    "term": {"ends"},
    "deadline": {"due"},
    "electorate": {"entitled"},
}
OVERRIDE = {"key", "value", "act", "from", "until", "matter", "step", "organ", "office", "origin", "clause"}
ANSWERS: dict[str, tuple[str, ...]] = {
    "quorum": ("quorate", "not_quorate", "refused"),
    "vote": ("carried", "lost", "no_quorum", "refused"),
    "election": ("elected", "runoff", "none", "no_quorum", "refused"),
    "chain": ("allowed", "refused"),
    "ground": ("allowed", "refused"),
    "open": ("allowed", "refused"),
    "group": ("in", "out"),
    "eligibility": ("eligible", "held"),
    "notice": ("in_time", "late"),
    "leaving": ("allowed", "refused"),
    "term": ("in_office", "ended", "holding_over", "refused"),
    "agenda": ("extended", "not_extended", "locked"),
    "member": ("active", "lapsed", "untrained"),
    "fee": ("due", "exempt", "none"),
    "surplus": ("within_cap", "over_cap"),
    "standing": ("in_force", "review_due", "lapsed", "ended"),
}
NAMED_ANSWERS = {"quorum.met": "quorate", "quorum.missing": "not_quorate", "eligibility.met": "eligible"}
INNER = {"by_correspondence": {"sent", "closed", "objections", "objected", "procedural"},
          "rights": {"for", "against", "abstain", "total", "present"}}  # fmt: skip
