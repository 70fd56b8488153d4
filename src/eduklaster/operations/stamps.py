"""Marks of what has been done already, so that a second start does nothing twice.

What concerns the data is noted in the database itself, and so follows it to another machine; what concerns files, in a
file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import psycopg

from eduklaster.config.env import ROOT

SOURCES = ROOT / "src" / "eduklaster"
PACKAGES_WITH_TABLES = ("django", "django-allauth", "django-pgtrigger", "procrastinate")
PACKAGES_WITH_STATIC_FILES = ("django-htmx", "django-tables2", "django-filter", "django-allauth")

SCHEMA = "schema"
DEMO = "demo"


def stamps_read(url: str) -> dict[str, str]:
    """Return the marks in a database; a new database has none."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        if connection.execute("SELECT to_regclass('operations_stamp')").fetchone() == (None,):
            return {}
        rows: list[tuple[str, str]] = connection.execute("SELECT name, value FROM operations_stamp").fetchall()
        return dict(rows)


def stamp_write(url: str, name: str, value: str) -> None:
    """Note that something is done."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        connection.execute(
            "CREATE TABLE IF NOT EXISTS operations_stamp"
            " (name text PRIMARY KEY, value text NOT NULL, written_at timestamptz NOT NULL DEFAULT now())"
        )
        connection.execute(
            "INSERT INTO operations_stamp (name, value) VALUES (%s, %s)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value, written_at = now()",
            [name, value],
        )


def schema_stamp() -> str:
    """Return the mark of the migrations of our rooms and of the libraries' versions."""
    digest = hashlib.sha256()
    for path in sorted(SOURCES.glob("*/migrations/*.py")):
        digest.update(str(path.relative_to(SOURCES)).encode() + path.read_bytes())
    return _with_versions(digest, PACKAGES_WITH_TABLES)


def static_stamp(vendor_stamp: str) -> str:
    """Return the mark of the static files of our rooms, of the fetched ones and of the libraries'."""
    digest = hashlib.sha256(vendor_stamp.encode())
    for path in sorted(SOURCES.glob("*/static/**/*")):
        if path.is_file():
            digest.update(str(path.relative_to(SOURCES)).encode() + path.read_bytes())
    return _with_versions(digest, PACKAGES_WITH_STATIC_FILES)


def messages_are_current(folder: Path) -> bool:
    """Tell whether every catalogue of translations is compiled."""
    return not any(messages_stale(folder))


def messages_stale(folder: Path) -> Iterable[Path]:
    """Yield the catalogues that are newer than their compiled form."""
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
            yield source


def _with_versions(digest: hashlib._Hash, packages: Iterable[str]) -> str:
    for package in packages:
        digest.update(f"{package} {version(package)}".encode())
    return digest.hexdigest()
