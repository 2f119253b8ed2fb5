"""Can the requester be reached as they say, and who do they agree to? For every body that asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from api.errors.refusals import FieldError
from api.v1.bodies import ConsentsBody, ContactBody
from triage.catalogue import Catalogue, Side
from triage.codes import ReplyBy
from triage.request.words import Consents, Contact
from triage.text.addresses import dialable, mailable
from triage.text.personal import Personal

# What a field of a contact must be made into, or it could never be used.
USABLE: Final[Mapping[str, Callable[[str | None], str | None]]] = {
    "phone": dialable,
    "email": mailable,
}
PARTNER_SIDES: Final = frozenset(side for side in Side if side is not Side.COUNTY)


def contact_errors(
    reply_by: ReplyBy | None, contact: ContactBody | None, *, inside: str = "contact."
) -> Iterator[FieldError]:
    """What is missing for the wished answer, and what is no number or address.

    Fields are named as the body has them: after `inside`.
    """
    contact = contact or ContactBody()
    if reply_by is ReplyBy.PHONE and contact.phone is None:
        yield FieldError(f"{inside}phone", "required")
    if reply_by is ReplyBy.EMAIL and contact.email is None:
        yield FieldError(f"{inside}email", "required")
    for name, usable in USABLE.items():
        typed: Personal[str] | None = getattr(contact, name)
        if typed is not None and usable(typed.reveal()) is None:
            yield FieldError(f"{inside}{name}", "malformed")


def contact_of(body: ContactBody) -> Contact:
    """The contact as it will be used: what a worker dials is what a notice goes to."""
    named = {name: getattr(body, name) for name in ContactBody.model_fields}
    told = {
        name: value.reveal() if isinstance(value, Personal) else value
        for name, value in named.items()
    }
    told |= {name: usable(told[name]) for name, usable in USABLE.items()}
    return Contact(**told)


def consents_errors(
    consents: ConsentsBody | None, catalogue: Catalogue, *, inside: str = "consents."
) -> Iterator[FieldError]:
    """A partner that is neither a side nor a unit."""
    partners = consents.partners if consents else []
    if not PARTNER_SIDES | catalogue.units.keys() >= set(partners):
        yield FieldError(f"{inside}partners", "unknown")


def consents_of(body: ConsentsBody | None) -> Consents:
    """What is agreed to; nothing where nothing was said."""
    if body is None:
        return Consents()
    return Consents(partners=tuple(dict.fromkeys(body.partners)), consult=body.consult)
