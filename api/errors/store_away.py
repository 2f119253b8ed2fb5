"""Is the store away? Its failures become `StoreAway`; a finished write is acknowledged anyway."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from api.errors.refusals import StoreAway
from triage.errors.requests import TriageError
from triage.store.database.engine import STORE_FAILURES

T = TypeVar("T")


@contextmanager
def store_failures_as_refusals() -> Iterator[None]:
    """Raise StoreAway for every failure that means it."""
    try:
        yield
    except STORE_FAILURES as failure:
        raise StoreAway() from failure


async def where_readable(reading: Awaitable[T]) -> T | None:
    """The result of a read that follows a write; None where it cannot be read just now.

    A failure would look as if nothing had been stored, and people would send it again.
    """
    try:
        with store_failures_as_refusals():
            return await reading
    except TriageError:
        return None
