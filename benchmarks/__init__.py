"""Measurements that anyone can repeat: `make bench`. Figures go to a report, never into tests."""
