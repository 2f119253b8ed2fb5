"""How does a test let everything be written and nothing be read? No row in the log, no answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from tests.service import Service


@contextmanager
def nothing_can_be_read(service: Service) -> Iterator[None]:
    """Take the access log away for a while: no question is answered, commands alone go through."""
    _rename(service, "access_log", "gone")
    try:
        yield
    finally:
        _rename(service, "gone", "access_log")


def _rename(service: Service, old: str, new: str) -> None:
    with service.parts.database.log.begin() as connection:
        connection.execute(text(f"ALTER TABLE triage.{old} RENAME TO {new}"))
