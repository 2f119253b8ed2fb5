"""What becomes of a caller who does not take what was asked for?"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import Receive, Scope, Send

from tests.integration.running import eventually
from wiring.processes.timeouts import TimeoutProtocol

ASKED = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
# Far more than the buffers on the way hold.
PIECE = bytes(1 << 20)
PIECES = 64


async def at_length(_scope: Scope, _receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    for _ in range(PIECES):
        await send({"type": "http.response.body", "body": PIECE, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


class Impatient(TimeoutProtocol):
    """As `TimeoutProtocol`, in a fraction of the time."""

    taking_limit_seconds = 0.2


@contextmanager
def serving() -> Iterator[tuple[uvicorn.Server, int]]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(at_length, http=Impatient, lifespan="off", log_config=None)
        server = uvicorn.Server(config)
        running = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        running.start()
        try:
            yield server, listening.getsockname()[1]
        finally:
            server.should_exit = True
            running.join()


def test_who_takes_nothing_is_let_go() -> None:
    with serving() as (server, port), socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(ASKED)
        eventually(lambda: server.server_state.connections)
        eventually(lambda: not server.server_state.connections)


def test_who_takes_all_of_it_gets_all_of_it() -> None:
    with serving() as (_, port), socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(ASKED)
        taken = 0
        while taken < PIECES * len(PIECE):
            taken += len(caller.recv(1 << 20))
