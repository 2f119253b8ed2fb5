"""What came in one burst from one network? Marked for the coordinator, and treated as any other.

A request beyond a network's limit is stored, promised, routed and looked through as ever. The mark
holds a random number of the burst and a keyed hash of the words. The hash's key dies with the
burst, so later nobody can try texts against it: it only tells which of the burst say the same.
"""

from __future__ import annotations

import hmac
import json
import unicodedata
from dataclasses import asdict, dataclass, field, replace
from uuid import UUID

from triage.request.words import Profile, RequestWords
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

    def words_mac(
        self,
        plea: RequestWords,
        own_word: Personal[str] | None = None,
        *,
        topics: tuple[str, ...],
        profile: Profile,
        alone: UUID | None = None,
    ) -> str | None:
        """A keyed hash, in hex, of everything that was told; None where there is no message.

        Case, spaces and signs that nobody sees do not count. What differs in any field differs.
        `alone` is the id of a request that shall be like no other, and does not look it.
        """
        if plea.message is None:
            return None
        told = (
            topics,
            asdict(profile),
            # The hash has a key of the request's own: the word itself stands for it.
            asdict(replace(plea, own_word_hash=None)),
            revealed(own_word),
            str(alone),
        )
        written = json.dumps(_normalised(told))
        return hmac.digest(self.key, written.encode(), "sha256").hex()


def _normalised(told: object) -> object:
    match told:
        case str():
            seen = unicodedata.normalize("NFKC", UNSEEN.sub("", told))
            return " ".join(seen.casefold().split())
        case dict():
            return {name: _normalised(value) for name, value in told.items()}
        case list() | tuple():
            return [_normalised(value) for value in told]
    return told


@dataclass(slots=True)
class Heaped:
    """The heap that a request came in, and the mass closing that holds it closed.

    `look_before` is the look that was waited for when it was closed together with others.
    """

    heap: UUID
    words_mac: str | None
    closed_together: UUID | None = None
    look_before: LookBy | None = None
