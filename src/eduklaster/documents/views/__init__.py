"""Pages of documents: find, call one service, choose a template."""
