"""How long may the store keep one caller waiting? The deadline that a call carries with it.

A requester must not stare at an empty page for as long as a database takes to be given up. A call
without a deadline (a task, the command line, a member of staff) waits as long as the store may.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")


class OutOfTime(Exception):
    """The store did not answer in time. What it was to write may yet be written."""


class _Deadline:
    """Counts from the first time that the call asks the store, not while its body arrives."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._ends_at: float | None = None

    def ends_at(self) -> float:
        """The loop's moment of the deadline."""
        if self._ends_at is None:
            self._ends_at = asyncio.get_running_loop().time() + self._seconds
        return self._ends_at

    def put_off(self, seconds: float) -> None:
        if self._ends_at is not None:
            self._ends_at += seconds


_deadline: ContextVar[_Deadline | None] = ContextVar("deadline", default=None)


@contextmanager
def one_call() -> Iterator[None]:
    """What is inside has no deadline but the one that it is given, which ends with it."""
    before = _deadline.set(None)
    try:
        yield
    finally:
        _deadline.reset(before)


def give_up_after(seconds: float) -> None:
    """From here on this call waits for the store for so long in all."""
    _deadline.set(_Deadline(seconds))


def no_deadline() -> None:
    """From here on this call waits for the store as long as it may.

    For what would be stored twice if its caller, told nothing, sent it again.
    """
    _deadline.set(None)


async def uncounted(waiting: Awaitable[T]) -> T:
    """Wait for something else than the store, such as a turn; the deadline waits as long."""
    deadline, began_at = _deadline.get(), asyncio.get_running_loop().time()
    try:
        return await waiting
    finally:
        if deadline is not None:
            deadline.put_off(asyncio.get_running_loop().time() - began_at)


async def in_time(asked: Callable[[], Awaitable[T]]) -> T:
    """What `asked` gives, where the call's deadline allows.

    Raises:
        OutOfTime: it is over, or was before anything was asked.
    """
    deadline = _deadline.get()
    if deadline is None:
        return await asked()
    ends_at = deadline.ends_at()
    if ends_at <= asyncio.get_running_loop().time():
        raise OutOfTime
    try:
        async with asyncio.timeout_at(ends_at):
            return await asked()
    except TimeoutError:
        raise OutOfTime from None


async def in_thread(work: Callable[..., T], *arguments: object) -> T:
    """`asyncio.to_thread` within the call's deadline. Raises OutOfTime."""
    return await in_time(lambda: asyncio.to_thread(work, *arguments))
