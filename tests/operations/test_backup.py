"""Backups: what comes back is what was saved, and nothing is overwritten."""

from __future__ import annotations

import os
import shutil
import tarfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.operations.helpers import eduklaster

from eduklaster.operations.postgres import PostgresServer

WRITE = """
from eduklaster.journal.services import SYSTEM, journal_write
for number in range(3):
    subject = ("test", str(number))
    journal_write(chain="platform", actor=SYSTEM, action="test.written", subject=subject, facts={"слово": "їжак"})
"""


@pytest.fixture(scope="module")
def homes() -> Iterator[tuple[Path, Path]]:
    """A home with a history, and an empty one."""
    root = Path(f"/tmp/eduklaster-backup-{os.getpid()}")  # noqa: S108
    full, empty = root / "full", root / "empty"
    full.mkdir(parents=True)
    empty.mkdir()
    try:
        migrated = eduklaster(full, "manage", "migrate", "--verbosity=0")
        assert migrated.returncode == 0, migrated.stderr
        written = eduklaster(full, "manage", "shell", "--no-imports", "--command", WRITE)
        assert written.returncode == 0, written.stderr
        letter = full / "media" / "cluster 1" / "лист.txt"
        letter.parent.mkdir(parents=True)
        letter.write_text("Добрий день", encoding="utf-8")
        yield full, empty
    finally:
        for home in (full, empty):
            PostgresServer(home).destroy()
        shutil.rmtree(root, ignore_errors=True)


def head_in(text: str) -> str:
    return text.split("head of the journal is ")[1].split(".")[0].split(",")[0]


def test_a_backup_comes_back_with_the_same_journal_and_files(homes: tuple[Path, Path], tmp_path: Path) -> None:
    full, empty = homes
    archive = tmp_path / "backup.tar"

    written = eduklaster(full, "backup", str(archive))
    restored = eduklaster(empty, "restore", str(archive))

    assert written.returncode == 0, written.stderr
    assert restored.returncode == 0, restored.stderr
    assert head_in(restored.stdout) == head_in(written.stdout)
    assert (empty / "media" / "cluster 1" / "лист.txt").read_text(encoding="utf-8") == "Добрий день"
    verified = eduklaster(empty, "journal", "verify")
    assert verified.returncode == 0, verified.stderr
    assert head_in(written.stdout) in verified.stdout.replace("Its head is ", "")
    unchanged = eduklaster(empty, "manage", "migrate", "--check")
    assert unchanged.returncode == 0, unchanged.stderr

    again = eduklaster(empty, "restore", str(archive))
    assert again.returncode == 1
    assert "not empty" in again.stderr
    assert "Traceback" not in again.stderr


def test_a_backup_never_overwrites_a_file(homes: tuple[Path, Path], tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar"
    archive.write_text("dear")

    refused = eduklaster(homes[0], "backup", str(archive))

    assert refused.returncode == 1
    assert "exists already" in refused.stderr
    assert archive.read_text() == "dear"
    assert list(tmp_path.iterdir()) == [archive]


def test_a_damaged_archive_changes_nothing(homes: tuple[Path, Path], tmp_path: Path) -> None:
    archive = tmp_path / "backup.tar"
    assert eduklaster(homes[0], "backup", str(archive)).returncode == 0
    unpacked = tmp_path / "unpacked"
    with tarfile.open(archive) as whole:
        whole.extractall(unpacked, filter="data")
    (unpacked / "media" / "cluster 1" / "лист.txt").write_text("Не той лист", encoding="utf-8")
    damaged = tmp_path / "damaged.tar"
    with tarfile.open(damaged, "w") as changed:
        for path in sorted(unpacked.rglob("*")):
            if path.is_file():
                changed.add(path, arcname=path.relative_to(unpacked).as_posix())
    home = homes[1].parent / "third"
    home.mkdir()

    try:
        refused = eduklaster(home, "restore", str(damaged))
        nothing = eduklaster(home, "restore", str(Path(__file__)))

        assert refused.returncode == 1
        assert "is not what was saved" in refused.stderr
        assert "cannot be read as a backup" in nothing.stderr
        assert "Traceback" not in refused.stderr + nothing.stderr
        assert not (home / "media").exists()
        assert eduklaster(home, "restore", str(archive)).returncode == 0
    finally:
        PostgresServer(home).destroy()
