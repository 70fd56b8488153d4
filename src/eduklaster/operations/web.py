"""The process that answers browsers: granian, with Django loaded once and shared by its workers."""

from __future__ import annotations

import argparse
import gc
import multiprocessing
import os
import sys
from typing import Any

from eduklaster.operations.processes import end_with_parent


def serve(host: str, port: int, workers: int) -> None:
    """Answer requests until a signal comes."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    end_with_parent()
    if sys.platform.startswith("linux"):
        multiprocessing.set_start_method("fork")
    gc.disable()  # what is loaded stays: searching it for garbage again and again takes a tenth of the start
    load_application()
    _warm_up()
    gc.collect()
    gc.freeze()  # the workers are forks: what they never touch stays shared
    gc.enable()
    Granian(
        "eduklaster.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=1,  # one connection to the database for each worker
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve(target_loader=load_in_worker, wrap_loader=False)


def load_application() -> Any:
    """Return the door of the platform."""
    from eduklaster.config.wsgi import application

    return application


def load_in_worker() -> Any:
    """Return the same to a worker, which must not outlive its master."""
    end_with_parent()
    return load_application()


def _warm_up() -> None:
    """Load what the first request would load: addresses, templates, translations; no connection is opened."""
    from django.template import engines
    from django.urls import get_resolver
    from django.utils import translation

    engines.all()
    _ = get_resolver().url_patterns
    for language in ("uk", "ru", "en"):
        with translation.override(language):
            translation.gettext(language)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    chosen = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "eduklaster.config.settings")
    serve(chosen.host, chosen.port, chosen.workers)
