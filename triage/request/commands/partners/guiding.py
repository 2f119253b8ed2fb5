"""How is a family guided to help elsewhere? By an answer that names the service."""

from __future__ import annotations

from dataclasses import dataclass

from triage.codes import ReplyKind
from triage.errors.partners import UnknownGuide
from triage.request.commands.claiming import claim_where_free
from triage.request.commands.command import Command, Situation, require_going_on
from triage.request.commands.dialogue import answering
from triage.request.commands.writer import require_known_writer
from triage.request.events import Guided
from triage.request.help_request import HelpRequest
from triage.text.personal import Personal


@dataclass(frozen=True, kw_only=True)
class GuideRequester(Command, permission="request:reply"):
    """Tell the requester of a service of others; it is an answer, and keeps the promise.

    Guiding from an unclaimed request claims it too. `writer_confirmed` as in a reply.

    Raises:
        UnknownGuide
        WriterUnconfirmed: an answer goes only to somebody who is confirmed.
    """

    service: str
    text: Personal[str]
    writer_confirmed: bool = False

    def decide(self, request: HelpRequest, here: Situation) -> None:
        require_going_on(request)
        if self.service not in here.catalogue.guides:
            raise UnknownGuide(service=self.service)
        require_known_writer(request, here, confirmed=self.writer_confirmed)
        claim_where_free(request, here)
        here.record(
            request,
            Guided,
            reply_kind=ReplyKind.ANSWER,
            text=self.text,
            service=self.service,
            catalogue_version=here.catalogue.version,
            **answering(request, request.unanswered, here),
        )
