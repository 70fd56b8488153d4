"""What an operator is told when something expected goes wrong: a sentence and a way out, never a traceback."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import click


class OperatorError(click.ClickException):
    """A failure that the operator can mend; the message says what happened, the advice says what to do."""

    exit_code = 1

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice

    def format_message(self) -> str:
        """Return the sentence and the advice, each on its own line."""
        return f"{self.message}\n  {self.advice}" if self.advice else self.message


class DatabaseUnusable(OperatorError):
    """The embedded PostgreSQL cannot be made to work from here."""


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turn the expected failures of the libraries into an `OperatorError`; anything else is a fault and stays loud."""
    import psycopg
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management.base import CommandError
    from django.db.utils import OperationalError

    try:
        yield
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("eduklaster"):
            raise
        raise OperatorError(f"The Python module {error.name} is missing.", "Run `make setup`.") from error
    except (ImproperlyConfigured, CommandError) as error:
        raise OperatorError(str(error)) from error
    except (psycopg.OperationalError, OperationalError) as error:
        reason = str(error).strip().splitlines()[0]
        raise OperatorError(
            f"The database does not answer: {reason}", "Check DATABASE_URL and that the server is up."
        ) from error
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise OperatorError("The disk is full.", "Free some space and start again.") from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise OperatorError(
                f"{error.filename} cannot be written: {error.strerror}.",
                "Give the folder to the user who starts the platform, or set EDUKLASTER_HOME to one that is theirs.",
            ) from error
        raise
