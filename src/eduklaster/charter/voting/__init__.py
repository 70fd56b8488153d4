"""Whether a session may decide, and whether a motion is carried: quorum and count, in exact arithmetic.

`roll` holds the data, `reading` asks the rules, `presence` the quorum, `manner` how a vote may be held, `counting` the count,
`election` who is elected.
"""

from .counting import count, heads_of_advance
from .election import ELECTIVE, Outcome, elect, election_verdict
from .manner import box_verdict, fewest_persons, objection_ends, objection_verdict, weighed_verdict
from .presence import quorum
from .roll import Ballots, Correspondence, Heads, Number, RightsCast, Roll, Tally

__all__ = [
    "ELECTIVE",
    "Ballots",
    "Correspondence",
    "Heads",
    "Number",
    "Outcome",
    "RightsCast",
    "Roll",
    "Tally",
    "box_verdict",
    "count",
    "elect",
    "election_verdict",
    "fewest_persons",
    "heads_of_advance",
    "objection_ends",
    "objection_verdict",
    "quorum",
    "weighed_verdict",
]  # fmt: skip
