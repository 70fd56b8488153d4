"""Forms of the wizard, by noun: each reads a part of the charter into fields and writes back what was changed."""
