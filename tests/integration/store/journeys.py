"""What can happen to requests? Journeys of commands, drawn at random and replayable by seed."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import UUID

from tests.integration.store.world import AINO, KERTTU, OLLI, TestedService, a_submission
from triage.actors import ANYONE, SYSTEM, Actor, Role
from triage.codes import Channel, Outcome, ReplyKind, Urgency
from triage.door import Changed
from triage.errors.requests import TriageError
from triage.request.commands.clock.marking import EnforceClock
from triage.request.commands.command import Command
from triage.request.commands.dialogue import (
    AddNote,
    RecordContactAttempt,
    ReplyToRequester,
    WriteMessage,
)
from triage.request.commands.ending import CloseRequest, ReopenRequest, WithdrawRequest
from triage.request.commands.handling import (
    AssessUrgency,
    AssignRequest,
    ClaimRequest,
    OpenRequest,
    RecuseFromRequest,
    ReleaseRequest,
)
from triage.request.commands.own.details import AddDetails
from triage.request.commands.partners.protecting import RecordProtectionNotice
from triage.request.commands.retracting import RetractReply
from triage.request.commands.transfer import AcceptTransfer, OfferTransfer, RefuseTransfer
from triage.request.details import Details
from triage.request.words import Profile, RequestWords
from triage.text.personal import Personal

TOLD_LATER = Details(plea=RequestWords(avoid="Naapuri."))
# It takes the place away and, until somebody has claimed it, another unit.
PROTECTED = Details(
    profile=Profile(protected_address=True, concerns="other_child_or_family", interpreter="so")
)
SAID = Personal("Jotain sanottiin.")
Step = Callable[[UUID], tuple[Command, Actor]]


def _requester(request_id: UUID) -> Actor:
    return Actor(role=Role.REQUESTER, request_id=request_id)


STEPS: tuple[Step, ...] = (
    lambda r: (AssessUrgency(request_id=r, level=Urgency.URGENT, because=SAID), AINO),
    lambda r: (ClaimRequest(request_id=r), AINO),
    lambda r: (ClaimRequest(request_id=r), KERTTU),
    lambda r: (ReleaseRequest(request_id=r, because=SAID), AINO),
    lambda r: (AssignRequest(request_id=r, worker="aino"), KERTTU),
    lambda r: (OpenRequest(request_id=r, because=SAID), AINO),
    lambda r: (ReplyToRequester(request_id=r, text=SAID, reply_kind=ReplyKind.ANSWER), AINO),
    lambda r: (ReplyToRequester(request_id=r, text=SAID, reply_kind=ReplyKind.HOLDING), KERTTU),
    lambda r: (RetractReply(request_id=r, reply=1, because=SAID, personal_data=True), AINO),
    lambda r: (RecordContactAttempt(request_id=r, channel=Channel.PHONE, reached=False), AINO),
    lambda r: (AddNote(request_id=r, text=SAID), AINO),
    lambda r: (WriteMessage(request_id=r, text=SAID), _requester(r)),
    lambda r: (AddDetails(request_id=r, details=TOLD_LATER), _requester(r)),
    lambda r: (AddDetails(request_id=r, details=PROTECTED), _requester(r)),
    lambda r: (WithdrawRequest(request_id=r), _requester(r)),
    lambda r: (OfferTransfer(request_id=r, unit="neuvola", because=SAID), AINO),
    lambda r: (AcceptTransfer(request_id=r), OLLI),
    lambda r: (RefuseTransfer(request_id=r, because=SAID), OLLI),
    lambda r: (RecuseFromRequest(request_id=r, because=SAID), OLLI),
    lambda r: (RecordProtectionNotice(request_id=r, to=SAID, because=SAID, family_told=True), AINO),
    lambda r: (CloseRequest(request_id=r, outcome=Outcome.ADVICE), AINO),
    lambda r: (CloseRequest(request_id=r, outcome=Outcome.SPAM), KERTTU),
    lambda r: (ReopenRequest(request_id=r, because=SAID), AINO),
    lambda r: (EnforceClock(request_id=r), SYSTEM),
)


async def wander(
    service: TestedService,
    chance: random.Random,
    *,
    steps: int,
    after_each: Callable[[Changed], Awaitable[None]] | None = None,
) -> list[UUID]:
    """Submit and do what is allowed, at random; the requests. The clock moves on as it goes."""
    requests: list[UUID] = []
    for _ in range(steps):
        if not requests or chance.random() < 0.3:
            receipt = await service.parts.triage.submit(a_submission(), ANYONE)
            requests.append(receipt.request_id)
            done = Changed(request_id=receipt.request_id, version=2, kinds=("submitted", "routed"))
        else:
            command, actor = chance.choice(STEPS)(chance.choice(requests))
            try:
                done = await service.parts.triage.execute(command, actor)
            except TriageError:
                continue
        service.clock.wind(timedelta(minutes=chance.randrange(600)))
        if after_each:
            await after_each(done)
    return requests
