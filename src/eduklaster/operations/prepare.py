"""Brings an installation up to date: tables, translations, static files, demo data. Runs as a process of its own.

The supervisor stays small: everything that needs Django's whole weight for a moment happens here and is gone again.
Each step may be cut off at any point and is simply done again at the next start.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from eduklaster.config.env import ROOT, Environment, Mode
from eduklaster.operations import stamps
from eduklaster.operations.assets import assets_are_current, assets_install, assets_stamp
from eduklaster.operations.errors import OperatorError, told_plainly
from eduklaster.operations.processes import end_with_parent
from eduklaster.operations.translations import messages_compile

Report = Callable[[str, int, int], None]
"""Takes the name of a step, how many parts are done, and how many there are (0 when unknown)."""


def steps_needed(environment: Environment, url: str) -> list[str]:
    """Return the names of the steps that are due, in their order; quick, without Django."""
    written = stamps.stamps_read(url)
    needed = {
        "assets": not assets_are_current(),
        "messages": not stamps.messages_are_current(ROOT / "locale"),
        "tables": written.get(stamps.SCHEMA) != stamps.schema_stamp(),
        "static": _read(environment) != stamps.static_stamp(assets_stamp()),
        "demo": environment.mode is Mode.DEMO and stamps.DEMO not in written,
    }
    return [name for name, due in needed.items() if due]


def steps_run(names: list[str], environment: Environment, url: str, report: Report) -> None:
    """Do the named steps."""
    if "assets" in names:
        report("Fetching the front-end files", 0, 0)
        assets_install()
    if "messages" in names:
        report("Compiling the translations", 0, 0)
        messages_compile(ROOT / "locale")

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduklaster.config.settings")
    import django

    django.setup()
    from django.core.management import call_command

    if "tables" in names:
        tables_prepare(url, report)
    if "static" in names:
        report("Collecting the static files", 0, 0)
        call_command("collectstatic", interactive=False, verbosity=0, clear=True)
        _write(environment, stamps.static_stamp(assets_stamp()))
    if "demo" in names:
        demo_prepare(url, report)


def tables_prepare(url: str, report: Report) -> None:
    """Bring the tables to this version; quick where they are."""
    from django.core.management import call_command

    report("Preparing the tables", 0, 0)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    stamps.stamp_write(url, stamps.SCHEMA, stamps.schema_stamp())


def require_tables() -> None:
    """Refuse to work on tables of another version.

    Raises:
        OperatorError: Some of this version's migrations have not run in this database.
    """
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise OperatorError(
            "The tables of this database are not those of this version yet.",
            "Start the platform once with `eduklaster run`, or bring them up with `eduklaster manage migrate`.",
        )


def demo_prepare(url: str, report: Report) -> None:
    """Load the five demo clusters, or finish loading them, and note their sign-ins."""
    if find_spec("eduklaster.demo.services") is None:
        return
    import_module("eduklaster.demo.services").demo_load(report)
    stamps.stamp_write(url, stamps.DEMO, json.dumps(demo_sign_ins(), ensure_ascii=False))


def demo_sign_ins() -> list[dict[str, str]]:
    """Return the sign-ins of the demo as plain data, the keys in the order to print them."""
    if find_spec("eduklaster.demo.selectors") is None:
        return []
    found: list[Any] = list(import_module("eduklaster.demo.selectors").demo_sign_ins())
    return [{key: str(value) for key, value in asdict(row).items()} for row in found]


def _read(environment: Environment) -> str:
    try:
        return (environment.home / "static.stamp").read_text(encoding="ascii")
    except OSError:
        return ""


def _write(environment: Environment, stamp: str) -> None:
    (environment.home / "static.stamp").write_text(stamp, encoding="ascii")


class StepReport:
    """Shows the progress of long work: a bar on a terminal, a line for each step elsewhere."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(stderr=True)
        self._progress = Progress(
            TextColumn("  {task.description}"), BarColumn(), TimeElapsedColumn(), console=self.console, transient=True
        )
        self._current = ""
        self._task: Any = None

    def __enter__(self) -> StepReport:
        if self.console.is_terminal:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._finish()
        if self.console.is_terminal:
            self._progress.stop()

    def __call__(self, name: str, done: int, total: int) -> None:
        """Show that `done` of `total` parts of a step are behind us."""
        if name != self._current:
            self._finish()
            self._current = name
            if self.console.is_terminal:
                self._task = self._progress.add_task(name, total=total or None)
            else:
                self.console.print(f"  {name}", highlight=False)
        if self.console.is_terminal:
            self._progress.update(self._task, completed=done, total=total or None)

    def _finish(self) -> None:
        if self._current and self.console.is_terminal:
            self._progress.remove_task(self._task)
            self.console.print(f"  [green]✓[/green] {self._current}", highlight=False)
        self._current = ""


def main(names: list[str]) -> None:
    """Do the named steps, with progress on the terminal; the process of the supervisor's `prepare`."""
    end_with_parent()
    with told_plainly():
        environment = Environment.read()
        with StepReport() as report:
            steps_run(names, environment, os.environ["DATABASE_URL"], report)


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
