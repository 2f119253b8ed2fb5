"""Which questions may stand in an address? The parameters of the queue and of response times."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from api.errors.refusals import BadInput, FieldError
from api.v1.field_types import LowerCode, Spoken, UpperCode, Username
from projections.door.audit.audits import ResponseTimes
from projections.door.questions import Taken
from projections.figures.response_groups import Grouping
from projections.views.queue.waiting import DueFilter, Filters
from triage.codes import State
from triage.text.personal import Personal

# Far enough on both sides of anything stored; beyond, arithmetic with days runs over.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
FIRST_MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
LAST_MOMENT = datetime(2199, 12, 31, tzinfo=UTC)

Day = Annotated[date, Field(ge=FIRST_DAY, le=LAST_DAY)]
Moment = Annotated[AwareDatetime, Field(ge=FIRST_MOMENT, le=LAST_MOMENT)]
Place = Annotated[str, Field(pattern=r"^[A-Za-z0-9_=-]*$", max_length=2_000)]


class Query(BaseModel):
    """Parameters of a question; a misspelt one would else ask for everything."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)


class QueueQuery(Query):
    """What of the queue is asked for; without anything, all that goes on."""

    state: Annotated[
        State | None,
        Field(description="Only these; `closed` and `withdrawn` are in the queue no other way."),
    ] = None
    unit: Annotated[
        LowerCode | None, Field(description="Only what this unit has, by its code.")
    ] = None
    claimed_by: Annotated[
        Username | None, Field(description="Only what this user has claimed.")
    ] = None
    topic: Annotated[
        UpperCode | None, Field(description="Only what is about this topic, by its code.")
    ] = None
    due: Annotated[
        DueFilter | None,
        Field(
            description="Only what waits: for anything (`any`: an answer, a look, a receiver, "
            "somebody to take it), or for an answer that is promised for `today` or before, for "
            "this `week` (to Sunday) or before, or `overdue`."
        ),
    ] = None
    new_since: Annotated[
        Moment | None, Field(description="Only what arrived after this moment.")
    ] = None
    back_since: Annotated[
        Moment | None,
        Field(
            description="Only what was there before this moment and came back after it: an offer "
            "that was refused or ran out, a request taken up again, a requester who wrote on."
        ),
    ] = None
    limit: Annotated[int, Field(ge=1, le=200, description="How many rows a page has.")] = 50
    after: Annotated[
        Place | None, Field(description="`next` of the page before; without it the first page.")
    ] = None

    def filters(self) -> Filters:
        return Filters(**dict(self))


class SearchQuery(Query):
    """What is looked for; it is as personal as what it finds."""

    q: Annotated[
        Annotated[Personal[str], Spoken(100)],
        Field(description="A reference, a name, a number, or words; parts of them do."),
    ]
    limit: Annotated[int, Field(ge=1, le=50, description="How many requests are told.")] = 20


class ResponseTimesQuery(Query):
    """Which days of arrival (both included), broken down by what, as it stood when."""

    from_on: Annotated[
        Day | None, Field(alias="from", description="The first day of arrival that counts.")
    ] = None
    to_on: Annotated[
        Day | None, Field(alias="to", description="The last day of arrival that counts.")
    ] = None
    by: Annotated[Grouping, Field(description="What one row is the figures of.")] = Grouping.UNIT
    as_of: Annotated[
        Moment | None,
        Field(description="The moment whose state is told, with its offset; without it now."),
    ] = None

    def question(self, taken: Taken | None = None) -> ResponseTimes:
        """What the reading room is asked. Raises BadInput where the days run backwards."""
        if self.from_on and self.to_on and self.from_on > self.to_on:
            raise BadInput((FieldError("from", "reversed"),))
        return ResponseTimes(
            grouping=self.by, from_on=self.from_on, to_on=self.to_on, as_of=self.as_of, taken=taken
        )
