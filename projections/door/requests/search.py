"""Which requests hold these words, of those that somebody may read? Unsealed while one asks.

Nothing is indexed: the words of each request stay sealed under its own key. So a search is bounded,
by the number of requests and by time, and says how many it looked through.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Table, case, func, literal, select

from projections.door.questions import Answered, Question, ReadOfOne
from projections.door.read_models import ReadModels
from projections.door.requests.request_page import row_of_one
from projections.views.queue.row import QueueRow, Seen
from projections.views.queue.waiting import opens_to, visible_to
from projections.views.request.found_in import DASH, FoundIn, found_in, reference_signs
from projections.views.request.notes_shown import notes_for
from projections.views.request.request_shown import contents
from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.errors.requests import RequestDamaged, RequestUnknown
from triage.evidence.access_log import FOUND
from triage.request.need_to_know import IS_SEARCHED, works_for_partner
from triage.store.events.said import said_in
from triage.store.events.streams import folded, stream
from triage.store.keys.key_ring import KeyRing
from triage.text.personal import Personal
from triage.text.sought import Sought

# A unit of Lapland has some hundreds of requests a year.
SEARCHED_AT_MOST = 2_000
SEARCHED_FOR_SECONDS = 1.0
# Between two of these the time is looked at.
TOGETHER = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A request that was found, and the places in which."""

    row: QueueRow
    found_in: tuple[FoundIn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Open requests first, the newest of them first; `searched` is how many were looked through.

    `more`: there may be more than this, because something was more than a search takes.
    """

    items: tuple[Hit, ...]
    searched: int
    more: bool
    as_of: datetime


@dataclass(frozen=True, kw_only=True)
class Search(Question[Found], permission="request:read", action="search"):
    """The requests that the actor may know of and in which every word that was typed stands.

    Words are looked for where the ground opens them without a reason; of others only the reference
    is. Each request that is shown for its words is a read of it in the access log.
    """

    typed: Personal[str]
    limit: int = 20

    def answer(self, models: ReadModels, actor: Actor, now: datetime) -> Answered[Found]:
        sought = Sought.of(self.typed.reveal())
        model = models.queue
        models.follower.bring_up_to_date(model)
        with models.follower.reading(model) as connection:
            catalogue = models.catalogues.current(connection)
            seen = models.seen(connection, actor, now, catalogue)
            rows = _searched_rows(connection, model.table, sought, seen, catalogue.intake_unit)
        looked = _Looked(rows[:SEARCHED_AT_MOST], cut_short=len(rows) > SEARCHED_AT_MOST)
        viewer = _Viewer(models=models, catalogue=catalogue, seen=seen)
        hits: list[tuple[Hit, ReadOfOne]] = []
        with models.database.reads.connect() as connection:
            for request_id in looked.through(connection, models.ring, sought):
                hit = viewer.hit(connection, request_id, sought)
                hits += [hit] if hit else []
                if len(hits) > self.limit:
                    break
        shown = hits[: self.limit]
        found = Found(
            items=tuple(hit for hit, _ in shown),
            searched=looked.searched,
            more=looked.cut_short or len(hits) > self.limit,
            as_of=now,
        )
        reads = tuple(read for _, read in shown)
        return Answered(value=found, ground="queue", version=found.searched, of_each=reads)


def _searched_rows(
    connection: Connection, table: Table, sought: Sought, seen: Seen, intake_unit: str
) -> Sequence[tuple[UUID, bool, bool]]:
    """Id, whether its words are searched, and whether the reference is what is sought."""
    signs = reference_signs(sought)
    plain = func.lower(func.replace(table.c.reference, DASH, ""))
    named: ColumnElement[bool] = plain.contains(signs, autoescape=True) if signs else literal(False)
    order = (case((named, 0), else_=1), table.c.ended, table.c.arrived.desc())
    found = connection.execute(
        select(table.c.request_id, opens_to(table, seen.actor, intake_unit, seen.cover), named)
        .where(visible_to(table, seen.actor, intake_unit))
        .order_by(*order)
        .limit(SEARCHED_AT_MOST + 1)
    )
    return [(row[0], bool(row[1]), bool(row[2])) for row in found]


@dataclass(slots=True)
class _Looked:
    """What is looked through: requests as `_searched_rows` gives them, as long as there is time."""

    rows: Sequence[tuple[UUID, bool, bool]]
    cut_short: bool
    searched: int = 0

    def through(self, connection: Connection, ring: KeyRing, sought: Sought) -> Iterator[UUID]:
        """Those that seem to hold it, in order."""
        ends_at = time.monotonic() + SEARCHED_FOR_SECONDS
        for first in range(0, len(self.rows), TOGETHER):
            some = self.rows[first : first + TOGETHER]
            said = said_in(connection, ring, [row[0] for row in some if row[1]])
            for request_id, _, is_named in some:
                if time.monotonic() > ends_at:
                    self.cut_short = True
                    return
                self.searched += 1
                if is_named or sought.is_whole(sought.found_in(said.get(request_id, ""))):
                    yield request_id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Viewer:
    """Who searches, and what of a request their page would show."""

    models: ReadModels
    catalogue: Catalogue
    seen: Seen

    def hit(
        self, connection: Connection, request_id: UUID, sought: Sought
    ) -> tuple[Hit, ReadOfOne] | None:
        """The request as its own stream has it now; None where nothing of it is theirs to find."""
        try:
            _, recorded, damage = stream(connection, self.models.ring, request_id)
            request = folded(recorded)
            told = row_of_one(request, self.catalogue, self.seen, damaged=bool(damage))
        except (RequestUnknown, RequestDamaged):
            return None
        row, inside = told.value.row, None
        if told.value.ground in IS_SEARCHED:
            is_partner = works_for_partner(self.seen.actor, self.catalogue)
            partner = self.seen.actor.units if is_partner else None
            inside = contents(request, recorded, partner=partner)
            inside = replace(inside, notes=notes_for(inside.notes, self.seen.actor))
        places = found_in(sought, row.reference, inside)
        if not places:
            return None
        by_words = set(places) - {FoundIn.REFERENCE}
        read = ReadOfOne(
            action=FOUND if by_words else "row",
            ground=told.ground,
            request_id=request_id,
            unit=told.unit,
            version=told.version,
        )
        return Hit(row=row, found_in=places), read
