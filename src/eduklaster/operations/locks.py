"""Locks between processes that the kernel lets go by itself when their holder is killed."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """An advisory lock on a file: shared by many or held by one."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def try_acquire(self, *, shared: bool = False) -> bool:
        """Take the lock, or turn a held one into the asked kind; say whether it worked, without waiting."""
        if self._descriptor is None:
            self._descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fresh = True
        else:
            fresh = False
        try:
            fcntl.flock(self._descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            if fresh:
                self.release()
            return False
        return True

    def acquire(self, *, shared: bool = False, timeout: float = 60) -> None:
        """Wait for the lock.

        Raises:
            TimeoutError: Somebody has held it for `timeout` seconds.
        """
        give_up_at = time.monotonic() + timeout
        while not self.try_acquire(shared=shared):
            if time.monotonic() > give_up_at:
                raise TimeoutError(f"{self.path} stayed locked for {timeout:.0f} seconds.")
            time.sleep(0.02)

    def release(self) -> None:
        """Let go."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    @contextmanager
    def held(self, *, shared: bool = False, timeout: float = 60) -> Iterator[None]:
        """Hold the lock for the length of a `with` block."""
        self.acquire(shared=shared, timeout=timeout)
        try:
            yield
        finally:
            self.release()
