"""The composition root: environment, settings, addresses, wiring. Imports every room; only operations imports it."""
