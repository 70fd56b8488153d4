"""Live votes: opened with rule and roll frozen, cast by everybody at once, closed with a count that anybody can check."""
