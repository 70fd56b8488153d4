"""Official documents: what they say, how they look, what was issued under which number, and whether a copy is genuine."""
