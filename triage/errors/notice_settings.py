"""What may be refused to somebody who chooses how to be told?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class BadNoticeEmail(TriageError):
    """This is no e-mail address that can be sent to."""

    code = "bad-notice-email"


class BadNoticePhone(TriageError):
    """This is no number that an SMS can be sent to."""

    code = "bad-notice-phone"


class QuietHoursNotFit(TriageError):
    """Quiet hours have a beginning and an end, and they differ."""

    code = "quiet-hours-not-fit"


class DigestTimesNotFit(TriageError):
    """There are at most four times of a digest."""

    code = "digest-times-not-fit"
