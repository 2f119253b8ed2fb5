"""What may a requester say of the help? Two grades and a comment."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from api.v1.field_types import Incoming, MaybeReason
from triage.store.records.feedback import GRADES, Said

Grade = Annotated[int, Field(ge=min(GRADES), le=max(GRADES))]


class FeedbackBody(Incoming):
    """Whether it helped, from 1 (not at all) to 5 (very well)."""

    heard: Annotated[Grade, Field(description="Were you heard?")]
    helped: Annotated[Grade, Field(description="Did it help?")]
    comment: Annotated[
        MaybeReason,
        Field(description="Read by supervisors and coordinators, in batches."),
    ] = None

    def said(self) -> Said:
        """What is kept."""
        return Said(heard=self.heard, helped=self.helped, comment=self.comment)
