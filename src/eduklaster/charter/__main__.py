"""`python -m eduklaster.charter`: the charter commands without the rest of the platform."""

from .cli import charter

if __name__ == "__main__":
    charter(prog_name="charter")
