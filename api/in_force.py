"""Which catalogue does the web process go by at this moment?"""

from __future__ import annotations

import asyncio
import time

from projections.room import Room
from triage.catalogue import Catalogue, packaged_lapland

# A submission is checked against a catalogue at most this old; one that it fails is read anew.
LATELY_SECONDS = 1.0


class CatalogueInForce:
    """Reads the shelf, in a thread; remembers what it read last."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._read: tuple[float, Catalogue] | None = None

    async def latest(self) -> Catalogue:
        """The catalogue in force now. Raises CatalogueRefused where none was ever published."""
        catalogue = await asyncio.to_thread(self._from_shelf)
        self._read = (time.monotonic(), catalogue)
        return catalogue

    async def lately(self) -> Catalogue:
        """The catalogue in force now or a second ago: what many ask for at once."""
        if self._read is not None and time.monotonic() - self._read[0] < LATELY_SECONDS:
            return self._read[1]
        return await self.latest()

    def at_hand(self) -> Catalogue:
        """The one read last, else the packaged one: for telling emergency numbers in trouble."""
        return packaged_lapland() if self._read is None else self._read[1]

    def _from_shelf(self) -> Catalogue:
        with self._room.database.views.connect() as connection:
            return self._room.shelf.current(connection)
