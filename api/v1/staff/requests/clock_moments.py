"""How are the moments described in the API that lie before what tells of them?"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

BreachedAt = Annotated[
    datetime | None, Field(description="When the promise really ran out, of one that was missed.")
]
DueAt = Annotated[
    datetime | None,
    Field(description="When a reminder, an escalation or a late look really fell due."),
]
NoticedAt = Annotated[
    datetime | None, Field(description="When the clock noticed it; late where it stood still.")
]
RetractedAt = Annotated[
    datetime | None,
    Field(description="When it was retracted: a wrong clock had made it too early."),
]
ArrivedAt = Annotated[
    datetime | None, Field(description="When it reached us, of a request that staff entered later.")
]
