"""What may be refused to somebody who links two requests?"""

from __future__ import annotations

from typing import Literal, TypeAlias

from triage.errors.requests import TriageError

WhyNotMerged: TypeAlias = Literal[
    "in-other-hands", "more-urgent", "read-by-others", "contact-differs", "kept-from"
]


class LinkNotFit(TriageError):
    """No such other request that is yours to know of; or it is linked already, or not this one."""

    code = "link-not-fit"


class NotLinked(TriageError):
    """The request is linked with no other."""

    code = "not-linked"


class MergeStands(TriageError):
    """One of the two is worked on in the other: it must be taken up again first."""

    code = "merge-stands"


class MergeNotFit(TriageError):
    """The two are not surely one person's, or one of them must go on by itself; `why` says which.

    - `in-other-hands`: a partner, another unit or a statutory clock is about one of them
    - `more-urgent`: this one is more urgent than the other; merge the other one into this
    - `read-by-others`: somebody else may read what one of the receipts opens
    - `contact-differs`: they tell no number or address in common, or different askers
    - `kept-from`: somebody who may not have this one may have the other, or its requester named
      somebody to avoid and nobody has said who that is
    """

    code = "merge-not-fit"


class DuplicateChanged(TriageError):
    """What was merged into this request has moved on from what the person saw; `reference`."""

    code = "duplicate-changed"


class DuplicateNotFit(TriageError):
    """No request that is merged into this one can be sent the same; or none that is yours to."""

    code = "duplicate-not-fit"
