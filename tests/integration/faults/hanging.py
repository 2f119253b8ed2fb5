"""Which tasks hang, for a test of the limits? The service's own application with two tasks more."""

from __future__ import annotations

import os
import signal
import threading

from wiring.celery import app

HANGS = "tests.hangs"
STOPS = "tests.stops"
LIMIT_SECONDS = 1


@app.task(name=HANGS, time_limit=LIMIT_SECONDS)
def hang() -> None:
    """Waits for what never comes."""
    threading.Event().wait()


@app.task(name=STOPS, time_limit=LIMIT_SECONDS)
def stop() -> None:
    """The whole process stands still and hears no signal but the last one."""
    os.kill(os.getpid(), signal.SIGSTOP)
