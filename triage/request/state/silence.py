"""Does anything go to the requester by itself? What a request knows of its silence."""

from __future__ import annotations

from datetime import datetime


class Silence:
    """Since when no automatic message goes out about the request; a part of its state.

    What staff write stays readable in the dialogue, and their own clocks go on.
    """

    def __init__(self) -> None:
        self.silent_since: datetime | None = None

    @property
    def silent(self) -> bool:
        """Whether nothing goes to the requester by itself."""
        return self.silent_since is not None
