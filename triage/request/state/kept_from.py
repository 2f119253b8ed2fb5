"""Who may not have a request: those who stepped aside, and those whom its requester avoids?"""

from __future__ import annotations


class KeptFrom:
    """Who sees nothing of the request any more; a part of its state, by user names.

    `avoided` are those whom a worker found to be meant by what the requester wrote.
    `avoidance_matched`: somebody looked for them, and found some or nobody.
    """

    def __init__(self) -> None:
        self.stepped_aside: frozenset[str] = frozenset()
        self.avoided: frozenset[str] = frozenset()
        self.avoidance_matched = False

    @property
    def recused(self) -> frozenset[str]:
        """Everybody who may neither see it nor be given it."""
        return self.stepped_aside | self.avoided
