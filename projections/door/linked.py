"""What may the reader of one request know of those that it is linked with? Never any words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from projections.door.questions import ReadOfOne
from projections.views.queue.row import QueueRow
from projections.views.request.links_shown import LinkShown, links_shown
from triage.errors.requests import RequestDamaged, RequestUnknown
from triage.request.help_request import HelpRequest
from triage.store.events.streams import folded, stream
from triage.store.keys.key_ring import KeyRing

# The row of a request and its read for the log; raises RequestUnknown for whom it is not.
RowOf = Callable[[HelpRequest, bool], tuple[QueueRow, ReadOfOne]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The links, and which rows of others were read for them."""

    links: tuple[LinkShown, ...]
    reads: tuple[ReadOfOne, ...]


def linked_with(
    request: HelpRequest, connection: Connection, ring: KeyRing, row_of: RowOf
) -> Linked:
    """The requests that this one is linked with, oldest link first."""
    reads: list[ReadOfOne] = []

    def row(other: UUID) -> QueueRow | None:
        try:
            _, recorded, damage = stream(connection, ring, other)
            found, read = row_of(folded(recorded), bool(damage))
        except (RequestUnknown, RequestDamaged):
            return None
        reads.append(read)
        return found

    return Linked(links=links_shown(request, row), reads=tuple(reads))
