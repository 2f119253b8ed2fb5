"""What is told of the requests that a search finds?"""

from __future__ import annotations

from dataclasses import fields
from typing import Annotated

from api.catalogue_answers import Outgoing
from api.v1.closed_sets import listed
from api.v1.staff.requests.staff_answers import RowAnswer
from projections.door.requests.search import Found
from projections.views.queue.row import QueueRow
from projections.views.request.found_in import FoundIn

FoundInCode = Annotated[str, listed(FoundIn)]


class HitAnswer(RowAnswer):
    """A request that was found. `found_in` names the places, without the words that stand there.

    `told` is what the requester said beside the message: safe times, who must not know, who else
    helps, whom to avoid.
    """

    found_in: list[FoundInCode]


class FoundAnswer(Outgoing):
    """What was found, in how many requests it was looked for, and whether there may be more."""

    items: list[HitAnswer]
    searched: int
    more: bool


def found_answer(found: Found) -> FoundAnswer:
    """The answer to a search."""
    items = [
        HitAnswer.model_validate(
            {each.name: getattr(hit.row, each.name) for each in fields(QueueRow)}
            | {"found_in": list(hit.found_in)}
        )
        for hit in found.items
    ]
    return FoundAnswer(items=items, searched=found.searched, more=found.more)
