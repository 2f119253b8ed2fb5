"""What did a human say of words that showed danger? That they mean none."""

from __future__ import annotations

from typing import ClassVar

from triage.codes import NoDanger
from triage.request.events.recorded import RequestEvent, declared
from triage.text.personal import Personal


@declared
class DangerDismissed(RequestEvent):
    """Somebody who read it said that what a rule saw is no danger. It lowers nothing.

    `rule` is the code of a pattern of the catalogue (`triage.catalogue.signs.seeing`), sealed,
    because whoever has the catalogue learns from it what stands in the message.
    """

    TOPIC: ClassVar[str] = "help-request.danger-dismissed"

    why: NoDanger
    rule: Personal[str] | None = None
