"""Runs the PostgreSQL of the wheel: make it, start it, heal it, stop it.

The wheel's own manager is not used: it believes a process number after a crash, opens folders to everybody and trusts
every local user. Here a server counts as running only when it answers a connection.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psutil
import psycopg

from eduklaster.operations.errors import DatabaseUnusable
from eduklaster.operations.locks import FileLock
from eduklaster.operations.postgres_layout import SOCKET_FILE, Layout

OWNER = "eduklaster"
"""The role and the database of the platform: the owner of its tables, not a superuser."""
NEEDED_BYTES = 300 * 1024 * 1024
START_SECONDS = 120.0
"""How long a start may take while the server is alive: recovery after a crash reads the whole log."""
RETRY_SECONDS = 90.0
"""How long to try again when the remains of a killed server are still going away.

Its checkpointer sees the loss of its parent only after it has brought every file to a disk that may be slow.
"""

DURABLE: Mapping[str, str] = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FAST_AND_FORGETFUL: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""For tests alone: a crash of the machine may lose everything."""

_children: dict[Path, list[subprocess.Popen[bytes]]] = {}
"""The servers that this process has started, by data folder: each dead child has to be buried by its parent.

A list, for a killed server may take a moment to die while its successor already starts.
"""


class PostgresServer:
    """The embedded server of one home."""

    def __init__(self, home: Path, *, durable: bool = True, settings: Mapping[str, str] | None = None) -> None:
        self.layout = Layout(home)
        self._settings = {**(DURABLE if durable else FAST_AND_FORGETFUL), **(settings or {})}

    # What it is

    def url(self, database: str = OWNER, user: str = OWNER) -> str:
        """Return the address for DATABASE_URL."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.layout.socket), safe='')}"

    def is_answering(self) -> bool:
        """Tell whether a connection succeeds right now; nothing less counts."""
        try:
            with self._connect("postgres"):
                return True
        except psycopg.OperationalError:
            return False

    @property
    def process_id(self) -> int | None:
        """The number of the server process that works on this data folder, or None when there is none."""
        pid = self._noted_process_id()
        return pid if pid is not None and self._is_ours(pid) else None

    # What can be done with it

    def start(self) -> str:
        """Make the server answer and return its address; a server that already answers is taken as it is.

        Raises:
            DatabaseUnusable: It cannot be started; the message says why and what to do.
        """
        layout = self.layout
        layout.prepare()
        with FileLock(layout.notes / "start.lock").held(timeout=START_SECONDS):
            if not self.is_answering():
                self._check_data()
                self._write_access_rules()
                self._start_with_patience()
            self._ensure_owner()
            note = layout.notes / "url"
            draft = note.with_name(f"url.{os.getpid()}")
            draft.write_text(f"{self.url()}\n", encoding="utf-8")
            draft.replace(note)
        return self.url()

    def stop(self, *, timeout: float = 30) -> None:
        """Stop the server after its open transactions are rolled back, and wait until it is gone."""
        for sign, patience in ((signal.SIGINT, timeout), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            pid = self.process_id
            if pid is None:
                break
            with suppress(ProcessLookupError):
                os.kill(pid, sign)
            give_up_at = time.monotonic() + patience
            while time.monotonic() < give_up_at:
                self._reap()
                if not self._is_ours(pid):
                    break
                time.sleep(0.01)
        self._reap()
        (self.layout.notes / "url").unlink(missing_ok=True)

    def destroy(self) -> None:
        """Stop the server and remove its folders with everything in them; for tests."""
        self.stop()
        for folder in (self.layout.socket, self.layout.base, self.layout.notes):
            shutil.rmtree(folder, ignore_errors=True)

    # Making

    def _check_data(self) -> None:
        data = self.layout.data
        version_file = data / "PG_VERSION"
        if version_file.is_file():
            wanted, found = self._program_version(), version_file.read_text(encoding="ascii").strip()
            if found != wanted:
                raise DatabaseUnusable(
                    f"The database in {data} was made by PostgreSQL {found}, and this installation has {wanted}.",
                    "Start the previous release, run `eduklaster backup FILE`, move the folder away, "
                    "and run `eduklaster restore FILE` with this release.",
                )
            if not (data / "global" / "pg_control").is_file():
                raise self._broken("its control file is missing")
            return
        if data.exists() and any(data.iterdir()):
            raise self._broken("it holds files, but none says that it is a database")
        self._initialise()

    def _broken(self, why: str) -> DatabaseUnusable:
        return DatabaseUnusable(
            f"The folder {self.layout.data} is not a working database: {why}.",
            "Move it away and restore the last backup with `eduklaster restore FILE`; nothing was changed in it.",
        )

    def _initialise(self) -> None:
        layout = self.layout
        free = shutil.disk_usage(layout.base).free
        if free < NEEDED_BYTES:
            raise DatabaseUnusable(
                f"Only {free // 2**20} MB are free in {layout.base}; a new database needs {NEEDED_BYTES // 2**20} MB.",
                "Free some space, or set EDUKLASTER_HOME to a larger disk.",
            )
        draft = layout.base / "data.new"  # renamed only when whole, so a killed first start leaves no half database
        shutil.rmtree(draft, ignore_errors=True)
        command = [
            *(str(layout.programs / "initdb"), "--pgdata", str(draft), "--username=postgres", "--auth=peer"),
            *("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *([] if self._settings["fsync"] == "on" else ["--no-sync"]),
        ]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", **self._identity())
        if done.returncode != 0:
            raise DatabaseUnusable(
                f"A new database could not be made in {layout.base}: {_last_line(done.stderr or done.stdout)}",
                "Mend the reason above, or set DATABASE_URL to a PostgreSQL server of your own.",
            )
        if layout.data.exists():
            layout.data.rmdir()
        draft.rename(layout.data)

    def _write_access_rules(self) -> None:
        """Let in only the account of the server and the one that starts it, over the private socket."""
        callers = {psutil.Process().username(), "root"}
        if self.layout.account:
            callers.add(self.layout.account.pw_name)
        base = self.layout.base
        (base / "pg_hba.conf").write_text("local all all peer map=house\n", encoding="utf-8")
        roles = ("postgres", OWNER)
        lines = [f'house "{caller}" {role}\n' for caller in sorted(callers) for role in roles]
        (base / "pg_ident.conf").write_text("".join(lines), encoding="utf-8")
        for name in ("pg_hba.conf", "pg_ident.conf"):
            (base / name).chmod(0o600)
            if self.layout.account:
                os.chown(base / name, self.layout.account.pw_uid, self.layout.account.pw_gid)

    def _ensure_owner(self) -> None:
        """Make the role and the database of the platform where they are missing."""
        try:
            with psycopg.connect(self.url(), connect_timeout=5):
                return
        except psycopg.OperationalError:
            pass
        with self._connect("postgres") as connection:
            roles = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [OWNER]).fetchone()
            if not roles:
                connection.execute(f"CREATE ROLE {OWNER} LOGIN CREATEDB")
            found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [OWNER]).fetchone()
            if not found:
                connection.execute(f"CREATE DATABASE {OWNER} OWNER {OWNER}")

    # Starting

    def _start_with_patience(self) -> None:
        give_up_at = time.monotonic() + RETRY_SECONDS
        while True:
            self._heal_stale_lock()
            complaint = self._start_once()
            if complaint is None:
                return
            passing = ("shared memory block", "lock file", "is still in use", "Address already in use")
            if time.monotonic() > give_up_at or not any(words in complaint for words in passing):
                raise self._refusal(complaint)
            time.sleep(0.2)

    def _start_once(self) -> str | None:
        """Start the server process and wait for its first answer; return its complaint when it gives up."""
        layout = self.layout
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(layout.socket),
            "unix_socket_permissions": "0700",
            "hba_file": str(layout.base / "pg_hba.conf"),
            "ident_file": str(layout.base / "pg_ident.conf"),
            "timezone": "UTC",
            "log_timezone": "UTC",
            "lc_messages": "C",
            "jit": "off",
            "io_method": "sync",
            "shared_buffers": "64MB",
            "max_connections": "60",
            **({"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}),  # not file by file
            **self._settings,
        }
        command = [str(layout.programs / "postgres"), "-D", str(layout.data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        if layout.log.exists():
            layout.log.replace(layout.log.with_suffix(".previous.log"))
        with layout.log.open("wb") as log:
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self._identity(),
            )
        _children.setdefault(layout.data, []).append(process)
        give_up_at = time.monotonic() + START_SECONDS
        pause = 0.01
        while time.monotonic() < give_up_at:
            if process.poll() is not None:
                return layout.log.read_text(encoding="utf-8", errors="replace")
            if (layout.socket / SOCKET_FILE).exists() and self.is_answering():
                return None
            time.sleep(pause)
            pause = min(pause * 1.5, 0.2)
        raise DatabaseUnusable(
            f"PostgreSQL has not answered for {START_SECONDS:.0f} seconds.", f"Its own words are in {layout.log}."
        )

    def _refusal(self, complaint: str) -> DatabaseUnusable:
        words = _last_line(complaint)
        if "No space left" in complaint:
            return DatabaseUnusable(
                f"PostgreSQL cannot start: the disk of {self.layout.base} is full.", "Free some space."
            )
        if "could not locate a valid checkpoint" in complaint or "PANIC" in complaint:
            return self._broken(words)
        if "Permission denied" in complaint:
            return DatabaseUnusable(
                f"PostgreSQL cannot start: {words}",
                f"The folder {self.layout.base} must belong to the account that runs the database.",
            )
        return DatabaseUnusable(f"PostgreSQL cannot start: {words}", f"Its own words are in {self.layout.log}.")

    def _heal_stale_lock(self) -> None:
        """Remove lock files whose number has passed to a stranger (a reboot) or to a dead child nobody buried.

        PostgreSQL overlooks a vanished number by itself, and it must: the file also guards against its own orphans.
        So nothing is removed while any process still works in the data folder.
        """
        self._reap()
        locks = (self.layout.data / "postmaster.pid", self.layout.socket / f"{SOCKET_FILE}.lock")
        stale = [lock for lock in locks if (pid := _first_number(lock)) and psutil.pid_exists(pid)]
        if stale and not any(self._is_ours(process.pid) for process in psutil.process_iter()):
            for lock in stale:
                lock.unlink(missing_ok=True)

    # Small things

    def _connect(self, database: str) -> psycopg.Connection[tuple[Any, ...]]:
        return psycopg.connect(self.url(database, "postgres"), connect_timeout=5, autocommit=True)

    def _identity(self) -> dict[str, Any]:
        """Arguments of subprocess that drop root's privileges."""
        environment = {name: os.environ[name] for name in ("PATH", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
        environment["LC_ALL"] = "C.UTF-8"
        identity: dict[str, Any] = {"env": environment, "umask": 0o077, "cwd": self.layout.base}
        if self.layout.account:
            account = self.layout.account
            identity |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        return identity

    def _program_version(self) -> str:
        """The major version of the programs, as in PG_VERSION."""
        answer = subprocess.run(
            [str(self.layout.programs / "postgres"), "--version"], capture_output=True, text=True, check=True
        )
        return answer.stdout.split()[-1].split(".")[0]

    def _noted_process_id(self) -> int | None:
        return _first_number(self.layout.data / "postmaster.pid")

    def _is_ours(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            if process.status() == psutil.STATUS_ZOMBIE:
                return False
            return "postgres" in process.name() and Path(process.cwd()) == self.layout.data.resolve()
        except (psutil.Error, OSError):
            return False

    def _reap(self) -> None:
        alive = [child for child in _children.pop(self.layout.data, []) if child.poll() is None]
        if alive:
            _children[self.layout.data] = alive


@contextmanager
def postgres_session(home: Path, *, durable: bool = True) -> Iterator[str]:
    """Have the embedded server of a home for the length of a `with` block; the last user stops it.

    Several commands may overlap: each holds a shared lock, and the one that can make it exclusive is the last.
    """
    server = PostgresServer(home, durable=durable)
    server.layout.prepare()
    users = FileLock(server.layout.notes / "users.lock")
    users.acquire(shared=True, timeout=START_SECONDS)
    try:
        yield server.start()
    finally:
        if users.try_acquire():
            server.stop()
        users.release()


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text(encoding="utf-8").split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _last_line(text: str) -> str:
    """Return the most telling line of a program's complaint."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    telling = [line for line in lines if any(mark in line for mark in ("FATAL", "PANIC", "error:", "ERROR"))]
    chosen = (telling or lines or ["it said nothing"])[-1]
    for mark in ("FATAL:", "PANIC:", "ERROR:", "error:"):
        chosen = chosen.split(mark, 1)[-1].strip()
    return chosen if chosen.endswith((".", "!")) else f"{chosen}."
