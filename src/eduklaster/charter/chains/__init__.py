"""The state machine of a matter: which step may be done now, by whom, resting on which acts.

Pure functions over a `Chain` and a `Progress`. Whoever keeps cases builds the progress from what has happened and asks;
nothing here remembers anything. `progress` holds what has happened, `turns` says which steps are open, `effects` how far
a case has come, `opening` whether there may be a case, `parties` who counts as whom, `doing` and `declining` what a party
may do with a step, `refusals` what speaks against it.
"""

from .declining import after_decline, may_decline
from .doing import deadline, may
from .effects import effect_step, effective_on, is_complete, is_effective, state_of
from .opening import ground_verdict, grounds_of, opening_verdict
from .parties import is_operational, party_fits
from .progress import Done, Progress
from .turns import is_needed, next_steps, opened_on, over_on, required_before, waits_for

__all__ = [
    "Done",
    "Progress",
    "after_decline",
    "deadline",
    "effect_step",
    "effective_on",
    "ground_verdict",
    "grounds_of",
    "is_complete",
    "is_effective",
    "is_needed",
    "is_operational",
    "may",
    "may_decline",
    "next_steps",
    "opened_on",
    "opening_verdict",
    "over_on",
    "party_fits",
    "required_before",
    "state_of",
    "waits_for",
]
