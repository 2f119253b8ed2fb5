"""What may an open page be told of colleagues? Only who may read the words learns who else does.

No read of the request: its words stay sealed to the answer, and the page that asks is in the log.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from projections.door.read_models import ReadModels
from projections.views.request.partner_view import for_partner
from triage.actors import Actor, By
from triage.permission import require
from triage.request.events import RequestEvent
from triage.request.need_to_know import require_content, works_for_partner
from triage.store.events.streams import folded, stream


@dataclass(frozen=True, slots=True, kw_only=True)
class Did:
    """That somebody did something to the request, by the kind of its event."""

    kind: str
    by: By
    at: datetime


def done_by_others(
    models: ReadModels, actor: Actor, request_id: UUID, seen: int | None, now: datetime
) -> tuple[Did, ...]:
    """What others did since the page showed `seen` lines of the history, oldest first.

    Nothing where that is not known.

    Raises:
        NotAllowed, RequestUnknown, ReasonNeeded: the words are not the actor's to read.
    """
    require(actor, "request:read")
    with models.database.reads.connect() as connection:
        _, recorded, _ = stream(connection, models.ring, request_id)
        require_content(models.ground(connection, folded(recorded), actor, now))
        catalogue = models.catalogues.current(connection)
    if seen is None:
        return ()
    told: Sequence[RequestEvent] = recorded
    if works_for_partner(actor, catalogue):
        told = for_partner(recorded, actor.units)
    # The lines of `projections.views.request.request_shown`.
    lines = [each for each in told if not each.IS_QUIET]
    return tuple(
        Did(kind=each.kind(), by=each.by, at=each.timestamp)
        for each in lines[seen:]
        if each.by.username != actor.username
    )
