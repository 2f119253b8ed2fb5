"""What is the least that a durable POST costs here? One bare route, one bare INSERT, one commit."""

from __future__ import annotations

import json
import sqlite3
import sys
import uuid

import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse


def bare_app(path: str) -> FastAPI:
    """An application that stores the body of a POST as it came and answers with an id."""
    app = FastAPI()
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE stored (id TEXT PRIMARY KEY, body BLOB)")

    @app.post("/")
    async def store(request: Request) -> JSONResponse:
        body = await request.body()
        json.loads(body)
        name = uuid.uuid4().hex
        database.execute("INSERT INTO stored VALUES (?, ?)", (name, body))
        return JSONResponse({"reference": name}, status_code=201)

    return app


if __name__ == "__main__":
    uvicorn.run(
        bare_app(sys.argv[2]),
        host="127.0.0.1",
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
    )
