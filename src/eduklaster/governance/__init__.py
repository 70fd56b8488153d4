"""Organs, their seats and holders, and votes by roll call.

Composition follows the seat rules of the charter. A vote is recorded with the rule and the electorate frozen at that
moment; quorum and majority are computed by `charter.voting`. Sessions in full come to this room later.
"""
