"""Who entered a request for its requester, by which way it came, and who told it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from triage.actors import By
from triage.codes import EntryChannel
from triage.request.events import ReceiptReplaced, RequestEvent, Submitted
from triage.request.words import Informant
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryShown:
    """That staff entered it; `told_by` where not the requester told it and the words open.

    `receipt_replaced_at`: since when nobody knows the receipt any more that was handed over.
    """

    channel: EntryChannel
    arrived_at: datetime
    entered_at: datetime
    by: By
    told_by: Informant | None
    receipt_replaced_at: datetime | None = None


def entry_shown(recorded: Sequence[RequestEvent]) -> EntryShown | None:
    """None where the requester sent it."""
    first = recorded[0]
    if not isinstance(first, Submitted) or first.channel is None:
        return None
    return EntryShown(
        channel=first.channel,
        arrived_at=first.arrived_at,
        entered_at=first.timestamp,
        by=first.by,
        told_by=revealed(first.told_by),
        receipt_replaced_at=next(
            (each.timestamp for each in recorded if isinstance(each, ReceiptReplaced)), None
        ),
    )
