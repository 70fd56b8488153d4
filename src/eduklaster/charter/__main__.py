"""`python -m eduklaster.charter`: the charter commands without the rest of the platform."""

from .cli import charter

charter(prog_name="charter")
