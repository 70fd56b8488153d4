"""Starts everything in order, watches it, starts again what dies, and stops everything in the opposite order."""

from __future__ import annotations

import errno
import http.client
import json
import os
import signal
import socket
import subprocess
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from rich.console import Console

from eduklaster.config.env import Environment, Mode
from eduklaster.operations import prepare, stamps
from eduklaster.operations.errors import OperatorError
from eduklaster.operations.locks import FileLock
from eduklaster.operations.postgres import PostgresServer, postgres_session
from eduklaster.operations.processes import module_start

READY_SECONDS = 60.0
STOP_SECONDS = 12.0
LOOPBACK = ("127.0.0.1", "::1", "localhost")
CRASHES_ALLOWED = 5
CRASH_WINDOW_SECONDS = 60.0


@dataclass
class Child:
    """A process that has to live as long as the platform does."""

    name: str
    module: str
    arguments: tuple[str, ...] = ()
    process: subprocess.Popen[bytes] | None = None
    crashes: deque[float] = field(default_factory=lambda: deque(maxlen=CRASHES_ALLOWED))

    def start(self, environment: dict[str, str]) -> None:
        """Start the process."""
        self.process = module_start(self.module, *self.arguments, environment=environment)

    def exit_code(self) -> int | None:
        """Return how it ended, or None while it lives."""
        return self.process.poll() if self.process else None

    def crashes_too_often(self) -> bool:
        """Note a crash, and tell whether starting again makes no sense."""
        self.crashes.append(time.monotonic())
        full = len(self.crashes) == CRASHES_ALLOWED
        return full and self.crashes[-1] - self.crashes[0] < CRASH_WINDOW_SECONDS

    def stop(self) -> None:
        """Ask it to end, wait, and insist."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Supervisor:
    """One run of the platform on one home."""

    def __init__(
        self, environment: Environment, *, host: str, port: int, workers: int, demo: bool, console: Console
    ) -> None:
        self.environment = environment
        self.demo = demo
        self.host = host
        self.port = port
        self.console = console
        self.children = [
            Child(
                "web server",
                "eduklaster.operations.web",
                (f"--host={host}", f"--port={port}", f"--workers={workers}"),
            ),
            Child("background worker", "eduklaster.operations.worker"),
        ]
        self._stop = threading.Event()

    @property
    def address(self) -> str:
        """What to type into a browser."""
        shown = "127.0.0.1" if self.host in ("0.0.0.0", "::", "") else self.host  # noqa: S104 - only printed
        return f"http://{f'[{shown}]' if ':' in shown else shown}:{self.port}/"

    def run(self) -> None:
        """Run until a signal comes.

        Raises:
            OperatorError: Something expected stands in the way; everything started so far is stopped again.
        """
        began = time.monotonic()
        home = self.environment.home
        try:
            home.mkdir(mode=0o711, parents=True, exist_ok=True)
        except OSError as error:
            raise OperatorError(
                f"The folder {home} cannot be made: {error.strerror}.", "Set EDUKLASTER_HOME to a folder of your own."
            ) from None
        for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(sign, lambda *_: self._stop.set())
        with self._only_run(home), self._database() as url:
            variables = self._variables(url)
            self._prepare(url, variables)
            try:
                if not self._stop.is_set():
                    for child in self.children:
                        child.start(variables)
                    self._wait_until_ready()
                    self._greet(url, time.monotonic() - began)
                self._watch(variables)
            finally:
                if not self._stop.is_set():
                    self._stop.set()
                self.console.print("Stopping.", highlight=False)
                for child in self.children:
                    child.stop()

    # Before

    def _variables(self, url: str) -> dict[str, str]:
        """Return the environment of the children."""
        variables = {**os.environ, "DATABASE_URL": url, "EDUKLASTER_MODE": self.environment.mode.value}
        variables.pop("PYTHONDONTWRITEBYTECODE", None)  # else every start would compile seven hundred modules anew
        if self.environment.mode is Mode.DEMO and not self.environment.site_url:
            variables["EDUKLASTER_URL"] = self.address.rstrip("/")  # so that links in letters lead somewhere
        if self.environment.mode is Mode.DEMO and self.host not in LOOPBACK:
            variables.setdefault("ALLOWED_HOSTS", "*")  # shown on purpose to the whole network, by whatever name
        return variables

    @contextmanager
    def _only_run(self, home: Path) -> Iterator[None]:
        """Refuse a second run on the same home, and a port that somebody else has."""
        lock = FileLock(home / "run.lock")
        note = home / "run.json"
        if not lock.try_acquire():
            raise OperatorError(
                f"The platform is already running on {home}{_noted_run(note)}.",
                "Stop it first, or set EDUKLASTER_HOME to another folder for a second installation.",
            )
        try:
            self._claim_port(patience=5.0 if note.exists() else 0.0)
            note.write_text(json.dumps({"pid": os.getpid(), "port": self.port, "address": self.address}))
            yield
        finally:
            note.unlink(missing_ok=True)
            lock.release()

    def _claim_port(self, patience: float) -> None:
        """Check that the port is free; after an unclean end our own old server may need a moment to let go."""
        give_up_at = time.monotonic() + patience
        while True:
            family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
            try:
                with socket.socket(family, socket.SOCK_STREAM) as probe:
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind((self.host, self.port))
                    probe.listen(1)
                    return
            except socket.gaierror:
                raise OperatorError(f"The address {self.host} is unknown.", "Use --host=127.0.0.1.") from None
            except OSError as error:
                if error.errno == errno.EADDRINUSE and time.monotonic() < give_up_at:
                    time.sleep(0.1)
                    continue
                raise self._port_refusal(error) from None

    def _port_refusal(self, error: OSError) -> OperatorError:
        if error.errno == errno.EADDRINUSE:
            return OperatorError(
                f"Port {self.port} is taken by another program.",
                f"Stop that program, or choose another port: make run PORT={self.port + 1}",
            )
        if error.errno == errno.EACCES:
            return OperatorError(
                f"Port {self.port} is reserved for the administrator.", "Choose a port above 1023: make run PORT=8000"
            )
        return OperatorError(f"The address {self.host}:{self.port} cannot be used: {error.strerror}.")

    @contextmanager
    def _database(self) -> Iterator[str]:
        self._postgres: PostgresServer | None = None
        if os.environ.get("DATABASE_URL"):
            with nullcontext(os.environ["DATABASE_URL"]) as url:
                yield url
            return
        self._postgres = PostgresServer(self.environment.home)
        if not self._postgres.layout.data.exists():
            self.console.print("Making a database for the first start.", highlight=False)
        with postgres_session(self.environment.home) as url:
            yield url

    def _prepare(self, url: str, variables: dict[str, str]) -> None:
        names = [name for name in prepare.steps_needed(self.environment, url) if self.demo or name != "demo"]
        if not names:
            return
        work = Child("preparation", "eduklaster.operations.prepare", tuple(names))
        work.start(variables)
        while work.exit_code() is None and not self._stop.wait(0.02):
            pass
        work.stop()
        if work.exit_code() != 0 and not self._stop.is_set():
            raise OperatorError(
                "The preparation did not finish; the reason is above.",
                "Mend it and start again: what is done already is kept.",
            )

    # While it runs

    def _wait_until_ready(self) -> None:
        give_up_at = time.monotonic() + READY_SECONDS
        web = self.children[0]
        while not self._stop.is_set():
            if _answers(self.host, self.port):
                return
            if web.exit_code() is not None:
                raise OperatorError("The web server did not start; the reason is above.")
            if time.monotonic() > give_up_at:
                raise OperatorError(f"The web server has not answered for {READY_SECONDS:.0f} seconds.")
            self._stop.wait(0.02)

    def _watch(self, variables: dict[str, str]) -> None:
        while not self._stop.wait(0.25):
            # The database first: its users fall with it, and starting them again before it answers would be in vain.
            if self._postgres and self._postgres.process_id is None:
                self._revive("database", False, self._postgres.start)
            for child in self.children:
                code = child.exit_code()
                if code is not None:
                    self._revive(child.name, child.crashes_too_often(), partial(child.start, variables))
                    self._stop.wait(0.25 * len(child.crashes))  # what it needs may be on its way back up

    def _revive(self, name: str, hopeless: bool, start: Callable[[], object]) -> None:
        if self._stop.is_set():
            return
        if hopeless:
            raise OperatorError(
                f"The {name} stopped {CRASHES_ALLOWED} times within a minute, so everything is stopped.",
                "The reason is above; nothing that was confirmed is lost.",
            )
        self.console.print(f"[yellow]The {name} stopped unexpectedly; starting it again.[/yellow]", highlight=False)
        start()

    def _greet(self, url: str, seconds: float) -> None:
        address = self.environment.site_url or self.address
        self.console.print(f"\n[bold]eduklaster is open:[/bold] {address}", highlight=False)
        if self.environment.mode is Mode.DEMO:
            with suppress(ValueError):
                self._show_sign_ins(json.loads(stamps.stamps_read(url).get(stamps.DEMO, "[]")))
        self.console.print(f"Started in {seconds:.1f} s. Stop with Ctrl-C.", style="dim", highlight=False)

    def _show_sign_ins(self, rows: list[dict[str, str]]) -> None:
        from eduklaster.demo.enums import DEMO_PASSWORD

        from .sign_ins import sign_in_lines

        width = self.console.width if self.console.is_terminal else None
        for line in sign_in_lines(rows, DEMO_PASSWORD, width):
            self.console.out(line, highlight=False)


def _noted_run(note: Path) -> str:
    try:
        noted = json.loads(note.read_text())
        return f" (process {noted['pid']}, {noted['address']})"
    except (OSError, ValueError, KeyError):
        return ""


def _answers(host: str, port: int) -> bool:
    target = "127.0.0.1" if host == "0.0.0.0" else "::1" if host == "::" else host  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(target, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
