"""The signed-in home: what waits for me and why, where I act, search over everything that I may see."""
