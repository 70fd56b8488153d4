"""The only place that reads the environment: one frozen record, with a clear refusal for what is missing or wrong."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import environ
from django.core.exceptions import ImproperlyConfigured

ROOT = Path(__file__).resolve().parents[3]
"""The folder of the repository: charters, translations, vendor assets and, by default, `var`."""


class Mode(StrEnum):
    """How careful the platform has to be."""

    DEMO = "demo"
    PRODUCTION = "production"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class Environment:
    """What the surroundings say, already checked."""

    mode: Mode
    home: Path
    database_url: str
    secret_key: str
    allowed_hosts: list[str]
    csrf_trusted_origins: list[str]
    site_url: str
    https: bool
    behind_proxy: bool
    email_url: str
    email_from: str
    time_zone: str
    fixed_today: date | None
    log_level: str
    vendor_dir: Path
    trusted_dir: Path

    @classmethod
    def read(cls) -> Environment:
        """Read and check every variable; the names are listed in `docs/operator.md`.

        Raises:
            ImproperlyConfigured: A variable is missing or wrong; the message says which and what to write.
        """
        env = environ.Env()
        mode = _mode(env)
        home = home_directory()
        production = mode is Mode.PRODUCTION
        site_url = env.str("EDUKLASTER_URL", default="").rstrip("/")
        if site_url and not site_url.startswith(("http://", "https://")):
            raise ImproperlyConfigured(
                f"EDUKLASTER_URL is {site_url!r}; write the whole public address, such as https://cluster.example."
            )
        https = production and not site_url.startswith("http://")
        return cls(
            mode=mode,
            home=home,
            database_url=os.environ.get("DATABASE_URL", "") if mode is Mode.TEST else database_url(),
            secret_key=_secret_key(env, mode, home),
            allowed_hosts=_allowed_hosts(env, mode),
            csrf_trusted_origins=env.list("CSRF_TRUSTED_ORIGINS", default=[site_url] if site_url else []),
            site_url=site_url,
            https=https,
            behind_proxy=env.bool("EDUKLASTER_BEHIND_PROXY", default=False),
            email_url=env.str("EMAIL_URL", default=""),
            email_from=env.str("DEFAULT_FROM_EMAIL", default="eduklaster <noreply@localhost>"),
            time_zone=_time_zone(env),
            fixed_today=_fixed_today(env),
            log_level=env.str("LOG_LEVEL", default="INFO").upper(),
            vendor_dir=vendor_directory(),
            trusted_dir=trusted_directory(),
        )


def home_directory() -> Path:
    """Where this installation keeps its files: `EDUKLASTER_HOME`, or `var` in the repository."""
    configured = os.environ.get("EDUKLASTER_HOME", "")
    return Path(configured).expanduser().resolve() if configured else ROOT / "var"


def vendor_directory() -> Path:
    """Where the fetched front-end files lie: `EDUKLASTER_VENDOR`, or `vendor` beside the virtual environment."""
    configured = os.environ.get("EDUKLASTER_VENDOR", "")
    return Path(configured).expanduser().resolve() if configured else ROOT / "assets" / "vendor"


def trusted_directory() -> Path:
    """Where certificates of trusted authorities lie: `EDUKLASTER_TRUSTED`, or `trusted` in this installation's folder."""
    configured = os.environ.get("EDUKLASTER_TRUSTED", "")
    return Path(configured).expanduser().resolve() if configured else home_directory() / "trusted"


def database_url() -> str:
    """The database to use: `DATABASE_URL`, or the embedded server of this home when it is up, or nothing."""
    configured = os.environ.get("DATABASE_URL", "")
    if configured:
        return configured
    note = home_directory() / "postgres" / "url"
    try:
        return note.read_text(encoding="utf-8").strip()
    except OSError:
        return ""


def _mode(env: environ.Env) -> Mode:
    fallback = Mode.PRODUCTION if os.environ.get("DATABASE_URL") else Mode.DEMO
    if "PYTEST_VERSION" in os.environ:
        fallback = Mode.TEST
    written = env.str("EDUKLASTER_MODE", default=fallback.value)
    try:
        return Mode(written)
    except ValueError:
        known = ", ".join(mode.value for mode in Mode)
        raise ImproperlyConfigured(f"EDUKLASTER_MODE is {written!r}; the modes are {known}.") from None


def _secret_key(env: environ.Env, mode: Mode, home: Path) -> str:
    written: str = env.str("SECRET_KEY", default="")
    if mode is Mode.PRODUCTION:
        if len(written) < 50 or len(set(written)) < 5:
            raise ImproperlyConfigured(
                "SECRET_KEY is missing or shorter than 50 characters. Production needs one that stays the same:"
                " make it with `python3 -c 'import secrets; print(secrets.token_urlsafe(60))'` and keep it private."
            )
        return written
    if written:
        return written
    if mode is Mode.TEST:
        return "only-for-tests-" + "k" * 40
    return _kept_secret_key(home / "secret-key")


def _kept_secret_key(path: Path) -> str:
    """Return the key of the demo installation, made once and readable by its owner alone."""
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    except OSError as error:
        raise ImproperlyConfigured(f"The secret key at {path} cannot be read: {error.strerror}.") from None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(60))
        try:
            os.link(draft, path)  # the first of two starts wins, the other reads the winner's key
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    except OSError as error:
        raise ImproperlyConfigured(
            f"The folder {path.parent} cannot be written: {error.strerror}. Set EDUKLASTER_HOME to one that can."
        ) from None
    return path.read_text(encoding="ascii").strip()


def _allowed_hosts(env: environ.Env, mode: Mode) -> list[str]:
    hosts: list[str] = [host.strip() for host in env.list("ALLOWED_HOSTS", default=[]) if host.strip()]
    if hosts:
        return hosts
    if mode is Mode.PRODUCTION:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS is missing. Write the names by which browsers reach this installation, separated by"
            " commas, such as ALLOWED_HOSTS=cluster.example,www.cluster.example."
        )
    return ["*"] if mode is Mode.TEST else ["localhost", ".localhost", "127.0.0.1", "[::1]"]


def _time_zone(env: environ.Env) -> str:
    name: str = env.str("TIME_ZONE", default="Europe/Kyiv")
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ImproperlyConfigured(f"TIME_ZONE is {name!r}; write a name such as Europe/Kyiv.") from None
    return name


def _fixed_today(env: environ.Env) -> date | None:
    written = env.str("EDUKLASTER_TODAY", default="")
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise ImproperlyConfigured(f"EDUKLASTER_TODAY is {written!r}; write a day such as 2026-09-01.") from None
