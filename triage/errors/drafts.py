"""What may be refused to somebody who keeps a draft?"""

from __future__ import annotations

from triage.errors.requests import TriageError


class NoDraft(TriageError):
    """There is no draft of this actor's on this request; whether there is a request is not told."""

    code = "no-draft"


class DraftChanged(TriageError):
    """The draft is another one than the page knew: it was saved, sent or discarded elsewhere."""

    code = "draft-changed"


class DraftTooSoon(TriageError):
    """A draft of this actor's was saved within the last second: nothing was saved, try again."""

    code = "draft-too-soon"
