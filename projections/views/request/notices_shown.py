"""What became of the notices about one request? By kind, way and moment: no address, no word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select

from triage.notices.telling import DeliveryState, Recipient
from triage.store.database.tagged_rows import true_rows
from triage.store.tables.delivery_tables import deliveries

# What the requester need not know: it was said with another, or nobody could be told any more.
NOTHING_OF_ITS_OWN = (DeliveryState.JOINED, DeliveryState.DROPPED)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeShown:
    """One notice: to whom, by what, and how far it came.

    `at` is when it came to its end, of one that waits when it was made; `code` says why it failed
    or what it failed with last ("smtp-550", "bad-address").
    """

    recipient: str
    unit: str | None
    kind: str
    channel: str
    state: str
    at: datetime
    code: str | None


def notices_about(connection: Connection, request_id: UUID) -> tuple[NoticeShown, ...]:
    """Every notice of the last thirty days, oldest first."""
    about = select(deliveries).where(deliveries.c.request_id == request_id)
    in_order = about.order_by(deliveries.c.made_at, deliveries.c.version, deliveries.c.carrier)
    rows = true_rows(connection, in_order, deliveries)
    return tuple(
        NoticeShown(
            recipient=row.recipient,
            unit=row.unit,
            kind=row.kind,
            channel=row.carrier,
            state=row.state,
            at=row.ended_at or row.made_at,
            code=row.code,
        )
        for row in rows
    )


def notices_for_staff(
    notices: Sequence[NoticeShown], *, is_partner: bool
) -> tuple[NoticeShown, ...]:
    """What a worker sees of them; a partner none that went to the county's own staff."""
    return _to_requester(notices) if is_partner else tuple(notices)


def told_to_requester(notices: Sequence[NoticeShown]) -> tuple[NoticeShown, ...]:
    """What the requester is told of them."""
    own = _to_requester(notices)
    return tuple(each for each in own if each.state not in NOTHING_OF_ITS_OWN)


def _to_requester(notices: Sequence[NoticeShown]) -> tuple[NoticeShown, ...]:
    return tuple(each for each in notices if each.recipient == Recipient.REQUESTER)
