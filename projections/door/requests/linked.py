"""What may the reader of one request know of those that it is linked with? Never any words."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from sqlalchemy import Connection

from projections.door.questions import ReadOfOne
from projections.views.queue.row import QueueRow
from projections.views.request.links_shown import LinkShown, MergeSide, link_shown
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
    """The requests that this one is linked with, oldest link first; none that is erased."""
    links: list[LinkShown] = []
    reads: list[ReadOfOne] = []
    for other, link in request.links.items():
        row, merged = None, None
        with suppress(RequestUnknown, RequestDamaged):
            _, recorded, damage = stream(connection, ring, other)
            there = folded(recorded)
            if there.erased_at:
                continue
            row, read = row_of(there, bool(damage))
            reads.append(read)
            merged = _merged(request, there)
        links.append(link_shown(link, row, merged))
    return Linked(links=tuple(links), reads=tuple(reads))


def _merged(request: HelpRequest, there: HelpRequest) -> MergeSide | None:
    if request.merged_into and request.merged_into.id == there.id:
        return MergeSide.GOES_ON_THERE
    if there.merged_into and there.merged_into.id == request.id:
        return MergeSide.DUPLICATE
    return None
