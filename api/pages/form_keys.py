"""What does a requester's browser carry from page to page, and was the page of a form left?

Every form of a requester has a key. Where a POST is answered with a page, a browser can show that
page again by sending the form again. So a sealed cookie carries the keys of such forms, and the
quick exit, on whatever page it is pressed, marks them as left: then none of them is shown again.
"""

from __future__ import annotations

from contextlib import suppress
from uuid import UUID

from fastapi import Request
from starlette.responses import Response

from api.errors.store_away import store_failures_as_refusals
from api.http.access import parts_of
from api.pages.form_fields import Typed, typed
from api.pages.session import CARRIED, MARK, hand
from triage.accounts.sealed_cookies import NOTHING_CARRIED, Carried
from triage.errors.requests import TriageError
from triage.text.personal import Personal

# The form for asking, the one for a receipt, those of an open dialogue, and the quick exit's own.
FORM_KEY = "idempotency_key"
PAGE_KEY = "page_key"
LEAVES = "leaves"
KEY_FIELDS = (FORM_KEY, PAGE_KEY, MARK, LEAVES)
# As long as a session's mark, the longest of them.
KEY_LENGTH = 64

Keys = tuple[Personal[str], ...]


def keys_of(form: Typed) -> Keys:
    """The keys that a form names."""
    named = (value for field in KEY_FIELDS for value in form.every(field))
    return tuple(Personal(value) for value in named if 0 < len(value) <= KEY_LENGTH)


def key_of(sent: Typed) -> str | None:
    """The key that the form was given; None where it is none of ours."""
    try:
        return str(UUID(sent.one(FORM_KEY)))
    except ValueError:
        return None


async def keys_noticed(request: Request) -> None:
    """Set `form_keys` and `left` on the request's state before a route runs: is the form left?

    While the store is away `left` is not set: words that were sent are shown again.

    Raises:
        ForeignForm, HTTPException: as `typed` does.
    """
    if request.method != "POST":
        return
    request.state.form_keys = keys_of(await typed(request))
    with suppress(TriageError), store_failures_as_refusals():
        request.state.left = await parts_of(request).authenticator.leavings.has_left(
            request.state.form_keys
        )


def has_left(request: Request) -> bool:
    """Whether the page of the form that was sent has been left: then nothing of it is shown."""
    return getattr(request.state, "left", False)


def sent_keys(request: Request) -> Keys:
    """The keys of the form that was sent."""
    keys: Keys = getattr(request.state, "form_keys", ())
    return keys


def takes_cookies(request: Request) -> bool:
    """Whether this browser has shown that it gives our cookie back."""
    return CARRIED.name in request.cookies


def carried_by(request: Request) -> Carried:
    """What this browser carries for us."""
    sealed = request.cookies.get(CARRIED.name)
    parts = parts_of(request)
    return (
        parts.authenticator.sealed_cookie.opened(sealed, parts.clock())
        if sealed
        else NOTHING_CARRIED
    )


def carry(request: Request, answer: Response, carried: Carried) -> None:
    """Let the browser carry this from now on."""
    parts = parts_of(request)
    hand(answer, CARRIED, parts.authenticator.sealed_cookie.sealed(carried, parts.clock()))
