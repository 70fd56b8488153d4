"""The command line for people who write charters: `eduklaster charter …`. Imports late, so that it starts fast."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from .loader import Loaded

_LANGUAGES = click.Choice(["uk", "ru", "en"])
_PATH = click.Path(exists=True, path_type=Path)


@click.group()
def charter() -> None:
    """Check, test, compare and explain charters."""


def _load(path: Path, language: str) -> Loaded:
    """Return the charter at a path, or end with its problems on the error stream and status 1."""
    from .loader import CharterError, load_path

    try:
        return load_path(path)
    except CharterError as error:
        for problem in error.problems:
            click.echo(problem.as_text(language), err=True)
        raise SystemExit(1) from None


def _day(text: datetime | None) -> date:
    return text.date() if text else datetime.now().astimezone().date()


def _charters_in(path: Path) -> list[Path]:
    """Return the charters under a path: itself, or each folder in it that has a charter.yaml."""
    if path.is_file() or (path / "charter.yaml").exists():
        return [path]
    return sorted(file.parent for file in path.glob("*/charter.yaml")) or [path]


@charter.command()
@click.argument("paths", nargs=-1, required=True, type=_PATH)
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the check; today when left out.")
@click.option("--quiet", is_flag=True, help="Print errors and totals only.")
@click.option("--language", "--lang", type=_LANGUAGES, default="en", help="Language of the findings.")
def check(paths: tuple[Path, ...], day: datetime | None, quiet: bool, language: str) -> None:
    """Check charters: schema, names, silences, contradictions, coverage of clauses."""
    from .loader import CharterError, load_path
    from .problems import cli_words

    failed = False
    for path in [found for given in paths for found in _charters_in(given)]:
        click.echo(f"{path}")
        try:
            loaded = load_path(path)
        except CharterError as error:
            failed = True
            for problem in error.problems:
                click.echo(f"  error    {problem.as_text(language)}")
            click.echo(f"  {cli_words('not_yet', language, count=len(error.problems))}")
            continue
        failed |= _lint(loaded, _day(day), quiet=quiet, language=language)
    raise SystemExit(1 if failed else 0)


def _lint(loaded: Loaded, on: date, *, quiet: bool, language: str) -> bool:
    """Print what the linter finds and how the clauses are served; say whether there are errors."""
    from . import linter
    from .problems import cli_words

    findings = linter.lint(loaded, on=on)
    errors = 0
    for finding in findings:
        errors += finding.severity == "error"
        if quiet and finding.severity != "error":
            continue
        where = f"{finding.file}:{finding.line}: " if finding.line else ""
        click.echo(f"  {finding.severity:8} {finding.code}  {where}{finding.message.in_(language)}")
    if not quiet:
        for line in linter.coverage(loaded).as_text().splitlines():
            click.echo(f"  {line}")
    click.echo(f"  {cli_words('totals', language, errors=errors, remarks=len(findings) - errors)}")
    return errors > 0


@charter.command()
@click.argument("directory", type=_PATH)
@click.option("--verbose", "-v", is_flag=True, help="Name the cases that passed too.")
def test(directory: Path, verbose: bool) -> None:
    """Run the cases of a charter; ends with the line `N passed, M failed`."""
    from .casebook import run_cases

    report = run_cases(directory)
    click.echo(report.as_text(verbose=verbose))
    raise SystemExit(1 if report.failed else 0)


@charter.command()
@click.argument("first", type=_PATH)
@click.argument("second", type=_PATH)
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="Write a page instead of text.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the rules; today when left out.")
@click.option("--language", "--lang", type=_LANGUAGES, default="en", help="Language of the comparison.")
def compare(first: Path, second: Path, html: Path | None, day: datetime | None, language: str) -> None:
    """Lay two charters, or two versions of one, side by side."""
    from .compare import compare as laid_side_by_side

    comparison = laid_side_by_side(_load(first, language).charter, _load(second, language).charter, on=_day(day))
    if html is None:
        click.echo(comparison.as_text(language))
        return
    html.write_text(comparison.as_html(language), encoding="utf-8")
    click.echo(f"Written: {html}")


@charter.command()
@click.argument("file", type=_PATH)
@click.argument("matter")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of the question; today when left out.")
@click.option("--language", "--lang", type=_LANGUAGES, default="en", help="Language of the explanation.")
def explain(file: Path, matter: str, day: datetime | None, language: str) -> None:
    """Tell in words how a matter is decided: steps, majorities, days, sources."""
    from .explain import explain as told
    from .matters import matters_in
    from .resolver import Rulebook

    rulebook = Rulebook(_load(file, language).charter)
    known = [*matters_in(rulebook.charter), *rulebook.charter.without_matters]
    if matter not in known:
        raise click.BadParameter(f"there is no matter «{matter}». Known: {', '.join(known)}.", param_hint="MATTER")
    click.echo(told(rulebook, matter, on=_day(day), language=language))


@charter.command()
@click.option("--keys", is_flag=True, help="Print a table of the rules: key, type, default, code.")
@click.option("--language", "--lang", type=_LANGUAGES, default="en")
def schema(keys: bool, language: str) -> None:
    """Print the JSON Schema of charters for editors."""
    if keys:
        _print_keys(language)
        return
    import json

    from .json_schema import charter_schema

    click.echo(json.dumps(charter_schema(), ensure_ascii=False, indent=2))


def _print_keys(language: str) -> None:
    from .keys import KEYS

    rows = [("rule", "type", "default", "code", "title")]
    for spec in KEYS.values():
        kind = " | ".join(spec.choices) if spec.choices else spec.type
        rows.append((spec.key, kind, _written(spec.raw_default), spec.code, spec.title.in_(language)))
    widths = [min(44, max(len(row[column]) for row in rows)) for column in range(4)]
    for row in rows:
        click.echo("  ".join([*(row[c].ljust(widths[c]) for c in range(4)), row[4]]).rstrip())


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(str(item) for item in value)}]"
    return "{}" if value == {} else str(value) or '""'


@charter.command("import-text")
@click.argument("file", type=_PATH)
@click.option("--json", "as_json", is_flag=True, help="Print the clause tree as JSON.")
@click.option("--language", "--lang", type=_LANGUAGES, default="en", help="Language of the remarks.")
def import_text(file: Path, as_json: bool, language: str) -> None:
    """Read a charter's own text (DOCX, PDF, text) and print its clause tree."""
    from .text.cli_import import import_text_command

    raise SystemExit(import_text_command(file, as_json, language=language))
