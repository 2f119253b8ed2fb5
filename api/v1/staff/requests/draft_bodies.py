"""What is sent to keep a draft, and what is told of it?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import AwareDatetime, Field

from api.catalogue_answers import Outgoing
from api.v1.closed_sets import ReplyKindCode
from api.v1.field_types import Incoming, MaybeTongue, Words
from triage.codes import ReplyKind


class DraftBody(Incoming):
    """What somebody has begun to write. `seen_at` and `is_new` say which draft the caller knows."""

    text: Words
    reply_kind: Annotated[ReplyKind | None, Field(alias="kind")] = None
    language: Annotated[MaybeTongue, Field(description="A BCP 47 tag: of the text.")] = None
    seen_at: Annotated[
        AwareDatetime | None,
        Field(description="`saved_at` as it was last told; another one now: 409 `draft-changed`."),
    ] = None
    is_new: Annotated[
        bool, Field(description="That you know of no draft; one is there: 409 `draft-changed`.")
    ] = False


class DraftAnswer(Outgoing):
    """Your own draft on a request."""

    text: str
    kind: ReplyKindCode | None
    language: str | None
    saved_at: datetime
