"""How do rows of a class go, by the term that every catalogue without its own has?"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from triage.time.retention import USUAL, Kept
from workers.disposal.classes import ROW_CLASSES


def dispose_of(kept: Kept, connection: Connection, now: datetime) -> None:
    """Let go of what is over of one class by now."""
    of_class = next(each for each in ROW_CLASSES if each.kept is kept)
    of_class.dispose(connection, USUAL[kept], now)
