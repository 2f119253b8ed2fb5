"""How does a body become what a requester wants changed? For API and pages."""

from __future__ import annotations

from fastapi import Request

from api.errors.refusals import BadInput
from api.http.access import catalogue_of, parts_of
from api.v1.bodies import ConsentsBody, DataRequestBody, OwnContactBody
from api.v1.requester.contacts import consents_errors, consents_of, contact_errors, contact_of
from triage.actors import Actor
from triage.request.commands.own.data_requests import MakeDataRequest
from triage.request.commands.own_wishes import ChangeConsents, ChangeContact
from triage.text.personal import Personal


async def contact_changed(request: Request, actor: Actor, body: OwnContactBody) -> None:
    """Change the contact. Raises BadInput naming every field."""
    if errors := tuple(contact_errors(body.reply_by, body, inside="")):
        raise BadInput(errors)
    assert actor.request_id is not None
    command = ChangeContact(
        request_id=actor.request_id, contact=Personal(contact_of(body)), reply_by=body.reply_by
    )
    await parts_of(request).triage.execute(command, actor)


async def consents_changed(request: Request, actor: Actor, body: ConsentsBody) -> None:
    """Change the consents. Raises BadInput naming an unknown partner."""
    catalogue = (await catalogue_of(request).lately()).catalogue
    if errors := tuple(consents_errors(body, catalogue, inside="")):
        raise BadInput(errors)
    assert actor.request_id is not None
    command = ChangeConsents(request_id=actor.request_id, consents=Personal(consents_of(body)))
    await parts_of(request).triage.execute(command, actor)


async def data_requested(request: Request, actor: Actor, body: DataRequestBody) -> None:
    """Ask about the own data."""
    assert actor.request_id is not None
    command = MakeDataRequest(request_id=actor.request_id, kind=body.kind, text=body.text)
    await parts_of(request).triage.execute(command, actor)
