"""What becomes of a page and its session that somebody left? Nothing of it is shown again."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from api.http.access import parts_of
from api.pages.form_fields import Typed
from api.pages.form_keys import carried_by, keys_of
from api.pages.page import page
from api.pages.session import (
    CARRIED,
    GONE,
    REQUESTER,
    forget,
    hand,
    mark_of_session,
    session_token,
)
from triage.text.personal import Personal

# Not "cookies": with it Chromium keeps the pages that a changed cookie would make it drop.
CLEARED = {"Clear-Site-Data": '"cache", "storage"'}


def closed(request: Request, *, notice: str) -> Response:
    """The page that says so where the dialogue was left; the browser forgets it, too."""
    answer = page(request, "message.html", notice=notice)
    answer.headers.update(CLEARED)
    take_back(answer)
    return answer


async def left(request: Request, form: Typed) -> None:
    """Show nothing again: of this page, of the forms that the browser carries, of the session."""
    token = session_token(request, REQUESTER)
    mark = () if token is None else (Personal(mark_of_session(token)),)
    keys = {*keys_of(form), *carried_by(request).keys, *mark}
    await parts_of(request).authenticator.leavings.leave(keys, token)


def take_back(answer: Response) -> None:
    """Take the cookies of the requester's side back from the browser."""
    forget(answer, REQUESTER)
    forget(answer, CARRIED)
    hand(answer, GONE, "1")
