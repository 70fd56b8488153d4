"""Pages of history: what was ever written about an object, and the journal of a cluster as a whole."""
