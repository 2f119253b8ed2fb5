"""How are a look, an answer and an outcome sent at once? The card of that verb."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

from api.v1.field_types import MaybeReason
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.dialogue import REPLY, ReplyBody
from api.v1.verbs.ending import ClockRunsOn
from api.v1.verbs.fitting import reads_and_goes_on
from api.v1.verbs.handling import ChoiceBody
from triage.codes import Outcome, RetentionClass, Urgency
from triage.request.commands.responding import RespondToRequest
from triage.request.events import Replied
from triage.text.personal import Personal

# As many as one person will ever have written.
MERGED_AT_MOST = 50
SeenDuplicate = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z0-9-]{1,32}:[0-9]{1,9}$"),
    Field(description="Reference and version.", examples=["K22Y-V8HP-3QWM:7"]),
]


class ResponseBody(ReplyBody, ChoiceBody):
    """A reply; `level` with `because` is the look before it, `outcome` closes after it.

    It may be sorted in the same act, and sent to the duplicates that were merged into it.
    """

    level: Urgency | None = None
    because: Annotated[
        MaybeReason,
        Field(description="Required where a level is given.", validate_default=True),
    ] = None
    outcome: Outcome | None = None
    retention_class: RetentionClass | None = None
    clock_runs_on: ClockRunsOn = False
    duplicates_too: Annotated[
        bool,
        Field(description="Send the same by the receipts of what was merged into this request."),
    ] = False
    duplicates_seen: list[SeenDuplicate] = Field(
        default_factory=list,
        max_length=MERGED_AT_MOST,
        description="Each of them as you saw it; one that has changed since is refused (412).",
    )

    @field_validator("because", mode="after")
    @classmethod
    def _comes_with_a_level(
        cls, because: Personal[str] | None, said: ValidationInfo
    ) -> Personal[str] | None:
        if because is None and said.data.get("level") is not None:
            raise PydanticKnownError("missing")
        return because


RESPONSE = Verb(
    name="response",
    summary="Look, answer and close at once",
    command=RespondToRequest,
    body=ResponseBody,
    fits=reads_and_goes_on,
    leaves=Replied,
    words_left=REPLY.words_left,
    place=Place.OWN,
    is_a_race=True,
)
