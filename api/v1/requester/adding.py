"""How does what was told after sending become part of a request? For API and pages."""

from __future__ import annotations

from contextlib import suppress
from hashlib import sha256

from fastapi import Request

from api.errors.refusals import BadInput, FieldError
from api.http.access import parts_of
from api.v1.bodies import DetailsBody
from api.v1.requester.contacts import contact_errors
from api.v1.requester.submitting import (
    checked,
    compared,
    profile_of,
    unknown_codes,
    words_of,
)
from triage.actors import Actor
from triage.catalogue import Catalogue
from triage.errors.requests import DetailsRefused, TriageError
from triage.request.commands.own.details import AddDetails, KeepRefusedWords
from triage.request.details import Details
from triage.text.personal import Personal


async def add_details(
    request: Request, body: DetailsBody, actor: Actor, key: Personal[str] | None = None
) -> None:
    """Add what was not told yet; the same again under the same key changes nothing.

    Words that show danger are kept as a message also where they are refused.

    Raises:
        BadInput: naming every field that is unknown, unusable, missing, or was told before.
        TriageError: as `AddDetails` says.
    """
    assert actor.request_id is not None
    details = await checked(request, lambda known: details_of(body, known))
    sent_as = None if key is None else _sent_as(key, body)
    command = AddDetails(request_id=actor.request_id, details=details, sent_as=sent_as)
    try:
        await parts_of(request).triage.execute(command, actor)
    except DetailsRefused as refusal:
        # The person mends the field or goes away: danger in its words is looked at either way.
        kept = KeepRefusedWords(request_id=actor.request_id, details=details)
        with suppress(TriageError):
            await parts_of(request).triage.execute(kept, actor)
        raise BadInput(_named(refusal)) from None


def details_of(body: DetailsBody, catalogue: Catalogue) -> Details:
    """The details that a body tells.

    Raises:
        BadInput: naming every field whose code is unknown or that can never be used.
    """
    # Whether a wished way is known depends on what was told before as well.
    errors = (*unknown_codes(body, catalogue), *contact_errors(None, body.contact))
    if errors:
        raise BadInput(errors)
    topics = tuple(dict.fromkeys(body.topics))
    return Details(topics=topics, profile=profile_of(body), plea=words_of(body))


def _sent_as(key: Personal[str], body: DetailsBody) -> Personal[str]:
    """What this very sending is known by: nobody makes it who knows the body without the key."""
    return Personal(sha256(key.reveal().encode() + compared(body)).hexdigest())


def _named(refusal: DetailsRefused) -> tuple[FieldError, ...]:
    return tuple(FieldError(name, code) for name, code in refusal.fields.items())
