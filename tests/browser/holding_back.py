"""What does a proxy do that holds back? It hands a stream on only when it has a kibibyte of it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HELD_BACK_BYTES = 1024
CHUNK_BYTES = 65_536


@contextmanager
def holding_back(port: int) -> Iterator[int]:
    """A proxy before a server at this port; the port of the proxy."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    proxy = _Proxy(port)
    server = asyncio.run_coroutine_threadsafe(
        asyncio.start_server(proxy.serve, "127.0.0.1", 0), loop
    ).result()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(proxy.stop(server), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


class _Proxy:
    def __init__(self, port: int) -> None:
        self._port = port
        self._serving: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._serving.add(task)
        from_server, to_server = await asyncio.open_connection("127.0.0.1", self._port)
        asking = asyncio.create_task(_pass_on(reader, to_server))
        try:
            with suppress(ConnectionError, asyncio.CancelledError):
                await _hold_back(from_server, writer)
        finally:
            asking.cancel()
            to_server.close()
            writer.close()
            self._serving.discard(task)

    async def stop(self, server: asyncio.Server) -> None:
        server.close()
        for task in self._serving:
            task.cancel()
        await asyncio.gather(*self._serving, return_exceptions=True)


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while chunk := await reader.read(CHUNK_BYTES):
            writer.write(chunk)
            await writer.drain()
        writer.write_eof()


async def _hold_back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    held, is_stream = b"", False
    while chunk := await reader.read(CHUNK_BYTES):
        is_stream = is_stream or b"text/event-stream" in chunk
        held += chunk
        if not is_stream or len(held) >= HELD_BACK_BYTES:
            writer.write(held)
            await writer.drain()
            held = b""
    writer.write(held)
    await writer.drain()
