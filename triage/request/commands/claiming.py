"""Who has a request in hand that nobody had, once somebody acts on it? Whoever acts."""

from __future__ import annotations

from triage.request.commands.command import Situation
from triage.request.events import Claimed
from triage.request.help_request import HelpRequest


def claim_where_free(request: HelpRequest, here: Situation) -> None:
    """Let the actor have a request that is nobody's; what a colleague has stays theirs."""
    if request.claimed_by is None:
        here.record(request, Claimed, worker=here.username)
