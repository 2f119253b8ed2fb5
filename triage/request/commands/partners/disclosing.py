"""May somebody else have what stands in a request? Whoever reads it decides, by a statute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.codes import GuardianMayKnow
from triage.errors.partners import DisclosureBarred, MaturityUnweighed
from triage.errors.requests import RequestErased
from triage.request.commands.command import Command, Situation
from triage.request.disclosed import DisclosedPart, OutsideAsker
from triage.request.events import DisclosureDecided
from triage.request.help_request import HelpRequest
from triage.request.words import RequestWords
from triage.text.personal import Personal, revealed


@dataclass(frozen=True, kw_only=True)
class DecideDisclosure(Command, permission="request:disclose"):
    """Record what was handed out to somebody else who asked, or why it was refused.

    Nobody gets in by being a guardian: a demand is weighed by whether the young person understands
    the matter and forbids it, and by danger (Act 812/2000, section 11; Act 703/2023). How a child
    can be reached is handed to no guardian. Possible in every state but erased.

    Raises:
        RequestErased: there is nothing left.
        MaturityUnweighed: of a guardian's demand something is not said.
        DisclosureBarred: it would be against the young person's ban, or dangerous.
    """

    asker: OutsideAsker
    statute: Personal[str]
    parts: Sequence[DisclosedPart]
    refused_because: Personal[str] | None = None
    recipient: Personal[str] | None = None
    understands: bool | None = None
    forbids: bool | None = None
    danger: bool | None = None
    weighed: Personal[str] | None = None

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        if self.asker is OutsideAsker.GUARDIAN:
            self._require_weighed(revealed(request.plea) or RequestWords())
        here.record(
            request,
            DisclosureDecided,
            number=request.disclosures + 1,
            asker=self.asker,
            parts=tuple(each for each in DisclosedPart if each in self.parts),
            refused=self.refused_because is not None,
            statute=self.statute,
            recipient=self.recipient,
            refused_because=self.refused_because,
            weighed=self.weighed,
        )

    def _require_weighed(self, plea: RequestWords) -> None:
        said = (self.understands, self.forbids, self.danger)
        if None in said or self.weighed is None:
            raise MaturityUnweighed()
        if self.refused_because is not None:
            return
        forbids = self.forbids or plea.guardian_may_know == GuardianMayKnow.NO
        if self.danger or (self.understands and forbids) or DisclosedPart.CONTACT in self.parts:
            raise DisclosureBarred()
