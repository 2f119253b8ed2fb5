"""To which unit is a request offered, until when, and why?"""

from __future__ import annotations

from datetime import date, datetime


class Offered:
    """The offer that waits for an answer; a part of the request's state.

    `offer_due_at` is when it returns by itself, `offer_follow_up_on` the day on which a handover is
    followed up: it is then no transfer.
    """

    came_back: bool

    def __init__(self) -> None:
        self.offered_to: str | None = None
        self.offer_due_at: datetime | None = None
        self.offer_basis: str | None = None
        self.offer_follow_up_on: date | None = None

    def offer(self, unit: str, due_at: datetime, *, basis: str) -> None:
        self.offered_to = unit
        self.offer_due_at = due_at
        self.offer_basis = basis
        self.came_back = False

    def hasten_offer(self, due_at: datetime | None) -> None:
        """Bring a pending offer's moment forward; it is never put off."""
        if due_at and self.offer_due_at:
            self.offer_due_at = min(due_at, self.offer_due_at)

    def end_offer(self) -> None:
        self.offered_to = self.offer_due_at = None
        self.offer_basis = self.offer_follow_up_on = None
