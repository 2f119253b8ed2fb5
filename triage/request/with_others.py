"""What of a request lies with others? Where its family was guided to."""

from __future__ import annotations


class WithOthers:
    """The part of a request's state that is about help elsewhere."""

    accepted_at_version: int

    def __init__(self) -> None:
        self.guided = False

    @property
    def place_named(self) -> bool:
        """Whether the requester was told of the right place, or it has taken the request over."""
        return self.guided or bool(self.accepted_at_version)
