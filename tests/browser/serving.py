"""How is an application served to a browser? By the server that people get, in a thread."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from fastapi import FastAPI

from wiring.processes.web import GRACE_SECONDS, GracefulServer

# A cold start on a busy machine takes its time.
START_SECONDS = 60


@contextmanager
def serving(app: FastAPI, port: int = 0) -> Iterator[int]:
    """Serve at this port, or at a free one, for as long as the context lasts."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        ws="none",
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    with socket.create_server(("127.0.0.1", port)) as listening:
        server, started = GracefulServer(config), threading.Event()
        thread = threading.Thread(target=_serve, args=(server, listening, started), daemon=True)
        thread.start()
        assert started.wait(START_SECONDS)
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join()


def _serve(server: GracefulServer, listening: socket.socket, started: threading.Event) -> None:
    startup = server.startup

    async def startup_and_tell(*args: object, **named: object) -> None:
        await startup(*args, **named)  # type: ignore[arg-type]
        started.set()

    server.startup = startup_and_tell  # type: ignore[method-assign]
    server.run(sockets=[listening])
