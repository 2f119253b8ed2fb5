"""What do staff send who enter a request for its requester, and what do they get for it?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AwareDatetime, ConfigDict, Field
from pydantic.config import JsonDict

from api.v1.answers import ReceiptAnswer
from api.v1.bodies import SubmissionBody
from api.v1.field_types import Incoming, MaybeLine
from triage.codes import EntryChannel

EXAMPLE: JsonDict = {
    "channel": "phone",
    "arrived_at": "2026-11-20T07:15:00+00:00",
    "message": "Soittaja ei jaksa enää öitä. Vauva on kolmen kuukauden ikäinen.",
    "topics": ["VAN"],
    "municipality": "698",
    "language": "fi",
}


class InformantBody(Incoming):
    """The professional who told it, and how to reach them; sealed."""

    name: MaybeLine = None
    contact: MaybeLine = None


class EnteredBody(SubmissionBody):
    """A request that came by phone, in a chat, on a visit or from another professional."""

    model_config = ConfigDict(json_schema_extra={"example": EXAMPLE})

    channel: EntryChannel
    arrived_at: Annotated[
        AwareDatetime,
        Field(description="When it reached you: not to come, and at most seven days ago."),
    ]
    told_by: Annotated[
        InformantBody | None,
        Field(description="Where not the requester told it; `professional` wants the name."),
    ] = None


class EnteredAnswer(ReceiptAnswer):
    """What is handed to the requester, and where the request went. The receipt is shown this once.

    `submitted_at` is when it was entered.
    """

    arrived_at: datetime = Field(description="From then on the promise is counted.")
    late: bool = Field(description="The promised day was over when it was entered.")
    id: UUID | None = Field(description="Null where the request is not yours to see.")
    unit: str | None = Field(description="The unit that has it; null likewise.")
