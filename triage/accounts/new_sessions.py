"""How does a session begin? With a token that is handed out once; only its hash is stored."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from triage.actors import Actor
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.keys.identity import Identities
from triage.store.records import sessions
from triage.store.records.sessions import Session
from triage.text.personal import Personal

WORKING_SESSION = timedelta(hours=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A new session. The token is handed out once; only its hash is stored.

    `device` is a signed mark for the browser of a member of staff. A sign-in with it is counted
    apart, so wrong tries elsewhere at the same account do not slow it down.
    """

    token: Personal[str]
    expires_at: datetime
    actor: Actor
    device: Personal[str] | None = None


class NewSessions:
    """Begins sessions of staff and requesters."""

    def __init__(
        self, *, writer: Writer, identities: Identities, clock: Callable[[], datetime]
    ) -> None:
        self._writer = writer
        self._identities = identities
        self._clock = clock

    async def begin(
        self,
        actor: Actor,
        lasts: timedelta,
        *,
        account_change: int | None = None,
        device: Personal[str] | None = None,
        provider_session: bytes | None = None,
        proven_at: datetime | None = None,
        first: Callable[[UnitOfWork], None] = lambda _: None,
    ) -> SignedIn:
        """A session of this actor; `first` is done in the same transaction, and may refuse it.

        Of staff it is kept when it began, and when it was proven whose it is (`proven_at`, or now).
        """
        token = Personal(secrets.token_urlsafe(32))
        now = self._clock()
        expires_at, is_of_staff = now + lasts, actor.username is not None
        session = Session(
            username=actor.username,
            account_change=account_change,
            request_id=actor.request_id,
            expires_at=expires_at,
            provider_session=provider_session,
            begun_at=now if is_of_staff else None,
            proven_at=(proven_at or now) if is_of_staff else None,
        )
        mac = self._identities.token_mac(token)

        def begin(unit: UnitOfWork) -> None:
            first(unit)
            sessions.begin(unit.connection, mac, session)

        await self._writer.write(begin)
        return SignedIn(token=token, expires_at=expires_at, actor=actor, device=device)
