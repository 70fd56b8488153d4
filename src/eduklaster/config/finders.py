"""Lets collectstatic see the fetched front-end files: exactly those that `operations.assets` put there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage


class VendorFinder(BaseFinder):
    """Serves `VENDOR_DIR/static` as the `vendor/` part of the static files; the icons stay out, they are inlined."""

    prefix = "vendor"

    def __init__(self, app_names: Any = None, *args: Any, **kwargs: Any) -> None:
        self.storage = FileSystemStorage(location=settings.VENDOR_DIR / "static")
        self.storage.prefix = self.prefix  # type: ignore[attr-defined]  # the contract of Django's finders
        super().__init__(*args, **kwargs)

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        """Return the place of `vendor/...` on disk, or an empty list."""
        head, _, rest = path.partition("/")
        place = Path(self.storage.location) / rest
        if head != self.prefix or not rest or not place.is_file():
            return []
        return [str(place)] if find_all else str(place)

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        """Yield every fetched file."""
        base = Path(self.storage.location)
        for place in sorted(base.rglob("*")):
            if place.is_file():
                yield str(place.relative_to(base)), self.storage
