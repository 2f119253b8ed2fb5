"""How are all automatic messages to a requester stopped in one act, as after a death?"""

from __future__ import annotations

from dataclasses import dataclass

from triage.errors.contact import AlreadySilent, NotSilent
from triage.errors.requests import RequestErased
from triage.request.commands.command import Command, Situation
from triage.request.events import Silenced, SilenceEnded
from triage.request.help_request import HelpRequest
from triage.text.personal import Personal


@dataclass(frozen=True, kw_only=True)
class SilenceRequest(Command, permission="request:contact"):
    """Let nothing go to the requester by itself any more: no notice, reminder or question.

    Possible in every state until erasure. What waits to be sent is dropped. The promise goes on,
    and what staff write stands in the dialogue.

    Raises:
        AlreadySilent
        RequestErased
    """

    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        if request.silent:
            raise AlreadySilent()
        here.record(request, Silenced, because=self.because)


@dataclass(frozen=True, kw_only=True)
class EndSilence(Command, permission="request:contact"):
    """Let notices go to the requester again, of what comes from now on.

    Raises:
        NotSilent
        RequestErased
    """

    because: Personal[str]

    def decide(self, request: HelpRequest, here: Situation) -> None:
        if request.erased_at:
            raise RequestErased()
        if not request.silent:
            raise NotSilent()
        here.record(request, SilenceEnded, because=self.because)
