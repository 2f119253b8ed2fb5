"""What is told of the access log over the JSON API? Its questions and its rows."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from api.catalogue_answers import Outgoing
from api.errors.refusals import BadInput, FieldError
from api.v1.closed_sets import LogKindCode, PurposeCode, ReadOutcomeCode
from api.v1.field_types import LowerCode, Username
from api.v1.queries import Day, Query
from api.v1.staff.audit.audit_answers import TrailByAnswer
from projections.door.audit.log import AccessLog, OwnReads
from triage.evidence.access_log import ReadOutcome
from triage.evidence.reads.kinds import LogKind

LAST_POSITION = 2**53
After = Annotated[
    int | None,
    Field(
        ge=1, le=LAST_POSITION, description="`next` of the page before; without it the first page."
    ),
]
Rows = Annotated[int, Field(ge=1, le=200, description="How many rows a page has.")]


class LogQuery(Query):
    """Which rows of the access log are asked for; without anything the latest."""

    username: Annotated[
        Username | None, Field(description="Only what this member of staff did.")
    ] = None
    reference: Annotated[
        Username | None, Field(description="Only what is about the request with this reference.")
    ] = None
    from_on: Annotated[
        Day | None, Field(alias="from", description="The first day in Helsinki.")
    ] = None
    to_on: Annotated[Day | None, Field(alias="to", description="The last day in Helsinki.")] = None
    ground: Annotated[LowerCode | None, Field(description="Only on this ground.")] = None
    kind: Annotated[LogKind | None, Field(description="Only what was done in this way.")] = None
    outcome: Annotated[
        ReadOutcome | None, Field(description="Only what was let through, or refused.")
    ] = None
    after: After = None
    limit: Rows = 50

    def question(self) -> AccessLog:
        """What the reading room is asked. Raises BadInput where the days run backwards."""
        if self.from_on and self.to_on and self.from_on > self.to_on:
            raise BadInput((FieldError("from", "reversed"),))
        return AccessLog(**dict(self))


class OwnReadsQuery(Query):
    """Which page of the own reads is asked for."""

    after: After = None
    limit: Rows = 50

    def question(self) -> OwnReads:
        return OwnReads(**dict(self))


class LogRowAnswer(Outgoing):
    """One row of the access log; it never holds a word of what was read."""

    position: int = Field(description="Its place in the log.")
    at: datetime
    by: TrailByAnswer
    action: str = Field(description="What was done, as the log calls it.")
    kind: LogKindCode | None = Field(description="Of which kind that is.")
    ground: str = Field(description="On which ground; of a refused try why it was refused.")
    purpose: PurposeCode
    outcome: ReadOutcomeCode
    request_id: UUID | None
    reference: str | None
    version: int | None = Field(
        description="How many events the request had then: so far back and forth could be read."
    )
    searched: int | None = Field(description="How many requests a search went through.")
    concerning: str | None = Field(description="The colleague or account that it was about.")
    reason: str | None = Field(description="What was typed to open a request of others.")


class LogAnswer(Outgoing):
    """A page of the access log, newest first; pages behind `next` never change."""

    items: list[LogRowAnswer]
    next: int | None
    refused: int = Field(
        description="Rows of this page that are left out, because the service did not write them."
    )
