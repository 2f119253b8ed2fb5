"""How are a look, an answer and an outcome sent at once? The card of that verb."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticKnownError

from api.v1.field_types import MaybeReason
from api.v1.verbs.card import Place, Verb
from api.v1.verbs.dialogue import REPLY, ReplyBody
from api.v1.verbs.fitting import reads_and_goes_on
from api.v1.verbs.handling import ChoiceBody
from triage.codes import Outcome, RetentionClass, Urgency
from triage.request.commands.responding import RespondToRequest
from triage.request.events import Replied
from triage.text.personal import Personal


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
    duplicates_too: Annotated[
        bool,
        Field(description="Send the same by the receipts of what was merged into this request."),
    ] = False

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
