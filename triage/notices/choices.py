"""When may a member of staff be told of what, by which way? As they chose it themselves.

What comes at another hour is held back and arrives at the next allowed moment: nothing is lost.
Alerts wait for nobody's quiet hours: whoever is on duty chooses by which way, not when.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from triage.actors import Role
from triage.catalogue import Catalogue
from triage.notices.kinds import ALERTS, Carrier, Kind
from triage.time.calendar import HELSINKI, local_day, moment_at

# What a person may be told of, by role.
OF_WORK: Final = (Kind.ASSIGNMENT, Kind.EMERGENCY, Kind.NEW_MESSAGE, Kind.OFFER, Kind.REMINDER)
KINDS_OF_ROLE: Final = {
    # What is new in the queue is told to who is on duty there.
    Role.WORKER: (*OF_WORK, Kind.NEW_IN_QUEUE),
    Role.COORDINATOR: (*OF_WORK, Kind.NEW_IN_QUEUE),
    Role.DUTY: (Kind.DUTY_ALERT,),
    Role.SUPERVISOR: (Kind.PROMISE_MISSED,),
}
# These are never gathered: a digest would come hours too late.
NEVER_GATHERED: Final = frozenset({Kind.EMERGENCY})
# An alert to who is on duty waits for nothing, and is repeated as it was first wanted.
CHOSEN_AS: Final = {Kind.ALERT_REPEATED: Kind.DUTY_ALERT}
# Quiet hours and opening hours that take turns like this have no common moment.
TURNS_AT_MOST: Final = 21
ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeChoices:
    """What somebody wants to be told, and when. The times are Helsinki's.

    `digest_times`: told at these times only, one notice for all that came; empty: at once.
    Quiet hours may go over midnight.
    """

    email_kinds: frozenset[Kind] = frozenset()
    sms_kinds: frozenset[Kind] = frozenset()
    digest_times: tuple[time, ...] = ()
    quiet_from: time | None = None
    quiet_until: time | None = None
    opening_hours_only: bool = False

    def carriers(self, kind: str) -> Iterator[Carrier]:
        """By what this kind is wanted."""
        wanted = CHOSEN_AS.get(Kind(kind), kind)
        if wanted in self.email_kinds:
            yield Carrier.EMAIL
        if wanted in self.sms_kinds:
            yield Carrier.SMS

    def first_moment(
        self, kind: str, made_at: datetime, now: datetime, catalogue: Catalogue
    ) -> datetime:
        """The first moment from `now` on at which what was made at `made_at` may be told.

        Where quiet hours leave no opening hour, opening hours count.
        """
        if kind in ALERTS:
            return now
        gathered_at = made_at if kind in NEVER_GATHERED else self._next_digest(made_at)
        moment = first = max(now, gathered_at)
        for _ in range(TURNS_AT_MOST):
            later = self._opened(self._after_quiet(moment), catalogue)
            if later == moment:
                return moment
            moment = later
        return self._opened(first, catalogue)

    def _next_digest(self, moment: datetime) -> datetime:
        return _next_at(self.digest_times, moment) if self.digest_times else moment

    def _after_quiet(self, moment: datetime) -> datetime:
        begins, ends = self.quiet_from, self.quiet_until
        if begins is None or ends is None:
            return moment
        clock = moment.astimezone(HELSINKI).time()
        within = begins <= clock < ends if begins < ends else clock >= begins or clock < ends
        return _next_at((ends,), moment) if within else moment

    def _opened(self, moment: datetime, catalogue: Catalogue) -> datetime:
        if not self.opening_hours_only:
            return moment
        return catalogue.opening.next_opening_at(moment, catalogue.calendar)


def _next_at(clocks: Collection[time], moment: datetime) -> datetime:
    """The first moment from this one on at which a Helsinki clock shows one of these."""
    day = local_day(moment)
    found = (moment_at(each, clock) for each in (day, day + ONE_DAY) for clock in clocks)
    return min(each for each in found if each >= moment)
