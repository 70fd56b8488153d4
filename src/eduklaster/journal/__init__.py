"""The append-only record: who did what, in which capacity, by which clause, on which facts; hash-chained.

Each cluster has a chain of its own (its code), the platform has the chain `platform`. The database refuses to change or
delete an entry; `journal verify` finds whatever was changed around the database.
"""
