"""Participants of a cluster: who takes part, on which basis, since when; how they come in, leave and are excluded.

Also the founders' register with signing and authority documents, acknowledgement of the charter and the register of
agreements, whose parties are organisations and persons and never the cluster.
"""
