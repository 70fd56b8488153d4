"""The engine: a matter opens a case under the charter version in force; its steps wait for the right people; acts cite acts.

The chain and every refusal come from the charter (`charter.chains`). Upper rooms plug in how a step of some kind is done
(a vote needs a council) and what the last act brings about (`effects`). This room keeps cases, steps, refused attempts and
the register of acts.
"""
