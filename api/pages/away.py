"""Is the store away? Told as a refusal of ours, for pages that must keep what is typed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from api.refusals import STORE_FAILURES, StoreAway


@contextmanager
def store_failures_as_refusals() -> Iterator[None]:
    """Raise StoreAway for every failure that means it."""
    try:
        yield
    except STORE_FAILURES as failure:
        raise StoreAway() from failure
