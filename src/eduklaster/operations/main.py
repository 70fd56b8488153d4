"""The command line of the platform: what an operator types."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import click

from eduklaster import __version__
from eduklaster.config import env
from eduklaster.operations.errors import OperatorError, told_plainly


class House(click.Group):
    """Loads the charter's commands only when they are asked for, and tells expected failures plainly."""

    LAZY = {"charter": ("eduklaster.charter.cli", "charter", "Check, test, compare and explain charters.")}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command, the lazy ones too."""
        return sorted([*super().list_commands(ctx), *self.LAZY])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command, importing a lazy one."""
        if cmd_name not in self.LAZY:
            return super().get_command(ctx, cmd_name)
        module, attribute, _help = self.LAZY[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing the lazy ones."""
        rows = []
        for name in self.list_commands(ctx):
            if name in self.LAZY:
                rows.append((name, self.LAZY[name][2]))
            else:
                command = super().get_command(ctx, name)
                rows.append((name, command.get_short_help_str(70) if command else ""))
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; an expected failure becomes a sentence instead of a traceback."""
        with told_plainly():
            return super().invoke(ctx)


@contextmanager
def database() -> Iterator[str]:
    """Have a database for the length of a command: DATABASE_URL, or the embedded server of this home."""
    configured = os.environ.get("DATABASE_URL")
    if configured:
        yield configured
        return
    from eduklaster.operations.postgres import postgres_session

    os.environ.setdefault("EDUKLASTER_MODE", env.Mode.DEMO.value)
    with postgres_session(env.home_directory()) as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            del os.environ["DATABASE_URL"]


@contextmanager
def platform(*, is_empty_welcome: bool = False) -> Iterator[str]:
    """Have the database and Django for the length of a command.

    Raises:
        OperatorError: The tables are not those of this version, and the command cannot work without them.
    """
    with database() as url:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduklaster.config.settings")
        import django

        django.setup()
        if not is_empty_welcome:
            from eduklaster.operations.prepare import require_tables

            require_tables()
        yield url


@click.group(cls=House)
@click.version_option(__version__)
def cli() -> None:
    """Run educational clusters by their charters."""


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64), help="Processes that answer.")
@click.option("--demo/--no-demo", "demo_wanted", default=True, help="Load the example clusters at the first start.")
def run(host: str, port: int, workers: int, demo_wanted: bool) -> None:
    """Open the platform: database, tables, web server, background worker."""
    from rich.console import Console

    from eduklaster.operations.supervisor import Supervisor

    environment = env.Environment.read()
    console = Console(stderr=True)
    Supervisor(environment, host=host, port=port, workers=workers, demo=demo_wanted, console=console).run()


@cli.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Pass a command to Django, with the database up."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduklaster.config.settings")
    from django.core.management import execute_from_command_line

    with database():
        execute_from_command_line(["eduklaster manage", *arguments])


@cli.group()
def journal() -> None:
    """The record of everything that happened."""


@journal.command("verify")
@click.option("--chain", help="Only this chain.")
def journal_verify(chain: str | None) -> None:
    """Recompute every link; exit with 1 when history was changed."""
    with platform():
        from eduklaster.journal import services

        breaks = 0
        for found in services.journal_verify(chain):
            breaks += 1
            click.echo(f"{found.chain}, entry {found.number}: {found.why}")
        if breaks:
            raise OperatorError(
                f"The journal does not hold in {breaks} places.",
                "Keep this database, and compare it with the last backup.",
            )
        click.echo(f"The journal holds. Its head is {services.journal_head()}.")


@cli.group()
def search() -> None:
    """The words by which things are found."""


@search.command("rebuild")
def search_rebuild() -> None:
    """Write the words of everything anew where they differ; work goes on meanwhile."""
    with platform():
        from eduklaster.clusters.models import Cluster
        from eduklaster.search.services import rebuild

        for cluster in Cluster.objects.order_by("code"):
            click.echo(f"{cluster.code}: {rebuild(cluster=cluster)} written.")


@cli.command("vote-verify")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--receipt", default="", help="Look for this receipt in the list.")
def vote_verify(file: Path, receipt: str) -> None:
    """Recount a published list of slips and recompute its digest; exit with 1 when anything disagrees."""
    import json

    from eduklaster.votes.proof import check

    try:
        found = check(json.loads(file.read_text(encoding="utf-8")), receipt)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OperatorError(
            f"{file} is no published list of slips.", "Download it from the page of the result."
        ) from error
    click.echo(f"Slips: {found.slips}. Counts: {', '.join(f'{k} {v}' for k, v in found.counts.items()) or 'none'}.")
    click.echo(f"Digest: {found.root}")
    if found.receipt:
        click.echo(f"The receipt is in the list and says: {found.receipt}.")
    if not found.is_sound:
        raise OperatorError(f"The list does not agree with itself: {', '.join(found.faults)}.")
    click.echo("The list agrees with its counts and its digest.")


@cli.group()
def demo() -> None:
    """The five example clusters."""


@demo.command("load")
def demo_load() -> None:
    """Load the example clusters, or finish an interrupted loading."""
    from eduklaster.operations.prepare import StepReport, demo_prepare, tables_prepare

    with platform(is_empty_welcome=True) as url, StepReport() as report:
        tables_prepare(url, report)
        demo_prepare(url, report)


@demo.command("reset")
@click.confirmation_option(prompt="Everything in this database will be deleted and the demo loaded again. Go on?")
def demo_reset() -> None:
    """Delete everything and load the example clusters again."""
    from eduklaster.operations.prepare import StepReport, demo_prepare, tables_prepare

    if env.Environment.read().mode is not env.Mode.DEMO:
        raise OperatorError("This is not a demo installation, so nothing was deleted.")
    with platform(is_empty_welcome=True) as url, StepReport() as report:
        tables_prepare(url, report)
        import_module("eduklaster.demo.services").demo_reset()
        demo_prepare(url, report)


@cli.command()
@click.argument("file", type=click.Path(path_type=Path))
def backup(file: Path) -> None:
    """Write database and files into one archive."""
    with platform() as url:
        from eduklaster.operations.backup import backup_write

        manifest = backup_write(file, url)
    click.echo(f"Written: {file} ({file.stat().st_size / 2**20:.1f} MB, {manifest.file_count} files).")
    click.echo(f"The head of the journal is {manifest.journal_head}.")


@cli.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def restore(file: Path) -> None:
    """Bring an archive back, into an empty database."""
    with platform(is_empty_welcome=True) as url:
        from eduklaster.operations.backup import backup_restore

        manifest = backup_restore(file, url)
    click.echo(f"Restored: the state of {manifest.written_at:%Y-%m-%d %H:%M} UTC, {manifest.file_count} files.")
    click.echo(f"The head of the journal is {manifest.journal_head}, as in the archive.")


if __name__ == "__main__":
    sys.exit(cli())
