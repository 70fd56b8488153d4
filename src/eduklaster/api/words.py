"""What the description says, in the reader's language.

Operations, parameters and fields are described in English beside the code that they describe, and nowhere else. Each
paragraph is a message of its own: `texts` gives them to the catalogues, `worded` puts the translations in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.utils.translation import pgettext

CONTEXT = "API"
"""Context of these messages: a word of one line may be another word on a page."""
_WORDS = frozenset({"summary", "description", "x-displayName"})
_DATA = frozenset({"example", "examples", "default", "enum", "const", "pattern"})


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text, each in one line."""
    return [" ".join(part.split()) for part in text.strip().split("\n\n")]


def texts(schema: Mapping[str, Any]) -> list[str]:
    """Return every paragraph that a description says to people, each once, in the order of reading."""
    return list(dict.fromkeys(_told(schema)))


def _told(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _told(one)
    elif isinstance(part, Mapping):
        for key, value in part.items():
            if key in _WORDS and isinstance(value, str):
                yield from paragraphs(value)
            elif key not in _DATA:
                yield from _told(value)


def _say(text: str) -> str:
    return "\n\n".join(pgettext(CONTEXT, one) if one else "" for one in paragraphs(text))


def worded(part: Any, say: Callable[[str], str] = _say) -> Any:
    """Return a description in the active language; data, such as examples, stays as it is."""
    if isinstance(part, list):
        return [worded(one, say) for one in part]
    if not isinstance(part, Mapping):
        return part
    return {
        key: say(value) if key in _WORDS and isinstance(value, str) else value if key in _DATA else worded(value, say)
        for key, value in part.items()
    }
