"""Tests of the charter language."""
