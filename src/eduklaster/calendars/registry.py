"""Where an upper room says on which page everybody reads of a session."""

from __future__ import annotations

_pages: list[str] = []


def register_public_page(url_name: str) -> None:
    """Let entries of public calendars lead to a page; its address takes the code of the cluster and the session."""
    _pages[:] = [url_name]


def public_page() -> str:
    """Return the name of the page."""
    return _pages[0]
