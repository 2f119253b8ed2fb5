"""Who told the authorities of a child, who did not and why, and may the requester know of it?

The duty to notify (Act 417/2007 section 25) rests on whoever learned of the danger: nobody can hand
it on, and a colleague's notice does not discharge anybody who took no part in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from triage.codes import NoNotice
from triage.errors.partners import ColleagueNotFit, NotNamedInNotice
from triage.errors.requests import NotAllowed, NothingWithheld
from triage.request.commands.command import Command, Situation
from triage.request.events import (
    ProtectionNoticeConfirmed,
    ProtectionNoticeDeclined,
    ProtectionNoticeMade,
    ReleasedToRequester,
)
from triage.request.help_request import HelpRequest
from triage.request.need_to_know import Standing, require_content, works_for_partner
from triage.text.personal import Personal


class OnesOwnDuty(Command, permission="request:protect"):
    """What whoever learned of it does about the own duty; a summary for advice is enough to learn.

    Possible in every state: the duty to notify does not end with the request.
    """

    def admit(self, ground: Standing) -> None:
        if ground is not Standing.CONSULTED:
            require_content(ground)


@dataclass(frozen=True, kw_only=True)
class RecordProtectionNotice(OnesOwnDuty):
    """Record that a child-protection notice was made: to whom, why, whether the family knows.

    Possible in every state: the duty to notify does not end with the request. `together_with`
    are colleagues who made it too; each confirms that, and until then it is not theirs.

    Raises:
        ColleagueNotFit: one of them takes no requests, or is the actor.
    """

    to: Personal[str]
    because: Personal[str]
    family_told: bool
    together_with: Sequence[str] = ()

    def decide(self, request: HelpRequest, here: Situation) -> None:
        named = tuple(dict.fromkeys(self.together_with))
        # Who stepped aside may be named and sees nothing of it: a refusal would tell that they did.
        for username in named:
            if username == here.username or here.find_colleague(username) is None:
                raise ColleagueNotFit()
        here.record(
            request,
            ProtectionNoticeMade,
            to=self.to,
            because=self.because,
            family_told=self.family_told,
            together_with=named,
        )


@dataclass(frozen=True, kw_only=True)
class ConfirmNotice(OnesOwnDuty):
    """Confirm that one made a notice together with whoever recorded it.

    Raises:
        NotNamedInNotice: no notice names the actor, or all that do are confirmed.
    """

    def decide(self, request: HelpRequest, here: Situation) -> None:
        waiting = request.notices_to_confirm(here.username)
        if not waiting:
            raise NotNamedInNotice()
        for number in waiting:
            here.record(request, ProtectionNoticeConfirmed, notice=number)


@dataclass(frozen=True, kw_only=True)
class DeclineNotice(OnesOwnDuty):
    """Record that one makes no child-protection notice, on which ground, and why.

    It speaks for the actor alone, and may be recorded anew.
    """

    ground: NoNotice
    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        here.record(
            request, ProtectionNoticeDeclined, ground=str(self.ground), because=self.because
        )


@dataclass(frozen=True, kw_only=True)
class ReleaseToRequester(Command, permission="request:protect"):
    """Let the requester see again what a protection notice withheld: for the county to decide.

    Raises:
        NotAllowed: a partner is not even told whether anything is withheld.
        NothingWithheld
    """

    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if works_for_partner(here.actor, here.catalogue):
            raise NotAllowed(role=str(here.actor.role), permission=self.permission)
        if request.withheld_from is None:
            raise NothingWithheld()
        here.record(request, ReleasedToRequester, because=self.because)
