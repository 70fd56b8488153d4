"""What an operator is told when something expected goes wrong: a sentence and a way out, never a traceback."""

from __future__ import annotations

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
