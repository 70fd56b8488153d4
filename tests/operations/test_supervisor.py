"""`eduklaster run`: one long day of an operator, and the refusals."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from tests.operations.helpers import PATIENCE, Platform, eduklaster, free_port

from eduklaster.operations.postgres import PostgresServer


@contextmanager
def new_home(name: str) -> Iterator[Path]:
    folder = Path(f"/tmp/eduklaster-{name}-{os.getpid()}")  # noqa: S108
    folder.mkdir()
    try:
        yield folder
    finally:
        PostgresServer(folder).destroy()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that nothing has run on."""
    with new_home("run") as folder:
        yield folder


@pytest.fixture(scope="module")
def kept_home() -> Iterator[Path]:
    """A home for several runs, one after the other: only the first has to make its database."""
    with new_home("kept") as folder:
        yield folder


def wait_until(condition: Callable[[], bool], what: str, platform: Platform) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < give_up_at, f"{what}: not yet\n{platform.words()}"
        time.sleep(0.05)


@pytest.fixture
def start() -> Iterator[Callable[[Path, int], Platform]]:
    """Starts platforms, and ends those that a failed test leaves behind."""
    started: list[Platform] = []

    def platform(home: Path, port: int) -> Platform:
        started.append(Platform(home, port))
        return started[-1]

    yield platform
    for one in started:
        one.kill()


def child_of(platform: Platform, module: str) -> psutil.Process:
    """Return a server of the platform as soon as it is there: it may be on its way back up."""
    found: list[psutil.Process] = []

    def there() -> bool:
        with suppress(psutil.NoSuchProcess):
            found[:] = [
                child
                for child in psutil.Process(platform.process.pid).children()
                if module in " ".join(child.cmdline()) and child.status() != psutil.STATUS_ZOMBIE
            ]
        return bool(found)

    wait_until(there, f"{module} runs", platform)
    return found[0]


def workers_of(platform: Platform) -> list[psutil.Process]:
    """Return the processes that answer requests."""
    found: list[psutil.Process] = []

    def there() -> bool:
        with suppress(psutil.NoSuchProcess):
            found[:] = child_of(platform, "eduklaster.operations.web").children()
        return bool(found)

    wait_until(there, "the web server has workers", platform)
    return found


def test_the_platform_starts_recovers_and_stops(kept_home: Path, start: Callable[[Path, int], Platform]) -> None:
    home = kept_home
    port = free_port()
    platform = start(home, port)
    url = PostgresServer(home).url()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 'kept'::text AS word")

    # Links in letters begin with the address that is served.
    assert child_of(platform, "eduklaster.operations.worker").environ()["EDUKLASTER_URL"] == f"http://127.0.0.1:{port}"

    # The server of the database is killed.
    database = PostgresServer(home).process_id
    assert database is not None
    os.kill(database, signal.SIGKILL)
    wait_until(lambda: PostgresServer(home).is_answering(), "the database came back", platform)
    platform.wait_for_page("/accounts/login/")

    # The web server is killed.
    child_of(platform, "eduklaster.operations.web").kill()
    wait_until(lambda: "web server stopped unexpectedly" in platform.log.read_text(), "the loss was noticed", platform)
    platform.wait_for_page("/accounts/login/")

    # One of its workers is killed.
    workers_of(platform)[0].kill()
    time.sleep(1)
    platform.wait_for_page("/accounts/login/")

    # A second run on the same home is refused.
    second = eduklaster(home, "run", f"--port={free_port()}")
    assert second.returncode == 1
    assert "already running" in second.stderr
    assert "Traceback" not in second.stderr

    # Everything is killed at once, as when the power goes.
    platform.kill()
    platform = start(home, port)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT word FROM kept").fetchall() == [("kept",)]

    # It is stopped properly, and nothing stays behind.
    family = psutil.Process(platform.process.pid).children(recursive=True)
    assert platform.stop() == 0
    wait_until(lambda: not any(member.is_running() for member in family), "all children are gone", platform)
    assert not (home / "run.json").exists()


def test_a_killed_supervisor_takes_its_servers_along(kept_home: Path, start: Callable[[Path, int], Platform]) -> None:
    platform = start(kept_home, free_port())
    web = child_of(platform, "eduklaster.operations.web")
    family = [web, *workers_of(platform), child_of(platform, "eduklaster.operations.worker")]

    platform.process.kill()
    platform.process.wait()

    wait_until(lambda: not any(member.is_running() for member in family), "the orphans are gone", platform)


def test_a_taken_port_is_told_with_another_one(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = eduklaster(home, "run", f"--port={port}")

    assert refused.returncode == 1
    assert f"Port {port} is taken" in refused.stderr
    assert f"PORT={port + 1}" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (home / "postgres").exists()


def test_a_broken_database_folder_is_told_plainly(home: Path) -> None:
    server = PostgresServer(home)
    server.layout.prepare()
    server.layout.data.mkdir()
    (server.layout.data / "letter.txt").write_text("mine")

    refused = eduklaster(home, "run", f"--port={free_port()}")

    assert refused.returncode == 1
    assert "not a working database" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_database_that_does_not_answer_is_told_plainly(home: Path) -> None:
    refused = eduklaster(
        home,
        "run",
        f"--port={free_port()}",
        DATABASE_URL=f"postgresql://x@127.0.0.1:{free_port()}/x",
        EDUKLASTER_MODE="demo",
    )

    assert refused.returncode == 1
    assert "The database does not answer" in refused.stderr
    assert "Traceback" not in refused.stderr
