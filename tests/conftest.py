"""What every test may lean on: one real PostgreSQL for the session, a browser, an accessibility check."""

from __future__ import annotations

import asyncio.events
import gc
import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from eduklaster.config.env import home_directory
from eduklaster.operations.locks import FileLock
from eduklaster.operations.postgres import PostgresServer

CHROMIUM = Path("/usr/bin/chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ACCESSIBILITY_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # the sync Playwright runs an event loop of its own

# The same examples each time, and none judged by the clock: a busy machine is no fault of the code. To look further:
# pytest --hypothesis-profile=default --hypothesis-seed=random
hypothesis_settings.register_profile(
    "house", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
hypothesis_settings.load_profile("house")


class TestServers:
    """The folders of test databases: one for a session, or a kept one when EDUKLASTER_TEST_KEY names it."""

    __test__ = False

    def __init__(self) -> None:
        self.root = home_directory() / "test"
        self.key = os.environ.get("EDUKLASTER_TEST_KEY", "")
        self.home = self.root / (self.key or f"session-{os.getpid()}")
        self._claim = FileLock(self.home / "claim")

    def claim(self) -> None:
        """Take the folder for this session, and clear away what killed sessions have left."""
        self.home.mkdir(parents=True, exist_ok=True)
        self._claim.acquire(shared=True)
        for folder in self.root.glob("session-*"):
            abandoned = FileLock(folder / "claim")
            if folder != self.home and abandoned.try_acquire():
                PostgresServer(folder, durable=False).destroy()
                shutil.rmtree(folder, ignore_errors=True)
                abandoned.release()

    def release(self) -> None:
        """Stop the server; remove its folder unless it has a name of its own."""
        if self._claim.try_acquire():
            server = PostgresServer(self.home, durable=False)
            if self.key:
                server.stop()
            else:
                server.destroy()
                shutil.rmtree(self.home, ignore_errors=True)
        self._claim.release()


_servers: TestServers | None = None


def pytest_configure(config: pytest.Config) -> None:
    """Claim the folder of the session's database; workers of xdist hear of it through the environment."""
    global _servers
    if hasattr(config, "workerinput") or os.environ.get("DATABASE_URL"):
        return
    _servers = TestServers()
    _servers.claim()
    os.environ["EDUKLASTER_TEST_SERVER"] = str(_servers.home)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the session's database."""
    if _servers is not None:
        _servers.release()
        os.environ.pop("EDUKLASTER_TEST_SERVER", None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Try a test once more that leans on processes outside of this one: a browser, a database that is killed.

    A machine under load can starve them for minutes. What fails twice is a fault; what failed once is told as RERUN.
    """
    for item in items:
        if item.get_closest_marker("browser") or "operations" in item.path.parts:
            item.add_marker(pytest.mark.flaky(reruns=1, reruns_delay=2))


def pytest_collection_finish() -> None:
    """Leave what the session has imported out of every later search for garbage: a fifth of the time went there."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Start the session's PostgreSQL at the first test that needs it, and point Django there."""
    home = os.environ.get("EDUKLASTER_TEST_SERVER")
    if not home:
        return
    from django.conf import settings
    from django.db import connections

    from eduklaster.config.settings import database_settings

    url = PostgresServer(Path(home), durable=False).start()
    found = database_settings(url)
    for target in (settings.DATABASES["default"], connections["default"].settings_dict):
        for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT"):
            target[name] = found[name]


@pytest.fixture(autouse=True)
def _own_language(settings: Any) -> Iterator[None]:
    """Let each test start in the platform's language, whatever the one before it left behind."""
    from django.utils import translation

    with translation.override(settings.LANGUAGE_CODE):
        yield


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    """Keep each test's files apart from the installation's."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium; its absence is a failure, not a reason to skip."""
    from playwright.sync_api import sync_playwright

    if not CHROMIUM.exists():
        pytest.fail(f"{CHROMIUM} is missing: install it with `apt-get install chromium`.")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=CHROMIUM_ARGUMENTS)
        yield running
        running.close()


@pytest.fixture
def browser(chromium: Any) -> Iterator[Any]:
    """A fresh browser context (no cookies), 1280 by 800; open pages with `browser.new_page()`."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, locale="uk-UA")
    context.set_default_timeout(60_000)  # for a busy machine; what never comes still fails
    yield context
    context.close()


@pytest.fixture
def axe() -> Any:
    """Return a function that lists the accessibility faults of a page: `assert axe(page) == []`."""
    from axe_playwright_python.sync_playwright import Axe

    checker = Axe()

    def check(page: Any, context: str | None = None) -> list[str]:
        """Return one line for each fault: rule, how grave, where."""
        options = {"runOnly": {"type": "tag", "values": ACCESSIBILITY_TAGS}, "resultTypes": ["violations"]}
        if not page.evaluate("'axe' in window"):
            page.evaluate(checker.axe_script)
        scope = f"{context!r}, " if context else ""
        found = page.evaluate(f"axe.run({scope}{json.dumps(options)}).then(found => found.violations)")
        return [
            f"{fault['id']} ({fault['impact']}): {node['target']} {node.get('failureSummary', '')}"
            for fault in found
            for node in fault["nodes"]
        ]

    return check


@pytest.fixture(autouse=True)
def no_loop(request: pytest.FixtureRequest) -> Iterator[None]:
    """Hide the event loop that the browser keeps running in this thread, where a test asks for no browser.

    Code that runs a coroutine to its end would otherwise meet a loop that no server has.
    """
    loop = asyncio.events._get_running_loop()
    if loop is None or "chromium" in request.fixturenames:
        yield
        return
    asyncio.events._set_running_loop(None)
    try:
        yield
    finally:
        asyncio.events._set_running_loop(loop)
