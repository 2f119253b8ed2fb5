"""What may be refused to somebody who links two requests?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class LinkNotFit(TriageError):
    """No such other request that is yours to know of; or it is linked already, or not this one."""

    code = "link-not-fit"


class NotLinked(TriageError):
    """The request is linked with no other."""

    code = "not-linked"
