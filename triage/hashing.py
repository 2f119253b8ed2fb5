"""How are passwords and own words hashed without making everybody else wait?

Hashing is slow on purpose. It has two threads of its own, so that a flood of it neither takes the
threads that answer reads nor piles up without end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from typing import TypeVar

from triage.errors import Overloaded

T = TypeVar("T")
WAITING = 64
THREADS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="hashing")
PLACES = BoundedSemaphore(WAITING)


async def hashing(work: Callable[[], T]) -> T:
    """Run slow hashing in its own threads.

    Raises:
        Overloaded: too many wait already.
    """
    if not PLACES.acquire(blocking=False):
        raise Overloaded()
    try:
        return await asyncio.get_running_loop().run_in_executor(THREADS, work)
    finally:
        PLACES.release()
