"""What can a request over HTTP be refused for before the core has seen it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from triage.errors.requests import TriageError

FieldCode = Literal[
    "given-already",
    "invalid",
    "key-expired",
    "malformed",
    "malformed-json",
    "not-utf-8",
    "required",
    "reversed",
    "too-long",
    "too-many",
    "unknown",
    "unknown-field",
    "wrong-type",
]
FIELD_CODES: tuple[FieldCode, ...] = get_args(FieldCode)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: its dotted name (`contact.phone`) and a stable code."""

    field: str
    code: FieldCode


class BadHost(TriageError):
    """The request names no host, or several, or something that is none."""

    code = "bad-host"


class UnknownHost(TriageError):
    """The request is for another host than the service's own."""

    code = "unknown-host"


class NotSignedIn(TriageError):
    """There is no token, or it is unknown or over."""

    code = "not-signed-in"


class BadInput(TriageError):
    """What came in is not what the description asks for; every field is named."""

    code = "invalid"

    def __init__(self, errors: Iterable[FieldError]) -> None:
        super().__init__()
        self.errors = tuple(errors)


class BodyTooLarge(TriageError):
    """The body is larger than any form of ours can be."""

    code = "too-large"


class BodyTooSlow(TriageError):
    """The rest of the body did not come in time."""

    code = "too-slow"


class ForeignForm(TriageError):
    """A form that no page of ours made for this session sent it."""

    code = "csrf-failed"


class NotJson(TriageError):
    """The body says that it is something else than JSON in UTF-8."""

    code = "not-json"


class NotReady(TriageError):
    """A part that the service cannot do without is away."""

    code = "not-ready"


class StoreAway(TriageError):
    """The store does not answer; nothing of what was sent is acknowledged."""

    code = "store-away"


class TooManyStreams(TriageError):
    """This session, or this person, listens for ticks in too many places at once."""

    code = "too-many-streams"
