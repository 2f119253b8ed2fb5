"""How does what staff entered become a request, stored once? For the API and the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from fastapi import Request

from api.errors.refusals import BadInput, FieldError
from api.http.access import parts_of
from api.v1.entered.bodies import EnteredBody, InformantBody
from api.v1.requester.submitting import checked, compared, submission_of
from projections.door.requests.request_page import RequestPage, RequestShown
from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.codes import EntryChannel
from triage.errors.requests import RequestUnknown
from triage.intake import Submission
from triage.permission import require
from triage.request.commands.submitting import require_may_enter
from triage.request.entry import Entry
from triage.request.words import Informant
from triage.store.records.submissions import Receipt
from triage.text.personal import Personal, revealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An entered request: its receipt, and its row where whoever entered it may see that."""

    receipt: Receipt
    row: RequestShown | None

    @property
    def is_late(self) -> bool:
        """Whether the promised day was over when it was entered."""
        return self.receipt.promise.breach_at <= self.receipt.submitted_at


async def entered(
    request: Request, actor: Actor, body: EnteredBody, key: Personal[str] | None
) -> Stored:
    """Store it once under its key, and look where it went.

    Raises:
        NotAllowed, BadInput, KeyReused, KeyExpired, ReceiptChanged, ArrivalNotFit, Overloaded
    """
    require(actor, "request:enter")
    submission = await checked(request, lambda known: _submission(body, known, actor, key))
    receipt = await parts_of(request).triage.submit(submission, actor)
    return Stored(receipt=receipt, row=await _row(request, actor, receipt))


def _submission(
    body: EnteredBody, catalogue: Catalogue, actor: Actor, key: Personal[str] | None
) -> Submission:
    require_may_enter(actor, catalogue)
    if missing := tuple(_missing(body)):
        raise BadInput(missing)
    entry = Entry(
        channel=body.channel, arrived_at=body.arrived_at, told_by=_informant(body.told_by)
    )
    # Nobody else gets a receipt by a key that they have seen.
    compared_with = compared(body) + (actor.username or "").encode()
    return replace(submission_of(body, catalogue, key=key), body=compared_with, entry=entry)


def _missing(body: EnteredBody) -> Iterator[FieldError]:
    named = body.told_by is not None and body.told_by.name is not None
    if body.channel is EntryChannel.PROFESSIONAL and not named:
        yield FieldError("told_by.name", "required")


def _informant(body: InformantBody | None) -> Personal[Informant] | None:
    if body is None or (body.name, body.contact) == (None, None):
        return None
    return Personal(Informant(name=revealed(body.name), contact=revealed(body.contact)))


async def _row(request: Request, actor: Actor, receipt: Receipt) -> RequestShown | None:
    question = RequestPage(request_id=receipt.request_id, row_only=True)
    try:
        return await parts_of(request).reading_room.ask(question, actor)
    except RequestUnknown:
        return None
