"""How are requests of one heap closed together, and how is that taken back?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from triage.catalogue import Catalogue
from triage.codes import Outcome, RetentionClass, State
from triage.errors.requests import NotAlike, NothingToTakeBack, RequestErased, TooLateToTakeBack
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.events import Closed, Reopened
from triage.request.help_request import HelpRequest
from triage.request.words import Profile
from triage.text.personal import Personal, revealed

TAKEN_BACK_FOR = timedelta(days=30)
UNTOUCHED = frozenset({State.NEW, State.LOOKED_AT})
OF_AGE_YEARS = 18


def opened_one_by_one(profile: Profile, catalogue: Catalogue) -> bool:
    """Whether it is from or about the young: what they write is never closed unread."""
    bands = (catalogue.age_bands.get(code) for code in profile.age_bands)
    years = (band.until_years for band in bands if band is not None)
    return profile.by_the_young or any(each is not None and each < OF_AGE_YEARS for each in years)


def closes_together(request: HelpRequest) -> bool:
    """Whether it may be closed together with others that say the same: nobody has begun on it.

    Never where danger or an unread language waits for a human, or a human called it urgent; nor
    where the requester went on, or it had been closed before.
    """
    heaped = request.heaped
    if heaped is None or heaped.words_mac is None:
        return False
    if request.pressing or request.awaits_danger_look or request.awaits_language_look:
        return False
    if request.claimed_by or request.withdrawn_at or request.sorted_at:
        return False
    went_on = request.messages_received or request.own_changes or request.details_added_at
    wants_more = request.data_requests or request.receipts_replaced
    is_someones = request.contact_compromised_at or request.writer_unconfirmed
    was_ended = request.retention_class or len(request.promises) > 1
    begun_on = request.newest_reply or went_on or wants_more or is_someones or was_ended
    return request.state in UNTOUCHED and not begun_on


@dataclass(frozen=True, kw_only=True)
class CloseTogether(Command, permission="heap:close"):
    """Close a request of a heap as spam, one of many that say the same.

    `words_mac` is what the coordinator's choice has in common, `together` the mass closing.

    Raises:
        NotAlike: it says something else, or may not be closed with others (`closes_together`,
            `opened_one_by_one`; nor one whose profile does not open).
    """

    heap: UUID
    words_mac: str
    together: UUID
    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        heaped = request.heaped
        if heaped is None or (heaped.heap, heaped.words_mac) != (self.heap, self.words_mac):
            raise NotAlike()
        profile = revealed(request.profile)
        if profile is None or opened_one_by_one(profile, here.catalogue):
            raise NotAlike()
        if not closes_together(request):
            raise NotAlike()
        here.record(
            request,
            Closed,
            outcome=str(Outcome.SPAM),
            retention_class=str(RetentionClass.ADVICE),
            together=self.together,
            because=self.because,
        )


@dataclass(frozen=True, kw_only=True)
class TakeBackClosing(Command, permission="heap:close"):
    """Let a request that was closed together with others go on as it was.

    Promise and look are those from before. What fell due meanwhile is late, and is recorded as
    such at its true moment: the requester gets no later day because of our mistake.

    Raises:
        RequestErased
        NothingToTakeBack: this mass closing does not hold it closed (any more).
        TooLateToTakeBack: it was closed more than 30 days ago.
    """

    together: UUID
    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        heaped, closed_at = request.heaped, request.closed_at
        if heaped is None or closed_at is None or heaped.closed_together != self.together:
            raise NothingToTakeBack()
        if here.now - closed_at > TAKEN_BACK_FOR:
            raise TooLateToTakeBack()
        here.record(
            request,
            Reopened,
            because=self.because,
            takes_back=self.together,
            look_by=heaped.look_before,
        )
