"""eduklaster: runs an educational cluster by its own charter."""

__version__ = "0.1.0"
