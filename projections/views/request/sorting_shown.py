"""How did a worker sort a request, and what had its requester chosen?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from triage.actors import By
from triage.request.events import RequestEvent, Sorted
from triage.request.help_request import HelpRequest
from triage.request.words import Profile
from triage.text.personal import revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a request is about, in codes of the catalogue."""

    topics: tuple[str, ...]
    age_bands: tuple[str, ...]
    concerns: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SortingShown:
    """The last sorting: when, by whom, and what the requester had `told` beside.

    The sorted codes are those of the request's row and profile.
    """

    at: datetime
    by: By
    told: Choice


def sorting_shown(request: HelpRequest, recorded: Sequence[RequestEvent]) -> SortingShown | None:
    """The last sorting; None where nobody has sorted it."""
    sortings = [event for event in recorded if isinstance(event, Sorted)]
    if not sortings:
        return None
    profile = revealed(request.told_profile) or Profile()
    told = Choice(
        topics=request.told_topics, age_bands=profile.age_bands, concerns=profile.concerns
    )
    return SortingShown(at=sortings[-1].timestamp, by=sortings[-1].by, told=told)


class Then(NamedTuple):
    """Topics and profile as they were; the profile is None where it does not open."""

    topics: tuple[str, ...]
    profile: Profile | None

    @property
    def is_about_others(self) -> bool:
        """Whether it was about another's child or family (or that is no longer known)."""
        return self.profile is None or self.profile.concerns_others


def sorted_by_then(request: HelpRequest, events: Sequence[RequestEvent]) -> Then:
    """As it was sorted in these events, the first ones of the request."""
    sortings = [event for event in events if isinstance(event, Sorted)]
    told = revealed(request.told_profile)
    if not sortings:
        return Then(request.told_topics, told)
    profile = revealed(sortings[-1].profile)
    if told is None or profile is None:
        return Then(sortings[-1].topics, None)
    whole = replace(told, age_bands=profile.age_bands, concerns=profile.concerns)
    return Then(sortings[-1].topics, whole)
