"""Who holds a token? Asked of the database each time, so that ending a session holds at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from triage.actors import Actor, Role
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.records import sessions

REMEMBERED_AT_MOST = 10_000
# That a session is in use is written no oftener: an idle limit needs no finer measure.
KEPT_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Who holds a token. `goes_stale`: that a session of staff is in use should be kept again.

    `proven_at`: when it was last proven whose session it is; None where it never was.
    """

    actor: Actor
    goes_stale: bool = False
    proven_at: datetime | None = None


class Bearers:
    """Finds the actor of a session token; only hashes of tokens come in."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Callable[[], datetime],
        demo_allowed: bool,
        idle: timedelta,
    ) -> None:
        self._database = database
        self._clock = clock
        self._demo_allowed = demo_allowed
        self._idle = idle
        # Hashes of tokens that were valid for staff when last looked up, the oldest look first.
        self._valid_lately: OrderedDict[bytes, bool] = OrderedDict()

    def find(self, token_mac: bytes) -> Found | None:
        """Who holds it; None where it is unknown, over, long unused, or its holder may not work."""
        with self._database.reads.connect() as connection:
            found = self._found(connection, token_mac)
        self._remember(token_mac, found)
        return found

    def find_in(self, unit: UnitOfWork, token_mac: bytes) -> Actor | None:
        """The actor, found inside the writer's transaction, which keeps that it is in use."""

        def looked_up() -> Found | None:
            found = self._found(unit.unflushed, token_mac)
            if found is not None and found.goes_stale:
                sessions.use(unit.connection, token_mac, self._clock())
            return found

        found = unit.once(_name(token_mac), looked_up)
        self._remember(token_mac, found)
        return None if found is None else found.actor

    def take(self, token_mac: bytes) -> bool:
        """Whether the token was valid for staff when last looked up; true once for each look.

        Never authorizes. Of a token that is valid no more one turn at most waits for the writer.
        """
        return self._valid_lately.pop(token_mac, False)

    def end(self, unit: UnitOfWork, token_mac: bytes) -> None:
        """End the session of a token; what comes after it in this transaction finds nobody."""
        sessions.end(unit.connection, token_mac)
        unit.replace(_name(token_mac), None)
        self._valid_lately.pop(token_mac, None)

    def _remember(self, token_mac: bytes, found: Found | None) -> None:
        if found is not None and found.actor.username is not None:
            self._valid_lately[token_mac] = True
            if len(self._valid_lately) > REMEMBERED_AT_MOST:
                self._valid_lately.popitem(last=False)

    def _found(self, connection: Connection, token_mac: bytes) -> Found | None:
        now = self._clock()
        bearer = sessions.bearer(connection, token_mac, now)
        if bearer is None:
            return None
        if bearer.request_id is not None:
            return Found(actor=Actor(role=Role.REQUESTER, request_id=bearer.request_id))
        account = bearer.account
        if account is None or not account.may_work(demo_allowed=self._demo_allowed):
            return None
        unused_for = timedelta() if bearer.used_at is None else now - bearer.used_at
        if unused_for >= self._idle:
            return None
        return Found(
            actor=account.actor(),
            goes_stale=unused_for >= KEPT_AGAIN_AFTER,
            proven_at=bearer.proven_at,
        )


def _name(token_mac: bytes) -> str:
    return f"bearer {token_mac.hex()}"
