"""Is it still the same person who writes? What a request knows of codes that others have seen."""

from __future__ import annotations

from datetime import datetime


class KnownWriter:
    """What happened to the requester's receipt and contact; a part of the request's state.

    `receipts_replaced` counts since staff last confirmed who writes. Moments are the latest, in
    UTC.
    """

    def __init__(self) -> None:
        self.receipts_replaced = 0
        self.receipt_replaced_at: datetime | None = None
        self.contact_compromised_at: datetime | None = None
        self.writer_unconfirmed = False
        # Others may have seen the receipt in force, also after staff confirmed who writes.
        self.receipt_compromised = False
