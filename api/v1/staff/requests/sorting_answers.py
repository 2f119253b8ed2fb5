"""Who did something, and how did a worker sort a request? As JSON."""

from __future__ import annotations

from datetime import datetime

from api.catalogue_answers import Outgoing
from api.v1.closed_sets import RoleCode


class ByAnswer(Outgoing):
    """Who did something; for staff the user name and the unit acted for."""

    username: str | None = None
    role: RoleCode
    unit: str | None = None


class ChoiceAnswer(Outgoing):
    """What a request is about, in codes."""

    topics: list[str]
    age_bands: list[str]
    concerns: str | None


class SortingAnswer(Outgoing):
    """That a worker sorted the request; its codes are the sorted ones, `told` the requester's."""

    at: datetime
    by: ByAnswer
    told: ChoiceAnswer
