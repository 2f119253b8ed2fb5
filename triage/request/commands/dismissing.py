"""How does a human say that words which showed danger mean none?"""

from __future__ import annotations

from dataclasses import dataclass

from triage.codes import NoDanger
from triage.errors.signs import NoSuchSign
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.events import DangerDismissed
from triage.request.help_request import HelpRequest
from triage.text.personal import Personal


@dataclass(frozen=True, kw_only=True)
class DismissDanger(Command, permission="request:look"):
    """Say that what a rule saw is no danger, and why: the list of false alarms counts it.

    It lowers nothing and ends no look: only what a human says of the urgency does.

    Raises:
        NoSuchSign: no danger showed, or the catalogue has no such rule (any more).
    """

    why: NoDanger
    rule: str | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        is_known = self.rule is None or self.rule in here.catalogue.danger_patterns
        if not request.danger or not is_known:
            raise NoSuchSign()
        rule = None if self.rule is None else Personal(self.rule)
        here.record(request, DangerDismissed, why=self.why, rule=rule)
