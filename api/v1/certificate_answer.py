"""What does a deadline certificate say? Every fact that its verdict follows from, as JSON."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from api.catalogue_answers import Outgoing

WhyCode = Literal["arrival", "working-day", "opened", "weekend", "holiday", "closed"]
VerdictCode = Literal["kept", "missed", "open"]


class CertificateDayAnswer(Outgoing):
    """A day of Helsinki, whether it counted, and why."""

    on: date
    counted: bool
    why: WhyCode


class PromisedDaysAnswer(Outgoing):
    """The working days that were promised, and when they ended; at `answer_by` it is too late."""

    target_working_days: int
    answer_working_days: int
    target_at: datetime
    answer_by: datetime


class CertificateAnswer(Outgoing):
    """How the promise of the first answer was kept, as it stood at `as_of`.

    `calendar` names the holiday table and the local exceptions that the days were counted by.
    """

    reference: str
    arrived_at: datetime
    calendar: str
    service: str
    promise: PromisedDaysAnswer
    days: list[CertificateDayAnswer]
    first_answer_at: datetime | None
    verdict: VerdictCode
    as_of: datetime
