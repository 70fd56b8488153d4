"""Setting up a new cluster by its own secretary: a text, forms, live checking, and no programmer."""
