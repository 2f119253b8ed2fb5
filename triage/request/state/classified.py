"""What is a request about, and whose: as the requester chose, and as a worker sorted it?"""

from __future__ import annotations

from datetime import datetime

from triage.request.words import Profile
from triage.text.personal import Personal


class Classified:
    """`topics` and `profile` are what holds: what was sorted, until then what was told.

    What the requester told stays beside it. `every_topic` is each that it ever had.
    """

    def __init__(self) -> None:
        self.topics: tuple[str, ...] = ()
        self.told_topics: tuple[str, ...] = ()
        self.every_topic: frozenset[str] = frozenset()
        self.profile: Personal[Profile] | None = None
        self.told_profile: Personal[Profile] | None = None
        self.sorted_at: datetime | None = None

    def tell(
        self,
        topics: tuple[str, ...],
        profile: Personal[Profile] | None,
        told: Personal[Profile] | None = None,
    ) -> None:
        """The requester told this; `told` is the own profile where it was sorted before."""
        self.told_topics = self.told_topics or topics
        self.every_topic |= {*topics}
        self.profile = profile
        self.told_profile = profile if self.sorted_at is None else told
        if self.sorted_at is None:
            self.topics = self.told_topics

    def sort(
        self, topics: tuple[str, ...], profile: Personal[Profile] | None, moment: datetime
    ) -> None:
        """A worker said what it is about."""
        self.topics = topics
        self.every_topic |= {*topics}
        self.profile = profile
        self.sorted_at = moment
