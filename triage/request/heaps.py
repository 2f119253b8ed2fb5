"""What came in one burst from one network? Marked for the coordinator, and treated as any other.

A request beyond a network's limit is stored, promised, routed and looked through as ever. The mark
holds a random number of the burst and a keyed hash of the words. The hash's key dies with the
burst, so later nobody can try texts against it: it only tells which of the burst say the same.
"""

from __future__ import annotations

import hmac
import json
import unicodedata
from dataclasses import dataclass, field
from uuid import UUID

from triage.request.words import RequestWords
from triage.text.personal import Personal, revealed
from triage.text.visible import UNSEEN
from triage.time.deadlines import LookBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Burst:
    """More from one network at once than a school class sends. `key` (32 bytes) is stored nowhere.

    `heap` is the random number that its requests have in common; it tells of no address.
    """

    heap: UUID
    key: bytes = field(repr=False)

    def words_mac(self, plea: RequestWords, own_word: Personal[str] | None = None) -> str | None:
        """A keyed hash, in hex, of everything that was said; None where there is no message.

        Case, spaces and signs that nobody sees do not count. What differs in any field differs.
        """
        if plea.message is None:
            return None
        contact = plea.contact
        said = (
            plea.message,
            plea.has_worker,
            plea.avoid,
            *((contact.name, contact.phone, contact.email) if contact else ()),
            *((contact.safe_times, contact.must_not_know) if contact else ()),
            revealed(own_word),
        )
        told = json.dumps([_normalised(each or "") for each in said])
        return hmac.digest(self.key, told.encode(), "sha256").hex()


def _normalised(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", UNSEEN.sub("", text)).casefold().split())


@dataclass(slots=True)
class Heaped:
    """The heap that a request came in, and the mass closing that holds it closed.

    `look_before` is the look that was waited for when it was closed together with others.
    """

    heap: UUID
    words_mac: str | None
    closed_together: UUID | None = None
    look_before: LookBy | None = None
