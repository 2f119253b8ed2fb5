"""How is the web served? One uvicorn process that keeps no addresses and tells no version."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from functools import partial
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import structlog
import uvicorn
from fastapi import FastAPI
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from api.app import make_app
from api.http.hosts import Hosts, hosts_of
from api.http.web_parts import Probe, Unwell, WebParts
from triage.evidence.checkpoints.closing import newest
from triage.evidence.checkpoints.leaves import Tree
from triage.notices.telling import DeliveryState
from triage.store.database.engine import Database
from triage.store.database.row_tags import RefusedRows
from triage.store.keys.inventory import KeysLost, required_keys
from triage.store.keys.key_ring import WrongMasterKey
from wiring.composition.clocks import store_clock
from wiring.composition.holders import holders_of
from wiring.composition.parts import Parts
from wiring.composition.provider import provider_of
from wiring.processes.connection_limit import take_all_files
from wiring.processes.timeouts import TimeoutProtocol
from wiring.refused import Refused
from wiring.settings import Settings
from workers.clock.clock_check import ClockCheck
from workers.clock.clock_notes import ClockNotes
from workers.deliveries import circuits, ledger
from workers.rounds import Rounds
from workers.sweep import SWEEP_ROUND

LOG = structlog.get_logger()
BACKLOG = 2048
# This long those who are answered may finish what they are at.
GRACE_SECONDS = 3
NEVER_STORED = "pyyda-apua:nothing"
BROKER_TIMEOUT_SECONDS = 2
# What is told of deliveries: numbers, never whose.
OF_DELIVERIES: dict[str, Callable[[Connection], int]] = {
    "relay_events_behind": ledger.events_behind,
    "deliveries_waiting": partial(ledger.number_of, state=DeliveryState.WAITING),
    "deliveries_failed": partial(ledger.number_of, state=DeliveryState.FAILED),
    "circuits_open": circuits.number_open,
}


class CannotListen(Refused):
    """The port is taken, or the address is none of this machine's; said in one line."""


class CannotServe(Refused):
    """The web application did not start; the log says why."""


def is_loopback(host: str) -> bool:
    """Whether only this machine itself can reach a server at this host."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """Take the port before anything slow begins; who connects meanwhile waits.

    Raises:
        CannotListen
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        server = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise CannotListen(
            f"cannot listen on {host} port {port}: {why}; choose another with --host and --port"
        ) from None
    with server:
        yield server


def application(parts: Parts, *, bound_to: str) -> FastAPI:
    """The web application over the parts of this process, which listens at `bound_to`."""
    settings = parts.settings
    https = (settings.public_url or "").startswith("https:")
    if https and not settings.trusted_proxies:
        # What speaks TLS is then the one address of everybody, and their wrong tries add up.
        LOG.warning("no-proxy-trusted")
    return make_app(
        WebParts(
            triage=parts.triage,
            authenticator=parts.authenticator,
            reading_room=parts.reading_room,
            feedback=parts.feedback,
            drafts=parts.drafts,
            translation_links=parts.translation_links,
            visits=parts.visits,
            presence=parts.presence,
            models=parts.models,
            clock=parts.clock,
            hosts=_hosts(settings, bound_to),
            https=https,
            trusted_proxies=settings.trusted_proxies,
            probes=tuple(_probes(parts)),
            rows_refused=lambda: parts.ring.row_tags.refused.count,
            waking=parts.wake_up.received_by,
            every_language=parts.demo_allowed,
            holders=holders_of(settings),
            provider=provider_of(parts),
            local_sign_in=settings.local_sign_in == "allowed",
        )
    )


def _hosts(settings: Settings, bound_to: str) -> Hosts:
    """The public address's host; without one, whatever this machine can be reached by."""
    if settings.public_url is not None:
        return hosts_of([urlsplit(settings.public_url).hostname or ""])
    return hosts_of([socket.gethostname()], bound_to)


def _probes(parts: Parts) -> Iterator[Probe]:
    rounds, notes = Rounds(parts.database), ClockNotes(parts.database)
    rounds.prepare()
    notes.prepare()
    yield Probe(name="clock", read=lambda: _doubts(parts.clock_check, notes), needed=True)
    yield Probe(name="keys", read=partial(_keys, parts), needed=True)
    yield Probe(name="rows_refused", read=partial(_refused, parts.ring.row_tags.refused))
    yield Probe(name="sweep_age_seconds", read=lambda: _sweep_age(rounds, parts.clock))
    yield Probe(
        name="checkpoint_age_seconds", read=lambda: _checkpoint_age(parts.database, parts.clock)
    )
    yield Probe(name="due_requests", read=lambda: parts.due.waiting(parts.clock()), needed=True)
    for name, count in OF_DELIVERIES.items():
        yield Probe(name=name, read=partial(_counted, parts.database, count))
    if not parts.database.embedded:
        ahead = partial(_clock_ahead, parts.database, parts.clock)
        yield Probe(name="clock_ahead_seconds", read=ahead)
    url = parts.settings.redis_url
    if url is not None:
        yield Probe(name="broker", read=lambda: _broker_takes_tasks(url))


def _keys(parts: Parts) -> float:
    """How many system keys there are, all that must be.

    Raises:
        Unwell: they were lost meanwhile, and the next start will stop.
    """
    with parts.database.reads.connect() as connection:
        try:
            return len(required_keys(connection, parts.ring))
        except (KeysLost, WrongMasterKey):
            raise Unwell("keys-lost") from None


def _refused(refused: RefusedRows) -> float:
    """Always 0: a row that is not ours raises, until the process is started anew without it.

    Raises:
        Unwell: with the first of them.
    """
    if refused.places:
        first, *more = refused.places
        raise Unwell(f"row-not-ours: {first}" + (f" (and {len(more)} more)" if more else ""))
    return 0.0


def _counted(database: Database, count: Callable[[Connection], int]) -> float:
    with database.reads.connect() as connection:
        return count(connection)


def _sweep_age(rounds: Rounds, clock: Callable[[], datetime]) -> float:
    """Seconds since the last sweep ended; also positive where the clock was set back since."""
    last_at = rounds.last(SWEEP_ROUND)
    if last_at is None:
        raise LookupError("no sweep has ended yet")
    return abs(clock() - last_at).total_seconds()


def _checkpoint_age(database: Database, clock: Callable[[], datetime]) -> float:
    """Seconds since the last checkpoint was closed."""
    with database.reads.connect() as connection:
        last = newest(connection, Tree.EVENTS)
    if last is None:
        raise LookupError("no checkpoint is closed yet")
    return abs(clock() - last.closed_at).total_seconds()


def _clock_ahead(database: Database, clock: Callable[[], datetime]) -> float:
    """Seconds by which this host's clock is ahead of the store's. Promises use this host's."""
    there = store_clock(database)
    return (clock() - there).total_seconds()


def _doubts(check: ClockCheck, notes: ClockNotes) -> float:
    """Always 0: a doubted clock raises, because enforcement waits until it is right.

    Raises:
        Unwell: with the first reason.
    """
    own = check.look().doubt
    doubts = [own] if own else []
    # If the notes cannot be read, other probes report that store.
    with suppress(SQLAlchemyError):
        doubts += notes.doubts()
    if doubts:
        raise Unwell(doubts[0])
    return 0.0


def _broker_takes_tasks(url: str) -> float:
    # Half of the processes have no broker, and it takes a tenth of a second to import.
    from redis import Redis

    timeout = BROKER_TIMEOUT_SECONDS
    with Redis.from_url(url, socket_timeout=timeout, socket_connect_timeout=timeout) as broker:
        # A ping would be answered by a replica too, which takes no task.
        broker.delete(NEVER_STORED)
    return 1.0


class GracefulServer(uvicorn.Server):
    """Ends the live streams before it waits for open requests: they never end by themselves."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app: Any = self.config.app
        app.state.live_streams.end()
        await super().shutdown(sockets)


def run(app: FastAPI, server_socket: socket.socket) -> None:
    """Serve until SIGTERM or SIGINT.

    Raises:
        CannotServe
    """
    take_all_files()
    # Addresses are not logged, and forwarded ones are read by `api.http.addresses` alone.
    server = GracefulServer(
        uvicorn.Config(
            app,
            access_log=False,
            date_header=True,
            http=TimeoutProtocol,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=GRACE_SECONDS,
            # None of ours: it would come with limits of its own.
            ws="none",
        )
    )
    _stop_when_told(server)
    with suppress(SystemExit):
        server.run(sockets=[server_socket])
    if not server.started:
        raise CannotServe("the web application did not start; the log above says why")


def _stop_when_told(server: uvicorn.Server) -> None:
    """Stop the server at a signal that comes before it listens for signals, or after.

    It hands the signal that ended it on to the handler from before, which by default would end
    the process in the middle of closing.
    """

    def stop(_signal: int, _frame: object) -> None:
        server.should_exit = True

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, stop)
