"""Search by word forms over acts, cases, items of agendas, proposals and the places of the charter.

What is found is what the reader may see: each search starts from the querysets of the rooms, so that neither a fragment nor
a count tells of anything hidden.
"""
