"""Five hundred members vote within ten seconds over HTTP, and the server is killed in the middle.

`python -m benchmarks.votes` starts `eduklaster run` with two workers on a temporary home, makes a council of 500 seats whose
holders are signed in, and opens a secret vote. Every member opens the ballot with an answer, reads the receipt and casts the
vote, at a random moment of the first eight seconds. A second vote is held in the same way, but when 200 votes are
acknowledged every process of the platform, the database included, gets SIGKILL and the platform is started again; members
whose request broke try again, as people do.

Then the vote is closed and the published list is compared with what the members were told: each acknowledged receipt stands
in it exactly once with the choice of its member, nobody's vote stands twice, and nothing else is in it.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from .measure import Row, table

MEMBERS, SPREAD_SECONDS, KILL_AT, PATIENCE_SECONDS = 500, 8.0, 200, 180.0
BIN = Path(sys.executable).parent
CODE = "smolensk"
FIELDS = re.compile(r'name="(csrfmiddlewaretoken|seat|said|tracker)" value="([^"]*)"')


# ─── in the database of the home ───────────────────────────────────────────────────────────────────────────────────


def _django() -> None:
    from eduklaster.operations.postgres import PostgresServer

    os.environ["DATABASE_URL"] = PostgresServer(Path(os.environ["EDUKLASTER_HOME"])).url()
    os.environ["EDUKLASTER_MODE"] = "demo"
    os.environ["DJANGO_SETTINGS_MODULE"] = "eduklaster.config.settings"
    import django

    django.setup()


def _prepare() -> None:
    """Make the council and print one session of the browser for each member."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from eduklaster.clusters.services import RuleChange, rule_set
    from eduklaster.governance.enums import SeatState
    from eduklaster.governance.models import Seat, SeatHolding
    from eduklaster.journal.services import SYSTEM
    from eduklaster.kernel.text import Localized
    from eduklaster.people.models import Person, User

    from .web import START, _cluster

    cluster = _cluster(CODE)
    rule_set(cluster=cluster, change=RuleChange("voting.method", "secret", START), act="Решение № 1", actor=SYSTEM)
    names = [f"Вимірювальний {number}" for number in range(MEMBERS)]
    people = Person.objects.bulk_create(Person(surname=n, given_name="Анна", search_key=n.lower()) for n in names)
    seats = Seat.objects.bulk_create(
        Seat(cluster=cluster, organ="council", rule="measured", label=Localized.same(name), order=place,
             state=SeatState.FILLED, created_on=START)
        for place, name in enumerate(names)
    )  # fmt: skip
    SeatHolding.objects.bulk_create(
        SeatHolding(seat=seat, person=person, valid_from=START) for seat, person in zip(seats, people, strict=True)
    )
    users = [User(email=f"m{p.pk}@example.org", person=p, language="en", password="!") for p in people]  # noqa: S106
    engine = import_module(settings.SESSION_ENGINE)
    keys = []
    for user in User.objects.bulk_create(users):
        session = engine.SessionStore()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session.save()
        keys.append(session.session_key)
    print(json.dumps(keys))


def _open() -> None:
    """Open a vote with everybody present and print its address and its live address."""
    from django.urls import reverse

    from eduklaster.clusters.models import Cluster
    from eduklaster.clusters.selectors import today_in
    from eduklaster.governance.models import Seat
    from eduklaster.journal.services import SYSTEM
    from eduklaster.kernel.text import Localized
    from eduklaster.procedures.parties import Doer
    from eduklaster.votes.enums import Standing
    from eduklaster.votes.live import live_url
    from eduklaster.votes.services import Presence, VoteDraft, vote_open

    cluster = Cluster.objects.get(code=CODE)
    here = dict.fromkeys(Seat.objects.filter(rule="measured").values_list("pk", flat=True), Standing.HOLDER)
    vote = vote_open(
        cluster=cluster, draft=VoteDraft("council", Localized.same("Принять план")), presence=Presence(here),
        doer=Doer(SYSTEM, is_secretary=True), on=today_in(cluster),
    ).vote  # fmt: skip
    print(json.dumps([vote.pk, reverse("votes:ballot", args=[CODE, vote.pk]), live_url(vote)]))


def _close() -> None:
    """Close the vote and print how many rights are used and the published list."""
    from eduklaster.clusters.models import Cluster
    from eduklaster.journal.services import SYSTEM
    from eduklaster.procedures.parties import Doer
    from eduklaster.votes.selectors import slips_published
    from eduklaster.votes.services import vote_close

    cluster = Cluster.objects.get(code=CODE)
    vote = vote_close(cluster=cluster, vote_id=int(sys.argv[2]), doer=Doer(SYSTEM, is_secretary=True))
    print(json.dumps([vote.rights.filter(is_used=True).count(), slips_published(vote)]))


# ─── the platform ──────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Platform:
    """`eduklaster run` on a home of its own, which can be killed and started again."""

    home: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the platform."""
        unset = {"DATABASE_URL", "EDUKLASTER_MODE", "DJANGO_SETTINGS_MODULE"}
        return {k: v for k, v in os.environ.items() if k not in unset} | {"EDUKLASTER_HOME": str(self.home)}

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [BIN / "eduklaster", "run", "--port", str(self.port), "--workers", "2", "--no-demo"]
        with (self.home / "log").open("a") as log:
            self.process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and self.process.poll() is None:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
                connection.request("GET", "/health")
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.1)
        raise RuntimeError(f"The platform did not start:\n{(self.home / 'log').read_text()[-2000:]}")

    def kill(self) -> int:
        """Send SIGKILL to every process of the platform, the database included; return how many there were."""
        assert self.process is not None
        family = [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]
        note = self.home / "postgres"
        family += [p for p in psutil.process_iter() if _belongs(p, str(note)) and p not in family]
        for one in family:
            try:
                one.kill()
            except psutil.NoSuchProcess:
                continue
        self.process.wait(30)
        return len(family)

    def processor_seconds(self) -> float:
        """Return how long the processes of the platform, the database included, have been on a processor."""
        assert self.process is not None
        seconds = 0.0
        for one in [psutil.Process(self.process.pid), *psutil.Process(self.process.pid).children(recursive=True)]:
            times = one.cpu_times()
            seconds += times.user + times.system
        return seconds

    def stop(self) -> None:
        """Let it end."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)

    def ask(self, *arguments: str) -> Any:
        """Run a part of this module beside the platform and return what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.votes", *arguments],
            env=self.environment,
            check=True,
            capture_output=True,
        )
        return json.loads(done.stdout.splitlines()[-1])


def _belongs(process: psutil.Process, folder: str) -> bool:
    try:
        return any(folder in part for part in process.cmdline())
    except psutil.Error:
        return False


@contextmanager
def platform() -> Iterator[Platform]:
    """Give a running platform."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="eduklaster-bench-") as home:
        found = Platform(Path(home), port)
        found.start()
        try:
            yield found
        finally:
            found.stop()


# ─── the members ───────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass
class Member:
    """Somebody with a telephone: votes once, tries again when the connection breaks, keeps the receipts shown."""

    key: str
    said: str
    delay: float
    receipts: list[str] = field(default_factory=list)
    acknowledged: str = ""
    found_counted: bool = False
    milliseconds: float = 0.0
    at: float = 0.0

    def vote(self, port: int, path: str, start: float) -> None:
        """Open the ballot, confirm; until it is known that the vote counts."""
        time.sleep(max(0.0, start + self.delay - time.monotonic()))
        end = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < end and not (self.acknowledged or self.found_counted):
            begun = time.perf_counter()
            try:
                self._try(port, path)
            except (OSError, http.client.HTTPException):
                time.sleep(0.3)
                continue
            self.milliseconds = (time.perf_counter() - begun) * 1000
            self.at = time.monotonic() - start

    def _try(self, port: int, path: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        cookie = f"sessionid={self.key}"
        connection.request("GET", f"{path}?said={self.said}", headers={"Cookie": cookie, "Accept-Language": "en"})
        answer = connection.getresponse()
        page = answer.read().decode()
        fields = dict(FIELDS.findall(page))
        if answer.status >= 500:
            raise http.client.HTTPException(str(answer.status))
        if "tracker" not in fields:
            self.found_counted = "Your vote is counted" in page
            if not self.found_counted:
                raise RuntimeError(f"{answer.status}: {page[-1500:]}")
            return
        self.receipts.append(fields["tracker"])
        token = re.search(r"csrftoken=([^;]+)", answer.headers["Set-Cookie"] or "")
        body = "&".join(f"{name}={value}" for name, value in fields.items())
        headers = {
            "Cookie": f"{cookie}; csrftoken={token[1] if token else ''}", "Accept-Language": "en",
            "Content-Type": "application/x-www-form-urlencoded",
        }  # fmt: skip
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        if answer.status == 200:
            self.acknowledged = fields["tracker"]
        elif answer.status == 409:
            self.found_counted = True
        else:
            raise http.client.HTTPException(str(answer.status))


def _vote_all(found: Platform, keys: list[str], path: str, *, kill_at: int | None) -> tuple[list[Member], float]:
    chance = random.Random(7)
    members = [
        Member(key, chance.choice(["for", "for", "against", "abstain"]), chance.uniform(0, SPREAD_SECONDS))
        for key in keys
    ]
    start = time.monotonic()
    threads = [threading.Thread(target=one.vote, args=(found.port, path, start)) for one in members]
    for thread in threads:
        thread.start()
    down = 0.0
    if kill_at is not None:
        while sum(bool(one.acknowledged) for one in members) < kill_at:
            time.sleep(0.005)
        found.kill()
        begun = time.monotonic()
        found.start()
        down = time.monotonic() - begun
    for thread in threads:
        thread.join()
    return members, down


def _faults(members: list[Member], used: int, published: dict[str, Any]) -> list[str]:
    """Compare what members were told with the published list."""
    from eduklaster.votes.proof import check

    said = {slip["tracker"]: slip["said"] for slip in published["slips"]}
    times = Counter(slip["tracker"] for slip in published["slips"])
    faults = [f"the list does not agree with itself: {fault}" for fault in check(published).faults]
    for one in members:
        mine = [receipt for receipt in one.receipts if receipt in said]
        if one.acknowledged and times[one.acknowledged] != 1:
            faults.append(f"an acknowledged vote stands {times[one.acknowledged]} times")
        if len(mine) != 1:
            faults.append(f"a member has {len(mine)} votes")
        elif said[mine[0]] != one.said:
            faults.append("a vote says something else than its member")
    if len(said) != len(members) or used != len(members):
        faults.append(f"{len(said)} slips and {used} used rights of {len(members)} members")
    return faults


def _watch(found: Platform, path: str) -> Row:
    """How many times a second the live address answers four watchers who have the present state."""
    count, seconds, done = 4, 3.0, []

    def watch() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", found.port, timeout=30)
        tag, number, end = "", 0, time.monotonic() + seconds
        while time.monotonic() < end:
            connection.request("GET", path, headers={"If-None-Match": tag} if tag else {})
            answer = connection.getresponse()
            answer.read()
            tag = answer.headers["ETag"] or tag
            number += 1
        done.append(number)

    threads = [threading.Thread(target=watch) for _n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = sum(done) / seconds
    return Row(
        "votes: live address, answers a second", sum(done), rate, rate, "500 telephones ask 500 times", unit="a second"
    )


def run() -> list[Row]:
    """Hold both votes; raise when an acknowledged vote is lost, doubled or changed."""
    rows = []
    with platform() as found:
        keys = found.ask("prepare")
        for kill_at in (None, KILL_AT):
            number, path, live = found.ask("open")
            if kill_at is None:
                rows.append(_watch(found, live))
            before = found.processor_seconds()
            members, down = _vote_all(found, keys, path, kill_at=kill_at)
            used, published = found.ask("close", str(number))
            if faults := _faults(members, used, published):
                raise RuntimeError("; ".join(sorted(set(faults))))
            told = sorted(one.milliseconds for one in members if one.acknowledged)
            words = f"{len(told)} acknowledged, {len(published['slips'])} counted, each once"
            if kill_at is None:
                used_seconds = found.processor_seconds() - before
                rows.append(
                    Row("votes: processor time of the platform for all", MEMBERS, used_seconds, used_seconds,
                        "two processors have 20 s in ten seconds", "s", 12)
                )  # fmt: skip
                last = max(one.at for one in members)
                rows.append(Row("votes: 500 members, last acknowledged after", MEMBERS, last, last, words, "s", 10))
                rows.append(
                    Row(
                        "votes: ballot opened and cast", len(told), statistics.median(told), told[int(len(told) * 0.95)]
                    )
                )
            else:
                late = sum(one.found_counted for one in members)
                rows.append(
                    Row("votes: killed at 200 votes, up again after", MEMBERS, down, down,
                        f"{words}; {late} had been counted without the answer getting through", "s")
                )  # fmt: skip
    return rows


def main() -> int:
    """Run a part beside the platform, or everything."""
    if len(sys.argv) > 1:
        _django()
        {"prepare": _prepare, "open": _open, "close": _close}[sys.argv[1]]()
        return 0
    print(table(run()))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
