"""What is the least that a durable POST costs here? One bare route, one bare INSERT, one commit."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import sys
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psycopg
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

CONNECTIONS = 16
Store = Callable[[str, bytes], Awaitable[None]]


def bare_app(place: str) -> FastAPI:
    """An application that stores the body of a POST as it came and answers with an id."""
    app = FastAPI(lifespan=_postgresql if "://" in place else _sqlite)
    app.state.place = place

    @app.post("/")
    async def store(request: Request) -> JSONResponse:
        body = await request.body()
        json.loads(body)
        name = uuid.uuid4().hex
        await request.app.state.store(name, body)
        return JSONResponse({"reference": name}, status_code=201)

    return app


@asynccontextmanager
async def _sqlite(app: FastAPI) -> AsyncIterator[None]:
    database = sqlite3.connect(app.state.place, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE stored (id TEXT PRIMARY KEY, body BLOB)")

    async def store(name: str, body: bytes) -> None:
        database.execute("INSERT INTO stored VALUES (?, ?)", (name, body))

    app.state.store = store
    yield
    database.close()


@asynccontextmanager
async def _postgresql(app: FastAPI) -> AsyncIterator[None]:
    free: asyncio.Queue[psycopg.AsyncConnection] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        free.put_nowait(await psycopg.AsyncConnection.connect(app.state.place, autocommit=True))

    async def store(name: str, body: bytes) -> None:
        connection = await free.get()
        try:
            await connection.execute("INSERT INTO stored VALUES (%s, %s)", (name, body))
        finally:
            free.put_nowait(connection)

    connection = await free.get()
    await connection.execute("CREATE TABLE stored (id TEXT PRIMARY KEY, body BYTEA)")
    free.put_nowait(connection)
    app.state.store = store
    yield
    while not free.empty():
        await free.get_nowait().close()


if __name__ == "__main__":
    uvicorn.run(
        bare_app(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
    )
