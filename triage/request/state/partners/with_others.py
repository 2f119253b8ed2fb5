"""What of a request lies with others? Whom its family was guided or handed over to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """A family that was walked to another unit; `ask_at` is when both sides are asked.

    `followed_by` is the unit that handed over, while it may still see how it goes.
    """

    from_unit: str
    to_unit: str
    follow_up_on: date
    ask_at: datetime
    followed_by: str | None
    asked_at: datetime | None = None
    landed_at: datetime | None = None


class WithOthers:
    """The part of a request's state that is about help elsewhere."""

    accepted_at_version: int

    def __init__(self) -> None:
        self.guided = False
        self.handover: Handover | None = None

    @property
    def ended(self) -> bool:
        raise NotImplementedError

    @property
    def place_named(self) -> bool:
        """Whether the requester was told of the right place, or it has taken the request over."""
        return self.guided or bool(self.accepted_at_version)

    @property
    def awaits_landing(self) -> bool:
        """Whether somebody was handed over, and nobody has said yet that they are in good hands."""
        return not self.ended and self.handover is not None and self.handover.landed_at is None

    @property
    def has_landed(self) -> bool:
        return self.handover is not None and self.handover.landed_at is not None

    @property
    def handed_over_by(self) -> str | None:
        """The unit that handed over and still follows, until somebody has landed."""
        return self.handover.followed_by if self.handover and self.awaits_landing else None

    @property
    def landing_follow_up_on(self) -> date | None:
        """The day on which both sides are asked; None where no landing is waited for."""
        return self.handover.follow_up_on if self.handover and self.awaits_landing else None

    @property
    def landing_asked(self) -> bool:
        """Whether the day has come, and either side is to say how it went."""
        return self.handover is not None and self.awaits_landing and bool(self.handover.asked_at)

    def come_back(self, to_unit: str) -> None:
        """Let whoever handed over and has it again no longer wait for a landing elsewhere."""
        if self.awaits_landing and self.handover and self.handover.from_unit == to_unit:
            self.handover = None
