"""The command line of the platform."""

from __future__ import annotations

import os
import sys

import click

from eduklaster.config import env
from eduklaster.operations.postgres import postgres_session


@click.group()
def cli() -> None:
    """Run educational clusters by their charters."""


@cli.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Pass a command to Django, with the database up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduklaster.config.settings")
    from django.core.management import execute_from_command_line

    if os.environ.get("DATABASE_URL"):
        execute_from_command_line(["eduklaster manage", *arguments])
        return
    os.environ.setdefault("EDUKLASTER_MODE", "demo")
    with postgres_session(env.home_directory()) as url:
        os.environ["DATABASE_URL"] = url
        execute_from_command_line(["eduklaster manage", *arguments])


if __name__ == "__main__":
    sys.exit(cli())
