"""Starting the platform the way an operator does: as a process, in a home of its own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psutil

from eduklaster.operations.postgres import PostgresServer

PATIENCE = 240.0


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def surroundings(home: Path, **variables: str) -> dict[str, str]:
    """Return an environment without the marks of the test session."""
    left_out = ("DATABASE_URL", "PYTEST_", "EDUKLASTER_", "DJANGO_", "SECRET_KEY", "ALLOWED_HOSTS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(left_out)}
    vendor = {"EDUKLASTER_VENDOR": os.environ["EDUKLASTER_VENDOR"]} if "EDUKLASTER_VENDOR" in os.environ else {}
    return {**kept, **vendor, "EDUKLASTER_HOME": str(home), **variables}


def eduklaster(home: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    command = [sys.executable, "-m", "eduklaster.operations.main", *arguments]
    return subprocess.run(
        command, env=surroundings(home, **variables), capture_output=True, text=True, timeout=PATIENCE, check=False
    )


class Platform:
    """A running `eduklaster run`."""

    def __init__(self, home: Path, port: int) -> None:
        self.home = home
        self.port = port
        self.log = home / "run.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "eduklaster.operations.main", "run", "--no-demo", f"--port={port}"],
                env=surroundings(home),
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        self.wait_for_page()

    def status(self, path: str = "/health") -> int | None:
        """Return the status of a page, or None when nobody answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def wait_for_page(self, path: str = "/health") -> None:
        """Wait until a page is there."""
        give_up_at = time.monotonic() + PATIENCE
        while self.status(path) != 200:
            assert self.process.poll() is None, self.words()
            assert time.monotonic() < give_up_at, self.words()
            time.sleep(0.05)

    def words(self) -> str:
        """Return what it and its database have said so far, for whoever reads a failure."""
        state = self.process.poll()
        database = PostgresServer(self.home).layout.log
        said = database.read_text(errors="replace") if database.exists() else ""
        return f"exit code {state}\n{self.log.read_text()}\n--- the database ---\n{said}"

    def stop(self) -> int:
        """End it as an operator does and return the exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        """Kill it with all its servers at once, as when the power goes; one that has ended already stays ended."""
        if self.process.poll() is not None:
            return
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait()
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
