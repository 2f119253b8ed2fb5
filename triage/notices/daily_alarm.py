"""When does the duty's test alarm leave, and along which ways? Once a day it proves the line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from triage.catalogue import Catalogue
from triage.notices.telling import Recipient
from triage.notices.ways import Way, ways_to_staff
from triage.time.calendar import local_day, moment_at

# It is about no request. Its day stands where the others have the number of an event.
NO_REQUEST: Final = UUID(int=0)
# So long a healthy line may take. Later somebody should look.
LEAVES_WITHIN: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTest:
    """The latest test alarm whose moment has come; `day` is the local one."""

    day: date
    due_at: datetime

    def leaves_at(self, now: datetime) -> bool:
        """Whether it may still be sent: on its own day only, however late a worker comes."""
        return local_day(now) == self.day

    def is_late(self, now: datetime) -> bool:
        return now >= self.due_at + LEAVES_WITHIN


def due_test(catalogue: Catalogue, now: datetime) -> DueTest | None:
    """The test alarm that should have left by `now`; None where the catalogue wants none."""
    clock = catalogue.duty_line.test_at_local
    if clock is None or not catalogue.duty_configured:
        return None
    day = local_day(now)
    if moment_at(day, clock) > now:
        day -= timedelta(days=1)
    return DueTest(day=day, due_at=moment_at(day, clock))


def ways_tested(catalogue: Catalogue) -> Iterator[tuple[Recipient, Way]]:
    """Every way along which an alert may reach the duty: of its unit, and its second line."""
    for recipient in (Recipient.DUTY, Recipient.DUTY_SECOND):
        for way in ways_to_staff(recipient, catalogue.duty_unit, catalogue):
            yield recipient, way
