"""Pages of cases and acts: find, call one service, choose a template."""
