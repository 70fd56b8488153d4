"""Pages of the wizard, by noun."""
