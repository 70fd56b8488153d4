"""The clusters of this installation: each with its charter versions, overrides, working calendar and state.

A cluster is the tenant: everything above this room belongs to one. The charter language itself is the pure package
`charter`; this room keeps its files, answers its questions for a day and shows the living charter.
"""
