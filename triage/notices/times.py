"""From when on may somebody be told, and when is a notice no news any more?"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from triage.catalogue import Catalogue
from triage.notices.telling import Kind, Recipient

# A notice that could not be sent for so long is no news any more. Requesters are written to in
# opening hours only: for them one whole day of those counts.
STAFF_PATIENCE: Final = timedelta(hours=24)
OPEN_PATIENCE: Final = timedelta(hours=8)
# A test alarm that leaves later proves nothing of the morning, and wakes people at night.
TEST_PATIENCE: Final = timedelta(hours=2)


def first_moment(recipient: str, moment: datetime, catalogue: Catalogue) -> datetime:
    """The first moment from `moment` on at which the recipient may be told.

    Staff at any hour. A requester's phone stays quiet outside opening hours, and e-mail rings on
    phones too.
    """
    if recipient != Recipient.REQUESTER:
        return moment
    return catalogue.opening.next_opening_at(moment, catalogue.calendar)


def given_up_at(
    recipient: str, made_at: datetime, catalogue: Catalogue, *, kind: str | None = None
) -> datetime:
    """From which moment on a notice made at `made_at` is not tried any more."""
    if kind == Kind.TEST_ALARM:
        return made_at + TEST_PATIENCE
    if recipient != Recipient.REQUESTER:
        return made_at + STAFF_PATIENCE
    return catalogue.opening.add_open_time(made_at, OPEN_PATIENCE, catalogue.calendar)
