"""How does the body of a submission become a request? Codes are known by then, contacts whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from api.errors.refusals import BadInput, FieldError
from api.v1.bodies import ContactBody, SubmissionBody
from triage.catalogue import Catalogue, Side
from triage.codes import ReplyBy
from triage.intake import Submission
from triage.request.words import Consents, Contact, Profile, RequestWords
from triage.text.addresses import dialable, mailable
from triage.text.personal import Personal, revealed

# Outside the county the place has no code in the catalogue; routing needs only that it is there.
ELSEWHERE: Final = "other"
ELSEWHERE_AS_SAID: Final = frozenset({"other", "muu"})
# What a field of a contact must be made into, or it could never be used.
USABLE: Final[Mapping[str, Callable[[str | None], str | None]]] = {
    "phone": dialable,
    "email": mailable,
}
PARTNER_SIDES: Final = frozenset(side for side in Side if side is not Side.COUNTY)


def submission_of(
    body: SubmissionBody, catalogue: Catalogue, *, key: Personal[str] | None
) -> Submission:
    """The submission that a body asks for.

    Raises:
        BadInput: naming every field whose code is unknown or that is missing.
    """
    errors = tuple(_errors(body, catalogue))
    if errors:
        raise BadInput(errors)
    return Submission(
        topics=tuple(dict.fromkeys(body.topics)),
        profile=_profile(body),
        plea=_plea(body),
        body=compared(body),
        idempotency_key=key,
        own_word=body.own_word,
    )


def compared(body: SubmissionBody) -> bytes:
    """What two submissions under one key must have in common, byte for byte."""
    return body.model_dump_json(exclude_defaults=True).encode()


def _errors(body: SubmissionBody, catalogue: Catalogue) -> Iterator[FieldError]:
    if body.message is None and not body.topics:
        yield FieldError("message", "required")
    if not catalogue.topics.keys() >= set(body.topics):
        yield FieldError("topics", "unknown")
    if not catalogue.age_bands.keys() >= set(body.age_bands):
        yield FieldError("age_bands", "unknown")
    if not (body.municipality is None or _is_place(body.municipality, catalogue)):
        yield FieldError("municipality", "unknown")
    partners = body.consents.partners if body.consents else []
    if not PARTNER_SIDES | catalogue.units.keys() >= set(partners):
        yield FieldError("consents.partners", "unknown")
    yield from _contact_errors(body.reply_by, body.contact or ContactBody())


def _is_place(code: str, catalogue: Catalogue) -> bool:
    return code in catalogue.municipalities or code in ELSEWHERE_AS_SAID


def _contact_errors(reply_by: ReplyBy | None, contact: ContactBody) -> Iterator[FieldError]:
    if reply_by is ReplyBy.PHONE and contact.phone is None:
        yield FieldError("contact.phone", "required")
    if reply_by is ReplyBy.EMAIL and contact.email is None:
        yield FieldError("contact.email", "required")
    for name, usable in USABLE.items():
        typed: Personal[str] | None = getattr(contact, name)
        if typed is not None and usable(typed.reveal()) is None:
            yield FieldError(f"contact.{name}", "malformed")


def _profile(body: SubmissionBody) -> Profile:
    place = ELSEWHERE if body.municipality in ELSEWHERE_AS_SAID else body.municipality
    return Profile(
        municipality=place,
        age_bands=tuple(dict.fromkeys(body.age_bands)),
        asker=body.asker,
        concerns=body.concerns,
        language=body.language,
        interpreter=body.interpreter,
        protected_address=body.protected_address,
        elsewhere=body.elsewhere,
    )


def _plea(body: SubmissionBody) -> RequestWords:
    consents = body.consents
    return RequestWords(
        message=revealed(body.message),
        contact=_contact(body.contact),
        reply_by=body.reply_by,
        guardian_may_know=body.guardian_may_know,
        family_agrees=body.family_agrees,
        has_worker=revealed(body.has_worker),
        avoid=revealed(body.avoid),
        consents=(
            Consents(partners=tuple(dict.fromkeys(consents.partners)), consult=consents.consult)
            if consents
            else Consents()
        ),
    )


def _contact(body: ContactBody | None) -> Contact | None:
    """The contact, where anything was told beside what may not be done; else there is none."""
    if body is None:
        return None
    told = {name: value.reveal() if isinstance(value, Personal) else value for name, value in body}
    # Stored as it will be used: what a worker dials is what a notice goes to.
    told |= {name: usable(told[name]) for name, usable in USABLE.items()}
    return Contact(**told) if any(told.values()) else None
