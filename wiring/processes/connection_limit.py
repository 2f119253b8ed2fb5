"""How many connections may a process hold, and which are closed when there are more?

A connection is an open file. Without free files the process can neither accept a connection nor
open its database. So idle connections are closed before that: first of the caller who holds most
of them, the oldest first. A caller who sends and reads is never turned away because of idle ones,
and nobody is refused for sharing an address.
"""

from __future__ import annotations

import resource
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Protocol

import structlog

LOG = structlog.get_logger()
# With the most that each may send ahead (a head, a body that spells each sign) they take 500 MB.
CONNECTIONS_AT_MOST = 2000
# A quarter of the open files is for the database, the log and the broker.
SHARE_OF_CONNECTIONS = 0.75
# So many go at once that choosing them costs nothing beside taking in as many new ones.
LET_GO_AT_ONCE = 1 / 16
TOLD_EVERY_SECONDS = 10.0
# As in `api.http.addresses`: an IPv6 household or handset has a whole /64.
IPV6_HOUSEHOLD_BITS = 64


class Connection(Protocol):
    """What is asked of a connection. `waiting_since` is a moment of the event loop, in seconds."""

    client: tuple[str, int] | None
    waiting_since: float
    is_let_go: bool

    def waits_for_its_caller(self) -> bool: ...

    def let_go(self) -> None: ...


def take_all_files() -> None:
    """Let this process open as many files as it may; the usual limit is lower than the hard one."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    # Where the hard limit is none, some systems refuse to be told so.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def places() -> int:
    """How many connections this process may hold."""
    soft = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    if soft == resource.RLIM_INFINITY:
        return CONNECTIONS_AT_MOST
    return min(CONNECTIONS_AT_MOST, int(soft * SHARE_OF_CONNECTIONS))


class ConnectionLimit:
    """Lets connections of this process go where there are too many."""

    def __init__(self) -> None:
        self._let_go = 0
        self._told_at = float("-inf")

    def make_room(self, connections: Collection[Connection], now: float) -> None:
        """Let some go where there are more than `places`; `now` is the loop's moment."""
        most = places()
        if len(connections) <= most:
            return
        held = [each for each in connections if not each.is_let_go]
        if len(held) <= most:
            return
        number = len(held) - most + int(most * LET_GO_AT_ONCE)
        for each in in_order_of_going(held)[:number]:
            each.let_go()
            self._let_go += 1
        self._tell(now)

    def _tell(self, now: float) -> None:
        if now - self._told_at < TOLD_EVERY_SECONDS:
            return
        LOG.warning("connections-let-go", count=self._let_go)
        self._let_go, self._told_at = 0, now


def in_order_of_going(held: Collection[Connection]) -> list[Connection]:
    """The connections that wait for their callers, the first to close in front.

    Sorted by how many newer ones the same caller holds (most first), then by age (oldest first).
    """
    by_caller: dict[str, list[Connection]] = defaultdict(list)
    for each in sorted(held, key=lambda one: -one.waiting_since):
        if each.waits_for_its_caller():
            by_caller[_caller(each)].append(each)
    return [each for _, _, each in sorted(_ranked(by_caller.values()), key=lambda one: one[:2])]


def _ranked(groups: Collection[list[Connection]]) -> Iterator[tuple[int, float, Connection]]:
    for newest_first in groups:
        for newer, each in enumerate(newest_first):
            yield -newer, each.waiting_since, each


def _caller(connection: Connection) -> str:
    """The address, or household, that the connection comes from; through a proxy the proxy's."""
    host = connection.client[0] if connection.client else ""
    with suppress(ValueError):
        address = ip_address(host)
        if isinstance(address, IPv6Address):
            return str(ip_network((address, IPV6_HOUSEHOLD_BITS), strict=False))
    return host
