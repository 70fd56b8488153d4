"""Child processes that never outlive the one that started them."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys

_PR_SET_PDEATHSIG = 1


def end_with_parent(sign: int = signal.SIGTERM) -> None:
    """Ask the kernel for a signal when the parent dies, even by kill -9 (Linux; elsewhere nothing happens)."""
    if not sys.platform.startswith("linux"):
        return
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, sign, 0, 0, 0)
    if os.getppid() != parent:  # it died in between
        os.kill(os.getpid(), sign)


def module_start(module: str, *arguments: str, environment: dict[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start `python -m module` in a session of its own; the module calls `end_with_parent` first."""
    return subprocess.Popen(
        [sys.executable, "-m", module, *arguments], stdin=subprocess.DEVNULL, start_new_session=True, env=environment
    )
