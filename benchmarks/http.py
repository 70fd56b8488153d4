"""The real server with its demo, driven over HTTP as people drive it: forms, CSRF, cookies; no test client.

`eduklaster run` with two workers starts on a temporary home with an embedded database. The secretary of a demo cluster
enters organisations, hands in their applications and records the roll call of the organ that recommends; the head of the
methodological centre, who has signed in with a password, signs the orders.
"""

from __future__ import annotations

import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import requests  # type: ignore[import-untyped]
from lxml import html

from eduklaster.demo.enums import DEMO_PASSWORD

from .measure import Row, timed

BIN = Path(sys.executable).parent
CLUSTER = "/c/kalininsky/"
FIRST_LOAD = ("/", CLUSTER, f"{CLUSTER}participants/", f"{CLUSTER}charter/", f"{CLUSTER}organs/")
APPLICANTS = 20
HEAD = "head@kalininsky.example.org"
START_SECONDS = 400


@contextmanager
def server() -> Iterator[tuple[str, dict[str, str]]]:
    """Give the address of a running platform with demo data, and the environment that it has."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="eduklaster-bench-") as home:
        unset = {"DATABASE_URL", "EDUKLASTER_MODE", "DJANGO_SETTINGS_MODULE"}
        environment = {k: v for k, v in os.environ.items() if k not in unset} | {"EDUKLASTER_HOME": home}
        with (Path(home) / "log").open("w") as log:
            process = subprocess.Popen(
                [BIN / "eduklaster", "run", "--port", str(port), "--workers", "2"],
                env=environment, stdout=log, stderr=log,
            )  # fmt: skip
            try:
                base = f"http://127.0.0.1:{port}"
                _wait(base, process, Path(home) / "log")
                yield base, environment
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(60)


def _wait(base: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if requests.get(f"{base}/demo/", timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.5)
    raise RuntimeError(f"The server did not start:\n{log.read_text()[-2000:]}")


class Browser:
    """A reader with cookies who fills in the forms of pages; every request is timed under a name."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.times: dict[str, list[float]] = defaultdict(list)
        self._session = requests.Session()
        self._session.headers["Accept-Language"] = "en"

    def get(self, name: str, path: str) -> Any:
        """Open a page."""
        return self._ask(name, "GET", path, None)

    def sign_in(self, key: str) -> None:
        """Sign in as one of the demo's roles."""
        page = self.get("", "/demo/")
        form = next(f for f in page.forms if (f.action or "").endswith(f"/{key}/"))
        self._ask("", "POST", form.action, dict(form.form_values()))

    def submit(self, name: str, page: Any, values: dict[str, str]) -> Any:
        """Send the main form of a page with these values, and follow to where it leads."""
        form = next(f for f in page.forms if f.method == "POST" and set(values) <= set(f.inputs.keys()))
        given = [(key, value) for key, value in form.form_values() if key not in values] + list(values.items())
        return self._ask(name, "POST", form.action or page.base_url, given)

    def _ask(self, name: str, method: str, path: str, data: Any) -> Any:
        url = urljoin(self.base, path)
        start = time.perf_counter()
        answer = self._session.request(
            method, url, data=data, headers={"Referer": url}, allow_redirects=False, timeout=60
        )
        if name:
            self.times[name].append((time.perf_counter() - start) * 1000)
        if answer.is_redirect:
            return self.get("", urljoin(url, answer.headers["Location"]))
        if answer.status_code != 200:
            words = " ".join(html.fromstring(answer.content).text_content().split())
            raise RuntimeError(f"{method} {path} answered {answer.status_code}: {words[:1500]}")
        if method == "POST":
            raise RuntimeError(f"{path} was not accepted")
        return html.fromstring(answer.content, base_url=answer.url)


def admission(base: str) -> list[Row]:
    """Drive `APPLICANTS` organisations from entry to membership, one after another."""
    browser, head = Browser(base), Browser(base)
    browser.sign_in("secretary")
    page = head.get("page of signing in", "/accounts/login/")
    head.submit("signed in with a password", page, {"login": HEAD, "password": DEMO_PASSWORD})
    start = time.perf_counter()
    for number in range(APPLICANTS):
        _admit(browser, head, f"Школа вимірювань № {number + 9000}")
    minutes = (time.perf_counter() - start) / 60
    rows = [_row(f"web: {name}", times) for one in (browser, head) for name, times in one.times.items()]
    rate = APPLICANTS / minutes
    return [*rows, Row("web: admissions a minute, one after another", APPLICANTS, rate, rate, unit="a minute")]


def _admit(browser: Browser, head: Browser, name: str) -> None:
    page = browser.get("page of a new organisation", f"{CLUSTER}organisations/new/")
    page = browser.submit("organisation entered", page, {"official_name": name, "short_name": name})
    number = re.search(r"/organisations/(\d+)/", page.base_url)
    if number is None:
        raise RuntimeError(f"No card of the organisation at {page.base_url}")
    page = browser.get("page of the application", f"{CLUSTER}participants/join/?category=school")
    group = next(option for option in page.xpath("//*[@name='primary_group']//@value") if option)
    given = {"organisation": f"{name} (№ {number[1]})", "primary_group": group, "note": "Заява від закладу"}
    known = {field for form in page.forms for field in form.inputs.keys()}  # noqa: SIM118  # lxml's own mapping
    page = browser.submit("application", page, {k: v for k, v in given.items() if k in known})
    found = re.search(r"/cases/(\d+)/", page.base_url)
    if found is None:
        raise RuntimeError(f"The application led to {page.base_url}")
    case = f"{CLUSTER}cases/{found[1]}/"
    page = browser.get("page of the roll call", f"{case}steps/recommendation/vote/")
    said = dict.fromkeys(set(page.xpath("//input[@type='radio'][@value='for']/@name")), "for")
    browser.submit("roll call", page, said)
    page = head.get("page of the order", f"{case}steps/order/")
    head.submit("order", page, {"note": "За рекомендацією ради"})


def register(base: str, environment: dict[str, str]) -> list[Row]:
    """The register with 100 000 participants, its search and its last page, as a guest opens them."""
    subprocess.run([sys.executable, "-m", "benchmarks.fill"], env=environment, check=True)
    session = requests.Session()
    address = f"{base}/c/smolensk/participants/"
    return [
        timed(f"web: register of 100 000, {name}", lambda q=query: session.get(address + q).raise_for_status(),
              runs=20, target_ms=150)
        for name, query in (("first page", ""), ("a past day", "?on=2026-06-01"), ("last page", "?page=4000"),
                            ("search", "?q=ліцей+777"))
    ]  # fmt: skip


def first_load(base: str) -> list[Row]:
    """Bytes that a browser receives at the first visit of a page: the page, its styles, scripts and fonts, compressed."""
    rows = []
    for path in FIRST_LOAD:
        page = html.fromstring(requests.get(base + path, timeout=30).content)
        parts = page.xpath("//link[@rel='stylesheet' or @rel='preload' or @rel='icon']/@href | //script/@src")
        size = sum(_received(urljoin(base, part)) for part in [path, *dict.fromkeys(parts)]) / 1000
        rows.append(Row(f"first load of {path}", 1, size, size, f"{len(parts) + 1} files", unit="kB", target=200))
    return rows


def _received(url: str) -> int:
    answer = requests.get(url, headers={"Accept-Encoding": "br, gzip"}, stream=True, timeout=30)
    return len(answer.raw.read(decode_content=False))


def _row(name: str, times: list[float]) -> Row:
    times = sorted(times)
    worst = times[min(len(times) - 1, int(len(times) * 0.95))]
    return Row(name, len(times), statistics.median(times), worst)
