"""Accounts, persons, organisations, affiliations, offices, contacts and consents.

Organisations and persons are shared between clusters; offices belong to one. What somebody may do follows from seats,
offices and affiliations that are valid on the day (`access.capacities_of`), never from a hand-made group.
"""
