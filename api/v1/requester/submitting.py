"""How does the body of a submission become a request, and what is answered? For API and pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Final, TypeVar

from fastapi import Request

from api.errors.refusals import BadInput, FieldError
from api.http.access import catalogue_of, floods_of, network_of, parts_of
from api.v1.answers import ReceiptAnswer
from api.v1.bodies import DetailsBody, SubmissionBody
from api.v1.requester.composing import receipt_answer
from api.v1.requester.contacts import consents_errors, consents_of, contact_errors, contact_of
from triage.actors import ANYONE
from triage.catalogue import Catalogue
from triage.catalogue.helplines import Reader
from triage.errors.requests import TriageError
from triage.intake import Submission
from triage.request.words import Profile, RequestWords
from triage.store.records.submissions import Receipt
from triage.text.personal import Personal, revealed

Made = TypeVar("Made")

# Outside the county the place has no code in the catalogue; routing needs only that it is there.
ELSEWHERE: Final = "other"
ELSEWHERE_AS_SAID: Final = frozenset({"other", "muu"})


async def stored(
    request: Request, body: SubmissionBody, key: Personal[str] | None, *, signs: int = 0
) -> Receipt:
    """The receipt of a submission that is stored now, or was before under the same key.

    What would be refused today may have come before, when its codes were known. `signs` of a
    program weigh in whether it is marked as part of a flood; nothing else changes by that.
    """
    triage = parts_of(request).triage
    try:
        submission = await _checked_submission(request, body, key)
    except TriageError:
        before = None if key is None else await triage.came_before(key, compared(body), ANYONE)
        if before is None:
            raise
        return before
    floods, network = floods_of(request), network_of(request)
    burst = floods.noticed(network, signs=signs)
    try:
        receipt = await triage.submit(replace(submission, burst=burst), ANYONE)
    except Exception:
        # Who tries again while nothing can be stored floods nobody.
        floods.give_back(network, signs=signs)
        raise
    if receipt.repeated:
        floods.give_back(network, signs=signs)
    return receipt


async def _checked_submission(
    request: Request, body: SubmissionBody, key: Personal[str] | None
) -> Submission:
    return await checked(request, lambda known: submission_of(body, known, key=key))


async def checked(request: Request, make: Callable[[Catalogue], Made]) -> Made:
    """What `make` makes of a body; a code that was unknown a second ago may be in force by now."""
    in_force = catalogue_of(request)
    edition = await in_force.lately()
    try:
        return make(edition.catalogue)
    except BadInput:
        edition = await in_force.latest()
        return make(edition.catalogue)


def reader_told(profile: Profile, language: str) -> Reader:
    """Whom the helplines are shown to: by the place, where it may be told, and by who asks."""
    return Reader(
        language=language,
        municipality=None if profile.protected_address else profile.municipality,
        young=profile.by_the_young,
    )


def receipt_shown(
    request: Request, receipt: Receipt, reader: Reader, now: datetime
) -> ReceiptAnswer:
    """The receipt, with whom to call at the moment `now`."""
    numbers = catalogue_of(request).at_hand().numbers(reader, now)
    return receipt_answer(receipt, language=reader.language, urgent_help=numbers)


def submission_of(
    body: SubmissionBody, catalogue: Catalogue, *, key: Personal[str] | None
) -> Submission:
    """The submission that a body asks for.

    Raises:
        BadInput: naming every field whose code is unknown or that is missing.
    """
    errors = tuple(errors_in(body, catalogue))
    if errors:
        raise BadInput(errors)
    return Submission(
        topics=tuple(dict.fromkeys(body.topics)),
        profile=profile_of(body),
        plea=_plea(body),
        body=compared(body),
        idempotency_key=key,
        own_word=body.own_word,
    )


def compared(body: SubmissionBody | DetailsBody) -> bytes:
    """What two sendings under one key must have in common, byte for byte."""
    return body.model_dump_json(exclude_defaults=True).encode()


def errors_in(body: SubmissionBody, catalogue: Catalogue) -> Iterator[FieldError]:
    """Every field whose code this edition does not know, or that is missing or no use."""
    if body.message is None and not body.topics:
        yield FieldError("message", "required")
    yield from unknown_codes(body, catalogue)
    yield from contact_errors(body.reply_by, body.contact)


def unknown_codes(body: SubmissionBody | DetailsBody, catalogue: Catalogue) -> Iterator[FieldError]:
    """Every field with a code that the catalogue does not have."""
    if not catalogue.topics.keys() >= set(body.topics):
        yield FieldError("topics", "unknown")
    if not catalogue.age_bands.keys() >= set(body.age_bands):
        yield FieldError("age_bands", "unknown")
    if not (body.municipality is None or _is_place(body.municipality, catalogue)):
        yield FieldError("municipality", "unknown")
    yield from consents_errors(body.consents, catalogue)


def _is_place(code: str, catalogue: Catalogue) -> bool:
    return code in catalogue.municipalities or code in ELSEWHERE_AS_SAID


def profile_of(body: SubmissionBody | DetailsBody) -> Profile:
    """What is told of the one who asks and of whom it is about."""
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
    words = words_of(body)
    # Without anything told beside what may not be done there is none.
    contact = words.contact if words.contact and words.contact.says_anything else None
    return replace(words, message=revealed(body.message), contact=contact)


def words_of(body: SubmissionBody | DetailsBody) -> RequestWords:
    """What is told in words, and wished for, beside the message."""
    return RequestWords(
        contact=contact_of(body.contact) if body.contact else None,
        reply_by=body.reply_by,
        guardian_may_know=body.guardian_may_know,
        family_agrees=body.family_agrees,
        has_worker=revealed(body.has_worker),
        avoid=revealed(body.avoid),
        consents=consents_of(body.consents),
    )
