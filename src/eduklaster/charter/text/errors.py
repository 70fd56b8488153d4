"""Refusals of the text import, each with a stable code and a sentence in three languages."""

from __future__ import annotations

from eduklaster.charter.text.messages import message


class TextImportError(Exception):
    """The file cannot be read into a clause tree; ``code`` is stable, ``params`` are the facts of the sentence."""

    def __init__(self, code: str, **params: str | int) -> None:
        self.code = code
        self.params = {key: str(value) for key, value in params.items()}
        super().__init__(self.message("en"))

    def message(self, language: str) -> str:
        """The refusal as a full sentence in ``uk``, ``ru`` or ``en``."""
        return message(self.code, language, self.params)


class EditError(TextImportError):
    """A correction names a node that is not there or asks for what would lose text; nothing was changed."""
