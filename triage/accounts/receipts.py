"""What does a receipt open, and which receipt is shown again to whom?

An own word that was set is asked for beside the receipt. Guessing at it is slow and locks nobody
out (decision 14).
"""

from __future__ import annotations

from hmac import compare_digest
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from triage.accounts.password_hashing import Lane
from triage.accounts.rate_limiter import Rate, RateLimiter
from triage.errors.requests import RequestDamaged, WrongReceipt
from triage.refused_receipts import ReceiptWasReplaced
from triage.request.details import still_untold
from triage.request.words import Profile, RequestWords
from triage.store.database.call_deadline import in_thread, uncounted
from triage.store.database.engine import Database
from triage.store.events.streams import folded, stream
from triage.store.keys.identity import KEYED, Identities
from triage.store.keys.key_ring import KeyRing
from triage.store.records import staff, submissions
from triage.store.records.submissions import Receipt
from triage.text.identifiers import Identifier, identifiers_in
from triage.text.personal import Personal, revealed
from triage.text.typed_secrets import earlier_own_word_form, own_word_form

# An own word may be short, so guessing at it is slower.
OWN_WORDS = Rate(apart_seconds=10.0, waits_seconds=25.0)


class Shown(NamedTuple):
    """A receipt to show; `topics` and `profile` choose the help beside it, `noticed` nobody needs.

    `replaces` tells that it took the place of an earlier one. `untold` names the details that can
    still be added.
    """

    receipt: Receipt
    has_own_word: bool
    topics: tuple[str, ...]
    profile: Profile
    noticed: tuple[Identifier, ...] = ()
    replaces: bool = False
    untold: tuple[str, ...] = ()


class _Opens(NamedTuple):
    """The request that a receipt opens, and the hash of its own word where it has one."""

    request_id: UUID
    own_word_hash: str | None


class Receipts:
    """Looks receipts up by their keyed hashes, in threads of their own."""

    def __init__(
        self, *, database: Database, ring: KeyRing, identities: Identities, own_words: Rate
    ) -> None:
        self._database = database
        self._ring = ring
        self._identities = identities
        self._own_words = RateLimiter(own_words)
        # A limiter of its own: made-up receipts must not push real ones out of its limited memory.
        self._no_receipts = RateLimiter(own_words)
        self._earlier_own_words = Lane("own-words")

    async def opened(self, receipt: Personal[str], own_word: Personal[str] | None) -> UUID | None:
        """The request that these open, or None.

        An unknown receipt and one that was replaced wait like a wrong own word.

        Raises:
            ReceiptMistyped, ReceiptWasReplaced, TooManyAttempts
            RequestDamaged: whether an own word was set can no longer be told.
        """
        mac = self._identities.receipt_mac(receipt)
        try:
            opens = await in_thread(self._opens, mac)
        except ReceiptWasReplaced:
            await uncounted(self._no_receipts.turn(f"receipt:{mac.hex()}"))
            raise
        if opens is None:
            await uncounted(self._no_receipts.turn(f"receipt:{mac.hex()}"))
            return None
        return opens.request_id if await self._fits(opens, own_word) else None

    async def require_own_word(self, request_id: UUID, own_word: Personal[str] | None) -> None:
        """Let pass who knows the own word of a request, or anybody where it has none.

        Raises:
            WrongReceipt, TooManyAttempts, RequestDamaged
        """
        opens = await in_thread(self._opens_now, request_id)
        if opens is None or not await self._fits(opens, own_word):
            raise WrongReceipt()

    async def shown(self, key: Personal[str]) -> Shown | None:
        """The receipt that was given under this key.

        None where it opens nothing any more, and where the contact was compromised since: whoever
        reads along may sit at that browser. Typed in, it still opens the dialogue.
        """
        return await in_thread(self._shown, key)

    async def replacement(self, key: Personal[str]) -> Personal[str] | None:
        """The receipt that replaced another one under this key, where it still opens anything."""
        new = self._identities.replacement(key)
        opens = await in_thread(self._opens, new.receipt_mac)
        return None if opens is None else new.receipt

    async def require_same_own_word(self, key: Personal[str], word: Personal[str] | None) -> None:
        """Let pass who sends a replacement again under its key.

        Raises:
            KeyReused: it came with another own word, or with none.
        """
        await in_thread(self._require_same_own_word, key, word)

    def require_open(self, connection: Connection, receipt: Personal[str]) -> None:
        """Let a receipt pass that was right a moment ago, where it still is.

        Raises:
            ReceiptWasReplaced
        """
        mac = self._identities.receipt_mac(receipt)
        replaced = submissions.replaced(connection, mac)
        if replaced is not None:
            raise ReceiptWasReplaced(*replaced)

    async def _fits(self, opens: _Opens, own_word: Personal[str] | None) -> bool:
        kept = opens.own_word_hash
        if kept is None:
            return True
        name = f"request:{opens.request_id}"
        await uncounted(self._own_words.turn(name))
        if not await self._is_own_word(opens.request_id, own_word, kept):
            return False
        self._own_words.give_back(name)
        return True

    async def _is_own_word(self, request_id: UUID, typed: Personal[str] | None, kept: str) -> bool:
        if kept.startswith(KEYED):
            given = self._identities.own_word_mac(request_id, own_word_form(typed))
            return compare_digest(given, kept)
        earlier = earlier_own_word_form(typed).reveal()
        return await uncounted(
            self._earlier_own_words.run(str(request_id), lambda: staff.matches(earlier, kept))
        )

    def _opens(self, mac: bytes) -> _Opens | None:
        with self._database.reads.connect() as connection:
            request_id = submissions.opened_by(connection, mac)
            replaced = submissions.replaced(connection, mac) if request_id is None else None
            plea = self._plea(connection, replaced.request_id if replaced else request_id)
        if plea is not None and replaced is not None:
            raise ReceiptWasReplaced(*replaced)
        if plea is None or request_id is None:
            return None
        return _Opens(request_id, plea.own_word_hash)

    def _opens_now(self, request_id: UUID) -> _Opens | None:
        with self._database.reads.connect() as connection:
            plea = self._plea(connection, request_id)
        return None if plea is None else _Opens(request_id, plea.own_word_hash)

    def _plea(self, connection: Connection, request_id: UUID | None) -> RequestWords | None:
        """None for an unknown request, and for an erased one: its own word is gone too.

        Raises:
            RequestDamaged
        """
        if request_id is None:
            return None
        _, recorded, damage = stream(connection, self._ring, request_id)
        request = folded(recorded)
        if damage and request.plea is None and request.erased_at is None:
            raise RequestDamaged()
        return revealed(request.plea)

    def _require_same_own_word(self, key: Personal[str], word: Personal[str] | None) -> None:
        mac = self._identities.replacement(key).receipt_mac
        with self._database.reads.connect() as connection:
            request_id = submissions.opened_by(connection, mac)
            if request_id is not None:
                kept = self._identities.own_word_hash(request_id, word)
                submissions.require_same_own_word(connection, self._ring, request_id, kept)

    def _shown(self, key: Personal[str]) -> Shown | None:
        first, new = self._identities.of(key), self._identities.replacement(key)
        with self._database.reads.connect() as connection:
            receipt = submissions.shown_again(connection, self._ring, first)
            replaces = receipt is None
            if receipt is None:
                receipt = submissions.replacement_shown_again(connection, self._ring, new)
            if receipt is None:
                return None
            request = folded(stream(connection, self._ring, receipt.request_id)[1])
        if request.receipt_compromised:
            return None
        plea, profile = revealed(request.plea), revealed(request.told_profile) or Profile()
        has_own_word = plea is not None and plea.own_word_hash is not None
        noticed = identifiers_in(plea.message or "") if plea and not replaces else ()
        return Shown(
            receipt,
            has_own_word,
            request.told_topics,
            profile,
            noticed=noticed,
            replaces=replaces,
            untold=still_untold(request),
        )
