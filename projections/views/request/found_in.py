"""Where in a request does what somebody looks for stand? In what its page shows them, no further.

Codes of places, and never the words around.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from projections.views.request.request_shown import Contents
from triage.codes import Sender
from triage.request.words import Contact
from triage.text.sought import Sought

DASH = "-"
# Fewer stand in too many references to mean one.
FEWEST_SIGNS = 4


class FoundIn(StrEnum):
    """The places of a request that are searched."""

    REFERENCE = "reference"
    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    MESSAGE = "message"
    REPLY = "reply"
    NOTE = "note"
    CALL = "call"
    TOLD = "told"


def reference_signs(sought: Sought) -> str:
    """What may be a reference or a part of one, without dashes and spaces; "" where it is short."""
    signs = "".join(sought.parts).replace(DASH, "")
    return signs if len(signs) >= FEWEST_SIGNS else ""


def found_in(sought: Sought, reference: str, contents: Contents | None) -> tuple[FoundIn, ...]:
    """The places in their order; none where a part of what is sought is nowhere.

    Without contents the reference alone is searched.
    """
    signs = reference_signs(sought)
    is_named = bool(signs) and signs in reference.replace(DASH, "").casefold()
    places = {FoundIn.REFERENCE} if is_named else set()
    parts: frozenset[str] = frozenset()
    if contents is not None:
        held: set[FoundIn] = set()
        for place, text in _said(contents):
            here = sought.found_in(text)
            parts |= here
            held |= {place} if here else set()
        places |= held if sought.is_whole(parts) else set()
    return tuple(each for each in FoundIn if each in places)


def _said(contents: Contents) -> Iterator[tuple[FoundIn, str]]:
    plea, contact = contents.plea, contents.plea.contact or Contact()
    texts = (
        (FoundIn.NAME, contact.name),
        (FoundIn.PHONE, contact.phone),
        (FoundIn.EMAIL, contact.email),
        *(
            (FoundIn.MESSAGE if each.sender is Sender.REQUESTER else FoundIn.REPLY, each.text)
            for each in contents.messages
        ),
        *((FoundIn.NOTE, each.text) for each in contents.notes),
        *((FoundIn.CALL, each.text) for each in contents.contact_attempts),
        *(
            (FoundIn.TOLD, each)
            for each in (contact.safe_times, contact.must_not_know, plea.has_worker, plea.avoid)
        ),
    )
    return ((place, text) for place, text in texts if text)
