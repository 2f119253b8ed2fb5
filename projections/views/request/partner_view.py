"""What is a partner not told, that was handed the dialogue and not the county's own records?

No protection notice, no typed reason, no outcome of a closing (which may tell of a notice), and no
note or call from before the partner accepted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from triage.request.events import Closed, RequestEvent, Submitted, TransferAccepted
from triage.request.need_to_know import is_own_record


def for_partner(recorded: Sequence[RequestEvent], units: frozenset[str]) -> list[RequestEvent]:
    """The stream without the county's own records; what the partner's `units` did is whole."""
    accepted = [e.originator_version for e in recorded if isinstance(e, TransferAccepted)]
    since = accepted[-1] if accepted else 0
    shown: dict[int, RequestEvent] = {}
    for event in recorded:
        own = event.by.unit in units
        if event.kept_with is not None:
            seen = event.kept_with in shown
        else:
            seen = own or not is_own_record(event.OWN_RECORD, event.originator_version, since)
        if seen:
            shown[event.originator_version] = event if own else _bare(event)
    return list(shown.values())


def _bare(event: Any) -> RequestEvent:
    """The event without typed reasons.

    A closing also without its outcome, which may tell one; what staff entered without who told it.
    """
    told = {name: None for name in ("because",) if hasattr(event, name)}
    if isinstance(event, Closed):
        told["outcome"] = None
    if isinstance(event, Submitted):
        told["told_by"] = None
    bare: RequestEvent = replace(event, **told)
    return bare
