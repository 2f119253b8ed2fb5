"""When is a checkpoint closed, and how does it reach those who hold it? A day after the last one.

Handing out is tried again until it worked, so that a holder who was away gets each one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, select

from triage.door import WRITE_TIMEOUT_SECONDS
from triage.evidence.checkpoints.closing import Checkpoint, close, closings, newest
from triage.evidence.checkpoints.holders import Holder
from triage.evidence.checkpoints.leaves import Tree
from triage.store.database.engine import Database
from triage.store.database.inserts import replacing
from triage.store.database.tagged_rows import insert_by, true_row
from triage.store.database.unit_of_work import UnitOfWork
from triage.store.database.writer import Writer
from triage.store.keys.key_ring import KeyRing
from triage.store.tables.delivery_tables import relays
from workers.deliveries.http_posts import HttpPoster
from workers.failures import reported
from workers.rounds import Rounds

AGAIN_AFTER = timedelta(minutes=10)
RELAY = "checkpoints-"
HANDED_OUT = replacing(relays)
PLAIN = {"Content-Type": "text/plain; charset=utf-8"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckpointRound:
    """What closing and handing out work with. `service` names the trees at the first closing."""

    database: Database
    writer: Writer
    ring: KeyRing
    rounds: Rounds
    clock: Callable[[], datetime]
    service: str
    every: timedelta
    holders: tuple[Holder, ...]

    def close_if_due(self, now: datetime) -> bool:
        """Close both trees where the last closing is long enough ago; whether that was so."""
        with self.database.lasting.connect() as connection:
            is_due = self._is_due(connection, now)
        return is_due and self._write(partial(self._closed_if_due, now=now))

    def close_now(self, *, with_new_key: bool = False) -> list[Checkpoint]:
        """Close both trees, however long ago the last closing was."""
        job = partial(
            close,
            ring=self.ring,
            service=self.service,
            now=self.clock(),
            with_new_key=with_new_key,
        )
        return self.writer.submit(job).result(WRITE_TIMEOUT_SECONDS)

    def hand_out(self) -> None:
        """Bring every holder the checkpoints that they lack; who is away gets them later."""
        for holder in self.holders:
            if holder.token_sha256 is None:
                with reported("checkpoint-not-handed-out", holder=holder.name):
                    self._hand_out_to(holder)

    def _hand_out_to(self, holder: Holder) -> None:
        with self.database.lasting.connect() as connection:
            missing = _lacking(connection, holder)
        name, now = RELAY + holder.name, self.clock()
        tried_at = self.rounds.last(name) if missing else None
        if not missing or (tried_at is not None and tried_at <= now < tried_at + AGAIN_AFTER):
            return
        self.rounds.done(name, now)
        content = "\n".join(each.note for each in missing)
        if holder.file is not None:
            _append(holder.file, content)
        if holder.url is not None:
            HttpPoster().post(holder.url, PLAIN, content.encode())
        until = {"name": name, "position": max(each.number for each in missing)}
        self._write(lambda unit: _note(unit, until))

    def _closed_if_due(self, unit: UnitOfWork, *, now: datetime) -> bool:
        # Another process may have been first.
        if not self._is_due(unit.connection, now):
            return False
        close(unit, self.ring, service=self.service, now=now)
        return True

    def _is_due(self, connection: Connection, now: datetime) -> bool:
        last = newest(connection, Tree.EVENTS)
        return last is None or not last.closed_at <= now < last.closed_at + self.every

    def _write(self, job: Callable[[UnitOfWork], bool]) -> bool:
        return self.writer.submit(job).result(WRITE_TIMEOUT_SECONDS)


def _lacking(connection: Connection, holder: Holder) -> Sequence[Checkpoint]:
    """The checkpoints behind the one that the holder got last, both trees of each together."""
    of_holder = select(relays).where(relays.c.name == RELAY + holder.name)
    handed_out = true_row(connection, of_holder, relays)
    after = 0 if handed_out is None else handed_out.position
    every = (each for tree in Tree for each in closings(connection, tree, after=after))
    return sorted(every, key=lambda each: (each.number, each.tree))


def _append(path: Path, content: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{content}" if file.tell() else content)


def _note(unit: UnitOfWork, until: dict[str, object]) -> bool:
    insert_by(unit.connection, HANDED_OUT, relays, [until])
    return True
