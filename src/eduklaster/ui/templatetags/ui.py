"""``{% load ui %}``: Django finds the library here; its tags stand in :mod:`eduklaster.ui.tags`."""

from eduklaster.ui.tags import register

__all__ = ["register"]
