"""What is told of how long a request is kept?"""

from __future__ import annotations

from datetime import date

from api.catalogue_answers import Outgoing


class RetentionAnswer(Outgoing):
    """Where the request stands on record, and the day on which its content is destroyed here."""

    recorded_on: date | None
    recorded_system: str | None
    destroyed_on: date | None
    held_back: bool
