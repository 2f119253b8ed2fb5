"""Who holds a token? Asked of the database each time, so that ending a session holds at once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection

from triage.actors import Actor, Role
from triage.store.database.engine import Database
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.records import sessions

REMEMBERED_AT_MOST = 10_000


class Bearers:
    """Finds the actor of a session token; only hashes of tokens come in."""

    def __init__(
        self, *, database: Database, clock: Callable[[], datetime], demo_allowed: bool
    ) -> None:
        self._database = database
        self._clock = clock
        self._demo_allowed = demo_allowed
        # Hashes of tokens that were valid for staff when last looked up, the oldest look first.
        self._valid_lately: OrderedDict[bytes, bool] = OrderedDict()

    def find(self, token_mac: bytes) -> Actor | None:
        """The actor; None where the token is unknown, over, or the account may not work."""
        with self._database.reads.connect() as connection:
            actor = self._found(connection, token_mac)
        self._remember(token_mac, actor)
        return actor

    def find_in(self, unit: UnitOfWork, token_mac: bytes) -> Actor | None:
        """`find` inside the writer's transaction."""
        actor = unit.once(_name(token_mac), lambda: self._found(unit.unflushed, token_mac))
        self._remember(token_mac, actor)
        return actor

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

    def _remember(self, token_mac: bytes, actor: Actor | None) -> None:
        if actor is not None and actor.username is not None:
            self._valid_lately[token_mac] = True
            if len(self._valid_lately) > REMEMBERED_AT_MOST:
                self._valid_lately.popitem(last=False)

    def _found(self, connection: Connection, token_mac: bytes) -> Actor | None:
        bearer = sessions.bearer(connection, token_mac, self._clock())
        if bearer is None:
            return None
        if bearer.request_id is not None:
            return Actor(role=Role.REQUESTER, request_id=bearer.request_id)
        account = bearer.account
        if account is None or not account.may_work(demo_allowed=self._demo_allowed):
            return None
        return account.actor()


def _name(token_mac: bytes) -> str:
    return f"bearer {token_mac.hex()}"
