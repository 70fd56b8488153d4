"""Amendments of charters: consulted on, answered, compared, tried on the running cluster before they decide."""
