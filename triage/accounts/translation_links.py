"""Which translation does the link of a translator open? One, until it ends by itself.

A link carries a code: the request's id and a secret that follows from the hashing key, so that the
code is stored nowhere. Whoever asked must still be able to read the request: with their access the
translator's ends too.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from triage.accounts.rate_limiter import Rate, RateLimiter
from triage.actors import Actor, Role
from triage.errors.requests import RequestDamaged, RequestUnknown, TooManyAttempts
from triage.errors.translating import NoTranslation
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import SEES_CONTENT, standing
from triage.request.state.partners.translated import Translation
from triage.store.database.call_deadline import in_thread
from triage.store.database.engine import Database
from triage.store.events.streams import folded, stream
from triage.store.keys.identity import SECRET_BYTES, Identities
from triage.store.keys.key_ring import KeyRing
from triage.store.records import absences, staff
from triage.store.records.catalogue_store import CatalogueStore
from triage.text.personal import Personal
from triage.time.calendar import local_day

ID_BYTES = 16
# Wrong codes from one address before TooManyAttempts; a right one is never limited by these.
WRONG_CODES = Rate(tries=60, apart_seconds=30.0)


class OpenedLink(NamedTuple):
    """Who a link makes of its holder, and to which translation of which request."""

    actor: Actor
    request_id: UUID
    number: int


class TranslationLinks:
    """Makes the codes of links and finds what they open, by the request as it stands."""

    def __init__(
        self,
        *,
        database: Database,
        ring: KeyRing,
        identities: Identities,
        catalogues: CatalogueStore,
        clock: Callable[[], datetime],
        demo_allowed: bool = False,
    ) -> None:
        self._database = database
        self._ring = ring
        self._identities = identities
        self._catalogues = catalogues
        self._clock = clock
        self._demo_allowed = demo_allowed
        self._wrong_codes = RateLimiter(WRONG_CODES)

    def code(self, request_id: UUID, number: int) -> Personal[str]:
        """What the link to a request's translation of this number carries (43 signs)."""
        said = request_id.bytes + self._identities.translation_secret(request_id, number)
        return Personal(urlsafe_b64encode(said).decode().rstrip("="))

    async def opened(self, code: Personal[str], address: str) -> OpenedLink:
        """What a code opens just now.

        Raises:
            NoTranslation: it is wrong, or the link has ended; nobody is told which.
            TooManyAttempts
        """
        found = await in_thread(self._opened, code, self._clock())
        if found is None:
            if self._wrong_codes.may_try(f"address:{address}"):
                raise NoTranslation()
            raise TooManyAttempts(retry_after_seconds=int(WRONG_CODES.apart_seconds))
        return found

    def _opened(self, code: Personal[str], now: datetime) -> OpenedLink | None:
        parts = _parts(code.reveal())
        if parts is None:
            return None
        request_id, secret = parts
        with self._database.reads.connect() as connection:
            try:
                request = folded(stream(connection, self._ring, request_id).recorded)
            except (RequestDamaged, RequestUnknown):
                return None
            asked = self._meant(request, secret)
            if asked is None or request.translation(asked.number, now) is None:
                return None
            if not self._still_reads(connection, asked, request, now):
                return None
        return OpenedLink(
            actor=Actor(role=Role.TRANSLATOR, request_id=request_id),
            request_id=request_id,
            number=asked.number,
        )

    def _meant(self, request: HelpRequest, secret: bytes) -> Translation | None:
        for each in request.translations.values():
            expected = self._identities.translation_secret(request.id, each.number)
            if compare_digest(expected, secret):
                return each
        return None

    def _still_reads(
        self, connection: Connection, asked: Translation, request: HelpRequest, now: datetime
    ) -> bool:
        """Whether the one who asked may still read the words."""
        account = staff.find(connection, asked.asked_by or "")
        if account is None or not account.may_work(demo_allowed=self._demo_allowed):
            return False
        catalogue = self._catalogues.current(connection)
        ground = standing(
            account.actor(),
            request,
            now=now,
            intake_unit=catalogue.intake_unit,
            cover=absences.cover_on(connection, local_day(now), catalogue),
        )
        return ground in SEES_CONTENT


def _parts(code: str) -> tuple[UUID, bytes] | None:
    """The request's id and the secret of a code as typed; None where it is none."""
    signs = code.strip()
    try:
        said = urlsafe_b64decode(signs + "=" * (-len(signs) % 4))
    except (binascii.Error, ValueError):
        return None
    if len(said) != ID_BYTES + SECRET_BYTES:
        return None
    return UUID(bytes=said[:ID_BYTES]), said[ID_BYTES:]
